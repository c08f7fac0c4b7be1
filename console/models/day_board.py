"""Posts x shifts of one date: every seat with its holder, and the seats that nobody holds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.document import RosterDocument
from console.document.facts import Facts, Filled, filled_on
from console.document.words import count
from console.models.roles import FACE_ROLE, KIND_ROLE, MARK_ROLE, SECOND_ROLE
from console.models.seats import NO_SEAT, PRIORITY_RANK, Seat, SeatFaces
from scheduler.domain.roster import RosterEdit
from scheduler.domain.words import PostCode, ShiftCode

Index = QModelIndex | QPersistentModelIndex
FIXED_COLUMNS = ("Name", "Priority")


class DayBoardModel(QAbstractTableModel):
    """Rows are posts, once for each seat; columns are the post's name and priority and the date's shifts.

    Signals:
        text_typed: (`Seat`, text): a name was typed at a seat.
    """

    text_typed = Signal(object, str)

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document; the first date of its period is shown."""
        super().__init__(parent)
        self._document = document
        self._faces = SeatFaces(document)
        self.on: date | None = None
        self._clear()
        document.opened.connect(self._on_document_opened)
        document.edit_applied.connect(self._on_edit_applied)
        document.report_changed.connect(self._on_report_changed)
        document.proposal_changed.connect(self._refresh)
        document.published.connect(self._refresh)
        document.blank_changed.connect(self._refresh)
        self._on_document_opened()

    def _clear(self) -> None:
        self._facts: Facts | None = None
        self._rows: tuple[tuple[PostCode, int], ...] = ()
        self._shifts: tuple[ShiftCode, ...] = ()
        self._seats: dict[tuple[PostCode, int, ShiftCode], Seat] = {}
        self._filled: dict[ShiftCode, Filled] = {}

    def set_date(self, on: date) -> None:
        """Show another date of the period; dates outside are the nearest inside."""
        roster = self._document.shown
        if roster is not None:
            on = min(max(on, roster.period.first), roster.period.last)
            if on != self.on:
                self.on = on
                self._refresh()

    def step(self, days: int) -> None:
        """Go some dates on or back."""
        if self.on is not None:
            self.set_date(self.on + timedelta(days=days))

    def seat(self, index: Index) -> Seat | None:
        """Return the seat of an index, None where the post has none on that shift."""
        column = index.column() - len(FIXED_COLUMNS)
        if not index.isValid() or column < 0:
            return None
        post, number = self._rows[index.row()]
        return self._seats.get((post, number, self._shifts[column]))

    def say_also(self, words: Callable[[Seat], str]) -> None:
        """Say something more of each seat, after what is said of it; "" for nothing."""
        self._faces.also = words

    def index_of(self, post: PostCode, shift: ShiftCode, number: int) -> QModelIndex:
        """Return the index of a seat, invalid when the date has none such."""
        if (post, number) not in self._rows or shift not in self._shifts:
            return QModelIndex()
        return self.index(self._rows.index((post, number)), len(FIXED_COLUMNS) + self._shifts.index(shift))

    def empty_count(self) -> int:
        """How many seats that must be filled nobody holds; none are missed in a roster that is not begun."""
        if self._document.is_blank:
            return 0
        return sum(filled.must - filled.must_filled for filled in self._filled.values())

    def _on_document_opened(self) -> None:
        roster = self._document.shown
        self.on = roster.period.first if roster is not None else None
        self._refresh()

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        if any(on == self.on for _, on in edit.cells):
            self._refresh()

    def _on_report_changed(self) -> None:
        self._faces.refresh()
        if self._rows and self._shifts:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, len(FIXED_COLUMNS)), last)

    def _refresh(self, *_: object) -> None:
        rows, shifts = self._rows, self._shifts
        old = (rows, shifts)
        roster, facts, on = self._document.shown, self._document.facts, self.on
        if roster is None or facts is None or on is None:
            self.beginResetModel()
            self._clear()
            self.endResetModel()
            return
        slots = facts.slots_on.get(on, ())
        index = self._document.shown_index
        held = {(s.post, on, s.shift): index.seats(s.post, on, s.shift) for s in slots}
        seats = {}
        for slot in slots:
            holders = held.get((slot.post, on, slot.shift), {})
            for number in sorted({*range(slot.wanted), *holders}):
                seats[slot.post, number, slot.shift] = Seat(slot, number, holders.get(number, ()))
        rank = {post.code: (PRIORITY_RANK[post.priority], i) for i, post in enumerate(facts.problem.posts)}
        rows = tuple(sorted({(post, number) for post, number, _ in seats}, key=lambda row: (rank[row[0]], row[1])))
        starts = {slot.shift: slot.start for slot in slots}
        shifts = tuple(sorted(starts, key=lambda shift: (starts[shift], shift)))
        is_same = (rows, shifts) == old and self._facts is facts
        if not is_same:
            self.beginResetModel()
        self._facts, self._rows, self._shifts, self._seats = facts, rows, shifts, seats
        self._filled = {shift: filled_on([s for s in slots if s.shift == shift], held) for shift in shifts}
        self._faces.refresh()
        if not is_same:
            self.endResetModel()
        elif rows and shifts:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.columnCount() - 1))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Seats of all posts."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, priority and shifts."""
        return (
            0
            if (parent is not None and parent.isValid()) or not self._shifts
            else len(FIXED_COLUMNS) + len(self._shifts)
        )

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look up a seat or the post's words."""
        if not index.isValid() or self._facts is None or index.row() >= len(self._rows):
            return None
        post, number = self._rows[index.row()]
        if index.column() < len(FIXED_COLUMNS):
            place = self._facts.posts[post]
            words = (place.name, place.priority.value)[index.column()]
            is_first = index.row() == 0 or self._rows[index.row() - 1][0] != post
            if role == Qt.ItemDataRole.DisplayRole:
                return words if is_first else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            return words if role == Qt.ItemDataRole.AccessibleTextRole else None
        seat = self._seats.get((post, number, self._shifts[index.column() - len(FIXED_COLUMNS)]))
        if role == FACE_ROLE:
            return NO_SEAT if seat is None else self._faces.face(seat)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return "" if seat is None else self._faces.face(seat).text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{post} has no seat here" if seat is None else self._faces.sentence(seat)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Post codes at the left; shifts with times and filled seats above."""
        if self._facts is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            if not 0 <= section < len(self._rows):
                return None
            post, number = self._rows[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return post
            if role == SECOND_ROLE:
                return str(number + 1) if number else ""
            if role == KIND_ROLE:
                return "" if section == 0 or self._rows[section - 1][0] != post else "again"
            return f"{post}, seat {number + 1}" if role == Qt.ItemDataRole.AccessibleTextRole else None
        if section < len(FIXED_COLUMNS):
            return FIXED_COLUMNS[section] if role == Qt.ItemDataRole.DisplayRole else None
        return self._shift_header(section - len(FIXED_COLUMNS), role)

    def _shift_header(self, section: int, role: int) -> Any:
        if self._facts is None or not 0 <= section < len(self._shifts):
            return None
        shift = self._facts.shifts[self._shifts[section]]
        filled = self._filled[shift.code]
        if role == Qt.ItemDataRole.DisplayRole:
            first, last = shift.start_wall_minute, (shift.start_wall_minute + shift.wall_minutes) % 1440
            return f"{shift.name}\n{first // 60:02}:{first % 60:02} to {last // 60:02}:{last % 60:02}"
        if role == SECOND_ROLE:
            return f"{filled.must_filled}/{filled.must}" if filled.must else "none needed"
        if role == MARK_ROLE:
            return "" if self._document.is_blank else filled.worst
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{shift.name}: {filled.must_filled} of {count(filled.must, 'seat')} that must be filled"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Seats can be selected; they can be filled and dragged while no proposal is looked at."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        seat = self.seat(index)
        if seat is not None:
            flags |= Qt.ItemFlag.ItemIsSelectable
            if self._document.shown is self._document.roster:
                flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled
                if seat.tours:
                    flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce the name that was typed; whoever listens decides."""
        seat = self.seat(index)
        if seat is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.text_typed.emit(seat, str(value))
        return True
