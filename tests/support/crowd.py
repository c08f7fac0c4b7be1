"""A large made-up prison with turnover: housing areas, rovers, a crew, and officers who rotate between posts."""

import random
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.demand import unfold
from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift
from scheduler.domain.inmates import Activity, Stay
from scheduler.domain.people import Officer
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import ContactMode, Priority

FIRST = date(2026, 3, 2)
HISTORY_DAYS = 90
SHIFTS = (("D", 360), ("E", 840), ("N", 1320))


def prison(officers: int, areas: int, inmates: int, seats: int) -> tuple[Problem, Roster]:
    """Return a prison of 8 h shifts with 90 days of history, and a roster of its period.

    A third of the areas has crew posts, the others group posts; there are two posts an area, a rover for each two
    areas, and posts without contact up to the number of seats a day.
    """
    dice = random.Random(1)
    cover = tuple(Coverage(shift=code, minimum=1, wanted=1) for code, _ in SHIFTS)
    posts = []
    for n in range(seats // len(SHIFTS)):
        mode, covers = ContactMode.NONE, ()
        if n < 2 * areas:
            mode = ContactMode.CREW if n % areas < areas // 3 else ContactMode.GROUP
        elif n < 2 * areas + areas // 2:
            mode = ContactMode.GROUP
            covers = tuple(AreaShare(area=f"A{a}", share=250) for a in dice.sample(range(areas), 4))
        posts.append(
            Post(
                code=f"P{n}",
                name=f"P{n}",
                facility="F",
                area=f"A{n % areas}",
                priority=Priority.CRITICAL,
                contact=mode,
                covers=covers,
                coverage=cover,
            )
        )
    bare = Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=FIRST, days=28),
        areas=tuple(Area(code=f"A{a}", name=f"A{a}", facility="F") for a in range(areas)),
        shifts=tuple(Shift(code=c, name=c, start_wall_minute=s, wall_minutes=480) for c, s in SHIFTS),
        posts=tuple(posts),
        officers=tuple(Officer(badge=f"{o:04}", facility="F", seniority=FIRST) for o in range(officers)),
    )
    stays, activities = _inmates(bare, inmates, dice)
    history = [FIRST - timedelta(days=d) for d in range(HISTORY_DAYS, 0, -1)]
    problem = replace(bare, stays=stays, activities=activities, worked=_tours(bare, history, dice))
    return problem, Roster(facility="F", period=bare.period, tours=_tours(bare, list(bare.period.dates), dice))


def _inmates(problem: Problem, count: int, dice: random.Random) -> tuple[tuple[Stay, ...], tuple[Activity, ...]]:
    """Most come during the 90 days, two in five move, one in twenty has a known move ahead, one in twenty cooks."""
    low = problem.clock.midnight(FIRST - timedelta(days=HISTORY_DAYS))
    now = problem.clock.midnight(FIRST)
    stays, activities = [], []
    for n in range(count):
        ref, start = f"I{n}", low if dice.random() < 0.4 else dice.randrange(low, now)
        for _ in range(dice.choice((0, 0, 0, 1, 2))):
            end = dice.randrange(start + 1, now + 2)
            stays.append(Stay(inmate=ref, area=f"A{dice.randrange(len(problem.areas))}", start=start, end=end))
            start = end
        end = dice.randrange(now + 10, now + 28 * 1440) if dice.random() < 0.05 else None
        stays.append(Stay(inmate=ref, area=f"A{n % len(problem.areas)}", start=start, end=end))
        if n % 20 == 0:
            first = FIRST - timedelta(days=HISTORY_DAYS)
            cook = Activity(
                inmate=ref,
                area="A0",
                weekdays=(0, 1, 2, 3, 4),
                start_wall_minute=300,
                wall_minutes=480,
                first=first,
            )
            activities.append(cook)
    return tuple(stays), tuple(activities)


def _tours(problem: Problem, dates: list[date], dice: random.Random) -> tuple[Tour, ...]:
    """Fill the seats of each date with officers who work five of seven days, each mostly near the same posts."""
    found = []
    for on in dates:
        badges = [o.badge for n, o in enumerate(problem.officers) if (n + on.toordinal()) % 7 < 5]
        shift = dice.randrange(len(badges))
        badges = badges[shift:] + badges[:shift] if dice.random() < 0.3 else badges
        for slot, badge in zip(unfold(problem.posts, problem.shifts, problem.clock, [on]), badges, strict=False):
            found.append(
                Tour(badge=badge, post=slot.post, on=on, shift=slot.shift, index=0, start=slot.start, end=slot.end)
            )
    return tuple(found)
