"""Every assignment of a small problem, valued by its terms: what the engine's answers are held against.

Terms are read here anew, as their docstrings say, over all assignments at once. Most terms speak of one officer: his
possible work is listed first, what breaks his own hard limits goes, and only what is left is combined with the others'.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np
from support.terms_oracle import excess

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Roster, Tour
from scheduler.rule import (
    EVERYBODY,
    KINDS,
    Capacity,
    Cover,
    Crew,
    Forbid,
    Frame,
    Groups,
    InstancePrice,
    InstanceRows,
    Order,
    Price,
    Rows,
    Runs,
    Successions,
    Wanted,
)
from scheduler.rules import RuleUse, uses

MOST_ROWS = 3_000
"""Most ways in which one officer may work, before his hard limits."""

MOST_ASSIGNMENTS = 40_000
"""Most combinations of what officers may work by their own hard limits."""

Used = list[tuple[RuleUse, tuple[Any, ...]]]


@dataclass(frozen=True)
class Own:
    """All that one officer could work: `worked[way, slot]`, `is_legal[way]` and `tiers[way, tier]` by his own terms."""

    worked: np.ndarray
    is_legal: np.ndarray
    tiers: np.ndarray


@dataclass(frozen=True)
class Everything:
    """A problem with every assignment that its officers' own limits allow.

    Attributes:
        way: Number of each officer's way in each assignment, shape [assignments, officers]; into the legal ways.
        is_legal: Whether an assignment keeps the limits across officers too.
        tiers: Value of each tier, shape [assignments, tiers].
    """

    frame: Frame
    used: Used
    own: tuple[Own, ...]
    way: np.ndarray
    is_legal: np.ndarray
    tiers: np.ndarray

    @classmethod
    def of(cls, problem: Problem) -> "Everything":
        """List all assignments; see `cut_to_size`."""
        frame, used = _read(problem)
        own = tuple(_own(frame, used, o) for o in range(len(frame.badges)))
        counts = [int(o.is_legal.sum()) for o in own]
        way = np.indices(counts).reshape(len(counts), -1).T if counts else np.zeros((1, 0), dtype=np.int64)
        tiers = np.zeros((len(way), len(problem.policy.tiers)), dtype=np.int64)
        for o, ways in enumerate(own):
            tiers += ways.tiers[ways.is_legal][way[:, o]]
        made = cls(frame, used, own, way, np.ones(len(way), dtype=np.bool_), tiers)
        made._across(own, way, made.is_legal, tiers)
        return made

    @cached_property
    def best(self) -> tuple[int, ...] | None:
        """The best values, tier after tier; None where nothing is legal."""
        return min(map(tuple, np.unique(self.legal_tiers, axis=0).tolist()), default=None)

    @cached_property
    def legal_tiers(self) -> np.ndarray:
        """Values of the legal assignments."""
        return self.tiers[self.is_legal]

    def least(self, tier: int, above: tuple[int, ...]) -> int:
        """Return the least value of a tier among legal assignments that are nowhere worse than `above` before it."""
        keeps = (self.legal_tiers[:, :tier] <= np.array(above[:tier], dtype=np.int64)).all(axis=1)
        return int(self.legal_tiers[keeps, tier].min())

    def value_of(self, worked: np.ndarray) -> tuple[int, ...] | None:
        """Return the values of an assignment `worked[officer, slot]`; None where it is not legal."""
        rows = []
        for o, ways in enumerate(self.own):
            same = np.flatnonzero((ways.worked[ways.is_legal] == worked[o]).all(axis=1))
            if not len(same):
                return None
            rows.append(int(same[0]))
        number = int(np.flatnonzero((self.way == rows).all(axis=1))[0])
        return tuple(self.tiers[number].tolist()) if self.is_legal[number] else None

    def worked(self, number: int) -> np.ndarray:
        """Return `worked[officer, slot]` of an assignment."""
        rows = [o.worked[o.is_legal][w] for o, w in zip(self.own, self.way[number], strict=True)]
        return np.array(rows, dtype=np.bool_).reshape(len(self.own), len(self.frame.slots))

    def any_worked(self, random: np.random.Generator) -> tuple[np.ndarray, tuple[int, ...] | None]:
        """Return a random assignment, officers' own limits kept or not, and its values (None: not legal)."""
        ways = [int(random.integers(len(o.worked))) for o in self.own]
        worked = np.array([o.worked[w] for o, w in zip(self.own, ways, strict=True)], dtype=np.bool_)
        worked = worked.reshape(len(self.own), len(self.frame.slots))
        return worked, self.value_of(worked)

    def _across(self, own: tuple[Own, ...], way: np.ndarray, is_legal: np.ndarray, tiers: np.ndarray) -> None:
        """Add what depends on several officers: heads, crews, call lists."""
        frame = self.frame
        rows = [o.worked[o.is_legal].astype(np.int64) for o in own]
        heads = np.zeros((len(way), len(frame.slots)), dtype=np.int64)
        for o, worked in enumerate(rows):
            heads += worked[way[:, o]]
        is_legal &= (heads <= seats_of(frame)).all(axis=1)
        index = {t.key: n for n, t in enumerate(frame.problem.policy.tiers)}
        for use, terms in self.used:
            for term in terms:
                if isinstance(term, Capacity):
                    is_legal &= (heads[:, term.slot] <= np.maximum(term.most, _fixed_heads(frame)[term.slot])).all(1)
                elif use.entry.tier is not None and isinstance(term, (Cover, Crew, Order)):
                    charge = _cover(term, heads) if isinstance(term, Cover) else _together(term, rows, way)
                    tiers[:, index[use.entry.tier]] += use.entry.weight * charge


