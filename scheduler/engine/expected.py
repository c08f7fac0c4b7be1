"""Rosters of days whose sequel is only guessed: the days to come take part on average, and whole patterns run on.

What the coming days ask for is the mean of several guesses, in parts of heads; nobody is bound to a shift there. So the
linear program over whole patterns (`scheduler.engine.dive`) says what it is worth how each officer's roster ends: which
runs are open, how much of every sum is used up. A dive settles the first days alone, and frees some of them again and
again while that brings it nearer to the program's bound. With two workers a fork of this process does the same by other
chances, and each goes on from the better roster of both.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.engine import forks
from scheduler.engine.built import NoRosterError
from scheduler.engine.columns import SlotCosts, on_scale
from scheduler.engine.compiled import Bools, Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.dive import PatternSearch
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.line import Line
from scheduler.engine.patterns import Floats
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of
from scheduler.rule import Ints

PROGRAM_SHARE = 0.6
"""Part of the budget that the linear program may take."""
NEAR, ENOUGH = 0.002, 0.05
"""Distance from the bound, as a part of it or in all, at which nothing more is tried."""
MOST_VAIN = 60
"""Dives in a row that bring nothing, after which nothing more is tried."""
_ROUNDS = 3
"""Rounds of new patterns after each step of a dive."""
_SURE, _WHOLE = 0.95, 0.9999
"""Share of a shift from which it is settled at once, and from which it needs no further round."""
_LEAST, _MOST = 0.05, 0.25
"""Part of the days that a step settles at least and at most."""
_NOISE = 0.05
"""Random part of the order in which shifts are settled, so that dives differ."""
_OFFICERS = 0.25, 0.7
"""Part of the officers that is freed, where officers are."""
_DAYS = 2, 4
"""Days in a row that are freed for all, at least and at most, where days are."""
_OFF = -1


def build_expecting(guesses: Sequence[Problem], days: int, options: BuildOptions) -> Roster:
    """Return a roster of the first days that leaves what the coming days are expected to need.

    Args:
        guesses: The same problem over all days, of which only the heads wanted after the first `days` may differ.
        days: How many days are rostered; it must be fewer than the problem has.
        options: Time, workers, seed and work. Two workers are used at most, and one where work is limited.

    Raises:
        ValueError: the guesses have different slots, or whole patterns do not hold what the problem's tiers charge.
        NoRosterError: none was found in the time given.
    """
    with Control(options, lambda: False) as control:
        compiled = [compile_problem(guess, may_fork=False) for guess in guesses]
        first = compiled[0]
        if any(other.frame.slot_index != first.frame.slot_index for other in compiled):
            raise ValueError("all guesses must have the same slots")
        incumbent = Incumbent(first_roster(Scorer(first), control.stop), control, lambda event: None)
        search = PatternSearch.of(incumbent, control, lambda weights: MeanCosts.mean(compiled, weights))
        if search is None:
            raise ValueError("whole patterns do not hold what this problem charges")
        worked = FirstDays(search, days).run(options.seed)
        if worked is None:
            raise NoRosterError("no roster that keeps all hard limits was found in the time given")
        made = Assignment(incumbent.best.scorer)
        made.put(np.arange(first.officers), worked)
        kept = Period(first=guesses[0].period.first, days=days)
        roster = replace(roster_of(made), period=kept)
        if check_roster(replace(guesses[0], period=kept), roster).blocking:
            raise NoRosterError("the roster that was found breaks a hard limit")
        return roster


@dataclass(frozen=True)
class MeanCosts(SlotCosts):
    """What heads on slots cost where parts of heads are wanted: between whole heads the cost bends, too.

    Attributes:
        slot, slope, length: Pieces of each slot's convex hull from below.
    """

    slot: Ints
    slope: Floats
    length: Floats

    @classmethod
    def mean(cls, compiled: Sequence[Compiled], weights: Ints) -> "MeanCosts":
        """Return the costs where each slot wants the mean of what it wants in several problems."""
        first, lines = compiled[0], []
        for same in zip(*(each.covers for each in compiled), strict=True):
            need, cap = (np.mean([getattr(line, part) for line in same], axis=0) for part in ("need", "cap"))
            cost, over = (np.max([getattr(line, part) for line in same], axis=0) for part in ("cost", "over_cost"))
            lines.append(replace(same[0], need=need, cap=cap, cost=cost, over_cost=over))
        table = SlotCosts.of(replace(first, covers=tuple(lines)), weights).table
        most = np.minimum(first.capacity, first.allowed.sum(axis=0)).astype(np.float64)
        bends = np.stack(
            [np.zeros(len(most)), most, *(line.need for line in lines), *(ln.need - ln.cap for ln in lines)]
        )
        bends = np.sort(np.clip(bends, 0.0, most), axis=0)
        costs = np.zeros(bends.shape)
        for line in lines:
            costs += float(weights[line.tier]) * line.charge(bends)
        parts = [_pieces(slot, heads, costs[:, slot]) for slot, heads in enumerate(bends.T)]
        slot, slope, length = (np.array(part) for part in zip(*(p for part in parts for p in part), strict=True))
        return cls(table, slot.astype(np.int64), slope.astype(np.float64), length.astype(np.float64))

    def least(self, prices: Floats) -> float:
        """Return the sum over slots of the least cost when each head pays the slot's price."""
        gained = self.length * np.minimum(self.slope - prices[self.slot], 0.0)
        return float(self.table[:, 0].sum() + gained.sum())

    def pieces(self) -> tuple[Ints, Floats, Floats]:
        """Return slot, slope and length of the pieces of each slot's convex hull from below."""
        return self.slot, self.slope, self.length


