"""Questions of the frame: who could take a seat, why, and what to do when somebody does not come."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget

from console.dialogs.calling import CallingDialog
from console.dialogs.prices import PricesDialog
from console.dialogs.repair import RepairDialog
from console.dialogs.stints import StintsDialog
from console.document import RosterDocument
from console.main_window.work_page import WorkPage
from console.models.roles import CELL_ROLE
from console.operations import calling, today
from console.operations.drift import drift_of
from console.solving.questions import Questions
from console.theme import Look
from console.views.side_panel import SidePanel
from scheduler.domain.roster import parse_seat_id
from scheduler.domain.words import SeatId, ShiftCode
from scheduler.language import tr

WARM_MILLISECONDS = 2000


class Answering(QObject):
    """Keeps the process that answers at the roster on screen, and carries out the commands that ask it."""

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        panel: SidePanel,
        work: WorkPage,
        show_panel: Callable[[], None],
        look: Callable[[], Look],
        window: QWidget,
        facility_stack: QUndoStack,
    ) -> None:
        """Watch a document.

        Args:
            document: Whose roster is asked about.
            questions: The process that answers.
            panel: Shows answers.
            work: Where a cell or a seat is chosen.
            show_panel: Makes the panel visible.
            look: Colours and sizes as they now are.
            window: Owner of the windows that ask.
            facility_stack: What can be undone of the facility's data on officers.
        """
        super().__init__(window)
        self._document, self._questions, self._panel = document, questions, panel
        self._work, self._show_panel, self._look, self._window = work, show_panel, look, window
        self._facility_stack = facility_stack
        for signal in (document.opened, document.edit_applied, document.proposal_changed, document.published):
            signal.connect(self._hold)
        questions.told.connect(document.failed)
        questions.refusal = document.refused_to_ask
        self._warming = QTimer(self, singleShot=True, interval=WARM_MILLISECONDS)
        self._warming.timeout.connect(questions.warm)
        panel.repair_asked.connect(self.ask_repair)
        work.view_changed.connect(self._on_view_changed)

    def keep_warm(self) -> None:
        """Get ready for the first question of each roster soon after it is opened, not only when it is asked."""
        self._document.opened.connect(self._warming.start)
        self._warming.start()

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what its commands do."""
        return {
            "who": self.ask_who,
            "call_in": self.call_in,
            "repair": self.ask_repair,
            "stints": self.ask_stints,
            "prices": self.ask_prices,
        }

    def ask_who(self) -> None:
        """Show who could take the chosen seat, and why it is as it is."""
        self._show_panel()
        self._panel.ask_why()

    def call_in(self) -> None:
        """Call officers in to the chosen seat."""
        seat = self._panel.why.seat_id
        if seat is None:
            self._document.failed.emit(tr("Choose the seat first: an empty one of the day board, or somebody's tour."))
            return
        self._call_in_to(seat)

    def call_in_for(self, post: str, shift: str, on: date) -> None:
        """Call officers in to the first empty seat of a post, on the roster that is open."""
        seat = calling.open_seat(self._document, post, shift, on)
        if seat is None:
            self._document.failed.emit(
                tr("Every seat of {post} is held on this shift; somebody may be missing by then.", post=post)
            )
            return
        self._call_in_to(seat)

    def _call_in_to(self, seat: SeatId) -> None:
        self._hold()
        CallingDialog(self._document, self._questions, self._look(), seat, self._window).exec()

    def ask_stints(self) -> None:
        """Plan the stints of the chosen tour's shift."""
        seat = self._panel.why.seat_id
        if seat is None:
            self._document.failed.emit(tr("Choose a tour of the shift first, on the watch or any other post."))
            return
        post, on, shift, _ = parse_seat_id(seat)
        self.plan_stints(post, shift, on)

    def plan_stints(self, post: str, shift: str, on: date) -> None:
        """Plan who watches when on a shift of the open roster; `post` is any of it."""
        self._hold()
        StintsDialog(self._document, self._questions, self._look(), on, ShiftCode(shift), self._window).exec()

    def ask_repair(self) -> None:
        """Ask what happened and offer repairs."""
        if self._document.roster is None or self._document.facts is None:
            return
        self._repair(
            RepairDialog(
                self._document, self._questions, self._look(), self._panel.why.tour, self._window, self._facility_stack
            )
        )

    def happened_on(self, post: str, shift: str, on: date) -> None:
        """Ask what happened on a running day: at first about whoever holds a post now, or next where that is near."""
        tours = today.tours_around(self._document, post, shift, on)
        tour = today.likely(self._document, tours)
        self._hold()
        self._repair(
            RepairDialog(
                self._document, self._questions, self._look(), tour, self._window, self._facility_stack, others=tours
            )
        )

    def _repair(self, dialog: RepairDialog) -> None:
        """Ask what happened; a seat that is left to nobody leads on to calling officers in."""
        if dialog.exec() and dialog.to_call is not None:
            self._call_in_to(dialog.to_call)

    def mend_drift(self) -> None:
        """Offer repairs of the tour by which a published roster breaks a limit that it kept."""
        found = drift_of(self._document)
        if found is None:
            return
        stack = self._facility_stack
        RepairDialog(
            self._document, self._questions, self._look(), found.tour, self._window, stack, is_over_limit=True
        ).exec()

    def ask_prices(self) -> None:
        """Ask what is to be priced, and show what it costs."""
        if self._document.facts is not None:
            PricesDialog(self._document, self._questions, self._look(), self._window).exec()

    def _hold(self, *_: object) -> None:
        self._questions.hold(self._document.problem, self._document.shown)

    def _on_view_changed(self, view: str) -> None:
        """Explain what is chosen in the view that is shown now."""
        cell = self._work.grid.table.currentIndex().data(CELL_ROLE)
        if view == "grid" and cell is not None:
            self._panel.select(*cell)
