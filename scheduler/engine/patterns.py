"""What one officer may work over the whole period, as paths through a layered graph: one layer a day.

A node holds all of an officer's past that still matters: the run of working days or days off, what rows have added up
to, groups touched, which instances of the next day are out. Nodes with the same future are one. So the cheapest whole
pattern at any prices of the cells is found exactly, in one sweep back from the last day, for many officers at once.
What a graph cannot hold is left out of it: patterns may then be illegal or dearer than they look, never the other way,
so what is concluded from the cheapest ones stays a bound.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import HARD, Bools, Compiled, GroupLimit, RunLimit
from scheduler.rule import NO_LIMIT, Ints

Floats = NDArray[np.float64]

MOST_NODES = 40_000
"""Of one layer; beyond it the loosest row is left out of the graph."""


class TooManyNodesError(ValueError):
    """The graph outgrows its limit."""


class NoPatternError(ValueError):
    """An officer has no legal pattern."""


@dataclass(frozen=True)
class Layer:
    """One day.

    Attributes:
        slots: Slots of the day, by choice: choice c + 1 is one of `slots[first[c]:first[c + 1]]`, choice 0 a day off.
        first: See `slots`.
        child: `child[choice, node]` in the next layer; the number of its nodes where that may not be.
    """

    slots: Ints
    first: Ints
    child: Ints


@dataclass(frozen=True)
class PatternGraph:
    """The patterns of officers who share their limits.

    Attributes:
        officers: Who shares it.
        layers: By day. The first layer has one node, and behind the last layer there is one.
    """

    officers: Ints
    layers: tuple[Layer, ...]

    def some(self, who: Bools) -> "PatternGraph":
        """Return the graph for those of its officers for whom `who[officer]` holds."""
        return replace(self, officers=self.officers[who[self.officers]])

    @property
    def size(self) -> int:
        """Number of arcs."""
        return sum(layer.child.size for layer in self.layers)

    def prices(self, cells: Floats) -> list[Floats]:
        """Return `[choice - 1, officer]` by day: the cheapest of each choice's slots, from `cells[officer, slot]`."""
        found = []
        for layer in self.layers:
            if not len(layer.slots):
                found.append(np.zeros((0, len(self.officers))))
                continue
            found.append(np.minimum.reduceat(cells[:, layer.slots], layer.first[:-1], axis=1).T)
        return found

    def sweep(self, prices: list[Floats], off: Floats) -> list[Floats]:
        """Return by day `[node, officer]`: what the cheapest way on from each node costs.

        Args:
            prices: As `prices` gives them.
            off: `off[officer, day]`, what a day off costs; infinite where a tour is fixed.
        """
        k = len(self.officers)
        found = [np.array([[0.0] * k, [np.inf] * k])]
        for day in reversed(range(len(self.layers))):
            layer, after = self.layers[day], found[-1]
            here = np.full((layer.child.shape[1] + 1, k), np.inf)
            best = here[:-1]
            np.add(after[layer.child[0]], off[:, day], out=best)
            for c, price in enumerate(prices[day]):
                way = after[layer.child[c + 1]]
                way += price
                np.minimum(best, way, out=best)
            found.append(here)
        found.reverse()
        return found

    def walk(self, swept: list[Floats], prices: list[Floats], off: Floats, cells: Floats) -> Ints:
        """Return `[officer, day]`: the slot worked in each officer's cheapest pattern, -1 for a day off.

        Only for officers who have a pattern at all: `swept[0][0]` is finite.
        """
        k = len(self.officers)
        every = np.arange(k)
        node = np.zeros(k, dtype=np.int64)
        found = np.full((k, len(self.layers)), -1, dtype=np.int64)
        for day, layer in enumerate(self.layers):
            ways = swept[day + 1][layer.child[:, node], every]
            ways[0] += off[:, day]
            ways[1:] += prices[day]
            chosen = ways.argmin(axis=0)
            node = layer.child[chosen, node]
            for c in np.unique(chosen[chosen > 0]).tolist():
                who = np.flatnonzero(chosen == c)
                slots = layer.slots[layer.first[c - 1] : layer.first[c]]
                found[who, day] = slots[cells[np.ix_(who, slots)].argmin(axis=1)]
        return found


