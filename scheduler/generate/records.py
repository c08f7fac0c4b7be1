"""Made-up papers of a jail: orders and who read them, needs of a team, exemptions, leave, staffing plan, pay.

Small, plausible and drawn from a source of their own, so that people and inmates do not depend on them.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Document, Post
from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.people import Duty, Exemption, Held, Leave, Officer, Qualification, Reading, Squad, Willingness
from scheduler.domain.plan import AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.policy import PayPeriod, Policy
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import (
    Badge,
    DocumentCode,
    DutyKind,
    LeaveState,
    Minute,
    PayBasis,
    QualificationCode,
    SquadCode,
)
from scheduler.generate.people import AWAY_AT_ONCE, draw_leave

BOUNDARIES = DocumentCode("BOUNDARIES")
GRANTED = 12
"""How many rows of leave stand on a request."""
TRAINING_BEGINS, TRAINING_DAYS = 56, 4
"""When one squad trains together: days after the first date to roster, and for how many dates."""
SEARCH = QualificationCode("SEARCH")
"""A neutral code: who holds it can do the searches that 28 CFR 115.15 keeps for some officers."""
SEARCH_QUALIFICATION = Qualification(code=SEARCH, name="Searches under 28 CFR 115.15")

_ABSENT_HOURS = (
    ("vacation", 148),
    ("sick", 92),
    ("training", 62),
    ("holidays", 48),
    ("family and military leave", 30),
    ("injury", 20),
)
"""Hours away of an average officer in a year: 400 of 2,184 contracted ones, so that 1,784 are worked."""

_FACTORS = (
    ("accepted practice", "One officer on each housing floor on every watch; command and control always filled."),
    ("judicial findings", "None."),
    ("federal findings", "None."),
    ("oversight findings", "State inspection of the last year: none that concern staffing."),
    ("physical plant", "Laundry and yard have corners without cameras; housing floors are in sight of control."),
    ("population", "Population of the last year on average; women in one unit; stays of some six weeks."),
    ("supervisors", "A watch commander and two senior officers on every watch; unannounced rounds by day and night."),
    ("programs", "Programs and visiting from Wednesday to Sunday; kitchen every day, laundry on working days."),
    ("state and local law", "Somebody who can search women is available whenever one is held."),
    ("incidents", "Reports of the last two years were weighed by place and time of day."),
    ("other", "Hospital watches come without notice: some four a quarter."),
)


def orders_of(posts: Iterable[Post], effective: date) -> tuple[Document, ...]:
    """Return the boundary policy and an order for each post."""
    policy = Document(
        code=BOUNDARIES,
        version=1,
        title="Boundaries between officers and inmates",
        effective=effective,
        reviewed=effective,
    )
    orders = (
        Document(
            code=DocumentCode(f"PO-{post.code}"),
            version=1,
            title=f"Post order: {post.name}",
            effective=effective,
            posts=(post.code,),
            reviewed=effective,
        )
        for post in posts
    )
    return (policy, *orders)


def readings_of(
    officers: Iterable[Officer], documents: Sequence[Document], posts: Iterable[Post], unread: set[tuple[Badge, str]]
) -> tuple[Reading, ...]:
    """Let everybody read the orders of the posts that they qualify for, but for the pairs in `unread`."""
    needs = {post.code: set(post.qualifications) for post in posts}
    found = []
    for n, officer in enumerate(officers):
        held = {h.qualification for h in officer.qualifications}
        for document in documents:
            if all(not needs[code] <= held for code in document.posts) and document.posts:
                continue
            if (officer.badge, document.code) not in unread:
                on = document.effective - timedelta(days=1 + n % 12)
                found.append(Reading(badge=officer.badge, document=document.code, version=document.version, on=on))
    return tuple(found)


def let_search(officers: Iterable[Officer]) -> list[Officer]:
    """Let two of five custody officers hold `SEARCH`; which ones follows from nothing but their number."""
    found = []
    for n, officer in enumerate(officers):
        is_custody = any(h.qualification == "CUSTODY" for h in officer.qualifications)
        if is_custody and n % 5 in (1, 3):
            officer = replace(officer, qualifications=(*officer.qualifications, Held(qualification=SEARCH)))
        found.append(officer)
    return found


def past_leave(officers: Sequence[Officer], clock: Clock, begin: date, until: date, rng: random.Random) -> list[Leave]:
    """Draw leave for the past, from `begin` to the day before `until`, four weeks at a time."""
    found: list[Leave] = []
    end = clock.midnight(until)
    while begin < until:
        drawn = draw_leave(officers, clock, begin, min(28, (until - begin).days), rng)
        found += [leave for leave in drawn if leave.end <= end]
        begin += timedelta(days=28)
    return found


def draw_duties(site: Site, clock: Clock, first: date, days: int, count: int, rng: random.Random) -> tuple[Duty, ...]:
    """Draw up to `count` court mornings and days of training on `days` dates from `first`, one an officer at most.

    They lie in the middle of three days off, so that rest and weeks stay whole, and on nobody's leave.
    """
    cycles = {p.code: p.cycle for p in site.patterns}
    by_code = {s.code: s for s in site.squads}
    away: dict[Badge, list[Leave]] = {}
    for item in site.leave:
        away.setdefault(item.badge, []).append(item)
    found: dict[Badge, Duty] = {}
    for n in range(count * 20):
        officer, on = rng.choice(site.officers), first + timedelta(days=rng.randrange(days))
        squad = by_code.get(officer.squad) if officer.squad is not None else None
        if len(found) == count or squad is None or officer.badge in found:
            continue
        cycle = cycles[squad.pattern]
        around = [cycle[((on - squad.anchor).days + d) % len(cycle)] for d in (-1, 0, 1)]
        kind, start, minutes = ((DutyKind.COURT, 540, 210), (DutyKind.TRAINING, 480, 480))[n % 2]
        begins = clock.minute(on, start)
        ends = Minute(begins + minutes)
        if any(around) or any(a.start < ends and begins < a.end for a in away.get(officer.badge, ())):
            continue
        found[officer.badge] = Duty(badge=officer.badge, start=begins, end=ends, kind=kind)
    return tuple(sorted(found.values(), key=lambda d: (d.start, d.badge)))


def offers_behind(worked: Iterable[Tour]) -> tuple[Willingness, ...]:
    """Return the offers that voluntary overtime of the past was worked on: that shift, and the days around it."""
    return tuple(
        Willingness(badge=t.badge, first=t.on - timedelta(days=2), last=t.on + timedelta(days=1), shifts=(t.shift,))
        for t in worked
        if t.kind.is_overtime
    )


def leave_slots(squads: Iterable[tuple[SquadCode, int]], first: date, last: date) -> tuple[LeaveSlots, ...]:
    """Return how many may be away at once: in all, and of each squad."""
    lines = [(code, most) for code, most in squads]
    whole = LeaveSlots(first=first, last=last, most=sum(most for _, most in lines))
    return (whole, *(LeaveSlots(first=first, last=last, most=most, squad=code) for code, most in lines))


def requests_behind(
    leave: Sequence[Leave], officers: Sequence[Officer], clock: Clock, first: date, training: LeaveSlots
) -> tuple[LeaveRequest, ...]:
    """Return the requests that the first dozen rows of leave were granted on, and a few that wait or were refused.

    Of those that wait one is longer than the officer's balance allows (`balances_of`), and two squad mates ask for the
    same dates, on which one of the squad may be away.

    Args:
        leave: Granted leave, long absences left out: nobody asked for those in this way.
        officers: The facility's, in the order in which balances are given.
        clock: The facility's.
        first: First date to roster.
        training: Dates on which one squad trains together, see `training_days`.
    """
    found = []
    for n, row in enumerate(leave[:GRANTED]):
        begins = clock.date_of(row.start)
        last = clock.date_of(Minute(row.end - 1))
        found.append(_request(n, row.badge, begins, last, begins - timedelta(days=40 + n % 9), LeaveState.GRANTED))
    here = [o for o in officers if o.squad is not None]
    asking = [(here[(17 * n + 5) % len(here)], 40 + 3 * n, n + 2) for n in range(5)]
    mates = [o for o in here if o.squad == training.squad]
    asking.append((min(here[:12], key=lambda o: _balance(o, here.index(o), first)), 61, 14))
    asking += [
        (officer, (training.first - first).days, (training.last - training.first).days + 1) for officer in mates[2:4]
    ]
    for n, (officer, begin, days) in enumerate(asking):
        begins = first + timedelta(days=begin)
        state = LeaveState.REFUSED if n == 2 else LeaveState.ASKED
        filed = first - timedelta(days=30 - n)
        found.append(_request(GRANTED + n, officer.badge, begins, begins + timedelta(days=days - 1), filed, state))
    return tuple(found)


def training_days(squad: SquadCode, first: date) -> LeaveSlots:
    """Return the slots of one squad on the dates on which it trains together: one officer may be away."""
    begins = first + timedelta(days=TRAINING_BEGINS)
    return LeaveSlots(first=begins, last=begins + timedelta(days=TRAINING_DAYS - 1), most=1, squad=squad)


def _request(number: int, badge: Badge, begins: date, last: date, filed: date, state: LeaveState) -> LeaveRequest:
    is_decided = state is not LeaveState.ASKED
    return LeaveRequest(
        id=f"L-{number + 1:04d}",
        badge=badge,
        first=begins,
        last=last,
        filed=datetime(filed.year, filed.month, filed.day, 13 + number % 8, 7 * number % 60, tzinfo=UTC),
        state=state,
        decided_by="captain" if is_decided else "",
        decided=filed + timedelta(days=3) if is_decided else None,
    )


def balances_of(officers: Iterable[Officer], as_of: date) -> tuple[LeaveBalance, ...]:
    """Return what is left of everybody's leave: more for the senior."""
    return tuple(
        LeaveBalance(badge=o.badge, as_of=as_of, minutes=_balance(o, n, as_of))
        for n, o in enumerate(officers)
        if o.squad is not None
    )


