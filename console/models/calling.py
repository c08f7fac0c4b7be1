"""Who is called for a seat, as a table: on duty, volunteers, mandates, and who is passed over and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.calls import LISTS, tour_words
from console.document.facts import Facts
from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE, TextTable
from scheduler.api import CallLine, CallList, CallLists
from scheduler.domain.answers import Candidate
from scheduler.domain.words import SeatId
from scheduler.rule import hours

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("List", "Place", "Officer", "Answer", "Would be", "Charged", "Last called", "In service since")
LIST, PLACE, OFFICER, ANSWER, TOUR, CHARGED, LAST, SINCE = range(len(COLUMNS))
ON_DUTY, PASSED, NEXT = "on duty", "passed over", "call now"


@dataclass(frozen=True, slots=True)
class CallRow:
    """A row: an officer for the seat.

    Attributes:
        of: The list; None for whoever is on duty, or passed over.
        candidate: What the seat would be with him.
        line: His line on a list, None for whoever is on duty.
        is_next: Whether he is called next.
    """

    of: CallList | None
    candidate: Candidate
    line: CallLine | None
    is_next: bool


def rows_of(lists: CallLists) -> tuple[CallRow, ...]:
    """Return who is on duty, then both lists in order, then whoever is passed over."""
    following = lists.next[1] if lists.next is not None else None
    both = ((CallList.VOLUNTARY, lists.voluntary), (CallList.MANDATE, lists.mandate))
    called = [
        CallRow(of, line.candidate, line, line is following)
        for of, lines in both
        for line in lines
        if line.place is not None
    ]
    passed = [CallRow(None, x.candidate, x, False) for _, lines in both for x in lines if x.place is None]
    return (*(CallRow(None, c, None, False) for c in lists.on_duty), *called, *passed)


class CallingModel(TextTable):
    """An officer a row; whoever is next has a filled frame, who is passed over is quiet."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without anybody."""
        super().__init__(parent)
        self._shown: tuple[CallRow, ...] = ()
        self.set_table(COLUMNS, ())

    def show(self, lists: CallLists | None, facts: Facts, seat: SeatId) -> None:
        """Show who is called; None: nobody yet."""
        self._shown = rows_of(lists) if lists is not None else ()
        rows = tuple(_cells(row, facts, seat) for row in self._shown)
        lasts = [row.line.standing.last_called if row.line is not None else None for row in self._shown]
        keys: dict[int, Iterable[Any]] = {
            PLACE: [row.line.place or 999 if row.line is not None else 0 for row in self._shown],
            SINCE: [facts.officers[row.candidate.badge].seniority for row in self._shown],
            LAST: [at.timestamp() if at is not None else 0.0 for at in lasts],
        }
        self.set_table(COLUMNS, rows, frozenset({PLACE, CHARGED}), {key: list(values) for key, values in keys.items()})

    def row_at(self, row: int) -> CallRow:
        """Return what stands in a row."""
        return self._shown[self.given_row(row)]

    def first_row(self) -> int:
        """Return the row with which to begin: whoever is on duty, else whoever is next, else the first."""
        rows = [self.row_at(n) for n in range(self.rowCount())]
        return next((n for n, row in enumerate(rows) if row.line is None or row.is_next), 0)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        row, column = self.row_at(index.row()), index.column()
        if role == PILL_ROLE:
            return (NEXT, "accent") if column == ANSWER and row.is_next else None
        if role == QUIET_ROLE:
            is_passed = row.line is not None and row.line.place is None
            return is_passed or column in (LIST, SINCE, LAST)
        if role == BOLD_ROLE:
            return column == OFFICER and not (row.line is not None and row.line.place is None)
        return super().data(index, role)


def _cells(row: CallRow, facts: Facts, seat: SeatId) -> tuple[str, ...]:
    name = facts.name(row.candidate.badge)
    since = f"{facts.officers[row.candidate.badge].seniority:%d %b %Y}"
    would = tour_words(facts, row.candidate, seat)
    line = row.line
    if line is None:
        return ON_DUTY, "", name, "needs no call", would, "", "", since
    standing = line.standing
    zone, then = ZoneInfo(facts.clock.zone), standing.last_called
    called = f"{then.astimezone(zone):%d %b %Y}" if then is not None else ""
    mandated = f"mandated {standing.last_mandated:%d %b %Y}" if standing.last_mandated is not None else ""
    last = called if row.of is CallList.VOLUNTARY else mandated or called
    if line.is_protected and row.of is CallList.MANDATE:
        last = f"{mandated}: later"
    said = line.outcome.value if line.outcome is not None else NEXT if row.is_next else ""
    if line.place is None:
        said = " ".join(str(words) for words in line.words[:1]) or "not possible"
    of = LISTS[row.of] if row.of is not None else PASSED
    place = str(line.place) if line.place is not None else ""
    would = would if line.place is not None else ""
    return of, place, name, said, would, hours(standing.charged), last, since