def alike_officers(compiled: Compiled) -> list[Ints]:
    """Return the officers in groups that can share a graph."""
    looks: dict[tuple[object, ...], list[int]] = {}
    for officer in range(compiled.officers):
        looks.setdefault(_key(compiled, officer), []).append(officer)
    return [np.array(officers) for officers in looks.values()]


def _key(compiled: Compiled, officer: int) -> tuple[object, ...]:
    rows = compiled.rows[officer]
    own = zip(*(column[rows.hard].tolist() for column in (rows.shape, rows.upper, rows.lower)), strict=True)
    runs = [
        (r.most_work, r.most_off, r.least_work, r.least_off, r.carried_work, r.carried_off)
        for r in _hard_runs(compiled, officer)
    ]
    groups = [(g.most, id(g.member)) for g in compiled.groups[officer] if g.tier == HARD]
    return tuple(sorted(own)), tuple(runs), tuple(groups), int(compiled.conflict_class[officer])


def _hard_runs(compiled: Compiled, officer: int) -> list[RunLimit]:
    """Return the officer's hard limits of runs of any work."""
    return [limit for limit in compiled.runs[officer] if limit.tier == HARD and limit.counts is None]


@dataclass(frozen=True)
class _Row:
    """One hard row: what each slot adds, by slot; the days that it spans, and by day the most that can still come."""

    coef: Ints
    upper: int
    lower: int
    rest: Ints
    reach: int

    def after(self, value: Ints, day: int) -> tuple[Ints, Bools]:
        """Return values after a day as far as they still matter, and which can still be legal."""
        rest = int(self.rest[day + 1])
        legal = (value <= self.upper) & (value + rest >= self.lower)
        settled = (value >= self.lower) & (value + rest <= self.upper)
        return np.where(settled, self.upper - rest, value), legal


