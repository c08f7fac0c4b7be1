"""Clock, stop and solver calls of one build: the wall limit is honoured, and a stop reaches every running solver."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from scheduler.engine.isolated import Answer, Call, Take


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How much effort a build may take.

    Attributes:
        seconds: Wall limit. The first complete roster is finished even if that takes longer.
        workers: Solver threads; more than the machine has cores does harm.
        seed: Random seed.
        work: Deterministic work in the solver's own units (about seconds), 0 for no such limit. With one worker, a
            work limit that is reached before the wall limit makes the build repeatable.
    """

    seconds: float = 30.0
    workers: int = 2
    seed: int = 1
    work: float = 0.0


@dataclass
class Control:
    """Shared by everything that runs in one build.

    Attributes:
        spent: Deterministic work so far.
        reserve: Seconds kept back at the end for the checker and the certificate.
        tick: Called several times a second, from a thread of its own.
    """

    options: BuildOptions
    stop: Callable[[], bool]
    started: float = field(default_factory=time.monotonic)
    spent: float = 0.0
    reserve: float = 0.0
    tick: Callable[[], None] = lambda: None
    _active: "set[Call]" = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _closing: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def __enter__(self) -> "Control":
        """Start watching for the stop."""
        self._watch = threading.Thread(target=self._run_watch, name="build-watch", daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the watch."""
        self._closing.set()
        if self._watch is not None:
            self._watch.join()

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds until the search must end."""
        return self.options.seconds - self.reserve - self.seconds

    @property
    def work_left(self) -> float:
        """Deterministic work that is left; infinite without a limit."""
        return self.options.work - self.spent if self.options.work else float("inf")

    @property
    def used(self) -> float:
        """What the build has used: work where that is limited, since the clock must not matter then, else seconds."""
        return self.spent if self.options.work else self.seconds

    @property
    def budget(self) -> float:
        """What is left of the budget, in the same measure as `used`."""
        return self.work_left if self.options.work else self.left

    def is_over(self) -> bool:
        """Whether to stop now."""
        return self.stop() or self.left <= 0 or self.work_left <= 0

    def solve(
        self,
        model: "cp_model.CpModel",
        seconds: float,
        *,
        seed: int,
        workers: int = 1,
        is_second_opinion: bool = False,
        presolve: int | None = None,
        take: "Take | None" = None,
    ) -> "Answer":
        """Solve a model within the given seconds and what is left of the limits.

        One worker gets the full linear relaxation; several get the subsolver whose relaxation serves rosters best (with
        two workers the solver's own choice never uses one). A second opinion comes from another subsolver and seed.
        `presolve` is how often the model is simplified at the most (0: never; None: the solver's own choice): that can
        take longer than the search. `take` gets the values of solutions while the solver runs, from the thread that
        asked or from the solver's.

        Raises:
            SolverLostError: the solver died or did not answer any more.
        """
        from ortools.sat.python import cp_model

        from scheduler.engine.isolated import Call

        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.random_seed = seed + 7919 * is_second_opinion
        parameters.num_workers = workers
        if presolve is not None:
            parameters.cp_model_presolve, parameters.max_presolve_iterations = presolve > 0, presolve
        if workers == 1:
            parameters.linearization_level = 1 if is_second_opinion else 2
        elif workers < 8:
            parameters.subsolvers.extend(["max_lp" if is_second_opinion else "reduced_costs"])
        if self.options.work:
            # A clock would make the result depend on the machine; the watch still keeps the wall limit.
            parameters.max_deterministic_time = max(0.01, min(seconds, self.work_left))
        else:
            parameters.max_time_in_seconds = max(0.05, min(seconds, self.left))
        limit = self.left if self.options.work else parameters.max_time_in_seconds
        call = Call(solver, model, limit, take)
        with self._lock:
            self._active.add(call)
        try:
            answer = call.run()
        finally:
            with self._lock:
                self._active.discard(call)
        self.spent += answer.work
        return answer

    def _run_watch(self) -> None:
        # A stop that comes before a search has begun is ignored by the solver, so it is asked again until it ends.
        while not self._closing.wait(0.05):
            if self.stop() or self.left <= 0:
                with self._lock:
                    for call in self._active:
                        call.stop_search()
            self.tick()
