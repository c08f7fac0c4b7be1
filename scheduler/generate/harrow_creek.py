"""Harrow Creek Regional Detention Center: the demonstration jail, 312 beds, 12 h Pitman watches.

Seats and pattern follow a real county jail of that size; every person and inmate is made up.
"""

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift, StaticFactor
from scheduler.domain.inmates import Activity, Watch
from scheduler.domain.people import Award, CarriedHours, Leave, Officer, Pattern, Restriction, Squad, Tenure
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.domain.words import (
    AreaCode,
    Badge,
    ContactMode,
    FacilityId,
    PatternCode,
    PostCode,
    Priority,
    QualificationCode,
    RotationClass,
    ShiftCode,
    SquadCode,
    StaffClass,
    WatchKind,
)
from scheduler.generate.floor_plan import floor_plan
from scheduler.generate.history import HISTORY_DAYS, worked_history
from scheduler.generate.people import (
    QUALIFICATIONS,
    Staff,
    draw_leave,
    draw_willingness,
    draw_wishes,
)
from scheduler.generate.policy import default_policy
from scheduler.generate.population import Population, Unit

FACILITY = FacilityId("HCRDC")
CLOCK = Clock("America/New_York")

SHIFTS = (
    Shift(code=ShiftCode("D"), name="Day watch", start_wall_minute=360, wall_minutes=720, muster_minutes=15),
    Shift(
        code=ShiftCode("N"),
        name="Night watch",
        start_wall_minute=1080,
        wall_minutes=720,
        muster_minutes=15,
        is_night=True,
    ),
    Shift(code=ShiftCode("T"), name="Transport day", start_wall_minute=420, wall_minutes=600),
    Shift(code=ShiftCode("E"), name="Eight-hour day", start_wall_minute=420, wall_minutes=480),
)

_AREAS = (
    ("HU-A", "Housing A (restrictive)", RotationClass.SPECIAL),
    ("HU-B", "Housing B", RotationClass.HOUSING),
    ("HU-C", "Housing C", RotationClass.HOUSING),
    ("HU-D", "Housing D (dormitory)", RotationClass.HOUSING),
    ("HU-E", "Housing E (women)", RotationClass.HOUSING),
    ("HU-M", "Medical and observation", RotationClass.SPECIAL),
    ("INTAKE", "Intake and holding", RotationClass.NONE),
    ("CONTROL", "Main control", RotationClass.NONE),
    ("PERIMETER", "Perimeter", RotationClass.NONE),
    ("KITCHEN", "Kitchen", RotationClass.SUPPORT),
    ("LAUNDRY", "Laundry", RotationClass.SUPPORT),
    ("PROGRAMS", "Programs and visiting", RotationClass.NONE),
    ("YARD", "Recreation yard", RotationClass.NONE),
    ("TRANSPORT", "Transport (off site)", RotationClass.NONE),
    ("HOSPITAL", "Hospital (off site)", RotationClass.NONE),
    ("LOBBY", "Lobby", RotationClass.NONE),
    ("COMMAND", "Watch commander's office", RotationClass.NONE),
)

_UNITS = ("HU-A", "HU-B", "HU-C", "HU-D", "HU-E", "HU-M", "INTAKE")
_ALL = (0, 1, 2, 3, 4, 5, 6)
_WEEK = (0, 1, 2, 3, 4)
_C, _M, _P = Priority.CRITICAL, Priority.MANDATORY, Priority.PULL
_G, _CREW, _ONE = ContactMode.GROUP, ContactMode.CREW, ContactMode.ONE_TO_ONE


class _Row(NamedTuple):
    """One post as a line of a table.

    Attributes:
        seats: Words like "D1/2": shift, minimum/wanted, then w for Monday to Friday or v for Wednesday to Sunday.
        factors: ST1 to ST7 at their worst hour.
        flags: n for not relieved, S for solo, M for needing meal relief.
    """

    code: str
    name: str
    area: str
    covers: tuple[str, ...]
    priority: Priority
    contact: ContactMode
    needs: str
    seats: str
    factors: str
    flags: str


