"""The card of one officer: own tours, hours, overtime and rest in this period."""

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from console.assets import icon
from console.document import RosterDocument
from console.models.person import REMARKS, WORDS, PersonModel
from console.theme import Look
from console.views.cell_view import CellView
from console.widgets.basics import button, label, offer
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable
from scheduler.domain.words import Badge

COLUMN_WIDTHS = (104, 76, 118, 64, 96, 84)
WORDS_WIDTH, REMARKS_WIDTH = 200, 170


class PersonCard(QWidget, CellView[QuietTable]):
    """Chooses an officer, says the sums, and lists the dates.

    Signals:
        cell_selected: (badge, date) of the chosen line.
        cell_opened: (badge, date) of a line that was double-clicked, or Enter pressed on it.
        edit_asked: (badge, date) of a line whose post is to be chosen.
    """

    cell_selected = Signal(object, object)
    cell_opened = Signal(object, object)
    edit_asked = Signal(object, object)

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Show an officer of a document."""
        super().__init__(parent)
        self._document = document
        self.model = PersonModel(document, self)
        self.officer = QComboBox()
        self.officer.setAccessibleName("Officer")
        self.officer.view().setAccessibleName("Officers")
        self.officer.setMinimumContentsLength(22)
        self.back = button("", "tool", lambda: self._step(-1), "Previous officer")
        self.forward = button("", "tool", lambda: self._step(1), "Next officer")
        self._about = label("", "second")
        self._sums: list[tuple[QLabel, QLabel]] = []
        self._last: date | None = None
        self.table = QuietTable("Dates of this officer")
        self.table.setModel(self.model)
        self._sheet = QFrame()
        self._lay_out()
        document.opened.connect(self._fill)
        self.officer.currentIndexChanged.connect(self._on_officer_changed)
        self.model.modelReset.connect(self._refresh)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.table.activated.connect(self._on_activated)
        for keys, does in ((Qt.Key.Key_Delete, self.clear_selected), (Qt.Key.Key_F2, self.edit_current)):
            pressed = QShortcut(QKeySequence(keys), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            pressed.activated.connect(does)
        self._fill()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.back, self.forward, self.officer, self._about):
            bar.addWidget(widget)
        bar.addStretch(1)
        boxes = []
        for _ in self.model.sums():
            box = QWidget()
            column = QVBoxLayout(box)
            column.setContentsMargins(0, 0, 20, 0)
            column.setSpacing(0)
            value, name = label("", "title"), label("", "small")
            column.addWidget(value)
            column.addWidget(name)
            self._sums.append((value, name))
            boxes.append(box)
        self._sheet.setProperty("role", "sheet")
        inner = QVBoxLayout(self._sheet)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(bar)
        column.addLayout(FlowRow(boxes))
        column.addWidget(self._sheet, 1)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.back.setIcon(icon("back", look.tokens.text))
        self.forward.setIcon(icon("forward", look.tokens.text))
        self.table.set_look(look)
        for column, width in enumerate(COLUMN_WIDTHS):
            self.table.setColumnWidth(column, look.px(width))
        self.table.setColumnWidth(REMARKS, look.px(REMARKS_WIDTH))
        self.table.let_fill(WORDS, look.px(WORDS_WIDTH))

    def select(self, badge: Badge, on: date | None = None) -> bool:
        """Show an officer, on a date; False when there is no such officer."""
        at = self.officer.findData(badge)
        if at < 0:
            return False
        self.officer.setCurrentIndex(at)
        row = self.model.row_of(on) if on is not None else -1
        if row >= 0:
            self.table.choose_row(row)
            self.table.scrollTo(self.model.index(row, 0))
        return True

    def cells(self) -> list[tuple[Badge, date]]:
        """Return the chosen cells."""
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        dates = [self.model.date_of(row) for row in sorted(rows)]
        badge = self.model.badge
        return [(badge, on) for on in dict.fromkeys(dates) if badge is not None and on is not None]

    def edit_current(self) -> None:
        """Ask for the post of the chosen date, where it can be chosen."""
        on = self.model.date_of(self.table.currentIndex().row())
        if on is not None and self.model.badge is not None:
            self.edit_asked.emit(self.model.badge, on)

    def _fill(self) -> None:
        facts, chosen = self._document.facts, self.model.badge
        self.officer.blockSignals(True)
        self.officer.clear()
        for badge in facts.in_order if facts is not None else ():
            self.officer.addItem(f"{facts.name(badge)} ({badge})" if facts is not None else badge, badge)
        self.officer.setCurrentIndex(max(0, self.officer.findData(chosen)))
        self.officer.blockSignals(False)
        self._on_officer_changed()

    def _step(self, by: int) -> None:
        self.officer.setCurrentIndex(min(max(self.officer.currentIndex() + by, 0), self.officer.count() - 1))

    def _on_officer_changed(self, *_: object) -> None:
        badge = self.officer.currentData()
        self.model.show(Badge(badge) if badge else None)

    def _refresh(self) -> None:
        facts, badge = self._document.facts, self.model.badge
        officer = facts.officers.get(badge) if facts is not None and badge is not None else None
        self._about.setText(f"Squad {officer.squad}" if officer is not None and officer.squad else "")
        for (value, name), (words, amount) in zip(self._sums, self.model.sums(), strict=True):
            value.setText(amount)
            name.setText(words)
        row = self.model.row_of(self._last) if self._last is not None and self.isVisible() else -1
        if row >= 0:
            self.table.choose_row(row)  # an edit makes the lines anew, and the hand goes on where it was
        at, last = self.officer.currentIndex(), self.officer.count() - 1
        offer(self.back, "" if at > 0 else "This is the first officer.")
        offer(self.forward, "" if at < last else "This is the last officer.")

    def _on_current_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        on = self.model.date_of(current.row())
        if on is not None and self.model.badge is not None:
            self._last = on
            self.cell_selected.emit(self.model.badge, on)

    def _on_activated(self, index: QModelIndex) -> None:
        on = self.model.date_of(index.row())
        if on is not None and self.model.badge is not None:
            self.cell_opened.emit(self.model.badge, on)
