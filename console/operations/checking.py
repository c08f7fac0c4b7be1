"""Keeps the checker's answer up to date with the roster on screen: soon after each change, never twice at once."""

from PySide6.QtCore import QObject, QTimer, Signal

from console.background import run_in_background
from console.document import RosterDocument
from scheduler.api import ToursLeft, check_roster, rotation_left
from scheduler.domain.findings import Report
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge

Answer = tuple[Report, dict[Badge, tuple[ToursLeft, ...]]]

DEBOUNCE_MILLISECONDS = 150


class Checking(QObject):
    """Runs the checker away from the window.

    Signals:
        busy_changed: A check began or all are done.
    """

    busy_changed = Signal(bool)

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._is_running = False
        self._is_closed = False
        document.opened.connect(self.ask)
        document.edit_applied.connect(self.ask)
        document.proposal_changed.connect(self.ask)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._is_running or self._timer.isActive()

    def ask(self) -> None:
        """Have the roster checked soon."""
        if not self._is_closed:
            self._timer.start()
            self.busy_changed.emit(True)

    def close(self) -> None:
        """Start no further check and deliver no answer."""
        self._is_closed = True
        self._timer.stop()

    def _on_timer_timeout(self) -> None:
        if self._is_running:
            self._timer.start()
            return
        roster, problem = self._document.shown, self._document.problem
        if roster is None or problem is None:
            self._document.set_report(None)
            self.busy_changed.emit(False)
            return
        self._is_running = True
        run_in_background(
            lambda: _answer(problem, roster),
            lambda answer: self._on_check_done(roster, answer),
            self._on_check_failed,
        )

    def _on_check_done(self, roster: Roster, answer: Answer) -> None:
        self._is_running = False
        if self._is_closed:
            return
        if roster is self._document.shown:
            self._document.set_report(*answer)
        self.busy_changed.emit(self.is_busy)

    def _on_check_failed(self, error: Exception) -> None:
        self._is_running = False
        if not self._is_closed:
            self._document.failed.emit(f"The roster could not be checked: {error}")
            self.busy_changed.emit(self.is_busy)


def _answer(problem: Problem, roster: Roster) -> Answer:
    return check_roster(problem, roster), rotation_left(problem, roster)
