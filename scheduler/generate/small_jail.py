"""A small jail: four Pitman squads and as many posts of the county jail's plan as they can fill."""

import random
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.facility import Area, Facility
from scheduler.domain.people import Restriction
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, SquadCode, StaffClass
from scheduler.generate.floor_plan import floor_plan
from scheduler.generate.history import HISTORY_DAYS, worked_history
from scheduler.generate.jail_plan import (
    AREAS,
    CLOCK,
    FACILITY,
    ROWS,
    SHIFTS,
    patterns,
    population_of,
    post_of,
    squads_from,
)
from scheduler.generate.people import QUALIFICATIONS, Staff, draw_leave, draw_willingness, draw_wishes
from scheduler.generate.policy import default_policy
from scheduler.generate.records import offers_behind, with_few_papers

_IN_ORDER = "CTL-A HB-F INT-1 HE-F WC-1 HC-F MED-O HD-F FLR-1 HA-F INT-2 SR-H ESC-1 TWR-1 SR-B FLR-2 CTL-B KIT-1 RH-2"
"""Posts in the order in which a growing jail opens them."""

OFFICERS_A_SEAT = 4.8
"""Officers for each seat of a watch: four squads, and one in six of an officer's days spent away."""

_SQUADS = tuple(SquadCode(code) for code in ("A-D", "B-D", "A-N", "B-N"))


def small_jail(officers: int, seed: int, first: date, days: int, history_days: int) -> Site:
    """Return the jail; see `scheduler.generate.generate_site`."""
    rng = random.Random(seed)
    begin = first - timedelta(days=history_days)
    staff = Staff(FACILITY, first, rng)
    opened = _IN_ORDER.split()[: max(4, int(officers / OFFICERS_A_SEAT))]
    for n, squad in enumerate(_SQUADS):
        _hire(staff, squad, officers // 4 + (n < officers % 4), opened)
    population = population_of(begin, history_days + days, rng, scale=officers / 109)
    rows = [row for row in ROWS if row.code in opened]
    site = Site(
        facility=Facility(id=FACILITY, name=f"Made-up jail, {officers} officers", zone=CLOCK.zone),
        areas=tuple(
            Area(code=AreaCode(code), name=name, facility=FACILITY, rotation=rotation, outline=f"area-{code}")
            for code, name, rotation in AREAS
        ),
        shifts=SHIFTS,
        posts=tuple(post_of(row) for row in rows),
        qualifications=QUALIFICATIONS,
        patterns=patterns(),
        squads=squads_from(first - timedelta(days=HISTORY_DAYS)),
        officers=tuple(staff.officers),
        names=tuple(staff.names),
        leave=tuple(draw_leave(staff.officers, CLOCK, first, days, rng)),
        willing=tuple(draw_willingness(staff.officers, first, days, rng)),
        wishes=tuple(draw_wishes(staff.officers, first, days, rng, 4)),
        restrictions=(
            Restriction(badge=staff.officers[1].badge, first=first - timedelta(days=9), area=AreaCode("HU-B")),
        ),
        stays=tuple(sorted(population.known_on(first), key=lambda s: (s.start, s.inmate, s.area))),
        policy=default_policy(),
        floor_plan=floor_plan(AREAS, [(row.code, row.area) for row in rows]),
    )
    site = with_few_papers(site, CLOCK, begin, first, seed)
    worked = worked_history(site, seed, first, history_days)
    return replace(site, worked=worked, willing=(*offers_behind(worked), *site.willing))


def _hire(staff: Staff, squad: SquadCode, size: int, opened: list[str]) -> None:
    """Hire one squad: two supervisors and two seniors once there are posts for them, the rest custody officers."""
    command = 2 if "WC-1" in opened else 0
    seniors = 2 * sum(code in opened for code in ("SR-H", "SR-B"))
    for _ in range(command):
        staff.add(squad, ("SUPERVISOR", "PREA"), StaffClass.SUPERVISOR)
    for _ in range(seniors):
        staff.add(squad, ("SCO", "CUSTODY", "PREA"))
    left = size - command - seniors
    third = left // 2 + 1
    staff.add_squad(squad, left, {"CONTROL": third, "BOOKING": third, "MH": third, "SPECIAL": third, "ARMED": third})