def _pieces(slot: int, heads: Floats, costs: Floats) -> list[tuple[int, float, float]]:
    """Return slot, slope and length of the hull of a slot's cost, given where it bends."""
    hull: list[tuple[float, float]] = []
    for point in zip(heads.tolist(), costs.tolist(), strict=True):
        if hull and point[0] == hull[-1][0]:
            continue
        while len(hull) > 1 and _slope(hull[-2], hull[-1]) >= _slope(hull[-1], point):
            hull.pop()
        hull.append(point)
    return [(slot, _slope(a, b), b[0] - a[0]) for a, b in pairwise(hull)]


def _slope(a: tuple[float, float], b: tuple[float, float]) -> float:
    return (b[1] - a[1]) / (b[0] - a[0])


class FirstDays:
    """Rosters of the first days beside whatever the program makes of the days to come."""

    def __init__(self, search: PatternSearch, days: int) -> None:
        compiled = search.incumbent.best.compiled
        self.search, self.days = search, days
        self.day, self.instance = compiled.frame.day, compiled.frame.instance
        self.shape = compiled.officers, days
        self._slots = np.zeros((0, days), dtype=np.int64)

    def run(self, seed: int) -> Bools | None:
        """Return the slots worked on the first days, `[officer, slot]`; None where no dive succeeds."""
        search, control = self.search, self.search.control
        until = control.used + PROGRAM_SHARE * control.budget
        if not search.start():
            return None
        search.converge(lambda: control.is_over() or control.used > until)
        may_fork = control.options.workers > 1 and not control.options.work
        with self._second(seed + 1, may_fork=may_fork) as other:
            best = self._dives(np.random.default_rng(seed), other)
        return None if best is None else self._worked(best[1])

    def _dives(self, random: np.random.Generator, other: "_Other") -> "_Found | None":
        """Return the best of dives until time, work or a row of dives in vain ends them.

        Args:
            random: Decides what each dive frees.
            other: Whoever dives beside this process.
        """
        control, bound = self.search.control, self.search.bound
        nothing = np.full(self.shape, _OFF, dtype=np.int64)
        best: _Found | None = None
        near, vain = bound + max(ENOUGH, NEAR * abs(bound)), 0
        while not control.is_over() and vain < MOST_VAIN and (best is None or best[0] > near):
            settled = np.zeros(self.shape, dtype=np.bool_) if best is None else ~self._freed(random)
            found = self._dive(settled, nothing if best is None else best[1], random)
            vain += 1
            if found is not None and _is_better(found, best):
                best, vain = found, 0
                other.tell(found)
            for heard in other.heard():
                if _is_better(heard, best):
                    best, vain = heard, 0
        return best

    @contextlib.contextmanager
    def _second(self, seed: int, *, may_fork: bool) -> Iterator["_Other"]:
        """Yield a fork of this process that dives, too; nobody where there is none to be had."""

        def serve(pipe: Line) -> None:
            def dive() -> None:
                self._dives(np.random.default_rng(seed), _Other(pipe, is_needed=True))

            forks.be_child(dive, pipe)

        begun = forks.forked(serve) if may_fork and forks.CAN_FORK else None
        if begun is None:
            yield _Other(None)
            return
        try:
            yield _Other(begun[1])
        finally:
            forks.ended(*begun)

    def _freed(self, random: np.random.Generator) -> Bools:
        """Return days of officers to free: some officers', or some days in a row."""
        officers, days = self.shape
        found = np.zeros(self.shape, dtype=np.bool_)
        if random.random() < 1 / 2:
            found[random.random(officers) < random.uniform(*_OFFICERS)] = True
        else:
            begin = int(random.integers(days))
            found[:, begin : begin + int(random.integers(_DAYS[0], _DAYS[1] + 1))] = True
        return found

    def _worked(self, chosen: Ints) -> Bools:
        worked = np.zeros((self.shape[0], len(self.day)), dtype=np.bool_)
        officer, day = np.nonzero(chosen != _OFF)
        worked[officer, chosen[officer, day]] = True
        return worked

    def _dive(self, settled: Bools, chosen: Ints, random: np.random.Generator) -> tuple[float, Ints] | None:
        """Return the program's value and the slot of each officer and day when all are settled; None if that fails.

        Args:
            settled: `[officer, day]`: where the slot of `chosen` stays.
            chosen: `[officer, day]`.
            random: Decides which of several good dives it is.
        """
        search, pricing = self.search, self.search.pricing
        own, off = pricing.own.copy(), pricing.off.copy()
        settled = settled.copy()
        slots = np.arange(len(self.day))
        self._settle(own, off, slots, *_those(settled, chosen))
        prices = search.prices
        for kind in (self.instance, slots):
            # Who works which shift comes first; then who takes which slot of it, the days off being settled.
            if kind is slots:
                settled = chosen == _OFF
            while True:
                shares = self._solved(prices, own, off)
                if shares is None:
                    return None
                value, prices, amount, chosen = *shares[:2], *self._shares(kind, shares[2])
                if settled.all():
                    break
                newly = _surest(settled, amount, random)
                self._settle(own, off, kind, *_those(newly, chosen))
                settled |= newly
        return value, chosen

    def _settle(self, own: Floats, off: Floats, kind: Ints, officer: Ints, day: Ints, chosen: Ints) -> None:
        """Close all but the chosen instances or slots, or day off, on the officers' days."""
        place, slot = np.nonzero((self.day[None, :] == day[:, None]) & (kind[None, :] != chosen[:, None]))
        own[officer[place], slot] = np.inf
        works = chosen != _OFF
        off[officer[works], day[works]] = np.inf

    def _solved(self, prices: Floats, own: Floats, off: Floats) -> tuple[float, Floats, Floats] | None:
        """Return the program's value, prices of slots and shares of patterns among what is open; None if nothing is."""
        search = self.search
        found = search.priced(on_scale(prices), within=(own, off))
        if not np.isfinite(found.least).all() or search.control.is_over():
            return None
        search.take(found)
        officer, slot = self._columns()
        days = np.arange(self.days)[None, :]
        fits: Bools = np.where(slot == _OFF, np.isfinite(off[officer, days]), np.isfinite(own[officer, slot]))
        search.master.leave(np.logical_and.reduce(fits, axis=1))
        for _ in range(_ROUNDS):
            value, newest, shares = search.solved()
            prices = (prices + newest) / 2
            if not search.take(search.priced(on_scale(prices), within=(own, off))):
                return value, prices, shares
        value, _, shares = search.solved()
        return value, prices, shares

    def _columns(self) -> tuple[Ints, Ints]:
        """Return of each pattern of the program its officer, `[column, 1]`, and its slots, `[column, day]`."""
        column, pool = self.search.master.column, self.search.pool
        fresh = column[len(self._slots) :]
        made = np.full((len(fresh), self.days), _OFF, dtype=np.int64)
        for n, number in enumerate(fresh):
            slots = pool.worked[number]
            first = slots[self.day[slots] < self.days]
            made[n, self.day[first]] = first
        self._slots = np.concatenate((self._slots, made))
        return np.array([pool.officer[number] for number in column])[:, None], self._slots

    def _shares(self, kind: Ints, shares: Floats) -> tuple[Floats, Ints]:
        """Return `[officer, day]`: the largest share of an instance or slot or a day off, and which it is."""
        used = np.flatnonzero(shares > 0)
        officer, slot = self._columns()
        works = np.where(slot[used] == _OFF, _OFF, kind[slot[used]])
        total = np.zeros((*self.shape, int(kind.max(initial=0)) + 2))
        # The last column stands for a day off.
        np.add.at(total, (officer[used], np.arange(self.days)[None, :], works), shares[used][:, None])
        chosen = total.argmax(axis=2)
        return total.max(axis=2), np.where(chosen == total.shape[2] - 1, _OFF, chosen)


