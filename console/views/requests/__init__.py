"""The requests page: leave that was asked for, whether it fits, and what to do about it."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QHeaderView, QWidget

from console.document import RosterDocument
from console.document.words import count
from console.models.leave import (
    AGAINST,
    COSTS,
    DATES,
    DAYS,
    FILED,
    LEFT,
    OFFICER,
    STATE,
    LeaveModel,
    LeaveRow,
    request_words,
)
from console.theme import Look
from console.views.place_page import PlacePage
from console.widgets.basics import (
    beside_panel,
    button,
    column_of_panel,
    hairline,
    label,
    lines_list,
    offer,
    paragraph,
    side_width,
)
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable
from scheduler.api import DeskError, span_in_words
from scheduler.domain.words import LeaveState

WIDTHS = {OFFICER: 150, DATES: 190, DAYS: 60, COSTS: 80, LEFT: 96, FILED: 110, STATE: 90}
AGAINST_WIDTH = 140
EDGES = 44
"""Pixels beside the columns: margins, frame, the bar to scroll with."""
DROPPED = (AGAINST, FILED, LEFT, COSTS, DAYS)
"""Columns that go where there is no room for them, the first one first."""
SLOT_DAYS_SHOWN = 31


class RequestsPage(PlacePage):
    """Table of requests at the left, the chosen one at the right.

    Signals:
        ask_asked: A request is to be filed for an officer.
        grant_asked: (id, may exceed) of the request to grant.
        refuse_asked: Id of the request to refuse.
        withdraw_asked: Id of the request to withdraw.
        grant_all_asked: Everything that fits is to be granted.
        bid_asked: The vacation bid is to be settled.
        wellness_asked: The wellness hour is to be planned.
    """

    ask_asked = Signal()
    grant_asked = Signal(str, bool)
    refuse_asked = Signal(str)
    withdraw_asked = Signal(str)
    grant_all_asked = Signal()
    bid_asked = Signal()
    wellness_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self._look = document, Look()
        self.model = LeaveModel(self)
        self.table = QuietTable("Requests for leave")
        self._under = label("", "second")
        self.waiting_chip = button("Waiting", "chip", lambda: self._show_open_only(True))
        self.all_chip = button("All", "chip", lambda: self._show_open_only(False))
        self.grant_all = button("Grant what fits", "primary", self.grant_all_asked.emit)
        self.ask = button("Ask for an officer...", "", self.ask_asked.emit)
        self.bid = button("Vacation bid...", "", self.bid_asked.emit)
        self.wellness = button("Wellness hour...", "", self.wellness_asked.emit)
        self.panel = QFrame()
        self._title, self._dates = label("", "title"), label("", "small")
        self._sentence = paragraph("")
        self._others_title = label("Slots on these dates", "section")
        self._others = lines_list("Free dates instead, and who else is away")
        self.grant = button("Grant", "primary", self._of_row(lambda id: self.grant_asked.emit(id, False)))
        self.exceed = button("Grant all the same", "", self._of_row(lambda id: self.grant_asked.emit(id, True)))
        self.refuse = button("Refuse", "", self._of_row(self.refuse_asked.emit))
        self.withdraw = button("Withdraw", "", self._of_row(self.withdraw_asked.emit))
        self._lay_out()
        document.opened.connect(self.keep_fresh)

    def _of_row(self, act: Callable[[str], object]) -> Callable[[], None]:
        def do() -> None:
            row = self.current()
            if row is not None:
                act(row.request.id)

        return do

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Leave", "title"))
        head.addWidget(self._under, 1)
        row = FlowRow((self.grant_all, self.ask, self.bid, self.wellness, self.waiting_chip, self.all_chip), push=4)
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        beside_panel(self, (head, row), self.table, self._lay_out_panel())

    def _lay_out_panel(self) -> QFrame:
        column = column_of_panel(self.panel)
        column.addWidget(self._title)
        column.addWidget(self._dates)
        column.addWidget(self._sentence)
        column.addLayout(FlowRow((self.grant, self.exceed, self.refuse, self.withdraw)))
        column.addWidget(hairline())
        column.addWidget(self._others_title)
        column.addWidget(self._others, 1)
        column.addStretch(0)
        return self.panel

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.table.set_look(look)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, look.px(width))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave dates and state their room: what the side tells too goes first."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))
        room = self.width() - self.panel.width() - self._look.px(EDGES)
        widths = {column: self._look.px(width) for column, width in (*WIDTHS.items(), (AGAINST, AGAINST_WIDTH))}
        self.table.drop_columns(DROPPED, widths, room)
        stretched, fixed = (DATES, AGAINST) if self.table.isColumnHidden(AGAINST) else (AGAINST, DATES)
        self.table.horizontalHeader().setSectionResizeMode(fixed, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(fixed, widths[fixed])
        self.table.let_fill(stretched, widths[stretched])

    def current(self) -> LeaveRow | None:
        """Return the chosen row."""
        return self.model.row(self.table.currentIndex())

    def refresh(self) -> None:
        """Show the requests of the open facility."""
        self.is_stale = False
        desk, held = self._document.desk, self.current()
        if desk is None or desk.is_empty():
            return
        try:
            requests, decisions = desk.leave.requests(), desk.leave.decisions()
            self.model.show_requests(requests, decisions, desk.names(), self._document.zone)
        except DeskError as error:
            self._document.failed.emit(str(error))
            return
        waiting, fit, total = self.model.counts()
        can = f"{fit or 'none'} can be granted"
        words = f"{count(waiting, 'request waits', 'requests wait')}, {can}" if waiting else "Nothing waits"
        self._under.setText(words)
        self.waiting_chip.setText(f"Waiting {waiting}")
        self.all_chip.setText(f"All {total}")
        offer(
            self.grant_all, "" if fit else "No request that waits can be granted." if waiting else "No request waits."
        )
        self._after_filter(held)

    def _show_open_only(self, is_open_only: bool) -> None:
        held = self.current()
        self.model.show_open_only(is_open_only)
        self._after_filter(held)

    def _after_filter(self, held: LeaveRow | None) -> None:
        self.waiting_chip.setChecked(self.model.is_open_only)
        self.all_chip.setChecked(not self.model.is_open_only)
        number = self.model.row_number(held.request.id) if held is not None else -1
        self.table.choose_row(max(number, 0))
        self._show_row()

    def _show_row(self) -> None:
        row, desk = self.current(), self._document.desk
        is_open = row is not None and row.is_open
        fits = row is not None and row.decision is not None and row.decision.is_grantable
        self.grant.setVisible(is_open and fits)
        self.exceed.setVisible(is_open and not fits)
        self.refuse.setVisible(is_open)
        self.withdraw.setVisible(row is not None and row.request.state in (LeaveState.ASKED, LeaveState.GRANTED))
        self._others.clear()
        for widget in (self._others_title, self._others):
            widget.setVisible(row is not None)
        if row is None or desk is None:
            self._title.setText("Nothing to decide")
            self._dates.setText("")
            self._sentence.setText("When an officer asks for leave, the request stands here until it is decided.")
            return
        self._title.setText(row.name)
        self._dates.setText(request_words(row))
        if row.decision is not None:
            self._sentence.setText(f"{row.decision.message}.")
        else:
            decided = f" by {row.request.decided_by}" if row.request.decided_by else ""
            self._sentence.setText(f"{row.request.state.value.capitalize()}{decided}.")
        squad = next((o.squad for o in desk.site().officers if o.badge == row.request.badge), None)
        for slot in desk.leave.slots(row.request.first, row.request.last)[: SLOT_DAYS_SHOWN * 8]:
            if slot.squad in (None, squad) and slot.most is not None:
                where = "facility" if slot.squad is None else f"squad {slot.squad}"
                away = f"{slot.taken} of {slot.most} away"
                self._others.addItem(f"{span_in_words(slot.on, slot.on)}, {where}: {away}")
        if not self._others.count():
            self._others.addItem("No limit is set for these dates.")
