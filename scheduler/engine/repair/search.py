"""The repair proper: tiers 1-2, then the number of changed tours, then the other tiers, each proven in turn."""

from dataclasses import dataclass, field, replace
from math import gcd

import numpy as np

from scheduler.engine.bounds import flow_bounds
from scheduler.engine.compiled import Bools
from scheduler.engine.control import Control
from scheduler.engine.exact import MOST_CELLS
from scheduler.engine.model import CutModel, TierSum
from scheduler.engine.repair.region import is_local, region, thinned
from scheduler.engine.repair.situation import Situation
from scheduler.rule import NO_LIMIT

WHOLE_UP_TO = 1500
"""So many cells are solved at once, without going from narrow to wide."""

MOST_WIDE_CELLS = 15_000
"""Wider models take longer than anybody waits; they are thinned, and then prove nothing."""

THIN_CELLS = 5_000

_ROOM = 2**46
"""Largest composed objective, as elsewhere in the engine."""


@dataclass(frozen=True)
class Mended:
    """Who works where after a repair with whole tours, and what is proven of it.

    Attributes:
        worked: `[officer, slot]`.
        first_bounds: What the first tiers cannot go below, in order; None where that is not known.
        changes_bound: What the number of changes cannot go below at these values of the first tiers.
        proved_by: How, in words; "" where the bounds are trivial.
        is_best: Whether the tiers after the changes cannot be lower, by tier.
    """

    worked: Bools
    first_bounds: tuple[int | None, ...]
    changes_bound: int
    proved_by: str
    is_best: tuple[bool, ...]


@dataclass
class Search:
    """One repair.

    Attributes:
        most_radius: How many changes beyond those that the event forces are tried.
        whole_up_to: Problems of so many free cells are solved at once.
    """

    situation: Situation
    control: Control
    most_radius: int = 3
    whole_up_to: int = WHOLE_UP_TO
    _best: "_Solution | None" = field(default=None)

    def run(self) -> Mended | None:
        """Search from narrow to wide; None when no roster that keeps the hard limits was found."""
        situation = self.situation
        if int(situation.free.sum()) <= self.whole_up_to:
            return self._whole("all seats of the period tried at once")
        if not is_local(situation):
            cells = int(situation.free.sum())
            return self._whole("all seats of the period tried at once") if cells <= MOST_CELLS else self._wide()
        proven_to = -1  # no repair with so many further changes, or fewer, does better in the first tiers
        for radius in range(self.most_radius + 1):
            free = region(situation, radius)
            is_thin = int(free.sum()) > MOST_WIDE_CELLS
            if radius and self.control.is_over():
                break
            free = thinned(situation, free, THIN_CELLS) if is_thin else free
            found = _solve(situation, free, self.control, situation.forced + radius)
            if found is None:
                break
            if found.worked is not None:
                is_better = self._best is None or found.first < self._best.first
                self._best = found if is_better else self._best
            if is_thin or not found.is_first_proven:
                break
            proven_to = radius
            # The flows take longer than one step further, so they are asked from the second step on.
            if self._best is not None and (radius or not any(self._best.first)) and self._meets_bound(self._best):
                break
        if self._best is None:
            return self._wide()
        return self._told(self._best, proven_to)

    def _whole(self, how: str) -> Mended | None:
        found = _solve(self.situation, self.situation.free, self.control, None)
        if found is None or found.worked is None:
            return None
        bounds = tuple(v if found.is_first_proven else None for v in found.first)
        is_proven = found.is_first_proven and found.is_changes_proven
        least = found.changes if is_proven else self.situation.forced
        return Mended(found.worked, bounds, least, how if is_proven else "", found.is_best)

    def _wide(self) -> Mended | None:
        """Try everything near without a limit on changes, where the narrow ways found nothing."""
        situation = self.situation
        free = region(situation, 2)
        if int(free.sum()) > MOST_CELLS:
            return None
        found = _solve(situation, free, self.control, None)
        if found is None or found.worked is None:
            return None
        return Mended(
            found.worked, tuple(None for _ in found.first), situation.forced, "", tuple(False for _ in found.is_best)
        )

    def _bounds(self, values: tuple[int, ...]) -> tuple[int | None, ...]:
        """Return what the first tiers cannot go below, whatever is changed."""
        if not any(values):
            return tuple(0 for _ in values)
        if self.situation.first_tiers != tuple(range(len(values))):
            return tuple(None if v else 0 for v in values)
        situation = self.situation
        compiled = situation.prepared.compiled
        stays = situation.frozen & ~situation.assignment.worked
        held = replace(compiled, allowed=compiled.allowed & ~stays)
        return tuple(flow_bounds(held, values, self.control.is_over))

    def _meets_bound(self, found: "_Solution") -> bool:
        return all(v == b for v, b in zip(found.first, self._bounds(found.first), strict=True))

    def _told(self, best: "_Solution", proven_to: int) -> Mended:
        """Say what is proven: the last repair is the first, from narrow to wide, with its values of the first tiers."""
        situation = self.situation
        assert best.worked is not None
        beyond = best.changes - situation.forced
        how, least = "", situation.forced
        if beyond <= 0:
            how = "the event itself changes as many"
        elif proven_to >= beyond - 1:
            how, least = "every repair with fewer changes was tried and leaves more seats empty", best.changes
        elif proven_to >= 0:
            how, least = "every repair with fewer changes was tried", situation.forced + proven_to + 1
        is_best = best.is_best if beyond <= proven_to else tuple(False for _ in best.is_best)
        return Mended(best.worked, self._bounds(best.first), least, how, is_best)


