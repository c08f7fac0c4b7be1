"""One shift, solved exactly with its crews: who takes which post while every other shift stands.

An officer works one slot of a shift at most, so what each cell changes in every tier is exact, and only crews join
officers. A flow prices a crew cell by cell; here crews are rows, so that two who know a unit may come together where
one alone gains nothing. Call lists are left to the comparison of true values.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model

from scheduler.engine.compiled import Bools
from scheduler.engine.control import Control
from scheduler.engine.forks import SolverLostError
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.post_plan import ShiftBoard, board_of, weigh
from scheduler.engine.score import Assignment
from scheduler.rule import NO_LIMIT, Ints

SHIFT_SECONDS = 5.0
MOST_CELLS = 15_000
"""Shifts with more open cells than this are left to the flow: their models take longer than they gain."""


@dataclass(frozen=True)
class _Crews:
    """The rows over crews that a shift bears upon; entries by (row, place of the officer, place of the slot)."""

    tier: Ints
    need: Ints
    cost: Ints
    entries: tuple[Ints, Ints, Ints, Ints]


def polish_shifts(incumbent: Incumbent, control: Control, tier: int, is_over: Callable[[], bool]) -> None:
    """Solve the shifts whose crews are charged in a tier, dearest first, and again while that helps."""
    crews = incumbent.best.compiled.teams.crews
    instances = len(incumbent.best.compiled.frame.instances)
    if not (crews.tier == tier).any():
        return
    while not (is_over() or control.is_over()):
        charges = np.where(crews.tier == tier, crews.charges(incumbent.best.teams.sums), 0)
        total = np.zeros(instances, dtype=np.int64)
        for instance, cells in enumerate(crews.of_instance):
            total[instance] = charges[np.unique(crews.row[cells])].sum()
        order = np.argsort(-total, kind="stable")[: int((total > 0).sum())].tolist()
        before = incumbent.rank

        def solve_one(instance: int) -> None:
            if not (is_over() or control.is_over()):
                _offer_shift(incumbent, control, instance)

        with ThreadPoolExecutor(control.options.workers, thread_name_prefix="shift") as pool:
            list(pool.map(solve_one, order))
        if incumbent.rank >= before:
            return


def _offer_shift(incumbent: Incumbent, control: Control, instance: int) -> None:
    """Solve one shift of the best roster, and offer what comes of it on top of the best of then."""
    base = incumbent.best
    try:
        found = solve_shift(base, instance, control)
    except SolverLostError as error:
        incumbent.note(f"{error}; one shift was left as it was")
        return
    if found is not None:
        officers, worked = found
        made = incumbent.best.copy()
        slots = made.compiled.frame.slots_of_instance[instance]
        rest = made.worked[officers]
        rest[:, slots] = worked
        made.put(officers, rest)
        incumbent.offer(made)


def solve_shift(base: Assignment, instance: int, control: Control) -> tuple[Ints, Bools] | None:
    """Return officers who change, and what they then work of the shift `[officer, slot of it]`; None for nothing."""
    compiled = base.compiled
    slots = compiled.frame.slots_of_instance[instance]
    regular = compiled.frame.kind[:, instance] == 0
    here = base.worked[:, slots].any(axis=1)
    board = board_of(base, instance, np.flatnonzero(regular | here))
    if not 0 < int(board.offers.is_open.sum()) <= MOST_CELLS:
        return None
    hint = base.worked[np.ix_(board.officers, slots)]
    model = _ShiftModel(board, _crews_of(base, instance, board, hint), hint)
    answer = control.solve(model.model, SHIFT_SECONDS, seed=control.options.seed)
    if answer.values is None:
        return None
    chosen = model.read(answer.values)
    changed = (chosen != hint).any(axis=1)
    return (board.officers[changed], chosen[changed]) if changed.any() else None


def _crews_of(base: Assignment, instance: int, board: ShiftBoard, hint: Bools) -> _Crews:
    """Return the crews of a shift, with what everybody else adds taken off their needs."""
    crews = base.compiled.teams.crews
    cells = crews.of_instance[instance]
    place = np.full(base.compiled.officers, -1, dtype=np.int64)
    place[board.officers] = np.arange(len(board.officers))
    count = crews.counts(cells, place, len(board.officers))
    rows, row = np.unique(crews.row[cells], return_inverse=True)
    column = np.searchsorted(board.slots, crews.slot[cells])
    mine = np.bincount(row, weights=(count * hint[:, column].T).sum(axis=1), minlength=len(rows)).astype(np.int64)
    need = crews.need[rows] - base.teams.sums[rows] + mine
    cell, who = np.nonzero(count)
    return _Crews(crews.tier[rows], need, crews.cost[rows], (row[cell], who, column[cell], count[cell, who]))


class _ShiftModel:
    """The model of one shift: a variable for each open cell, one for each head saved, one for what each crew lacks."""

    def __init__(self, board: ShiftBoard, crews: _Crews, hint: Bools) -> None:
        self.model = cp_model.CpModel()
        self.proto = self.model.proto
        self.who, self.where = (part.astype(np.int64) for part in np.nonzero(board.offers.is_open | hint))
        self.shape = hint.shape
        self.hint = hint[self.who, self.where].astype(np.int64)
        cell = np.full(hint.shape, -1, dtype=np.int64)
        cell[self.who, self.where] = np.arange(len(self.who))
        slot, rank = np.nonzero(np.arange(board.gain.shape[2])[None, :] < board.seats[:, None])
        scale = self._scale(board, crews)
        self._add_booleans(len(self.who))
        head = self._add_booleans(len(slot))
        for n in range(hint.shape[0]):
            self._at_most_one(np.flatnonzero(self.who == n))
        for s in range(hint.shape[1]):
            cells, heads = np.flatnonzero(self.where == s), head + np.flatnonzero(slot == s)
            self._row([*cells.tolist(), *heads.tolist()], [1] * len(cells) + [-1] * len(heads), 0, 0)
            for fewer, more in pairwise(heads.tolist()):
                # What a head saves may grow with each, and the first comes first.
                self._row([more, fewer], [1, -1], -1, 0)
        prices = np.tensordot(scale, board.offers.delta[:, self.who, self.where], axes=(0, 0))
        saved = -np.tensordot(scale, board.gain[:, slot, rank], axes=(0, 0))
        short, cost = self._write_crews(crews, cell, scale)
        heads_now = rank < hint.sum(axis=0)[slot]
        self._hint(np.concatenate((self.hint, heads_now.astype(np.int64), short)))
        self.proto.objective.vars.extend(range(len(self.proto.variables)))
        self.proto.objective.coeffs.extend(np.concatenate((prices, saved, cost)).tolist())

    def read(self, values: list[int]) -> Bools:
        """Return who works which slot of the shift."""
        found = np.zeros(self.shape, dtype=np.bool_)
        is_any = np.array(values[: len(self.who)], dtype=np.bool_)
        found[self.who[is_any], self.where[is_any]] = True
        return found

    def _scale(self, board: ShiftBoard, crews: _Crews) -> Ints:
        """Return the weight of each tier."""
        tiers = range(len(board.gain))
        priced = board.offers.delta[:, self.who, self.where]
        lacks = [crews.cost[crews.tier == t] * np.maximum(0, crews.need[crews.tier == t]) for t in tiers]
        return np.array(weigh([(priced[t], board.gain[t].ravel(), lacks[t]) for t in tiers], 16), dtype=np.int64)

    def _add_booleans(self, count: int) -> int:
        """Add variables from 0 to 1; return the number of the first."""
        first = len(self.proto.variables)
        for _ in range(count):
            self.proto.variables.add().domain.extend((0, 1))
        return first

    def _at_most_one(self, cells: Ints) -> None:
        if len(cells) > 1:
            self.proto.constraints.add().at_most_one.literals.extend(cells.tolist())

    def _row(self, variables: list[int], coefs: list[int], lower: int, upper: int) -> None:
        row = self.proto.constraints.add().linear
        row.vars.extend(variables)
        row.coeffs.extend(coefs)
        row.domain.extend((lower, upper))

    def _write_crews(self, crews: _Crews, cell: Ints, scale: Ints) -> tuple[Ints, Ints]:
        """Write what crews lack; return what it is now, and what a unit of it costs, by row."""
        row, who, column, amount = crews.entries
        variable = cell[who, column]
        open_ones = variable >= 0
        row, variable, amount = row[open_ones], variable[open_ones], amount[open_ones]
        sums = np.bincount(row, weights=amount * self.hint[variable], minlength=len(crews.need)).astype(np.int64)
        short = np.maximum(0, crews.need - sums)
        low = np.bincount(row, weights=np.minimum(0, amount), minlength=len(crews.need)).astype(np.int64)
        for r, most in enumerate(np.maximum(0, crews.need - low).tolist()):
            mine = np.flatnonzero(row == r)
            lacking = len(self.proto.variables)
            self.proto.variables.add().domain.extend((0, most))
            self._row([*variable[mine].tolist(), lacking], [*amount[mine].tolist(), 1], int(crews.need[r]), NO_LIMIT)
        return short, scale[crews.tier] * crews.cost

    def _hint(self, values: Ints) -> None:
        self.proto.solution_hint.vars.extend(range(len(values)))
        self.proto.solution_hint.values.extend(values.tolist())
