"""Posts x shifts of one date."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from console.assets import icon
from console.dialogs.draw import DrawDialog
from console.document import RosterDocument
from console.document.words import count, full
from console.models.day_board import FIXED_COLUMNS, DayBoardModel
from console.models.seats import Seat
from console.operations import drawing
from console.theme import Look
from console.views.delegates import Beside, CellDelegate, Index, TotalsDelegate
from console.views.dragging import Drag, OccupiedChoice
from console.views.frozen_grid import CELL_HEIGHT
from console.views.grid_table import GridTable, draw_heads_alone
from console.views.headers import Corner, SideHeader, TopHeader
from console.views.seat_hand import SeatHand, SeatView
from console.widgets.basics import button, label, offer
from scheduler.domain.words import Badge

POST_WIDTH, SEAT_WIDTH = 72, 40
COLUMN_WIDTHS = (184, 84)
SHIFT_WIDTH = 158


class DayBoard(QWidget, SeatView):
    """A date with its seats, and buttons to go to the next one.

    Signals:
        cell_selected: (badge, date) of the selected seat's holder.
        seat_selected: The selected `Seat`, when nobody holds it.
        date_changed: Another date is shown.
    """

    cell_selected = Signal(object, object)
    seat_selected = Signal(object)
    date_changed = Signal(object)

    def __init__(
        self, document: RosterDocument, model: DayBoardModel, occupied: OccupiedChoice, parent: QWidget | None = None
    ) -> None:
        """Show a model; edits go to the document's operations, drops on taken seats by the remembered choice."""
        super().__init__(parent)
        self._document = document
        self._model = model
        self._look = Look()
        self.back = button("", "tool", lambda: self._step(-1), "Previous day")
        self.forward = button("", "tool", lambda: self._step(1), "Next day")
        self.back.setToolTip("Previous day (Alt+Left)")
        self.forward.setToolTip("Next day (Alt+Right)")
        self._date = label("", "strong")
        self._to_draw = label("", "second")
        self.draw = button("Draw posts...", "", self._ask_draw)
        self._empty: QLabel = label("", "stop")
        self.table = GridTable()
        self.table.setAccessibleName("Day board, posts by shift")
        self._side, self._top = SideHeader(), TopHeader()
        self._corner = Corner("Post", "Seat", "Seats filled", self.table)
        self.hand = SeatHand(document, model.seat, self)
        self.hand.cell_selected.connect(self.cell_selected)
        self.hand.seat_selected.connect(self.seat_selected)
        self._seats = CellDelegate(self.hand.choices, self.hand.take_choice, "Officer for this seat", True, self.table)
        self.drag = Drag(document, self.table, self.hand.plan_of_drop, self.hand.is_taken, occupied)
        self._seats.mark_of = self.drag.mark
        self._words = TotalsDelegate(self.table)
        self._sheet = QFrame()
        self._build()
        model.modelReset.connect(self._on_model_changed)
        model.dataChanged.connect(self._on_model_changed)
        model.text_typed.connect(self.hand.take_text)
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.table.cleared.connect(self.clear_selected)
        self.table.resized.connect(self._fit)
        self._on_model_changed()

    def _build(self) -> None:
        table = self.table
        table.setModel(self._model)
        table.setVerticalHeader(self._side)
        table.setHorizontalHeader(self._top)
        table.setItemDelegate(self._seats)
        for section in range(len(FIXED_COLUMNS)):
            table.setItemDelegateForColumn(section, self._words)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        draw_heads_alone(table)
        self._sheet.setProperty("role", "sheet")
        inner = QVBoxLayout(self._sheet)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(table)
        bar = QHBoxLayout()
        bar.setSpacing(8)
        for widget in (self.back, self.forward, self._date, self._empty):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self._to_draw)
        bar.addWidget(self.draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(bar)
        column.addWidget(self._sheet, 1)
        column.addStretch(0)

    # ------------------------------------------------------------ what the window asks

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.back.setIcon(icon("back", look.tokens.text))
        self.forward.setIcon(icon("forward", look.tokens.text))
        self._seats.painter.set_look(look)
        self._words.set_look(look)
        self.table.set_ground(look.colour("sheet"))
        self._top.set_look(look)
        self._side.set_look(look, POST_WIDTH, SEAT_WIDTH)
        self._corner.set_look(look, self._side.widths)
        self._size_sections()

    def show_date(self, on: date) -> None:
        """Show a date of the period."""
        self._model.set_date(on)

    def seat(self, index: Index) -> Seat | None:
        """Return the seat of a cell, None where there is none."""
        return self._model.seat(index)

    def show_beside(self, beside: Beside, words: Callable[[Seat], str]) -> None:
        """Draw something at the right end of cells, and say it after what is said of their seats."""
        self._seats.beside = beside
        self._model.say_also(words)

    def select(self, badge: Badge, on: date) -> bool:
        """Go to the seat that an officer holds on a date."""
        self._model.set_date(on)
        for row in range(self._model.rowCount()):
            for column in range(len(FIXED_COLUMNS), self._model.columnCount()):
                index = self._model.index(row, column)
                seat = self._model.seat(index)
                if seat is not None and any(t.badge == badge for t in seat.tours):
                    return self._go(index)
        return False

    def select_seat(self, post: str, shift: str, number: int, on: date) -> bool:
        """Go to a seat."""
        self._model.set_date(on)
        return self._go(self._model.index_of(post, shift, number))  # type: ignore[arg-type]

    def sizeHint(self) -> QSize:
        """Room for a day."""
        return QSize(900, 700)

    # ------------------------------------------------------------ inside

    def _step(self, days: int) -> None:
        self._model.step(days)

    def _ask_draw(self) -> None:
        on = self._model.on
        if on is not None:
            DrawDialog(self._document, on, self).exec()
            self.show_date(on)

    def _refresh_draw(self, on: date | None) -> None:
        """Say whose posts are still to be drawn: what the board shows of them is only the plan."""
        words = drawing.to_be_drawn(self._document, on)
        self._to_draw.setText(words)
        self._to_draw.setVisible(bool(words))
        self.draw.setVisible(bool(words))

    def _on_model_changed(self, *_: object) -> None:
        on = self._model.on
        self._date.setText(full(on) if on is not None else "")
        empty = self._model.empty_count()
        self._empty.setText(
            f"{count(empty, 'seat')} that must be filled {'is' if empty == 1 else 'are'} empty" if empty else ""
        )
        self._empty.setVisible(bool(empty))
        self._refresh_draw(on)
        period = self._document.shown.period if self._document.shown is not None else None
        is_first = period is None or on is None or on <= period.first
        is_last = period is None or on is None or on >= period.last
        offer(self.back, "This is the first date of the roster." if is_first else "")
        offer(self.forward, "This is the last date of the roster." if is_last else "")
        self._size_sections()
        if on is not None:
            self.date_changed.emit(on)

    def _size_sections(self) -> None:
        look, columns = self._look, self._model.columnCount()
        self._side.setMinimumSectionSize(look.px(CELL_HEIGHT))
        self._side.setDefaultSectionSize(look.px(CELL_HEIGHT))
        self._top.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._top.setStretchLastSection(True)
        widths = [*COLUMN_WIDTHS, *[SHIFT_WIDTH] * max(0, columns - len(COLUMN_WIDTHS))][:columns]
        for column, width in enumerate(widths):
            self.table.setColumnWidth(column, look.px(width))
        rows = self._model.rowCount()
        bar = look.px(12)
        self._sheet.setMaximumSize(
            sum(self._side.widths) + sum(look.px(w) for w in widths) + bar + 2,
            look.px(64) + max(1, rows) * look.px(CELL_HEIGHT) + 2,
        )
        self._fit()

    def _fit(self) -> None:
        """Offer a scroll bar only in a direction in which the sheet is smaller than its table."""
        self._corner.move(0, 0)
        self._corner.raise_()
        sheet, off, needed = self._sheet, Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.table.setVerticalScrollBarPolicy(off if sheet.height() >= sheet.maximumHeight() else needed)
        self.table.setHorizontalScrollBarPolicy(off if sheet.width() >= sheet.maximumWidth() else needed)