@dataclass(frozen=True)
class _Solution:
    """What one model gave; `worked` None: nothing in it keeps the hard limits."""

    worked: Bools | None
    first: tuple[int, ...]
    changes: int
    is_first_proven: bool
    is_changes_proven: bool
    is_best: tuple[bool, ...]


def _solve(situation: Situation, free: Bools, control: Control, most_changes: int | None) -> _Solution | None:
    """Solve the model over some cells in order; None when the solver came to no end."""
    cut = CutModel(situation.assignment, free)
    changes, most = count_changes(situation, cut)
    first = situation.first_tiers
    rest = [t for t in range(len(cut.tiers)) if t not in first]
    order = [*(cut.tiers[t] for t in first), changes, *(cut.tiers[t] for t in rest)]
    spans = [*(cut.span(t) for t in first), most, *(cut.span(t) for t in rest)]
    if most_changes is not None and changes.coefs:
        cut.linear(list(changes.coefs), list(changes.coefs.values()), -NO_LIMIT, most_changes - changes.constant)
    found = _in_order(cut, order, spans, control)
    if found is None:
        return None
    values, proven = found
    if values is None:
        return _Solution(None, (), 0, True, True, ())
    worked = situation.assignment.worked.copy()
    for officer, own in cut.read(values):
        worked[officer] = own
    is_best = iter(proven[len(first) + 1 :])
    return _Solution(
        worked=worked,
        first=tuple(value_of(cut.tiers[t], values) for t in first),
        changes=value_of(changes, values),
        is_first_proven=all(proven[: len(first)]),
        is_changes_proven=all(proven[: len(first) + 1]),
        is_best=tuple(all(proven[: len(first)]) if t in first else next(is_best) for t in range(len(cut.tiers))),
    )


def value_of(total: TierSum, values: list[int]) -> int:
    """Return what a sum comes to for the values of all variables."""
    return total.constant + sum(c * values[v] for v, c in total.coefs.items())


def count_changes(situation: Situation, cut: CutModel) -> tuple[TierSum, int]:
    """Add the number of changed tours to a model; return it and the most that it can come to.

    On each slot holders that leave and officers that come replace each other: the larger number counts.
    """
    held, lost = situation.held, situation.lost
    stay: dict[int, list[int]] = {}
    come: dict[int, list[int]] = {}
    for officer, slots, first in cut.cells:
        for n, slot in enumerate(slots.tolist()):
            (stay if held[officer, slot] else come).setdefault(slot, []).append(first + n)
    touched = stay.keys() | come.keys()
    total = TierSum(constant=situation.vanished + sum(int(lost[s]) for s in np.flatnonzero(lost) if s not in touched))
    most = 0
    for slot in sorted(touched):
        own, new, gone = stay.get(slot, []), come.get(slot, []), int(lost[slot])
        worked = [cut.hint[v] for v in own], [cut.hint[v] for v in new]
        upper = max(gone + len(own), len(new))
        changed = cut.variable(upper, max(gone + len(own) - sum(worked[0]), sum(worked[1])), gone)
        cut.linear([changed, *own], [1] * (1 + len(own)), gone + len(own), NO_LIMIT)
        cut.linear([changed, *new], [1] + [-1] * len(new), 0, NO_LIMIT)
        total.add(changed, 1)
        most += upper
    return total, most


def _in_order(
    cut: CutModel, order: list[TierSum], spans: list[int], control: Control
) -> tuple[list[int] | None, list[bool]] | None:
    """Minimise one sum after another, several at once where the numbers allow it.

    Returns:
        The solution (None: there is none, proven) and which of the sums cannot be lower; None when nothing was found
        or disproved in time.
    """
    values: list[int] | None = None
    proven: list[bool] = []
    while len(proven) < len(order):
        group, objective = _next_group(order, spans, len(proven))
        cut.minimize(objective)
        cut.write_hints()
        found = control.solve(cut.model, control.left, seed=control.options.seed)
        if found.values is None:
            if values is None:
                return (None, []) if found.status == "INFEASIBLE" else None
            return values, proven + [False] * (len(order) - len(proven))
        values = cut.hint = list(found.values)
        for total in group:
            if total.coefs:
                reached = value_of(total, values) - total.constant
                cut.linear(list(total.coefs), list(total.coefs.values()), -NO_LIMIT, reached)
        known = found.is_optimal and all(proven)
        proven += [known] * len(group)
    return values, proven


def _next_group(order: list[TierSum], spans: list[int], start: int) -> tuple[list[TierSum], dict[int, int]]:
    """Return the sums from `start` on that fit into one objective, and that objective, which keeps their order."""
    group: list[TierSum] = []
    parts: list[tuple[dict[int, int], int, int]] = []
    product = 1
    for total, most in zip(order[start:], spans[start:], strict=True):
        coefs = {v: c for v, c in total.coefs.items() if c}
        step = gcd(*coefs.values()) if coefs else 1
        span = most // step + 1 if coefs else 1
        if parts and product * span > _ROOM:
            break
        group.append(total)
        parts.append((coefs, step, span))
        product *= span
    objective: dict[int, int] = {}
    weight = 1
    for coefs, step, span in reversed(parts):
        for variable, coef in coefs.items():
            objective[variable] = objective.get(variable, 0) + coef // step * weight
        weight *= span
    return group, objective
