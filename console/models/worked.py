"""The sheet of a day as a table: what was planned, and from when to when it was worked, to be typed over."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.widgets.quiet_table import BOLD_ROLE, PILL_ROLE, QUIET_ROLE, TextTable
from scheduler.api import DaySheet, SheetLine, WorkedKind, WorkedNote, kind_of, moment_near
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute
from scheduler.rule import hours

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Officer", "Post", "Shift", "Planned", "From", "To", "What", "Note")
OFFICER, POST, SHIFT, PLANNED, FROM, TO, WHAT, NOTE = range(len(COLUMNS))
NOTHING = "-"
"""What stands where nothing was planned, or nothing was worked."""
LONG = 16 * 60
"""Minutes beyond which it is said how long somebody would have worked: it may be a slip of the pen."""
_TIME = re.compile(r"\s*(\d{1,2})[:.]?(\d{2})\s*")
_Change = tuple[Minute, Minute, WorkedKind | None]


class WorkedModel(TextTable):
    """A line of the sheet a row. A time that is typed is the moment nearest to the one that stood there.

    Signals:
        changed: Something is other than it was read.
        refused: (sentence): what was typed is no time.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a day."""
        super().__init__(parent)
        self._lines: tuple[SheetLine, ...] = ()
        self._changes: dict[int, _Change] = {}
        self._names: Mapping[Badge, str] = {}
        self._clock: Clock | None = None
        self.is_editable = False
        self.set_table(COLUMNS, ())

    def show(self, sheet: DaySheet | None, names: Mapping[Badge, str], clock: Clock, is_editable: bool) -> None:
        """Show a day; changes that were not saved are forgotten.

        Args:
            sheet: The day, None for nothing.
            names: How officers are called.
            clock: The facility's wall clock.
            is_editable: Whether times can be typed.
        """
        self._lines = sheet.lines if sheet is not None else ()
        self._changes, self._names, self._clock, self.is_editable = {}, names, clock, is_editable
        rows = [self._cells(number) for number in range(len(self._lines))]
        # Rows keep their places while times are typed, so they are ordered by what was read.
        keys: dict[int, list[Any]] = {
            column: [row[column].casefold() for row in rows] for column in range(len(COLUMNS))
        }
        keys[PLANNED] = [line.start for line in self._lines]
        self.set_table(COLUMNS, rows, frozenset(), keys)

    @property
    def change_count(self) -> int:
        """How many lines are other than they were read."""
        return len(self._changes)

    @property
    def exceptions(self) -> int:
        """How many lines are other than planned, those that are not saved yet too."""
        kinds = (self._kind(number) for number in range(len(self._lines)))
        return sum(kind not in (None, WorkedKind.AS_PLANNED) for kind in kinds)

    def notes(self, reason: str = "") -> tuple[WorkedNote, ...]:
        """Return what is to be written down: a note for each changed line."""
        return tuple(self._note(number, reason) for number in sorted(self._changes))

    def line_at(self, row: int) -> SheetLine:
        """Return what stands in a row."""
        return self._lines[self.given_row(row)]

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let times be typed."""
        known = super().flags(index)
        is_time = index.isValid() and index.column() in (FROM, TO) and self.is_editable
        return known | Qt.ItemFlag.ItemIsEditable if is_time else known

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a time that was typed, such as 18:30, 1830 or 6:05."""
        if role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        number, found = self.given_row(index.row()), _TIME.fullmatch(str(value))
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            self.refused.emit(f"A time such as 18:30 is expected, not {value!r}.")
            return False
        assert self._clock is not None
        start, end, kind = self._span(number)
        at = moment_near(self._clock, int(found[1]), int(found[2]), start if index.column() == FROM else end)
        after = (at, end) if index.column() == FROM else (start, at)
        if after[0] >= after[1]:
            self.refused.emit("What was worked ends after it starts.")
            return False
        self._change(number, (*after, WorkedKind.DUTY if kind is WorkedKind.DUTY else None))
        return True

    def set_absent(self, row: int) -> None:
        """Say that nothing of a planned tour was worked."""
        number = self.given_row(row)
        planned = self._lines[number].planned
        if planned is None:
            self.refused.emit("Nobody is absent from what was not planned; take it back instead.")
            return
        self._change(number, (planned.start, planned.end, WorkedKind.ABSENT))

    def set_planned(self, row: int) -> None:
        """Say that a tour was worked as planned; what nobody had planned is taken back."""
        number = self.given_row(row)
        line = self._lines[number]
        if line.planned is not None:
            self._change(number, (line.planned.start, line.planned.end, None))
        elif line.entry is not None:
            self._change(number, (line.entry.start, line.entry.end, WorkedKind.IN_ERROR))

    def _change(self, number: int, change: _Change) -> None:
        if change == self._as_read(number):
            self._changes.pop(number, None)
        else:
            self._changes[number] = change
        given = list(self._given)
        given[number] = self._cells(number)
        self._given = tuple(given)
        self._rows = tuple(given[n] for n in self._numbers())
        row = self._numbers().index(number)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))
        self.changed.emit()

    def _as_read(self, number: int) -> _Change:
        line = self._lines[number]
        if line.entry is not None:
            kind = line.entry.kind if line.entry.kind in (WorkedKind.ABSENT, WorkedKind.DUTY) else None
            return line.entry.start, line.entry.end, kind
        assert line.planned is not None
        return line.planned.start, line.planned.end, None

    def _span(self, number: int) -> _Change:
        return self._changes.get(number) or self._as_read(number)

    def _kind(self, number: int) -> WorkedKind | None:
        """Return how a line stands to the plan, None where nothing was said yet."""
        line, (start, end, kind) = self._lines[number], self._span(number)
        if kind is not None:
            return kind
        if line.entry is None and number not in self._changes:
            return None
        planned = (line.planned.start, line.planned.end) if line.planned is not None else None
        return kind_of(planned, start, end)

    def _note(self, number: int, reason: str) -> WorkedNote:
        line, (start, end, kind) = self._lines[number], self._changes[number]
        entry, planned = line.entry, line.planned
        known = entry or planned
        assert known is not None
        note = WorkedNote(
            badge=known.badge,
            on=known.on,
            start=start,
            end=end,
            kind=kind,
            post=known.post,
            shift=known.shift,
            index=known.index,
            planned=planned,
            reason=reason,
        )
        if entry is None:
            return note
        return replace(note, tour=entry.tour, duty=entry.duty, corrects=entry.number)

    def _cells(self, number: int) -> tuple[str, ...]:
        line, (start, end, kind) = self._lines[number], self._span(number)
        known = line.entry or line.planned
        assert known is not None
        planned = NOTHING
        if line.planned is not None:
            planned = f"{self._time(line.planned.start)} to {self._time(line.planned.end)}"
        is_worked = kind not in (WorkedKind.ABSENT, WorkedKind.IN_ERROR)
        found = self._kind(number)
        notes = [f"{hours(end - start)} in a row"] if is_worked and end - start > LONG else []
        notes += ["not saved yet"] if number in self._changes else [line.entry.reason] if line.entry is not None else []
        post = str(known.post) if known.post is not None else (line.entry.duty.value if line.entry is not None else "")
        return (
            self._names.get(known.badge, str(known.badge)),
            post,
            str(known.shift or ""),
            planned,
            self._time(start) if is_worked else NOTHING,
            self._time(end) if is_worked else NOTHING,
            found.value if found is not None else "",
            ", ".join(filter(None, notes)),
        )

    def _time(self, at: Minute) -> str:
        assert self._clock is not None
        return f"{self._clock.local(at):%H:%M}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid() or index.row() >= self.rowCount():
            return None
        column, number = index.column(), self.given_row(index.row())
        if role == Qt.ItemDataRole.EditRole:
            start, end, _ = self._span(number)
            return self._time(start if column == FROM else end)
        if role == PILL_ROLE:
            kind = self._kind(number)
            is_other = column == WHAT and kind is not None and kind is not WorkedKind.AS_PLANNED
            return (
                (kind.value, "accent" if kind is not WorkedKind.ABSENT else "stop_quiet") if is_other and kind else None
            )
        if role == QUIET_ROLE:
            return column in (SHIFT, PLANNED, WHAT, NOTE)
        if role == BOLD_ROLE:
            return column == OFFICER or (column in (FROM, TO) and number in self._changes)
        return super().data(index, role)
