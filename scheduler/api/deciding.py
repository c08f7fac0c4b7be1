"""The deciding side of requests and orders: `Desk.deciding`. Nobody decides about himself or what he filed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import uuid4

from scheduler.api.guard import needs
from scheduler.api.letters import Letters, State, change, in_sentences, put_in_force, with_bars, without_bars
from scheduler.domain.requests import Denial, MonthTotal, Rank, Request, RequestKind, RequestState, Scope, Via
from scheduler.domain.words import AreaCode, Badge, InmateRef
from scheduler.identity.envelope import Place
from scheduler.identity.keyring import OpenKey
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.requests import deciding as rules
from scheduler.requests.asking import ORDERS, RequestError, ask
from scheduler.requests.clocks import decide_by, handed_up, is_overdue
from scheduler.requests.effect import is_moved
from scheduler.requests.posted import Posted
from scheduler.requests.totals import monthly
from scheduler.storage import DeskError, Effect, Store

__all__ = ["DecidingDesk", "OpenedRequest", "QueueLine"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class QueueLine:
    """A request that waits, without what is sealed in it.

    Attributes:
        id: Name of the sealed row.
        kind: What is asked for or ordered.
        filed: When.
        decide_by: Until when something is to be decided, None where nothing waits.
        state: Where it stands.
        rank: Who decides now.
        is_overdue: Whether its time has passed.
        is_appealed: Whether a denial is appealed against.
        is_mine: Whether who works here is to decide it.
    """

    id: str
    kind: RequestKind
    filed: datetime
    decide_by: datetime | None
    state: RequestState
    rank: Rank
    is_overdue: bool
    is_appealed: bool
    is_mine: bool

    def __repr__(self) -> str:
        return f"QueueLine({self.id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRequest:
    """A request that was opened.

    Attributes:
        request: All that is sealed.
        is_inmate_moved: Whether the inmate who is to be moved is somewhere else by now; None: none is to be.
        posted: When the officer is posted where he is kept from; None where no allegation can stand behind it.
    """

    request: Request
    is_inmate_moved: bool | None
    posted: Posted | None = None


class DecidingDesk:
    """What is decided about requests and orders. Methods raise `DeskError`, one sentence.

    Each act is an event of the sealed stream. The audit log says that somebody's availability changed, nothing more.
    """

    def __init__(
        self, store: Store, state: State, now: Callable[[], datetime], session: Session, opened: OpenKey
    ) -> None:
        self._store, self._now, self._session = store, now, session
        self._letters = Letters(store, state, now, session, opened)

    # ------------------------------------------------------------ reading

    @needs(Action.DECIDE_REQUESTS)
    def queue(self) -> tuple[QueueLine, ...]:
        """Return what waits or is in force, by clock; what is overdue is handed to the next rank.

        Raises:
            DeskError: the own key is locked.
        """
        lines = []
        for place, found in tuple(self._letters.requests()):
            request = self._handed_up(place, found)
            if request.is_over or not self._may_decide(request):
                continue
            lines.append(self._line(request))
        return tuple(sorted(lines, key=lambda line: (line.decide_by is None, line.decide_by or line.filed, line.id)))

    @needs(Action.UNSEAL)
    def open(self, id: str, why: str = "to decide") -> OpenedRequest:
        """Open what is sealed; its readers can see that it was opened, the officer who asked among them.

        Raises:
            DeskError: the own key does not open it, or one must not decide it.
        """
        _, request = self._found(id)
        self._letters.note_opened(request, why)
        site, task = self._letters.site(), request.task
        return OpenedRequest(
            request=request,
            is_inmate_moved=None if task is None else is_moved(site, task, self._letters.minute()),
            posted=self._letters.posted(request),
        )

    @needs(Action.READ_TOTALS)
    def totals(self) -> tuple[MonthTotal, ...]:
        """Return how many requests were filed in months that are over; numbers under five are not told.

        Who can open all of them tells the months that were not told yet.
        """
        if self._letters.is_open() and self._holds(Rank.AUTHORITY):
            filed = ((r.kind, r.filed.date()) for _, r in self._letters.requests() if r.kind not in ORDERS)
            self._store.requests.tell_months(monthly(filed, self._letters.today()))
        return self._store.requests.months()

    # ------------------------------------------------------------ filing for others, orders

    @needs(Action.FILE_FOR_OTHERS)
    def file(
        self,
        kind: RequestKind,
        badge: Badge,
        area: AreaCode | None = None,
        inmate: InmateRef | None = None,
        is_all_inmates: bool = False,
        words: str = "",
        category: str = "",
        excluded: Iterable[str] = (),
        via: Via = Via.PREA_MANAGER,
    ) -> str:
        """File for an officer, or give an order; what binds at once is in force when this returns.

        Args:
            kind: What is asked for or ordered.
            badge: Whom it concerns.
            area: The area that is meant.
            inmate: The inmate's number.
            is_all_inmates: Whether an order is about all inmates.
            words: Free text, or the number of an order's case.
            category: Of a request to be kept separate.
            excluded: Accounts that must neither read nor decide it.
            via: Through whom it came: PREA manager, union or EAP; orders come from management.

        Returns:
            The name of the sealed row.

        Raises:
            DeskError: something is missing or too much, or it concerns oneself.
        """
        if badge == self._session.badge:
            raise DeskError("Nobody files this for himself; ask in the own schedule")
        if via in (Via.SELF, Via.MANAGEMENT) and kind not in ORDERS:
            raise DeskError("Say through whom it came: PREA manager, union or EAP")
        scope = Scope(area=area, inmate=inmate, is_all_inmates=is_all_inmates)
        own = [request for _, request in self._letters.requests() if request.badge == badge]
        with in_sentences():
            request = ask(
                self._letters.site(),
                str(uuid4()),
                kind,
                badge,
                self._session.actor,
                self._now(),
                scope,
                via=via,
                words=words,
                category=category,
                excluded=excluded,
                own=own,
            )
        return put_in_force(self._letters, self._store, request, self._now())

    # ------------------------------------------------------------ deciding

    @needs(Action.DECIDE_REQUESTS)
    def grant(self, id: str, words: str = "", moves_inmate: bool = False) -> None:
        """Grant a request; with `moves_inmate` the inmate of a report is to be moved, which the housing feed closes.

        Raises:
            DeskError: there is nothing to decide, or one must not decide it.
        """
        actor, now = self._session.actor, self._now()

        def act(request: Request) -> tuple[Request, Effect]:
            after = rules.grant(request, actor, now, words, moves_inmate)
            if request.kind == RequestKind.MOVE_ME and self._has_another_move(request):
                raise RequestError("This officer has a move that was granted already; one at a time can be in force")
            was_appealed = request.state == RequestState.DENIED
            if was_appealed and request.kind in (RequestKind.KEEP_SEPARATE, RequestKind.MOVE_ME):
                return with_bars(self._letters, after)
            return after, Effect()

        self._change(id, "grant", act)

    @needs(Action.DECIDE_REQUESTS)
    def deny(self, id: str, denial: Denial, alternative: str, words: str = "") -> None:
        """Deny a request, with what is offered in its place; what it put in force ends, and it can be appealed.

        Raises:
            DeskError: there is nothing to decide, no alternative is offered, or one must not decide it.
        """
        actor, now = self._session.actor, self._now()
        self._change(id, "deny", lambda r: without_bars(rules.deny(r, actor, now, denial, alternative, words)))

    @needs(Action.DECIDE_REQUESTS)
    def interim(self, id: str, areas: Iterable[AreaCode]) -> None:
        """Keep the officer away from more areas until there is a decision.

        Raises:
            DeskError: nothing waits for a decision, an area is not known, or one must not decide it.
        """
        wanted = tuple(areas)
        if not wanted or not set(wanted) <= {area.code for area in self._letters.site().areas}:
            raise DeskError("There is no such area")

        def act(request: Request) -> tuple[Request, Effect]:
            if request.state != RequestState.OPEN:
                raise RequestError("Nothing waits for a decision")
            own = (replace(request, scope=Scope(area=area)) for area in wanted)
            bars = tuple(bar for one in own for bar in self._letters.bars(one))
            besides = tuple(bar for bar in self._letters.no_gain(bars) if bar not in request.bars)
            return replace(request, bars=(*request.bars, *bars, *besides)), Effect(added=bars, besides=besides)

        self._change(id, "interim", act)

    @needs(Action.DECIDE_REQUESTS)
    def second(self, id: str) -> None:
        """Approve a precautionary move as the second one; then it is in force.

        Raises:
            DeskError: it does not wait for that, or one gave it oneself.
        """

        def act(request: Request) -> tuple[Request, Effect]:
            after = rules.second(request, self._session.actor, self._now())
            return with_bars(self._letters, after)

        self._change(id, "second", act)

    @needs(Action.DECIDE_REQUESTS)
    def review(self, id: str) -> None:
        """Note that a precautionary move was looked at again and goes on for seven days.

        Raises:
            DeskError: it is not in force.
        """
        self._change(id, "review", lambda r: (rules.review(r, self._session.actor, self._now()), Effect()))

    @needs(Action.DECIDE_REQUESTS)
    def escalate(self, id: str) -> None:
        """Hand a request whose time has passed to the next rank.

        Raises:
            DeskError: there is still time, or nobody above.
        """
        self._change(id, "escalate", lambda r: (rules.escalate(r, self._now()), Effect()))

    @needs(Action.DECIDE_REQUESTS)
    def end(self, id: str) -> None:
        """End what is in force.

        Raises:
            DeskError: nothing is.
        """
        self._change(id, "end", lambda r: without_bars(rules.end(r, self._now())))

    @needs(Action.DECIDE_REQUESTS)
    def approve_terms(self, badge: Badge, reason: str) -> None:
        """Agree that somebody else changes an officer's squad, contract or awards within a day, where that is needed.

        The sealed log tells the PREA manager of it.

        Raises:
            DeskError: no reason is given, or it concerns oneself.
        """
        if not reason.strip():
            raise DeskError("A reason is needed")
        if badge == self._session.badge:
            raise DeskError("Nobody approves this for himself")
        keys, managers = self._store.keys.public(), self._letters.deciders()[Rank.PREA_MANAGER]
        recovery = self._store.keys.recovery()
        readers = {keys[name] for name in managers if name in keys} | ({recovery} if recovery is not None else set())
        told = self._letters.event("", "approve terms", about=badge, why=reason.strip())
        self._store.requests.approve_terms(
            badge, reason.strip(), [(told, frozenset(readers))], self._now(), self._session.actor
        )

    # ------------------------------------------------------------ helpers

    def _line(self, request: Request) -> QueueLine:
        return QueueLine(
            id=request.id,
            kind=request.kind,
            filed=request.filed,
            decide_by=decide_by(request),
            state=request.state,
            rank=request.rank,
            is_overdue=is_overdue(request, self._now()),
            is_appealed=request.state == RequestState.DENIED,
            is_mine=self._holds(request.rank),
        )

    def _holds(self, rank: Rank) -> bool:
        return rank.value in {role.value for role in self._session.roles}

    def _may_decide(self, request: Request) -> bool:
        try:
            rules.refuse_decider(request, self._session.actor, self._session.badge)
        except RequestError:
            return False
        return True

    def _has_another_move(self, request: Request) -> bool:
        """Whether a move was granted to the officer before: who files for somebody does not see what he asked for."""
        return any(
            other.kind == request.kind
            and other.badge == request.badge
            and other.id != request.id
            and other.state == RequestState.GRANTED
            for _, other in self._letters.requests()
        )

    def _handed_up(self, place: Place, request: Request) -> Request:
        """Return a request in the hands of who is to decide now; written where that is somebody else than before."""
        after = handed_up(request, self._now())
        if after == request:
            return request
        self._letters.change(place, after, "escalate", Effect())
        return after

    def _found(self, id: str) -> tuple[Place, Request]:
        place, request = self._letters.find(id)
        with in_sentences():
            rules.refuse_decider(request, self._session.actor, self._session.badge)
        return place, request

    def _change(self, id: str, what: str, act: Callable[[Request], tuple[Request, Effect]]) -> None:
        place, request = self._found(id)
        change(self._letters, place, request, what, act)
