"""Rosters from whole patterns: a first one officer by officer, then by rounding the linear program over patterns.

Rounding is a dive: officers whose pattern the program is sure of get it, new patterns are priced for the others, and so
on, until few are left; those are solved to the end as a neighbourhood. The same dive over some of the officers, with
the others as they are in the best roster, improves it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from scheduler.engine.bounds import open_cells
from scheduler.engine.cell_dive import CellDive
from scheduler.engine.columns import Master, Pool, Priced, Pricing, SlotCosts, on_scale
from scheduler.engine.compiled import HARD, Bools, Compiled
from scheduler.engine.control import Control
from scheduler.engine.improve import compose
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.lone_crews import LoneCrews
from scheduler.engine.model import CutModel
from scheduler.engine.patterns import Floats, NoPatternError, TooManyNodesError, pattern_graph
from scheduler.engine.score import Assignment
from scheduler.engine.tallies import Limits, most_charged
from scheduler.rule import Ints

BY_PATTERNS = "linear program over whole patterns"
MOST_CELLS = 1_000_000
"""Officers times slots; beyond it one look at all patterns takes too long."""
GRAPH_SHARE = 0.2
"""Part of the budget that the graphs may take."""
SHARE = 0.35
"""Part of the budget that the linear program and the first dive may take."""
MOST_ATTEMPTS = 4
"""At a first roster, and at a first dive."""
_NEXT = 7919
"""Between the seeds of attempts."""
MOST_ROUNDS = 6
"""Of officers answering each other's patterns; later ones gain little."""
FINISH_SECONDS = 3.0
"""For solving the last officers of a dive."""
_ROOM = 2**40
"""Largest weighed sum: prices on a scale of 1024 stay exact."""
BY_CELLS = 0.5
"""Chance of a dive that settles shifts instead of whole patterns: neither is best everywhere."""
_STEADY = 0.7
"""Weight of the best prices so far against the newest: prices that jump make useless patterns."""
_ROUNDS = 4
"""Rounds of new patterns after each step of a dive."""
_SURE = 0.5
"""Share of a pattern from which a dive takes it at once."""
_LAST = 6
"""About how many officers are left to the exact model at the end of a dive."""
_NOISE = 0.3
"""Random part of the order in which a dive takes patterns, so that dives differ."""
_GRAPH_WORK, _SOLVE_WORK, _ITERATION_WORK = 1e-6, 1e-3, 4e-7
"""What an arc of a graph, a solve, and a row in a simplex iteration count for, in about seconds."""
_ENOUGH = 0.05
"""Distance between program and bound at which the program is done."""
_FORGIVEN = 0.1
"""Taken off the bound before it is rounded up, so that another course of the program comes to no less."""


def tier_weights(compiled: Compiled, lone: LoneCrews) -> Ints | None:
    """Return a weight for each tier that keeps their order, or None where patterns do not tell what tiers charge.

    They do where heads on slots are charged, and otherwise only what each officer does by himself, except for pairs of
    shifts and the worst of several sums.
    """
    if any(pair.tier != HARD for pair in compiled.pairs) or len(compiled.worst_tier) or not lone.is_all:
        return None
    spans = [_span(compiled, tier) + most_charged(compiled, lone, tier) for tier in range(len(compiled.tiers))]
    weights = np.zeros(len(spans), dtype=np.int64)
    below = 0
    for tier in reversed(range(len(spans))):
        if spans[tier]:
            weights[tier] = below + 1
            below += (below + 1) * spans[tier]
    return weights if 0 < below < _ROOM else None


def _span(compiled: Compiled, tier: int) -> int:
    """Return the most that cells, wishes and heads can make a tier's value differ by between two rosters."""
    cells = compiled.cell_cost.get(tier)
    span = 0 if cells is None else int(np.abs(np.where(compiled.allowed, cells, 0)).sum())
    span += sum(item.cost for own in compiled.wanted for item in own if item.tier == tier)
    for line in compiled.covers:
        if line.tier == tier:
            span += int((line.cost * np.minimum(line.cap, line.need)).sum())
            span += int(np.abs(line.over_cost).sum()) * compiled.officers
    return span


Change = tuple[int, Bools]
"""An officer and the slots that he is to work."""