def cut_to_size(
    problem: Problem, random: np.random.Generator, ways: int = MOST_ROWS, assignments: int = MOST_ASSIGNMENTS
) -> Problem:
    """Lock dates of officers, at random, until all assignments can be listed."""
    frame, used = _read(problem)
    while True:
        raw = [prod(1 + int(n) for n in _choices(frame, used, o)) for o in range(len(frame.badges))]
        worst = int(np.argmax(raw)) if raw else 0
        if not raw or raw[worst] <= ways:
            legal = [max(1, int(_own(frame, used, o).is_legal.sum())) for o in range(len(frame.badges))]
            if prod(legal) <= assignments:
                return problem
            worst = int(np.argmax(legal))
        officer = problem.officers[worst]
        held = {lock.on for lock in problem.locks if lock.badge == officer.badge}
        left = [on for on in problem.period.dates if on not in held]
        on = left[int(random.integers(len(left)))]
        problem = replace(problem, locks=tuple(sorted({*problem.locks, Lock(badge=officer.badge, on=on)})))
        frame, used = _read(problem)


def roster_of(problem: Problem, frame: Frame, worked: np.ndarray) -> Roster:
    """Return a roster of whole seats, the fixed tours as they are and the others on the seats that are left."""
    fixed = {(t.badge, t.post, t.on, t.shift) for t in problem.fixed}
    taken: dict[int, set[int]] = defaultdict(set)
    for tour in problem.fixed:
        taken[frame.slot_index[tour.post, tour.on, tour.shift]].add(tour.index)
    tours = list(problem.fixed)
    for o, s in np.argwhere(worked).tolist():
        slot, badge = frame.slots[s], frame.badges[o]
        if (badge, slot.post, slot.on, slot.shift) in fixed:
            continue
        index = next(n for n in range(len(frame.badges) + len(problem.fixed) + 1) if n not in taken[s])
        taken[s].add(index)
        tours.append(
            Tour(
                badge=badge,
                post=slot.post,
                on=slot.on,
                shift=slot.shift,
                index=index,
                start=slot.start,
                end=slot.end,
                kind=KINDS[int(frame.kind[o, frame.instance[s]])],
            )
        )
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours), locks=problem.locks)


def _read(problem: Problem) -> tuple[Frame, Used]:
    frame = Frame.of(problem)
    return frame, [(use, use.rule.terms(frame, use.config, use.scope)) for use in uses(problem)]


def _fixed_heads(frame: Frame) -> np.ndarray:
    heads = np.zeros(len(frame.slots), dtype=np.int64)
    for tour in frame.problem.fixed:
        heads[frame.slot_index[tour.post, tour.on, tour.shift]] += 1
    return heads


def seats_of(frame: Frame) -> np.ndarray:
    """Return how many may be on each slot: as many as it has seats, or anybody where more heads than those are priced.

    A fixed tour stands, and takes a seat if its number is one.
    """
    most = []
    fixed = _fixed_heads(frame)
    for n, slot in enumerate(frame.slots):
        is_open = bool(slot.under_weight or slot.over_weight)
        most.append(max(int(fixed[n]), len(frame.badges) if is_open else slot.wanted))
    return np.array(most, dtype=np.int64)