def _balance(officer: Officer, number: int, on: date) -> int:
    """Return the minutes of leave left to the officer with this number on a list."""
    return 60 * (24 + 4 * ((on - officer.seniority).days // 365) + 12 * (number % 6))


def choices_of(officers: Iterable[Officer], year: int, count: int) -> tuple[VacationChoice, ...]:
    """Return the choices of the `count` most senior officers of squads in a year's vacation bid."""
    bidding = sorted((o for o in officers if o.squad is not None), key=lambda o: (o.seniority, o.tie_breaker))
    found = []
    for n, officer in enumerate(bidding[:count]):
        for rank in range(1, 2 + n % 3):
            week = (23 + 5 * n + 9 * rank) % 48
            monday = date.fromisocalendar(year, week + 2, 1)
            last = monday + timedelta(days=6 if rank > 1 else 13)
            found.append(VacationChoice(badge=officer.badge, year=year, rank=rank, first=monday, last=last))
    return tuple(found)


def staffing_plan(posts: Iterable[Post], population: int, effective: date) -> StaffingPlan:
    """Return a plan whose minimums are those of the posts' undated coverage."""
    minimums = {
        (post.code, line.shift): line.minimum
        for post in posts
        for line in post.coverage
        if not line.is_dated and line.minimum > 0
    }
    return StaffingPlan(
        effective=effective,
        approver="Facility administrator",
        population=population,
        reviewed=effective - timedelta(days=21),
        review_by=effective + timedelta(days=344),
        factors=tuple(PlanFactor(factor=factor, text=text) for factor, text in _FACTORS),
        minimums=tuple(PlanMinimum(post=p, shift=s, minimum=least) for (p, s), least in minimums.items()),
    )


def absences_of(year: int, officers: int) -> tuple[AbsenceYear, ...]:
    """Return the absences of a year in which an average officer was away for 400 hours."""
    return tuple(
        AbsenceYear(year=year, category=category, minutes=hours * 60 * officers, officers=officers)
        for category, hours in _ABSENT_HOURS
    )


def with_work_period(policy: Policy, days: int, anchor: date) -> Policy:
    """Return a policy of a site that has adopted a work period."""
    period = PayPeriod(
        effective=date(2019, 7, 7),
        basis=PayBasis.WORK_PERIOD,
        days=days,
        anchor=anchor,
        source="resolution of the county board, 29 CFR 553.230",
    )
    return replace(policy, pay_periods=(period,))


def slots_of(squads: Iterable[Squad], sizes: dict[SquadCode, int]) -> tuple[tuple[SquadCode, int], ...]:
    """Return how many of each squad may be away at once: more than are granted, one of a handful."""
    return tuple((s.code, AWAY_AT_ONCE + 1 if sizes.get(s.code, 0) > 8 else 1) for s in squads)


def with_few_papers(site: Site, clock: Clock, begin: date, first: date, seed: int) -> Site:
    """Return a facility with the boundary policy read by all, leave of the past, a staffing plan and pay periods.

    Args:
        site: The facility, with policy.
        clock: Its clock.
        begin: First date of history.
        first: First date to roster.
        seed: Of leave in the past.
    """
    documents = orders_of((), begin - timedelta(days=60))
    past = past_leave(site.officers, clock, begin, first, random.Random(f"papers {seed}"))
    squads = slots_of(site.squads, Counter(o.squad for o in site.officers if o.squad is not None))
    housed = sum(1 for s in site.stays if s.end is None or s.end > clock.midnight(first))
    return replace(
        site,
        leave=(*sorted(past, key=lambda a: (a.start, a.badge)), *site.leave),
        exemptions=(Exemption(badge=site.officers[-1].badge, first=first, last=first + timedelta(days=27)),),
        documents=documents,
        readings=readings_of(site.officers, documents, site.posts, set()),
        leave_slots=leave_slots(squads, date(begin.year, 1, 1), date(first.year + 1, 12, 31)),
        leave_balances=balances_of(site.officers, first - timedelta(days=1)),
        staffing_plans=(staffing_plan(site.posts, housed, date(first.year, 1, 1)),),
        absences=absences_of(first.year - 1, len(site.officers)),
        policy=with_work_period(site.policy, 14, date(2026, 1, 4)),
    )
