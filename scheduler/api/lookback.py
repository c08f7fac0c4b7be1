"""Looking back for a case: `Desk.look_backs`. From case, inmate and window, never from an officer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from scheduler.api.guard import needs
from scheduler.api.letters import leave_receipts
from scheduler.domain.clock import Clock
from scheduler.domain.lookback import LONGEST_DAYS, LookBack, LookBackQuarter, Office, SharedTime
from scheduler.domain.people import Officer
from scheduler.domain.roster import Period
from scheduler.domain.site import Site
from scheduler.domain.words import InmateRef, Minute
from scheduler.identity.permissions import Action
from scheduler.identity.roles import Role
from scheduler.identity.session import Session
from scheduler.ledger import Ledger
from scheduler.storage import DeskError, Store

_OFFICES = {
    Office.PREA: frozenset({Role.PREA_MANAGER}),
    Office.INVESTIGATION: frozenset({Role.AUTHORITY}),
    Office.HUMAN_RESOURCES: frozenset({Role.AUTHORITY}),
    Office.COUNSEL: frozenset({Role.AUTHORITY}),
}
"""Roles of accounts by the office from which they approve."""


class LookBackDesk:
    """What can be asked of the past for a case. Methods raise `DeskError`, one sentence; each leaves an audit row."""

    def __init__(
        self, store: Store, past_site: Callable[[date], Site], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store, self._past_site, self._now, self._session = store, past_site, now, session

    @needs(Action.READ_BACK, Action.APPROVE_BACK)
    def every(self) -> tuple[LookBack, ...]:
        """Return all requests, the newest first; not what they show."""
        return self._store.look_backs.every()

    @needs(Action.ASK_BACK)
    def ask(self, case: str, inmate: InmateRef, first: date, last: date) -> LookBack:
        """Ask, for a case, who was rostered where an inmate was on local dates `first` to `last`, inclusive.

        Raises:
            DeskError: no case is named, the window is empty, too long or not over, or the inmate is not known.
        """
        if not case.strip():
            raise DeskError("A look-back needs the number of the case that it is for")
        if last < first or (last - first).days >= LONGEST_DAYS:
            raise DeskError(f"A window of 1 to {LONGEST_DAYS} dates is expected")
        site = self._past_site(last + timedelta(days=1))
        if last >= Clock(site.facility.zone).date_of(_minute(self._now())):
            raise DeskError("A look-back is about dates that are over")
        if inmate not in {*(stay.inmate for stay in site.stays), *(watch.inmate for watch in site.watches)}:
            raise DeskError(f"Nothing is known of where {inmate} was")
        asked = LookBack(
            id=0,
            case=case.strip(),
            inmate=inmate,
            first=first,
            last=last,
            asked_by=self._session.actor,
            asked_at=self._now(),
        )
        return self._store.look_backs.ask(asked, self._now(), self._session.actor)

    @needs(Action.APPROVE_BACK)
    def approve(self, number: int, office: Office) -> LookBack:
        """Approve a request of somebody else, from an office outside the chain of command; then it can be read.

        Raises:
            DeskError: there is no such request, it is approved already, it is one's own, or the office is not one that
                the account holds.
        """
        if not self._session.is_open and not _OFFICES[office] & self._session.roles:
            raise DeskError(f"Your account does not hold this office: {office}")
        return self._store.look_backs.approve(number, office, self._now(), self._session.actor)

    @needs(Action.READ_BACK)
    def read(self, number: int) -> tuple[SharedTime, ...]:
        """Return who was rostered where the inmate was, by badge and in no other order.

        Raises:
            DeskError: there is no such request, it is not approved, or it has expired.
        """
        found = next((request for request in self.every() if request.id == number), None)
        if found is None:
            raise DeskError(f"There is no look-back number {number}")
        if found.approved_at is None:
            raise DeskError(f"Look-back number {number} is not approved yet")
        if not found.is_open_at(self._now()):
            raise DeskError(f"Look-back number {number} has expired; ask for it again")
        self._store.look_backs.note_read(found, self._now(), self._session.actor)
        lines = shared_time(self._past_site(found.last + timedelta(days=1)), found)
        badges, why = [line.badge for line in lines], f"case {found.case}"
        leave_receipts(self._store, self._now(), self._session.actor, badges, "a look-back", why)
        return lines

    @needs(Action.READ_BACK, Action.APPROVE_BACK, Action.READ_AUDIT)
    def quarters(self) -> tuple[LookBackQuarter, ...]:
        """Return how many look-backs were asked for and approved in each calendar quarter (UTC), the latest first."""
        asked: Counter[tuple[int, int]] = Counter()
        approved: Counter[tuple[int, int]] = Counter()
        for request in self.every():
            asked[_quarter(request.asked_at)] += 1
            if request.approved_at is not None:
                approved[_quarter(request.approved_at)] += 1
        return tuple(
            LookBackQuarter(year=year, quarter=quarter, asked=asked[year, quarter], approved=approved[year, quarter])
            for year, quarter in sorted({*asked, *approved}, reverse=True)
        )


def shared_time(site: Site, request: LookBack) -> tuple[SharedTime, ...]:
    """Return how long officers were rostered where an inmate was, by badge."""
    problem = site.problem(Period(first=request.last + timedelta(days=1), days=1))
    # Who has left since is shown too.
    here = {officer.badge for officer in problem.officers}
    gone = dict.fromkeys(tour.badge for tour in problem.worked if tour.badge not in here)
    former = (Officer(badge=badge, facility=site.facility.id, seniority=request.last) for badge in gone)
    problem = replace(problem, officers=(*problem.officers, *former))
    ledger = Ledger.of(problem, LONGEST_DAYS)
    column = ledger.column.get(request.inmate)
    if column is None:
        return ()
    _, fragments = ledger.fragments_of(np.array([column]))
    day = ledger.day[fragments]
    inside = fragments[(day >= ledger.day_of(request.first)) & (day <= ledger.day_of(request.last))]
    at, who, value = ledger.history.of(inside)
    minutes: Counter[int] = Counter()
    dates: dict[int, set[int]] = {}
    for officer, on, met in zip(who.tolist(), ledger.day[inside[at]].tolist(), value.tolist(), strict=True):
        minutes[officer] += met
        dates.setdefault(officer, set()).add(on)
    badges = {number: officer.badge for number, officer in enumerate(problem.officers)}
    found = (SharedTime(badge=badges[n], dates=len(dates[n]), minutes=round(m / 1000)) for n, m in minutes.items())
    return tuple(sorted(found, key=lambda line: line.badge))


def _quarter(at: datetime) -> tuple[int, int]:
    return at.year, (at.month + 2) // 3


def _minute(at: datetime) -> Minute:
    return Minute(int(at.timestamp()) // 60)
