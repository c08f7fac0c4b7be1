"""Leave, the vacation bid and the wellness hour, as the console and the command line see them: `Desk.leave`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from scheduler.api.guard import anybody, needs
from scheduler.domain.clock import Clock
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Duty
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, Minute, SquadCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.requests import (
    BidRules,
    BidSettlement,
    LeaveBook,
    LeaveChange,
    LeaveDecision,
    LeaveError,
    LeaveRules,
    WellnessPlan,
    WellnessRules,
    accept_bid,
    ask_leave,
    decide_leave,
    grant_leave,
    plan_wellness,
    quarter_of,
    refuse_leave,
    settle_bid,
    withdraw_leave,
)
from scheduler.storage import DeskError, Store

LEAVE_RULES = LeaveRules()
BID_RULES = BidRules()
WELLNESS_RULES = WellnessRules()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySlots:
    """How many of a squad (None: of the facility) are away on a local date, and how many may be (None: any number)."""

    on: date
    squad: SquadCode | None
    taken: int
    most: int | None


class LeaveDesk:
    """What can be asked and done about leave. Every change is one short transaction with its audit rows.

    All methods raise `DeskError`, whose message is one sentence; changes also when somebody else changed the
    facility's data meanwhile.
    """

    def __init__(
        self, store: Store, state: Callable[[], tuple[int, Site]], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store = store
        self._state = state
        self._now = now
        self._session = session

    @anybody
    def today(self) -> date:
        """Return the facility's local date."""
        return self._today(self._state()[1])

    @needs(Action.READ_ROSTER)
    def requests(self) -> tuple[LeaveRequest, ...]:
        """Return all requests in the order in which they were filed."""
        return tuple(sorted(self._state()[1].leave_requests, key=lambda request: (request.filed, request.id)))

    @needs(Action.READ_ROSTER)
    def decisions(self, rules: LeaveRules = LEAVE_RULES) -> tuple[LeaveDecision, ...]:
        """Return what slots and balances say of each open request, in order of filing."""
        _, site = self._state()
        return decide_leave(site, self._today(site), rules)

    @needs(Action.READ_ROSTER)
    def balances(self, rules: LeaveRules = LEAVE_RULES) -> dict[Badge, int]:
        """Return the minutes of leave that officers may still take, of those who have a balance.

        Where none speaks of tomorrow, the next one counts.
        """
        _, site = self._state()
        book, on = LeaveBook(site, rules), self._tomorrow(site)
        left = ((officer.badge, book.balance(officer.badge, on)) for officer in site.officers)
        return {badge: minutes for badge, minutes in left if minutes is not None}

    @needs(Action.READ_ROSTER)
    def slots(self, first: date, last: date, rules: LeaveRules = LEAVE_RULES) -> tuple[DaySlots, ...]:
        """Return the slots of the facility (first) and of each squad on local dates `first` to `last`, inclusive."""
        _, site = self._state()
        book = LeaveBook(site, rules)
        found = []
        for day in range((last - first).days + 1):
            on = first + timedelta(days=day)
            for squad in (None, *(squad.code for squad in site.squads)):
                most, taken = book.slots_on(squad, on)
                found.append(DaySlots(on=on, squad=squad, taken=taken, most=most))
        return tuple(found)

    @needs(Action.READ_ROSTER)
    def published_tours(
        self, badge: Badge, first: date, last: date, rules: LeaveRules = LEAVE_RULES
    ) -> tuple[Tour, ...]:
        """Return the published tours of an officer that leave on `first` to `last`, inclusive, leaves to others."""
        _, site = self._state()
        try:
            away = LeaveBook(site, rules).leave_of(badge, first, last)
        except KeyError:
            raise DeskError(f"{badge} is not the badge of an officer") from None
        rosters = self._store.published(first - timedelta(days=2), last + timedelta(days=2))
        latest = {on: roster for roster in rosters for on in roster.period.dates}
        return tuple(
            tour
            for roster in rosters
            for tour in roster.tours
            if tour.badge == badge and latest[tour.on] is roster and tour.start < away.end and away.start < tour.end
        )

    @needs(Action.ENTER_LEAVE)
    def ask(self, badge: Badge, first: date, last: date) -> LeaveRequest:
        """File a request for local dates `first` to `last`, inclusive, now."""
        revision, site = self._state()
        try:
            request = ask_leave(site, str(uuid4()), badge, first, last, self._now())
        except LeaveError as error:
            raise DeskError(str(error)) from error
        self._change(revision, LeaveChange(requests=(request,)))
        return request

    @needs(Action.DECIDE_LEAVE)
    def grant(self, id: str, may_exceed: bool = False, rules: LeaveRules = LEAVE_RULES) -> LeaveRequest:
        """Grant an open request; `may_exceed` also where slots or balance do not allow it."""
        return self._decide(lambda site, on: grant_leave(site, id, self._session.actor, on, rules, may_exceed))

    @needs(Action.DECIDE_LEAVE)
    def refuse(self, id: str) -> LeaveRequest:
        """Refuse an open request."""
        return self._decide(lambda site, on: refuse_leave(site, id, self._session.actor, on))

    @needs(Action.ENTER_LEAVE, Action.DECIDE_LEAVE)
    def withdraw(self, id: str, rules: LeaveRules = LEAVE_RULES) -> LeaveRequest:
        """Withdraw an open or granted request: slot and balance are given back."""
        return self._decide(lambda site, on: withdraw_leave(site, id, self._session.actor, on, rules))

    @needs(Action.DECIDE_LEAVE)
    def grant_all(self, rules: LeaveRules = LEAVE_RULES) -> tuple[LeaveDecision, ...]:
        """Grant all open requests that can be granted, in order of filing; the others stay open.

        Returns:
            The decisions on all that were open.
        """
        revision, site = self._state()
        today = self._today(site)
        found = decide_leave(site, today, rules)
        granted = [
            grant_leave(site, decision.request.id, self._session.actor, today, rules)
            for decision in found
            if decision.is_grantable
        ]
        if granted:
            requests = tuple(request for change in granted for request in change.requests)
            added = tuple(leave for change in granted for leave in change.added)
            self._change(revision, LeaveChange(requests=requests, added=added))
        return found

    @needs(Action.DECIDE_LEAVE)
    def bid(self, year: int, rules: BidRules = BID_RULES, leave_rules: LeaveRules = LEAVE_RULES) -> BidSettlement:
        """Return who gets what in the vacation bid of a calendar year; nothing is changed."""
        _, site = self._state()
        return settle_bid(site, year, self._today(site), rules, leave_rules)

    @needs(Action.DECIDE_LEAVE)
    def accept_bid(
        self, year: int, rules: BidRules = BID_RULES, leave_rules: LeaveRules = LEAVE_RULES
    ) -> BidSettlement:
        """Settle the vacation bid and keep it: each choice that is given becomes a granted request with its leave."""
        revision, site = self._state()
        today = self._today(site)
        settlement = settle_bid(site, year, today, rules, leave_rules)
        if settlement.new:
            self._change(revision, accept_bid(settlement, self._session.actor, today, self._now()))
        return settlement

    @needs(Action.DECIDE_LEAVE)
    def wellness(self, on: date, rules: WellnessRules = WELLNESS_RULES) -> WellnessPlan:
        """Return an hour for everyone who has none in the calendar quarter of `on`; nothing is changed."""
        _, site = self._state()
        return plan_wellness(site, on, self._tomorrow(site), rules, self._published(on))

    @needs(Action.DECIDE_LEAVE)
    def plan_wellness(self, on: date, rules: WellnessRules = WELLNESS_RULES) -> WellnessPlan:
        """Plan the hour of a calendar quarter and keep it as duties; once more changes nothing."""
        revision, site = self._state()
        plan = plan_wellness(site, on, self._tomorrow(site), rules, self._published(on))
        if plan.duties:
            self._add_duties(revision, plan.duties, f"quarter:{plan.first}")
        return plan

    def _add_duties(self, revision: int, duties: tuple[Duty, ...], subject: str) -> None:
        # One row for all: the trail must not tell officers apart either.
        self._store.add_duties(revision, duties, "plan wellness hours", (subject,), self._now(), self._session.actor)

    def _published(self, on: date) -> tuple[Roster, ...]:
        first, last = quarter_of(on)
        return self._store.published(first - timedelta(days=2), last + timedelta(days=3))

    def _decide(self, act: Callable[[Site, date], LeaveChange]) -> LeaveRequest:
        revision, site = self._state()
        try:
            change = act(site, self._today(site))
        except LeaveError as error:
            raise DeskError(str(error)) from error
        self._change(revision, change)
        return change.requests[0]

    def _change(self, revision: int, change: LeaveChange) -> None:
        self._store.change_leave(
            revision, change.requests, change.added, change.removed, self._now(), self._session.actor
        )

    def _today(self, site: Site) -> date:
        return Clock(site.facility.zone).date_of(Minute(int(self._now().timestamp()) // 60))

    def _tomorrow(self, site: Site) -> date:
        return self._today(site) + timedelta(days=1)