_ROWS = tuple(
    _Row(*row)
    for row in (
        (
            "WC-1",
            "Watch commander",
            "COMMAND",
            _UNITS,
            _C,
            ContactMode.INDIRECT,
            "SUPERVISOR PREA",
            "D1/1 N1/1",
            "0 0 0 0 3 0 0",
            "",
        ),
        ("SR-H", "Senior officer housing", "COMMAND", _UNITS[:6], _C, _G, "SCO PREA", "D1/1 N1/1", "0 0 5 0 3 2 2", ""),
        ("SR-B", "Senior officer booking", "INTAKE", (), _C, _G, "SCO PREA", "D1/1 N1/1", "0 0 0 0 3 2 2", ""),
        ("CTL-A", "Main control A", "CONTROL", (), _C, ContactMode.NONE, "CONTROL", "D1/1 N1/1", "0 0 0 0 0 2 0", "M"),
        ("CTL-B", "Main control B", "CONTROL", (), _M, ContactMode.NONE, "CONTROL", "D0/1", "0 0 0 0 0 0 0", "M"),
        ("INT-1", "Intake 1", "INTAKE", (), _C, _G, "CUSTODY BOOKING PREA", "D1/1 N1/1", "6 0 0 0 3 2 4", "M"),
        ("INT-2", "Intake 2", "INTAKE", (), _M, _G, "CUSTODY BOOKING PREA", "D1/1 N1/1", "6 0 0 0 3 2 4", "M"),
        ("HA-F", "Housing A floor", "HU-A", (), _C, _CREW, "CUSTODY SPECIAL PREA", "D1/1 N1/1", "6 12 5 4 5 4 4", "SM"),
        ("HB-F", "Housing B floor", "HU-B", (), _C, _G, "CUSTODY PREA", "D1/1 N1/1", "0 12 5 0 3 4 0", "SM"),
        ("HC-F", "Housing C floor", "HU-C", (), _C, _G, "CUSTODY PREA", "D1/1 N1/1", "0 12 0 0 3 4 0", "SM"),
        ("HD-F", "Housing D floor", "HU-D", (), _C, _CREW, "CUSTODY PREA", "D1/1 N1/1", "0 12 5 0 5 4 0", "SM"),
        ("HE-F", "Housing E floor", "HU-E", (), _C, _CREW, "CUSTODY PREA", "D1/1 N1/1", "0 12 0 0 5 4 4", "SM"),
        (
            "MED-O",
            "Medical and observation",
            "HU-M",
            (),
            _C,
            _ONE,
            "CUSTODY MH PREA",
            "D1/1 N1/1",
            "6 6 0 4 3 4 4",
            "M",
        ),
        ("ESC-1", "Escort and movement", "COMMAND", _UNITS, _M, _ONE, "CUSTODY PREA", "D0/1 N1/1", "6 6 5 0 3 2 0", ""),
        (
            "FLR-1",
            "Floor rover 1",
            "COMMAND",
            ("HU-A", "HU-B", "HU-C"),
            _C,
            _G,
            "CUSTODY PREA",
            "D1/1 N1/1",
            "0 0 5 0 3 2 0",
            "",
        ),
        (
            "FLR-2",
            "Floor rover 2, meal relief",
            "COMMAND",
            ("HU-D", "HU-E", "HU-M"),
            _M,
            _G,
            "CUSTODY PREA",
            "D0/1 N0/1",
            "0 0 5 0 3 2 0",
            "",
        ),
        (
            "TWR-1",
            "Perimeter patrol",
            "PERIMETER",
            (),
            _M,
            ContactMode.NONE,
            "CUSTODY ARMED",
            "D1/1 N1/1",
            "0 0 0 0 0 4 0",
            "M",
        ),
        (
            "TRN-C",
            "Transport corporal",
            "TRANSPORT",
            _UNITS,
            _M,
            _G,
            "CUSTODY CDL ARMED PREA",
            "T1/1w",
            "0 0 0 8 3 0 0",
            "n",
        ),
        ("TRN", "Transport pairs", "TRANSPORT", _UNITS, _M, _ONE, "CUSTODY ARMED PREA", "T2/4w", "6 0 5 8 3 0 0", "n"),
        ("KIT-1", "Kitchen crew", "KITCHEN", (), _M, _CREW, "CUSTODY PREA", "D1/1", "0 12 5 4 5 0 0", "S"),
        ("LND-1", "Laundry crew", "LAUNDRY", (), _P, _CREW, "CUSTODY PREA", "E0/1w", "0 12 10 8 5 0 0", "Sn"),
        (
            "PRG-1",
            "Programs and visiting",
            "PROGRAMS",
            _UNITS[1:5],
            _P,
            _G,
            "CUSTODY PREA",
            "D0/1v",
            "0 6 0 4 3 0 0",
            "Sn",
        ),
        ("YRD-1", "Recreation yard", "YARD", _UNITS[:5], _P, _G, "CUSTODY PREA", "E0/1", "0 6 5 4 3 0 0", "Sn"),
        (
            "RH-2",
            "Second officer Housing A",
            "HU-A",
            (),
            _P,
            _CREW,
            "CUSTODY SPECIAL PREA",
            "D0/1",
            "6 0 5 4 5 0 4",
            "n",
        ),
        ("LOB-1", "Lobby", "LOBBY", (), _P, ContactMode.NONE, "", "E0/1w", "0 0 0 0 0 0 0", "n"),
    )
)

