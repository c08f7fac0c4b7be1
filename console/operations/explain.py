"""What is known at once of a cell or a seat, and what candidates and remedies become as edits."""

from datetime import date

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import KIND_WORDS, count, day, weekday
from console.operations.meals import meal_lines
from console.operations.roster import Cell, make_edit, may_edit, officers_for, push
from scheduler.domain.demand import Slot
from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import Badge

OpenSeat = tuple[Slot, int]
"""A seat: its slot and its number."""


def cell_words(document: RosterDocument, badge: Badge, on: date) -> tuple[str, list[str]]:
    """Return the title of an officer's date and what it holds, one sentence each; no title where there is none."""
    facts, shown = document.facts, document.shown
    if facts is None or shown is None or on not in shown.period or badge not in facts.officers:
        return "", []
    tours = document.shown_index.of_cell(badge, on)
    lines = [_tour_words(facts, tour) for tour in tours] or [_without_tour(facts, badge, on)]
    officer, pattern = facts.officers[badge], facts.pattern_shift(badge, on)
    squad = f"Squad {officer.squad}: " if officer.squad else ""
    when = f"{facts.shifts[pattern].name.lower()} on this date." if pattern else "a day off on this date."
    lines += [squad + when, *meal_lines(facts, shown, badge, on)]
    if document.is_locked(badge, on):
        lines.append("Locked: a build changes nothing here.")
    return f"{facts.name(badge)}, {weekday(on)}", lines


def _tour_words(facts: Facts, tour: Tour) -> str:
    words = [f"{tour.post}, {facts.posts[tour.post].name}", facts.times(tour), KIND_WORDS[tour.kind]]
    return "; ".join(w for w in words if w) + "."


def _without_tour(facts: Facts, badge: Badge, on: date) -> str:
    if (badge, on) in facts.leave:
        return "On leave."
    is_spare = facts.pattern_shift(badge, on) is not None and (badge, on) not in facts.duties
    return "Spare: on duty by the pattern, without a post." if is_spare else "No tour."


def empty_seat_words(document: RosterDocument, slot: Slot) -> tuple[str, list[str]]:
    """Return the title of a seat that nobody holds and what is known of it at once."""
    facts = document.facts
    if facts is None or slot.on not in facts.problem.period:
        return "", []
    free = [t for t in officers_for(document, slot) if not t.is_dim and not t.note.startswith("now on")]
    willing = sum(1 for t in free if not t.note)
    more = f" and {slot.wanted} should be" if slot.wanted > slot.minimum else ""
    lines = [
        f"{facts.posts[slot.post].name}: nobody is on this seat; {slot.minimum} must be there{more}.",
        f"{count(len(free), 'eligible officer')} free on this date, {willing} without overtime.",
    ]
    return f"{slot.post} {facts.shifts[slot.shift].name.lower()}, {weekday(slot.on)}", lines


def settled(document: RosterDocument, cell: Cell | None, seat: OpenSeat | None) -> tuple[Cell | None, OpenSeat | None]:
    """Return the chosen cell or seat as the roster now stands: a seat that somebody holds by now is the holder's cell.

    Args:
        document: What is shown.
        cell: The chosen (officer, date).
        seat: The chosen seat that nobody held: its slot and its number.
    """
    if seat is None or document.shown is None:
        return cell, seat
    slot, number = seat
    held = document.shown_index.seats(slot.post, slot.on, slot.shift).get(number, ())
    return ((held[0].badge, held[0].on), None) if held else (cell, seat)


def exchange(document: RosterDocument, gone: tuple[Tour, ...], come: tuple[Tour, ...], label: str) -> bool:
    """Take tours off and put others in, as one undoable edit; return whether that was done."""
    if not may_edit(document, [(t.badge, t.on) for t in (*gone, *come)]):
        return False
    changes = [TourChange(before=tour, after=None) for tour in gone]
    return push(document, make_edit(document, label, [*changes, *(TourChange(before=None, after=t) for t in come)]))


def place(document: RosterDocument, tour: Tour, gone: tuple[Tour, ...]) -> bool:
    """Put an officer on a seat as an answer proposes it, as one undoable edit; return whether that was done.

    Args:
        document: What is edited.
        tour: What enters the roster; whoever holds its seat at that time leaves.
        gone: Further tours that leave.
    """
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return False
    leaving = tuple(t for t in roster.tours if t.seat == tour.seat and t.start < tour.end and tour.start < t.end)
    out = dict.fromkeys((*leaving, *gone))
    if not may_edit(document, [(tour.badge, tour.on), *((t.badge, t.on) for t in out)]):
        return False
    label = f"Put {facts.surname(tour.badge)} on {tour.post}, {day(tour.on)}"
    others = [t for t in leaving if t.badge != tour.badge]
    if others:
        label += f", instead of {facts.surname(others[0].badge)}"
    changes = [*(TourChange(before=t, after=None) for t in out), TourChange(before=None, after=tour)]
    return push(document, make_edit(document, label, changes))
