"""All terms of all rules in force, gathered into flat arrays that construction, scoring and models share.

Knows the shapes of terms and no single rule. Nearly everything belongs to one officer at a time, coverage to one slot:
the value of a roster is a sum over officers plus a sum over slots, plus what crews and call lists charge
(`scheduler.engine.teams`); the whole engine rests on that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.policy import Tier
from scheduler.domain.problem import Problem
from scheduler.engine.beside import Beside
from scheduler.engine.row_shapes import Opened, RowPart, Shaped, rows_of_officers, worst_groups
from scheduler.engine.rows import OfficersRows
from scheduler.engine.teams import TeamPart, Teams, teams_of
from scheduler.rule import (
    NO_LIMIT,
    Capacity,
    Cover,
    Crew,
    Forbid,
    Frame,
    Groups,
    InstancePrice,
    InstanceRows,
    Ints,
    Order,
    Price,
    Rows,
    Runs,
    Successions,
    Term,
    Wanted,
)
from scheduler.rules import RuleUse, uses

Bools = NDArray[np.bool_]

HARD = -1
"""Tier index of what must hold."""

WORTH_A_PROCESS = 20_000
"""Officers times slots from which on a second process saves more than it takes."""


@dataclass(frozen=True)
class Pairs:
    """Pairs of instances that one officer should not work both: `count[first, second]` charges each."""

    tier: int
    weight: int
    count: Ints
    officer: Bools


@dataclass(frozen=True)
class RunLimit:
    """Bounds on one officer's runs of days; fields as in `Runs`, `counts` telling which instances make working days."""

    tier: int
    weight: int
    most_work: int
    least_work: int
    least_off: int
    carried_work: int
    carried_off: int
    most_off: int = NO_LIMIT
    counts: Bools | None = None

    @property
    def asks_for_work(self) -> bool:
        """Whether an officer who works nothing may break it."""
        return bool(self.least_work or self.least_off or self.most_off < NO_LIMIT)


@dataclass(frozen=True)
class GroupLimit:
    """At most `most` rows of `member[group, slot]` may be touched by one officer."""

    tier: int
    weight: int
    most: int
    member: Bools


@dataclass(frozen=True)
class WantedWork:
    """`cost` in `tier` when the officer works none of `slots`."""

    tier: int
    cost: int
    slots: Ints


@dataclass(frozen=True)
class CoverLine:
    """One `Cover` term with its tier, weights multiplied in; arrays over all slots, `need` 0 where it says nothing."""

    tier: int
    need: Ints
    cap: Ints
    cost: Ints
    over_cost: Ints

    def charge(self, filled: Ints, slots: slice | Ints = slice(None)) -> Ints:
        """Return the charge of each slot for the given heads on it; `filled[..., n]` holds those of slot n of these."""
        need = self.need[slots]
        missing = np.minimum(self.cap[slots], np.maximum(0, need - filled))
        charged: Ints = self.cost[slots] * missing + self.over_cost[slots] * np.maximum(0, filled - need)
        return charged