_Found = tuple[float, Ints]
"""The program's value, and the slot of each officer and day."""


class _Other:
    """The other one of two processes that dive: each tells what it finds."""

    def __init__(self, pipe: Line | None, *, is_needed: bool = False) -> None:
        """Take the pipe between them.

        Args:
            pipe: None where nobody else dives.
            is_needed: Whether to end with the other, as a child does; otherwise this process goes on alone.
        """
        self._pipe, self._is_needed = pipe, is_needed

    def tell(self, found: _Found) -> None:
        """Say what was found."""
        if self._pipe is not None:
            try:
                self._pipe.send(found)
            except OSError:
                self._is_gone()

    def heard(self) -> Iterator[_Found]:
        """Yield what the other found since."""
        while self._pipe is not None:
            try:
                said = self._pipe.recv() if self._pipe.poll() else None
            except (EOFError, OSError):
                self._is_gone()
                return
            if said is None:
                return
            if isinstance(said, tuple):  # its last words, where it fails, help nobody here
                yield said

    def _is_gone(self) -> None:
        if self._is_needed:
            raise EOFError
        self._pipe = None


def _is_better(found: _Found, best: _Found | None) -> bool:
    return best is None or found[0] < best[0] - ENOUGH


def _those(where: Bools, chosen: Ints) -> tuple[Ints, Ints, Ints]:
    """Return officer, day and what is chosen of the days that are marked."""
    officer, day = np.nonzero(where)
    return officer, day, chosen[officer, day]


def _surest(settled: Bools, amount: Floats, random: np.random.Generator) -> Bools:
    """Return which days to settle next, `[officer, day]`."""
    left, count = int((~settled).sum()), settled.size
    key = np.where(settled, -1.0, amount + _NOISE * random.random(amount.shape))
    taken = min(max(int((key >= _SURE).sum()), 1 + int(_LEAST * count)), 1 + int(_MOST * count), left)
    if (amount[~settled] >= _WHOLE).all():
        taken = left
    found = np.zeros(settled.shape, dtype=np.bool_)
    found[np.unravel_index(np.argsort(-key, axis=None, kind="stable")[:taken], settled.shape)] = True
    return found
