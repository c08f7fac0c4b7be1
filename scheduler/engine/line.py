"""A line between two processes, for anything that can be pickled.

What `multiprocessing` has for this brings sockets, temporary files and compression along, which a first roster need not
wait for.
"""

import os
import pickle
import select
from typing import Any

_LENGTH_BYTES = 8
_PIECE_BYTES = 1 << 20


class Line:
    """One end. Each end is for one process, which may listen in one thread and speak in another."""

    def __init__(self, ear: int, mouth: int) -> None:
        """Begin.

        Args:
            ear: File descriptor to read; this end closes it.
            mouth: File descriptor to write; likewise.
        """
        self._ear, self._mouth = ear, mouth

    def send(self, thing: object) -> None:
        """Say a thing; waits while the other end has too much to read.

        Raises:
            OSError: the other end is gone, or this one was closed.
        """
        data = pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
        rest = memoryview(len(data).to_bytes(_LENGTH_BYTES, "little") + data)
        while rest:
            rest = rest[os.write(self._mouth, rest) :]

    def recv(self) -> Any:
        """Wait for a thing and return it.

        Raises:
            EOFError: the other end is gone.
            OSError: this end was closed.
        """
        return pickle.loads(self._exactly(int.from_bytes(self._exactly(_LENGTH_BYTES), "little")))

    def _exactly(self, size: int) -> bytearray:
        found = bytearray()
        while len(found) < size:
            piece = os.read(self._ear, min(_PIECE_BYTES, size - len(found)))
            if not piece:
                raise EOFError
            found += piece
        return found

    def poll(self, seconds: float = 0.0) -> bool:
        """Wait at most so long and return whether `recv` has something, be it that the other end is gone.

        Raises:
            OSError: this end was closed.
        """
        if self._ear < 0:
            raise OSError("the line is closed")
        waiting = select.poll()
        waiting.register(self._ear, select.POLLIN)
        return bool(waiting.poll(1000 * seconds))

    def close(self) -> None:
        """Give everything back."""
        ends = (self._ear, self._mouth)
        self._ear = self._mouth = -1
        for end in ends:
            if end >= 0:
                os.close(end)


def line() -> tuple[Line, Line]:
    """Return both ends of a new line.

    Raises:
        OSError: there are no file descriptors left.
    """
    here = os.pipe()
    try:
        there = os.pipe()
    except OSError:
        os.close(here[0])
        os.close(here[1])
        raise
    return Line(here[0], there[1]), Line(there[0], here[1])
