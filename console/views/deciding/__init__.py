"""Requests and orders: the queue by clock, and one of them once it was opened."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.operations import deciding, keys
from console.theme import Look
from console.views.place_page import PlacePage
from console.widgets.basics import (
    beside_panel,
    button,
    column_of_panel,
    hairline,
    label,
    offer,
    paragraph,
    side_width,
)
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import Action, OpenedRequest, QueueLine
from scheduler.domain.requests import Request, RequestKind, RequestState
from scheduler.domain.words import AreaCode, Badge

WHAT, FILED, DECIDE_BY, STATE = range(4)
WIDTHS = {WHAT: 170, FILED: 140, DECIDE_BY: 140, STATE: 170}
EDGES = 44
"""Pixels beside the columns: margins, frame, the bar to scroll with."""
DROPPED = (FILED, STATE)
"""Columns that go where there is no room for them, the first one first."""
GAP = 5
"""Pixels between what a request says and its next head, which stands close to its own words."""
LOCKED = "Your key is locked. Open it to see what waits for you."
SEALED = "What stands here is sealed. To open it you confirm that it is you, and the officer is told that you read it."
NOTHING = "When somebody asks to be moved or an order is given, it stands here for whom it is sealed to."
_WAITING = (RequestState.OPEN, RequestState.AWAITS_SECOND)


class DecidingPage(PlacePage):
    """Queue at the left, the opened request at the right; it is closed when another line is chosen or the page left.

    Signals:
        keys_asked: The window about keys.
        open_asked: Id of the request to open.
        grant_asked: Id of the request to grant.
        deny_asked: Id of the request to deny.
        second_asked: Id of the move to approve as the second one.
        escalate_asked: Id of the request to hand to the next rank.
        interim_asked: Id of the request for which more areas are closed until it is decided.
        review_asked: Id of the precautionary move that was looked at again.
        end_asked: Id of what is to end.
        hand_over_asked: Id of the request that another account is to read.
        file_asked: A request is to be filed for an officer.
        order_asked: An order is to be given.
        totals_asked: The monthly totals.
    """

    keys_asked = Signal()
    open_asked = Signal(str)
    grant_asked = Signal(str)
    deny_asked = Signal(str)
    second_asked = Signal(str)
    escalate_asked = Signal(str)
    interim_asked = Signal(str)
    review_asked = Signal(str)
    end_asked = Signal(str)
    hand_over_asked = Signal(str)
    file_asked = Signal()
    order_asked = Signal()
    totals_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self._look = document, Look()
        self._lines: tuple[QueueLine, ...] = ()
        self.opened: OpenedRequest | None = None
        self.table, self.model = QuietTable("Requests and orders, by clock"), TextTable(self)
        self._under, self._empty = label("", "second"), paragraph("", "second")
        self.open_key = button("Open my key...", "primary", self.keys_asked.emit)
        self.keys = button("Keys...", "", self.keys_asked.emit)
        self.file = button("File for an officer...", "", self.file_asked.emit)
        self.order = button("Give an order...", "", self.order_asked.emit)
        self.totals = button("By month...", "", self.totals_asked.emit)
        self.panel = QFrame()
        self._title, self._clock, self._said = label("", "title"), paragraph("", "small"), paragraph("")
        self._details, self._lines_said = QScrollArea(), QVBoxLayout()
        self.open_it = self._act("Open...", "primary", self.open_asked.emit)
        self.grant = self._act("Grant...", "primary", self.grant_asked.emit)
        self.deny = self._act("Deny...", "", self.deny_asked.emit)
        self.second = self._act("Approve as the second", "primary", self.second_asked.emit)
        self.escalate = self._act("To the next rank", "", self.escalate_asked.emit)
        self.interim = self._act("Close more areas...", "", self.interim_asked.emit)
        self.review = self._act("Looked at again", "primary", self.review_asked.emit)
        self.end = self._act("End it...", "", self.end_asked.emit)
        self.hand_over = self._act("Hand over...", "", self.hand_over_asked.emit)
        self.close_it = button("Close it", "", lambda: self.show_opened(None))
        self._lay_out()
        document.opened.connect(self.keep_fresh)

    def _act(self, words: str, role: str, tell: Callable[[str], object]) -> QPushButton:
        def do() -> None:
            line = self.current()
            if line is not None:
                tell(line.id)

        return button(words, role, do)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label("Requests and orders", "title"))
        head.addWidget(self._under, 1)
        row = FlowRow((self.open_key, self.file, self.order, self.totals, self.keys))
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.model.set_table(deciding.COLUMNS, ())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.show_opened(None))
        self.table.doubleClicked.connect(lambda *_: self._ask_to_open())
        beside_panel(self, (head, row), self.table, self._lay_out_panel())

    def _lay_out_panel(self) -> QFrame:
        column = column_of_panel(self.panel)
        sheet = QFrame()
        sheet.setProperty("role", "side")
        self._lines_said.setContentsMargins(0, GAP, 0, GAP)
        self._lines_said.setSpacing(GAP)
        sheet.setLayout(self._lines_said)
        self._details.setWidget(sheet)
        self._details.setWidgetResizable(True)
        self._details.setFrameShape(QFrame.Shape.NoFrame)
        self._details.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._details.setAccessibleName("What was opened")
        for widget in (self._title, self._clock, self._said):
            column.addWidget(widget)
        column.addWidget(self._details, 1000)  # buttons and what is read share the panel; a long text is scrolled
        column.addWidget(hairline())
        acts = (
            self.open_it,
            self.grant,
            self.deny,
            self.second,
            self.review,
            self.interim,
            self.escalate,
            self.end,
            self.hand_over,
            self.close_it,
        )
        column.addLayout(FlowRow(acts))
        column.addStretch(1)
        return self.panel

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.table.set_look(look)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, look.px(width))
        self.table.let_fill(WHAT, look.px(WIDTHS[WHAT]))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the panel no wider than the page allows."""
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Close what was opened when the page is left."""
        super().hideEvent(event)
        self.show_opened(None)

    def _fit(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))
        room = self.width() - self.panel.width() - self._look.px(EDGES)
        widths = {column: self._look.px(width) for column, width in WIDTHS.items()}
        self.table.drop_columns(DROPPED, widths, room)

    def current(self) -> QueueLine | None:
        """Return the chosen line."""
        row = self.table.currentIndex().row()
        return self._lines[self.model.given_row(row)] if 0 <= row < len(self._lines) else None

    def refresh(self) -> None:
        """Read the queue anew; what was opened is closed."""
        self.is_stale = False
        held, desk = self.current(), self._document.desk
        state = keys.state(self._document)
        self._lines = deciding.queue(self._document) if state.is_open else ()
        by = [line.decide_by or line.filed for line in self._lines]
        filed = [line.filed for line in self._lines]
        self.model.set_table(deciding.COLUMNS, deciding.rows(self._lines, self._document.zone), keys={1: filed, 2: by})
        self._under.setText(deciding.counted(self._lines) if state.is_open else "")
        self.open_key.setVisible(not state.is_open)
        self.keys.setVisible(state.is_open)
        may = desk.session.may if desk is not None else (lambda _: False)
        self.file.setVisible(may(Action.FILE_FOR_OTHERS))
        self.order.setVisible(may(Action.FILE_FOR_OTHERS))
        self.totals.setVisible(may(Action.READ_TOTALS))
        for one in (self.file, self.order):
            offer(one, "" if state.is_open else "Open your key first.")
        ids = [self._lines[self.model.given_row(n)].id for n in range(len(self._lines))]
        self.table.choose_row(ids.index(held.id) if held is not None and held.id in ids else 0)
        self.show_opened(None)

    def show_opened(self, opened: OpenedRequest | None) -> None:
        """Show a request that was opened; None shows the chosen line only."""
        line, self.opened = self.current(), opened
        request = opened.request if opened is not None else None
        while (item := self._lines_said.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        is_waiting = request is not None and (request.state in _WAITING or bool(request.appeal))
        awaits_second = request is not None and request.state == RequestState.AWAITS_SECOND
        shown: dict[QWidget, bool] = {
            self.open_it: line is not None and request is None,
            self.grant: is_waiting and not awaits_second,
            self.deny: is_waiting and not awaits_second,
            self.second: awaits_second,
            self.escalate: request is not None and line is not None and line.is_overdue,
            self.interim: is_waiting and not awaits_second,
            self.review: self._is_reviewed(request),
            self.end: request is not None and request.state == RequestState.GRANTED,
            self.hand_over: request is not None,
            self.close_it: request is not None,
        }
        for widget, is_shown in shown.items():
            widget.setVisible(is_shown)
        self._details.setVisible(request is not None)
        if line is None:
            is_open = keys.state(self._document).is_open
            self._title.setText("Nothing waits" if is_open else "Sealed")
            self._clock.setText("")
            self._said.setText(NOTHING if is_open else LOCKED)
            self._said.setVisible(True)
            return
        self._title.setText(deciding.KIND_WORDS[line.kind])
        self._clock.setText(self._clock_words(line))
        self._said.setText("" if request is not None else SEALED)
        self._said.setVisible(request is None)
        if opened is not None:
            desk = self._document.desk
            is_own = desk is not None and opened.request.by == desk.actor
            offer(self.second, "Somebody else than who ordered it approves it." if is_own else "")
            self._fill(opened)

    def _is_reviewed(self, request: Request | None) -> bool:
        is_move = request is not None and request.kind == RequestKind.PRECAUTION
        return is_move and request is not None and request.state == RequestState.GRANTED

    def _fill(self, opened: OpenedRequest) -> None:
        names, areas = self._known()
        for head, text in deciding.details(opened, names, areas, self._document.zone):
            value = paragraph(text)
            value.setAccessibleName(f"{head}: {text}")
            value.setContentsMargins(0, 0, 0, GAP)
            self._lines_said.addWidget(label(head, "section"))
            self._lines_said.addWidget(value)
        self._lines_said.addStretch(1)

    def _known(self) -> tuple[dict[Badge, str], dict[AreaCode, str]]:
        desk = self._document.desk
        if desk is None:
            return {}, {}
        return desk.names(), {area.code: area.name for area in desk.site().areas}

    def _clock_words(self, line: QueueLine) -> str:
        zone = self._document.zone
        if line.decide_by is None:
            return f"{deciding.STATE_WORDS[line.state].capitalize()}. Filed {deciding.moment(line.filed, zone)}."
        head = "It is overdue: decide by" if line.is_overdue else "Decide by"
        return f"{head} {deciding.moment(line.decide_by, zone)}."

    def _ask_to_open(self) -> None:
        line = self.current()
        if line is not None and self.opened is None:
            self.open_asked.emit(line.id)
