"""Terms that join several officers: rows over crews, and call lists. The part of a value that no single officer owns.

Both are always priced and never charge less than nothing, so what ignores them is still a true lower bound.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.row_shapes import alike
from scheduler.engine.rows import places, starts_of
from scheduler.ledger.numbers import distinct
from scheduler.rule import EVERYBODY, Crew, Frame, Ints, Order

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
    """All rows over crews: row r charges `cost[r] * max(0, need[r] - its sum)`.

    Where a post alone decides what a tour on it counts for, a row needs one cell a slot instead of one an officer.

    Attributes:
        tier, need, cost, day: By row; weights are multiplied in.
        row, slot, coef: By cell, in order of slot and row: what each head on the slot counts for in the row.
        of: By exception, in order: its cell.
        officer, extra: By exception: what that officer counts for besides.
        of_instance: Numbers of the cells on each instance, in order of rows.
        least: What the rows charge at least, by tier.
    """

    tier: Ints
    need: Ints
    cost: Ints
    day: Ints
    row: Ints
    slot: Ints
    coef: Ints
    of: Ints
    officer: Ints
    extra: Ints
    of_instance: tuple[Ints, ...]
    least: Ints

    def charges(self, sums: Ints) -> Ints:
        """Return each row's charge for the given sums of its worked cells."""
        charged: Ints = self.cost * np.maximum(0, self.need - sums)
        return charged

    def sums(self, worked: Bools) -> Ints:
        """Return the sum of each row for a mask of worked cells."""
        filled = worked.sum(axis=0)
        weights = self.coef * filled[self.slot]
        weights += np.bincount(
            self.of, weights=self.extra * worked[self.officer, self.slot[self.of]], minlength=len(weights)
        ).astype(np.int64)
        return np.bincount(self.row, weights=weights, minlength=len(self.need)).astype(np.int64)

    def count(self, cell: Ints, officer: Ints) -> Ints:
        """Return what each officer counts for in each cell of pairs (cell, officer)."""
        width, keys = self._keys
        asked = cell * width + officer
        found: Ints = self.coef[cell]
        if len(keys):
            at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
            is_known = (keys[at] == asked) & (officer < width)
            found[is_known] += self.extra[at[is_known]]
        return found

    @cached_property
    def _keys(self) -> tuple[int, Ints]:
        """One more than the highest officer index, and the exceptions as ascending numbers of cell and officer."""
        width = int(self.officer.max(initial=0)) + 1
        return width, self.of * width + self.officer

    def counts(self, cells: Ints, place: Ints, officers: int) -> Ints:
        """Return `[cell, officer]`: what each officer counts for in each of the cells.

        Args:
            cells: Numbers of the cells, each once.
            place: The column of each officer index, -1 for those not asked for.
            officers: Number of columns.
        """
        found = np.repeat(self.coef[cells][:, None], officers, axis=1)
        begins, sizes = _runs(self.of, cells)
        at = np.repeat(begins, sizes) + _counted(sizes)
        line, column = np.repeat(np.arange(len(cells)), sizes), place[self.officer[at]]
        mine = column >= 0
        found[line[mine], column[mine]] += self.extra[at[mine]]
        return found


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

    @cached_property
    def by_slot(self) -> NDArray[np.int16]:
        """`by_slot[slot, set]`, 1 where the slot is in the set; sums of it count slots."""
        return np.ascontiguousarray(self.member.T).astype(np.int16)

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
        return self.passed_over(touched[self.officer, self.call], ~touched[self.officer, self.busy])

    def passed_over(self, called: Bools, idle: Bools) -> Ints:
        """Return the same for what each position's officer does: whether he is called, and whether he is idle."""
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
    lists = [p for p in parts if isinstance(p.term, Order)]
    return Teams(_crew_rows(frame, parts, allowed, pinned, bucket, tiers), _joined_lists(frame, lists, allowed))


def _joined(arrays: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays]).astype(np.int64, copy=False)


