"""Keeps the checker's answer up to date with the roster on screen: with an edit at once, else soon after each change.

An edit changes little, and judging that again takes a few milliseconds. A roster that is opened or proposed is judged
as a whole, and tours left before rotation are counted, away from the window and never twice at once.
"""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from console.background import run_in_background
from console.document import RosterDocument
from scheduler.api import Checker, ToursCount, ToursLeft, rotation_count
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, RosterEdit
from scheduler.domain.words import Badge

DEBOUNCE_MILLISECONDS = 150
MOST_CELLS_AT_ONCE = 60
"""Where more cells than these were edited since the last judgement, it is made anew away from the window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was worked out away from the window, about one roster.

    Attributes:
        checker: What it found.
        count: What counts tours left under the same problem.
        left: Tours left, by officer: of all, or of those who were asked about.
    """

    checker: Checker
    count: ToursCount
    left: dict[Badge, tuple[ToursLeft, ...]]


class Checking(QObject):
    """Runs the checker.

    Signals:
        busy_changed: A check began or all are done.
        whole_judged: A roster was judged as a whole: what was made for that stays as long as the roster.
    """

    busy_changed = Signal(bool)
    whole_judged = Signal()

    def __init__(
        self, document: RosterDocument, parent: QObject | None = None, is_painting: Callable[[], bool] = lambda: False
    ) -> None:
        """Watch a document.

        Args:
            document: What is judged.
            parent: Its owner.
            is_painting: Whether an opened roster is not on the screen yet: no check begins before it is, because
                Python lets one thread run at a time.
        """
        super().__init__(parent)
        self._document, self._is_painting = document, is_painting
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._is_running = False
        self._is_closed = False
        self._checker: Checker | None = None
        self._count: tuple[Problem, ToursCount] | None = None
        self._uncounted: frozenset[Badge] | None = None
        self._behind: frozenset[tuple[Badge, date]] | None = None
        document.opened.connect(self._ask_anew)
        document.edit_applied.connect(self._on_edit_applied)
        document.proposal_changed.connect(self._ask_anew)
        document.published.connect(self._ask_anew)

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

    def _ask_anew(self) -> None:
        self._uncounted = self._behind = None
        self.ask()

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        checker, roster, cells = self._checker, self._document.shown, edit.cells
        if self._uncounted is not None:
            self._uncounted |= {badge for badge, _ in cells}
        if self._behind is not None:
            self._behind |= cells
        is_near = self._behind is not None and len(self._behind) <= MOST_CELLS_AT_ONCE
        if is_near and roster is not None and checker is not None and checker.problem is self._document.problem:
            self._checker, self._behind = self._foreseen(checker, roster).edited(roster), frozenset()
            self._document.set_report(self._checker.report, self._document.rotation, self._checker)
        self.ask()

    def _foreseen(self, checker: Checker, roster: Roster) -> Checker:
        """Return what was found of the roster before it came about, else what is known of it as it was."""
        found = self._document.foreseen
        is_it = found is not None and found.problem is checker.problem and found.roster.tours == roster.tours
        return found if found is not None and is_it else checker

    def _on_timer_timeout(self) -> None:
        if self._is_running or self._is_painting():
            self._timer.start()
            return
        roster, problem, checker = self._document.shown, self._document.problem, self._checker
        if roster is None or problem is None:
            self._document.set_report(None)
            self.busy_changed.emit(False)
            return
        self._is_running = True
        if checker is not None and checker.problem is not problem:
            checker = None
        if checker is None or checker.roster is not roster:
            self._checker = None  # two threads shall not judge at once
        count = self._count[1] if self._count is not None and self._count[0] is problem else None
        asked = self._uncounted if count is not None else None
        self._uncounted = frozenset()
        run_in_background(
            lambda: _answer(problem, roster, checker, count, asked),
            lambda answer: self._on_check_done(roster, asked, answer),
            lambda error: self._on_check_failed(asked, error),
        )

    def _on_check_done(self, roster: Roster, asked: frozenset[Badge] | None, answer: Answer) -> None:
        self._is_running = False
        if self._is_closed:
            return
        self._count = answer.checker.problem, answer.count
        if roster is self._document.shown:
            is_new = self._checker is not answer.checker
            self._checker, self._behind = answer.checker, frozenset()
            left = answer.left if asked is None else {**self._document.rotation, **answer.left}
            self._document.set_report(answer.checker.report, left, answer.checker)
            if is_new:
                self.whole_judged.emit()
        else:
            self._count_again(asked)
        self.busy_changed.emit(self.is_busy)

    def _on_check_failed(self, asked: frozenset[Badge] | None, error: Exception) -> None:
        self._is_running = False
        self._count_again(asked)
        if not self._is_closed:
            self._document.failed.emit(f"The roster could not be checked: {error}")
            self.busy_changed.emit(self.is_busy)

    def _count_again(self, asked: frozenset[Badge] | None) -> None:
        """Note that some officers' tours left were not taken over, None for everybody's."""
        if asked is None or self._uncounted is None:
            self._uncounted = None
        else:
            self._uncounted |= asked


def _answer(
    problem: Problem, roster: Roster, checker: Checker | None, count: ToursCount | None, asked: Set[Badge] | None
) -> Answer:
    """Judge a roster, from what is known of it before an edit where that is known, and count tours left."""
    if checker is None:
        checker = Checker.of(problem, roster)
    elif checker.roster is not roster:
        checker = checker.edited(roster)
    count = count or rotation_count(problem)
    return Answer(checker=checker, count=count, left=count.of(roster.tours, asked))
