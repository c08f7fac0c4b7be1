"""Terms that join several officers: rows over crews, and call lists. The part of a value that no single officer owns.

Both are always priced and never charge less than nothing, so what ignores them is still a true lower bound.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.rows import alike, places
from scheduler.rule import Crew, Frame, Ints, Order

Bools = NDArray[np.bool_]

CALL_DEPTH = 15
"""Up to how many idle officers before a position the guide price of calling it still grows."""


@dataclass(frozen=True)
class TeamPart:
    """A `Crew` or `Order` term with its use: tier index and weight."""

    term: Crew | Order
    tier: int
    weight: int


@dataclass(frozen=True)
class CrewRows:
    """All rows over crews: row r charges `cost[r] * max(0, need[r] - sum of its worked cells' coefs)`.

    Attributes:
        tier, need, cost, day: By row; weights are multiplied in.
        row, officer, slot, coef: By cell, in order of slot and officer; cells that nobody may work are left out.
        key: `slot * officers + officer` of each cell.
        of_instance: Numbers of the cells on each instance.
        least: What the rows charge at least, by tier.
    """

    tier: Ints
    need: Ints
    cost: Ints
    day: Ints
    row: Ints
    officer: Ints
    slot: Ints
    coef: Ints
    key: Ints
    of_instance: tuple[Ints, ...]
    least: Ints

    def charges(self, sums: Ints) -> Ints:
        """Return each row's charge for the given sums of its worked cells."""
        charged: Ints = self.cost * np.maximum(0, self.need - sums)
        return charged

    def sums(self, worked: Bools) -> Ints:
        """Return the sum of each row for a mask of worked cells."""
        weights = self.coef * worked[self.officer, self.slot]
        return np.bincount(self.row, weights=weights, minlength=len(self.need)).astype(np.int64)


@dataclass(frozen=True)
class CallLists:
    """All call lists. Positions share few different sets of slots, so those stand in a table of their own.

    Attributes:
        tier, cost, day: By list; weights are multiplied in.
        first: Where each list's positions begin, shape [lists + 1].
        list_of, officer, call, busy: By position: its list, its officer, and the sets of slots that call him and that
            keep him busy.
        slots: The slots of each set.
        member: `member[set, slot]`, the same as a mask.
        near: For each instance the lists alone that a tour on it can change.
    """

    tier: Ints
    cost: Ints
    day: Ints
    first: Ints
    list_of: Ints
    officer: Ints
    call: Ints
    busy: Ints
    slots: tuple[Ints, ...]
    member: Bools
    near: tuple["CallLists", ...]

    def touched(self, worked: Bools) -> Bools:
        """Return `[officer, set]`: who works a slot of which set, for a mask `[officer, slot]`."""
        found = np.zeros((len(worked), len(self.member)), dtype=np.bool_)
        for n, slots in enumerate(self.slots):
            found[:, n] = worked[:, slots].any(axis=1)
        return found

    def only(self, lists: Ints) -> "CallLists":
        """Return some of the lists, given by number, with no lists near anything."""
        sizes = np.diff(self.first)[lists]
        position = np.repeat(self.first[:-1][lists], sizes) + _counted(sizes)
        return CallLists(
            tier=self.tier[lists],
            cost=self.cost[lists],
            day=self.day[lists],
            first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            list_of=np.repeat(np.arange(len(lists)), sizes),
            officer=self.officer[position],
            call=self.call[position],
            busy=self.busy[position],
            slots=self.slots,
            member=self.member,
            near=(),
        )

    def idle_before(self, idle: Bools) -> Ints:
        """Return how many idle positions of its list come before each position."""
        total: Ints = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(idle, dtype=np.int64)))
        found: Ints = total[:-1] - total[self.first[:-1]][self.list_of]
        return found

    def passed(self, touched: Bools) -> Ints:
        """Return how many positions of each list are called although somebody before them is idle."""
        called = touched[self.officer, self.call]
        idle = ~touched[self.officer, self.busy]
        return np.bincount(self.list_of[called & (self.idle_before(idle) > 0)], minlength=len(self.cost))


