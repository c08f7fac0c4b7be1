"""Sealed requests at a desk: who reads them, how they are written and opened. Used by `Desk.asks` and `deciding`."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.people import Restriction
from scheduler.domain.requests import Rank, Receipt, Request
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, Minute
from scheduler.identity.accounts import AccountState
from scheduler.identity.envelope import Place, PrivateKey, PublicKey, UnsealError, opened
from scheduler.identity.keyring import OpenKey
from scheduler.identity.permissions import Action, may
from scheduler.identity.session import Session
from scheduler.requests.asking import BINDS_AT_ONCE, ORDERS, PROTECTED, RequestError, readers
from scheduler.requests.clocks import ladder, protected_until
from scheduler.requests.effect import bars_of, no_gain
from scheduler.requests.posted import ALLEGED, Posted, posted
from scheduler.storage import DeskError, Effect, Letter, Store
from scheduler.wire import UnreadableError, decode, encode

RECEIPTS = 2000
"""So many of the newest events are looked through for receipts."""
RECEIPTS_KEPT = "keep receipts"
"""What the event is called that lists receipts for those who look after retention."""
ROOM = 15_000
"""Bytes that a request is filled up to with blanks, so that the length of its envelope says nothing of its words."""
POSTS_KNOWN = timedelta(days=366)
"""So far back and ahead a post that is published for an officer is one that he has already."""
State = Callable[[], tuple[int, Site]]


class Letters:
    """Writes and opens what is sealed, for who works here."""

    def __init__(
        self, store: Store, state: State, now: Callable[[], datetime], session: Session, opened: OpenKey
    ) -> None:
        self._store, self._state, self._now, self._session, self._opened = store, state, now, session, opened
        self._readers: dict[str, frozenset[PublicKey]] = {}

    # ------------------------------------------------------------ time and place

    def today(self) -> date:
        """Return the facility's local date."""
        return Clock(self.site().facility.zone).date_of(self.minute())

    def minute(self) -> Minute:
        """Return the present minute."""
        return Minute(int(self._now().timestamp()) // 60)

    def site(self) -> Site:
        """Return all that is known of the facility."""
        return self._state()[1]

    def bars(self, request: Request) -> tuple[Restriction, ...]:
        """Return the restrictions that a request's scope makes from today on."""
        return bars_of(self.site(), request.badge, request.scope, self.today(), self.minute())

    def no_gain(self, bars: tuple[Restriction, ...]) -> tuple[Restriction, ...]:
        """Return the restrictions that come with others of one officer, so that no wanted post is gained by them."""
        today = self.today()
        known = self._store.published(today - POSTS_KNOWN, today + POSTS_KNOWN) if bars else ()
        held = {tour.post for roster in known for tour in roster.tours if tour.badge == bars[0].badge}
        return no_gain(self.site(), bars, today, held)

    def posted(self, request: Request) -> Posted | None:
        """Return when the officer is posted where an order keeps him from, None where no allegation can stand behind.

        Worked and published tours of `POSTS_KNOWN` before and after today count.
        """
        if request.kind not in ALLEGED:
            return None
        site, today = self.site(), self.today()
        known = self._store.published(today - POSTS_KNOWN, today + POSTS_KNOWN)
        tours = (*site.worked, *(tour for roster in known for tour in roster.tours))
        return posted(site, request.scope, request.badge, tours, self.minute())

    # ------------------------------------------------------------ readers

    def deciders(self) -> dict[Rank, tuple[str, ...]]:
        """Return the accounts in use that hold each rank."""
        words = {rank.value: rank for rank in Rank}
        found: dict[Rank, list[str]] = {rank: [] for rank in Rank}
        for account in self._store.accounts.holders():
            if account.state != AccountState.DISABLED:
                for role in account.roles:
                    if role.value in words:
                        found[words[role.value]].append(account.name)
        return {rank: tuple(names) for rank, names in found.items()}

    def readers_of(self, request: Request) -> frozenset[PublicKey]:
        """Return the keys of who reads a request: its ranks, the asker, the recovery key; nobody whom it excludes.

        Raises:
            DeskError: nobody who could decide about it has a key, or there is no recovery key.
        """
        keys, by_rank = self._store.keys.public(), self.deciders()
        names = {n for rank in readers(request) for n in by_rank[rank]}
        names -= {*request.excluded, *self._accounts_of(request.badge)}
        deciding = {keys[name] for name in names - {request.by} if name in keys}
        if request.kind in ORDERS:
            deciding |= {keys[name] for name in names if name in keys}
        recovery = self._store.keys.recovery()
        if recovery is None or not deciding:
            raise DeskError("Nobody who could decide about this can open what is sealed yet; their keys come first")
        own = {request.by} if request.kind in ORDERS else {request.by, *self._accounts_of(request.badge)}
        return frozenset({recovery, *deciding, *(keys[name] for name in own if name in keys)})

    def in_hands(self, request: Request) -> Request:
        """Return a request in the hands of the first rank in which somebody can open and decide it."""
        keys, by_rank = self._store.keys.public(), self.deciders()
        kept_out = {*request.excluded, *self._accounts_of(request.badge), request.by}
        steps = ladder(request.kind)
        for rank in steps[steps.index(request.rank) :]:
            if any(name in keys and name not in kept_out for name in by_rank[rank]):
                return replace(request, rank=rank)
        return request

    def _accounts_of(self, badge: Badge) -> set[str]:
        return {account.name for account in self._store.accounts.holders() if account.badge == badge}

    # ------------------------------------------------------------ writing

    def letter(self, request: Request, what: str) -> Letter:
        """Return a request as it is sealed, with the event that tells of it."""
        readers = self.readers_of(request)
        return Letter(plain=encode(request).ljust(ROOM), event=self.event(request.id, what), readers=readers)

    def event(self, row: str, what: str, **more: Any) -> bytes:
        """Return the text of an event."""
        at, by = self._now().isoformat(timespec="seconds"), self._session.actor
        return json.dumps({"what": what, "row": row, "at": at, "by": by, **more}).encode()

    def change(self, place: Place, after: Request, what: str, effect: Effect) -> None:
        """Write a changed request with what follows from it; who was given access to it keeps it."""
        letter, before = self.letter(after, what), self._readers.get(place.row, frozenset())
        readers = letter.readers | (before & frozenset(self._store.keys.public().values()))
        self._store.requests.change(
            place, replace(letter, readers=readers), effect, self._now(), self.key(), readers - before
        )

    def note_opened(self, request: Request, why: str) -> None:
        """Tell all who can open a request, the officer among them, that it was opened."""
        told = self.event(request.id, "open", of=request.badge, read="a sealed request", why=why)
        standing = self._readers.get(request.id, frozenset()) & frozenset(self._store.keys.public().values())
        self._store.requests.note([(told, self.readers_of(request) | standing)])

    # ------------------------------------------------------------ opening

    def is_open(self) -> bool:
        """Whether the own key is open."""
        return self._opened.key is not None

    def key(self) -> PrivateKey:
        """Return the own key.

        Raises:
            DeskError: it is locked.
        """
        key = self._opened.key
        if key is None:
            raise DeskError("Your key is locked; enter its passphrase first")
        return key

    def requests(self) -> Iterator[tuple[Place, Request]]:
        """Yield all requests that the own key opens."""
        key = self.key()
        for row in self._store.requests.sealed():
            if row.envelope is None:
                continue
            try:
                found = opened(row.envelope, key, row.place)
                request = decode(found.plain, Request, "a sealed request")
            except (UnsealError, UnreadableError):
                continue  # sealed for others, or something else than a request
            self._readers[row.place.row] = found.recipients
            yield row.place, request

    def find(self, id: str) -> tuple[Place, Request]:
        """Return a request that the own key opens.

        Raises:
            DeskError: there is none.
        """
        for place, request in self.requests():
            if place.row == id:
                return place, request
        raise DeskError("There is no request of this name that you could open")

    def receipts(self, badge: Badge) -> tuple[Receipt, ...]:
        """Return who opened what about an officer, the latest first, as far as the own key opens it."""
        key, found = self.key(), []
        for event in self._store.requests.events(RECEIPTS):
            if event.envelope is None:
                continue
            try:
                line = json.loads(opened(event.envelope, key, event.place).plain)
            except (UnsealError, ValueError):
                continue
            if isinstance(line, dict) and line.get("of") == badge:
                at = datetime.fromisoformat(line["at"])
                found.append(Receipt(at=at, by=line["by"], what=line["read"], why=line["why"]))
        return tuple(found)


def leave_receipts(store: Store, now: datetime, by: str, badges: Iterable[Badge], read: str, why: str) -> None:
    """Leave each officer who has a key a sealed receipt of what was read about him; nobody else can open it.

    Those who look after retention are told which events these are, neither of whom nor what: receipts go with the
    records of the audit log about looking back.

    Args:
        store: The database.
        now: When.
        by: Who read.
        badges: About whom.
        read: What was read, in words.
        why: For which purpose.
    """
    recovery, keys = store.keys.recovery(), store.keys.public()
    if recovery is None:
        return
    every = store.accounts.holders()
    names = {account.badge: account.name for account in every if account.badge is not None}
    at, events = now.isoformat(timespec="seconds"), []
    for badge in sorted(set(badges)):
        key = keys.get(names.get(badge, ""))
        if key is not None:
            line = {"what": "receipt", "row": "", "at": at, "by": by}
            line |= {"of": badge, "read": read, "why": why}
            events.append((json.dumps(line).encode(), frozenset({recovery, key})))
    if not events:
        return
    keepers = {keys[a.name] for a in every if a.name in keys and may(a.roles, Action.RECOVER_KEYS)}

    def index(receipts: Sequence[str]) -> bytes:
        return json.dumps({"what": RECEIPTS_KEPT, "row": "", "at": at, "receipts": list(receipts)}).encode()

    store.requests.note_receipts(events, index, frozenset({recovery, *keepers}))


@contextmanager
def in_sentences() -> Iterator[None]:
    """Say at the desk what the rules of requests refuse.

    Raises:
        DeskError: they refuse something.
    """
    try:
        yield
    except RequestError as error:
        raise DeskError(str(error)) from error


def change(
    letters: Letters, place: Place, request: Request, what: str, act: Callable[[Request], tuple[Request, Effect]]
) -> None:
    """Write what becomes of a request, with what follows from it.

    Raises:
        DeskError: it is refused.
    """
    with in_sentences():
        after, effect = act(request)
    letters.change(place, after, what, effect)


def put_in_force(letters: Letters, store: Store, request: Request, now: datetime) -> str:
    """Seal a new request together with what it puts in force at once, and return its name."""
    request, effect = letters.in_hands(request), Effect()
    if request.kind in BINDS_AT_ONCE:
        request, effect = with_bars(letters, request)
    if request.kind in PROTECTED:
        effect = replace(effect, shield=(request.badge, protected_until(request)))
    store.requests.file(request.id, letters.letter(request, "file"), effect, now)
    return request.id


def with_bars(letters: Letters, request: Request) -> tuple[Request, Effect]:
    """Return a request with the restrictions that stand for it from now on, and what writes them."""
    bars = letters.bars(request)
    besides = letters.no_gain(bars)
    if request.scope.inmate is not None and request.scope.area is None:
        # What follows where the inmate is stands apart; the rest is the request's own.
        after = replace(request, bars=(*request.bars, *besides))
        return after, Effect(added=bars, besides=besides, apart=(request.badge, request.scope.inmate))
    return replace(request, bars=(*request.bars, *bars, *besides)), Effect(added=bars, besides=besides)


def without_bars(request: Request) -> tuple[Request, Effect]:
    """Return a request for which no restriction stands any more, and what takes them away."""
    gone = request.bars
    together = None
    if request.scope.inmate is not None and request.scope.area is None:
        together = (request.badge, request.scope.inmate)
    return replace(request, bars=()), Effect(removed=gone, together=together)
