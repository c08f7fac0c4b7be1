"""A piece of work in a second process while this one goes on: it is told something halfway and hands back what it made.

The child is a fork, so that it has everything without any copying. Both sides leave what they say in an anonymous file
and then knock at a pipe: nobody waits for the other to read. Where forks cannot be had, or the child dies, the piece is
worked out here instead; what comes of it is the same.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar

CAN_FORK = sys.platform == "linux"

Told = TypeVar("Told")
Made = TypeVar("Made")


class Beside(Generic[Told, Made]):
    """One piece of work, as a context: whatever happens, no child is left behind."""

    def __init__(self, work: Callable[[Callable[[], Told]], Made], *, may_fork: bool) -> None:
        """Begin.

        Args:
            work: Is given a function that returns what was told, and waits for it; what it makes must be picklable.
            may_fork: Whether a second process may do it; otherwise it is done when its outcome is asked for.
        """
        self._work = work
        self._told: list[Told] = []
        self._child = 0
        if may_fork and CAN_FORK:
            self._begin()

    def _begin(self) -> None:
        self._to, self._from = _Mailbox(), _Mailbox()
        try:
            self._child = os.fork()
        except OSError:  # no memory or no room for another process
            self._to.close()
            self._from.close()
            return
        if self._child == 0:
            _serve(self._work, self._to, self._from)
        self._to.is_read_elsewhere()
        self._from.is_filled_elsewhere()

    def tell(self, said: Told) -> None:
        """Say what the work waits for; once."""
        self._told.append(said)
        if self._child:
            self._to.put(said)

    def made(self) -> Made:
        """Return what the work made, after it was told what it waits for."""
        if self._child:
            try:
                made: Made = self._from.get()
            except (EOFError, OSError, pickle.UnpicklingError):
                pass  # the child died; its exit says nothing that would help anybody
            else:
                return made
        return self._work(lambda: self._told[0])

    def __enter__(self) -> "Beside[Told, Made]":
        """Nothing: the work has begun."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the child."""
        if self._child:
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._to.close()
            self._from.close()
            self._child = 0


class _Mailbox:
    """One thing from one process to another."""

    def __init__(self) -> None:
        self._file = os.memfd_create("fairwatch")
        self._bell, self._knock = os.pipe()

    def is_read_elsewhere(self) -> None:
        """Keep the filling end alone."""
        os.close(self._bell)
        self._bell = -1

    def is_filled_elsewhere(self) -> None:
        """Keep the reading end alone: once the other process is gone, whoever waits gets an end of file."""
        os.close(self._knock)
        self._knock = -1

    def put(self, thing: object) -> None:
        """Leave a thing."""
        with os.fdopen(os.dup(self._file), "wb") as file:
            pickle.dump(thing, file, protocol=pickle.HIGHEST_PROTOCOL)
        try:
            os.write(self._knock, b".")
        except BrokenPipeError:
            return  # nobody waits any more, and whoever asks for an answer will see that

    def get(self) -> Any:
        """Wait for the thing and return it.

        Raises:
            EOFError: whoever should leave it is gone.
        """
        if not os.read(self._bell, 1):
            raise EOFError
        os.lseek(self._file, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._file), "rb") as file:
            return pickle.load(file)

    def close(self) -> None:
        """Give everything back."""
        for end in (self._file, self._bell, self._knock):
            if end >= 0:
                os.close(end)


def _serve(work: Callable[[Callable[[], Told]], Made], inbox: _Mailbox, outbox: _Mailbox) -> None:
    """Be the child: work, leave the outcome, and end without ever returning."""
    status = 1
    try:
        # A key that interrupts the program reaches the child too, but only its parent decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        inbox.is_filled_elsewhere()
        outbox.is_read_elsewhere()
        outbox.put(work(inbox.get))
        status = 0
    finally:
        os._exit(status)
