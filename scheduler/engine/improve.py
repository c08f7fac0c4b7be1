"""Large neighbourhood search: free a part of the roster, solve it to the end, keep what is better, again.

Each solve looks at one focus tier: the tiers above it may not get worse (rows of the model), it and the tiers after it
are minimised with weights that keep their order. Solves run side by side in threads, as the solver releases the
interpreter lock; with one worker nothing is concurrent and the course depends on seed and work alone.
"""

import threading
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from scheduler.engine.bounds import open_cells
from scheduler.engine.compiled import Bools
from scheduler.engine.control import Control
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.model import CutModel
from scheduler.engine.neighbourhoods import KINDS_OF_NEIGHBOURHOOD, Neighbourhoods, Size
from scheduler.engine.score import Assignment

if TYPE_CHECKING:
    from scheduler.engine.dive import PatternSearch

SOLVE_SECONDS = 3.0
FIRST_CELLS = 3000
FIRST_SHARE = 4
"""At first no more than this part of the open cells is freed at once."""
DIVE = "dive"
"""The kind of a neighbourhood that whole patterns search."""
DIVING = 0.5
"""Chance of a dive wherever one can be made: what nothing else mends, another dive may."""
_ROOM = 2**46
"""Largest composed objective: beyond it the relaxation's doubles lose the low tiers."""
_ITERATION_WORK = 0.02
"""Deterministic work that an iteration counts for besides its solve, so that a work limit always ends."""


@dataclass(frozen=True)
class Task:
    """One neighbourhood to solve; in `free` every officer who is freed has a cell."""

    kind: str
    focus: int
    free: Bools
    base: Assignment
    seed: int
    seconds: float


@dataclass(frozen=True)
class Result:
    """What came of it: new work by officer within the freed cells, or nothing."""

    task: Task
    changes: list[tuple[int, Bools]]
    is_proven: bool
    work: float


