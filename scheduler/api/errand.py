"""Work that somebody waits for: how far it is, and that it may be given up."""

from collections.abc import Callable
from threading import Lock

from scheduler.storage import DeskError


class CancelledError(DeskError):
    """Whoever waited has given up; nothing was written."""


class Errand:
    """A piece of work, as seen by who does it (in any thread) and by who waits for it.

    Nothing is written before `commit`, and from there on nothing can be given up: whoever cancels is told at once
    whether something will be written, whatever the work is doing at that moment.
    """

    def __init__(self, told: Callable[[str], object] | None = None) -> None:
        """Begin; `told` is called in the thread of the work with what it does next, in a few words."""
        self._told, self._lock = told, Lock()
        self._is_cancelled = self._is_committed = False

    def step(self, words: str) -> None:
        """Say what is done next.

        Raises:
            CancelledError: it was cancelled.
        """
        self._check()
        if self._told is not None:
            self._told(words)

    def commit(self, words: str = "Writing ...") -> None:
        """Say that everything is made and is written now.

        Raises:
            CancelledError: it was cancelled.
        """
        with self._lock:
            self._check()
            self._is_committed = True
        if self._told is not None:
            self._told(words)

    def cancel(self) -> bool:
        """Give the work up; return whether that was in time, so that nothing is written."""
        with self._lock:
            self._is_cancelled = self._is_cancelled or not self._is_committed
            return self._is_cancelled

    def _check(self) -> None:
        if self._is_cancelled:
            raise CancelledError("The export was cancelled; nothing was written")
