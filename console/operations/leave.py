"""Leave: ask, grant, refuse, withdraw, the vacation bid, the wellness hour. Each is one step of the database."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from console.document import RosterDocument
from console.document.words import count
from console.operations import exchange
from scheduler.api import BidOrder, BidRules, BidSettlement, DeskError, LeaveDesk, WellnessPlan
from scheduler.domain.words import Badge

V = TypeVar("V")


def ask(document: RosterDocument, badge: Badge, first: date, last: date) -> bool:
    """File a request for an officer; return whether that worked."""
    return _change(document, lambda leave: leave.ask(badge, first, last), "Nothing was filed.")


def grant(document: RosterDocument, id: str, may_exceed: bool = False) -> bool:
    """Grant a request, also beyond slots and balance if asked to; return whether that worked."""
    return _change(document, lambda leave: leave.grant(id, may_exceed), "It was not granted.")


def refuse(document: RosterDocument, id: str) -> bool:
    """Refuse a request; return whether that worked."""
    return _change(document, lambda leave: leave.refuse(id), "It was not refused.")


def withdraw(document: RosterDocument, id: str) -> bool:
    """Withdraw an open or granted request; return whether that worked."""
    return _change(document, lambda leave: leave.withdraw(id), "It was not withdrawn.")


def grant_all(document: RosterDocument) -> bool:
    """Grant everything that fits, in order of filing; return whether that worked."""
    return _change(document, lambda leave: leave.grant_all(), "Nothing was granted.")


def bid(document: RosterDocument, year: int, order: BidOrder, most: int) -> BidSettlement | None:
    """Return who would get what in a year's vacation bid, None when that cannot be said."""
    return _look(document, lambda leave: leave.bid(year, BidRules(order=order, most=most)))


def accept_bid(document: RosterDocument, year: int, order: BidOrder, most: int) -> bool:
    """Grant what a year's vacation bid gives; return whether that worked."""
    rules = BidRules(order=order, most=most)
    return _change(document, lambda leave: leave.accept_bid(year, rules), "Nothing was granted.")


def wellness(document: RosterDocument, on: date) -> WellnessPlan | None:
    """Return the hours that would be planned in the quarter of a date, None when that cannot be said."""
    return _look(document, lambda leave: leave.wellness(on))


def plan_wellness(document: RosterDocument, on: date) -> bool:
    """Plan an hour for everyone in the quarter of a date; return whether that worked."""
    return _change(document, lambda leave: leave.plan_wellness(on), "No hour was planned.")


def plan_words(plan: WellnessPlan) -> str:
    """Return a plan of wellness hours in one or two sentences."""
    if not plan.duties and not plan.left_out:
        return "Everyone has an hour in this quarter already."
    words = f"{count(len(plan.duties), 'hour')} will be planned, spread over the quarter, each beside a tour."
    if plan.left_out:
        words += f" For {count(len(plan.left_out), 'officer')} there is no place in it."
    return words


def _look(document: RosterDocument, look: Callable[[LeaveDesk], V]) -> V | None:
    if document.desk is None:
        return None
    try:
        return look(document.desk.leave)
    except DeskError as error:
        document.failed.emit(str(error))
        return None


def _change(document: RosterDocument, change: Callable[[LeaveDesk], object], nothing: str) -> bool:
    if document.desk is None:
        document.failed.emit("Open a database first: File, Open database.")
        return False
    try:
        change(document.desk.leave)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. {nothing}")
        return False
    exchange.reload(document)
    return True
