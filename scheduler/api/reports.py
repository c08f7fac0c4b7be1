"""Reports over dates: `Desk.reports`. Each is a paper, so it has every format of one."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from scheduler.api.audit import AuditDesk
from scheduler.api.exposure import cadences_on
from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.api.leave import LEAVE_RULES
from scheduler.api.plan import PlanDesk
from scheduler.domain.overtime import court_overtime
from scheduler.domain.papers import Paper
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import LeaveState
from scheduler.exchange.writers.cells import cell_text
from scheduler.exchange.writers.plots import Drawing, draw
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import PayTable, rotation_lines
from scheduler.ledger.spread import hard_points, hard_posts
from scheduler.reports.certificates import certificates
from scheduler.reports.coverage import coverage
from scheduler.reports.deviation_reasons import deviation_reasons
from scheduler.reports.fairness import fairness
from scheduler.reports.leave_use import LeaveDay, leave_use
from scheduler.reports.over_dates import OverDates
from scheduler.reports.overtime import overtime
from scheduler.reports.pay_periods import pay_periods
from scheduler.reports.relief import YEAR, relief
from scheduler.reports.rotation_state import rotation_months, rotation_state
from scheduler.reports.staffing_plan import staffing_plan
from scheduler.reports.waivers import WaiverLine, waivers
from scheduler.requests import LeaveBook
from scheduler.rules import rule_of
from scheduler.storage import DeskError, Store

__all__ = ["KINDS", "YEAR", "Drawing", "ReportKind", "ReportsDesk", "cell_text", "draw", "rotation_months"]
MOST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportKind:
    """A report over dates.

    Attributes:
        title: What it is called.
        about: What it tells, in a sentence.
        actions: All that one must be permitted to read it.
    """

    title: str
    about: str
    actions: tuple[Action, ...] = (Action.READ_ROSTER,)


KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "staffing-plan": ReportKind(
            title="Staffing plan", about="The plan in force in words, and every deviation from it (28 CFR 115.13)."
        ),
        "relief-factor": ReportKind(
            title="Relief factor", about="Officers that the posts take in a year, from the facility's own absences."
        ),
        "pay-periods": ReportKind(
            title="Pay periods",
            about="Hours, contract overtime and FLSA overtime of each officer in each pay period.",
            actions=(Action.READ_ROSTER, Action.READ_PAY),
        ),
        "coverage": ReportKind(
            title="Coverage", about="Officers on posts against the minimum and what is wanted, watch by watch."
        ),
        "overtime": ReportKind(title="Overtime", about="Hours of each officer by reason, by name, and by week."),
        "fairness": ReportKind(
            title="Fairness",
            about="Nights, weekends, hard posts and mandates by years of service, small bands withheld.",
        ),
        "leave": ReportKind(title="Leave", about="Officer-days taken, asked for and left, by week; never who."),
        "certificates": ReportKind(
            title="Certificates", about="Whose certificate runs out when, and which posts ask for it."
        ),
        "waivers": ReportKind(title="Waivers", about="Each waiver with its rule, who approved it and why."),
        "deviations": ReportKind(title="Deviations", about="Posts below the staffing plan by reason and by post."),
        "rotation": ReportKind(title="Rotation", about="Tenures of each area that are on time, waived, due and late."),
    }
)
"""By name, as the command line has them."""


class ReportsDesk:
    """Makes reports over dates. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        past_site: Callable[[date], Site],
        problem: Callable[[Period], Problem],
        plan: PlanDesk,
        pay: Callable[[date, date], PayTable],
        audit_log: AuditDesk,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._past_site, self._problem = store, past_site, problem
        self._plan, self._pay, self._audit_log = plan, pay, audit_log
        self._now, self._session = now, session

    @needs(Action.READ_ROSTER)
    def make(self, name: str, first: date, last: date) -> Paper:
        """Return a report about local dates `first` to `last`, inclusive; nothing leaves the database yet.

        What was worked counts, and what is published where nothing worked is known.

        Raises:
            DeskError: there is no such report, the dates are the wrong way round or too many, or the facility has not
                said what the report counts by.
            NotPermittedError: it tells what whoever asks may not read.
        """
        if name not in KINDS:
            raise DeskError(f"{name!r} is no report; known are {', '.join(KINDS)}")
        for action in KINDS[name].actions:
            if not self._session.may(action):
                raise NotPermittedError(refusal((action,), self._session.is_open))
        if not 0 <= (last - first).days < MOST_DAYS:
            raise DeskError(f"A report is about a date to a later one, {MOST_DAYS} days at most, not {first} to {last}")
        makers = {
            "staffing-plan": self._staffing_plan,
            "relief-factor": self._relief,
            "pay-periods": self._pay_periods,
            "coverage": self._coverage,
            "overtime": self._overtime,
            "fairness": self._fairness,
            "leave": self._leave,
            "certificates": self._certificates,
            "waivers": self._waivers,
            "deviations": self._deviations,
            "rotation": self._rotation,
        }
        return makers[name](first, last)

    def _over(self, site: Site, first: date, last: date) -> OverDates:
        newest = self._audit_log.anchor()
        return OverDates(
            facility=site.facility.name,
            first=first,
            last=last,
            names={line.badge: line.name for line in site.names},
            at=self._now().astimezone(ZoneInfo(site.facility.zone)),
            anchor=f"{newest.number}:{newest.hash}" if newest is not None else "",
        )

    def _site(self, last: date) -> Site:
        """Return the facility with all tours up to a date: as worked, else as published."""
        return self._past_site(date.fromordinal(last.toordinal() + 1))

    def _staffing_plan(self, first: date, last: date) -> Paper:
        plan, found = self._plan.plan(first), self._plan.deviations(first, last)
        return staffing_plan(self._over(self._past_site(first), first, last), plan, found)

    def _relief(self, first: date, last: date) -> Paper:
        return relief(self._over(self._past_site(first), first, last), self._plan.relief(first.year))

    def _pay_periods(self, first: date, last: date) -> Paper:
        return pay_periods(self._over(self._past_site(first), first, last), self._pay(first, last))

    def _coverage(self, first: date, last: date) -> Paper:
        site = self._site(last)
        tours = _within(site, first, last)
        slots = self._problem(_period(first, last)).slots()
        rosters = self._store.published(first, date.fromordinal(last.toordinal() + 1))
        rostered = {on for roster in rosters for on in roster.period.dates} | {tour.on for tour in tours}
        return coverage(self._over(site, first, last), slots, tours, frozenset(rostered))

    def _overtime(self, first: date, last: date) -> Paper:
        site, problem = self._site(last), self._problem(_period(first, last))
        court = (
            (duty.badge, problem.clock.date_of(start), end - start) for duty, start, end in court_overtime(problem)
        )
        return overtime(self._over(site, first, last), _within(site, first, last), court)

    def _fairness(self, first: date, last: date) -> Paper:
        site = self._site(last)
        # Which posts are hard follows from what guards them: not everybody who reads rosters is told that.
        is_told = any(self._session.may(action) for action in (Action.READ_GUARDING, Action.READ_EQUITY))
        hard = hard_posts(site.posts, hard_points(site.policy.entries, last)) if is_told else None
        nights = frozenset(shift.code for shift in site.shifts if shift.is_night)
        over, tours = self._over(site, first, last), _within(site, first, last)
        return fairness(over, site.officers, tours, nights, hard)

    def _leave(self, first: date, last: date) -> Paper:
        site = self._past_site(first)
        book, over = LeaveBook(site, LEAVE_RULES), self._over(site, first, last)
        asked = Counter(
            on
            for request in site.leave_requests
            if request.state is LeaveState.ASKED and request.first <= last and first <= request.last
            for on in book.dates_of(request.badge, request.first, request.last)
        )
        squads = tuple(squad.code for squad in site.squads)
        days = []
        for on in over.dates:
            most, taken = book.slots_on(None, on)
            if most is None:  # places may be those of squads alone
                each = [book.slots_on(squad, on)[0] for squad in squads]
                known = [number for number in each if number is not None]
                most = sum(known) if each and len(known) == len(each) else None
            days.append(LeaveDay(on=on, taken=taken, asked=asked[on], places=most))
        return leave_use(over, days)

    def _certificates(self, first: date, last: date) -> Paper:
        site = self._past_site(first)
        return certificates(self._over(site, first, last), site.officers, site.posts, site.qualifications)

    def _waivers(self, first: date, last: date) -> Paper:
        site = self._past_site(first)
        titles = {entry.id: rule_of(entry.rule).title for entry in site.policy.entries}
        lines = [
            WaiverLine(
                first=waiver.on,
                until=waiver.expires,
                rule=titles.get(waiver.entry, waiver.entry),
                badge=waiver.badge,
                approver=waiver.approver,
                reason=waiver.reason,
                roster=head.id,
            )
            for head in self._store.rosters()
            if head.period.first <= last and first <= head.period.last
            for waiver in self._store.roster(head.id).roster.waivers
            if first <= waiver.on <= last
        ]
        lines += [
            WaiverLine(
                first=waiver.first,
                until=waiver.expires,
                rule=f"Rotation out of {waiver.area}",
                badge=waiver.badge,
                approver=waiver.approver,
                reason=waiver.reason,
            )
            for waiver in site.rotation_waivers
            if waiver.first <= last and first <= waiver.expires
        ]
        return waivers(self._over(site, first, last), lines)

    def _deviations(self, first: date, last: date) -> Paper:
        below = ((found.post, found.record) for found in self._plan.below(first, last))
        return deviation_reasons(self._over(self._past_site(first), first, last), below)

    def _rotation(self, first: date, last: date) -> Paper:
        problem = self._problem(_period(last, last))
        lines = rotation_lines(problem, cadences_on(problem))
        states = ((line.area, line.rotation, line.state_on(last)) for line in lines)
        return rotation_state(self._over(self._past_site(first), first, last), states)


def _period(first: date, last: date) -> Period:
    return Period(first=first, days=(last - first).days + 1)


def _within(site: Site, first: date, last: date) -> tuple[Tour, ...]:
    return tuple(tour for tour in site.worked if first <= tour.on <= last)