@dataclass(frozen=True)
class Compiled:
    """A problem as the engine sees it.

    Attributes:
        frame: Indices.
        tiers: The policy's tiers, in order: tier index.
        allowed: Cells that hard terms, locks and fixed tours leave open, or that a fixed tour fills.
        pinned: Cells that a fixed tour fills: always worked.
        capacity: Most heads on each slot.
        rows: Linear rows of each officer.
        worst_tier: Tier of each worst-per-officer group.
        pairs: Successions.
        cell_cost: Cost of each cell by tier, for tiers that have any, in as few bytes as hold it: to be added up, not
            multiplied.
        constant: What each tier costs whatever anybody works: wishes that nothing can meet.
        covers: Coverage, priced.
        wanted, runs, groups: By officer index.
        teams: Crews and call lists, priced.
        odd_officers: Officers with a fixed tour that is no whole seat; the engine's own values are then estimates.
        estimated: The first tier whose values may be overstated, because its numbers change inside the period.
        is_stricter: Whether that is so of a hard limit, which then forbids more than the checker does.
    """

    frame: Frame
    tiers: tuple[Tier, ...]
    allowed: Bools
    pinned: Bools
    capacity: Ints
    rows: OfficersRows
    worst_tier: Ints
    pairs: tuple[Pairs, ...]
    cell_cost: dict[int, Ints]
    constant: Ints
    covers: tuple[CoverLine, ...]
    wanted: tuple[tuple[WantedWork, ...], ...]
    runs: tuple[tuple[RunLimit, ...], ...]
    groups: tuple[tuple[GroupLimit, ...], ...]
    teams: Teams
    odd_officers: frozenset[int]
    conflict_classes: tuple[Bools, ...] = ()
    conflict_class: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    excluding_day: bool = False
    estimated: int = 10**6
    is_stricter: bool = False

    @property
    def officers(self) -> int:
        """Number of officers."""
        return len(self.frame.badges)

    @property
    def free(self) -> Bools:
        """Cells that the engine may decide: allowed and not pinned."""
        return self.allowed & ~self.pinned

    def conflicts(self, officer: int) -> Bools:
        """Return `[instance, instance]`, symmetric: which instances the officer may not work both."""
        return self.conflict_classes[int(self.conflict_class[officer])]

    @cached_property
    def is_one_per_instance(self) -> bool:
        """Whether nobody may work two slots of one instance."""
        return all(bool(c.diagonal().all()) for c in self.conflict_classes)

    @cached_property
    def has_least(self) -> bool:
        """Whether something hard asks for work, so that an empty roster may break it."""
        return self.rows.asks_for_work or any(r.tier == HARD and r.asks_for_work for own in self.runs for r in own)


@dataclass
class _Gathering:
    """What has been read from the terms so far."""

    frame: Frame
    tier_index: dict[str, int]
    allowed: Bools
    capacity: Ints
    row_parts: list[RowPart] = field(default_factory=list)
    pairs: list[Pairs] = field(default_factory=list)
    cell_prices: dict[int, list[tuple[Ints, Ints]]] = field(default_factory=dict)
    instance_prices: dict[int, Ints] = field(default_factory=dict)
    covers: list[CoverLine] = field(default_factory=list)
    constant: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    wanted: list[list[WantedWork]] = field(default_factory=list)
    runs: list[list[RunLimit]] = field(default_factory=list)
    groups: list[list[GroupLimit]] = field(default_factory=list)
    teams: list[TeamPart] = field(default_factory=list)


def compile_problem(
    problem: Problem, *, may_fork: bool = False, meanwhile: Callable[[], object] = lambda: None
) -> Compiled:
    """Return the compiled form of a problem.

    Args:
        problem: What is to be rostered.
        may_fork: A few rules take half of the time; they may be worked out in a second process.
        meanwhile: What else is to be done while that process works.
    """
    frame = Frame.of(problem)
    everything = tuple(uses(problem))
    apart = [use for use in everything if use.rule.is_apart]
    is_large = len(frame.badges) * len(frame.slots) >= WORTH_A_PROCESS
    with _Rows(lambda cells: _shaped_apart(frame, apart, cells), may_fork=may_fork and is_large) as second:
        found = _gathered(frame, _terms(frame, [use for use in everything if not use.rule.is_apart]))
        compiled = _compiled(found, second, meanwhile)
    partial = [use for use in everything if _may_overstate(problem, use)]
    tiers = [n for n, t in enumerate(problem.policy.tiers) if any(use.entry.tier == t.key for use in partial)]
    is_stricter = any(use.is_hard for use in partial)
    estimated = 0 if is_stricter else min(tiers, default=len(problem.policy.tiers))
    return replace(compiled, estimated=estimated, is_stricter=is_stricter)


_Cells = tuple[Bools, Bools, Ints]
"""`allowed`, `pinned` and `bucket` of `Opened`."""
_Rows = Beside[_Cells, list[Shaped]]
"""Rows that are worked out beside everything else."""


def _terms(frame: Frame, used: list[RuleUse]) -> list[tuple[RuleUse, tuple[Term, ...]]]:
    return [(use, use.rule.terms(frame, use.config, use.scope)) for use in used]


