"""One's own: `Desk.own`. Tours, hours, tours left, changes, calendar file, and who opened what about oneself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.api.calendar import published_between
from scheduler.api.guard import needs
from scheduler.api.letters import Letters, State
from scheduler.api.notices import TO_BE_DRAWN, Notice, NoticeDesk
from scheduler.api.pay import pay_of
from scheduler.api.rotation import rotation_count
from scheduler.domain.draws import Muster
from scheduler.domain.facility import Facility
from scheduler.domain.problem import Problem
from scheduler.domain.requests import Receipt
from scheduler.domain.roster import Period, Tour
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode, ShiftCode
from scheduler.domain.worked import ClosedDays
from scheduler.exchange.calendars import calendar_of
from scheduler.identity.keyring import OpenKey
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import PayLine, ToursLeft
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.storage import DeskError, Store
from scheduler.wire import hash_of

__all__ = ["OwnDesk", "OwnHours", "OwnLeft", "OwnTour"]
AHEAD = 366
"""Days of tours in a calendar file, before and after today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTour:
    """A published tour of one's own, in [start, end) of elapsed minutes.

    `post` is empty where it is drawn at muster: nobody knows it before.
    """

    on: date
    start: Minute
    end: Minute
    post: PostCode
    post_name: str
    shift: ShiftCode
    shift_name: str
    is_overtime: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHours:
    """Minutes on local dates `first` to `last`, inclusive: in all, and those beyond regular tours."""

    first: date
    last: date
    minutes: int
    overtime_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLeft:
    """How many tours are left in an area before a limit binds, and when rotation there is due (None: not)."""

    area: AreaCode
    area_name: str
    tours: int
    rotation_due: date | None