def pattern_graph(compiled: Compiled, officers: Ints) -> PatternGraph:
    """Return the graph of officers who are alike, where nobody works two slots of one day.

    Raises:
        TooManyNodesError: an officer's past cannot be summed up in few enough nodes.
        NoPatternError: whatever the officer does on some day breaks a limit.
    """
    rows = _rows(compiled, int(officers[0]))
    # The loosest first: a limit near all that can be worked seldom binds.
    rows.sort(key=lambda r: (r.lower <= 0, r.upper / max(1, r.reach)))
    while True:
        try:
            return _Builder(compiled, officers, rows).build()
        except TooManyNodesError:
            if not rows:
                raise
            # One of few rows, and of many a third: each try takes time.
            del rows[-max(1, len(rows) // 3) :]


def _rows(compiled: Compiled, officer: int) -> list[_Row]:
    own, frame = compiled.rows[officer], compiled.frame
    column, row, coef = own.entries(np.arange(len(frame.slots)))
    found = []
    days = frame.problem.period.days
    for r in own.hard.tolist():
        mine = row == r
        by_slot = np.zeros(len(frame.slots), dtype=np.int64)
        by_slot[column[mine]] = coef[mine]
        if (by_slot < 0).any():
            continue
        by_day = np.zeros(days, dtype=np.int64)
        np.maximum.at(by_day, frame.day, by_slot)
        rest = np.append(np.cumsum(by_day[::-1])[::-1], 0)
        upper = min(int(own.upper[r]), int(rest[0]))
        found.append(_Row(by_slot, upper, int(own.lower[r]), rest, int(rest[0])))
    return found


class _Builder:
    """Lays the graph out day by day, then leaves out what leads nowhere and joins what leads to the same."""

    def __init__(self, compiled: Compiled, officers: Ints, rows: list[_Row]) -> None:
        self.compiled, self.officers, self.rows = compiled, officers, rows
        self.frame = compiled.frame
        officer = int(officers[0])
        self.conflicts = compiled.conflicts(officer)
        self.runs = _hard_runs(compiled, officer)
        self.groups = [g for g in compiled.groups[officer] if g.tier == HARD and self._is_in_order(g)]
        self.days = self.frame.problem.period.days
        self.longest = max([_longest(limit) for limit in self.runs], default=0) + 1
        self._chosen: dict[int, tuple[Ints, Ints, Ints]] = {}

    def _is_in_order(self, group: GroupLimit) -> bool:
        """Whether no day lies between the first and the last day of two groups."""
        spans = sorted((int(d.min()), int(d.max())) for d in (self.frame.day[m] for m in group.member) if len(d))
        return all(a[1] < b[0] for a, b in pairwise(spans))

    def build(self) -> PatternGraph:
        """Return the graph.

        Raises:
            TooManyNodesError: a layer outgrows the limit.
        """
        state = np.array([[0, self._start(), *[0] * (2 * len(self.groups) + len(self.rows))]], dtype=np.int64)
        laid: list[tuple[Ints, Ints, Ints]] = []
        for day in range(self.days):
            slots, first, signature = self._choices(day)
            steps = [self._step(state, day, None, 0)]
            steps += [self._step(state, day, int(slots[a]), int(s)) for a, s in zip(first, signature, strict=False)]
            count = len(state)
            state, child = _joined([s for s, _ in steps], [legal for _, legal in steps])
            if len(state) > MOST_NODES:
                raise TooManyNodesError
            laid.append((slots, first, child.reshape(len(steps), count)))
        return self._reduced(laid, len(state))

    def _start(self) -> int:
        work = max((limit.carried_work for limit in self.runs), default=0)
        off = max((limit.carried_off for limit in self.runs), default=0)
        return min(work, self.longest) or -min(off, self.longest)

    def _choices(self, day: int) -> tuple[Ints, Ints, Ints]:
        """Return the day's slots in groups that look alike from here on, where each begins, and their signatures.

        The signature tells which of the next day's instances are out.
        """
        if day not in self._chosen:
            self._chosen[day] = self._find_choices(day)
        return self._chosen[day]

    def _find_choices(self, day: int) -> tuple[Ints, Ints, Ints]:
        frame = self.frame
        slots = np.flatnonzero((frame.day == day) & self.compiled.allowed[self.officers].any(axis=0))
        if not len(slots):
            return slots, np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64)
        next_day = (
            np.unique(frame.instance[frame.day == day + 1]) if day + 1 < self.days else np.zeros(0, dtype=np.int64)
        )
        ends = self.conflicts[np.ix_(frame.instance[slots], next_day)]
        signature = np.zeros(len(slots), dtype=np.int64)
        if ends.any():
            _, number = np.unique(ends, axis=0, return_inverse=True)
            number = number.reshape(-1)
            signature = np.where(ends.any(axis=1), number + 1, 0)
        look = [signature, *(r.coef[slots] for r in self.rows)]
        look += [member[slots] for g in self.groups for member in g.member if member[slots].any()]
        before = np.unique(frame.instance[frame.day == day - 1]) if day else np.zeros(0, dtype=np.int64)
        look += list(self.conflicts[np.ix_(before, frame.instance[slots])])
        _, number = np.unique(np.stack(look, axis=1), axis=0, return_inverse=True)
        number = number.reshape(-1)
        order = np.argsort(number, kind="stable")
        first = np.searchsorted(number[order], np.arange(int(number.max()) + 2))
        return slots[order], first, signature[order][first[:-1]]

    def _step(self, state: Ints, day: int, slot: int | None, signature: int) -> tuple[Ints, Bools]:
        """Return the states after working the slot on the day, None for a day off, and which of them are legal."""
        made = state.copy()
        legal = np.ones(len(state), dtype=np.bool_)
        made[:, 0] = signature
        if slot is not None and day:
            legal &= ~self._is_out(day, slot)[state[:, 0]]
        run = state[:, 1]
        made[:, 1], ends = _run_after(run, slot is not None, self.longest)
        for limit in self.runs:
            legal &= _run_is_legal(limit, run, made[:, 1], ends, self.longest)
        for n, group in enumerate(self.groups):
            count, is_open = made[:, 2 + 2 * n], made[:, 3 + 2 * n]
            self._touch(group, day, slot, count, is_open)
            legal &= count <= group.most
        for n, row in enumerate(self.rows):
            column = 2 + 2 * len(self.groups) + n
            value = state[:, column] + (0 if slot is None else int(row.coef[slot]))
            made[:, column], can = row.after(value, day)
            legal &= can
        return made, legal

    def _is_out(self, day: int, slot: int) -> Bools:
        """Return by signature of the day before whether the slot's instance is out."""
        frame = self.frame
        slots, first, signature = self._choices(day - 1)
        found = np.zeros(int(signature.max(initial=0)) + 1, dtype=np.bool_)
        for a, s in zip(first, signature.tolist(), strict=False):
            if s:
                found[s] = self.conflicts[frame.instance[slots[a]], frame.instance[slot]]
        return found

    def _touch(self, group: GroupLimit, day: int, slot: int | None, count: Ints, is_open: Ints) -> None:
        """Count the groups touched, in place: `is_open` tells whether the group that the day lies in is counted."""
        days = self.frame.day
        for member in group.member:
            span = days[member]
            if not len(span) or not span.min() <= day <= span.max():
                continue
            if slot is not None and member[slot]:
                count += 1 - is_open
                is_open[:] = 1
            if day == span.max():
                is_open[:] = 0
        left = sum(bool((days[m] > day).any()) for m in group.member)
        # Where all that is left may be touched, the count matters no more.
        count[count + left <= group.most] = group.most - left

    def _reduced(self, laid: list[tuple[Ints, Ints, Ints]], last: int) -> PatternGraph:
        """Return the graph without nodes that lead nowhere, and with one node for all that lead to the same."""
        layers: list[Layer] = []
        place = np.append(np.zeros(last, dtype=np.int64), 1)
        for slots, first, child in reversed(laid):
            moved = place[child]
            count = int(place.max(initial=0))
            alive = (moved < count).any(axis=0)
            distinct, number = _distinct(moved[:, alive])
            layers.append(Layer(slots, first, distinct))
            place = np.full(child.shape[1] + 1, distinct.shape[1], dtype=np.int64)
            place[:-1][alive] = number
        layers.reverse()
        return PatternGraph(self.officers, tuple(layers))


def _longest(limit: RunLimit) -> int:
    ends = (limit.most_work, limit.most_off, limit.least_work, limit.least_off)
    return max(end for end in (0, *ends) if end < NO_LIMIT)


def _run_after(run: Ints, is_work: bool, longest: int) -> tuple[Ints, Bools]:
    """Return runs after one more day, and which runs ended there.

    Runs are coded as days of work above 0, days off below, 0 for nothing known. A run that began at the first day, or
    before all that is known, may be as short as it likes: its days are coded with `longest` added.
    """
    sign = 1 if is_work else -1
    goes_on = run * sign > 0
    is_first = (run == 0) | (goes_on & (np.abs(run) > longest))
    days = np.minimum(np.where(goes_on, _days(run, longest), 0) + 1, longest)
    return sign * (days + longest * is_first), run * sign < 0


def _days(run: Ints, longest: int) -> Ints:
    days = np.abs(run)
    return np.where(days > longest, days - longest, days)


def _run_is_legal(limit: RunLimit, run: Ints, after: Ints, ends: Bools, longest: int) -> Bools:
    least = np.where(np.abs(run) > longest, 0, np.where(run > 0, limit.least_work, limit.least_off))
    most = np.where(after > 0, limit.most_work, limit.most_off)
    legal: Bools = ~(ends & (np.abs(run) < least)) & ((most >= NO_LIMIT) | (_days(after, longest) <= most))
    return legal


def _joined(states: list[Ints], legal: list[Bools]) -> tuple[Ints, Ints]:
    """Return the different legal states, and the place of each given state among them, or their number if illegal."""
    every, ok = np.concatenate(states), np.concatenate(legal)
    if not ok.any():
        raise NoPatternError
    chosen = every[ok]
    low = chosen.min(axis=0)
    span = chosen.max(axis=0) - low + 1
    key = np.zeros(len(chosen), dtype=np.int64)
    for column in range(chosen.shape[1]):
        key = key * int(span[column]) + (chosen[:, column] - low[column])
    _, representative, number = np.unique(key, return_index=True, return_inverse=True)
    place = np.full(len(every), len(representative), dtype=np.int64)
    place[ok] = number
    return chosen[representative], place


def _distinct(columns: Ints) -> tuple[Ints, Ints]:
    """Return the different columns of a matrix, and for each column which of them it is."""
    key = np.zeros(columns.shape[1], dtype=np.uint64)
    for row in columns:
        key = (key + row.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    _, representative, number = np.unique(key, return_index=True, return_inverse=True)
    return columns[:, representative], number.reshape(-1).astype(np.int64)