def _shaped_apart(frame: Frame, used: list[RuleUse], cells: Callable[[], _Cells]) -> list[Shaped]:
    """Return the rows of uses that have rows alone; which cells are open is asked for when the terms are there."""
    parts = _gathered(frame, _terms(frame, used)).row_parts
    opened = Opened(frame, *cells())
    return [opened.shaped(part) for part in parts]


def _may_overstate(problem: Problem, use: RuleUse) -> bool:
    """Whether terms may ask for more than the checker: where numbers change, a window may end in another's time off."""
    is_whole = (use.scope.first, use.scope.last) == (problem.period.first, problem.period.last)
    return not is_whole and use.rule.judged_by != "date"


def compile_terms(frame: Frame, used: list[tuple[RuleUse, tuple[Term, ...]]]) -> Compiled:
    """Return the compiled form of given terms; tests hand in their own."""
    with _Rows(lambda cells: [], may_fork=False) as nothing:
        return _compiled(_gathered(frame, used), nothing, lambda: None)


def _gathered(frame: Frame, used: list[tuple[RuleUse, tuple[Term, ...]]]) -> _Gathering:
    """Return the terms sorted into place."""
    officers, slots = len(frame.badges), len(frame.slots)
    seats = [s.wanted if not (s.under_weight or s.over_weight) else officers for s in frame.slots]
    found = _Gathering(
        frame=frame,
        tier_index={t.key: n for n, t in enumerate(frame.problem.policy.tiers)},
        allowed=np.ones((officers, slots), dtype=np.bool_),
        capacity=np.array(seats, dtype=np.int64),
        constant=np.zeros(len(frame.problem.policy.tiers), dtype=np.int64),
        wanted=[[] for _ in range(officers)],
        runs=[[] for _ in range(officers)],
        groups=[[] for _ in range(officers)],
    )
    for use, terms in used:
        tier = HARD if use.is_hard else found.tier_index.get(use.entry.tier or "", None)
        for term in terms:
            if isinstance(term, Capacity):
                np.minimum.at(found.capacity, term.slot, term.most)
            elif tier is not None:
                _gather(found, use, tier, term)
    return found


def _compiled(found: _Gathering, second: _Rows, meanwhile: Callable[[], object]) -> Compiled:
    """Return the compiled form of what was gathered here, with the rows that are worked out beside it."""
    frame = found.frame
    pinned, odd = _pin(found)
    classes, class_of = _conflict_classes(found)
    bucket, excluding_day = _buckets(frame, classes)
    second.tell((found.allowed, pinned, bucket))
    opened = Opened(frame, found.allowed, pinned, bucket)
    shaped = [opened.shaped(part) for part in found.row_parts]
    teams = teams_of(frame, found.teams, found.allowed, pinned, bucket, len(found.constant))
    cell_cost = _cell_cost(found)
    meanwhile()
    shaped += second.made()
    return Compiled(
        frame=frame,
        tiers=frame.problem.policy.tiers,
        allowed=found.allowed,
        pinned=pinned,
        capacity=found.capacity,
        rows=rows_of_officers(frame, shaped),
        worst_tier=np.array([tier for tier, _ in worst_groups(shaped)], dtype=np.int64),
        pairs=tuple(found.pairs),
        cell_cost=cell_cost,
        constant=found.constant,
        covers=tuple(found.covers),
        wanted=tuple(map(tuple, found.wanted)),
        runs=tuple(map(tuple, found.runs)),
        groups=tuple(map(tuple, found.groups)),
        teams=teams,
        odd_officers=odd,
        conflict_classes=classes,
        conflict_class=class_of,
        excluding_day=excluding_day,
    )


