"""The papers of Harrow Creek: who has read which order, who is excused, asks for leave or prefers what."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.facility import TeamNeed
from scheduler.domain.people import Duty, Exemption, Preference, RotationWaiver
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, PostCode, ShiftCode, SquadCode
from scheduler.generate.jail_plan import CLOCK
from scheduler.generate.records import (
    SEARCH,
    absences_of,
    balances_of,
    choices_of,
    draw_duties,
    leave_slots,
    orders_of,
    past_leave,
    readings_of,
    requests_behind,
    slots_of,
    staffing_plan,
    training_days,
    with_work_period,
)

POPULATION = 290
WORK_PERIOD_DAYS = 14
WORK_PERIOD_ANCHOR = date(2026, 1, 4)
_UNREAD = (("A-D", 9, "HC-F"), ("B-D", 8, "KIT-1"), ("A-N", 7, "FLR-1"), ("B-N", 6, "HB-F"))
"""Squad, place in it, and the post whose order that officer has not read yet."""
_PREFERENCES = (
    ("A-D", 7, "CTL-A", "D", 2),
    ("A-D", 8, None, "D", 1),
    ("B-D", 9, "KIT-1", "D", 1),
    ("B-D", 10, "INT-1", None, 1),
    ("A-N", 6, "TWR-1", None, 2),
    ("B-N", 4, "ESC-1", "N", 1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """When history begins, the first date to roster, and how many dates are rostered."""

    begin: date
    first: date
    days: int


def furnished(site: Site, groups: dict[str, list[Badge]], dates: Dates, seed: int) -> Site:
    """Return the jail with its papers; `groups` are the badges of each squad in order."""
    rng = random.Random(f"papers {seed}")
    first, last = dates.first, dates.first + timedelta(days=dates.days - 1)
    documents = orders_of(site.posts, dates.begin - timedelta(days=60))
    unread = {(groups[squad][n], f"PO-{post}") for squad, n, post in _UNREAD}
    away = set(groups["away"])
    here = [officer for officer in site.officers if officer.badge not in away]
    training = training_days(SquadCode("B-N"), first)
    past = past_leave(here, CLOCK, dates.begin, first, rng)
    squads = slots_of(site.squads, Counter(o.squad for o in site.officers if o.squad is not None))
    whole = replace(
        site,
        leave=(*sorted(past, key=lambda a: (a.start, a.badge)), *site.leave),
        preferences=tuple(
            Preference(
                badge=groups[squad][n],
                first=first - timedelta(days=60),
                post=None if post is None else PostCode(post),
                shift=None if shift is None else ShiftCode(shift),
                weight=weight,
            )
            for squad, n, post, shift, weight in _PREFERENCES
        ),
        exemptions=(
            Exemption(badge=groups["A-D"][11], first=first - timedelta(days=10), last=first + timedelta(days=10)),
            Exemption(badge=groups["B-N"][7], first=first, last=first + timedelta(days=27)),
        ),
        documents=documents,
        readings=readings_of(site.officers, documents, site.posts, unread),
        team_needs=(_search_at_intake(dates.begin),),
        rotation_waivers=_waivers(site, first),
        leave_slots=(
            *leave_slots(squads, date(dates.begin.year, 1, 1), date(last.year + 1, 12, 31)),
            training,
        ),
        leave_requests=requests_behind(
            [row for row in site.leave if row.badge not in away], here, CLOCK, first, training
        ),
        leave_balances=balances_of(here, first - timedelta(days=1)),
        vacation_choices=choices_of(here, first.year + 1, 20),
        staffing_plans=(staffing_plan(site.posts, POPULATION, date(first.year, 1, 1)),),
        absences=absences_of(first.year - 1, len(site.officers) - 4),
        policy=with_work_period(site.policy, WORK_PERIOD_DAYS, WORK_PERIOD_ANCHOR),
    )
    return replace(whole, duties=_duties(whole, dates, rng))


def _search_at_intake(since: date) -> TeamNeed:
    return TeamNeed(
        post=PostCode("INT-1"),
        qualification=SEARCH,
        helpers=tuple(PostCode(code) for code in ("INT-2", "SR-B", "ESC-1", "FLR-1", "HE-F")),
        authority="28 CFR 115.15(b): pat searches of women at intake; study of the post, spring 2025",
        approver="Facility administrator",
        review_by=since.replace(day=1) + timedelta(days=700),
        first=since - timedelta(days=30),
    )


def _waivers(site: Site, first: date) -> tuple[RotationWaiver, ...]:
    """Let the kitchen's steady holder stay until a successor knows the crew."""
    return tuple(
        RotationWaiver(
            badge=tenure.badge,
            area=tenure.area,
            first=first - timedelta(days=20),
            expires=first + timedelta(days=13),
            approver="Captain",
            reason="trains the successor until the middle of the month",
        )
        for tenure in site.tenures
        if tenure.area == "KITCHEN"
    )


def _duties(site: Site, dates: Dates, rng: random.Random) -> tuple[Duty, ...]:
    """Draw a handful of duties for the dates to roster and one in ten officers for each quarter of history."""
    found = list[Duty]()
    begin = dates.begin
    while begin < dates.first:
        days = min(91, (dates.first - begin).days)
        found += draw_duties(site, CLOCK, begin, days, days * len(site.officers) // 910, rng)
        begin += timedelta(days=days)
    return (*found, *draw_duties(site, CLOCK, dates.first, dates.days, 6, rng))
