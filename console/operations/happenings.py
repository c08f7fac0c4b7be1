"""What happened on a running day, written down with the repair that was chosen; and the report of it all."""

from dataclasses import replace
from typing import Any

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import count, day
from console.operations.reports import Report
from scheduler.api import Desk, DeskError, DeviationNote, EventNote, Happened, PostStatus, ReasonCode
from scheduler.domain.answers import RepairPlan
from scheduler.domain.clock import Clock
from scheduler.domain.events import CallOff, Event, InmateMove, LateLeave, PostClosed, SeatAdded
from scheduler.domain.roster import Period, Tour, TourChange
from scheduler.domain.words import Minute, PostCode, SeatId

TITLE = "Events"
COLUMNS = ("Written down", "What happened", "Who or where", "From", "To", "What was done", "Tours changed", "By")
SEATS = ("critical", "mandatory")
"""Keys of the tiers that count minutes of seats that must be filled and are empty."""


def note_of(facts: Facts, kind: Happened, event: Event, tour: Tour | None, plan: RepairPlan) -> EventNote | None:
    """Return what is written down of an event and its repair, None for an event of which nothing is.

    Args:
        facts: Names and times.
        kind: What happened.
        event: The same, as the repair was made for it.
        tour: Whose officer it is about, None for nobody's.
        plan: The repair that was chosen.
    """
    what, clock = event.happening, facts.clock
    empty = sum(step.after for step in plan.tiers if step.key in SEATS)
    common = EventNote(
        kind=kind,
        on=facts.problem.period.first,
        start=Minute(0),
        end=Minute(1),
        changes=plan.count,
        empty_minutes=max(0, empty),
        is_proven=plan.is_proven,
        words="; ".join(_change(change) for change in plan.changes),
    )
    if isinstance(what, CallOff):
        on = tour.on if tour is not None else clock.date_of(what.start)
        of = {"post": tour.post, "shift": tour.shift} if tour is not None else {}
        return replace(common, on=on, start=what.start, end=what.end, badge=what.badge, **of)  # type: ignore[arg-type]
    if isinstance(what, LateLeave):
        start, end = clock.midnight(what.first), clock.minute(what.last, 24 * 60)
        return replace(common, on=what.first, start=start, end=end, badge=what.badge)
    if isinstance(what, (SeatAdded, PostClosed)):
        shift = facts.shifts[what.shift] if what.shift is not None else None
        start = shift.span(clock, what.first)[0] if shift is not None else clock.midnight(what.first)
        end = shift.span(clock, what.last)[1] if shift is not None else clock.minute(what.last, 24 * 60)
        return replace(common, on=what.first, start=start, end=end, post=what.post, shift=what.shift)
    if isinstance(what, InmateMove):
        return replace(common, on=clock.date_of(what.at), start=what.at, end=Minute(what.at + 1))
    return None


def _change(change: TourChange) -> str:
    some = change.after or change.before
    if some is None:
        return ""
    before = change.before.badge if change.before is not None else "nobody"
    after = change.after.badge if change.after is not None else "nobody"
    return f"{some.post} {some.on} {some.shift}: {before} to {after}"


def write(document: RosterDocument, note: EventNote, combined_with: PostCode | None = None) -> bool:
    """Write an event down; return whether it is. The repair stands either way, and what fails is said."""
    if document.desk is None:
        return False
    try:
        document.desk.happenings.write(replace(note, combined_with=combined_with))
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The roster is mended; the event is not written down.")
        return False
    return True


def write_deviation(
    document: RosterDocument,
    closed: PostClosed,
    reason: ReasonCode,
    mitigation: str,
    combined_with: PostCode | None,
    overtime_tried: bool,
) -> bool:
    """Write down why a post was not held on a shift (28 CFR 115.13(b)); return whether it is.

    Args:
        document: The open roster.
        closed: The post, on one shift of one date.
        reason: Why.
        mitigation: What was done so that nobody came to harm.
        combined_with: The post whose officer covers it too, None where it is closed.
        overtime_tried: Whether somebody was called in about that date before.
    """
    facts, desk = document.facts, document.desk
    if facts is None or desk is None or closed.shift is None:
        return False
    start, end = facts.shifts[closed.shift].span(facts.clock, closed.first)
    note = DeviationNote(
        post=closed.post,
        shift=closed.shift,
        on=closed.first,
        start=start,
        end=end,
        status=PostStatus.COMBINED if combined_with is not None else PostStatus.CLOSED,
        reason=reason,
        mitigation=mitigation,
        overtime_tried=overtime_tried,
        combined_with=combined_with,
    )
    try:
        desk.plan.write_deviation(note)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Write the reason down on Today: Why short.")
        return False
    return True


def was_overtime_tried(document: RosterDocument, event: Event) -> bool:
    """Return whether officers were called in on the date on which a post closes."""
    what = event.happening
    if document.desk is None or not isinstance(what, PostClosed):
        return False
    return bool(document.desk.calls.between(what.first, what.last))


def left_empty(facts: Facts, event: Event, plan: RepairPlan) -> SeatId | None:
    """Return the first seat that must be filled after an event and that a repair leaves to nobody, None for none."""
    closed = event.post_closed.post if event.post_closed is not None else None
    for change in plan.changes:
        before = change.before
        if before is None or change.after is not None or before.post == closed:
            continue
        slot = facts.slots.get((before.post, before.on, before.shift))
        if slot is not None and before.index < slot.minimum:
            return before.seat
    return None


def events_of(desk: Desk, period: Period) -> Report:
    """Return what happened on the dates, in the order in which it was written down, with what was done about it."""
    found, names, clock = desk.happenings.between(period.first, period.last), desk.names(), Clock(desk.facility().zone)
    rows = tuple(
        (
            f"{clock.local(Minute(int(one.at.timestamp()) // 60)):%d %b %H:%M}",
            one.kind.value,
            ", ".join(
                part
                for part in (
                    names.get(one.badge, one.badge) if one.badge is not None else "",
                    f"{one.post or ''} {one.shift or ''}".strip(),
                    f"with {one.combined_with}" if one.combined_with is not None else "",
                )
                if part
            ),
            f"{clock.local(one.start):%d %b %H:%M}",
            f"{clock.local(one.end):%d %b %H:%M}",
            one.words or "nothing needed to change",
            f"{one.changes}{', proven fewest' if one.is_proven and one.changes else ''}",
            one.by,
        )
        for one in found
    )
    kinds = sorted({one.kind.value for one in found})
    words = (
        f"{count(len(found), 'event')} on these dates: {', '.join(kinds)}."
        if found
        else f"Nothing was written down from {day(period.first)} to {day(period.last)}."
    )
    keys: dict[int, list[Any]] = {
        0: [one.at for one in found],
        3: [one.start for one in found],
        4: [one.end for one in found],
    }
    return Report(title=TITLE, sentence=words, columns=COLUMNS, rows=rows, keys=keys)