def _gather(found: _Gathering, use: RuleUse, tier: int, term: Term) -> None:
    """Sort one term into place."""
    weight = use.entry.weight
    if isinstance(term, Forbid):
        if tier == HARD:
            found.allowed[term.officer, term.slot] = False
        else:
            cost = np.ones(len(term.slot), dtype=np.int64) if term.cost is None else term.cost
            _add_cell_cost(found, tier, term.officer, term.slot, cost * weight)
    elif isinstance(term, Price) and tier != HARD:
        _add_cell_cost(found, tier, term.officer, term.slot, term.cost * weight)
    elif isinstance(term, InstancePrice) and tier != HARD:
        _gather_instance_price(found, tier, weight, term)
    elif isinstance(term, (Rows, InstanceRows)):
        worst = (tier, use.entry.id) if term.is_worst and tier != HARD else None
        found.row_parts.append(RowPart(term, tier, weight, worst))
    elif isinstance(term, Successions):
        _gather_pairs(found, tier, weight, term)
    elif isinstance(term, Cover) and tier != HARD:
        found.covers.append(_cover_line(len(found.frame.slots), tier, weight, term))
    elif isinstance(term, Wanted) and tier != HARD:
        for n, officer in enumerate(term.officer.tolist()):
            slots = term.slot[term.first[n] : term.first[n + 1]]
            missed = int(term.cost[n]) * weight
            if len(slots):
                found.wanted[officer].append(WantedWork(tier, missed, slots))
            else:
                found.constant[tier] += missed
    elif isinstance(term, Runs):
        _gather_runs(found, tier, weight, term)
    elif isinstance(term, Groups):
        _gather_groups(found, tier, weight, term)
    elif isinstance(term, (Crew, Order)) and tier != HARD:
        found.teams.append(TeamPart(term, tier, weight))


def _add_cell_cost(found: _Gathering, tier: int, officer: Ints, slot: Ints, cost: Ints) -> None:
    if cost.any():
        found.cell_prices.setdefault(tier, []).append((officer * found.allowed.shape[1] + slot, cost))


def _gather_instance_price(found: _Gathering, tier: int, weight: int, term: InstancePrice) -> None:
    shape = found.allowed.shape[0], len(found.frame.instances)
    prices = found.instance_prices.setdefault(tier, np.zeros(shape, dtype=np.int64))
    np.add.at(prices, (term.officer, term.instance), term.cost * weight)


def _cell_cost(found: _Gathering) -> dict[int, Ints]:
    """Return the cost of each cell by tier. Fresh memory is what it takes most of, so small numbers stay small."""
    made: dict[int, Ints] = {}
    widths = np.diff(found.frame.edges)
    for tier in sorted({*found.cell_prices, *found.instance_prices}):
        parts, shared = found.cell_prices.get(tier, []), found.instance_prices.get(tier)
        most = sum(int(np.abs(cost).sum()) for _, cost in parts)
        most += 0 if shared is None else int(np.abs(shared).max(initial=0))
        if not most:
            continue
        kind = next(kind for kind in (np.int16, np.int32, np.int64) if most <= np.iinfo(kind).max)
        if shared is None or not shared.any():
            made[tier] = np.zeros(found.allowed.shape, dtype=kind)
        else:
            made[tier] = np.repeat(shared.astype(kind), widths, axis=1)
        for cell, cost in parts:
            np.add.at(made[tier].reshape(-1), cell, cost.astype(kind))
    return made


def _gather_pairs(found: _Gathering, tier: int, weight: int, term: Successions) -> None:
    n = len(found.frame.instances)
    count = np.zeros((n, n), dtype=np.int64)
    np.add.at(count, (term.first, term.second), 1)
    officer = np.ones(found.allowed.shape[0], dtype=np.bool_)
    if term.officer is not None:
        officer[:] = False
        officer[term.officer] = True
    if count.any() and officer.any():
        found.pairs.append(Pairs(tier, weight, count, officer))


def _cover_line(slots: int, tier: int, weight: int, term: Cover) -> CoverLine:
    line = CoverLine(tier, *(np.zeros(slots, dtype=np.int64) for _ in range(4)))
    line.need[term.slot] = term.need
    line.cap[term.slot] = term.cap
    line.cost[term.slot] = term.cost * weight
    if term.over_cost is not None:
        line.over_cost[term.slot] = term.over_cost * weight
    return line


def _gather_runs(found: _Gathering, tier: int, weight: int, term: Runs) -> None:
    columns = (term.most_work, term.least_work, term.least_off, term.carried_work, term.carried_off)
    most_off = np.full(len(term.officer), NO_LIMIT, dtype=np.int64) if term.most_off is None else term.most_off
    counts = None
    if term.instance is not None:
        counts = np.zeros(len(found.frame.instances), dtype=np.bool_)
        counts[term.instance] = True
    given = (term.officer, most_off, *columns)
    for officer, most, *values in zip(*(column.tolist() for column in given), strict=True):
        work, least, off, carried, rest = values
        found.runs[officer].append(RunLimit(tier, weight, work, least, off, carried, rest, most, counts))