@dataclass(frozen=True)
class Teams:
    """All crews and call lists of one problem."""

    crews: CrewRows
    lists: CallLists

    @property
    def is_empty(self) -> bool:
        """Whether nothing joins officers."""
        return not len(self.crews.need) and not len(self.lists.cost)

    def days(self, state: "TeamState", tier: int) -> Ints:
        """Return the days that what a tier charges now is judged on, one for each charge."""
        rows = (self.crews.tier == tier) & (self.crews.charges(state.sums) > 0)
        lists = (self.lists.tier == tier) & (self.lists.cost * self.lists.passed(state.touched) > 0)
        return np.concatenate((self.crews.day[rows], self.lists.day[lists]))


def teams_of(frame: Frame, parts: list[TeamPart], allowed: Bools, pinned: Bools, bucket: Ints, tiers: int) -> Teams:
    """Return all crews and call lists that can charge anything.

    Args:
        frame: Indices.
        parts: What policy prices.
        allowed: Cells that may be worked.
        pinned: Cells that are worked whatever the engine does.
        bucket: A number for each slot; nobody works two slots of one number.
        tiers: Number of tiers.
    """
    crews = [_Crews.of(p, p.term, allowed, pinned) for p in parts if isinstance(p.term, Crew)]
    lists = [p for p in parts if isinstance(p.term, Order)]
    return Teams(_joined_crews(frame, crews, pinned, bucket, tiers), _joined_lists(frame, lists, allowed))


@dataclass(frozen=True)
class _Crews:
    """One `Crew` term without the rows that never charge and the cells that nobody may work."""

    tier: Ints
    need: Ints
    cost: Ints
    day: Ints
    row: Ints
    officer: Ints
    slot: Ints
    coef: Ints

    @classmethod
    def of(cls, part: TeamPart, term: Crew, allowed: Bools, pinned: Bools) -> "_Crews":
        row = np.repeat(np.arange(len(term.need)), np.diff(term.first))
        is_open = allowed[term.officer, term.slot] & (term.coef != 0)
        row, officer, slot, coef = row[is_open], term.officer[is_open], term.slot[is_open], term.coef[is_open]
        # The lowest sum that a row can come to: pinned cells and all that may be subtracted.
        certain = np.where(pinned[officer, slot], coef, np.minimum(0, coef))
        low = np.bincount(row, weights=certain, minlength=len(term.need)).astype(np.int64)
        keep = (term.need > low) & (term.cost > 0)
        number = np.cumsum(keep) - 1
        mine = keep[row]
        kept = int(keep.sum())
        return cls(
            tier=np.full(kept, part.tier, dtype=np.int64),
            need=term.need[keep],
            cost=term.cost[keep] * part.weight,
            day=term.day[keep],
            row=number[row[mine]],
            officer=officer[mine],
            slot=slot[mine],
            coef=coef[mine],
        )


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays]).astype(np.int64, copy=False)


def _joined_crews(frame: Frame, parts: list[_Crews], pinned: Bools, bucket: Ints, tiers: int) -> CrewRows:
    before = np.cumsum([0, *(len(p.need) for p in parts)])
    tier, need, cost = (_joined([getattr(p, name) for p in parts]) for name in ("tier", "need", "cost"))
    row = _joined([p.row + b for p, b in zip(parts, before, strict=False)])
    officer, slot, coef = (_joined([getattr(p, name) for p in parts]) for name in ("officer", "slot", "coef"))
    key = slot * len(pinned) + officer
    order = np.argsort(key, kind="stable")
    row, officer, slot, coef = row[order], officer[order], slot[order], coef[order]
    least = np.zeros(tiers, dtype=np.int64)
    asks = np.flatnonzero((need > 0)[row])
    who, where = officer[asks], slot[asks]
    reach = _most(row[asks], who, bucket[where], coef[asks], pinned[who, where], len(need))
    np.add.at(least, tier, cost * np.maximum(0, np.where(need > 0, need - reach, 0)))
    return CrewRows(
        tier=tier,
        need=need,
        cost=cost,
        day=_joined([p.day for p in parts]),
        row=row,
        officer=officer,
        slot=slot,
        coef=coef,
        key=key[order],
        of_instance=tuple(_cells_of(slot, slots) for slots in frame.slots_of_instance),
        least=least,
    )


