"""When Python looks for garbage in cycles: between two events, and never through all that stays.

Left to itself it would do so unasked, in the middle of an edit, and go through a facility of a thousand officers with
its roster each time: some million objects, half a second.
"""

import gc
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from console.background import is_busy_in_background
from console.document import RosterDocument
from console.operations.checking import Checking

EVERY_MILLISECONDS = 2000
LONG_SECONDS = 0.008
"""A search that takes longer goes through much that stays: that is left out of the next ones."""


class GarbageTime(QObject):
    """Searches every few seconds, among what is new; Python itself searches no more while this exists."""

    def __init__(self, document: RosterDocument, checking: Checking, parent: QObject) -> None:
        """Begin.

        Args:
            document: What it opens and is offered stays for long.
            checking: What it makes to judge a roster as a whole stays as long as the roster.
            parent: Its owner.
        """
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._on_timer_timeout)
        self._timer.start()
        for signal in (document.opened, document.proposal_changed, checking.whole_judged):
            signal.connect(self.keep)

    def keep(self) -> None:
        """Leave all that there is now out of later searches."""
        gc.freeze()

    def end(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _on_timer_timeout(self) -> None:
        if is_busy_in_background():
            return
        begin = perf_counter()
        gc.collect()
        if perf_counter() - begin > LONG_SECONDS:
            self.keep()
