"""Work in a process of its own: when that process dies, the work is lost and nothing else.

The child is a fork: it has everything without any copying, and hands back over a pipe what it has to say. Where forks
cannot be had (only Linux offers them to a process with threads) there is no second process.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from scheduler.engine.line import Line, line

CAN_FORK = sys.platform == "linux"
GRACE_SECONDS = 10.0
"""How long a child may take to answer after its time is over or it was asked to stop."""
SILENT = "the solver did not answer any more and was ended"
_NO_MEMORY = 12
"""Exit status of a child that could get no more memory."""
_FORKS = threading.Lock()
"""Held from opening a pipe until only its child holds the far end, so that the end of the child ends the pipe."""

_Value = TypeVar("_Value")


class SolverLostError(RuntimeError):
    """Work was lost with its process; what else is known stays true."""


def has_idle_core() -> bool:
    """Whether fewer threads than there are cores want to run at this moment, this one counted; False if unknown."""
    try:
        running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
        return int(running) < (os.cpu_count() or 1)
    except (OSError, IndexError, ValueError):
        return False


def apart(work: Callable[[Callable[[], bool]], _Value], is_over: Callable[[], bool]) -> _Value:
    """Do some work in a process of its own and return what it returns; where there is none to be had, do it here.

    Args:
        work: Gets a function that says whether to stop, and is to look at it now and then.
        is_over: Whether to stop.

    Raises:
        SolverLostError: the process died, did not answer any more after it was to stop, or the work failed.
    """
    begun = forked(lambda pipe: _work(work, pipe)) if CAN_FORK else None
    if begun is None:
        return work(is_over)
    child, pipe = begun
    answer: tuple[_Value] | str = ""
    until = float("inf")
    try:
        while not answer and time.monotonic() < until:
            if pipe.poll(0.1):
                answer = pipe.recv()
            elif until == float("inf") and is_over():
                pipe.send("stop")
                until = time.monotonic() + GRACE_SECONDS
        answer = answer or SILENT
    except (EOFError, OSError):
        answer = ""
    finally:
        status = ended(child, pipe)
    if isinstance(answer, tuple):
        return answer[0]
    raise SolverLostError(answer or last_words(status))


def forked(serve: Callable[[Line], None]) -> tuple[int, Line] | None:
    """Start a child that serves a pipe and never returns; None without memory or room for one."""
    with _FORKS:
        near, far = line()
        try:
            child = os.fork()
        except OSError:
            near.close()
            far.close()
            return None
        if child:
            far.close()
    if child == 0:  # without the lock, as it may have children of its own
        near.close()
        serve(far)
    return child, near


def ended(child: int, pipe: Line) -> int:
    """End a child and return its status: after an answer it has nothing to do, and without one it must not go on."""
    os.kill(child, signal.SIGKILL)
    pipe.close()
    return os.waitpid(child, 0)[1]


def _work(work: Callable[[Callable[[], bool]], object], pipe: Line) -> None:
    """Be the child of some work: do it, tell, and end without ever returning."""
    stop = threading.Event()

    def obey() -> None:
        end_with_parent(pipe)
        stop.set()

    def do() -> None:
        threading.Thread(target=obey, daemon=True).start()
        pipe.send((work(stop.is_set),))

    be_child(do, pipe)


def end_with_parent(pipe: Line) -> None:
    """Wait until the parent says something, or end this process when the parent is gone: nobody is left to work for."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(0)


def be_child(do: Callable[[], None], pipe: Line, sacrifice: int = 1000) -> None:
    """Do what a child is for, tell what goes wrong, and end without ever returning."""
    try:
        # When memory runs out, this process is to go rather than the one that holds the roster.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(str(sacrifice), encoding="ascii")
        # A key that interrupts the program reaches the child too, but only its parent decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        do()
    except MemoryError:
        os._exit(_NO_MEMORY)  # there may be none left for telling more
    except BaseException as error:  # whatever it is, it is told, and this process ends here
        with contextlib.suppress(OSError):
            pipe.send(f"the solver failed ({type(error).__name__}: {error})")
    finally:
        os._exit(0)


def last_words(status: int) -> str:
    """Return in words how a child ended that gave no answer."""
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NO_MEMORY:
        return "the solver ran out of memory"
    if not os.WIFSIGNALED(status):
        return "the solver ended without an answer"
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL:
        return "the solver was ended from outside, as happens when memory runs out"
    return f"the solver crashed ({signal.Signals(number).name})"
