"""What officers ask for and what everybody is given: leave, the vacation bid, the wellness hour. Pure functions.

No reason is kept anywhere: a decision speaks of slots, balances and dates only.
"""

from scheduler.requests.bid import BidOrder, BidOutcome, BidRules, BidSettlement, accept_bid, settle_bid
from scheduler.requests.book import LeaveBook, LeaveRules
from scheduler.requests.leave import (
    DateSpan,
    LeaveChange,
    LeaveDecision,
    LeaveError,
    ask_leave,
    decide_leave,
    grant_leave,
    refuse_leave,
    withdraw_leave,
)
from scheduler.requests.wellness import WellnessPlan, WellnessRules, plan_wellness, quarter_of
from scheduler.requests.words import dates_in_words, span_in_words

__all__ = [
    "BidOrder",
    "BidOutcome",
    "BidRules",
    "BidSettlement",
    "DateSpan",
    "LeaveBook",
    "LeaveChange",
    "LeaveDecision",
    "LeaveError",
    "LeaveRules",
    "WellnessPlan",
    "WellnessRules",
    "accept_bid",
    "ask_leave",
    "dates_in_words",
    "decide_leave",
    "grant_leave",
    "plan_wellness",
    "quarter_of",
    "refuse_leave",
    "settle_bid",
    "span_in_words",
    "withdraw_leave",
]
