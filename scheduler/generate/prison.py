"""A made-up prison of any size on three 8 h watches, 5 days on and 2 off, seven phases a watch."""

import random
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Area, AreaShare, Coverage, Facility, Post, Shift, StaticFactor
from scheduler.domain.people import Pattern, Restriction, Squad
from scheduler.domain.site import Site
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
from scheduler.generate.bids import draw_bids, quarters, tenures_behind, with_rotation_at_bids
from scheduler.generate.floor_plan import floor_plan
from scheduler.generate.history import HISTORY_DAYS, worked_history
from scheduler.generate.people import QUALIFICATIONS, Staff, draw_leave, draw_willingness, draw_wishes
from scheduler.generate.policy import default_policy
from scheduler.generate.population import Population, Unit
from scheduler.generate.records import offers_behind, with_few_papers

FACILITY = FacilityId("PRISON")
CLOCK = Clock("America/New_York")
WATCHES = (("D", "Day watch", 360), ("E", "Evening watch", 840), ("N", "Night watch", 1320))
BEDS_A_UNIT = 64
INMATES_AN_OFFICER = 3.46
SEATS_AN_OFFICER = 0.208
"""Seats a watch for each officer: 5 of 7 squads are on, about 8 in 100 of them away, and a few to spare."""


def prison(officers: int, seed: int, first: date, days: int, history_days: int) -> Site:
    """Return the prison; see `scheduler.generate.generate_site`."""
    rng = random.Random(seed)
    begin = first - timedelta(days=history_days)
    units = max(2, round(officers * INMATES_AN_OFFICER / BEDS_A_UNIT))
    population = Population(CLOCK, begin, history_days + days, rng)
    codes = [AreaCode(f"U{n + 1:02d}") for n in range(units)]
    for code in codes:
        population.fill(Unit(code, BEDS_A_UNIT, 120), AreaCode("INTAKE"))
    population.transfer(0.1, codes)
    posts = _posts(codes, round(officers * SEATS_AN_OFFICER))
    staff = Staff(FACILITY, first, rng)
    squads = _squads(first - timedelta(days=HISTORY_DAYS))
    for n, squad in enumerate(squads):
        size = officers // len(squads) + (n < officers % len(squads))
        third = dict.fromkeys(("ARMED", "CONTROL", "BOOKING", "MH", "SPECIAL"), size // 3 + 1)
        staff.add_squad(squad.code, size, {"SUPERVISOR": size // 6 + 1} | third)
    areas = _areas(codes)
    site = Site(
        facility=Facility(id=FACILITY, name=f"Made-up prison, {officers} officers", zone=CLOCK.zone),
        areas=areas,
        shifts=tuple(
            Shift(code=ShiftCode(c), name=name, start_wall_minute=start, wall_minutes=480, is_night=c == "N")
            for c, name, start in WATCHES
        ),
        posts=posts,
        qualifications=QUALIFICATIONS,
        patterns=_patterns(),
        squads=squads,
        officers=tuple(staff.officers),
        names=tuple(staff.names),
        leave=tuple(draw_leave(staff.officers, CLOCK, first, days, rng)),
        willing=tuple(draw_willingness(staff.officers, first, days, rng)),
        wishes=tuple(draw_wishes(staff.officers, first, days, rng, officers // 10)),
        restrictions=tuple(
            Restriction(badge=o.badge, first=first - timedelta(days=9), area=rng.choice(codes))
            for o in rng.sample(staff.officers, max(2, officers // 25))
        ),
        stays=tuple(sorted(population.known_on(first), key=lambda s: (s.start, s.inmate, s.area))),
        policy=default_policy("eight_hour"),
        floor_plan=floor_plan([(a.code, a.name) for a in areas], [(p.code, p.area) for p in posts]),
    )
    site = with_few_papers(site, CLOCK, begin, first, seed)
    spans = tuple(quarters(begin, first + timedelta(days=days - 1)))
    watch_of = {s.code: ShiftCode(s.pattern[-1]) for s in squads}
    bids = draw_bids(site.officers, watch_of, posts, site.restrictions, spans, random.Random(f"bids {seed}"))
    worked = worked_history(site, seed, first, history_days, bids)
    return replace(
        site,
        awards=bids,
        tenures=tenures_behind(bids, posts, {a.code: a.rotation for a in areas}, first),
        worked=worked,
        willing=(*offers_behind(worked), *site.willing),
        policy=with_rotation_at_bids(site.policy),
    )


def _areas(codes: list[AreaCode]) -> tuple[Area, ...]:
    rest = (("INTAKE", "Intake"), ("CONTROL", "Main control"), ("PERIMETER", "Perimeter"), ("MEDICAL", "Medical"))
    units = tuple(
        Area(
            code=code,
            name=f"Unit {code[1:]}",
            facility=FACILITY,
            outline=f"area-{code}",
            rotation=RotationClass.SPECIAL if n == 0 else RotationClass.HOUSING,
        )
        for n, code in enumerate(codes)
    )
    return units + tuple(Area(code=AreaCode(c), name=n, facility=FACILITY, outline=f"area-{c}") for c, n in rest)


def _posts(codes: list[AreaCode], seats: int) -> tuple[Post, ...]:
    """Return posts with about `seats` seats a watch: fixed ones, a floor officer a unit, then rovers and seconds."""
    made = [
        _post("WC-1", "Watch commander", "CONTROL", "C", ContactMode.NONE, ("SUPERVISOR",), 1, 1),
        _post("CTL-1", "Main control", "CONTROL", "C", ContactMode.NONE, ("CONTROL",), 2, 2),
        _post("INT-1", "Intake", "INTAKE", "C", ContactMode.GROUP, ("BOOKING",), 1, 2),
        _post("TWR-1", "Perimeter", "PERIMETER", "M", ContactMode.NONE, ("ARMED",), 1, 2),
        _post("MED-1", "Medical", "MEDICAL", "C", ContactMode.ONE_TO_ONE, ("MH",), 1, 1),
    ]
    for n, code in enumerate(codes):
        needs = ("SPECIAL",) if n == 0 else ()
        contact = ContactMode.CREW if n % 5 == 0 else ContactMode.GROUP
        made.append(_post(f"{code}-F", f"Unit {code[1:]} floor", code, "C", contact, needs, 1, 1))
    for n in range(0, len(codes), 3):
        made.append(_rover(f"RV-{n // 3 + 1:02d}", codes[n : n + 3]))
    left = seats - sum(p.coverage[0].wanted for p in made)
    for n in range(max(left, 0)):
        code, turn = codes[n % len(codes)], n // len(codes)
        priority = "M" if n % 3 else "P"
        made.append(
            _post(
                f"{code}-{turn + 2}",
                f"Unit {code[1:]} officer {turn + 2}",
                code,
                priority,
                ContactMode.GROUP,
                (),
                int(priority == "M"),
                1,
            )
        )
    return tuple(made)


_PRIORITY = {"C": Priority.CRITICAL, "M": Priority.MANDATORY, "P": Priority.PULL}


def _post(
    code: str,
    name: str,
    area: str,
    priority: str,
    contact: ContactMode,
    needs: tuple[str, ...],
    minimum: int,
    wanted: int,
) -> Post:
    common = ("CUSTODY",) if contact is ContactMode.NONE else ("CUSTODY", "PREA")
    return Post(
        code=PostCode(code),
        name=name,
        facility=FACILITY,
        area=AreaCode(area),
        priority=_PRIORITY[priority],
        contact=contact,
        coverage=tuple(Coverage(shift=ShiftCode(c), minimum=minimum, wanted=wanted) for c, _, _ in WATCHES),
        qualifications=tuple(QualificationCode(q) for q in (*common, *needs)),
        attention=(StaticFactor(factor="ST2", points=12 if wanted == 1 and priority == "C" else 0),),
        is_solo=wanted == 1,
        needs_meal_relief=wanted == 1 and priority == "C",
        outline=f"post-{code}",
    )


def _rover(code: str, areas: list[AreaCode]) -> Post:
    share = 1000 // len(areas)
    shares = [share] * len(areas)
    shares[0] += 1000 - sum(shares)
    post = _post(code, f"Rover {code[3:]}", areas[0], "M", ContactMode.GROUP, (), 1, 1)
    return replace(
        post,
        covers=tuple(AreaShare(area=a, share=s) for a, s in zip(areas, shares, strict=True)),
        is_solo=False,
        gives_meal_reliefs=len(areas) + 1,
    )


def _patterns() -> tuple[Pattern, ...]:
    return tuple(
        Pattern(
            code=PatternCode(f"5-2-{code}"),
            name=f"Five on, two off, {name.lower()}",
            cycle=(*(ShiftCode(code) for _ in range(5)), None, None),
        )
        for code, name, _ in WATCHES
    )


def _squads(begin: date) -> tuple[Squad, ...]:
    return tuple(
        Squad(
            code=SquadCode(f"{code}{phase + 1}"),
            name=f"{name} {phase + 1}",
            facility=FACILITY,
            pattern=PatternCode(f"5-2-{code}"),
            anchor=begin + timedelta(days=phase),
        )
        for code, name, _ in WATCHES
        for phase in range(7)
    )
