"""Rows of one sheet of the facility's data, with the changes that are typed and not saved yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from console.widgets.quiet_table import BOLD_ROLE, MEASURED_ROWS, PILL_ROLE, QUIET_ROLE
from console.widgets.sorted_rows import SortedRows
from scheduler.api import RowChange, Sheet, WorkbookFault

Index = QModelIndex | QPersistentModelIndex
Cells = tuple[str, ...]
STATE = 0
"""The column before those of the sheet: what is not saved, or what runs out."""
NEW, CHANGED, REMOVED, WRONG = "new", "changed", "removed", "to mend"
FIRST_ROW = 2
"""How a fault counts a sheet's first row."""


@dataclass(slots=True)
class SetupRow:
    """A row as it is shown.

    Attributes:
        at: Position in the sheet as it is saved, None for a new row.
        saved: Its saved cells, empty for a new row.
        cells: Its cells as they are typed.
        is_removed: Whether it is to be taken out.
        faults: What is wrong with it by header of the column, "" for the row as a whole.
    """

    at: int | None
    saved: Cells
    cells: Cells
    is_removed: bool = False
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What is not saved of it, "" where nothing is."""
        if self.faults:
            return WRONG
        if self.is_removed:
            return REMOVED
        if self.at is None:
            return NEW
        return CHANGED if self.cells != self.saved else ""


class SetupModel(SortedRows):
    """The sheet: saved rows and, in place of them or below them, what was typed."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.sheet: Sheet | None = None
        self._all: list[SetupRow] = []
        self._words = ""
        self._only: tuple[str, str] | None = None
        self._is_marked_only = False
        self._names: Mapping[str, str] = {}
        self._marks: Mapping[int, tuple[str, str]] = {}

    # ------------------------------------------------------------ what is shown

    def show_sheet(
        self,
        sheet: Sheet,
        rows: Sequence[Cells],
        names: Mapping[str, str],
        marks: Mapping[int, tuple[str, str]] | None = None,
    ) -> None:
        """Show a sheet as it is saved.

        Args:
            sheet: What it is.
            rows: Its cells as text.
            names: Names of officers by badge, shown beside badges.
            marks: By position of a row, word and tone of a pill beside it.
        """
        self.beginResetModel()
        if sheet is not self.sheet:
            self._by = (-1, Qt.SortOrder.AscendingOrder)
        self.sheet, self._names, self._marks = sheet, names, marks or {}
        self._is_marked_only = self._is_marked_only and bool(self._marks)
        self._all = [SetupRow(n, tuple(cells), tuple(cells)) for n, cells in enumerate(rows)]
        self._filter()
        self.endResetModel()

    def set_filter(
        self, words: str | None = None, only: tuple[str, str] | None = None, is_marked: bool | None = None
    ) -> None:
        """Show rows with some words, and, where `only` is given, with that code in the column of that field.

        With `is_marked` only rows with a pill beside them are shown; None leaves that as it is.
        """
        self.beginResetModel()
        if is_marked is not None:
            self._is_marked_only = is_marked
        if words is not None:
            self._words = words.casefold()
        self._only = only
        self._filter()
        self.endResetModel()

    @property
    def hidden_count(self) -> int:
        """How many rows the filter hides."""
        return len(self._all) - len(self._given)

    @property
    def is_marked_only(self) -> bool:
        """Whether only rows with a pill beside them are shown."""
        return self._is_marked_only

    def row(self, index: Index) -> SetupRow | None:
        """Return a row, None for no cell."""
        found: SetupRow | None = self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None
        return found

    def number_of(self, row: SetupRow) -> int:
        """Return where a row is shown, -1 when it is hidden."""
        return next((n for n, shown in enumerate(self._rows) if shown is row), -1)

    @property
    def has_states(self) -> bool:
        """Whether something is said beside a row that is shown."""
        return any(row.state or (row.at is not None and row.at in self._marks) for row in self._rows)

    def longest(self, column: int, count: int) -> list[str]:
        """Return the longest texts of a column among the first rows shown, at most `count` of them."""
        texts = {self._shown(column - 1, row.cells[column - 1]) for row in self._rows[:MEASURED_ROWS]}
        return sorted(texts, key=len, reverse=True)[:count]

    def rows_shown(self) -> tuple[SetupRow, ...]:
        """Return the rows as they are shown."""
        return tuple(self._rows)

    # ------------------------------------------------------------ what is typed

    def unsaved(self) -> tuple[SetupRow, ...]:
        """Return the rows with changes."""
        return tuple(row for row in self._all if row.state)

    def changes(self) -> list[RowChange]:
        """Return what is to be saved."""
        return [RowChange(row=r.at, cells=None if r.is_removed else r.cells) for r in self._all if r.state]

    def type(self, row: SetupRow, column: int, text: str) -> None:
        """Take what is typed into a cell of a row; `column` counts those of the sheet."""
        if row.cells[column] == text or self.sheet is None:
            return
        row.cells = (*row.cells[:column], text, *row.cells[column + 1 :])
        row.faults.pop(self.sheet.columns[column].header, None)
        self._told(row)

    def add(self, cells: Cells | None = None) -> SetupRow:
        """Add a row at the end: empty, or with cells."""
        assert self.sheet is not None, "rows are added to a sheet"
        row = SetupRow(None, (), cells or tuple("" for _ in self.sheet.columns))
        self.beginResetModel()
        self._all.append(row)
        self._filter()
        self.endResetModel()
        return row

    def remove(self, row: SetupRow) -> None:
        """Mark a row to be taken out, or take the mark off; a new one is gone at once."""
        if row.at is None:
            self.beginResetModel()
            self._all = [other for other in self._all if other is not row]
            self._filter()
            self.endResetModel()
            return
        row.is_removed = not row.is_removed
        row.faults.clear()
        self._told(row)

    def restore(self, row: SetupRow) -> None:
        """Take a row back to what is saved."""
        if row.at is None:
            self.remove(row)
            return
        row.cells, row.is_removed = row.saved, False
        row.faults.clear()
        self._told(row)

    def discard(self) -> None:
        """Take back everything that is not saved."""
        self.beginResetModel()
        kept = [row for row in self._all if row.at is not None]
        for row in kept:
            row.cells, row.is_removed = row.saved, False
            row.faults.clear()
        self._all = kept
        self._filter()
        self.endResetModel()

    def paste(self, lines: Sequence[Cells]) -> int:
        """Take rows from a spreadsheet: those with the key of a row that is there change it, the others are new.

        Returns:
            How many rows were taken; lines with too few or too many cells are passed over.
        """
        assert self.sheet is not None, "rows are pasted into a sheet"
        columns, key = self.sheet.columns, self.sheet.key
        heads = tuple(column.header.casefold() for column in columns)
        of = [n for n, column in enumerate(columns) if column.field in key]
        known = {tuple(row.cells[n] for n in of): row for row in self._all} if of else {}
        taken = 0
        self.beginResetModel()
        for line in lines:
            cells = tuple(text.strip() for text in line)
            if len(cells) != len(columns) or tuple(text.casefold() for text in cells) == heads:
                continue
            row = known.get(tuple(cells[n] for n in of))
            if row is None:
                self._all.append(SetupRow(None, (), cells))
            else:
                row.cells, row.is_removed = cells, False
                row.faults.clear()
            taken += 1
        self._filter()
        self.endResetModel()
        return taken

    def show_faults(self, faults: Sequence[WorkbookFault]) -> tuple[SetupRow | None, list[str]]:
        """Put faults to their rows; return the first row with one, and the faults that belong to none."""
        assert self.sheet is not None, "faults are of a sheet"
        new = [row for row in self._all if row.at is None]
        saved = sum(row.at is not None for row in self._all)
        by_number = {row.at + FIRST_ROW: row for row in self._all if row.at is not None}
        by_number.update({saved + n + FIRST_ROW: row for n, row in enumerate(new)})
        first, others = None, []
        for row in self._all:
            row.faults.clear()
        for fault in faults:
            owner = by_number.get(fault.row or 0) if fault.sheet == self.sheet.name else None
            if owner is None or not owner.state:
                others.append(str(fault))
                continue
            owner.faults.setdefault(fault.column, fault.expected)
            first = first or owner
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
        return first, others

    def _told(self, row: SetupRow) -> None:
        at = self.number_of(row)
        if at >= 0:
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.columnCount() - 1))

    def _filter(self) -> None:
        def fits(row: SetupRow) -> bool:
            if row.at is None:
                return True
            if self._is_marked_only and row.at not in self._marks and not row.state:
                return False
            if self._only is not None and self.sheet is not None:
                at = next(n for n, column in enumerate(self.sheet.columns) if column.field == self._only[0])
                if self._only[1] not in row.cells[at].replace("=", " ").replace(",", " ").split():
                    return False
            return not self._words or any(self._words in self._shown(n, c).casefold() for n, c in enumerate(row.cells))

        self._set_rows([row for row in self._all if fits(row)])

    def _shown(self, column: int, text: str) -> str:
        if self.sheet is None or not text:
            return text
        what = self.sheet.columns[column]
        if what.kind.name == "word":
            return text.replace("_", " ")
        is_badge = what.refers.startswith("Officers")
        return f"{text}  {self._names[text]}" if is_badge and text in self._names else text

    def sort_key(self, number: int, column: int) -> Any:
        """Order by words, numbers by their size, empty cells last."""
        row: SetupRow = self._given[number]
        if column == STATE:
            return row.state
        text = row.cells[column - 1]
        if not text:
            return 2, 0, ""  # what is not said comes last
        return (0, int(text), "") if text.isdigit() else (1, 0, self._shown(column - 1, text).casefold())

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows that the filter lets through."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """The state, then the columns of the sheet."""
        if self.sheet is None or (parent is not None and parent.isValid()):
            return 0
        return len(self.sheet.columns) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns; a tool tip says what each means."""
        if orientation != Qt.Orientation.Horizontal or self.sheet is None or not 0 <= section < self.columnCount():
            return None
        if section == STATE:
            return "State" if role == Qt.ItemDataRole.AccessibleTextRole else None
        column = self.sheet.columns[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.header
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.meaning
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        row = self.row(index)
        if row is None or self.sheet is None:
            return None
        if index.column() == STATE:
            return self._state(row, role)
        column = index.column() - 1
        header, shown = self.sheet.columns[column].header, self._shown(column, row.cells[column])
        if role == Qt.ItemDataRole.DisplayRole:
            return shown
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.faults.get(header) or shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{header}: {shown or 'empty'}" + (f", {row.faults[header]}" if header in row.faults else "")
        if role == BOLD_ROLE:
            return column == 0
        return row.is_removed if role == QUIET_ROLE else None

    def _state(self, row: SetupRow, role: int) -> Any:
        mark = (row.state, "stop" if row.state == WRONG else "ask" if row.state == REMOVED else "plain")
        if not row.state:
            mark = self._marks.get(row.at if row.at is not None else -1, ("", "plain"))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return mark[0]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"State: {mark[0] or 'saved'}"
        return mark if role == PILL_ROLE and mark[0] else None
