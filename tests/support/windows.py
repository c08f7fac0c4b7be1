"""Windows that wait for an answer: what a person would type into them, done while they are open."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog

TRIES, PAUSE = 600, 20
"""Looks for a window, and milliseconds between two of them."""


class Answers(QObject):
    """Answers to windows in the order in which they come up; a window that nobody answers is closed.

    Attributes:
        left: Answers that were not given yet.
    """

    def __init__(self, *answers: tuple[type[QDialog], Callable[[QDialog], object]]) -> None:
        """Wait for windows of some kinds; each is given to what answers it."""
        super().__init__(QApplication.instance())
        self.left = list(answers)
        self._tries = TRIES
        self._timer = QTimer(self, interval=PAUSE)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._tries -= 1
        open_now = QApplication.activeModalWidget()
        if not self.left or self._tries == 0:
            self._timer.stop()
            if self.left and isinstance(open_now, QDialog):
                open_now.reject()
            return
        kind, answer = self.left[0]
        if isinstance(open_now, kind):
            del self.left[0]
            try:
                answer(open_now)
            except BaseException:
                open_now.reject()  # or the test would wait for ever
                raise