@dataclass
class PatternSearch:
    """Search by whole patterns; its methods are for one thread at a time.

    Attributes:
        prices: The best prices of slots so far.
        bound: What they prove, weighed.
        is_ready: Whether dives can be made.
    """

    incumbent: Incumbent
    control: Control
    pricing: Pricing
    pool: Pool
    random: np.random.Generator
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    bound: float = -float("inf")
    is_ready: bool = False
    spent: float = 0.0
    """Work of all calls so far, in about seconds."""

    @classmethod
    def of(
        cls, incumbent: Incumbent, control: Control, costs: Callable[[Ints], SlotCosts] | None = None
    ) -> "PatternSearch | None":
        """Return the search, or None where it does not fit the problem.

        Args:
            incumbent: The best roster so far.
            control: Of the build.
            costs: Given the weights of tiers, other costs of heads than the problem's; nothing is then proven of it.
        """
        best = incumbent.best
        compiled = best.compiled
        lone = LoneCrews.of(compiled)
        weights = tier_weights(compiled, lone)
        if weights is None or not compiled.excluding_day or not 0 < compiled.allowed.size <= MOST_CELLS:
            return None
        until = control.used + GRAPH_SHARE * control.budget
        graphs, limits = [], Limits(compiled, weights, lone)
        for officers in limits.alike():
            if control.is_over() or control.used > until:
                return None
            try:
                graphs.append(pattern_graph(compiled, officers, limits.tallies(officers)))
            except (TooManyNodesError, NoPatternError):
                return None
            control.spent += _GRAPH_WORK * graphs[-1].size
        is_open = open_cells(incumbent) if costs is None else compiled.free
        pricing = Pricing(compiled, graphs, weights, is_open, lone)
        if costs is not None:
            pricing.costs = costs(weights)
        pool = Pool(best.scorer, weights, lone)
        return cls(incumbent, control, pricing, pool, np.random.default_rng(control.options.seed))

    def run(self) -> None:
        """Find a roster if there is none yet, bound the tiers and dive until a dive succeeds."""
        control = self.control
        until = control.used + SHARE * control.budget
        self._try(self._settled)
        if control.is_over() or not self.start():
            return
        self.converge(lambda: control.is_over() or control.used > until)
        self._prove()
        self.is_ready = True
        if not self.incumbent.is_proven:
            self._try(self._dived)

    def _try(self, attempt: Callable[[int], bool]) -> None:
        """Try again while that fails or there is no legal roster yet; the next seed often does better."""
        for number in range(MOST_ATTEMPTS):
            if self.control.is_over() or (attempt(number) and self.incumbent.is_legal):
                return

    def _settled(self, _: int) -> bool:
        """Let everybody settle beside the others, in an order of their own each time."""
        made = self.incumbent.best.copy()
        self.settle(made, self.random.permutation(made.compiled.officers))
        self.incumbent.offer(made)
        return True

    def _dived(self, number: int) -> bool:
        """Dive over everybody; return whether a dive got to its end."""
        best, seed = self.incumbent.best, self.control.options.seed + _NEXT * number
        everybody = np.ones(best.compiled.officers, dtype=np.bool_)
        made, changes = best.copy(), self.dive_by_cells(best, everybody, seed) or self.dive(best, everybody, seed)
        lay(made, changes)
        self.incumbent.offer(made)
        return bool(changes)

    def settle(self, made: Assignment, order: Ints) -> None:
        """Give officers in turn the cheapest pattern beside the others, again and again while that helps."""
        for _ in range(MOST_ROUNDS):
            moved = [self._respond(made, officer) for officer in order.tolist() if not self.control.is_over()]
            if not any(moved):
                return

    def _respond(self, made: Assignment, officer: int) -> bool:
        """Give one officer the cheapest pattern beside the others; return whether that made the roster better."""
        who = np.zeros(len(made.worked), dtype=np.bool_)
        who[officer] = True
        prices = self.pricing.costs.of_one_more(made.filled - made.worked[officer])
        found = self.priced(prices[None, :], who)
        if not np.isfinite(found.least[officer]) or (found.worked[officer] == made.worked[officer]).all():
            return False
        before, rank = made.worked[[officer]].copy(), made.rank()
        made.put(np.array([officer]), found.worked[[officer]])
        if made.rank() < rank:
            return True
        made.put(np.array([officer]), before)
        return False

    def priced(self, prices: Floats, who: Bools | None = None, within: tuple[Floats, Floats] | None = None) -> Priced:
        """Return cheapest patterns; see `Pricing.cheapest`."""
        before = self.pricing.work
        found = self.pricing.cheapest(prices, who, within)
        self._spend(self.pricing.work - before)
        return found

    def solved(self) -> tuple[float, Floats, Floats]:
        """Return what `Master.solve` finds."""
        found = self.master.solve()
        rows = self.master.officers + self.master.slots
        self._spend(_SOLVE_WORK + _ITERATION_WORK * rows * self.master.iterations)
        return found

    def _spend(self, work: float) -> None:
        self.spent += work
        self.control.spent += work

    def start(self) -> bool:
        """Make the program from the best roster's patterns and those at a guess of prices; whether all have any."""
        best, pricing = self.incumbent.best, self.pricing
        slot, slope, _ = pricing.costs.pieces()
        guess = np.zeros(len(best.filled))
        np.minimum.at(guess, slot, slope / 2)
        self.prices = on_scale(guess)
        found = self.priced(self.prices)
        if not np.isfinite(found.least).all():
            return False
        self.bound = found.bound
        everybody = np.arange(len(best.worked))
        numbers = self.pool.add(everybody, found.worked)
        if self.incumbent.is_legal:
            numbers += self.pool.add(everybody, best.worked)
        self.master = Master(pricing, self.pool)
        self.master.add(numbers)
        return True

    def converge(self, is_over: Callable[[], bool]) -> None:
        """Add patterns until the program's optimum meets the bound, and note the bound."""
        is_done = False
        while not is_over() and not is_done:
            value, prices, _ = self.solved()
            share, is_new = _STEADY, False
            while not is_new and share >= 0:
                tried = on_scale(share * self.prices + (1 - share) * prices)
                found = self.priced(tried)
                if found.bound > self.bound:
                    self.bound, self.prices = found.bound, tried
                is_new = self.take(found)
                # Where steady prices bring nothing new those of the program must.
                share = share / 2 if share > 0.3 else -1.0 if share == 0 else 0.0
            is_done = not is_new or value - self.bound < _ENOUGH

    def take(self, found: Priced, who: Bools | None = None) -> bool:
        """Add patterns that are new to the program; return whether there were any."""
        officers = np.arange(len(found.worked)) if who is None else np.flatnonzero(who)
        numbers = self.pool.add(officers, found.worked[officers])
        self.master.add(numbers)
        return bool(numbers)

    def _prove(self) -> None:
        """Note what the bound says of the tier that is weighed, if it is the only one."""
        weighed = np.flatnonzero(self.pool.weights)
        if len(weighed) == 1:
            tier = int(weighed[0])
            value = self.incumbent.best.values()[tier]
            self.incumbent.prove(tier, min(ceil(self.bound - _FORGIVEN), value), BY_PATTERNS)

    def bound_of(self, tier: int) -> int:
        """Return what is proven of a tier when the program is solved to its end; 0 where it weighs other tiers too."""
        if np.flatnonzero(self.pool.weights).tolist() != [tier] or not self.start():
            return 0
        self.converge(lambda: False)
        self._prove()
        return ceil(self.bound - _FORGIVEN)

    def some(self, best: Assignment, random: np.random.Generator) -> Bools:
        """Return officers to free, `[officer]`, rather those whose pattern is dear at the best prices."""
        count = len(best.worked)
        least = self.priced(self.prices).least
        dear = np.where(best.worked, self.pricing.own + self.prices, 0.0).sum(axis=1) - least
        weight = np.maximum(dear, 0.0) + 0.3 * max(float(dear.mean()), 1e-6)
        # A key of u ** (1 / weight) draws without replacement in proportion to weight (Efraimidis and Spirakis).
        key = np.log(random.random(count)) / weight
        chosen = np.argsort(-key)[: max(_LAST + 2, int(count * random.uniform(0.2, 0.9)))]
        found = np.zeros(count, dtype=np.bool_)
        found[chosen] = True
        return found

    def dive_by_cells(self, base: Assignment, free: Bools, seed: int) -> list[Change]:
        """Return other work for the freed officers, settled shift by shift; nothing where the dive fails."""
        settled = np.repeat(~free[:, None], self.pricing.off.shape[1], axis=1)
        made = CellDive(self, base, settled, seed).run()
        if made is None:
            return []
        self.settle(made, np.flatnonzero(free))
        moved = np.flatnonzero((made.worked != base.worked).any(axis=1)).tolist()
        return [(officer, made.worked[officer].copy()) for officer in moved]

    def another(self, base: Assignment, seed: int) -> list[Change]:
        """Return other work for some officers, by one kind of dive or the other."""
        random = np.random.default_rng(seed)
        dive = self.dive_by_cells if random.random() < BY_CELLS else self.dive
        return dive(base, self.some(base, random), seed)

    def dive(self, base: Assignment, free: Bools, seed: int) -> list[Change]:
        """Return other work for the freed officers, the others working as they do; nothing where the dive fails."""
        random = np.random.default_rng(seed)
        master, is_free = self.master, free.copy()
        everybody = np.arange(len(free))
        master.release()
        # A roster that breaks limits holds patterns that nothing prices.
        known = everybody if self.incumbent.is_legal else everybody[~free]
        master.add(self.pool.add(known, base.worked[known]))
        for officer in np.flatnonzero(~free).tolist():
            master.fix(self.pool.number(officer, base.worked[officer]))
        worked = base.worked.copy()
        last = int(random.integers(_LAST - 2, _LAST + 2))
        while not self.control.is_over():
            shares = self._improve(is_free)
            if int(is_free.sum()) <= last:
                return self._finish(base, worked, (free, is_free), seed)
            taken = self._surest(shares, is_free, random)
            if not taken:
                return []
            for number in taken:
                officer = self.pool.officer[number]
                master.fix(number)
                is_free[officer] = False
                worked[officer] = False
                worked[officer, self.pool.worked[number]] = True
        return []

    def _improve(self, is_free: Bools) -> Floats:
        """Price some rounds of patterns for the free officers; return the shares of the patterns."""
        steady: Floats | None = None
        for _ in range(_ROUNDS):
            _, prices, shares = self.solved()
            steady = prices if steady is None else (steady + prices) / 2
            if not self.take(self.priced(on_scale(steady), is_free), is_free):
                return shares
        return self.solved()[2]

    def _surest(self, shares: Floats, is_free: Bools, random: np.random.Generator) -> list[int]:
        """Return patterns to take: of each officer the largest share at most, and of few officers at once."""
        pool, column = self.pool, self.master.column
        found = np.flatnonzero(shares > 1e-6)
        number = [column[c] for c in found.tolist()]
        weight = shares[found] * (1 + _NOISE * random.random(len(found)))
        left = int(is_free.sum())
        taken: dict[int, int] = {}
        for n in np.argsort(-weight, kind="stable").tolist():
            officer = pool.officer[number[n]]
            is_enough = len(taken) >= max(1, left // 10)
            if (is_enough and shares[found[n]] < _SURE) or len(taken) >= max(1, left // 3):
                break
            if is_free[officer] and officer not in taken and pool.is_legal[number[n]]:
                taken[officer] = number[n]
        return list(taken.values())

    def _finish(self, base: Assignment, worked: Bools, freed: tuple[Bools, Bools], seed: int) -> list[Change]:
        """Solve the last free officers to the end, let everybody settle, and return all who were freed."""
        free, is_free = freed
        worked[is_free] = base.compiled.pinned[is_free]
        made = Assignment(base.scorer, worked)
        cut = CutModel(made, np.isfinite(self.pricing.own) & is_free[:, None])
        coefs = compose(cut, 0)
        if coefs:
            cut.minimize(coefs)
            found = self.control.solve(cut.model, FINISH_SECONDS, seed=seed)
            self.spent += found.work
            if found.values is None:
                return []
            lay(made, cut.read(found.values))
        self.settle(made, np.flatnonzero(free))
        return [(officer, made.worked[officer].copy()) for officer in np.flatnonzero(free).tolist()]


def lay(made: Assignment, changes: list[Change]) -> None:
    """Give officers the work that the changes say."""
    if changes:
        made.put(np.array([officer for officer, _ in changes]), np.stack([worked for _, worked in changes]))
