"""All that is known of a facility, whatever the period: what a workbook holds and a database keeps."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from scheduler.domain.clock import MINUTES_A_DAY
from scheduler.domain.facility import Area, Document, Facility, Post, Shift, TeamNeed
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.leave import LeaveBalance, LeaveRequest, LeaveSlots, VacationChoice
from scheduler.domain.people import (
    Award,
    CarriedHours,
    Duty,
    Exemption,
    Leave,
    Officer,
    Pattern,
    Preference,
    Qualification,
    Reading,
    Restriction,
    RotationWaiver,
    Squad,
    Tenure,
    Willingness,
    Wish,
)
from scheduler.domain.plan import PLAN_FACTORS, AbsenceYear, StaffingPlan
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Fault, Problem
from scheduler.domain.roster import Lock, Period, Tour
from scheduler.domain.words import Badge

HISTORY_DAYS = 120
"""How many dates of worked history a problem takes along: the longest exposure window and some slack."""
DUTY_DAYS = 31
"""How many dates of past duties it takes along: the longest month, or pay period, to which their hours belong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerName:
    """How the console writes an officer's name. Names stay out of problems, logs and exports by badge."""

    badge: Badge
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A facility with its people, posts, inmates' whereabouts, worked history and policy.

    `floor_plan` is the text of an SVG whose element ids are the `outline` of areas and posts ("" for none). The other
    fields are those of `Problem`, for all time.
    """

    facility: Facility
    areas: tuple[Area, ...] = ()
    shifts: tuple[Shift, ...] = ()
    posts: tuple[Post, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    squads: tuple[Squad, ...] = ()
    officers: tuple[Officer, ...] = ()
    names: tuple[OfficerName, ...] = ()
    leave: tuple[Leave, ...] = ()
    duties: tuple[Duty, ...] = ()
    willing: tuple[Willingness, ...] = ()
    wishes: tuple[Wish, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    preferences: tuple[Preference, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    awards: tuple[Award, ...] = ()
    documents: tuple[Document, ...] = ()
    readings: tuple[Reading, ...] = ()
    team_needs: tuple[TeamNeed, ...] = ()
    rotation_waivers: tuple[RotationWaiver, ...] = ()
    leave_slots: tuple[LeaveSlots, ...] = ()
    leave_requests: tuple[LeaveRequest, ...] = ()
    leave_balances: tuple[LeaveBalance, ...] = ()
    vacation_choices: tuple[VacationChoice, ...] = ()
    staffing_plans: tuple[StaffingPlan, ...] = ()
    absences: tuple[AbsenceYear, ...] = ()
    tenures: tuple[Tenure, ...] = ()
    carried: tuple[CarriedHours, ...] = ()
    stays: tuple[Stay, ...] = ()
    watches: tuple[Watch, ...] = ()
    activities: tuple[Activity, ...] = ()
    worked: tuple[Tour, ...] = ()
    policy: Policy = field(default_factory=Policy)
    floor_plan: str = ""

    def _still_possible(self, tours: tuple[Tour, ...]) -> tuple[Tour, ...]:
        """Return the tours, sorted, whose officer, post and shift the facility still has."""
        badges, posts, shifts = ({o.badge for o in self.officers}, {p.code for p in self.posts},
                                 {s.code for s in self.shifts})  # fmt: skip
        return tuple(sorted(t for t in tours if t.badge in badges and t.post in posts and t.shift in shifts))

    def problem(
        self,
        period: Period,
        fixed: tuple[Tour, ...] = (),
        locks: tuple[Lock, ...] = (),
        published: tuple[Tour, ...] = (),
    ) -> Problem:
        """Return the problem of a period: what overlaps it, and `HISTORY_DAYS` of history before it.

        Args:
            period: Dates to roster.
            fixed: Tours of the period that stand.
            locks: Cells of the period in which nothing may change.
            published: Tours of the period that officers already hold; those of officers, posts or shifts that are no
                longer there count as given up.

        Raises:
            InvalidProblemError: the site does not hold together.
        """
        clock_of = Problem(facility=self.facility, period=period).clock
        first, last, past = period.first, period.last, period.first - timedelta(days=HISTORY_DAYS)
        since = clock_of.midnight(past)
        begins = clock_of.midnight(period.first)
        ends = clock_of.midnight(period.last + timedelta(days=3))
        documents = tuple(x for x in self.documents if x.effective <= last)
        # A new order is often read before it takes effect.
        titles = {x.code for x in documents}
        return Problem(
            facility=self.facility,
            period=period,
            areas=self.areas,
            shifts=self.shifts,
            posts=self.posts,
            qualifications=self.qualifications,
            patterns=self.patterns,
            squads=self.squads,
            officers=self.officers,
            leave=tuple(x for x in self.leave if x.end > begins and x.start < ends),
            duties=tuple(x for x in self.duties if x.end > begins - DUTY_DAYS * MINUTES_A_DAY and x.start < ends),
            willing=tuple(x for x in self.willing if x.last >= first and x.first <= last),
            wishes=tuple(x for x in self.wishes if x.on in period),
            restrictions=_each_once(self.restrictions, first, last),
            awards=tuple(x for x in self.awards if (x.last is None or x.last >= first) and x.first <= last),
            preferences=tuple(x for x in self.preferences if (x.last is None or x.last >= first) and x.first <= last),
            exemptions=tuple(x for x in self.exemptions if x.last >= first and x.first <= last),
            documents=documents,
            readings=tuple(x for x in self.readings if x.on <= last and x.document in titles),
            team_needs=tuple(x for x in self.team_needs if (x.last is None or x.last >= first) and x.first <= last),
            rotation_waivers=tuple(x for x in self.rotation_waivers if x.expires >= first and x.first <= last),
            tenures=self.tenures,
            carried=tuple(x for x in self.carried if x.month >= first.replace(day=1)),
            stays=tuple(x for x in self.stays if (x.end is None or x.end > since) and x.start < ends),
            watches=tuple(x for x in self.watches if (x.end is None or x.end > since) and x.start < ends),
            activities=tuple(x for x in self.activities if (x.last is None or x.last >= past) and x.first <= last),
            worked=tuple(x for x in self.worked if x.end > since and x.on < first),
            fixed=tuple(sorted(fixed)),
            locks=locks,
            published=self._still_possible(published),
            policy=self.policy,
        )


def _each_once(bars: tuple[Restriction, ...], first: date, last: date) -> tuple[Restriction, ...]:
    """Return the restrictions of some dates; how many say the same is nothing that a roster needs."""
    return tuple(dict.fromkeys(x for x in bars if (x.last is None or x.last >= first) and x.first <= last))


def plan_faults(site: Site) -> Iterator[Fault]:
    """Yield what is wrong with the parts of a site that no problem holds: leave asked for and the staffing plan."""
    badges, squads = {o.badge for o in site.officers}, {s.code for s in site.squads}
    asked: tuple[tuple[str, tuple[LeaveRequest | LeaveBalance | VacationChoice, ...]], ...] = (
        ("leave_requests", site.leave_requests),
        ("leave_balances", site.leave_balances),
        ("vacation_choices", site.vacation_choices),
    )
    for name, rows in asked:
        for i, row in enumerate(rows):
            if row.badge not in badges:
                yield Fault(where=f"{name} {i + 1}.badge", expected=f"a known officer is expected, not {row.badge!r}")
    for id, count in Counter(r.id for r in site.leave_requests).items():
        if count > 1:
            yield Fault(where=f"leave_requests {id}", expected=f"one of each id is expected, not {count}")
    for i, request in enumerate(site.leave_requests):
        if request.filed.tzinfo is None:
            yield Fault(where=f"leave_requests {i + 1}.filed", expected="a time with its UTC offset is expected")
    dated: tuple[tuple[str, tuple[LeaveSlots | LeaveRequest | VacationChoice, ...]], ...] = (
        ("leave_slots", site.leave_slots),
        ("leave_requests", site.leave_requests),
        ("vacation_choices", site.vacation_choices),
    )
    for name, spans in dated:
        for i, span in enumerate(spans):
            if span.last < span.first:
                yield Fault(where=f"{name} {i + 1}.last", expected="a date not before the first is expected")
    for i, slots in enumerate(site.leave_slots):
        if slots.squad is not None and slots.squad not in squads:
            yield Fault(where=f"leave_slots {i + 1}.squad", expected=f"a known squad is expected, not {slots.squad!r}")
        if slots.most < 0:
            yield Fault(where=f"leave_slots {i + 1}.most", expected="a number from 0 is expected")
    for i, balance in enumerate(site.leave_balances):
        if balance.minutes < 0:
            yield Fault(where=f"leave_balances {i + 1}.minutes", expected="a number from 0 is expected")
    yield from _staffing_faults(site)


def _staffing_faults(site: Site) -> Iterator[Fault]:
    posts, shifts = {p.code for p in site.posts}, {s.code for s in site.shifts}
    for on, count in Counter(plan.effective for plan in site.staffing_plans).items():
        if count > 1:
            yield Fault(where=f"staffing_plans {on}", expected=f"one plan for each date is expected, not {count}")
    for plan in site.staffing_plans:
        where = f"staffing_plans {plan.effective}"
        for factor in plan.factors:
            if factor.factor not in PLAN_FACTORS:
                yield Fault(where=where, expected=f"a factor of 28 CFR 115.13(a) is expected, not {factor.factor!r}")
        for line in plan.minimums:
            if line.post not in posts:
                yield Fault(where=where, expected=f"a known post is expected, not {line.post!r}")
            if line.shift not in shifts:
                yield Fault(where=where, expected=f"a known shift is expected, not {line.shift!r}")
