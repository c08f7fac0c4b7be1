"""Contact hours, tenure and what is left of both, as arrays over domain values; staffing plan and relief factor.

The checker has a ledger of its own.
"""

from scheduler.ledger.contact import Contacts, Ledger, Work
from scheduler.ledger.left import ContactLimit, ToursCount, ToursLeft, tours_left
from scheduler.ledger.pairs import pairs_in
from scheduler.ledger.pay import PayLine, PayNotChosenError, PaySpan, PayTable, pay_spans, pay_table
from scheduler.ledger.relief import Meal, MealPlan, MealTimes, plan_meals
from scheduler.ledger.relief_factor import PostNeed, ReliefReport, WorkYear, relief_report, rounded
from scheduler.ledger.rotation import RotationLine, RotationState, rotation_lines
from scheduler.ledger.staffing_plan import Deviation, DeviationKind, deviations, plan_on
from scheduler.ledger.tenure import tenures
from scheduler.ledger.windows import Future, carried, futures

__all__ = [
    "ContactLimit",
    "Contacts",
    "Deviation",
    "DeviationKind",
    "Future",
    "Ledger",
    "Meal",
    "MealPlan",
    "MealTimes",
    "PayLine",
    "PayNotChosenError",
    "PaySpan",
    "PayTable",
    "PostNeed",
    "ReliefReport",
    "RotationLine",
    "RotationState",
    "ToursCount",
    "ToursLeft",
    "Work",
    "WorkYear",
    "carried",
    "deviations",
    "futures",
    "plan_on",
    "pairs_in",
    "pay_spans",
    "pay_table",
    "plan_meals",
    "relief_report",
    "rotation_lines",
    "rounded",
    "tenures",
    "tours_left",
]
