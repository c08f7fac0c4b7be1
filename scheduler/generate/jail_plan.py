"""The plan of a county jail on 12 h Pitman watches: areas, posts, shifts, squads, and who is housed where.

Seats and pattern follow a real county jail of 312 beds; every person and inmate is made up.
"""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.domain.clock import Clock
from scheduler.domain.facility import AreaShare, Coverage, Post, Shift, StaticFactor
from scheduler.domain.people import Pattern, Squad
from scheduler.domain.words import (
    AreaCode,
    ContactMode,
    FacilityId,
    PatternCode,
    PostCode,
    Priority,
    QualificationCode,
    RotationClass,
    ShiftCode,
    SquadCode,
)
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

AREAS = (
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
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
WORKING_DAYS = (0, 1, 2, 3, 4)
_C, _M, _P = Priority.CRITICAL, Priority.MANDATORY, Priority.PULL
_G, _CREW, _ONE = ContactMode.GROUP, ContactMode.CREW, ContactMode.ONE_TO_ONE


class Row(NamedTuple):
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


ROWS = tuple(
    Row(*row)
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
            "n",
        ),
        ("YRD-1", "Recreation yard", "YARD", _UNITS[:5], _P, _G, "CUSTODY PREA", "E0/1", "0 6 5 4 3 0 0", "n"),
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

_WEEKDAYS = {"": EVERY_DAY, "w": WORKING_DAYS, "v": (2, 3, 4, 5, 6)}


_RELIEFS = {"FLR-1": 6, "FLR-2": 6, "ESC-1": 2, "SR-H": 3, "SR-B": 2}
"""How many meals each of the posts without a place of its own can relieve."""


def post_of(row: Row) -> Post:
    """Return the post that a line of the table describes."""
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
        gives_meal_reliefs=_RELIEFS.get(row.code, 0),
        outline=f"post-{row.code}",
    )


def _coverage(text: str) -> Coverage:
    shift, (minimum, _, rest) = text[0], text[1:].partition("/")
    return Coverage(shift=ShiftCode(shift), minimum=int(minimum), wanted=int(rest[0]), weekdays=_WEEKDAYS[rest[1:]])


def _factors(text: str) -> tuple[StaticFactor, ...]:
    return tuple(StaticFactor(factor=f"ST{i + 1}", points=int(p)) for i, p in enumerate(text.split()))


def watch_post(code: str, dates: Sequence[tuple[date, date]]) -> Post:
    """Return the hospital or constant watch post, with seats on `dates` (first and last, inclusive) only."""
    is_hospital = code.startswith("HSP")
    seats = 2 if is_hospital else 1
    coverage = tuple(
        Coverage(shift=ShiftCode(s), minimum=seats, wanted=seats, first=first, last=last)
        for first, last in dates
        for s in "DN"
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


def patterns() -> tuple[Pattern, ...]:
    """Return the patterns of all squads."""

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


def squads_from(begin: date) -> tuple[Squad, ...]:
    """Return the squads, in phase with the Monday on or before `begin`."""
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


def population_of(begin: date, days: int, rng: random.Random, scale: float = 1.0) -> Population:
    """House inmates from `begin` for `days` dates; `scale` is the part of the beds that is taken."""
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
        population.fill(Unit(AreaCode(area), max(2, round(taken * scale)), average), intake)
    population.fill(Unit(intake, 8, 3), None)
    population.transfer(0.12, [AreaCode(a) for a in ("HU-A", "HU-B", "HU-C", "HU-D")])
    return population
