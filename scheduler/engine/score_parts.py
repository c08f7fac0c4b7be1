"""What pairs of instances, wishes, runs and groups cost many officers at once."""

from dataclasses import dataclass

import numpy as np

from scheduler.engine.compiled import HARD, Bools, Compiled, Pairs
from scheduler.engine.rows import places, starts_of
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import Ints


class PairScore:
    """Successions. Hard ones close slots by the officer's conflicts, priced ones are counted."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._between = [_without_diagonal(pair) for pair in compiled.pairs]
        self._twice = [pair.count.diagonal() for pair in compiled.pairs]
        self._first = [np.nonzero(between) for between in self._between]

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what pairs cost."""
        works = work.heads > 0
        for pair, twice, (first, second) in zip(self.compiled.pairs, self._twice, self._first, strict=True):
            met = (works[:, first] & works[:, second]) @ pair.count[first, second]
            if twice.any():
                met += (work.heads > 1) @ twice
            amount = np.where(pair.officer[work.officers], met * pair.weight, 0)
            if pair.tier == HARD:
                charges.broken[:] += amount
            else:
                charges.tiers[:, pair.tier] += amount

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Close what conflicts, and add what pairs cost; `work` holds no slot of the instance."""
        works = work.heads > 0
        classes = self.compiled.conflict_class[work.officers]
        for number, conflicts in enumerate(self.compiled.conflict_classes):
            mine = classes == number
            offers.is_open[mine & works[:, np.flatnonzero(conflicts[instance])].any(axis=1)] = False
        for pair, between in zip(self.compiled.pairs, self._between, strict=True):
            if pair.tier != HARD:
                price = between[instance] + between[:, instance]
                others = np.flatnonzero(price)
                met = works[:, others] @ price[others]
                if met.any():
                    amount = np.where(pair.officer[work.officers], met * pair.weight, 0)
                    offers.delta[pair.tier] += amount[:, None]


def _without_diagonal(pair: Pairs) -> Ints:
    found = pair.count.copy()
    np.fill_diagonal(found, 0)
    return found


@dataclass(frozen=True)
class _Items:
    """Items of officers, in order of officers: those of officer o are `first[o]` to `first[o+1]`."""

    first: Ints

    @classmethod
    def of(cls, items: tuple[tuple[object, ...], ...]) -> "_Items":
        return cls(np.concatenate(([0], np.cumsum([len(own) for own in items]))).astype(np.int64))

    def pick(self, officers: Ints) -> tuple[Ints, Ints]:
        """Return (place in `officers`, item number) of all items of the officers."""
        return _spans(self.first, officers)


def _spans(first: Ints, picked: Ints) -> tuple[Ints, Ints]:
    """Return (place in `picked`, number) of all that the spans `first[p]` to `first[p+1]` of the picked ones hold."""
    sizes = first[picked + 1] - first[picked]
    ends = np.cumsum(sizes)
    number = np.repeat(first[:-1][picked] - (ends - sizes), sizes) + np.arange(int(ends[-1]) if len(ends) else 0)
    return np.repeat(np.arange(len(picked)), sizes), number


class WishScore:
    """Work that officers should do: `WantedWork`. No item is without slots."""

    def __init__(self, compiled: Compiled) -> None:
        items = [item for own in compiled.wanted for item in own]
        self._items = _Items.of(compiled.wanted)
        self.tier = np.array([i.tier for i in items], dtype=np.int64)
        self.cost = np.array([i.cost for i in items], dtype=np.int64)
        self.first = np.concatenate(([0], np.cumsum([len(i.slots) for i in items]))).astype(np.int64)
        self.slot = np.concatenate([np.zeros(0, dtype=np.int64), *(i.slots for i in items)]).astype(np.int64)
        self.officer = np.repeat(np.arange(compiled.officers), np.diff(self._items.first))
        self._near = self._by_instance(compiled)

    def _by_instance(self, compiled: Compiled) -> tuple[tuple[Ints, Bools], ...]:
        """Return the items with a slot in each instance, and whether they have slots elsewhere."""
        count = max(1, len(self.tier))
        instances = len(compiled.frame.instances)
        key = compiled.frame.instance[self.slot] * count + np.repeat(np.arange(len(self.tier)), np.diff(self.first))
        flat = np.zeros(instances * count, dtype=np.bool_)
        flat[key] = True
        is_there = flat.reshape(instances, count)
        is_spread = is_there.sum(axis=0) > 1
        found = [np.flatnonzero(here) for here in is_there]
        return tuple((items, is_spread[items]) for items in found)

    def _met(self, work: Work, who: Ints, items: Ints) -> Bools:
        """Return which items the officers at places `who` of the work meet."""
        place, entry = _spans(self.first, items)
        hits = np.bincount(place, weights=work.worked[who[place], self.slot[entry]], minlength=len(items))
        found: Bools = hits > 0
        return found

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what unmet items cost."""
        who, items = self._items.pick(work.officers)
        amount = np.where(self._met(work, who, items), 0, self.cost[items])
        np.add.at(charges.tiers, (who, self.tier[items]), amount)

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Subtract what slots save that meet an item; `work` holds no slot of the instance."""
        items, is_spread = self._near[instance]
        if not len(items):
            return
        place = np.full(len(self._items.first) - 1, -1, dtype=np.int64)
        place[work.officers] = np.arange(len(work.officers))
        who = place[self.officer[items]]
        mine = who >= 0
        items, is_spread, who = items[mine], is_spread[mine], who[mine]
        if is_spread.any():
            # What lies in this instance alone cannot be met yet.
            is_met = np.zeros(len(items), dtype=np.bool_)
            is_met[is_spread] = self._met(work, who[is_spread], items[is_spread])
            items, who = items[~is_met], who[~is_met]
        begin, end = work.frame.edges[instance], work.frame.edges[instance + 1]
        n, entry = _spans(self.first, items)
        slot = self.slot[entry]
        here = (slot >= begin) & (slot < end)
        n, column = n[here], slot[here] - begin
        cell = (self.tier[items[n]] * len(work.officers) + who[n]) * (end - begin) + column
        np.subtract.at(offers.delta.reshape(-1), cell, self.cost[items[n]])


class RunScore:
    """Runs of working days and days off."""

    def __init__(self, compiled: Compiled) -> None:
        limits = [limit for own in compiled.runs for limit in own]
        self._items = _Items.of(compiled.runs)
        names = ("tier", "weight", "most_work", "most_off", "least_work", "least_off", "carried_work", "carried_off")
        columns = [np.array([getattr(limit, name) for limit in limits], dtype=np.int64) for name in names]
        self.tier, self.weight, *self._limits = columns
        every = np.ones(len(compiled.frame.instances), dtype=np.bool_)
        masks = [every if limit.counts is None else limit.counts for limit in limits]
        kinds = {mask.tobytes(): mask for mask in masks}
        numbers = {key: n for n, key in enumerate(kinds)}
        self._counts = tuple(kinds.values())
        self._kind = np.array([numbers[mask.tobytes()] for mask in masks], dtype=np.int64)
        self._is_any = [bool(mask.all()) for mask in self._counts]

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what runs cost."""
        who, items = self._items.pick(work.officers)
        if len(items):
            charges.book(self.tier[items], who, self._days(items, self._works(work, who, items)) * self.weight[items])

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what a tour on the instance's date changes, and close what it breaks."""
        who, items = self._items.pick(work.officers)
        if len(self._counts) > 1 or not all(self._is_any):
            counted = np.array([mask[instance] for mask in self._counts], dtype=np.bool_)[self._kind[items]]
            who, items = who[counted], items[counted]
        if not len(items):
            return
        works = self._works(work, who, items)
        change = self._change(items, works, int(work.frame.day_of_instance[instance]))
        hard = self.tier[items] == HARD
        offers.is_open[who[hard & (change > 0)]] = False
        amount = (change * self.weight[items])[~hard]
        np.add.at(offers.delta, (self.tier[items][~hard], who[~hard]), amount[:, None])

    def _works(self, work: Work, who: Ints, items: Ints) -> Bools:
        """Return `[item, day]`: which days are working days to each item, of the officer at its place in the work."""
        if all(self._is_any):
            return work.days[who]
        found = np.zeros((len(items), work.days.shape[1]), dtype=np.bool_)
        for n, (mask, is_any) in enumerate(zip(self._counts, self._is_any, strict=True)):
            mine = self._kind[items] == n
            found[mine] = (work.days if is_any else work.days_on(mask))[who[mine]]
        return found

    def _change(self, items: Ints, works: Bools, day: int) -> Ints:
        """Return how many more days over and under there are when each item's officer works on a day, too."""
        most_work, most_off, least_work, least_off, carried_work, carried_off = (c[items] for c in self._limits)
        carried_off = np.where(carried_work > 0, 0, carried_off)
        left_work, left_off = _run_before(works, day), _run_before(~works, day)
        right_work, right_off = _run_after(works, day), _run_after(~works, day)
        # A run from the first day on continues what was carried in; where nothing was, it is as long as may be.
        before_work, before_off = np.where(left_work == day, carried_work, 0), np.where(left_off == day, carried_off, 0)
        is_carried = carried_work + carried_off > 0
        knows_work, knows_off = (left_work < day) | is_carried, (left_off < day) | is_carried
        last = works.shape[1] - 1
        ends_work, ends_off = day + right_work < last, day + right_off < last
        work, off = left_work + before_work, left_off + before_off
        joined, whole = work + 1 + right_work, off + 1 + right_off
        nothing = np.zeros(len(items), dtype=np.int64)
        found = _over(joined, most_work, before_work) - _over(work, most_work, before_work)
        found -= _over(right_work, most_work, nothing)
        found += _over(off, most_off, before_off) + _over(right_off, most_off, nothing)
        found -= _over(whole, most_off, before_off)
        found += _lacks(joined, least_work, ends_work & knows_work) - _lacks(work, least_work, knows_work)
        found -= _lacks(right_work, least_work, ends_work)
        found += _lacks(off, least_off, knows_off) + _lacks(right_off, least_off, ends_off)
        found -= _lacks(whole, least_off, ends_off & knows_off)
        change: Ints = np.where(works[:, day], 0, found)
        return change

    def _days(self, items: Ints, works: Bools) -> Ints:
        """Return the days over and under of all runs, for items whose working days are given, `[item, day]`."""
        limits = (column[items] for column in self._limits)
        most_work, most_off, least_work, least_off, carried_work, carried_off = limits
        total = np.zeros(len(items), dtype=np.int64)
        length = np.where(carried_work > 0, carried_work, carried_off)
        is_known = length > 0
        at_work = np.where(is_known, carried_work > 0, works[:, 0])
        for day in range(works.shape[1]):
            goes_on = works[:, day] == at_work
            lacks = np.maximum(0, np.where(at_work, least_work, least_off) - length)
            total += np.where(is_known & ~goes_on, lacks, 0)
            length = np.where(goes_on, length + 1, 1)
            is_known |= ~goes_on
            at_work = works[:, day]
            # Day by day, so that days before the period are part of a run but never charged.
            total += length > np.where(at_work, most_work, most_off)
        return total


