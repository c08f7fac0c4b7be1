"""What officers ask for: `Desk.asks`. In force from the moment of filing; only its readers can open why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from scheduler.api.guard import needs
from scheduler.api.letters import Letters, State, change, in_sentences, put_in_force, without_bars
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Preference
from scheduler.domain.requests import Request, RequestKind, Scope, Support
from scheduler.domain.words import AreaCode, Badge, InmateRef, PostCode, ShiftCode
from scheduler.identity.keyring import OpenKey
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.requests import LeaveError, LeaveRules, ask_leave, withdraw_leave
from scheduler.requests import deciding as rules
from scheduler.requests.asking import (
    CATEGORIES,
    KIND_LINES,
    NOTICE,
    OFFICERS_ASK,
    QUESTIONS,
    KindLine,
    ask,
)
from scheduler.requests.clocks import decide_by, holds_until, is_overdue, next_rank
from scheduler.storage import DeskError, Effect, Store

__all__ = ["AskDesk", "KindLine", "OwnRequest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """An own request, with what follows from the date.

    Attributes:
        request: The request.
        decide_by: Until when it is decided, None where nothing is to be.
        holds_until: End of the present 28 days of a move; silence renews it.
        can_escalate: Whether its time has passed and somebody above can be asked.
    """

    request: Request
    decide_by: datetime | None
    holds_until: date | None
    can_escalate: bool


class AskDesk:
    """What an officer asks for himself. Methods raise `DeskError`, one sentence.

    Nothing is said in the audit log but that somebody's availability changed.
    """

    def __init__(
        self, store: Store, state: State, now: Callable[[], datetime], session: Session, opened: OpenKey
    ) -> None:
        self._store, self._state, self._now, self._session = store, state, now, session
        self._letters = Letters(store, state, now, session, opened)

    # ------------------------------------------------------------ forms

    @needs(Action.ASK)
    def kinds(self) -> tuple[KindLine, ...]:
        """Return what can be asked for, in the words of forms."""
        return KIND_LINES

    @needs(Action.ASK)
    def categories(self) -> tuple[str, ...]:
        """Return what may be said, and need not be, of somebody whom one knows in custody."""
        return CATEGORIES

    @needs(Action.ASK)
    def areas(self) -> tuple[tuple[AreaCode, str], ...]:
        """Return the areas with posts, by code, with their names."""
        site = self._letters.site()
        with_posts = {post.area for post in site.posts} | {c.area for post in site.posts for c in post.covers}
        return tuple(sorted((area.code, area.name) for area in site.areas if area.code in with_posts))

    @needs(Action.ASK)
    def posts(self) -> tuple[tuple[PostCode, str], ...]:
        """Return the posts, by code, with their names."""
        return tuple(sorted((post.code, post.name) for post in self._letters.site().posts))

    @needs(Action.ASK)
    def shifts(self) -> tuple[tuple[ShiftCode, str], ...]:
        """Return the shifts with their names, by the time at which they start."""
        shifts = sorted(self._letters.site().shifts, key=lambda shift: (shift.start_wall_minute, shift.code))
        return tuple((shift.code, shift.name) for shift in shifts)

    @needs(Action.ASK)
    def deciders(self) -> tuple[str, ...]:
        """Return the accounts that may decide about requests, any of which can be excluded."""
        names = {name for found in self._letters.deciders().values() for name in found}
        return tuple(sorted(names - {self._session.actor}))

    @needs(Action.ASK, Action.CONFIGURE_ACCOUNTS)
    def support(self) -> Support:
        """Return what is read before free text is written: notice, questions to oneself, whom to turn to."""
        lines = self._store.requests.support()
        return Support(notice=NOTICE, questions=lines["question"] or QUESTIONS, contacts=lines["contact"])

    @needs(Action.CONFIGURE_ACCOUNTS)
    def set_support(self, contacts: Sequence[str], questions: Sequence[str] = ()) -> None:
        """Enter whom officers can turn to, and other questions to oneself than the usual four (none: those)."""
        lines = {"contact": _lines(contacts), "question": _lines(questions)}
        self._store.requests.set_support(lines, self._now(), self._session.actor)

    # ------------------------------------------------------------ filing

    @needs(Action.ASK)
    def file(
        self,
        kind: RequestKind,
        area: AreaCode | None = None,
        inmate: InmateRef | None = None,
        words: str = "",
        category: str = "",
        excluded: Iterable[str] = (),
    ) -> str:
        """File a request for oneself; what binds at once is in force when this returns.

        Args:
            kind: One of `kinds`.
            area: The area that is meant, where the kind takes one.
            inmate: The inmate's number, where it takes one.
            words: Free text, where it takes any.
            category: One of `categories`, of a request to be kept separate, or "".
            excluded: Accounts that must neither read nor decide it.

        Returns:
            The name of the sealed row.

        Raises:
            DeskError: something is missing or too much, or nobody could open it yet.
        """
        if kind not in OFFICERS_ASK:
            raise DeskError("This cannot be asked for here")
        own = [request for request in self._mine() if request.badge == self._badge()]
        scope = Scope(area=area, inmate=inmate)
        with in_sentences():
            request = ask(
                self._letters.site(),
                str(uuid4()),
                kind,
                self._badge(),
                self._session.actor,
                self._now(),
                scope,
                words=words,
                category=category,
                excluded=excluded,
                own=own,
            )
        return put_in_force(self._letters, self._store, request, self._now())

    @needs(Action.ASK)
    def prefer(
        self, first: date, last: date | None = None, post: PostCode | None = None, shift: ShiftCode | None = None
    ) -> None:
        """State a standing preference for a post or a shift; it is no secret, and the schedule weighs it.

        Raises:
            DeskError: post or shift is not known, or neither is given.
        """
        site = self._letters.site()
        if post is None and shift is None:
            raise DeskError("Choose a post or a shift")
        if (post is not None and post not in {p.code for p in site.posts}) or (
            shift is not None and shift not in {s.code for s in site.shifts}
        ):
            raise DeskError("There is no such post or shift")
        if last is not None and last < first:
            raise DeskError("A last date not before the first is expected")
        held = Preference(badge=self._badge(), first=first, last=last, post=post, shift=shift)
        self._store.requests.add_preference(held, self._now(), self._session.actor)

    @needs(Action.ASK)
    def ask_leave(self, first: date, last: date) -> LeaveRequest:
        """Ask for leave on local dates `first` to `last`, inclusive.

        Raises:
            DeskError: the dates are over, the wrong way round, or asked for already.
        """
        revision, site = self._state()
        try:
            request = ask_leave(site, str(uuid4()), self._badge(), first, last, self._now())
        except LeaveError as error:
            raise DeskError(str(error)) from error
        self._store.change_leave(revision, (request,), (), (), self._now(), self._session.actor)
        return request

    @needs(Action.ASK)
    def leave(self) -> tuple[LeaveRequest, ...]:
        """Return the own requests for leave, in order of filing."""
        own = (r for r in self._letters.site().leave_requests if r.badge == self._badge())
        return tuple(sorted(own, key=lambda request: (request.filed, request.id)))

    @needs(Action.ASK)
    def withdraw_leave(self, id: str) -> LeaveRequest:
        """Withdraw an own request for leave, open or granted.

        Raises:
            DeskError: it is not one's own, or it is over.
        """
        if id not in {request.id for request in self.leave()}:
            raise DeskError("This is not a request of yours")
        revision, site = self._state()
        try:
            change = withdraw_leave(site, id, self._session.actor, self._letters.today(), LeaveRules())
        except LeaveError as error:
            raise DeskError(str(error)) from error
        self._store.change_leave(
            revision, change.requests, change.added, change.removed, self._now(), self._session.actor
        )
        return change.requests[0]

    # ------------------------------------------------------------ own requests

    @needs(Action.ASK)
    def mine(self) -> tuple[OwnRequest, ...]:
        """Return the own requests, the latest first.

        Raises:
            DeskError: the own key is locked.
        """
        today = self._letters.today()
        found = sorted(self._mine(), key=lambda request: (request.filed, request.id), reverse=True)
        return tuple(_own(request, today, self._now()) for request in found)

    @needs(Action.ASK)
    def withdraw(self, id: str) -> None:
        """Withdraw an own request; what it put in force ends.

        Raises:
            DeskError: it is over, or not one's own.
        """
        self._change(id, "withdraw", lambda request: rules.withdraw(request, self._now()), ends=True)

    @needs(Action.ASK)
    def appeal(self, id: str, words: str) -> None:
        """Appeal against a denial, once; the next rank decides.

        Raises:
            DeskError: it was not denied, or nothing is said.
        """
        self._change(id, "appeal", lambda request: rules.appeal(request, words, self._now()))

    @needs(Action.ASK)
    def renew(self, id: str) -> None:
        """Have the 28 days of a move begin anew; silence does it as well.

        Raises:
            DeskError: it is no move in force.
        """
        self._change(id, "renew", lambda request: rules.renew(request, self._now()))

    @needs(Action.ASK)
    def escalate(self, id: str) -> None:
        """Hand an own request whose time has passed to the next rank.

        Raises:
            DeskError: there is still time, or nobody above.
        """
        self._change(id, "escalate", lambda request: rules.escalate(request, self._now()))

    # ------------------------------------------------------------ helpers

    def _mine(self) -> list[Request]:
        badge = self._badge()
        return [request for _, request in self._letters.requests() if request.badge == badge]

    def _badge(self) -> Badge:
        badge = self._session.badge
        if badge is None:
            raise DeskError("This account belongs to no officer")
        return badge

    def _change(self, id: str, what: str, act: Callable[[Request], Request], ends: bool = False) -> None:
        place, request = self._letters.find(id)
        if request.badge != self._badge():
            raise DeskError("This is not a request of yours")
        decided = (lambda one: without_bars(act(one))) if ends else (lambda one: (act(one), Effect()))
        change(self._letters, place, request, what, decided)


def _own(request: Request, today: date, now: datetime) -> OwnRequest:
    return OwnRequest(
        request=request,
        decide_by=decide_by(request),
        holds_until=holds_until(request, today),
        can_escalate=is_overdue(request, now) and next_rank(request) is not None,
    )


def _lines(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text.strip() for text in texts if text.strip())
