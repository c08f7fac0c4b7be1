"""Small random problems with random terms of every shape, for tests of the engine against brute force."""

from datetime import timedelta

import numpy as np
from support.toy import FIRST, use

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Contract, Officer
from scheduler.domain.policy import Policy, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import Priority
from scheduler.rule import (
    EVERYBODY,
    NO_LIMIT,
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
    Term,
    Wanted,
)
from scheduler.rules import RuleUse

TIERS = ("high", "middle", "low")


def problem(random: np.random.Generator, most_cells: int = 14) -> Problem:
    """Return a problem of few officers, days, shifts and posts, no more than `most_cells` cells."""
    while True:
        officers, days, shifts, posts = (int(random.integers(1, n)) for n in (4, 5, 3, 3))
        if officers * days * shifts * posts <= most_cells:
            break
    names = [f"S{n}" for n in range(shifts)]
    return Problem(
        facility=Facility(id="F", name="Random", zone="UTC"),
        period=Period(first=FIRST, days=days),
        areas=(Area(code="A", name="A", facility="F"),),
        shifts=tuple(Shift(code=n, name=n, start_wall_minute=k * 480, wall_minutes=480) for k, n in enumerate(names)),
        posts=tuple(
            Post(
                code=f"P{p}",
                name=f"P{p}",
                facility="F",
                area="A",
                priority=Priority.MANDATORY,
                coverage=tuple(Coverage(shift=n, minimum=1, wanted=int(random.integers(1, 3))) for n in names),
            )
            for p in range(posts)
        ),
        officers=tuple(
            Officer(badge=f"B{o}", facility="F", seniority=FIRST - timedelta(days=o), contract=Contract())
            for o in range(officers)
        ),
        policy=Policy(tiers=tuple(Tier(key=t, name=t, unit="points") for t in TIERS)),
    )


def terms(random: np.random.Generator, frame: Frame, has_least: bool = True) -> list[tuple[RuleUse, tuple[Term, ...]]]:
    """Return random uses of random terms; one slot of an instance at a time, most of the time."""
    n = len(frame.instances)
    same = np.arange(n)
    used: list[tuple[RuleUse, tuple[Term, ...]]] = []
    if random.random() < 0.8 or not has_least:
        used.append((use(entry="one_place"), (Successions(same, same),)))
    makers = (_forbid, _rows, _rows, _instance_rows, _pairs, _runs, _groups, _cover, _cover, _price, _wanted, _capacity)
    makers += TEAM_MAKERS
    for k in range(int(random.integers(3, 9))):
        maker = makers[int(random.integers(len(makers)))]
        tier = None if random.random() < 0.35 else TIERS[int(random.integers(3))]
        if maker in (_cover, _price, _wanted, *TEAM_MAKERS) and tier is None:
            tier = "low"
        made = maker(random, frame, tier is None and not has_least)
        used.append((use(tier, int(random.integers(1, 4)), f"e{k}"), (made,)))
    return used


def terms_of_one_shift(random: np.random.Generator, frame: Frame) -> list[tuple[RuleUse, tuple[Term, ...]]]:
    """Return random uses of terms of a shift, with one slot of an instance at a time.

    Only crews and call lists may join instances.
    """
    same = np.arange(len(frame.instances))
    used: list[tuple[RuleUse, tuple[Term, ...]]] = [(use(entry="one_place"), (Successions(same, same),))]
    for k in range(int(random.integers(2, 7))):
        maker = (_cover, _cover, _price, _wanted_on_a_shift, _forbid, _crew, _order)[int(random.integers(7))]
        made = maker(random, frame, False)
        used.append((use(TIERS[int(random.integers(3))], int(random.integers(1, 4)), f"e{k}"), (made,)))
    return used


def _wanted_on_a_shift(random, frame, is_loose):
    spans = [slots[_some(random, len(slots), 1)] for slots in frame.slots_of_instance]
    return Wanted(
        officer=random.integers(0, len(frame.badges), len(spans)),
        first=np.concatenate(([0], np.cumsum([len(s) for s in spans]))),
        slot=np.concatenate(spans),
        cost=random.integers(1, 9, len(spans)),
    )


def _some(random: np.random.Generator, most: int, least: int = 0) -> np.ndarray:
    return np.sort(random.choice(most, size=int(random.integers(least, most + 1)), replace=False)).astype(np.int64)


def _cells(random, frame):
    officer, slot = np.nonzero(random.random((len(frame.badges), len(frame.slots))) < 0.3)
    return officer.astype(np.int64), slot.astype(np.int64)


def _forbid(random, frame, is_loose):
    officer, slot = _cells(random, frame)
    return Forbid(officer, slot, random.integers(1, 5, len(slot)))


def _price(random, frame, is_loose):
    officer, slot = _cells(random, frame)
    cost = random.integers(1, 9, len(slot))
    return InstancePrice(officer, frame.instance[slot], cost) if len(slot) % 2 else Price(officer, slot, cost)


def _row_arrays(random, width, officers, is_loose):
    count = int(random.integers(1, 5))
    shares = random.random() < 0.5
    sets = int(random.integers(1, count + 1)) if shares else count
    spans = [_some(random, width, 1) for _ in range(sets)]
    cell = np.concatenate(spans)
    upper = random.integers(0, 8, count)
    lower = random.integers(0, 4, count) if random.random() < 0.4 and not is_loose else None
    if lower is not None and random.random() < 0.5:
        upper = np.full(count, NO_LIMIT)
    return {
        "officer": random.integers(0, officers, count),
        "first": np.concatenate(([0], np.cumsum([len(s) for s in spans]))),
        "coef": random.integers(1, 6, len(cell)),
        "upper": upper if lower is None else np.maximum(upper, lower),
        "day": np.zeros(count, dtype=np.int64),
        "lower": lower,
        "unit": int(random.integers(1, 4)),
        "is_worst": bool(random.random() < 0.5),
        "set_of": random.integers(0, sets, count) if shares else None,
    }, cell


