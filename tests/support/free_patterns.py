"""Small wards without patterns: contracts, wishes and weighted cover decide who works when."""

from datetime import date, timedelta

import numpy as np

from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Contract, Leave, Officer, ShiftLimit, Wish
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import Priority, Severity

FIRST = date(2026, 6, 5)
"""A Friday, so that a short period holds a weekend."""
MIDNIGHT = (FIRST - date(1970, 1, 1)).days * 1440
HARD = ("one_place", "leave", "hours_in_period", "working_runs", "weekends", "shift_limits", "succession")
PRICED = ("wishes", "weighted_cover")


def ward(seed: int, officers: int, days: int, is_asking: bool = True) -> Problem:
    """Return a random ward; `is_asking`: contracts ask for some work at least, so that an empty roster breaks them."""
    random = np.random.default_rng(seed)
    shifts = (
        Shift(code="E", name="Early", start_wall_minute=0, wall_minutes=480),
        Shift(code="L", name="Late", start_wall_minute=0, wall_minutes=480, not_before=("E",)),
        Shift(code="N", name="Night", start_wall_minute=0, wall_minutes=600, not_before=("E", "L")),
    )

    def contract() -> Contract:
        most = int(random.integers(days // 3, days // 2 + 1))
        return Contract(
            least_minutes=480 * max(0, most - 2) * is_asking,
            most_minutes=480 * most + 120,
            most_work_days_in_a_row=int(random.integers(2, 6)),
            least_work_days_in_a_row=int(random.integers(0, 3)),
            least_days_off_in_a_row=int(random.integers(0, 3)),
            most_weekends=int(random.integers(1, 3)),
            shift_limits=(ShiftLimit(shift="N", most=int(random.integers(0, 3))),),
        )

    def coverage(day: int, shift: str) -> Coverage:
        on = FIRST + timedelta(days=day)
        wanted, over = int(random.integers(0, 1 + officers // 2)), int(random.integers(1, 4))
        return Coverage(shift=shift, minimum=0, wanted=wanted, first=on, last=on, under_weight=20, over_weight=over)

    names = [f"B{o}" for o in range(officers)]
    wishes = [
        Wish(
            badge=name,
            on=FIRST + timedelta(days=int(random.integers(days))),
            shift=str(random.choice(["E", "L", "N"])),
            wants=bool(random.random() < 0.5),
            weight=int(random.integers(1, 9)),
        )
        for name in names
        for _ in range(days // 3)
    ]
    away = [(name, int(random.integers(days))) for name in names[::2]]
    return Problem(
        facility=Facility(id="W", name="Ward", zone="UTC"),
        period=Period(first=FIRST, days=days),
        areas=(Area(code="A", name="Area", facility="W"),),
        shifts=shifts,
        posts=(
            Post(
                code="P",
                name="Post",
                facility="W",
                area="A",
                priority=Priority.MANDATORY,
                coverage=tuple(coverage(day, shift.code) for day in range(days) for shift in shifts),
            ),
        ),
        officers=tuple(
            Officer(badge=name, facility="W", seniority=FIRST, tie_breaker=n, contract=contract())
            for n, name in enumerate(names)
        ),
        leave=tuple(Leave(badge=b, start=MIDNIGHT + 1440 * d, end=MIDNIGHT + 1440 * (d + 1)) for b, d in away),
        wishes=tuple({(w.badge, w.on, w.shift): w for w in wishes}.values()),
        policy=Policy(
            entries=(
                *(PolicyEntry(id=r, rule=r, severity=Severity.STOP, effective=FIRST) for r in HARD),
                *(PolicyEntry(id=r, rule=r, severity=Severity.PRICED, effective=FIRST, tier="q") for r in PRICED),
            ),
            tiers=(Tier(key="q", name="Quality", unit="points"),),
        ),
    )
