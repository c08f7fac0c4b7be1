"""What pairs of instances, wishes, runs and groups cost many officers at once."""

from dataclasses import dataclass

import numpy as np

from scheduler.engine.compiled import HARD, Bools, Compiled, Pairs
from scheduler.engine.work import Charges, Offers, Work
from scheduler.rule import Ints


class PairScore:
    """Successions. Hard ones close slots by the officer's conflicts, priced ones are counted."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._between = [_without_diagonal(pair) for pair in compiled.pairs]
        self._twice = [pair.count.diagonal() for pair in compiled.pairs]

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what pairs cost."""
        works = (work.heads > 0).astype(np.int64)
        for pair, between, twice in zip(self.compiled.pairs, self._between, self._twice, strict=True):
            met = ((works @ between) * works).sum(axis=1) + (work.heads > 1) @ twice
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
            offers.is_open[mine & (works & conflicts[instance]).any(axis=1)] = False
        for pair, between in zip(self.compiled.pairs, self._between, strict=True):
            if pair.tier != HARD:
                met = works @ (between[instance] + between[:, instance])
                offers.delta[pair.tier] += np.where(pair.officer[work.officers], met * pair.weight, 0)[:, None]


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
    sizes = np.diff(first)[picked]
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

    def _by_instance(self, compiled: Compiled) -> tuple[Ints, ...]:
        """Return the items with a slot in each instance."""
        item = np.repeat(np.arange(len(self.tier)), np.diff(self.first))
        instances = len(compiled.frame.instances)
        pair = np.unique(compiled.frame.instance[self.slot] * max(1, len(self.tier)) + item)
        edges = np.searchsorted(pair, np.arange(instances + 1) * max(1, len(self.tier)))
        return tuple(pair[edges[i] : edges[i + 1]] % max(1, len(self.tier)) for i in range(instances))

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
        slots = work.frame.slots_of_instance[instance]
        place = np.full(len(self._items.first) - 1, -1, dtype=np.int64)
        place[work.officers] = np.arange(len(work.officers))
        items = self._near[instance]
        items = items[place[self.officer[items]] >= 0]
        who = place[self.officer[items]]
        is_unmet = ~self._met(work, who, items)
        items, who = items[is_unmet], who[is_unmet]
        n, entry = _spans(self.first, items)
        column = np.full(len(work.frame.slots), -1, dtype=np.int64)
        column[slots] = np.arange(len(slots))
        at = column[self.slot[entry]]
        n, at = n[at >= 0], at[at >= 0]
        np.add.at(offers.delta, (self.tier[items[n]], who[n], at), -self.cost[items[n]])


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
        more = works.copy()
        more[:, work.frame.day[work.frame.slots_of_instance[instance][0]]] = True
        change = self._days(items, more) - self._days(items, works)
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


class GroupScore:
    """Groups of slots of which only some may be touched."""

    def __init__(self, compiled: Compiled) -> None:
        limits = [limit for own in compiled.groups for limit in own]
        self._items = _Items.of(compiled.groups)
        self.tier = np.array([limit.tier for limit in limits], dtype=np.int64)
        self.weight = np.array([limit.weight for limit in limits], dtype=np.int64)
        self.most = np.array([limit.most for limit in limits], dtype=np.int64)
        self._members = {id(limit.member): limit.member for limit in limits}
        self._member = np.array([id(limit.member) for limit in limits], dtype=np.int64)

    def charge(self, work: Work, charges: Charges) -> None:
        """Add what groups cost."""
        for who, items, member in self._alike(work):
            over = np.maximum(0, _touched(work, who, member).sum(axis=1) - self.most[items])
            charges.book(self.tier[items], who, over * self.weight[items])

    def offer(self, work: Work, instance: int, offers: Offers) -> None:
        """Add what each slot changes, and close what breaks a limit; `work` holds no slot of the instance."""
        slots = work.frame.slots_of_instance[instance]
        for who, items, member in self._alike(work):
            touched = _touched(work, who, member)
            before = touched.sum(axis=1)[:, None]
            after = before + (~touched).astype(np.int64) @ member[:, slots].astype(np.int64)
            most = self.most[items][:, None]
            over = np.maximum(0, after - most) - np.maximum(0, before - most)
            hard = self.tier[items] == HARD
            n, column = np.nonzero(over * hard[:, None])
            offers.is_open[who[n], column] = False
            amount = (over * self.weight[items][:, None])[~hard]
            np.add.at(offers.delta, (self.tier[items][~hard], who[~hard]), amount)

    def _alike(self, work: Work) -> list[tuple[Ints, Ints, Bools]]:
        """Return (places, items, groups) for each set of groups that items of the officers have."""
        who, items = self._items.pick(work.officers)
        found = []
        for key in np.unique(self._member[items]).tolist():
            mine = self._member[items] == key
            found.append((who[mine], items[mine], self._members[key]))
        return found


def _touched(work: Work, who: Ints, member: Bools) -> Bools:
    """Return `[place, group]`: which groups are touched."""
    is_asked = np.zeros(len(work.officers), dtype=np.bool_)
    is_asked[who] = True
    officer, slot = work.cells
    mine = is_asked[officer]
    heads = np.zeros((len(work.officers), len(member)), dtype=np.int64)
    np.add.at(heads, officer[mine], member[:, slot[mine]].T)
    found: Bools = heads[who] > 0
    return found
