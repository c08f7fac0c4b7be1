"""Writes crews and call lists into a model, as far as the neighbourhood's free cells can change what they charge."""

from typing import Protocol

import numpy as np

from scheduler.engine.compiled import Bools
from scheduler.engine.model_rows import RowModel
from scheduler.rule import NO_LIMIT, Ints

Literal = int | bool


class TeamModel(RowModel, Protocol):
    """What teams need of the model that they are written into."""

    cells: list[tuple[int, Ints, int]]

    def any_of(self, literals: list[Literal]) -> None:
        """Add a clause."""


def write_teams(cut: TeamModel) -> None:
    """Write all crews and call lists of the problem."""
    teams, state = cut.compiled.teams, cut.assignment.teams
    if teams.is_empty:
        return
    variable = np.full(cut.assignment.worked.shape, -1, dtype=np.int64)
    for officer, slots, first in cut.cells:
        variable[officer, slots] = np.arange(first, first + len(slots))
    _write_crews(cut, variable)
    lists = teams.lists
    passed = lists.passed(state.touched)
    free, fixed = lists.touched(variable >= 0), lists.touched(cut.assignment.worked & (variable < 0))
    is_free = free[lists.officer, lists.busy]
    has_free = np.bincount(lists.list_of[is_free], minlength=len(lists.cost)) > 0
    can_call = free[lists.officer, lists.call] | fixed[lists.officer, lists.call]
    last = np.zeros(len(lists.cost), dtype=np.int64)
    np.maximum.at(last, lists.list_of[can_call], np.flatnonzero(can_call) + 1)
    for n, cost in enumerate(lists.cost.tolist()):
        if has_free[n]:
            _write_list(cut, n, int(last[n]), variable)
        else:
            cut.tiers[int(lists.tier[n])].constant += cost * int(passed[n])


def _write_crews(cut: TeamModel, variable: Ints) -> None:
    """Write `sum + short >= need` with a priced `short` for each row that has free cells and can fall short."""
    crews, sums = cut.compiled.teams.crews, cut.assignment.teams.sums
    is_free: Bools = variable >= 0
    who, cells = np.flatnonzero(is_free.any(axis=1)), np.flatnonzero(np.asarray(is_free.any(axis=0))[crews.slot])
    cells = cells[np.argsort(crews.row[cells], kind="stable")]
    line, place = np.nonzero(is_free[np.ix_(who, crews.slot[cells])].T)
    cells, officer = cells[line], who[place]
    coef = crews.count(cells, officer)
    cells, officer, coef = cells[coef != 0], officer[coef != 0], coef[coef != 0]
    mine = variable[officer, crews.slot[cells]]
    edge = np.searchsorted(crews.row[cells], np.arange(len(crews.need) + 1))
    charges = crews.charges(sums)
    hint = np.array(cut.hint, dtype=np.int64)
    for r in range(len(crews.need)):
        tier, own = cut.tiers[int(crews.tier[r])], slice(int(edge[r]), int(edge[r + 1]))
        variables, coefs = mine[own], coef[own]
        if not len(variables):
            tier.constant += int(charges[r])
            continue
        need = int(crews.need[r] - sums[r] + (coefs * hint[variables]).sum())
        most = need - int(np.minimum(0, coefs).sum())
        if most <= 0:
            continue
        least = max(0, need - int(np.maximum(0, coefs).sum()))
        short = cut.variable(most, max(0, int(crews.need[r] - sums[r])), least)
        cut.linear([*variables.tolist(), short], [*coefs.tolist(), 1], need, NO_LIMIT)
        tier.add(short, int(crews.cost[r]))


def _write_list(cut: TeamModel, n: int, end: int, variable: Ints) -> None:
    """Write one call list up to position `end` as a chain: `waits` holds where somebody before the position is idle.

    Each position adds at most a variable for the chain and one for its charge, so the model grows with the list's
    length. All of it is one-sided, as charges are only ever minimised.
    """
    lists, worked = cut.compiled.teams.lists, cut.assignment.worked
    cost, tier = int(lists.cost[n]), cut.tiers[int(lists.tier[n])]
    hint = cut.hint
    waits: Literal = False
    for p in range(int(lists.first[n]), end):
        officer = int(lists.officer[p])
        is_called, calls = _literals(lists.slots[lists.call[p]], variable[officer], worked[officer])
        is_busy, works = _literals(lists.slots[lists.busy[p]], variable[officer], worked[officer])
        if waits is True and is_called:
            tier.constant += cost
        elif waits is not False and (is_called or calls):
            holds = waits is True or hint[waits] == 1
            passed = cut.variable(1, int(holds and (is_called or any(hint[v] for v in calls))))
            tier.add(passed, cost)
            guard: list[Literal] = [] if waits is True else [-int(waits) - 1]
            for call in [True] if is_called else calls:
                cut.any_of([*guard, passed] if call is True else [*guard, -int(call) - 1, passed])
        if is_busy or waits is True:
            continue
        if not works:
            waits = True
            continue
        is_idle = not any(hint[v] for v in works)
        longer = cut.variable(1, int(is_idle or (waits is not False and hint[waits] == 1)))
        cut.any_of([longer, *works])
        if waits is not False:
            cut.any_of([-int(waits) - 1, longer])
        waits = longer


def _literals(slots: Ints, variable: Ints, worked: Bools) -> tuple[bool, list[int]]:
    """Return whether a fixed cell of the set is worked, and the variables of its free cells."""
    mine = variable[slots]
    is_free = mine >= 0
    found: list[int] = mine[is_free].tolist()
    return bool((worked[slots] & ~is_free).any()), found
