"""All that is known of a facility, whatever the period: what a workbook holds and a database keeps."""

from dataclasses import dataclass, field
from datetime import timedelta

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
from scheduler.domain.plan import AbsenceYear, StaffingPlan
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Tour
from scheduler.domain.words import Badge

HISTORY_DAYS = 120
"""How many dates of worked history a problem takes along: the longest exposure window and some slack."""


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
            published: Tours of the period that officers already hold.

        Raises:
            InvalidProblemError: the site does not hold together.
        """
        clock_of = Problem(facility=self.facility, period=period).clock
        since = clock_of.midnight(period.first - timedelta(days=HISTORY_DAYS))
        begins = clock_of.midnight(period.first)
        ends = clock_of.midnight(period.last + timedelta(days=3))
        first, last = period.first, period.last
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
            duties=tuple(x for x in self.duties if x.end > begins - 14 * 1440 and x.start < ends),
            willing=tuple(x for x in self.willing if x.last >= first and x.first <= last),
            wishes=tuple(x for x in self.wishes if x.on in period),
            restrictions=tuple(x for x in self.restrictions if (x.last is None or x.last >= first) and x.first <= last),
            awards=tuple(x for x in self.awards if (x.last is None or x.last >= first) and x.first <= last),
            preferences=tuple(x for x in self.preferences if (x.last is None or x.last >= first) and x.first <= last),
            exemptions=tuple(x for x in self.exemptions if x.last >= first and x.first <= last),
            documents=tuple(x for x in self.documents if x.effective <= last),
            readings=tuple(x for x in self.readings if x.on <= last),
            team_needs=tuple(x for x in self.team_needs if (x.last is None or x.last >= first) and x.first <= last),
            rotation_waivers=tuple(x for x in self.rotation_waivers if x.expires >= first and x.first <= last),
            tenures=self.tenures,
            carried=tuple(x for x in self.carried if x.month >= first.replace(day=1)),
            stays=tuple(x for x in self.stays if (x.end is None or x.end > since) and x.start < ends),
            watches=tuple(x for x in self.watches if (x.end is None or x.end > since) and x.start < ends),
            activities=tuple(
                x
                for x in self.activities
                if (x.last is None or x.last >= first - timedelta(days=HISTORY_DAYS)) and x.first <= last
            ),
            worked=tuple(x for x in self.worked if x.end > since and x.on < first),
            fixed=tuple(sorted(fixed)),
            locks=locks,
            published=tuple(sorted(published)),
            policy=self.policy,
        )
