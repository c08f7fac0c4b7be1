"""Keeps the checker's answer up to date with the roster on screen: with an edit at once, else soon after each change.

An edit changes little, and judging that again takes a few milliseconds. A roster that is opened or proposed is judged
as a whole, and tours left before rotation are counted, away from the window and never twice at once.
"""

from PySide6.QtCore import QObject, QTimer, Signal

from console.background import run_in_background
from console.document import RosterDocument
from scheduler.api import Checker, ToursLeft, rotation_left
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, RosterEdit
from scheduler.domain.words import Badge

Answer = tuple[Checker, dict[Badge, tuple[ToursLeft, ...]]]

DEBOUNCE_MILLISECONDS = 150
MOST_CELLS_AT_ONCE = 60
"""An edit of more cells, such as an accepted proposal, is judged away from the window."""


class Checking(QObject):
    """Runs the checker.

    Signals:
        busy_changed: A check began or all are done.
        whole_judged: A roster was judged as a whole: what was made for that stays as long as the roster.
    """

    busy_changed = Signal(bool)
    whole_judged = Signal()

    def __init__(self, document: RosterDocument, parent: QObject | None = None) -> None:
        """Watch a document."""
        super().__init__(parent)
        self._document = document
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._is_running = False
        self._is_closed = False
        self._checker: Checker | None = None
        document.opened.connect(self.ask)
        document.edit_applied.connect(self._on_edit_applied)
        document.proposal_changed.connect(self.ask)
        document.published.connect(self.ask)

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

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        checker, roster = self._checker, self._document.shown
        is_small = len(edit.cells) <= MOST_CELLS_AT_ONCE
        if is_small and roster is not None and checker is not None and checker.problem is self._document.problem:
            self._checker = checker.edited(roster)
            self._document.set_report(self._checker.report, self._document.rotation, self._checker)
        self.ask()

    def _on_timer_timeout(self) -> None:
        if self._is_running:
            self._timer.start()
            return
        roster, problem, checker = self._document.shown, self._document.problem, self._checker
        if roster is None or problem is None:
            self._document.set_report(None)
            self.busy_changed.emit(False)
            return
        self._is_running = True
        if checker is None or checker.problem is not problem or checker.roster is not roster:
            self._checker = checker = None  # two threads shall not judge at once
        run_in_background(
            lambda: _answer(problem, roster, checker),
            lambda answer: self._on_check_done(roster, answer),
            self._on_check_failed,
        )

    def _on_check_done(self, roster: Roster, answer: Answer) -> None:
        self._is_running = False
        if self._is_closed:
            return
        checker, rotation = answer
        if roster is self._document.shown:
            is_new = self._checker is not checker
            self._checker = checker
            self._document.set_report(checker.report, rotation, checker)
            if is_new:
                self.whole_judged.emit()
        self.busy_changed.emit(self.is_busy)

    def _on_check_failed(self, error: Exception) -> None:
        self._is_running = False
        if not self._is_closed:
            self._document.failed.emit(f"The roster could not be checked: {error}")
            self.busy_changed.emit(self.is_busy)


def _answer(problem: Problem, roster: Roster, checker: Checker | None) -> Answer:
    return checker or Checker.of(problem, roster), rotation_left(problem, roster)