def _gather_groups(found: _Gathering, tier: int, weight: int, term: Groups) -> None:
    slots = len(found.frame.slots)
    shared: dict[bytes, Bools] = {}
    for n, officer in enumerate(term.officer.tolist()):
        groups = range(int(term.first_group[n]), int(term.first_group[n + 1]))
        member = np.zeros((len(groups), slots), dtype=np.bool_)
        for g, group in enumerate(groups):
            member[g, term.slot[term.first[group] : term.first[group + 1]]] = True
        member = shared.setdefault(np.packbits(member).tobytes() + bytes([len(groups) % 251]), member)
        each = weight if term.cost is None else weight * int(term.cost[n])
        found.groups[officer].append(GroupLimit(tier, each, int(term.most[n]), member))


def _pin(found: _Gathering) -> tuple[Bools, frozenset[int]]:
    """Pin what fixed tours fill, close what locks and fixed tours close; see the class for odd tours.

    A tour on part of a seat counts as the whole seat: more rest and fewer hours than asked for never come of it.
    """
    frame, problem = found.frame, found.frame.problem
    pinned = np.zeros_like(found.allowed)
    odd: set[int] = set()
    seats: dict[int, set[int]] = {}
    for lock in problem.locks:
        found.allowed[frame.officer_index[lock.badge], frame.day == frame.day_index(lock.on)] = False
    shifts = {(lock.on, lock.shift) for lock in problem.shift_locks}
    if shifts:
        found.allowed[:, [(slot.on, slot.shift) in shifts for slot in frame.slots]] = False
    for tour in problem.fixed:
        o, s = frame.officer_index[tour.badge], frame.slot_index.get((tour.post, tour.on, tour.shift))
        if s is None or pinned[o, s]:
            near = (frame.start < tour.end + _ROOM) & (frame.end > tour.start - _ROOM)
            found.allowed[o, near] = False
            odd.add(o)
            continue
        pinned[o, s] = True
        if (tour.start, tour.end) != (frame.start[s], frame.end[s]):
            odd.add(o)
        seats.setdefault(s, set()).add(tour.index)
    found.allowed |= pinned
    for s, taken in seats.items():
        left = max(0, int(found.capacity[s]) - len(taken))
        found.capacity[s] = int(pinned[:, s].sum()) + left
    return pinned, frozenset(odd)


_ROOM = 660
"""Minutes kept clear on both sides of a fixed tour that lies on no slot of the period."""


def _conflict_classes(found: _Gathering) -> tuple[tuple[Bools, ...], Ints]:
    """Return the different conflict matrices, and which of them each officer has."""
    hard = [p for p in found.pairs if p.tier == HARD]
    n, officers = len(found.frame.instances), found.allowed.shape[0]
    signature = np.zeros(officers, dtype=np.int64)
    seen: dict[tuple[bool, ...], int] = {}
    classes: list[Bools] = []
    for o in range(officers):
        key = tuple(bool(p.officer[o]) for p in hard)
        if key not in seen:
            seen[key] = len(classes)
            matrix = np.zeros((n, n), dtype=np.bool_)
            for pair, has in zip(hard, key, strict=True):
                if has:
                    matrix |= pair.count > 0
            classes.append(matrix | matrix.T)
        signature[o] = seen[key]
    return tuple(classes), signature


def _buckets(frame: Frame, classes: tuple[Bools, ...]) -> tuple[Ints, bool]:
    """Return a number for each slot such that nobody can work two slots of one number; and whether it is the day."""
    instances = len(frame.instances)
    day = np.array([frame.day_index(i.on) for i in frame.instances], dtype=np.int64)
    same_day = day[:, None] == day[None, :]
    if classes and instances and all(bool(c[same_day].all()) for c in classes):
        return frame.day, True
    if classes and instances and all(bool(c.diagonal().all()) for c in classes):
        return frame.instance, False
    return np.arange(len(frame.slots), dtype=np.int64), False