_WEEKDAYS = {"": _ALL, "w": _WEEK, "v": (2, 3, 4, 5, 6)}


def harrow_creek(officers: int, seed: int, first: date, days: int) -> Site:
    """Return the jail with `officers` staff in all; see `scheduler.generate.generate_site`."""
    rng = random.Random(seed)
    begin = first - timedelta(days=HISTORY_DAYS)
    population = _population(begin, HISTORY_DAYS + days, rng)
    staff = Staff(FACILITY, first, rng)
    squads = _squads(begin)
    groups = _hire(staff, officers, rng)
    leave = draw_leave(staff.officers, CLOCK, first, days, rng)
    leave += _long_leave(groups, first, days)
    hospital, constant = _watch_dates(first, days)
    site = Site(
        facility=Facility(id=FACILITY, name="Harrow Creek Regional Detention Center", zone=CLOCK.zone),
        areas=tuple(
            Area(code=AreaCode(code), name=name, facility=FACILITY, rotation=rotation, outline=f"area-{code}")
            for code, name, rotation in _AREAS
        ),
        shifts=SHIFTS,
        posts=(*(_post(row) for row in _ROWS), _watch_post("HSP-1", hospital), _watch_post("CWT-1", constant)),
        qualifications=QUALIFICATIONS,
        patterns=_patterns(),
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
        stays=tuple(sorted(population.stays, key=lambda s: (s.start, s.inmate, s.area))),
        watches=_watches(population, hospital, constant),
        activities=_activities(population),
        policy=default_policy(),
    )
    plan = floor_plan(_AREAS, [(post.code, post.area) for post in site.posts])
    worked = worked_history(site.problem(Period(first=first, days=days)), seed)
    return replace(site, worked=worked, floor_plan=plan)


