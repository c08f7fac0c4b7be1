"""Harrow Creek Regional Detention Center: the demonstration jail, 312 beds, 12 h Pitman watches.

Seats and pattern follow a real county jail of that size; every person and inmate is made up.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.facility import Area, Facility
from scheduler.domain.inmates import Activity, Watch
from scheduler.domain.people import Award, CarriedHours, Leave, Officer, Restriction, Tenure
from scheduler.domain.site import Site
from scheduler.domain.words import (
    AreaCode,
    Badge,
    PostCode,
    ShiftCode,
    SquadCode,
    StaffClass,
    WatchKind,
)
from scheduler.generate.floor_plan import Room, floor_plan
from scheduler.generate.history import HISTORY_DAYS, with_run_up, worked_history
from scheduler.generate.jail_papers import Dates, furnished
from scheduler.generate.jail_plan import (
    AREAS,
    CLOCK,
    EVERY_DAY,
    FACILITY,
    ROWS,
    SHIFTS,
    WORKING_DAYS,
    patterns,
    population_of,
    post_of,
    squads_from,
    watch_post,
)
from scheduler.generate.people import (
    QUALIFICATIONS,
    Staff,
    draw_leave,
    draw_willingness,
    draw_wishes,
)
from scheduler.generate.policy import default_policy
from scheduler.generate.population import Population
from scheduler.generate.records import SEARCH_QUALIFICATION, let_search, offers_behind

_INSIDE, _OUTSIDE = "Inside the fence", "Outside and off site"
ROOMS = {
    "HU-A": Room(16, 16, 288, 150, _INSIDE),
    "HU-B": Room(320, 16, 224, 150, _INSIDE),
    "HU-C": Room(560, 16, 224, 150, _INSIDE),
    "HU-D": Room(800, 16, 272, 150, _INSIDE),
    "HU-E": Room(16, 198, 224, 150, _INSIDE),
    "HU-M": Room(256, 198, 288, 150, _INSIDE),
    "COMMAND": Room(560, 198, 512, 150, _INSIDE),
    "CONTROL": Room(16, 380, 256, 128, _INSIDE),
    "INTAKE": Room(288, 380, 368, 128, _INSIDE),
    "KITCHEN": Room(672, 380, 192, 128, _INSIDE),
    "LAUNDRY": Room(880, 380, 192, 128, _INSIDE),
    "PROGRAMS": Room(16, 524, 256, 112, _INSIDE),
    "YARD": Room(288, 524, 576, 112, _INSIDE),
    "LOBBY": Room(880, 524, 192, 112, _INSIDE),
    "PERIMETER": Room(16, 668, 256, 104, _OUTSIDE),
    "TRANSPORT": Room(288, 668, 368, 104, _OUTSIDE),
    "HOSPITAL": Room(672, 668, 400, 104, _OUTSIDE),
}
"""Where the floor plan draws each area: housing above, the corridor with command and control, services below."""


def harrow_creek(officers: int, seed: int, first: date, days: int, history_days: int) -> Site:
    """Return the jail with `officers` staff in all; see `scheduler.generate.generate_site`."""
    rng = random.Random(seed)
    begin = first - timedelta(days=history_days)
    population = population_of(begin, history_days + days, rng)
    staff = Staff(FACILITY, first, rng)
    squads = squads_from(first - timedelta(days=HISTORY_DAYS))
    groups = _hire(staff, officers, rng)
    leave = _long_leave(groups, first, days)
    gone = {row.badge for row in leave}
    leave += [row for row in draw_leave(staff.officers, CLOCK, first, days, rng) if row.badge not in gone]
    hospital, constant = _watch_dates(first, days)
    earlier = _earlier_watches(begin, first)
    site = Site(
        facility=Facility(id=FACILITY, name="Harrow Creek Regional Detention Center", zone=CLOCK.zone),
        areas=tuple(
            Area(code=AreaCode(code), name=name, facility=FACILITY, rotation=rotation, outline=f"area-{code}")
            for code, name, rotation in AREAS
        ),
        shifts=SHIFTS,
        posts=(
            *(post_of(row) for row in ROWS),
            watch_post("HSP-1", (*earlier, *hospital)),
            watch_post("CWT-1", constant),
        ),
        qualifications=(*QUALIFICATIONS, SEARCH_QUALIFICATION),
        patterns=patterns(),
        squads=squads,
        officers=tuple(staff.officers),
        names=tuple(staff.names),
        leave=tuple(sorted(leave, key=lambda a: (a.start, a.badge))),
        willing=tuple(draw_willingness(staff.officers, first, days, rng)),
        wishes=tuple(draw_wishes(staff.officers, first, days, rng, 12)),
        restrictions=_restrictions(groups, staff.officers, first),
        awards=_awards(groups, first),
        tenures=_tenures(groups, staff.officers, first),
        carried=(CarriedHours(badge=groups["A-D"][2], month=first.replace(day=1), overtime_minutes=88 * 60),),
        stays=tuple(sorted(population.known_on(first), key=lambda s: (s.start, s.inmate, s.area))),
        watches=(*_past_watches(population, earlier), *_watches(population, first, hospital, constant)),
        activities=_activities(population, first),
        policy=default_policy(),
    )
    plan = floor_plan(AREAS, [(post.code, post.area) for post in site.posts], ROOMS)
    site = furnished(replace(site, floor_plan=plan), groups, Dates(begin=begin, first=first, days=days), seed)
    worked = with_run_up(site, worked_history(site, seed, first, history_days), first)
    return replace(site, worked=worked, willing=(*offers_behind(worked), *site.willing))


def _hire(staff: Staff, officers: int, rng: random.Random) -> dict[str, list[Badge]]:
    """Hire for a jail of 109 as designed; sizes near it scale the four squads and keep the rest."""
    scale = (officers - 48) / 61
    sizes = {"A-D": 17, "B-D": 17, "A-N": 14, "B-N": 13}
    groups: dict[str, list[Badge]] = {}
    for code, size in sizes.items():
        count = max(2, round(size * scale))
        needs = {"ARMED": count // 2 + 1, "CONTROL": count * 7 // 17 + 1, "BOOKING": count * 6 // 17 + 1}
        needs |= {"MH": 5, "SPECIAL": 5, "CERT": 3, "FTO": 2}
        groups[code] = staff.add_squad(SquadCode(code), count, needs)
    for code in sizes:
        groups[f"{code} senior"] = [staff.add(SquadCode(code), ("SCO", "CUSTODY", "PREA", "BOOKING")) for _ in range(3)]
        groups[f"{code} command"] = [
            staff.add(SquadCode(code), ("SUPERVISOR", "PREA"), StaffClass.SUPERVISOR) for _ in range(3)
        ]
    groups["TR-1"] = [staff.add(SquadCode("TR-1"), ("CUSTODY", "ARMED", "CDL", "PREA")) for _ in range(4)]
    groups["TR-2"] = [staff.add(SquadCode("TR-2"), ("CUSTODY", "ARMED", "CDL", "PREA")) for _ in range(3)]
    groups["DAY"] = [staff.add(SquadCode("DAY"), ("CUSTODY", "PREA")) for _ in range(2)]
    groups["DAY-W"] = [staff.add(SquadCode("DAY-W"), ("CUSTODY", "PREA"))]
    groups["PRG"] = [staff.add(SquadCode("PRG"), ("CUSTODY", "PREA")) for _ in range(2)]
    groups["light"] = [staff.add(SquadCode("DAY"), ()) for _ in range(2)]
    groups["away"] = [staff.add(SquadCode(code), ("CUSTODY", "PREA")) for code in ("A-D", "B-D", "A-N")]
    while len(staff.officers) < officers - 1:
        staff.add(None, (), is_probationary=True)
    staff.add(None, ("SUPERVISOR",), StaffClass.SUPERVISOR)
    staff.let_training_lapse(rng.sample(groups["A-D"] + groups["B-D"], 3))
    staff.officers = let_search(staff.officers)
    return groups


def _long_leave(groups: dict[str, list[Badge]], first: date, days: int) -> list[Leave]:
    start = CLOCK.midnight(first - timedelta(days=HISTORY_DAYS + 30))
    end = CLOCK.midnight(first + timedelta(days=days + 60))
    return [Leave(badge=badge, start=start, end=end) for badge in groups["away"]]


def _watch_dates(first: date, days: int) -> tuple[list[tuple[date, date]], list[tuple[date, date]]]:
    if days < 16:
        return [], []
    hospital = (first + timedelta(days=4), first + timedelta(days=7))
    return [hospital], [(first + timedelta(days=12), first + timedelta(days=14))]


def _earlier_watches(begin: date, first: date) -> list[tuple[date, date]]:
    """Return four days of hospital watch every eight weeks, but for the last three months."""
    count = max(0, (first - begin).days - HISTORY_DAYS) // 56
    starts = [begin + timedelta(days=20 + 56 * n) for n in range(count)]
    return [(on, on + timedelta(days=3)) for on in starts]


def _past_watches(population: Population, dates: Iterable[tuple[date, date]]) -> Iterator[Watch]:
    """Yield hospital watches over inmates who lived in Housing C all the while."""
    for first, last in dates:
        start, end = CLOCK.minute(first, 360), CLOCK.minute(last + timedelta(days=1), 360)
        here = (s for s in population.stays if s.area == "HU-C" and s.start < start and (s.end is None or s.end > end))
        watched = min(here, key=lambda s: s.inmate)
        yield Watch(inmate=watched.inmate, post=PostCode("HSP-1"), kind=WatchKind.HOSPITAL, start=start, end=end)


def _watches(
    population: Population, first: date, hospital: list[tuple[date, date]], constant: list[tuple[date, date]]
) -> tuple[Watch, ...]:
    found = []
    for dates, post, kind, unit in (
        *((span, "HSP-1", WatchKind.HOSPITAL, "HU-C") for span in hospital),
        *((span, "CWT-1", WatchKind.CONSTANT, "HU-M") for span in constant),
    ):
        start, end = CLOCK.minute(dates[0], 360), CLOCK.minute(dates[1] + timedelta(days=1), 360)
        inmate = next(s.inmate for s in population.known_on(first) if s.area == unit and s.end is None)
        found.append(Watch(inmate=inmate, post=PostCode(post), kind=kind, start=start, end=end))
    return tuple(found)


def _activities(population: Population, first: date) -> tuple[Activity, ...]:
    unit = AreaCode("HU-D")
    jobs = (
        (AreaCode("KITCHEN"), unit, first, slice(0, 12), 300, 480, EVERY_DAY),
        (AreaCode("LAUNDRY"), unit, first, slice(12, 20), 420, 480, WORKING_DAYS),
    )
    past = [activity for job in jobs for activity in population.past_workers(*job)]
    return (*past, *(activity for job in jobs for activity in population.workers(*job)))


def _restrictions(groups: dict[str, list[Badge]], officers: list[Officer], first: date) -> tuple[Restriction, ...]:
    since = first - timedelta(days=20)
    until = first + timedelta(days=60)
    held = {o.badge: {h.qualification for h in o.qualifications} for o in officers}
    without_contact = next(b for b in reversed(groups["A-N"]) if "CONTROL" in held[b])
    return (
        Restriction(badge=groups["A-D"][0], first=since, area=AreaCode("HU-B")),
        Restriction(badge=groups["B-N"][1], first=since, area=AreaCode("HU-A")),
        Restriction(badge=groups["A-N"][3], first=since, last=until, area=AreaCode("HU-E")),
        Restriction(badge=groups["B-D"][5], first=since, last=until, area=AreaCode("HU-D")),
        Restriction(badge=without_contact, first=since),
    )


def _awards(groups: dict[str, list[Badge]], first: date) -> tuple[Award, ...]:
    since = first.replace(day=1) - timedelta(days=62)
    return tuple(
        Award(
            badge=groups[squad][4], post=PostCode(post), basis="bid by seniority", first=since, shift=ShiftCode(shift)
        )
        for squad, post, shift in (("A-D", "CTL-A", "D"), ("B-D", "CTL-A", "D"))
    )


def _tenures(groups: dict[str, list[Badge]], officers: list[Officer], first: date) -> tuple[Tenure, ...]:
    """Three steady holders: with the fewest qualifications, for the others are drawn to posts that need them."""
    held = {o.badge: len(o.qualifications) for o in officers}
    barred = {r.badge for r in _restrictions(groups, officers, first)}
    found = []
    for squad, area, days in (("A-D", "HU-B", 92), ("A-N", "HU-D", 187), ("B-D", "KITCHEN", 210)):
        badge = min((b for b in groups[squad] if b not in barred), key=lambda b: (held[b], b))
        found.append(Tenure(badge=badge, area=AreaCode(area), since=first - timedelta(days=days)))
    return tuple(found)
