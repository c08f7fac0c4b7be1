"""The place Requests: leave, and beside it what waits for a decision, for who may see which."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.theme import Look
from console.views.deciding import DecidingPage
from console.views.place_page import PlacePage
from console.views.requests import RequestsPage
from console.widgets.basics import button
from console.widgets.flow import FlowRow
from scheduler.api import Action

LEAVE = (Action.ENTER_LEAVE, Action.DECIDE_LEAVE)


class RequestsPlace(PlacePage):
    """Two pages and what changes between them; who may see only one of them is offered no change."""

    def __init__(
        self, document: RosterDocument, leave: RequestsPage, deciding: DecidingPage, parent: QWidget | None = None
    ) -> None:
        """Lay the place out."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self.leave, self.deciding = document, leave, deciding
        self.leave_chip = button("Leave", "chip", lambda: self.show_part(leave))
        self.deciding_chip = button("Requests and orders", "chip", lambda: self.show_part(deciding))
        self._parts, self._choice = QStackedWidget(), QWidget()
        around = QVBoxLayout(self._choice)
        around.setContentsMargins(12, 12, 12, 0)
        around.addLayout(FlowRow((self.leave_chip, self.deciding_chip)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._choice)
        column.addWidget(self._parts, 1)
        for page in (leave, deciding):
            self._parts.addWidget(page)
        document.opened.connect(self.fit_session)
        self.fit_session()

    def fit_session(self) -> None:
        """Offer what whoever works here may see."""
        desk = self._document.desk
        may_leave = desk is None or any(desk.session.may(action) for action in LEAVE)
        may_decide = desk is not None and desk.session.may(Action.DECIDE_REQUESTS)
        self._choice.setVisible(may_leave and may_decide)
        self.show_part(self.leave if may_leave else self.deciding)

    def show_part(self, page: QWidget) -> None:
        """Show one of the two pages."""
        self._parts.setCurrentWidget(page)
        self.leave_chip.setChecked(page is self.leave)
        self.deciding_chip.setChecked(page is self.deciding)

    def set_look(self, look: Look) -> None:
        """Draw both pages in other colours or sizes."""
        self.leave.set_look(look)
        self.deciding.set_look(look)

    def refresh(self) -> None:
        """Read the page that is shown anew."""
        self.is_stale = False
        shown = self._parts.currentWidget()
        if isinstance(shown, PlacePage):
            shown.refresh()
