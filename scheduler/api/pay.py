"""Hours for pay of whole pay periods, from what was worked and what is published."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from scheduler.api.history import with_published
from scheduler.domain.policy import Policy
from scheduler.domain.roster import Roster
from scheduler.domain.site import Site
from scheduler.domain.swaps import Swap, SwapState
from scheduler.domain.words import StaffClass
from scheduler.domain.worked import ClosedDays
from scheduler.ledger import PayNotChosenError, PayTable, pay_spans, pay_table
from scheduler.ledger.pay import Owners
from scheduler.storage import DeskError


def pay_of(
    site: Site,
    first: date,
    last: date,
    published: Callable[[date, date], tuple[Roster, ...]],
    closed: ClosedDays,
    swaps: Iterable[Swap] = (),
) -> PayTable:
    """Return the hours of each pay period that reaches into local dates `first` to `last`, inclusive.

    Args:
        site: The facility.
        first: First date.
        last: Last date.
        published: Gives the published rosters of dates from one to before another: they count where nothing worked is
            known.
        closed: What was worked on closed days.
        swaps: All swaps; those that were approved say whose hours somebody works.

    Raises:
        DeskError: the dates are the wrong way round or too many, or the site has not chosen how overtime is priced.
    """
    if not 0 <= (last - first).days < 400:
        raise DeskError(f"Pay is counted from a date to a later one, 400 days at most, not {first} to {last}")
    begin, end = _reach(site.policy, first, last)
    worked = with_published(site, end, published(begin, end), closed)
    try:
        return pay_table(worked, first, last, owners_of(swaps))
    except PayNotChosenError as error:
        raise DeskError(str(error)) from error


def owners_of(swaps: Iterable[Swap]) -> Owners:
    """Return whose hours somebody works in the swaps that were approved."""
    return {
        (change.after.badge, change.after.on, change.after.shift): change.before.badge
        for swap in swaps
        if swap.state is SwapState.APPROVED
        for change in swap.changes()
        if change.before is not None and change.after is not None
    }


def _reach(policy: Policy, first: date, last: date) -> tuple[date, date]:
    """Return the first date of the earliest pay period, less what a tour may bring over, and that after the latest."""
    spans = [span for staff_class in StaffClass for span in pay_spans(policy, staff_class, first, last)]
    begin, end = min((s.first for s in spans), default=first), max((s.last for s in spans), default=last)
    return begin - timedelta(days=3), end + timedelta(days=3)
