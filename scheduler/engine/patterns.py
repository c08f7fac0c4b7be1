"""What one officer may work over the whole period, as paths through a layered graph: one layer a day.

A node holds all of an officer's past that still matters: what the tallies of his limits have come to
(`scheduler.engine.tallies`), and which instances of the next day are out; what priced limits charge lies on the ways
between nodes. Nodes with the same future are one. So the cheapest whole
pattern at any prices of the cells is found exactly, in one sweep back from the last day, for many officers at once.
What a graph cannot hold is left out of it: patterns may then be illegal or dearer than they look, never the other way,
so what is concluded from the cheapest ones stays a bound.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import Bools, Compiled
from scheduler.engine.tallies import SumTally, Tally
from scheduler.rule import Ints

Floats = NDArray[np.float64]

MOST_NODES = 40_000
"""Of one layer; beyond it the loosest sum is left out of the graph."""


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
        cost: `cost[choice, node]`: what priced limits charge then; None where they never do.
    """

    slots: Ints
    first: Ints
    child: Ints
    cost: Floats | None


@dataclass(frozen=True)
class PatternGraph:
    """The patterns of officers who share their limits.

    Attributes:
        officers: Who shares it.
        layers: By day. Behind the last layer there is one node.
        start: The node of the first layer in which each officer begins.
        base: What priced limits charge each officer whatever he works.
    """

    officers: Ints
    layers: tuple[Layer, ...]
    start: Ints
    base: Floats

    def some(self, who: Bools) -> "PatternGraph":
        """Return the graph for those of its officers for whom `who[officer]` holds."""
        mine = who[self.officers]
        return replace(self, officers=self.officers[mine], start=self.start[mine], base=self.base[mine])

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
            if layer.cost is not None:
                best += layer.cost[0][:, None]
            for c, price in enumerate(prices[day], 1):
                way = after[layer.child[c]]
                way += price
                if layer.cost is not None:
                    way += layer.cost[c][:, None]
                np.minimum(best, way, out=best)
            found.append(here)
        found.reverse()
        return found

    def least(self, swept: list[Floats]) -> Floats:
        """Return what each officer's cheapest pattern costs, infinite where he has none."""
        found: Floats = swept[0][self.start, np.arange(len(self.start))] + self.base
        return found

    def walk(self, swept: list[Floats], prices: list[Floats], off: Floats, cells: Floats) -> Ints:
        """Return `[officer, day]`: the slot worked in each officer's cheapest pattern, -1 for a day off.

        Only for officers who have a pattern at all: what it costs is finite.
        """
        k = len(self.officers)
        every = np.arange(k)
        node = self.start
        found = np.full((k, len(self.layers)), -1, dtype=np.int64)
        for day, layer in enumerate(self.layers):
            ways = swept[day + 1][layer.child[:, node], every]
            ways[0] += off[:, day]
            ways[1:] += prices[day]
            if layer.cost is not None:
                ways += layer.cost[:, node]
            chosen = ways.argmin(axis=0)
            node = layer.child[chosen, node]
            for c in np.unique(chosen[chosen > 0]).tolist():
                who = np.flatnonzero(chosen == c)
                slots = layer.slots[layer.first[c - 1] : layer.first[c]]
                found[who, day] = slots[cells[np.ix_(who, slots)].argmin(axis=1)]
        return found


