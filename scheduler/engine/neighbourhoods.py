"""Which cells to free next: windows of days, officers, the worst charges, the emptiest seats and broken crews."""

from dataclasses import dataclass

import numpy as np

from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.score import Assignment
from scheduler.rule import Ints

DAYS, OFFICERS, CHARGED, SHORT = "days", "officers", "charged", "short"
KINDS_OF_NEIGHBOURHOOD = (DAYS, OFFICERS, CHARGED, SHORT)


@dataclass
class Size:
    """How many cells one kind of neighbourhood frees; grows while proofs come quickly and shrinks when they do not."""

    cells: float
    least: int = 200
    most: int = 60_000

    def learn(self, is_proven: bool, share_used: float) -> None:
        """Adapt after one solve that used a share of its limit."""
        if not is_proven:
            self.cells = max(self.least, self.cells * 0.8)
        elif share_used < 0.4:
            self.cells = min(self.most, self.cells * (1.25 if share_used > 0.05 else 1.6))


class Neighbourhoods:
    """Picks neighbourhoods of one compiled problem."""

    def __init__(self, compiled: Compiled, random: np.random.Generator) -> None:
        self.compiled = compiled
        self.random = random

    def pick(self, kind: str, best: Assignment, focus: int, cells: int, is_open: Bools) -> Bools:
        """Return a mask `[officer, slot]` of about `cells` of the open cells."""
        if kind == DAYS:
            return self._days(is_open, cells, int(self.random.integers(self.compiled.frame.problem.period.days)))
        if kind == SHORT:
            return self._short(is_open, best, focus, cells)
        if kind == CHARGED:
            return self._charged(is_open, best, focus, cells)
        return _until(is_open, self.random.permutation(self.compiled.officers), cells)

    def _days(self, is_open: Bools, cells: int, centre: int) -> Bools:
        """Free whole days around one; a part of the officers when a day is too many."""
        day = self.compiled.frame.day
        per_day = np.bincount(day, weights=is_open.sum(axis=0), minlength=self.compiled.frame.problem.period.days)
        first = last = centre
        total = per_day[centre]
        while True:
            sides = [d for d in (first - 1, last + 1) if 0 <= d < len(per_day)]
            if not sides or total + min(per_day[d] for d in sides) > cells:
                break
            pick = int(self.random.choice(sides))
            first, last, total = min(first, pick), max(last, pick), total + per_day[pick]
        window = is_open & ((day >= first) & (day <= last))[None, :]
        return _until(window, self.random.permutation(self.compiled.officers), cells)

    def _charged(self, is_open: Bools, best: Assignment, focus: int, cells: int) -> Bools:
        """Free the officers who cost most in the focus tier, and others who might take their work."""
        weight = best.officer_tiers[:, focus].astype(np.float64)
        if weight.sum() <= 0:
            return _until(is_open, self.random.permutation(self.compiled.officers), cells)
        # A key of u ** (1 / weight) draws without replacement in proportion to weight (Efraimidis and Spirakis).
        key = self.random.random(len(weight)) ** (1 / np.maximum(weight, 1e-9))
        charged = np.argsort(-key)[: int(self.random.integers(1, 5))]
        others = np.setdiff1d(np.arange(len(weight)), charged)
        order = np.concatenate((charged, self.random.permutation(others)))
        days = self.compiled.frame.problem.period.days
        if self.random.random() < 0.5 and days > 7:
            length = int(self.random.integers(4, days))
            first = int(self.random.integers(0, days - length + 1))
            day = self.compiled.frame.day
            is_open = is_open & ((day >= first) & (day < first + length))[None, :]
        return _until(is_open, order, cells)

    def _short(self, is_open: Bools, best: Assignment, focus: int, cells: int) -> Bools:
        """Free the days around a slot, crew or call list that is charged in the focus tier."""
        charged = np.zeros(len(best.filled), dtype=np.int64)
        for line in self.compiled.covers:
            if line.tier == focus:
                charged += line.charge(best.filled)
        joint = self.compiled.teams.days(best.teams, focus)
        if len(joint) and (not charged.any() or self.random.random() < 0.5):
            return self._days(is_open, cells, int(self.random.choice(joint)))
        if not charged.any():
            return self._days(is_open, cells, int(self.random.integers(self.compiled.frame.problem.period.days)))
        slot = int(self.random.choice(len(charged), p=charged / charged.sum()))
        return self._days(is_open, cells, int(self.compiled.frame.day[slot]))


def _until(is_open: Bools, order: Ints, cells: int) -> Bools:
    """Return the cells of the first officers in order until there are enough of them."""
    sizes = is_open[order].sum(axis=1)
    enough = int(np.searchsorted(np.cumsum(sizes), cells)) + 1
    mask = np.zeros_like(is_open)
    chosen = order[: max(2, enough)]
    mask[chosen] = is_open[chosen]
    return mask
