"""Edits that met changes by others: place by place what was there, what they made of it, and what was meant."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from console.document import RosterDocument
from console.document.sayings import sentence_of
from console.document.words import count
from console.operations.roster import make_edit, push
from scheduler.api import Checker, Conflict
from scheduler.domain.findings import Report
from scheduler.domain.roster import Lock, LockChange, Roster, RosterEdit, Tour, TourChange
from scheduler.domain.words import Badge, Severity

Cell = tuple[Badge, date]
SAID = (Severity.NEVER, Severity.STOP, Severity.ASK)
MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class Held:
    """What stands in one cell: an officer's tours on a date, and whether they are locked."""

    tours: frozenset[Tour] = frozenset()
    is_locked: bool = False

    def after(self, cell: Cell, edit: RosterEdit) -> "Held":
        """Return what an edit makes of the cell, whether or not all that it expects is there."""
        gone = {c.before for c in edit.changes if c.before is not None and (c.before.badge, c.before.on) == cell}
        come = {c.after for c in edit.changes if c.after is not None and (c.after.badge, c.after.on) == cell}
        locks = [c.is_set for c in edit.locks if (c.lock.badge, c.lock.on) == cell]
        return Held((self.tours - gone) | come, locks[-1] if locks else self.is_locked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One officer and date at which two people made different things.

    Attributes:
        cell: The officer and date.
        was: What stood there before either.
        theirs: What stands there now.
        mine: What was meant.
        group: Rows of one group share seats: they are decided together.
        who: Who made what is there now.
        at: When, None where that is not known.
    """

    cell: Cell
    was: Held
    theirs: Held
    mine: Held
    group: int
    who: str
    at: datetime | None


def rows_of(document: RosterDocument, conflicts: Iterable[Conflict]) -> tuple[Row, ...]:
    """Return the places to decide about, by date and officer; none where what was meant is there by now."""
    roster = document.roster
    if roster is None:
        return ()
    met = tuple(conflicts)
    steps = sorted({step.step: step for one in met for step in one.steps}.values(), key=lambda step: step.step)
    cells = {cell for one in met for cell in one.edit.cells}
    seats = {seat for one in met for seat in _seats(one.edit)}
    for step in steps:
        if step.edit is not None:
            cells |= {(t.badge, t.on) for t in _tours(step.edit) if t.seat in seats}
    locked = document.locked_cells
    found: dict[Cell, Row] = {}
    for cell in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        theirs = Held(frozenset(document.index.of_cell(*cell)), cell in locked)
        was, who, at = theirs, "", None
        for step in reversed(steps):
            if step.edit is not None and cell in step.edit.cells:
                was = was.after(cell, step.edit.inverse())
                if at is None:
                    who, at = step.actor, step.at
        if not who:  # nobody is known to have changed it: the edit's own expectation says what was there
            expected = frozenset(c.before for one in met for c in one.edit.changes if c.before is not None)
            was = replace(was, tours=was.tours | {t for t in expected if (t.badge, t.on) == cell})
        mine = was
        for one in met:
            mine = mine.after(cell, one.edit)
        if mine != theirs:
            found[cell] = Row(cell=cell, was=was, theirs=theirs, mine=mine, group=0, who=who, at=at)
    return _grouped(tuple(found.values()))


def _tours(edit: RosterEdit) -> tuple[Tour, ...]:
    return tuple(t for change in edit.changes for t in (change.before, change.after) if t is not None)


def _seats(edit: RosterEdit) -> frozenset[str]:
    return frozenset(tour.seat for tour in _tours(edit))


def _grouped(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Number the rows so that those which share a seat, by way of others too, have the same number."""
    numbers = list(range(len(rows)))
    first: dict[str, int] = {}

    def root(number: int) -> int:
        while numbers[number] != number:
            number = numbers[number]
        return number

    for number, row in enumerate(rows):
        for seat in {tour.seat for tour in row.theirs.tours ^ row.mine.tours}:
            numbers[root(number)] = root(first.setdefault(seat, number))
    return tuple(replace(row, group=root(number)) for number, row in enumerate(rows))


def merged(roster: Roster, rows: Iterable[Row], mine: Collection[int]) -> tuple[list[TourChange], list[LockChange]]:
    """Return what has to change so that rows of some groups are as meant; the others stay as they are."""
    changes: list[TourChange] = []
    locks: list[LockChange] = []
    for row in rows:
        if row.group not in mine:
            continue
        changes += [TourChange(before=t, after=None) for t in sorted(row.theirs.tours - row.mine.tours)]
        changes += [TourChange(before=None, after=t) for t in sorted(row.mine.tours - row.theirs.tours)]
        if row.mine.is_locked != row.theirs.is_locked:
            badge, on = row.cell
            locks.append(LockChange(lock=Lock(badge=badge, on=on), is_set=row.mine.is_locked))
    return changes, locks


def verdicts(document: RosterDocument, rows: tuple[Row, ...], group: int) -> tuple[str, str]:
    """Return what the checker says at the places of a group if theirs stays, and if what was meant is taken."""
    checker, roster = document.checker, document.roster
    if checker is None or roster is None:
        return "The checker is still at work.", "The checker is still at work."
    changes, locks = merged(roster, rows, {group})
    edit = make_edit(document, "", changes, locks)
    after: Checker = checker.edited(edit.apply(roster))
    of = [row for row in rows if row.group == group]
    cells = frozenset(row.cell for row in of)
    seats = frozenset(tour.seat for row in of for tour in (*row.theirs.tours, *row.mine.tours))
    return tuple(_said(document, found.report, cells, seats) for found in (checker, after))  # type: ignore[return-value]


def _said(document: RosterDocument, report: Report, cells: frozenset[Cell], seats: frozenset[str]) -> str:
    facts = document.facts
    if facts is None:
        return ""
    found = [
        f
        for f in report.findings
        if f.severity in SAID and any((c.badge, c.on) in cells or c.seat in seats for c in f.cells)
    ]
    lines = [f"{f.severity.value.capitalize()}: {sentence_of(f, facts)}" for f in found[:MOST_SAID]]
    if len(found) > MOST_SAID:
        lines.append(f"And {count(len(found) - MOST_SAID, 'more finding', 'more findings')}.")
    return "\n".join(lines) or "Nothing against it."


def decide(
    document: RosterDocument, conflicts: Iterable[Conflict], rows: tuple[Row, ...], mine: Collection[int]
) -> bool:
    """Take over what was meant in the rows of some groups, as one edit; return whether that worked.

    Args:
        document: The roster.
        conflicts: What is decided about.
        rows: The places.
        mine: Numbers of the groups in which what was meant is taken.
    """
    if document.roster is None:
        return False
    changes, locks = merged(document.roster, rows, mine)
    if not changes and not locks:
        return True
    labels = list(dict.fromkeys(one.edit.label for one in conflicts))
    words = labels[0] if len(labels) == 1 else count(len(labels), "edit")
    return push(document, make_edit(document, f"After all: {words}", changes, locks))