def _over(length: Ints, most: Ints, carried: Ints) -> Ints:
    """Return how many days of runs lie beyond their limits, those carried in not counted."""
    found: Ints = np.maximum(0, length - np.maximum(most, carried))
    return found


def _lacks(length: Ints, least: Ints, is_asked: Bools) -> Ints:
    """Return how many days runs lack, if there is a run and it is asked."""
    found: Ints = np.where(is_asked & (length > 0), np.maximum(0, least - length), 0)
    return found


def _run_before(holds: Bools, day: int) -> Ints:
    """Return for each line of `[n, day]` on how many days up to the day before it holds without a break."""
    back = holds[:, :day][:, ::-1]
    return np.where(back.all(axis=1), day, np.argmin(back, axis=1)) if day else np.zeros(len(holds), dtype=np.int64)


def _run_after(holds: Bools, day: int) -> Ints:
    """Return the same for the days from the next one on."""
    on = holds[:, day + 1 :]
    if not on.shape[1]:
        return np.zeros(len(holds), dtype=np.int64)
    found: Ints = np.where(on.all(axis=1), on.shape[1], np.argmin(on, axis=1))
    return found


class GroupScore:
    """Groups of slots of which only some may be touched."""

    def __init__(self, compiled: Compiled) -> None:
        limits = [limit for own in compiled.groups for limit in own]
        self._items = _Items.of(compiled.groups)
        self.tier = np.array([limit.tier for limit in limits], dtype=np.int64)
        self.weight = np.array([limit.weight for limit in limits], dtype=np.int64)
        self.most = np.array([limit.most for limit in limits], dtype=np.int64)
        number: dict[bytes, int] = {}
        groups: list[Bools] = []
        own: dict[int, list[int]] = {}
        for limit in limits:
            if id(limit.member) in own:
                continue
            keys = [np.packbits(group).tobytes() for group in limit.member]
            for key, group in zip(keys, limit.member, strict=True):
                if key not in number:
                    number[key] = len(groups)
                    groups.append(group)
            own[id(limit.member)] = [number[key] for key in keys]
        self._member = np.array(groups, dtype=np.bool_).reshape(len(groups), len(compiled.frame.slots)).T.copy()
        """`[slot, group]`: what lies in which of all the different groups."""
        held = [own[id(limit.member)] for limit in limits]
        self._group_of = _Items.of(tuple(map(tuple, held)))
        self._group = np.array([g for groups in held for g in groups], dtype=np.int64)

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what groups cost."""
        who, items = self._items.pick(work.officers)
        if not len(items):
            return
        place, entry = self._group_of.pick(items)
        touched = self._touched(work, who)[who[place], self._group[entry]]
        count = np.bincount(place[touched], minlength=len(items))
        charges.book(self.tier[items], who, np.maximum(0, count - self.most[items]) * self.weight[items])

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what each slot changes, and close what breaks a limit; `work` holds no slot of the instance."""
        who, items = self._items.pick(work.officers)
        if not len(items):
            return
        slots = work.frame.slots_of_instance[instance]
        here = self._member[slots[0] : slots[-1] + 1]
        place, entry = self._group_of.pick(items)
        group = self._group[entry]
        is_here = np.asarray(here.any(axis=0))[group]
        if not is_here.any():
            return
        is_touched = self._touched(work, who)[who[place], group]
        before = np.bincount(place[is_touched], minlength=len(items))[:, None]
        comes = (is_here & ~is_touched).nonzero()[0]
        if not len(comes):
            return
        starts = starts_of(place[comes])
        more = np.zeros((len(items), len(slots)), dtype=np.int64)
        more[place[comes[starts]]] = np.add.reduceat(here[:, group[comes]], starts, axis=1, dtype=np.int64).T
        most = self.most[items][:, None]
        over = np.maximum(0, before + more - most) - np.maximum(0, before - most)
        hard = self.tier[items] == HARD
        n, column = np.nonzero(over * hard[:, None])
        offers.is_open[who[n], column] = False
        n, column = np.nonzero(over * ~hard[:, None])
        np.add.at(offers.delta, (self.tier[items[n]], who[n], column), over[n, column] * self.weight[items[n]])

    def _touched(self, work: Work, who: Ints) -> Bools:
        """Return `[place, group]`: which groups are touched, for the places that are asked for."""
        found = np.zeros((len(work.officers), self._member.shape[1]), dtype=np.bool_)
        asked = np.zeros(len(work.officers), dtype=np.bool_)
        asked[who] = True
        asked_for = np.flatnonzero(asked)
        n, slot = places(work.worked[asked_for])
        if len(n):
            starts = starts_of(n)
            found[asked_for[n[starts]]] = np.logical_or.reduceat(self._member[slot], starts, axis=0)
        return found
