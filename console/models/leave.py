"""Requests for leave: who, when, what it costs, what stands against it."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.document.words import count, day
from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE
from console.widgets.sorted_rows import SortedRows
from scheduler.api import LeaveDecision, span_in_words
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.words import Badge, LeaveState

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Officer", "Dates", "Days", "Costs", "Balance", "Filed", "State", "What is against it")
OFFICER, DATES, DAYS, COSTS, LEFT, FILED, STATE, AGAINST = range(len(COLUMNS))
WAITING, FITS, NO_ROOM = "waiting", "fits", "no room"


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A request with the officer's name; `decision` only while it is open."""

    request: LeaveRequest
    name: str
    decision: LeaveDecision | None

    @property
    def state(self) -> str:
        """Return the state in a word: of an open request whether it fits."""
        if self.request.state != LeaveState.ASKED or self.decision is None:
            return WAITING if self.request.state == LeaveState.ASKED else self.request.state.value
        return FITS if self.decision.is_grantable else NO_ROOM

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.request.state == LeaveState.ASKED

    @property
    def days(self) -> int:
        """How many dates it covers."""
        return (self.request.last - self.request.first).days + 1


class LeaveModel(SortedRows):
    """The requests, those that wait first, in order of filing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._all: tuple[LeaveRow, ...] = ()
        self.is_open_only = True
        self._zone: tzinfo = UTC

    def show_requests(
        self,
        requests: tuple[LeaveRequest, ...],
        decisions: tuple[LeaveDecision, ...],
        names: dict[Badge, str],
        zone: tzinfo,
    ) -> None:
        """Show other requests; moments as the clocks of a time zone show them."""
        self._zone = zone
        of = {decision.request.id: decision for decision in decisions}
        self._all = tuple(LeaveRow(r, names.get(r.badge, r.badge), of.get(r.id)) for r in requests)
        self._filter()

    def show_open_only(self, is_open_only: bool) -> None:
        """Show only requests that wait, or all."""
        self.is_open_only = is_open_only
        self._filter()

    def counts(self) -> tuple[int, int, int]:
        """Return how many wait, how many of these fit, and how many there are in all."""
        waiting = [row for row in self._all if row.is_open]
        return len(waiting), sum(row.state == FITS for row in waiting), len(self._all)

    def row(self, index: Index) -> LeaveRow | None:
        """Return a row."""
        found: LeaveRow | None = self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None
        return found

    def row_number(self, id: str) -> int:
        """Return the row of a request, -1 when it is not shown."""
        return next((n for n, row in enumerate(self._rows) if row.request.id == id), -1)

    def _filter(self) -> None:
        self.beginResetModel()
        shown = [row for row in self._all if row.is_open or not self.is_open_only]
        self._set_rows(sorted(shown, key=lambda row: not row.is_open))
        self.endResetModel()

    def sort_key(self, number: int, column: int) -> Any:
        """Dates, amounts and times as such, the rest as words."""
        row: LeaveRow = self._given[number]
        costs = row.decision.cost_minutes if row.decision is not None else None
        left = row.decision.left_minutes if row.decision is not None else None
        keys: dict[int, Any] = {
            DATES: (row.request.first, row.request.last),
            DAYS: row.days,
            COSTS: (costs is not None, costs or 0),
            LEFT: (left is not None, left or 0),
            FILED: row.request.filed,
        }
        return keys[column] if column in keys else _cells(row, self._zone)[column].casefold()

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Requests."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """See `COLUMNS`."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        row = self.row(index)
        if row is None:
            return None
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cells(row, self._zone)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == PILL_ROLE and column == STATE:
            return row.state, "ask" if row.state == NO_ROOM else "plain"
        if role == BOLD_ROLE:
            return column == OFFICER
        if role == QUIET_ROLE:
            return column == FILED or not row.is_open
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{COLUMNS[column]}: {_cells(row, self._zone)[column]}"
        return None


def hours_and_minutes(minutes: int | None) -> str:
    """Return an amount of leave: "24 h", "7 h 30 min", "" where nothing is known."""
    if minutes is None:
        return ""
    sign, (whole, rest) = "-" if minutes < 0 else "", divmod(abs(minutes), 60)
    return f"{sign}{whole} h {rest} min" if rest else f"{sign}{whole} h"


def request_words(row: LeaveRow) -> str:
    """Return a request in one sentence: "14 to 16 December, 3 days"."""
    return f"{span_in_words(row.request.first, row.request.last)}, {count(row.days, 'day')}"


def _cells(row: LeaveRow, zone: tzinfo) -> tuple[str, ...]:
    decision, filed = row.decision, row.request.filed
    against = "; ".join(str(reason) for reason in decision.reasons) if decision is not None else ""
    if row.request.decided is not None:
        against = f"{row.request.state.value} by {row.request.decided_by}, {day(row.request.decided)}"
    return (
        row.name,
        span_in_words(row.request.first, row.request.last),
        str(row.days),
        hours_and_minutes(decision.cost_minutes) if decision is not None else "",
        hours_and_minutes(decision.left_minutes) if decision is not None else "",
        _stamp(filed, zone),
        row.state,
        against,
    )


def _stamp(filed: datetime, zone: tzinfo) -> str:
    local = filed.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M}"


def _side(column: int) -> Qt.AlignmentFlag:
    is_figure = column in (DAYS, COSTS, LEFT)
    return (Qt.AlignmentFlag.AlignRight if is_figure else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