def _most(row: Ints, officer: Ints, bucket: Ints, coef: Ints, is_pinned: Bools, rows: int) -> Ints:
    """Return the most that each row can come to: what is pinned, and the best cell of each officer and bucket."""
    most = np.bincount(row[is_pinned], weights=coef[is_pinned], minlength=rows)
    free = ~is_pinned & (coef > 0)
    row, officer, bucket, coef = row[free], officer[free], bucket[free], coef[free]
    order = np.lexsort((coef, bucket, officer, row))
    row, officer, bucket, coef = row[order], officer[order], bucket[order], coef[order]
    is_last = np.ones(len(row), dtype=np.bool_)
    is_last[:-1] = (np.diff(row) != 0) | (np.diff(officer) != 0) | (np.diff(bucket) != 0)
    most = most + np.bincount(row[is_last], weights=coef[is_last], minlength=rows)
    return most.astype(np.int64)


def _grouped(key: Ints, items: Ints, count: int) -> tuple[Ints, ...]:
    """Return the items of each key from 0 to count - 1."""
    order = np.argsort(key, kind="stable")
    edges = np.searchsorted(key[order], np.arange(count + 1))
    return tuple(items[order[edges[n] : edges[n + 1]]] for n in range(count))


def _joined_lists(frame: Frame, parts: list[TeamPart], allowed: Bools) -> CallLists:
    terms = [p.term for p in parts if isinstance(p.term, Order)]
    counts = [len(t.officer) for t in terms]
    before = np.cumsum([0, *(len(t.first_slot) - 1 for t in terms)])
    first, slots = _span_arrays([(t.first_slot, t.slot) for t in terms])
    chosen, number = alike(first, slots, np.ones(len(slots), dtype=np.int64))
    member = np.zeros((len(chosen), len(frame.slots)), dtype=np.bool_)
    for n, span in enumerate(chosen.tolist()):
        member[n, slots[first[span] : first[span + 1]]] = True
    made = CallLists(
        tier=_joined([np.full(len(p.term.cost), p.tier) for p in parts]),
        cost=_joined([p.term.cost * p.weight for p in parts]),
        day=_joined([t.day for t in terms]),
        first=_span_arrays([(t.first, np.zeros(n, dtype=np.int64)) for t, n in zip(terms, counts, strict=True)])[0],
        list_of=np.zeros(0, dtype=np.int64),
        officer=_joined([t.officer for t in terms]),
        call=number[_joined([t.call + b for t, b in zip(terms, before, strict=False)])],
        busy=number[_joined([t.busy + b for t, b in zip(terms, before, strict=False)])],
        slots=tuple(np.flatnonzero(m) for m in member),
        member=member,
        near=(),
    )
    return _that_can_charge(frame, made, allowed)


def _runs(ordered: Ints, keys: Ints) -> tuple[Ints, Ints]:
    """Return where each key begins in an ordered array, and how often it is there."""
    begins = np.searchsorted(ordered, keys)
    return begins, np.searchsorted(ordered, keys, side="right") - begins


def _cells_of(ordered: Ints, slots: Ints) -> Ints:
    """Return the numbers of the cells on the slots, for cells in order of slots."""
    begins, sizes = _runs(ordered, slots)
    found: Ints = np.repeat(begins, sizes) + _counted(sizes)
    return found


