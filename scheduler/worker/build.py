"""The solver as a process of its own: a problem in on standard input, progress out as JSON lines.

The first line is `{"problem": ..., "options": ...}`, with `"start"` where a roster is at hand; a later line `stop` ends
the build and keeps the best roster. The search runs in a further process: when that one dies, by a crash or because
memory runs out, the best roster is still here, and the search begins again from it.
When standard input closes, whoever asked is gone, and the process ends at once.
"""

import contextlib
import os
import sys
import threading
from dataclasses import dataclass
from typing import BinaryIO

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine import BuildOptions
from scheduler.engine.guarded import build_guarded
from scheduler.wire import UnreadableError, decode, encode
from scheduler.wire.progress import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to build, with how much effort, and which roster is at hand to begin with."""

    problem: Problem
    options: BuildOptions
    start: Roster | None = None


def main() -> int:
    """Serve one build on standard input and output; returns the exit status."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)  # the window that asked should stay quick
    status = serve(sys.stdin.buffer, sys.stdout.buffer)
    sys.stdout.flush()
    # The listening thread still holds the lock of standard input, which an ordinary exit would trip over.
    os._exit(status)


def serve(source: BinaryIO, sink: BinaryIO) -> int:
    """Serve one build on the given streams; returns 0, or 2 when the order cannot be read or built."""

    def tell(event: Progress) -> None:
        sink.write(encode(event) + b"\n")
        sink.flush()

    try:
        order = decode(source.readline(), Order, "the order on standard input")
    except UnreadableError as error:
        tell(Progress(event="failed", seconds=0.0, tiers=(), message=str(error)))
        return 2
    stop = threading.Event()
    threading.Thread(target=_listen, args=(source, stop), daemon=True).start()
    try:
        build_guarded(order.problem, order.options, tell, order.start, stop)
    except Exception as error:  # the window must hear of any failure in words, whatever it was
        tell(Progress(event="failed", seconds=0.0, tiers=(), message=f"{type(error).__name__}: {error}"))
        return 2
    return 0


def _listen(source: BinaryIO, stop: threading.Event) -> None:
    for line in source:
        if line.strip() == b"stop":
            stop.set()
    os._exit(3)
