"""Turns of the event loop: what changes a roster is followed by the painting of it, all of it a part in a turn."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from console.background import NEXT_TURN
from console.document import RosterDocument


class Turns(QObject):
    """Lets the parts of a window paint one after the other when all of it is another, and after an edit, not with it.

    To be made before anything else that hears its document: whatever hears of it marks what it shows as to be painted,
    and what is marked is painted in the same turn.
    """

    def __init__(self, document: RosterDocument, parts: Callable[[], Sequence[QWidget]], window: QWidget) -> None:
        """Hear a document on behalf of a window, whose `parts()` are painted in their order."""
        super().__init__(window)
        self._document, self._parts, self._window = document, parts, window
        self._waiting: list[QWidget] = []
        self._is_judged = False
        self._timer = QTimer(self, singleShot=True, interval=NEXT_TURN)
        self._timer.timeout.connect(self._paint_next)
        self._edited = QTimer(self, singleShot=True, interval=NEXT_TURN)
        self._edited.timeout.connect(self._paint_edit)
        self._is_asked = False
        window.installEventFilter(self)
        document.edit_applied.connect(lambda: self._edited.start())
        document.opened.connect(self._on_opened)
        document.report_changed.connect(self._on_report_changed)

    @property
    def is_waiting(self) -> bool:
        """Whether a part of the window is still to be painted."""
        return bool(self._waiting) or self._timer.isActive()

    def _on_opened(self) -> None:
        self._is_judged = False
        self._paint_in_turns()

    def _on_report_changed(self) -> None:
        """The first judgement after an opening changes every cell; those after it what an edit changed."""
        if not self._is_judged and self._document.report is not None:
            self._is_judged = True
            self._paint_in_turns()

    def _paint_in_turns(self) -> None:
        for part in self._parts():
            if part not in self._waiting and part.updatesEnabled():
                part.setUpdatesEnabled(False)
                self._waiting.append(part)
        self._timer.start()

    def _paint_next(self) -> None:
        if self._waiting:
            self._waiting.pop(0).setUpdatesEnabled(True)
            self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the painting of what an edit changed off to the next turn: this one was taken by the edit."""
        if self._edited.isActive() and event.type() == QEvent.Type.UpdateRequest:
            self._is_asked = True
            return True
        return super().eventFilter(watched, event)

    def _paint_edit(self) -> None:
        if self._is_asked:
            self._is_asked = False
            QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
