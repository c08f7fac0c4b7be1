"""The exact model, tier after tier: for problems small enough to hold every cell at once."""

from dataclasses import dataclass, field
from functools import partial
from math import ceil, gcd

import numpy as np

from scheduler.engine.bounds import open_cells
from scheduler.engine.built import ImpossibleError, NoRosterError
from scheduler.engine.control import Control
from scheduler.engine.forks import SolverLostError
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.isolated import Answer
from scheduler.engine.model import CutModel

__all__ = ["MOST_CELLS", "ExactSearch", "ImpossibleError", "NoRosterError"]

MOST_CELLS = 25_000
"""Beyond it the exact model takes longer to load than it is worth."""


STRICTER = (
    "no roster was found: some limits change inside the period, and around such a date the search holds them more "
    "strictly than they are"
)


@dataclass
class ExactSearch:
    """One run of the exact model.

    Attributes:
        incumbent: Gets every better roster and every proven bound.
        share: Part of the time left that may be used.
    """

    incumbent: Incumbent
    control: Control
    share: float = 1.0
    _until: float = field(default=0.0)

    def run(self) -> bool:
        """Search and return whether every tier is proven."""
        best = self.incumbent.best
        self._until = self.control.used + self.control.budget * self.share
        cut = CutModel(best, open_cells(self.incumbent))
        if not self.incumbent.is_legal and not self._find_legal(cut):
            return False
        is_proven = True
        for tier in range(len(best.compiled.tiers)):
            if self.control.is_over():
                return False
            if self.incumbent.best.values()[tier] > self.incumbent.bounds[tier][0]:
                is_proven &= self._solve_tier(cut, tier)
            cut.limit_tier(tier, self.incumbent.best.values()[tier])
        return is_proven

    def _find_legal(self, cut: CutModel) -> bool:
        """Find any roster that keeps the hard limits."""
        cut.write_hints()
        control, options = self.control, self.control.options
        said = ""
        try:
            found = control.solve(cut.model, self._left(), seed=options.seed, workers=options.workers)
            said = found.status
        except SolverLostError as error:
            self.incumbent.note(f"{error}; another search begins")
        if said in ("", "INFEASIBLE"):
            found = control.solve(
                cut.model, control.budget, seed=options.seed, workers=options.workers, is_second_opinion=True
            )
            if said == found.status == "INFEASIBLE":
                if self.incumbent.best.compiled.is_stricter:
                    raise NoRosterError(STRICTER)
                raise ImpossibleError("no roster keeps all hard limits; two searches agree")
            if said and found.values is not None:
                self.incumbent.note("one search called this impossible and was wrong: a second one found a roster")
        if found.values is None:
            return False
        self._offer(cut, found.values)
        cut.hint = list(found.values)
        if not self.incumbent.is_legal:
            # Every limit that a free cell can touch is a row of the model and holds; what is left has no free cell.
            raise ImpossibleError("no roster keeps all hard limits; history or fixed tours alone break one")
        return True

    def _left(self) -> float:
        return max(0.1, self._until - self.control.used)

    def _solve_tier(self, cut: CutModel, tier: int) -> bool:
        """Minimise one tier while those above keep what they have reached; return whether it is proven."""
        total = cut.tiers[tier]
        reached = self.incumbent.best.values()[tier]
        coefs = {v: c for v, c in total.coefs.items() if c}
        if not coefs or (reached == 0 and min(coefs.values()) > 0):
            self.incumbent.prove(tier, reached, "exact search" if not coefs else "value is zero, nothing is lower")
            return True
        step = gcd(*coefs.values())
        cut.minimize({v: c // step for v, c in coefs.items()})
        cut.write_hints()
        # What is handed on meanwhile depends on the clock, and a work limit promises that nothing does.
        take = None if self.control.options.work else partial(self._offer, cut)
        options = self.control.options
        left = len(cut.tiers) - tier
        seconds = self._left() if left == 1 else self._left() * 0.7
        found = self.control.solve(cut.model, seconds, seed=options.seed, workers=options.workers, take=take)
        return self._take(cut, tier, step, found)

    def _take(self, cut: CutModel, tier: int, step: int, found: Answer) -> bool:
        if found.values is None:
            # With a known roster at hand an "infeasible" cannot be; without an answer nothing is said.
            if found.status == "INFEASIBLE":
                self.incumbent.note(
                    "the exact search called impossible what the best roster does; its answer is left out"
                )
            return False
        self._offer(cut, found.values)
        cut.hint = list(found.values)
        lower = cut.tiers[tier].constant + step * ceil(round(found.bound, 6))
        value = self.incumbent.best.values()[tier]
        if found.is_optimal and lower <= value:
            lower = max(lower, cut.tiers[tier].constant + step * round(found.objective))
        self.incumbent.prove(tier, min(lower, value), "exact search" if lower >= value else "unfinished exact search")
        return found.is_optimal and lower == value

    def _offer(self, cut: CutModel, values: list[int]) -> None:
        made = self.incumbent.best.copy()
        found = cut.read(values)
        if found:
            made.put(np.array([o for o, _ in found]), np.stack([w for _, w in found]))
        self.incumbent.offer(made)
