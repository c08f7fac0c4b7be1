"""One call of the solver in a process of its own: when that process dies, one call is lost and nothing else.

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

from ortools.sat.python import cp_model

CAN_FORK = sys.platform == "linux"
SMALL = 300
"""Models with fewer variables are solved within this process: a fork costs more time than they do, and so few cannot
exhaust the memory."""
GRACE_SECONDS = 10.0
"""How long a child may take to answer after its time is over or it was asked to stop."""
SOLUTION_EVERY_SECONDS = 0.5
"""Reading all values of a solution costs time that the solver needs."""
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
        child = self._fork() if is_apart else 0
        if self._pipe is None:
            return _solve(self._solver, self._model, self._take)
        answer: Answer | str = ""
        try:
            answer = self._listen(self._pipe)
        finally:
            # After an answer there is nothing left for it to do, and without one it must not go on.
            os.kill(child, signal.SIGKILL)
            self._pipe.close()
            _, status = os.waitpid(child, 0)
        if isinstance(answer, Answer):
            return answer
        raise SolverLostError(answer or _last_words(status))

    def _fork(self) -> int:
        """Start the child and return its process id; without memory or room for one, there is no pipe afterwards."""
        with _FORKS:
            near, far = Pipe()
            try:
                child = os.fork()
            except OSError:
                near.close()
                far.close()
                return 0
            if child == 0:
                near.close()
                _serve(self._solver, self._model, far)
            far.close()
            self._pipe = near
        return child

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
                return "the solver did not answer any more and was ended"


def _serve(solver: cp_model.CpSolver, model: cp_model.CpModel, pipe: Connection) -> None:
    """Be the child: solve, tell, and end without ever returning."""
    try:
        # When memory runs out, this process is to go rather than the one that holds the roster.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        # A key that interrupts the program reaches the child too, but only its parent decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        solver.parameters.catch_sigint_signal = False
        threading.Thread(target=_obey, args=(solver, pipe), daemon=True).start()
        pipe.send(_solve(solver, model, pipe.send))
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
