"""The panel at the right, two pages: the roster as a whole, and who and why of the chosen cell or seat."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.models.findings import FindingsModel
from console.models.seats import Seat
from console.solving.build_state import BuildState
from console.solving.questions import Questions
from console.theme import Look
from console.views.build import RosterSummary
from console.views.why import WhyPage
from console.widgets.basics import button
from scheduler.domain.findings import Finding
from scheduler.domain.words import Badge


class SidePanel(QFrame):
    """Everything that explains.

    Signals:
        stop_asked: The build is to stop and keep its best.
        accept_asked: The proposal is to be taken over.
        discard_asked: The proposal is to be put away.
        waiver_asked: The chosen `Finding` is to be waived.
        repair_asked: The chosen tour's officer does not come.
        left: The roster is to have the focus again.
        page_changed: Another page is shown.
    """

    stop_asked = Signal()
    accept_asked = Signal()
    discard_asked = Signal()
    waiver_asked = Signal(object)
    repair_asked = Signal()
    left = Signal()
    page_changed = Signal()

    def __init__(
        self,
        document: RosterDocument,
        build: BuildState,
        findings: FindingsModel,
        questions: Questions,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the panel out."""
        super().__init__(parent)
        self.setProperty("role", "side")
        self.roster = RosterSummary(document, build, findings)
        self.why = WhyPage(document, questions)
        self.findings, self.waive = self.roster.findings, self.roster.waive
        self._build_state = build
        self._roster_chip = button("Roster", "chip", lambda: self.show_page("roster"))
        self._why_chip = button("Who and why", "chip", lambda: self.show_page("why"))
        self._why_chip.setToolTip("The chosen cell or seat: who, why, and who else (F4)")
        self._pages = QStackedWidget()
        self._lay_out()
        self.roster.stop_asked.connect(self.stop_asked)
        self.roster.accept_asked.connect(self.accept_asked)
        self.roster.discard_asked.connect(self.discard_asked)
        self.roster.waiver_asked.connect(self.waiver_asked)
        self.roster.why_asked.connect(self.ask_why)
        self.why.repair_asked.connect(self.repair_asked)
        self.why.left.connect(self.left)
        self.show_page("roster")

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setContentsMargins(8, 0, 6, 4)
        chips.setSpacing(8)
        for chip in (self._roster_chip, self._why_chip):
            chips.addWidget(chip)
        chips.addStretch(1)
        for page in (self.roster, self.why):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 12, 2, 4)
        column.setSpacing(4)
        column.addLayout(chips)
        column.addWidget(self._pages, 1)

    @property
    def page(self) -> str:
        """Which page is shown, "roster" or "why"."""
        return "why" if self._pages.currentWidget() is self.why else "roster"

    @property
    def title(self) -> str:
        """The first line of the page about the roster."""
        return self.roster.title

    def show_page(self, name: str) -> None:
        """Show "roster" or "why"."""
        self._pages.setCurrentWidget(self.why if name == "why" else self.roster)
        self._roster_chip.setChecked(name != "why")
        self._why_chip.setChecked(name == "why")
        self.page_changed.emit()

    def ask_why(self) -> None:
        """Show who and why of what is chosen, ready for the keyboard."""
        self.show_page("why")
        self.why.start()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.roster.set_look(look)
        self.why.set_look(look)

    def set_checking(self, is_checking: bool) -> None:
        """Say that the findings are those of a moment ago, or that they hold."""
        self.roster.set_checking(is_checking)

    def select(self, badge: Badge, on: date) -> None:
        """Explain a cell."""
        self.roster.select(badge, on)
        self.why.select(badge, on)

    def select_seat(self, seat: Seat) -> None:
        """Explain a seat that nobody holds."""
        self.roster.select_seat(seat)
        self.why.select_seat(seat)

    def chosen_finding(self) -> Finding | None:
        """Return the finding that is chosen in the list, None for none."""
        return self.roster.chosen_finding()
