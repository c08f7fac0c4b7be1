"""A call of a solver in a process of its own: when that process dies, one call is lost and nothing else.

The child is a fork: it has the model without any copying, and hands back solutions over a pipe. Where forks cannot be
had (only Linux offers them to a process with threads) the call runs in this process; there the whole engine, which is a
process of its own for the console, is what a crash can take.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TypeVar

from ortools.sat.python import cp_model

CAN_FORK = sys.platform == "linux"
SMALL = 300
"""Models with fewer variables are solved within this process: a fork costs more time than they do, and so few cannot
exhaust the memory."""
GRACE_SECONDS = 10.0
"""How long a child may take to answer after its time is over or it was asked to stop."""
SOLUTION_EVERY_SECONDS = 0.5
"""Reading all values of a solution costs time that the solver needs."""
SILENT = "the solver did not answer any more and was ended"
_NO_MEMORY = 12
"""Exit status of a child that could get no more memory."""
_FORKS = threading.Lock()
"""Held from opening a pipe until only its child holds the far end, so that the end of the child ends the pipe."""


class SolverLostError(RuntimeError):
    """A call of the solver was lost with its process; what else is known stays true."""


@dataclass(frozen=True)
class Answer:
    """What the solver gave: `values` of all variables, None without a solution."""

    status: str
    values: list[int] | None
    objective: float
    bound: float
    work: float

    @property
    def is_optimal(self) -> bool:
        """Whether nothing better exists in this model."""
        return self.status == "OPTIMAL"


Take = Callable[[list[int]], None]
_Value = TypeVar("_Value")


class Call:
    """One call. `run` it once; `stop_search` may be called from another thread at any time, also repeatedly."""

    def __init__(
        self, solver: cp_model.CpSolver, model: cp_model.CpModel, seconds: float, take: Take | None = None
    ) -> None:
        """Prepare the call.

        Args:
            solver: With its parameters.
            model: What to solve.
            seconds: After so long, and some grace, a child that has not answered is given up.
            take: Gets the values of a solution now and then while the solver runs.
        """
        self._solver, self._model, self._take = solver, model, take
        self._until = time.monotonic() + seconds
        self._pipe: Connection | None = None
        self._is_stopped = False

    def stop_search(self) -> None:
        """End the search soon, with the best solution so far."""
        if not self._is_stopped and self._pipe is not None:
            self._is_stopped = True
            self._until = min(self._until, time.monotonic())
            with contextlib.suppress(OSError):
                self._pipe.send("stop")
        elif self._pipe is None:
            self._solver.stop_search()

    def run(self) -> Answer:
        """Return the solver's answer.

        Raises:
            SolverLostError: its process died, or did not answer any more.
        """
        is_apart = CAN_FORK and len(self._model.proto.variables) >= SMALL
        begun = _forked(lambda pipe: _serve(self._solver, self._model, pipe)) if is_apart else None
        if begun is None:
            return _solve(self._solver, self._model, self._take)
        child, self._pipe = begun
        answer: Answer | str = ""
        try:
            answer = self._listen(self._pipe)
        finally:
            status = _ended(child, self._pipe)
        if isinstance(answer, Answer):
            return answer
        raise SolverLostError(answer or _last_words(status))

    def _listen(self, pipe: Connection) -> Answer | str:
        """Hand solutions on until the answer comes; return it, or what is known of why there is none."""
        while True:
            if pipe.poll(0.2):
                try:
                    said = pipe.recv()
                except (EOFError, OSError):
                    return ""
                if isinstance(said, (Answer, str)):
                    return said
                if self._take is not None:
                    self._take(said)
            elif time.monotonic() > self._until + GRACE_SECONDS:
                return SILENT


def apart(work: Callable[[Callable[[], bool]], _Value], is_over: Callable[[], bool]) -> _Value:
    """Do some work in a process of its own and return what it returns; where there is none to be had, do it here.

    Args:
        work: Gets a function that says whether to stop, and is to look at it now and then.
        is_over: Whether to stop.

    Raises:
        SolverLostError: the process died, did not answer any more after it was to stop, or the work failed.
    """
    begun = _forked(lambda pipe: _work(work, pipe)) if CAN_FORK else None
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
        status = _ended(child, pipe)
    if isinstance(answer, tuple):
        return answer[0]
    raise SolverLostError(answer or _last_words(status))


def _forked(serve: Callable[[Connection], None]) -> tuple[int, Connection] | None:
    """Start a child that serves a pipe and never returns; None without memory or room for one."""
    with _FORKS:
        near, far = Pipe()
        try:
            child = os.fork()
        except OSError:
            near.close()
            far.close()
            return None
        if child == 0:
            near.close()
            serve(far)
        far.close()
    return child, near


def _ended(child: int, pipe: Connection) -> int:
    """End a child and return its status: after an answer it has nothing to do, and without one it must not go on."""
    os.kill(child, signal.SIGKILL)
    pipe.close()
    return os.waitpid(child, 0)[1]


def _serve(solver: cp_model.CpSolver, model: cp_model.CpModel, pipe: Connection) -> None:
    """Be the child of a call: solve, tell, and end without ever returning."""

    def solve() -> None:
        solver.parameters.catch_sigint_signal = False
        threading.Thread(target=_obey, args=(solver, pipe), daemon=True).start()
        pipe.send(_solve(solver, model, pipe.send))

    _be_child(solve, pipe)


def _work(work: Callable[[Callable[[], bool]], object], pipe: Connection) -> None:
    """Be the child of some work: do it, tell, and end without ever returning."""
    stop = threading.Event()

    def obey() -> None:
        try:
            pipe.recv()
        except (EOFError, OSError):
            os._exit(0)  # the parent is gone: there is nobody to work for
        stop.set()

    def do() -> None:
        threading.Thread(target=obey, daemon=True).start()
        pipe.send((work(stop.is_set),))

    _be_child(do, pipe)


def _be_child(do: Callable[[], None], pipe: Connection) -> None:
    """Do what a child is for, tell what goes wrong, and end without ever returning."""
    try:
        # When memory runs out, this process is to go rather than the one that holds the roster.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
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


def _obey(solver: cp_model.CpSolver, pipe: Connection) -> None:
    """Wait for the word to stop; when the parent is gone there is nobody to work for."""
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(0)
    while True:
        # A stop that comes before the search has begun is ignored, so it is asked again.
        solver.stop_search()
        time.sleep(0.05)


def _solve(solver: cp_model.CpSolver, model: cp_model.CpModel, take: Take | None) -> Answer:
    status = solver.solve(model, None if take is None else _Watch(take))
    response = solver.response_proto
    return Answer(
        status=status.name,
        values=list(response.solution) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None,
        objective=float(response.objective_value),
        bound=float(response.best_objective_bound),
        work=float(response.deterministic_time),
    )


def _last_words(status: int) -> str:
    """Return in words how a child ended that gave no answer."""
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == _NO_MEMORY:
        return "the solver ran out of memory"
    if not os.WIFSIGNALED(status):
        return "the solver ended without an answer"
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL:
        return "the solver was ended from outside, as happens when memory runs out"
    return f"the solver crashed ({signal.Signals(number).name})"


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands solutions on while the solver runs."""

    def __init__(self, take: Take) -> None:
        super().__init__()
        self._take_values = take
        self._last = -SOLUTION_EVERY_SECONDS

    def on_solution_callback(self) -> None:
        """Take a solution, unless the last one is not long ago."""
        now = time.monotonic()
        if now - self._last >= SOLUTION_EVERY_SECONDS:
            self._last = now
            self._take_values(list(self.response_proto.solution))