def pattern_graph(compiled: Compiled, officers: Ints, tallies: list[Tally]) -> PatternGraph:
    """Return the graph of officers who share tallies, where nobody works two slots of one day.

    Raises:
        TooManyNodesError: the officers' past cannot be summed up in few enough nodes.
        NoPatternError: whatever the officers do on some day breaks a limit.
    """
    kept = [tally for tally in tallies if not isinstance(tally, SumTally)]
    # The loosest last: a limit near all that can be worked seldom binds.
    sums = [tally for tally in tallies if isinstance(tally, SumTally)]
    sums.sort(key=lambda tally: (not (tally.coef > 0).any(), tally.looseness))
    while True:
        try:
            return _Builder(compiled, officers, [*kept, *sums]).build()
        except TooManyNodesError:
            if not sums:
                raise
            # One of few, and of many a third: each try takes time.
            del sums[-max(1, len(sums) // 3) :]


_Laid = tuple[Ints, Ints, Ints, Ints]
"""Of a day: slots, where each choice begins, and `[choice, node]` the next node and what is charged."""


class _Builder:
    """Lays the graph out day by day, then leaves out what leads nowhere and joins what leads to the same."""

    def __init__(self, compiled: Compiled, officers: Ints, tallies: list[Tally]) -> None:
        self.compiled, self.officers, self.tallies = compiled, officers, tallies
        self.frame = compiled.frame
        self.conflicts = compiled.conflicts(int(officers[0]))
        self.days = self.frame.problem.period.days
        self._chosen: dict[int, tuple[Ints, Ints, Ints]] = {}

    def build(self) -> PatternGraph:
        """Return the graph.

        Raises:
            TooManyNodesError: a layer outgrows the limit.
        """
        nothing = np.zeros(len(self.officers), dtype=np.int64)
        state = np.stack([nothing, *(tally.starts for tally in self.tallies)], axis=1)
        state, start = _joined([state], [np.ones(len(state), dtype=np.bool_)])
        laid: list[_Laid] = []
        for day in range(self.days):
            slots, first, signature = self._choices(day)
            steps = [self._step(state, day, None, 0)]
            steps += [self._step(state, day, int(slots[a]), int(s)) for a, s in zip(first, signature, strict=False)]
            shape = len(steps), len(state)
            state, child = _joined([made for made, _, _ in steps], [legal for _, legal, _ in steps])
            if len(state) > MOST_NODES:
                raise TooManyNodesError
            laid.append((slots, first, child.reshape(shape), np.stack([charged for _, _, charged in steps])))
        return self._reduced(laid, len(state), start)

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
        look = [signature, *(part for tally in self.tallies for part in tally.looks(slots))]
        before = np.unique(frame.instance[frame.day == day - 1]) if day else np.zeros(0, dtype=np.int64)
        look += list(self.conflicts[np.ix_(before, frame.instance[slots])])
        _, number = np.unique(np.stack(look, axis=1), axis=0, return_inverse=True)
        number = number.reshape(-1)
        order = np.argsort(number, kind="stable")
        first = np.searchsorted(number[order], np.arange(int(number.max()) + 2))
        return slots[order], first, signature[order][first[:-1]]

    def _step(self, state: Ints, day: int, slot: int | None, signature: int) -> tuple[Ints, Bools, Ints]:
        """Return the states after working the slot on the day, None for a day off, which are legal, and the charges."""
        made = state.copy()
        legal = np.ones(len(state), dtype=np.bool_)
        charged = np.zeros(len(state), dtype=np.int64)
        made[:, 0] = signature
        if slot is not None and day:
            legal &= ~self._is_out(day, slot)[state[:, 0]]
        for n, tally in enumerate(self.tallies, 1):
            made[:, n], units = tally.after(state[:, n], day, slot)
            if tally.price:
                charged += tally.price * units
            else:
                legal &= units == 0
        return made, legal, np.where(legal, charged, 0)

    def _is_out(self, day: int, slot: int) -> Bools:
        """Return by signature of the day before whether the slot's instance is out."""
        frame = self.frame
        slots, first, signature = self._choices(day - 1)
        found = np.zeros(int(signature.max(initial=0)) + 1, dtype=np.bool_)
        for a, s in zip(first, signature.tolist(), strict=False):
            if s:
                found[s] = self.conflicts[frame.instance[slots[a]], frame.instance[slot]]
        return found

    def _reduced(self, laid: list[_Laid], last: int, start: Ints) -> PatternGraph:
        """Return the graph without nodes that lead nowhere, and with one node for all that lead to the same.

        What every way on from a node costs is paid on the way to it, so that nodes are one whose ways on differ by no
        more than that.
        """
        layers: list[Layer] = []
        place, ahead = np.append(np.zeros(last, dtype=np.int64), 1), np.zeros(last + 1, dtype=np.int64)
        for slots, first, child, charged in reversed(laid):
            moved, cost = place[child], charged + ahead[child]
            count = int(place.max(initial=0))
            leads = moved < count
            alive = leads.any(axis=0)
            moved, cost, leads = moved[:, alive], cost[:, alive], leads[:, alive]
            paid = cost[leads.argmax(axis=0), np.arange(cost.shape[1])]
            cost = np.where(leads, cost - paid, 0)
            representative, number = _distinct(np.concatenate((moved, cost)))
            more: Floats | None = cost[:, representative].astype(np.float64) if cost.any() else None
            layers.append(Layer(slots, first, moved[:, representative], more))
            place = np.full(child.shape[1] + 1, len(representative), dtype=np.int64)
            place[:-1][alive] = number
            ahead = np.zeros(child.shape[1] + 1, dtype=np.int64)
            ahead[:-1][alive] = paid
        layers.reverse()
        if (place[start] == place.max()).any():
            raise NoPatternError
        return PatternGraph(self.officers, tuple(layers), place[start], ahead[start].astype(np.float64))


def _joined(states: list[Ints], legal: list[Bools]) -> tuple[Ints, Ints]:
    """Return the different legal states, and the place of each given state among them, or their number if illegal."""
    every, ok = np.concatenate(states), np.concatenate(legal)
    if not ok.any():
        raise NoPatternError
    chosen = every[ok]
    low = chosen.min(axis=0)
    span = chosen.max(axis=0) - low + 1
    if float(np.prod(span.astype(np.float64))) < _ROOM:
        key = np.zeros(len(chosen), dtype=np.int64)
        for column in np.flatnonzero(span > 1).tolist():
            key = key * int(span[column]) + (chosen[:, column] - low[column])
        _, representative, number = np.unique(key, return_index=True, return_inverse=True)
    else:
        _, representative, number = np.unique(chosen, axis=0, return_index=True, return_inverse=True)
    place = np.full(len(every), len(representative), dtype=np.int64)
    place[ok] = number.reshape(-1)
    return chosen[representative], place


_ROOM = 2.0**62
"""Below it states are told apart by one whole number each."""


def _distinct(columns: Ints) -> tuple[Ints, Ints]:
    """Return one of each different column of a matrix, by its place, and for each column which of them it is."""
    key = np.zeros(columns.shape[1], dtype=np.uint64)
    for row in columns:
        key = (key + row.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    _, representative, number = np.unique(key, return_index=True, return_inverse=True)
    return representative, number.reshape(-1).astype(np.int64)