def _post(row: _Row) -> Post:
    shares = [1000 // len(row.covers) for _ in row.covers]
    if shares:
        shares[0] += 1000 - sum(shares)
    return Post(
        code=PostCode(row.code),
        name=row.name,
        facility=FACILITY,
        area=AreaCode(row.area),
        priority=row.priority,
        contact=row.contact,
        coverage=tuple(_coverage(text) for text in row.seats.split()),
        covers=tuple(AreaShare(area=AreaCode(a), share=s) for a, s in zip(row.covers, shares, strict=True)),
        qualifications=tuple(QualificationCode(code) for code in row.needs.split()),
        attention=_factors(row.factors),
        is_relieved="n" not in row.flags,
        is_solo="S" in row.flags,
        needs_meal_relief="M" in row.flags,
        outline=f"post-{row.code}",
    )


def _coverage(text: str) -> Coverage:
    shift, (minimum, _, rest) = text[0], text[1:].partition("/")
    return Coverage(shift=ShiftCode(shift), minimum=int(minimum), wanted=int(rest[0]), weekdays=_WEEKDAYS[rest[1:]])


def _factors(text: str) -> tuple[StaticFactor, ...]:
    return tuple(StaticFactor(factor=f"ST{i + 1}", points=int(p)) for i, p in enumerate(text.split()))


def _watch_post(code: str, dates: tuple[date, date] | None) -> Post:
    is_hospital = code.startswith("HSP")
    seats = 2 if is_hospital else 1
    coverage: tuple[Coverage, ...] = ()
    if dates is not None:
        coverage = tuple(
            Coverage(shift=ShiftCode(s), minimum=seats, wanted=seats, first=dates[0], last=dates[1]) for s in "DN"
        )
    needs = ("CUSTODY", "ARMED", "PREA") if is_hospital else ("CUSTODY", "MH", "PREA")
    return Post(
        code=PostCode(code),
        name="Hospital watch" if is_hospital else "Constant watch",
        facility=FACILITY,
        area=AreaCode("HOSPITAL" if is_hospital else "HU-M"),
        priority=Priority.CRITICAL,
        contact=ContactMode.WATCH,
        coverage=coverage,
        qualifications=tuple(QualificationCode(q) for q in needs),
        attention=_factors("12 6 10 8 5 4 4" if is_hospital else "12 6 0 4 5 4 4"),
        is_solo=not is_hospital,
        needs_meal_relief=True,
        outline=f"post-{code}",
    )


def _patterns() -> tuple[Pattern, ...]:
    def cycle(text: str) -> tuple[ShiftCode | None, ...]:
        return tuple(None if c == "-" else ShiftCode(c) for c in text.split())

    pitman = "X X - - X X X - - X X - - -"
    return (
        Pattern(code=PatternCode("PITMAN-D"), name="Pitman 2-2-3, days", cycle=cycle(pitman.replace("X", "D"))),
        Pattern(code=PatternCode("PITMAN-N"), name="Pitman 2-2-3, nights", cycle=cycle(pitman.replace("X", "N"))),
        Pattern(code=PatternCode("FOUR-TEN"), name="Four tens", cycle=cycle("T T T T - - -")),
        Pattern(code=PatternCode("FOUR-TEN-F"), name="Four tens to Friday", cycle=cycle("- T T T T - -")),
        Pattern(code=PatternCode("FIVE-EIGHT"), name="Five eights", cycle=cycle("E E E E E - -")),
        Pattern(code=PatternCode("FIVE-EIGHT-W"), name="Five eights, weekend", cycle=cycle("- - E E E E E")),
        Pattern(code=PatternCode("PROGRAM"), name="Programs, four twelves", cycle=cycle("- - D D D D -")),
    )


def _squads(begin: date) -> tuple[Squad, ...]:
    monday = begin - timedelta(days=begin.weekday())

    def squad(code: str, name: str, pattern: str, days: int = 0) -> Squad:
        return Squad(
            code=SquadCode(code),
            name=name,
            facility=FACILITY,
            pattern=PatternCode(pattern),
            anchor=monday + timedelta(days=days),
        )

    return (
        squad("A-D", "A squad, days", "PITMAN-D"),
        squad("B-D", "B squad, days", "PITMAN-D", 7),
        squad("A-N", "A squad, nights", "PITMAN-N"),
        squad("B-N", "B squad, nights", "PITMAN-N", 7),
        squad("TR-1", "Transport, Monday to Thursday", "FOUR-TEN"),
        squad("TR-2", "Transport, Tuesday to Friday", "FOUR-TEN-F"),
        squad("DAY", "Day jobs", "FIVE-EIGHT"),
        squad("DAY-W", "Day jobs, weekend", "FIVE-EIGHT-W"),
        squad("PRG", "Programs", "PROGRAM"),
    )


def _hire(staff: Staff, officers: int, rng: random.Random) -> dict[str, list[Badge]]:
    """Hire for a jail of 109 as designed; other sizes scale the four squads and keep the rest."""
    scale = max(officers - 48, 8) / 61
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
    return groups


def _long_leave(groups: dict[str, list[Badge]], first: date, days: int) -> list[Leave]:
    start = CLOCK.midnight(first - timedelta(days=HISTORY_DAYS + 30))
    end = CLOCK.midnight(first + timedelta(days=days + 60))
    return [Leave(badge=badge, start=start, end=end) for badge in groups["away"]]


def _watch_dates(first: date, days: int) -> tuple[tuple[date, date] | None, tuple[date, date] | None]:
    if days < 16:
        return None, None
    hospital = (first + timedelta(days=4), first + timedelta(days=7))
    return hospital, (first + timedelta(days=12), first + timedelta(days=14))


def _watches(
    population: Population, hospital: tuple[date, date] | None, constant: tuple[date, date] | None
) -> tuple[Watch, ...]:
    found = []
    for dates, post, kind, unit in (
        (hospital, "HSP-1", WatchKind.HOSPITAL, "HU-C"),
        (constant, "CWT-1", WatchKind.CONSTANT, "HU-M"),
    ):
        if dates is None:
            continue
        start, end = CLOCK.minute(dates[0], 360), CLOCK.minute(dates[1] + timedelta(days=1), 360)
        inmate = next(
            s.inmate
            for s in population.stays
            if s.area == unit and s.start <= start and (s.end is None or s.end >= end)
        )
        found.append(Watch(inmate=inmate, post=PostCode(post), kind=kind, start=start, end=end))
    return tuple(found)


def _population(begin: date, days: int, rng: random.Random) -> Population:
    population = Population(CLOCK, begin, days, rng)
    intake = AreaCode("INTAKE")
    for area, taken, average in (
        ("HU-A", 27, 60),
        ("HU-B", 60, 45),
        ("HU-C", 61, 45),
        ("HU-D", 68, 50),
        ("HU-E", 46, 40),
        ("HU-M", 18, 25),
    ):
        population.fill(Unit(AreaCode(area), taken, average), intake)
    population.fill(Unit(intake, 8, 3), None)
    population.transfer(0.12, [AreaCode(a) for a in ("HU-A", "HU-B", "HU-C", "HU-D")])
    return population


def _activities(population: Population) -> tuple[Activity, ...]:
    unit = AreaCode("HU-D")
    kitchen = population.workers(AreaCode("KITCHEN"), unit, slice(0, 12), 300, 480, _ALL)
    laundry = population.workers(AreaCode("LAUNDRY"), unit, slice(12, 20), 420, 480, _WEEK)
    return (*kitchen, *laundry)


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
