"""Posts below the staffing plan: the list of them, why each was so, and who approved it (28 CFR 115.13(b))."""

from collections.abc import Callable
from datetime import date

from console.document import RosterDocument
from console.document.words import count, weekday
from console.operations.reports import Report
from scheduler.api import Below, Desk, DeskError, DeviationNote
from scheduler.domain.clock import Clock
from scheduler.domain.roster import Period

TITLE = "Below the plan"
COLUMNS = ("Date", "Shift", "Post", "There", "Planned", "State", "Reason", "What was done", "Approved by")
NO_REASON, NOT_APPROVED = "no reason yet", "not approved"


def below_the_plan(desk: Desk, period: Period) -> Report:
    """Return each shift on which a post had fewer officers than the plan asks for; those without a reason first."""
    found = in_order(desk.plan.below(period.first, period.last))
    without = sum(b.record is None for b in found)
    waiting = sum(b.record is not None and not b.is_justified for b in found)
    return Report(
        title=TITLE,
        sentence=_sentence(desk, period, len(found), without, waiting),
        columns=COLUMNS,
        rows=tuple(_row(below) for below in found),
        figures=frozenset({3, 4}),
        keys={0: [below.on for below in found]},
    )


def _sentence(desk: Desk, period: Period, every: int, without: int, waiting: int) -> str:
    if not every:
        return "No post was published below the staffing plan on these dates."
    said = f"{count(every, 'deviation')} from the staffing plan on these dates"
    parts = [
        *((f"{without} without a reason",) if without else ()),
        *((f"{waiting} not approved",) if waiting else ()),
    ]
    said += f": {' and '.join(parts)}." if parts else ", all with a reason that is approved."
    common = desk.plan.reasons(period.last.year)[:3]
    if common:
        said += f" Most common in {period.last.year}: {', '.join(f'{reason.value} ({n})' for reason, n in common)}."
    return said


def in_order(found: tuple[Below, ...]) -> tuple[Below, ...]:
    """Return them in the order of the report: without a reason, not approved, the others; each by date."""
    return tuple(sorted(found, key=lambda below: (below.is_justified, below.record is not None)))


def _row(below: Below) -> tuple[str, ...]:
    record = below.record
    if record is None:
        said = (NO_REASON, "", "", "")
    else:
        note = record.note
        state = f"{note.status.value} with {note.combined_with}" if note.combined_with else note.status.value
        reason = f"{note.reason.value}: {note.words}" if note.words else note.reason.value
        said = (state, reason, note.mitigation, record.approver or NOT_APPROVED)
    return (weekday(below.on), below.shift, below.post, str(below.there), str(below.planned), *said)


def chosen(document: RosterDocument, first: date, last: date, row: int) -> Below | None:
    """Return what stands in a row of the report, None where that cannot be read any more."""
    desk = document.desk
    if desk is None:
        return None
    try:
        found = in_order(desk.plan.below(first, last))
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return None
    return found[row] if 0 <= row < len(found) else None


def of_place(document: RosterDocument, post: str, shift: str, on: date) -> Below | None:
    """Return what is known of a post that is below the plan on a shift of a local date, None where it is not."""
    desk = document.desk
    if desk is None:
        return None
    try:
        found = desk.plan.below(on, on)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return None
    return next((below for below in found if (below.post, below.shift) == (post, shift)), None)


def clock_of(document: RosterDocument) -> Clock:
    """Return the facility's clock."""
    assert document.desk is not None, "asked for with a database open"
    return Clock(document.desk.facility().zone)


def write(document: RosterDocument, note: DeviationNote) -> bool:
    """Write down why a post is below the plan; return whether that was done."""
    return _done(document, lambda desk: desk.plan.write_deviation(note))


def approve(document: RosterDocument, below: Below) -> bool:
    """Approve what was written down about a post; return whether that was done."""
    return _done(document, lambda desk: desk.plan.approve_deviation(below.post, below.shift, below.on))


def _done(document: RosterDocument, act: Callable[[Desk], object]) -> bool:
    desk = document.desk
    if desk is None:
        return False
    try:
        act(desk)
    except DeskError as error:
        document.failed.emit(f"{error}.")
        return False
    return True
