"""Dives that settle shift by shift: who works which shift on which day, the surest first, pricing all patterns between.

A whole pattern that the linear program is half sure of may be wrong in a week of it, and cannot be taken back. A shift
on one day binds far less, and what stays open is priced again beside it, so the program stays close to its optimum on
the way down. When few days are open, they are solved as a neighbourhood, and with them who takes which slot.
"""

from typing import TYPE_CHECKING

import numpy as np

from scheduler.engine.columns import on_scale
from scheduler.engine.compiled import Bools
from scheduler.engine.improve import compose
from scheduler.engine.model import CutModel
from scheduler.engine.patterns import Floats
from scheduler.engine.score import Assignment
from scheduler.rule import Ints

if TYPE_CHECKING:
    from scheduler.engine.dive import PatternSearch

_ROUNDS = 3
"""Rounds of new patterns after each step."""
_SURE = 0.95
"""Share of a shift from which it is settled at once."""
_LEAST, _MOST = 0.05, 0.25
"""Part of all days that a step settles at least and at most."""
_LAST, _LAST_DAYS = 0.25, 240
"""About what part of the days is left open at the end, and how many at most; or half as many that are not whole."""
_WHOLE = 0.999
_NOISE = 0.05
"""Random part of the order in which shifts are settled, so that dives differ."""
_FINISH_SECONDS = 3.0
_OFF = -1


class CellDive:
    """One dive.

    Args:
        search: The program and its patterns.
        base: The roster that stays where days are settled.
        settled: `[officer, day]`: days on which the shift of `base` stays.
        seed: Decides which of several good dives it is.
    """

    def __init__(self, search: "PatternSearch", base: Assignment, settled: Bools, seed: int) -> None:
        self.search, self.base = search, base
        self.random = np.random.default_rng(seed)
        frame = base.compiled.frame
        self.day, self.instance = frame.day, frame.instance
        self.own, self.off = search.pricing.own.copy(), search.pricing.off.copy()
        self.settled = np.zeros_like(settled)
        self.chosen = np.full(settled.shape, _OFF, dtype=np.int64)
        """By officer and day: the instance that he works, if the day is settled."""
        self._works = np.zeros((0, settled.shape[1]), dtype=np.int64)
        who, slot = np.nonzero(base.worked)
        chosen = self.chosen.copy()
        chosen[who, self.day[slot]] = self.instance[slot]
        officer, day = np.nonzero(settled)
        self._settle(officer, day, chosen[officer, day])

    def run(self) -> Assignment | None:
        """Return a roster, None where the dive fails."""
        search, everybody = self.search, np.arange(len(self.own))
        if search.incumbent.is_legal:
            search.master.add(search.pool.add(everybody, self.base.worked))
        prices, shares = search.prices, np.zeros(0)
        while not search.control.is_over() and self._price(prices):
            self._close()
            for _ in range(_ROUNDS):
                _, newest, shares = search.solved()
                prices = (prices + newest) / 2
                if not self._price(prices):
                    break
            shares = search.solved()[2]
            amount, chosen = self._shares(shares)
            if self._step(amount, chosen):
                return self._finish()
        return None

    def _step(self, amount: Floats, chosen: Ints) -> bool:
        """Settle the surest days; return whether few enough are left."""
        is_whole, count = ~self.settled & (amount >= _WHOLE), self.settled.size
        left, last = int((~self.settled).sum()), min(_LAST * count, _LAST_DAYS)
        if left - int(is_whole.sum()) <= last / 2 or left <= last:
            officer, day = np.nonzero(is_whole)
            self._settle(officer, day, chosen[officer, day])
            return True
        key = np.where(self.settled, -1.0, amount + _NOISE * self.random.random(amount.shape))
        taken = min(max(int((key >= _SURE).sum()), 1 + int(_LEAST * count)), 1 + int(_MOST * count), left)
        officer, day = np.unravel_index(np.argsort(-key, axis=None, kind="stable")[:taken], amount.shape)
        self._settle(officer, day, chosen[officer, day])
        return False

    def _settle(self, officer: Ints, day: Ints, chosen: Ints) -> None:
        """Let officers work the chosen instances, or nothing, on the days."""
        other = (self.day[None, :] == day[:, None]) & (self.instance[None, :] != chosen[:, None])
        place, slot = np.nonzero(other)
        self.own[officer[place], slot] = np.inf
        works = chosen != _OFF
        self.off[officer[works], day[works]] = np.inf
        self.settled[officer, day] = True
        self.chosen[officer, day] = chosen

    def _price(self, prices: Floats) -> bool:
        """Add everybody's cheapest pattern that keeps to what is settled; return whether all have one."""
        found = self.search.priced(on_scale(prices), within=(self.own, self.off))
        has_any = bool(np.isfinite(found.least).all())
        if has_any:
            self.search.take(found)
        return has_any

    def _close(self) -> None:
        """Leave patterns out of the program that do not keep to what is settled."""
        officer = self._officers()
        fits = (self._patterns() == self.chosen[officer]) | ~self.settled[officer]
        self.search.master.leave(fits.all(axis=1))

    def _officers(self) -> Ints:
        """Return the officer of each pattern of the program."""
        pool = self.search.pool
        return np.array([pool.officer[number] for number in self.search.master.column])

    def _patterns(self) -> Ints:
        """Return `[column, day]`: the instance that each pattern of the program works."""
        column, pool = self.search.master.column, self.search.pool
        fresh = column[len(self._works) :]
        made = np.full((len(fresh), self._works.shape[1]), _OFF, dtype=np.int64)
        for n, number in enumerate(fresh):
            slots = pool.worked[number]
            made[n, self.day[slots]] = self.instance[slots]
        self._works = np.concatenate((self._works, made))
        return self._works

    def _shares(self, shares: Floats) -> tuple[Floats, Ints]:
        """Return `[officer, day]`: the largest share of an instance or a day off, and which it is."""
        used = np.flatnonzero(shares > 0)
        officer, works = self._officers()[used], self._patterns()[used]
        total = np.zeros((*self.settled.shape, int(self.instance.max(initial=0)) + 2))
        days = np.arange(self.settled.shape[1])
        # The last column stands for a day off.
        np.add.at(total, (officer[:, None], days[None, :], works), shares[used][:, None])
        chosen = total.argmax(axis=2)
        return total.max(axis=2), np.where(chosen == total.shape[2] - 1, _OFF, chosen)

    def _finish(self) -> Assignment | None:
        """Solve what is open to the end; None where that fails."""
        base, control = self.base, self.search.control
        made = Assignment(base.scorer, base.compiled.pinned)
        cut = CutModel(made, np.isfinite(self.own))
        coefs = compose(cut, 0)
        if not coefs:
            return made
        cut.minimize(coefs)
        found = control.solve(cut.model, _FINISH_SECONDS, seed=int(self.random.integers(1, 2**31 - 1)))
        self.search.spent += found.work
        if found.values is None:
            return None
        for officer, worked in cut.read(found.values):
            made.put(np.array([officer]), worked[None, :])
        return made
