"""Seats x dates of the roster on screen: who holds each post on each shift, day by day."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from console.document import RosterDocument
from console.document.facts import Facts, Filled
from console.document.index import TourIndex
from console.models.date_heads import date_head
from console.models.roles import FACE_ROLE, KIND_ROLE, MARK_ROLE, SECOND_ROLE, Face
from console.models.seats import NO_SEAT, PRIORITY_RANK, Seat, SeatFaces
from scheduler.domain.roster import RosterEdit
from scheduler.domain.words import PostCode, Priority, ShiftCode

Index = QModelIndex | QPersistentModelIndex
Row = tuple[PostCode, ShiftCode, int]
TOTALS = ("Empty, h",)
EMPTY_EXPLAINED = "Hours of this seat, of those that must be filled, that nobody holds"
MINUTES = 60
MOST_SINGLE_SEATS = 200
"""When more tours change, all seats are drawn anew."""


class PostDaysModel(QAbstractTableModel):
    """Rows are posts and shifts, once for each seat; columns the dates of the period and the hours without an officer.

    Signals:
        text_typed: (`Seat`, text): a name was typed at a seat.
    """

    text_typed = Signal(object, str)

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self._look = SeatFaces(document, is_short=True)
        self._forget()
        for signal in (document.opened, document.proposal_changed, document.published, document.blank_changed):
            signal.connect(self._on_all_changed)
        document.edit_applied.connect(self._on_edit_applied)
        document.report_changed.connect(self._on_report_changed)
        self._on_all_changed()

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the period."""
        return self._dates

    def seat(self, index: Index) -> Seat | None:
        """Return the seat of an index, None for totals and where the post has none on that date."""
        if not index.isValid() or index.column() >= len(self._dates) or self._facts is None:
            return None
        post, shift, number = self._rows[index.row()]
        on = self._dates[index.column()]
        slot = self._facts.slots.get((post, on, shift))
        if slot is None:
            return None
        tours = self._index.seats(post, on, shift).get(number, ())
        return Seat(slot, number, tours) if tours or number < slot.wanted else None

    def say_also(self, words: Callable[[Seat], str]) -> None:
        """Say something more of each seat, after what is said of it; "" for nothing."""
        self._look.also = words

    def index_of(self, post: PostCode, on: date, shift: ShiftCode, number: int) -> QModelIndex:
        """Return the index of a seat, invalid when there is none such."""
        row = self._row.get((post, shift, number), -1)
        if row < 0 or not self._dates or not self._dates[0] <= on <= self._dates[-1]:
            return QModelIndex()
        return self.index(row, (on - self._dates[0]).days)

    # ------------------------------------------------------------ preparing

    def _forget(self) -> None:
        self._facts: Facts | None = None
        self._dates: tuple[date, ...] = ()
        self._rows: tuple[Row, ...] = ()
        self._row: dict[Row, int] = {}
        self._index = TourIndex()
        self._filled: dict[date, Filled] = {}
        self._empty: dict[int, int] = {}
        self._faces: dict[tuple[int, int], Face] = {}

    def _on_all_changed(self) -> None:
        self.beginResetModel()
        self._forget()
        roster, facts = self._document.shown, self._document.facts
        if roster is not None and facts is not None:
            self._facts, self._dates, self._index = facts, roster.period.dates, self._document.shown_index
            self._look.refresh()
            self._rows = self._make_rows(facts)
            self._row = {row: number for number, row in enumerate(self._rows)}
            self._filled = {on: self._index.filled_on(facts, on) for on in self._dates}
        self.endResetModel()

    def _make_rows(self, facts: Facts) -> tuple[Row, ...]:
        most = {row: max(wanted, self._index.seats_used(*row)) for row, wanted in facts.seats_wanted.items()}
        rank = {post.code: (PRIORITY_RANK[post.priority], n) for n, post in enumerate(facts.problem.posts)}
        starts = {shift.code: shift.start_wall_minute for shift in facts.problem.shifts}
        pairs = sorted(most, key=lambda pair: (rank[pair[0]], starts[pair[1]], pair[1]))
        return tuple((post, shift, number) for post, shift in pairs for number in range(most[post, shift]))

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        facts = self._facts
        if facts is None or self._document.shown is not self._document.roster:
            return
        tours = [t for change in edit.changes for t in (change.before, change.after) if t is not None]
        is_other = self._index is not self._document.index  # a large edit, or somebody else edits the same roster
        if is_other or any((t.post, t.shift, t.index) not in self._row for t in tours):
            self._on_all_changed()
            return
        for on in {t.on for t in tours} & set(self._dates):
            self._filled[on] = self._index.filled_on(facts, on)
            column = (on - self._dates[0]).days
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, column, column)
        if len(tours) > MOST_SINGLE_SEATS:
            self._faces, self._empty = {}, {}
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, self.columnCount() - 1))
            return
        held = {(t.badge, t.on) for t in tours} | set(edit.cells)
        for tour in {*tours, *(t for cell in held for t in self._index.of_cell(*cell))}:
            index = self.index_of(tour.post, tour.on, tour.shift, tour.index)
            if index.isValid():
                self._faces.pop((index.row(), index.column()), None)
                self._empty.pop(index.row(), None)
                self.dataChanged.emit(index, index)
                total = self.index(index.row(), len(self._dates))
                self.dataChanged.emit(total, total)

    def _on_report_changed(self) -> None:
        for badge, on in self._look.refresh():
            for tour in self._index.of_cell(badge, on):
                index = self.index_of(tour.post, on, tour.shift, tour.index)
                if index.isValid():
                    self._faces.pop((index.row(), index.column()), None)
                    self.dataChanged.emit(index, index)

    # ------------------------------------------------------------ Qt's model interface

    def rowCount(self, parent: Index | None = None) -> int:
        """Seats."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Dates and hours without an officer."""
        if (parent is not None and parent.isValid()) or not self._dates:
            return 0
        return len(self._dates) + len(TOTALS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a seat up."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if index.column() >= len(self._dates):
            return self._total(index.row(), role)
        if role == FACE_ROLE:
            return self.face_of(index)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.face_of(index).text
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            seat = self.seat(index)
            return f"{self._rows[index.row()][0]} has no seat here" if seat is None else self._look.sentence(seat)
        return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def face_of(self, index: Index) -> Face:
        """Return how a seat looks, for those who draw many."""
        place = index.row(), index.column()
        found = self._faces.get(place)
        if found is None:
            seat = self.seat(index)
            found = self._faces[place] = NO_SEAT if seat is None else self._look.face(seat)
        return found

    def _total(self, row: int, role: int) -> Any:
        minutes = self._empty.get(row)
        if minutes is None:
            minutes = self._empty[row] = self._empty_minutes(row)
        hours = f"{minutes / MINUTES:g}" if minutes else "·"
        if role == Qt.ItemDataRole.DisplayRole:
            return hours
        if role == MARK_ROLE:
            facts = self._facts if minutes and not self._document.is_blank else None
            priority = facts.posts[self._rows[row][0]].priority if facts is not None else None
            return {Priority.CRITICAL: "stop", Priority.MANDATORY: "ask"}.get(priority, "") if priority else ""
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{hours if minutes else 0} h: {EMPTY_EXPLAINED}"
        return int(Qt.AlignmentFlag.AlignCenter) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _empty_minutes(self, row: int) -> int:
        """Minutes of the row's seat that must be filled and nobody holds."""
        post, shift, number = self._rows[row]
        missing = 0
        for on in self._dates:
            slot = self._facts.slots.get((post, on, shift)) if self._facts is not None else None
            if slot is not None and number < slot.minimum:
                held = self._index.seats(post, on, shift).get(number, ())
                missing += max(0, slot.end - slot.start - sum(t.minutes for t in held))
        return missing

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Posts and shifts at the left; dates and filled seats above."""
        facts = self._facts
        if facts is None:
            return None
        if orientation == Qt.Orientation.Horizontal:
            if section < len(self._dates):
                on = self._dates[section]
                return date_head(on, self._filled.get(on, Filled()), role, self._document.is_blank)
            texts = {Qt.ItemDataRole.DisplayRole: TOTALS[0], Qt.ItemDataRole.ToolTipRole: EMPTY_EXPLAINED}
            return texts.get(Qt.ItemDataRole(role)) if role in texts else None
        if not 0 <= section < len(self._rows):
            return None
        post, shift, number = self._rows[section]
        is_again = section > 0 and self._rows[section - 1][0] == post
        if role == Qt.ItemDataRole.DisplayRole:
            return post
        if role == SECOND_ROLE:
            return f"{shift} {number + 1}" if number else str(shift)
        if role == KIND_ROLE:
            return "again" if is_again else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{post}, {facts.posts[post].name}, {facts.shifts[shift].name}, seat {number + 1}"
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Seats can be selected; they can be filled and dragged while no proposal is looked at."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        kind = self.face_of(index).kind if index.column() < len(self._dates) else "none"
        if kind != "none":
            flags |= Qt.ItemFlag.ItemIsSelectable
            if self._document.shown is self._document.roster:
                flags |= Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDropEnabled
                if kind == "tour":
                    flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Announce the name that was typed; whoever listens decides."""
        seat = self.seat(index)
        if seat is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.text_typed.emit(seat, str(value))
        return True