def _open(frame: Frame, used: Used, o: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the slots that the officer must and may work: fixed tours stand, and locked dates hold nothing else."""
    badge = frame.badges[o]
    must, may = np.zeros(len(frame.slots), dtype=np.bool_), np.ones(len(frame.slots), dtype=np.bool_)
    for lock in frame.problem.locks:
        if lock.badge == badge:
            may[frame.day == frame.day_index(lock.on)] = False
    for use, terms in used:
        for term in terms:
            if use.is_hard and isinstance(term, Forbid):
                may[term.slot[term.officer == o]] = False
    for tour in frame.problem.fixed:
        if tour.badge == badge:
            must[frame.slot_index[tour.post, tour.on, tour.shift]] = True
    return must, may | must


def _choices(frame: Frame, used: Used, o: int) -> Iterator[int]:
    """Yield how many slots each instance offers the officer."""
    _, may = _open(frame, used, o)
    for slots in frame.slots_of_instance:
        yield int(may[slots].sum())


def _own(frame: Frame, used: Used, o: int) -> Own:
    """List what an officer could work, at most one slot of each instance unless fixed tours say otherwise."""
    must, may = _open(frame, used, o)
    options = []
    for slots in frame.slots_of_instance:
        free = slots[may[slots] & ~must[slots]].tolist()
        options.append([-1] if must[slots].any() else [-1, *free])
    ways = np.array(list(product(*options)), dtype=np.int64).reshape(prod(map(len, options)), len(options))
    worked = np.zeros((len(ways), len(frame.slots)), dtype=np.bool_)
    at, column = np.nonzero(ways >= 0)
    worked[at, ways[at, column]] = True
    worked |= must
    is_legal = np.ones(len(worked), dtype=np.bool_)
    index = {t.key: n for n, t in enumerate(frame.problem.policy.tiers)}
    tiers = np.zeros((len(worked), len(index)), dtype=np.int64)
    worst: dict[tuple[str, str], np.ndarray] = {}
    for use, terms in used:
        if not use.is_hard and use.entry.tier is None:
            continue
        for term in terms:
            if isinstance(term, (Capacity, Cover, Crew, Order)):
                continue
            if isinstance(term, (Rows, InstanceRows)) and term.is_worst and not use.is_hard:
                key = (use.entry.tier or "", use.entry.id)
                charge = use.entry.weight * _rows(frame, term, o, worked).max(axis=1, initial=0)
                worst[key] = np.maximum(worst.get(key, 0), charge)
                continue
            charge = _charge(frame, term, o, worked)
            if use.is_hard:
                is_legal &= (charge == 0) | isinstance(term, (Price, InstancePrice, Wanted))
            else:
                tiers[:, index[use.entry.tier or ""]] += use.entry.weight * charge
    for (tier, _), charge in worst.items():
        tiers[:, index[tier]] += charge
    return Own(worked, is_legal, tiers)


def _charge(frame: Frame, term: Any, o: int, worked: np.ndarray) -> np.ndarray:
    """Return what a term charges the officer for each of his ways, at weight 1."""
    found = np.zeros(len(worked), dtype=np.int64)
    if isinstance(term, (Forbid, Price)):
        mine = np.flatnonzero(term.officer == o)
        cost = np.ones(len(term.slot), dtype=np.int64) if term.cost is None else term.cost
        return found + worked[:, term.slot[mine]] @ cost[mine]
    if isinstance(term, InstancePrice):
        mine = np.flatnonzero(term.officer == o)
        return found + _by_instance(frame, worked)[:, term.instance[mine]] @ term.cost[mine]
    if isinstance(term, (Rows, InstanceRows)):
        return found + _rows(frame, term, o, worked).sum(axis=1)
    if isinstance(term, Successions):
        if term.officer is None or o in term.officer.tolist():
            heads = _by_instance(frame, worked)
            for a, b in zip(term.first.tolist(), term.second.tolist(), strict=True):
                found += heads[:, a] > 1 if a == b else (heads[:, a] > 0) & (heads[:, b] > 0)
        return found
    if isinstance(term, Wanted):
        for n in np.flatnonzero(term.officer == o).tolist():
            found += int(term.cost[n]) * ~worked[:, term.slot[term.first[n] : term.first[n + 1]]].any(axis=1)
        return found
    if isinstance(term, Groups):
        for n in np.flatnonzero(term.officer == o).tolist():
            groups = [
                worked[:, term.slot[term.first[g] : term.first[g + 1]]].any(axis=1)
                for g in range(int(term.first_group[n]), int(term.first_group[n + 1]))
            ]
            over = np.maximum(0, np.sum(groups, axis=0, dtype=np.int64) - int(term.most[n]))
            found += over * (1 if term.cost is None else int(term.cost[n]))
        return found
    assert isinstance(term, Runs)
    return found + _runs(frame, term, o, worked)


def _by_instance(frame: Frame, worked: np.ndarray) -> np.ndarray:
    heads = [worked[:, slots].sum(axis=1) for slots in frame.slots_of_instance]
    return np.array(heads, dtype=np.int64).reshape(len(heads), len(worked)).T


def _rows(frame: Frame, term: Rows | InstanceRows, o: int, worked: np.ndarray) -> np.ndarray:
    """Return what each of the officer's rows charges, shape [ways, rows]."""
    cells = worked.astype(np.int64) if isinstance(term, Rows) else _by_instance(frame, worked)
    place = term.slot if isinstance(term, Rows) else term.instance
    mine = np.flatnonzero(term.officer == o).tolist()
    found = np.zeros((len(worked), len(mine)), dtype=np.int64)
    for n, r in enumerate(mine):
        own = r if term.set_of is None else int(term.set_of[r])
        row = slice(int(term.first[own]), int(term.first[own + 1]))
        total = cells[:, place[row]] @ term.coef[row]
        beyond = np.maximum(0, total - int(term.upper[r]))
        if term.lower is not None:
            beyond = np.maximum(beyond, int(term.lower[r]) - total)
        found[:, n] = -(-beyond // term.unit)
    return found


def _runs(frame: Frame, term: Runs, o: int, worked: np.ndarray) -> np.ndarray:
    """Return what runs cost; only the days matter, so each set of days is judged once."""
    mine = np.flatnonzero(term.officer == o)
    columns = ["officer", "most_work", "least_work", "least_off", "carried_work", "carried_off"]
    columns += [] if term.most_off is None else ["most_off"]
    part = replace(term, **{name: getattr(term, name)[mine] for name in columns})
    counts = np.ones(len(frame.slots), bool) if term.instance is None else np.isin(frame.instance, term.instance)
    slot_of = {int(d): int(s) for s, d in reversed(list(enumerate(frame.day.tolist()))) if counts[s]}
    days = np.array([worked[:, (frame.day == d) & counts].any(axis=1) for d in slot_of], dtype=np.bool_)
    days = days.reshape(len(slot_of), len(worked)).T
    kinds, which = np.unique(days, axis=0, return_inverse=True)
    slots = list(slot_of.values())
    cost = [
        excess(frame, part, frozenset((o, slots[k]) for k in np.flatnonzero(kind).tolist())) if len(mine) else 0
        for kind in kinds
    ]
    return np.array(cost, dtype=np.int64)[which.reshape(-1)]


def _cover(term: Cover, heads: np.ndarray) -> np.ndarray:
    missing = np.minimum(term.cap, np.maximum(0, term.need - heads[:, term.slot]))
    found: np.ndarray = missing @ term.cost
    if term.over_cost is not None:
        found = found + np.maximum(0, heads[:, term.slot] - term.need) @ term.over_cost
    return found


def _together(term: Crew | Order, rows: list[np.ndarray], way: np.ndarray) -> np.ndarray:
    """Return what crews or call lists cost."""
    found = np.zeros(len(way), dtype=np.int64)
    if isinstance(term, Crew):
        for n in range(len(term.need)):
            total = np.zeros(len(way), dtype=np.int64)
            for k in range(int(term.first[n]), int(term.first[n + 1])):
                own = range(len(rows)) if term.officer[k] == EVERYBODY else [int(term.officer[k])]
                total += int(term.coef[k]) * sum(rows[o][:, term.slot[k]][way[:, o]] for o in own)
            found += int(term.cost[n]) * np.maximum(0, int(term.need[n]) - total)
        return found
    for n in range(len(term.cost)):
        all_busy = np.ones(len(way), dtype=np.bool_)
        for p in range(int(term.first[n]), int(term.first[n + 1])):
            o = int(term.officer[p])
            called, busy = (
                rows[o][:, term.slot[term.first_slot[s] : term.first_slot[s + 1]]].any(axis=1)[way[:, o]]
                for s in (int(term.call[p]), int(term.busy[p]))
            )
            found += int(term.cost[n]) * (called & ~all_busy)
            all_busy &= busy
    return found