def _rows(random, frame, is_loose):
    arrays, cell = _row_arrays(random, len(frame.slots), len(frame.badges), is_loose)
    return Rows(slot=cell, **arrays)


def _instance_rows(random, frame, is_loose):
    arrays, cell = _row_arrays(random, len(frame.instances), len(frame.badges), is_loose)
    return InstanceRows(instance=cell, **arrays)


def _pairs(random, frame, is_loose):
    n = len(frame.instances)
    count = int(random.integers(1, 6))
    officer = None if random.random() < 0.5 else _some(random, len(frame.badges), 1)
    return Successions(random.integers(0, n, count), random.integers(0, n, count), officer)


def _runs(random, frame, is_loose):
    officers = _some(random, len(frame.badges), 1)
    n = len(officers)
    is_working = random.random(n) < 0.5
    carried = random.integers(0, 3, n)
    zero = np.zeros(n, dtype=np.int64)
    return Runs(
        officer=officers,
        most_work=np.where(random.random(n) < 0.3, NO_LIMIT, random.integers(1, 4, n)),
        least_work=zero if is_loose else random.integers(0, 4, n),
        least_off=zero if is_loose else random.integers(0, 4, n),
        carried_work=np.where(is_working, carried, 0),
        carried_off=np.where(is_working, 0, carried),
        most_off=None if is_loose or random.random() < 0.6 else random.integers(1, 5, n),
        instance=None if random.random() < 0.5 else _some(random, len(frame.instances), 1),
    )


def _groups(random, frame, is_loose):
    officers = _some(random, len(frame.badges), 1)
    spans = [[_some(random, len(frame.slots), 1) for _ in range(int(random.integers(1, 4)))] for _ in officers]
    flat = [s for own in spans for s in own]
    return Groups(
        officer=officers,
        most=random.integers(0, 3, len(officers)),
        first_group=np.concatenate(([0], np.cumsum([len(s) for s in spans]))),
        first=np.concatenate(([0], np.cumsum([len(s) for s in flat]))),
        slot=np.concatenate(flat),
        cost=None if random.random() < 0.5 else random.integers(1, 4, len(officers)),
    )


def _cover(random, frame, is_loose):
    slots = _some(random, len(frame.slots), 1)
    need = random.integers(0, 4, len(slots))
    return Cover(
        slot=slots,
        need=need,
        cap=np.minimum(need, random.integers(1, 4, len(slots))),
        cost=random.integers(1, 20, len(slots)),
        over_cost=random.integers(0, 4, len(slots)) if random.random() < 0.5 else None,
    )


def _wanted(random, frame, is_loose):
    count = int(random.integers(1, 4))
    spans = [_some(random, len(frame.slots)) for _ in range(count)]
    return Wanted(
        officer=random.integers(0, len(frame.badges), count),
        first=np.concatenate(([0], np.cumsum([len(s) for s in spans]))),
        slot=np.concatenate(spans),
        cost=random.integers(1, 9, count),
    )


def _capacity(random, frame, is_loose):
    slots = _some(random, len(frame.slots), 1)
    return Capacity(slots, random.integers(0, 3, len(slots)))


def _crew(random, frame, is_loose):
    count, size = int(random.integers(1, 4)), len(frame.badges) * len(frame.slots)
    spans = [_some(random, size) for _ in range(count)]
    heads = [_some(random, len(frame.slots), 1) if random.random() < 0.5 else spans[0][:0] for _ in range(count)]
    own, everybody = np.concatenate(spans), np.concatenate(heads)
    row = np.concatenate([np.repeat(np.arange(count), [len(s) for s in many]) for many in (spans, heads)])
    order = np.argsort(row, kind="stable")
    return Crew(
        first=np.searchsorted(row[order], np.arange(count + 1)),
        officer=np.concatenate((own // len(frame.slots), np.full(len(everybody), EVERYBODY)))[order],
        slot=np.concatenate((own % len(frame.slots), everybody))[order],
        coef=random.integers(-3, 5, len(row)),
        need=random.integers(-2, 5, count),
        cost=random.integers(1, 9, count),
        day=random.integers(0, frame.problem.period.days, count),
    )


def _order(random, frame, is_loose):
    count = int(random.integers(1, 4))
    lists = [random.permutation(len(frame.badges))[: int(random.integers(0, 4))] for _ in range(count)]
    officer = np.concatenate(lists).astype(np.int64)
    # Each busy set is followed by a call set within it; positions share them.
    sets: list[np.ndarray] = []
    for _ in range(int(random.integers(1, 4))):
        busy = _some(random, len(frame.slots))
        sets += [busy, busy[_some(random, len(busy))]]
    chosen = 2 * random.integers(0, len(sets) // 2, len(officer))
    return Order(
        first=np.concatenate(([0], np.cumsum([len(s) for s in lists]))),
        officer=officer,
        call=chosen + 1,
        busy=chosen,
        first_slot=np.cumsum([0, *(len(s) for s in sets)]),
        slot=np.concatenate(sets),
        cost=random.integers(1, 9, count),
        day=random.integers(0, frame.problem.period.days, count),
    )


TEAM_MAKERS = (_crew, _order)
"""Makers of the terms that join several officers."""
