"""The attention index at full size: 60 posts x 3 shifts x 56 days from nothing, and the change after one edit.

    PYTHONPATH=tests .venv/bin/python tests/benchmarks/attention.py [--officers 260]

Processor time, the best of five; targets 0.5 s and 16 ms.
"""

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from scheduler.attention import RotationLimit, Standards, attention_table
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift, StaticFactor
from scheduler.domain.observations import Observations, UnitEntries
from scheduler.domain.people import Cadence, Officer, Pattern, Squad, Tenure
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.rounds import Round
from scheduler.domain.words import Priority, RotationClass, StaffClass
from scheduler.ledger import MealTimes

POSTS, DAYS, HISTORY, AREAS = 60, 56, 100, 20
FIRST = date(2026, 3, 30)
SHIFTS = ("D", "E", "N")


def problem_and_tours(officers: int, seed: int = 1) -> tuple[Problem, tuple[Tour, ...]]:
    """Return a prison in which every seat is held by somebody of a pool of its own for each shift."""
    chance, clock = random.Random(seed), Clock("America/Chicago")
    shifts = tuple(
        Shift(code=c, name=c, start_wall_minute=360 + 480 * n, wall_minutes=480, is_night=c == "N")
        for n, c in enumerate(SHIFTS)
    )
    areas = tuple(Area(code=f"A{n}", name=f"A{n}", facility="F", rotation=RotationClass.HOUSING) for n in range(AREAS))
    static = tuple(StaticFactor(factor=f"ST{n}", points=p) for n, p in enumerate((0, 12, 5, 0, 3, 4, 0), start=1))
    posts = tuple(
        Post(
            code=f"P{n}", name=f"P{n}", facility="F", area=areas[n % AREAS].code, priority=Priority.CRITICAL,
            coverage=tuple(Coverage(shift=c, minimum=1, wanted=1) for c in SHIFTS), attention=static,
            needs_meal_relief=n % 4 != 0, gives_meal_reliefs=3 if n % 4 == 0 else 0,
        )
        for n in range(POSTS)
    )  # fmt: skip
    anchor = FIRST - timedelta(days=140)
    squads = tuple(Squad(code=f"S{c}", name=c, facility="F", pattern=f"W{c}", anchor=anchor) for c in SHIFTS)
    people = tuple(
        Officer(
            badge=f"{n:04}", facility="F", staff_class=StaffClass.SWORN, seniority=date(2015, 1, 1),
            squad=f"S{SHIFTS[n % 3]}",
        )
        for n in range(officers)
    )  # fmt: skip
    tours = []
    for day in range(-HISTORY, DAYS):
        on = FIRST + timedelta(days=day)
        for s, shift in enumerate(shifts):
            start, end = shift.span(clock, on)
            pool = [o for n, o in enumerate(people) if n % 3 == s]
            for n, officer in enumerate(pool[(day % 7) :][:POSTS]):
                seat = posts[(n - n % 6 + (n + day // 28) % 6) % POSTS].code  # officers stay among six posts
                tours.append(
                    Tour(start=start, end=end, badge=officer.badge, post=seat, on=on, shift=shift.code, index=0)
                )
    problem = Problem(
        facility=Facility(id="F", name="F", zone=clock.zone),
        period=Period(first=FIRST, days=DAYS),
        areas=areas,
        shifts=shifts,
        posts=posts,
        patterns=tuple(Pattern(code=f"W{c}", name=c, cycle=(c, c, c, c, c, None, None)) for c in SHIFTS),
        squads=squads,
        officers=people,
        tenures=tuple(
            Tenure(badge=o.badge, area=chance.choice(areas).code, since=FIRST - timedelta(days=chance.randint(1, 200)))
            for o in people
        ),
        worked=tuple(t for t in tours if t.on < FIRST),
    )
    return problem, tuple(t for t in tours if t.on >= FIRST)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Return the least processor seconds that some work takes."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--officers", type=int, default=260)
    problem, tours = problem_and_tours(asked.parse_args().officers)
    midnight = problem.clock.midnight(FIRST)
    seen = Observations(
        rounds=tuple(
            Round(area=f"A{n % AREAS}", performed_at=midnight + 97 * n, entered_at=midnight + 97 * n + 10, badge="S")
            for n in range(-300, 600)
        ),
        entries=tuple(UnitEntries(area="A1", on=FIRST + timedelta(days=n), count=1) for n in range(0, 50, 9)),
        rounds_since=midnight - 100_000,
        entries_since=FIRST - timedelta(days=90),
    )
    limit = RotationLimit(due=Cadence(days=90), stop=Cadence(days=180))
    standards = Standards(rotation={RotationClass.HOUSING: limit}, meals=MealTimes())
    now = midnight + 30 * 1440
    table = attention_table(problem, tours, seen, now, standards)
    shape = " x ".join(str(n) for n in table.state.shape)
    built = best(lambda: attention_table(problem, tours, seen, now, standards))
    print(f"{shape} cells, {len(problem.officers)} officers, {len(tours)} tours: {built:.3f} s")
    tour = tours[len(tours) // 2]
    other = replace(tour, badge=next(o.badge for o in problem.officers if o.badge != tour.badge))
    print(f"one tour to another officer: {1000 * best(lambda: table.changed((tour,), (other,))):.1f} ms")


if __name__ == "__main__":
    main()