def _crew_rows(
    frame: Frame, parts: list[TeamPart], allowed: Bools, pinned: Bools, bucket: Ints, tiers: int
) -> CrewRows:
    """Join all `Crew` terms, without the rows that never charge and the officers who may not work a cell."""
    crews = [(p, p.term) for p in parts if isinstance(p.term, Crew)]
    first, slot = _span_arrays([(t.first, t.slot) for _, t in crews])
    officer, coef = _joined([t.officer for _, t in crews]), _joined([t.coef for _, t in crews])
    row = np.repeat(np.arange(len(first) - 1), np.diff(first))
    is_all = officer == EVERYBODY
    is_open = np.where(is_all, np.asarray(allowed.any(axis=0))[slot], allowed[officer, slot]) & (coef != 0)
    row, slot, officer, coef, is_all = row[is_open], slot[is_open], officer[is_open], coef[is_open], is_all[is_open]
    rows = len(first) - 1
    cells, cell = np.unique(slot * rows + row, return_inverse=True)
    common = np.bincount(cell[is_all], weights=coef[is_all], minlength=len(cells)).astype(np.int64)
    order = np.lexsort((officer[~is_all], cell[~is_all]))
    made = CrewRows(
        tier=_joined([np.full(len(t.need), p.tier) for p, t in crews]),
        need=_joined([t.need for _, t in crews]),
        cost=_joined([t.cost * p.weight for p, t in crews]),
        day=_joined([t.day for _, t in crews]),
        row=cells % max(1, rows),
        slot=cells // max(1, rows),
        coef=common,
        of=cell[~is_all][order],
        officer=officer[~is_all][order],
        extra=coef[~is_all][order],
        of_instance=(),
        least=np.zeros(tiers, dtype=np.int64),
    )
    made = _that_can_fall_short(made, allowed)
    np.add.at(made.least, made.tier, made.cost * np.maximum(0, made.need - _most(made, allowed, pinned, bucket)))
    here = [_cells_of(made.slot, own) for own in frame.slots_of_instance]
    return replace(made, of_instance=tuple(cells[np.argsort(made.row[cells], kind="stable")] for cells in here))


def _that_can_fall_short(made: CrewRows, allowed: Bools) -> CrewRows:
    """Return the rows that may charge: those that ask for more than the lowest sum of what may be subtracted."""
    low = np.minimum(0, made.coef) * allowed.sum(axis=0)[made.slot]
    low += np.bincount(made.of, weights=np.minimum(0, made.extra), minlength=len(low)).astype(np.int64)
    keep = (made.need > np.bincount(made.row, weights=low, minlength=len(made.need))) & (made.cost > 0)
    mine = keep[made.row]
    excepted = mine[made.of]
    return replace(
        made,
        tier=made.tier[keep],
        need=made.need[keep],
        cost=made.cost[keep],
        day=made.day[keep],
        row=(np.cumsum(keep) - 1)[made.row[mine]],
        slot=made.slot[mine],
        coef=made.coef[mine],
        of=(np.cumsum(mine) - 1)[made.of[excepted]],
        officer=made.officer[excepted],
        extra=made.extra[excepted],
    )


def _most(made: CrewRows, allowed: Bools, pinned: Bools, bucket: Ints) -> Ints:
    """Return the most that each row can come to: what is pinned, and the best cell of each officer and bucket.

    Rows that ask for nothing are not looked at and keep what they ask for.
    """
    found = made.need.copy()
    everybody = np.arange(len(allowed))
    order = np.argsort(made.row, kind="stable")
    edge = np.searchsorted(made.row[order], np.arange(len(found) + 1))
    for r in np.flatnonzero(made.need > 0).tolist():
        cells = order[edge[r] : edge[r + 1]]
        cells = cells[np.argsort(bucket[made.slot[cells]], kind="stable")]
        slots = made.slot[cells]
        if not len(cells):
            found[r] = 0
            continue
        counts = made.counts(cells, everybody, len(everybody))
        fixed = pinned[:, slots].T
        free = np.where(allowed[:, slots].T & ~fixed, np.maximum(0, counts), 0)
        starts = starts_of(bucket[slots])
        found[r] = int((counts * fixed).sum()) + int(np.maximum.reduceat(free, starts, axis=0).sum())
    return found


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
    begins = ordered.searchsorted(keys)
    return begins, ordered.searchsorted(keys, side="right") - begins


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
    return replace(kept_lists, near=tuple(kept_lists.only(distinct(lists)) for lists in near))