def _counted(sizes: Ints) -> Ints:
    """Return 0, 1, ... sizes[0] - 1, 0, 1, ... sizes[1] - 1, and so on."""
    ends = np.cumsum(sizes)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    return found


def _span_arrays(spans: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Return several arrays of spans one after another."""
    sizes = _joined([np.diff(first) for first, _ in spans])
    return np.concatenate(([0], np.cumsum(sizes))).astype(np.int64), _joined([items for _, items in spans])


def _that_can_charge(frame: Frame, made: CallLists, allowed: Bools) -> CallLists:
    """Return the lists without the positions after the last one that can be called, and without empty lists."""
    can_call = made.touched(allowed)[made.officer, made.call]
    sizes = np.diff(made.first)
    place = np.arange(len(made.officer)) - np.repeat(made.first[:-1], sizes)
    lengths = np.zeros(len(sizes), dtype=np.int64)
    # The first position can be called by right, so a list whose only callable one it is never charges.
    np.maximum.at(lengths, np.repeat(np.arange(len(sizes)), sizes), np.where(can_call & (place > 0), place + 1, 0))
    lengths[made.cost <= 0] = 0
    kept = np.flatnonzero(lengths)
    stay = place < np.repeat(lengths, sizes)
    touches = np.zeros((len(made.member), len(frame.instances)), dtype=np.bool_)
    for n, slots in enumerate(made.slots):
        touches[n, frame.instance[slots]] = True
    kept_lists = replace(
        made,
        tier=made.tier[kept],
        cost=made.cost[kept],
        day=made.day[kept],
        first=np.concatenate(([0], np.cumsum(lengths[kept]))).astype(np.int64),
        list_of=np.repeat(np.arange(len(kept)), lengths[kept]),
        officer=made.officer[stay],
        call=made.call[stay],
        busy=made.busy[stay],
    )
    position, instance = np.nonzero(touches[kept_lists.call] | touches[kept_lists.busy])
    near = _grouped(instance, kept_lists.list_of[position], len(frame.instances))
    return replace(kept_lists, near=tuple(kept_lists.only(np.unique(lists)) for lists in near))


class TeamState:
    """Where the crews and lists stand for one assignment; follows each officer's moves."""

    def __init__(self, teams: Teams, worked: Bools) -> None:
        self.teams = teams
        self.sums = teams.crews.sums(worked)
        self.touched = teams.lists.touched(worked)

    def copy(self) -> "TeamState":
        """Return a copy that can be changed without this one."""
        made = object.__new__(TeamState)
        made.teams, made.sums, made.touched = self.teams, self.sums.copy(), self.touched.copy()
        return made

    def put(self, officers: Ints, before: Bools, after: Bools) -> None:
        """Follow a change of officers' work; masks `[officer, slot]`, a row for each of them."""
        crews, lists = self.teams.crews, self.teams.lists
        if self.teams.is_empty:
            return
        who, slot = places(before != after)
        key = slot * len(self.touched) + officers[who]
        begins, sizes = _runs(crews.key, key)
        cells = np.repeat(begins, sizes) + _counted(sizes)
        sign = np.where(after[who, slot], 1, -1)
        np.add.at(self.sums, crews.row[cells], crews.coef[cells] * np.repeat(sign, sizes))
        for n, officer in enumerate(officers.tolist()):
            self.touched[officer] = lists.member[:, after[n]].any(axis=1)

    def tiers(self, count: int) -> Ints:
        """Return what all teams charge, by tier."""
        crews, lists = self.teams.crews, self.teams.lists
        found = np.zeros(count, dtype=np.int64)
        np.add.at(found, crews.tier, crews.charges(self.sums))
        np.add.at(found, lists.tier, lists.cost * lists.passed(self.touched))
        return found

    def offers(self, worked: Bools, instance: int, slots: Ints, officers: Ints, tiers: int) -> Ints:
        """Return `[tier, officer, slot]`: what each officer adds by working each slot instead of none of them.

        Everybody else stays as he is. Rows over crews answer exactly. For call lists an officer who is passed over
        costs the more the further down the list one calls (up to `CALL_DEPTH`), so that whoever must be called comes
        from the top; comparisons of whole rosters use true values.

        Args:
            worked: The assignment, `[officer, slot]`.
            instance: Instance index.
            slots: Its slots.
            officers: Officer indices asked for.
            tiers: Number of tiers.
        """
        delta = np.zeros((tiers, len(officers), len(slots)), dtype=np.int64)
        place = np.full(len(worked), -1, dtype=np.int64)
        place[officers] = np.arange(len(officers))
        column = np.zeros(worked.shape[1], dtype=np.int64)
        column[slots] = np.arange(len(slots))
        self._crew_offers(worked, instance, place, column, delta)
        self._list_offers(worked, instance, slots, place, delta)
        return delta

    def _crew_offers(self, worked: Bools, instance: int, place: Ints, column: Ints, delta: Ints) -> None:
        crews = self.teams.crews
        cells = crews.of_instance[instance]
        cells = cells[place[crews.officer[cells]] >= 0]
        if not len(cells):
            return
        row, officer, slot, coef = crews.row[cells], crews.officer[cells], crews.slot[cells], crews.coef[cells]
        _, pair = np.unique(officer * len(crews.need) + row, return_inverse=True)
        own = np.bincount(pair, weights=coef * worked[officer, slot]).astype(np.int64)[pair]
        before = np.maximum(0, crews.need[row] - self.sums[row] + own)
        after = np.maximum(0, crews.need[row] - self.sums[row] + own - coef)
        np.add.at(delta, (crews.tier[row], place[officer], column[slot]), crews.cost[row] * (after - before))

    def _list_offers(self, worked: Bools, instance: int, slots: Ints, place: Ints, delta: Ints) -> None:
        if not len(self.teams.lists.cost):
            return
        lists = self.teams.lists.near[instance]
        rest = self.touched.copy()
        for o in np.flatnonzero((place >= 0) & worked[:, slots].any(axis=1)).tolist():
            elsewhere = worked[o].copy()
            elsewhere[slots] = False
            rest[o] = lists.member[:, elsewhere].any(axis=1)
        idle = ~self.touched[lists.officer, lists.busy]
        ahead, passing = lists.idle_before(idle), self._passing(lists, idle)
        asked = np.flatnonzero(place[lists.officer] >= 0)
        officer, call, busy = lists.officer[asked], lists.call[asked], lists.busy[asked]
        number, cost = lists.list_of[asked], lists.cost[lists.list_of[asked]]
        here = lists.member[:, slots]
        calls = here[call] & ~rest[officer, call][:, None]
        price = (cost * np.minimum(ahead[asked], CALL_DEPTH))[:, None] * calls
        # The first idle one of a list saves, by any work, all whom he is passed over for.
        saves = here[busy] & (~rest[officer, busy] & (ahead[asked] == 0))[:, None]
        price -= (cost * passing[asked])[:, None] * saves
        n, slot = np.nonzero(price)
        np.add.at(delta, (lists.tier[number[n]], place[officer[n]], slot), price[n, slot])

    def _passing(self, lists: CallLists, idle: Bools) -> Ints:
        """Return how many are called after each position and before the next idle one of its list."""
        count = len(idle)
        stops = np.where(idle, np.arange(count), count)
        later = np.minimum.accumulate(stops[::-1])[::-1]
        following = np.minimum(np.append(later[1:], count), lists.first[1:][lists.list_of])
        called = self.touched[lists.officer, lists.call]
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(called, dtype=np.int64)))
        found: Ints = total[following] - total[np.arange(count) + 1]
        return found
