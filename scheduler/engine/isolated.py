"""A call of a solver in a process of its own: when that process dies, one call is lost and nothing else.

The child is a fork: it has the model without any copying, and hands back solutions over a pipe. Where forks cannot be
had (only Linux offers them to a process with threads) the call runs in this process; there the whole engine, which is a
process of its own for the console, is what a crash can take.
"""

import contextlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.engine import forks
from scheduler.engine.forks import SolverLostError
from scheduler.engine.line import Line

__all__ = ["Answer", "Call", "SolverLostError", "Take"]

SMALL = 300
"""Models with fewer variables are solved within this process: a fork costs more time than they do, and so few cannot
exhaust the memory."""
SOLUTION_EVERY_SECONDS = 0.5
"""Reading all values of a solution costs time that the solver needs."""


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
        self._pipe: Line | None = None
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
        is_apart = forks.CAN_FORK and len(self._model.proto.variables) >= SMALL
        begun = forks.forked(lambda pipe: _serve(self._solver, self._model, pipe)) if is_apart else None
        if begun is None:
            return _solve(self._solver, self._model, self._take)
        child, self._pipe = begun
        answer: Answer | str = ""
        try:
            answer = self._listen(self._pipe)
        finally:
            status = forks.ended(child, self._pipe)
        if isinstance(answer, Answer):
            return answer
        raise SolverLostError(answer or forks.last_words(status))

    def _listen(self, pipe: Line) -> Answer | str:
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
            elif time.monotonic() > self._until + forks.GRACE_SECONDS:
                return forks.SILENT


def _serve(solver: cp_model.CpSolver, model: cp_model.CpModel, pipe: Line) -> None:
    """Be the child of a call: solve, tell, and end without ever returning."""

    def solve() -> None:
        solver.parameters.catch_sigint_signal = False
        threading.Thread(target=_obey, args=(solver, pipe), daemon=True).start()
        pipe.send(_solve(solver, model, pipe.send))

    forks.be_child(solve, pipe)


def _obey(solver: cp_model.CpSolver, pipe: Line) -> None:
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