class TeamState:
    """Where the crews and lists stand for one assignment; follows each officer's moves."""

    def __init__(self, teams: Teams, worked: Bools) -> None:
        self.teams = teams
        self.sums = teams.crews.sums(worked)
        self.hits = np.zeros((len(worked), len(teams.lists.member)), dtype=np.int16)
        """`[officer, set]`: how many slots of each of the lists' sets each officer works."""
        self._count(*places(worked), np.ones(int(worked.sum()), dtype=np.int16))

    @property
    def touched(self) -> Bools:
        """`[officer, set]`: who works a slot of which set."""
        found: Bools = self.hits > 0
        return found

    def copy(self) -> "TeamState":
        """Return a copy that can be changed without this one."""
        made = object.__new__(TeamState)
        made.teams, made.sums, made.hits = self.teams, self.sums.copy(), self.hits.copy()
        return made

    def put(self, officers: Ints, before: Bools, after: Bools) -> None:
        """Follow a change of officers' work; masks `[officer, slot]`, a row for each of them."""
        if self.teams.is_empty:
            return
        who, slot = places(before != after)
        self.move(officers[who], slot, np.where(after[who, slot], 1, -1))

    def move(self, officer: Ints, slot: Ints, sign: Ints) -> None:
        """Follow officers who take a slot (sign 1) or leave it (-1); those of one officer stand side by side."""
        crews = self.teams.crews
        begins, sizes = _runs(crews.slot, slot)
        cells = np.repeat(begins, sizes) + _counted(sizes)
        amount = np.repeat(sign, sizes) * crews.count(cells, np.repeat(officer, sizes))
        np.add.at(self.sums, crews.row[cells], amount)
        self._count(officer, slot, sign.astype(np.int16))

    def _count(self, officer: Ints, slot: Ints, sign: NDArray[np.int16]) -> None:
        if not len(self.teams.lists.cost) or not len(officer):
            return
        starts = starts_of(officer)
        change = self.teams.lists.by_slot[slot] * sign[:, None]
        self.hits[officer[starts]] += np.add.reduceat(change, starts, axis=0, dtype=np.int16)

    def near(self, instance: int, count: int) -> Ints:
        """Return what crews and the lists that a tour on an instance can change charge, by tier; see `tiers`."""
        crews, found = self.teams.crews, np.zeros(count, dtype=np.int64)
        np.add.at(found, crews.tier, crews.charges(self.sums))
        if len(self.teams.lists.cost):
            lists = self.teams.lists.near[instance]
            np.add.at(found, lists.tier, lists.cost * self._passed(lists))
        return found

    def _passed(self, lists: CallLists) -> Ints:
        return lists.passed_over(self.hits[lists.officer, lists.call] > 0, self.hits[lists.officer, lists.busy] == 0)

    def tiers(self, count: int) -> Ints:
        """Return what all teams charge, by tier."""
        crews, lists = self.teams.crews, self.teams.lists
        found = np.zeros(count, dtype=np.int64)
        np.add.at(found, crews.tier, crews.charges(self.sums))
        np.add.at(found, lists.tier, lists.cost * self._passed(lists))
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
        self._crew_offers(worked, instance, officers, place, column, delta)
        self._list_offers(worked, instance, slots, place, delta)
        return delta

    def _crew_offers(
        self, worked: Bools, instance: int, officers: Ints, place: Ints, column: Ints, delta: Ints
    ) -> None:
        crews = self.teams.crews
        cells = crews.of_instance[instance]
        if not len(cells):
            return
        row, slot = crews.row[cells], crews.slot[cells]
        counts = crews.counts(cells, place, len(officers))
        missing = (crews.need[row] - self.sums[row])[:, None]
        held = worked[officers[:, None], slot].T
        if held.any():
            starts = starts_of(row)
            sizes = np.diff(np.append(starts, len(row)))
            missing = missing + np.repeat(np.add.reduceat(counts * held, starts, axis=0), sizes, axis=0)
        price = np.maximum(0, missing - counts)
        price -= np.maximum(0, missing)
        price *= crews.cost[row][:, None]
        for n, (tier, at) in enumerate(zip(crews.tier[row].tolist(), column[slot].tolist(), strict=True)):
            delta[tier, :, at] += price[n]

    def _list_offers(self, worked: Bools, instance: int, slots: Ints, place: Ints, delta: Ints) -> None:
        if not len(self.teams.lists.cost):
            return
        lists = self.teams.lists.near[instance]
        own = np.zeros(len(place), dtype=np.int64)
        holders = np.flatnonzero((place >= 0) & worked[:, slots].any(axis=1))
        own[holders] = np.arange(1, len(holders) + 1)
        lost = np.zeros((len(holders) + 1, self.hits.shape[1]), dtype=np.int16)
        for at, o in enumerate(holders.tolist(), start=1):
            lost[at] = self.teams.lists.by_slot[slots[worked[o, slots]]].sum(axis=0)
        idle = self.hits[lists.officer, lists.busy] == 0
        ahead, passing = lists.idle_before(idle), self._passing(lists, idle)
        asked = np.flatnonzero(place[lists.officer] >= 0)
        officer, call, busy = lists.officer[asked], lists.call[asked], lists.busy[asked]
        number, cost = lists.list_of[asked], lists.cost[lists.list_of[asked]]
        here, row = lists.member[:, slots], own[officer]
        is_uncalled = self.hits[officer, call] <= lost[row, call]
        is_idle = self.hits[officer, busy] <= lost[row, busy]
        calls = here[call] & is_uncalled[:, None]
        price = (cost * np.minimum(ahead[asked], CALL_DEPTH))[:, None] * calls
        # The first idle one of a list saves, by any work, all whom he is passed over for.
        saves = here[busy] & (is_idle & (ahead[asked] == 0))[:, None]
        price -= (cost * passing[asked])[:, None] * saves
        n, slot = np.nonzero(price)
        np.add.at(delta, (lists.tier[number[n]], place[officer[n]], slot), price[n, slot])

    def _passing(self, lists: CallLists, idle: Bools) -> Ints:
        """Return how many are called after each position and before the next idle one of its list."""
        count = len(idle)
        stops = np.where(idle, np.arange(count), count)
        later = np.minimum.accumulate(stops[::-1])[::-1]
        following = np.minimum(np.append(later[1:], count), lists.first[1:][lists.list_of])
        called = self.hits[lists.officer, lists.call] > 0
        total = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(called, dtype=np.int64)))
        found: Ints = total[following] - total[np.arange(count) + 1]
        return found