@dataclass
class Improver:
    """One run of the search."""

    incumbent: Incumbent
    control: Control
    patterns: "PatternSearch | None" = None
    failures: Counter[str] = field(default_factory=Counter)
    iterations: int = 0
    accepted: int = 0

    def __post_init__(self) -> None:
        compiled = self.incumbent.best.compiled
        self._lock = threading.Lock()
        self._random = np.random.default_rng(self.control.options.seed)
        self._neighbourhoods = Neighbourhoods(compiled, self._random)
        self._regular = compiled.frame.kind[:, compiled.frame.instance] == 0
        first = min(FIRST_CELLS, int(open_cells(self.incumbent).sum()) // FIRST_SHARE)
        self._sizes = {kind: Size(max(first, Size.least)) for kind in KINDS_OF_NEIGHBOURHOOD}
        self._kinds = list(KINDS_OF_NEIGHBOURHOOD) if self.patterns is None else [*KINDS_OF_NEIGHBOURHOOD, DIVE]
        self._gain = {kind: 1.0 for kind in self._kinds}
        self._work = {kind: 1.0 for kind in self._kinds}
        self._is_diving = False

    def run(self) -> None:
        """Search until time, work or stop ends it, or nothing can get better."""
        workers = self.control.options.workers
        if workers == 1:
            while (task := self._next()) is not None:
                self._take(self._solve(task))
            return
        with ThreadPoolExecutor(workers, thread_name_prefix="improve") as pool:
            running: set[Future[Result]] = set()
            while True:
                while len(running) < workers and (task := self._next()) is not None:
                    running.add(pool.submit(self._solve, task))
                if not running:
                    return
                done, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future.result())

    def _next(self) -> Task | None:
        """Choose the next neighbourhood; None when the search is over."""
        if self.control.is_over():
            return None
        best = self.incumbent.best
        values = best.values()
        tiers = [t for t, v in enumerate(values) if v > self.incumbent.bounds[t][0]]
        if not tiers:
            return None
        focus = tiers[0] if self._random.random() < 0.4 else int(self._random.choice(tiers))
        kind = self._kind()
        seed = int(self._random.integers(1, 2**31 - 1))
        if kind == DIVE:
            self._is_diving = True
            return Task(kind, 0, np.ones((len(best.worked), 1), dtype=np.bool_), best, seed, SOLVE_SECONDS)
        is_wide = focus == tiers[0] or bool(self._random.random() < 0.3)
        free = self._neighbourhoods.pick(kind, best, focus, int(self._sizes[kind].cells), self._open(is_wide))
        return Task(kind, focus, free, best, seed, SOLVE_SECONDS)

    def _kind(self) -> str:
        """Draw a kind by gain for its work; the program over patterns serves one dive at a time."""
        chance = np.array([self._gain[k] / self._work[k] for k in self._kinds])
        if self.patterns is not None:
            if not self._is_diving and self._random.random() < DIVING:
                return DIVE
            chance[-1] *= not self._is_diving
        return self._kinds[int(self._random.choice(len(self._kinds), p=chance / chance.sum()))]

    def _open(self, is_wide: bool) -> Bools:
        """Return the cells that may be freed.

        Overtime doubles the cells and seldom helps the lower tiers, so most picks free only the officers' own shifts
        and the cells that are worked; `is_wide` frees all that can still help.
        """
        best, found = self.incumbent.best, open_cells(self.incumbent)
        return found if is_wide else found & (self._regular | best.worked)

    def _solve(self, task: Task) -> Result:
        """Solve one neighbourhood; a failing solver costs only this one."""
        try:
            if task.kind == DIVE:
                return self._dive(task)
            cut = CutModel(task.base, task.free)
            coefs = compose(cut, task.focus)
            if not coefs or self.control.is_over():
                return Result(task, [], True, 0.0)
            cut.minimize(coefs)
            cut.write_hints()
            found = self.control.solve(cut.model, task.seconds, seed=task.seed)
        except (RuntimeError, MemoryError) as error:
            self._note(f"{str(error) or 'memory ran out'}; one improvement was lost, the best roster so far is kept")
            return Result(task, [], False, task.seconds)
        if found.status == "INFEASIBLE":
            # The base is a solution of this model, so that can only be the solver's mistake: nothing is kept.
            self._note("the solver called a part impossible that the best roster solves; one improvement was left out")
        changes = [] if found.values is None else cut.read(found.values)
        return Result(task, changes, found.is_optimal, found.work)

    def _dive(self, task: Task) -> Result:
        patterns = self.patterns
        if patterns is None:
            return Result(task, [], True, 0.0)
        before = patterns.spent
        return Result(task, patterns.another(task.base, task.seed), True, patterns.spent - before)

    def _note(self, sentence: str) -> None:
        """Tell of a failure the first time it happens, and at each power of ten."""
        with self._lock:
            self.failures[sentence] += 1
            count = self.failures[sentence]
        if str(count).strip("0") == "1":
            self.incumbent.note(sentence if count == 1 else f"{sentence} ({count} times)")

    def _take(self, result: Result) -> None:
        """Lay the changes over the best roster of now and keep them if that is better."""
        self.iterations += 1
        self.control.spent += _ITERATION_WORK
        task = result.task
        if task.kind == DIVE:
            self._is_diving = False
        else:
            self._sizes[task.kind].learn(result.is_proven, result.work / task.seconds)
        candidate: Assignment | None = None
        moved = [(o, w) for o, w in result.changes if (w != task.base.worked[o]).any()]
        if moved:
            officers, worked = np.array([o for o, _ in moved]), np.stack([w for _, w in moved])
            candidate = self.incumbent.best.copy()
            is_new = worked != task.base.worked[officers]
            candidate.put(officers, np.where(is_new, worked, candidate.worked[officers]))
        is_better = candidate is not None and self.incumbent.offer(candidate)
        self.accepted += is_better
        self._gain[task.kind] = max(0.15, 0.9 * self._gain[task.kind] + 0.1 * is_better)
        self._work[task.kind] = 0.8 * self._work[task.kind] + 0.2 * (result.work + _ITERATION_WORK)


def compose(cut: CutModel, focus: int) -> dict[int, int]:
    """Bind the tiers above the focus and return one objective for it and the tiers after it, as far as room lasts.

    A tier's weight exceeds all that the included tiers after it can differ by, so their order is kept. Tiers that do
    not fit are left out; the caller's comparison of the true values still counts them.
    """
    for tier in range(focus):
        cut.limit_tier(tier, cut.hinted(tier))
    included: list[tuple[dict[int, int], int, int]] = []
    product = 1
    for tier in range(focus, len(cut.tiers)):
        coefs = {v: c for v, c in cut.tiers[tier].coefs.items() if c}
        if not coefs:
            continue
        step = gcd(*coefs.values())
        span = cut.span(tier) // step + 1
        if included and product * span > _ROOM:
            break
        product *= span
        included.append((coefs, step, span))
    total: dict[int, int] = {}
    weight = 1
    for coefs, step, span in reversed(included):
        for variable, coef in coefs.items():
            total[variable] = total.get(variable, 0) + coef // step * weight
        weight *= span
    return total
