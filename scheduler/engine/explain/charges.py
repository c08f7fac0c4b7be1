"""What tiers charge for, and problems with fewer charges and limits: what "lower this" makes its small models of."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scheduler.engine.bounds import is_never_negative
from scheduler.engine.compiled import HARD, Compiled


def without(compiled: Compiled, tiers: frozenset[int]) -> Compiled:
    """Return a problem in which some tiers charge nothing but what crews and call lists do: a far smaller model."""
    rows, is_left_out = compiled.rows, np.isin(compiled.rows.table.tier, list(tiers))
    upper, lower = rows.upper.copy(), None if rows.lower is None else rows.lower.copy()
    upper[:, is_left_out] = rows.none
    if lower is not None:
        lower[:, is_left_out] = -rows.none
    return replace(
        compiled,
        cell_cost={tier: cost for tier, cost in compiled.cell_cost.items() if tier not in tiers},
        covers=tuple(line for line in compiled.covers if line.tier not in tiers),
        pairs=tuple(pair for pair in compiled.pairs if pair.tier not in tiers),
        wanted=tuple(tuple(wish for wish in own if wish.tier not in tiers) for own in compiled.wanted),
        runs=tuple(tuple(run for run in own if run.tier not in tiers) for own in compiled.runs),
        groups=tuple(tuple(group for group in own if group.tier not in tiers) for own in compiled.groups),
        rows=replace(rows, upper=upper, lower=lower),
    )


def eased(compiled: Compiled, officers: set[int]) -> Compiled:
    """Return a problem in which some officers, who only give up tours, are held to no limit of their own."""
    rows, is_hard = compiled.rows, compiled.rows.table.tier == HARD
    upper, lower = rows.upper.copy(), None if rows.lower is None else rows.lower.copy()
    mine = np.ix_(np.array(sorted(officers), dtype=np.int64), np.flatnonzero(is_hard))
    upper[mine] = rows.none
    if lower is not None:
        lower[mine] = -rows.none
    runs, groups = list(compiled.runs), list(compiled.groups)
    for officer in officers:
        runs[officer] = tuple(run for run in runs[officer] if run.tier != HARD)
        groups[officer] = tuple(group for group in groups[officer] if group.tier != HARD)
    return replace(compiled, rows=replace(rows, upper=upper, lower=lower), runs=tuple(runs), groups=tuple(groups))


def falls_with_work(compiled: Compiled, tier: int) -> bool:
    """Whether nothing in a tier charges for work that is not done, so that less work never makes it larger."""
    is_of_seats = any(line.tier == tier and line.need.any() for line in compiled.covers)
    return not is_of_seats and all(_signs(compiled, tier))


def is_of_seats_alone(compiled: Compiled, tier: int) -> bool:
    """Whether a tier charges for nothing but seats that stay empty."""
    cost, rows = compiled.cell_cost.get(tier), compiled.rows
    is_priced = cost is not None and bool(cost.any())
    has_own = any(item.tier == tier for kind in (compiled.runs, compiled.groups) for own in kind for item in own)
    is_paired = any(pair.tier == tier for pair in compiled.pairs)
    return not (is_priced or has_own or is_paired or tier in rows.table.tier) and all(_signs(compiled, tier))


def _signs(compiled: Compiled, tier: int) -> Iterator[bool]:
    rows = compiled.rows
    yield is_never_negative(compiled, tier)
    yield not any(wish.tier == tier for own in compiled.wanted for wish in own)
    yield not any(run.tier == tier and run.asks_for_work for own in compiled.runs for run in own)
    yield tier not in compiled.teams.crews.tier and tier not in compiled.teams.lists.tier
    yield rows.lower is None or not bool((rows.lower[:, rows.table.tier == tier] > 0).any())
    for cells in (rows.table.by_slot, rows.table.by_instance):
        yield not bool((cells.coef[rows.table.tier[cells.shape] == tier] < 0).any())
