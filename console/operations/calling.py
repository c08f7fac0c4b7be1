"""Calling officers in to a seat: who is next, in words; what came of a call, written down; who accepts, on the seat."""

from datetime import date, datetime
from typing import Any

from console.document import RosterDocument
from console.document.calls import LISTS, rules_words
from console.document.facts import Facts
from console.document.words import count, day
from console.operations.explain import place
from console.operations.reports import Report
from scheduler.api import CallList, CallLists, CallOutcome, CallRules, Desk, DeskError
from scheduler.domain.answers import Candidate
from scheduler.domain.clock import Clock
from scheduler.domain.roster import Period, parse_seat_id
from scheduler.domain.words import Minute, PostCode, SeatId, ShiftCode
from scheduler.rule import hours

TITLE = "Calls"
COLUMNS = ("Called", "By", "For", "From list", "Place", "Officer", "Hours", "Answer")


def next_words(lists: CallLists, facts: Facts, is_empty: bool) -> str:
    """Return what is to be done now, in a sentence."""
    if lists.accepted is not None and not is_empty:
        return f"{facts.name(lists.accepted.officer.badge)} accepted and is on the seat."
    if lists.on_duty:
        who = ", ".join(facts.name(c.badge) for c in lists.on_duty[:3])
        more = f" and {len(lists.on_duty) - 3} more" if len(lists.on_duty) > 3 else ""
        return f"On duty and free, no call needed: {who}{more}."
    if lists.next is None:
        return "Nobody is left to be called. Close or combine the post, or ask what else it would take (F4)."
    of, line = lists.next
    charged = f", {hours(line.standing.charged)} charged" if of is CallList.VOLUNTARY else ""
    return f"Call {facts.name(line.officer.badge)}: place {line.place} of the {LISTS[of]}{charged}."


def lists_of(
    document: RosterDocument, seat: SeatId, candidates: tuple[Candidate, ...], is_empty: bool
) -> CallLists | str:
    """Return who is called for a seat, or why that cannot be said."""
    if document.desk is None:
        return "No database is open."
    try:
        return document.desk.calls.lists(seat, candidates, is_empty)
    except DeskError as error:
        return f"{str(error).rstrip('.')}."


def put(document: RosterDocument, candidate: Candidate) -> bool:
    """Put whoever is on duty anyway on the seat, as one undoable edit; return whether that was done."""
    return place(document, candidate.tour, ())


def note(
    document: RosterDocument,
    seat: SeatId,
    candidate: Candidate,
    candidates: tuple[Candidate, ...],
    outcome: CallOutcome,
    is_empty: bool,
) -> bool:
    """Write down what came of a call; whoever accepts is put on the seat, as one undoable edit.

    The call is written down first: where it cannot be, nothing of it stands on the roster either. An acceptance that
    does not come to a tour is no loss: the lists go on where nobody is on the seat.

    Returns:
        Whether it was written down.
    """
    if document.desk is None:
        return False
    try:
        document.desk.calls.note(seat, candidate.badge, outcome, candidates, is_empty)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Nothing was written down.")
        return False
    if outcome is CallOutcome.ACCEPTED:
        place(document, candidate.tour, ())
    return True


def set_rules(document: RosterDocument, rules: CallRules) -> bool:
    """Let other rules of calling hold from their date on; return whether they do."""
    if document.desk is None:
        return False
    try:
        document.desk.calls.set_rules(rules)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. Nothing was changed.")
        return False
    return True


def open_seat(document: RosterDocument, post: str, shift: str, on: date) -> SeatId | None:
    """Return the first seat of a post that nobody holds, of those that must be filled first; None for none."""
    facts = document.facts
    slot = facts.slots.get((PostCode(post), on, ShiftCode(shift))) if facts is not None else None
    if slot is None:
        return None
    held = document.index.seats(slot.post, slot.on, slot.shift)
    return next((seat for n, seat in enumerate(slot.seats) if n not in held), None)


def is_empty(document: RosterDocument, seat: SeatId) -> bool:
    """Return whether nobody is on a seat of the roster as it stands."""
    post, on, shift, index = parse_seat_id(seat)
    return not document.index.seats(post, on, shift).get(index, ())


def calls_made(desk: Desk, period: Period) -> Report:
    """Return every call about seats of the dates, seat by seat in the order of the calls: a grievance in one page."""
    names, clock = desk.names(), Clock(desk.facility().zone)
    found = sorted(desk.calls.between(period.first, period.last), key=lambda c: (c.on, c.shift, c.post, c.at))
    rows = tuple(
        (
            f"{_local(clock, c.at):%d %b %H:%M}",
            c.by,
            f"{c.post} {c.shift}, {day(c.on)}",
            LISTS[c.list],
            str(c.place),
            names.get(c.badge, c.badge),
            hours(c.minutes),
            c.outcome.value,
        )
        for c in found
    )
    accepted = sum(c.outcome is CallOutcome.ACCEPTED for c in found)
    said = f"{count(len(found), 'call')} about seats of these dates, {accepted} accepted."
    words = f"{said if found else 'Nobody was called in on these dates.'} {rules_words(desk.calls.rules(period.last))}"
    return Report(
        title=TITLE,
        sentence=words,
        columns=COLUMNS,
        rows=rows,
        figures=frozenset({4, 6}),
        keys={0: [c.at for c in found], 2: [(c.on, c.shift, c.post, c.at) for c in found]},
    )


def overtime_charged(desk: Desk, period: Period) -> Report:
    """Return what is charged to each officer on the last of the dates, in the order in which volunteers are called."""
    names, rules, clock = desk.names(), desk.calls.rules(period.last), Clock(desk.facility().zone)
    found = desk.calls.charged(period.last)
    rows = tuple(
        (
            names.get(one.badge, one.badge),
            hours(one.standing.charged),
            f"{_local(clock, one.standing.last_called):%d %b %Y}" if one.standing.last_called else "never",
            f"{one.standing.last_mandated:%d %b %Y}" if one.standing.last_mandated else "never",
        )
        for one in found
    )
    keys: dict[int, list[Any]] = {
        2: [one.standing.last_called.timestamp() if one.standing.last_called else 0.0 for one in found],
        3: [one.standing.last_mandated or date.min for one in found],
    }
    return Report(
        title="Overtime charged",
        sentence=rules_words(rules),
        columns=("Officer", "Charged", "Last called", "Last mandated"),
        rows=rows,
        figures=frozenset({1}),
        keys=keys,
    )


def _local(clock: Clock, at: datetime) -> datetime:
    """Return a moment on the facility's clock."""
    return clock.local(Minute(int(at.timestamp()) // 60))