class OwnDesk:
    """What somebody reads of himself, and of nobody else. Methods raise `DeskError`, one sentence."""

    def __init__(
        self,
        store: Store,
        state: State,
        problem: Callable[[Period], Problem],
        sealed: Callable[[int], frozenset[Muster]],
        closed: Callable[[], ClosedDays],
        now: Callable[[], datetime],
        session: Session,
        opened: OpenKey,
    ) -> None:
        self._store, self._now, self._session = store, now, session
        self._problem, self._sealed, self._closed = problem, sealed, closed
        self._letters = Letters(store, state, now, session, opened)

    @needs(Action.READ_OWN)
    def facility(self) -> Facility:
        """Return the facility's name and time zone."""
        return self._letters.site().facility

    @needs(Action.READ_OWN)
    def badge(self) -> Badge:
        """Return the own badge.

        Raises:
            DeskError: the account belongs to no officer.
        """
        if self._session.badge is None:
            raise DeskError("This account belongs to no officer")
        return self._session.badge

    @needs(Action.READ_OWN)
    def name(self) -> str:
        """Return how the own name is written, "" where it is not known."""
        badge = self.badge()
        return next((line.name for line in self._letters.site().names if line.badge == badge), "")

    @needs(Action.READ_OWN)
    def today(self) -> date:
        """Return the facility's local date."""
        return self._letters.today()

    @needs(Action.READ_OWN)
    def tours(self, first: date, last: date) -> tuple[OwnTour, ...]:
        """Return the own published tours that start on local dates `first` to `last`, inclusive, by start."""
        site = self._letters.site()
        names, drawn = {post.code: post.name for post in site.posts}, self._to_be_drawn()
        shifts = {shift.code: shift.name for shift in site.shifts}
        found = []
        for tour in self._own(first, last):
            post = TO_BE_DRAWN if Muster(on=tour.on, shift=tour.shift) in drawn else tour.post
            found.append(
                OwnTour(
                    on=tour.on,
                    start=tour.start,
                    end=tour.end,
                    post=post,
                    post_name=names.get(post, ""),
                    shift=tour.shift,
                    shift_name=shifts.get(tour.shift, ""),
                    is_overtime=tour.kind.is_overtime,
                )
            )
        return tuple(found)

    @needs(Action.READ_OWN)
    def hours(self, on: date) -> OwnHours:
        """Return the own hours in the calendar month of a date, as published."""
        first = on.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        tours = self._own(first, last)
        return OwnHours(
            first=first,
            last=last,
            minutes=sum(tour.minutes for tour in tours),
            overtime_minutes=sum(tour.minutes for tour in tours if tour.kind.is_overtime),
        )

    @needs(Action.READ_OWN)
    def pay_hours(self, on: date) -> tuple[PayLine, ...]:
        """Return the own hours in the pay periods that a date lies in; none where no pay period was chosen.

        Hours of closed days are those worked, the others those published.
        """
        badge, site = self.badge(), self._letters.site()
        try:
            found = pay_of(site, on, on, self._store.published, self._closed(), self._store.swaps.every())
        except DeskError:
            return ()
        return tuple(line for line in found.lines if line.badge == badge)

    @needs(Action.READ_OWN)
    def left(self) -> tuple[OwnLeft, ...]:
        """Return the own tours left by area, fewest first, as of today with what is published.

        Raises:
            DeskError: the policy cannot be read.
        """
        badge, today = self.badge(), self.today()
        names = {area.code: area.name for area in self._letters.site().areas}
        problem = self._problem(Period(first=today, days=1))
        try:
            found: dict[Badge, tuple[ToursLeft, ...]] = rotation_count(problem).of(problem.published, {badge})
        except (UnknownRuleError, InvalidSettingError) as error:
            raise DeskError(str(error)) from error
        return tuple(
            OwnLeft(
                area=line.area, area_name=names.get(line.area, ""), tours=line.tours, rotation_due=line.rotation_due
            )
            for line in found.get(badge, ())
        )

    @needs(Action.READ_OWN)
    def changes(self) -> tuple[Notice, ...]:
        """Return what published versions changed for oneself, the newest first."""
        return self._notices().of_officer(self.badge())

    @needs(Action.READ_OWN)
    def acknowledge(self, roster: int, version: int) -> None:
        """Note that one has read what a version changed for oneself.

        Raises:
            DeskError: it changed nothing, or that was noted already.
        """
        self._notices().acknowledge(roster, version, self.badge())

    @needs(Action.READ_OWN)
    def calendar(self, tells_posts: bool = False) -> str:
        """Return the own tours of a year back and a year ahead as the text of a calendar file.

        Tours that a later version took back are in it as cancelled, so that calendars take them out. The audit log
        gets a row.

        Args:
            tells_posts: Whether the posts are named; otherwise each entry says "Duty".
        """
        today, site, badge = self.today(), self._letters.site(), self.badge()
        sealed = [(head.id, self._sealed(head.id)) for head in self._store.rosters()]
        span = (today - timedelta(days=AHEAD), today + timedelta(days=AHEAD))
        titles = {post.code: post.name for post in site.posts} if tells_posts else {}
        found = published_between(self._store, sealed, *span, only=badge).entries(badge, site.facility.id, titles)
        text = calendar_of(found, site.facility.zone, self._now())
        noted = (f"rows:{len(found)}", f"sha256:{hash_of(text.encode())}")
        self._store.audit_log.note_export("file:.ics", self._now(), self._session.actor, "export own calendar", *noted)
        return text

    @needs(Action.READ_OWN)
    def receipts(self) -> tuple[Receipt, ...]:
        """Return who opened what about oneself, when and for which purpose, the latest first.

        Raises:
            DeskError: the own key is locked.
        """
        return self._letters.receipts(self.badge())

    def _notices(self) -> NoticeDesk:
        return NoticeDesk(self._store, self._sealed, self._now, self._session)

    def _own(self, first: date, last: date) -> tuple[Tour, ...]:
        """Return the own published tours of dates; of two rosters with one date the later publication counts."""
        badge, of_date = self.badge(), {}
        for roster in self._store.published(first, last + timedelta(days=1)):
            of_date.update({on: roster for on in roster.period.dates})
        return tuple(
            sorted(
                tour
                for on, roster in sorted(of_date.items())
                if first <= on <= last
                for tour in roster.tours
                if tour.badge == badge and tour.on == on
            )
        )

    def _to_be_drawn(self) -> frozenset[Muster]:
        return frozenset(muster for head in self._store.rosters() for muster in self._sealed(head.id))
