"""Bounds by linear relaxation, tier after tier, and better rosters near the optimum of each.

An optimum says who works when: often in whole tours, as shares that are borne alike are flows. So each shift is
assigned anew to those whom the optimum gives it to. Where the cells that the optimum uses are few, they and those
worked now are searched as one model. At last each shift whose crews are charged is solved by itself.
"""

from collections.abc import Callable

import numpy as np

from scheduler.engine.compiled import Bools
from scheduler.engine.control import Control
from scheduler.engine.exchange import polish_shifts
from scheduler.engine.forks import SolverLostError
from scheduler.engine.improve import compose
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.model import CutModel
from scheduler.engine.post_plan import Guide, assign_shift
from scheduler.engine.relaxation import BY_RELAXATION, Relaxed, TooLargeError, relax

MOST_NEAR = 25_000
"""Up to so many cells are searched around an optimum."""
NEAR_SECONDS = 3.0
_NOTHING = 0.02
"""Less than this of a tour is noise of the solver, all the more where it was cut off."""
_ASIDE = 1000
"""Points by which a cell that the optimum does not use is dearer."""


def prove_by_relaxation(incumbent: Incumbent, control: Control, is_over: Callable[[], bool]) -> None:
    """Bound every tier that is still open, in order, given what the incumbent has reached above it.

    Each optimum is also a hint at a better roster.
    """
    compiled = incumbent.best.compiled
    for tier in range(len(compiled.tiers)):
        values = incumbent.best.values()
        if is_over():
            return
        if values[tier] <= incumbent.bounds[tier][0]:
            continue
        try:
            found = relax(compiled, values, tier, is_over)
        except TooLargeError as error:
            incumbent.note(f"the linear relaxation of {compiled.tiers[tier].name} was left out: {error}")
            continue
        except SolverLostError as error:
            name = compiled.tiers[tier].name
            incumbent.note(f"the linear relaxation of {name} was lost ({error}); the best roster so far is kept")
            continue
        if found is not None:
            incumbent.prove(tier, min(found.bound, values[tier]), BY_RELAXATION)
            # What took long to find is followed even where that was the whole time: it takes a tenth as long.
            _follow(incumbent, found, tier, control.is_over)
            _search_near(incumbent, control, found.cells, tier)
            polish_shifts(incumbent, control, tier, is_over)


def _follow(incumbent: Incumbent, found: Relaxed, tier: int, is_over: Callable[[], bool]) -> None:
    """Give each shift to those whom the optimum gives it to, on its slots where they may, and let all have the rest."""
    if incumbent.best.values()[tier] <= incumbent.bounds[tier][0]:
        return
    made = incumbent.best.copy()
    frame, pinned = made.compiled.frame, made.compiled.pinned
    wanted = found.share > _NOTHING
    # Without crews a tier seldom cares who takes which post, and the tiers after it do.
    has_crews = bool((made.compiled.teams.crews.tier == tier).any())
    for instance, slots in enumerate(frame.slots_of_instance):
        if is_over():
            return
        is_fixed = pinned[:, slots].any(axis=1)
        leaving = np.flatnonzero(made.worked[:, slots].any(axis=1) & ~is_fixed)
        rest = made.worked[leaving]
        rest[:, slots] = False
        made.put(leaving, rest)
        guide = Guide(tier, np.where(found.cells[:, slots], 0, _ASIDE)) if has_crews else None
        assign_shift(made, instance, np.flatnonzero(wanted[:, instance]), guide=guide)
    everybody = np.arange(made.compiled.officers)
    for instance in range(len(frame.instances)):
        # Where the optimum splits tours, the tiers above may have come out a little worse.
        if is_over() or made.rank()[: tier + 1] <= incumbent.rank[: tier + 1]:
            break
        assign_shift(made, instance, everybody)
    incumbent.offer(made)


def _search_near(incumbent: Incumbent, control: Control, cells: Bools, tier: int) -> None:
    """Look for a better roster among those that use only the cells given and those worked now."""
    best = incumbent.best
    near = cells | best.worked
    if near.sum() > MOST_NEAR or control.is_over():
        return
    cut = CutModel(best, near)
    coefs = compose(cut, tier)
    if not coefs:
        return
    cut.minimize(coefs)
    cut.write_hints()
    values = control.solve(cut.model, NEAR_SECONDS, seed=control.options.seed).values
    changes = [] if values is None else cut.read(values)
    if changes:
        made = best.copy()
        made.put(np.array([officer for officer, _ in changes]), np.stack([worked for _, worked in changes]))
        incumbent.offer(made)
