"""Keys of what is sealed: `Desk.keys`. An own key pair, hand-over, printed shares, retention and holds."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from scheduler.api.guard import anybody, needs
from scheduler.api.letters import RECEIPTS_KEPT
from scheduler.api.own_key import cost_of_keys
from scheduler.audit import KINDS
from scheduler.domain.requests import Request, RequestKind, RequestState
from scheduler.identity import keyring
from scheduler.identity.envelope import PrivateKey, UnsealError, unseal
from scheduler.identity.keyring import OpenKey, WrongPasswordError
from scheduler.identity.permissions import Action
from scheduler.identity.retention import ORDER, REQUEST, USUAL_DAYS, Due, Hold, Kept, due
from scheduler.identity.session import Session
from scheduler.identity.shares import Share, ShareError, restored, share_of, shares_of
from scheduler.storage import DeskError, Rewrapped, Store, StoredEnvelope
from scheduler.wire import UnreadableError, decode

__all__ = ["Due", "Hold", "Kept", "KeyDesk", "KeyState", "Rewrapped", "Share"]
LEAST_LETTERS = 12
"""The shortest passphrase of a key."""
KEPT_AS_CASES = (RequestKind.NO_CONTACT, RequestKind.PRECAUTION, RequestKind.APPROACH)
"""Kinds of requests that are kept as long as orders are."""
LOOKING_BACK = "Looking back"
"""The kind of records of the audit log that receipts are kept as long as."""
_SHORTEST_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """How the key of who works here stands.

    Attributes:
        is_made: Whether the account has a key.
        is_open: Whether it was opened in this session.
        name: Short name of the public half, "" for none.
        can_recover: Whether there is a recovery key, without which no account gets one.
    """

    is_made: bool
    is_open: bool
    name: str
    can_recover: bool


class KeyDesk:
    """What can be asked and done about keys. Methods raise `DeskError`, one sentence.

    The opened key lies in `opened`, which the desk keeps for its session and empties when the session is locked.
    """

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        session: Session,
        opened: OpenKey,
    ) -> None:
        self._store, self._now, self._session, self._opened = store, now, session, opened

    # ------------------------------------------------------------ the own key

    @needs(Action.KEEP_KEYS, Action.RECOVER_KEYS)
    def state(self) -> KeyState:
        """Return how the own key stands."""
        locked = self._store.keys.locked(self._session.actor)
        return KeyState(
            is_made=locked is not None,
            is_open=self._opened.key is not None,
            name="" if locked is None else locked.public.id,
            can_recover=self._store.keys.recovery() is not None,
        )

    @needs(Action.KEEP_KEYS)
    def begin(self, passphrase: str) -> None:
        """Make the own key pair, open for this session.

        Raises:
            DeskError: there is one, there is no recovery key yet, or the passphrase is too short.
        """
        _long_enough(passphrase)
        account = self._session.actor
        locked, key = keyring.made(passphrase, account, cost_of_keys(self._store))
        self._store.keys.add(account, locked, self._now(), account)
        self._opened.take(key)

    @needs(Action.KEEP_KEYS)
    def unlock(self, passphrase: str) -> None:
        """Open the own key for this session.

        Raises:
            DeskError: the passphrase does not open it, or there is none.
        """
        self._opened.take(self._unlocked(passphrase))

    @anybody
    def lock(self) -> None:
        """Forget the opened key."""
        self._opened.drop()

    @needs(Action.KEEP_KEYS)
    def change_passphrase(self, old: str, new: str) -> None:
        """Lock the own key with another passphrase.

        Raises:
            DeskError: the old one does not open it, or the new one is too short.
        """
        _long_enough(new)
        account, key = self._session.actor, self._unlocked(old)
        self._store.keys.relock(
            account, keyring.lock(key, new, account, cost_of_keys(self._store)), self._now(), account
        )
        self._opened.take(key)

    @needs(Action.KEEP_KEYS)
    def rotate(self, passphrase: str) -> Rewrapped:
        """Replace the own key pair; all that it opens is wrapped for the new one, and the old one is destroyed.

        Returns:
            How many envelopes were wrapped again, and what was left because it is damaged.

        Raises:
            DeskError: the passphrase does not open the key. Nothing is changed then.
        """
        account, old = self._session.actor, self._unlocked(passphrase)
        locked, key = keyring.made(passphrase, account, cost_of_keys(self._store))
        done = self._store.keys.rotate(account, old, locked, self._now(), account)
        self._opened.take(key)
        return done

    @needs(Action.UNSEAL)
    def hand_over(self, row: str, account: str, why: str) -> None:
        """Give another account access to a sealed row that the own key opens; the sealed log tells its readers.

        Raises:
            DeskError: the own key is locked or does not open it, the other account has no key, or the asker has
                excluded it.
        """
        if any(account in request.excluded for name, request in self._requests() if name == row):
            raise DeskError(f"The account {account} may not read this: who asked has excluded it")
        self._store.keys.hand_over(row, self._key(), account, self._event("hand over", to=account, why=why))

    # ------------------------------------------------------------ recovery

    @needs(Action.RECOVER_KEYS)
    def make_recovery(self, old: Sequence[Sequence[str]] = ()) -> tuple[Share, ...]:
        """Make a recovery key and return its three shares, to be printed once and kept by three people.

        Args:
            old: The lines of two shares of the key before, so that the new one opens what that one does.

        Raises:
            DeskError: a share is mistyped or does not fit.
        """
        before = self._restored(old) if old else None
        key = PrivateKey.made()
        self._store.keys.make_recovery(key.public, before, self._now(), self._session.actor)
        return shares_of(key)

    @needs(Action.RECOVER_KEYS)
    def recover(self, shares: Sequence[Sequence[str]], account: str, passphrase: str, lost: str = "") -> Rewrapped:
        """Give an account a new key pair that opens what a lost one did.

        Args:
            shares: The lines of two shares of the recovery key, as they were typed.
            account: Who gets the key.
            passphrase: Locks it until the account's holder changes it.
            lost: Whose key it takes the place of, if it is another account's.

        Returns:
            How many envelopes it opens, and what was left because it is damaged.

        Raises:
            DeskError: a share is mistyped or does not fit, the passphrase is too short, or the account has a key.
        """
        _long_enough(passphrase)
        key = self._restored(shares)
        locked, _ = keyring.made(passphrase, account, cost_of_keys(self._store))
        return self._store.keys.recover(key, lost or account, account, locked, self._now(), self._session.actor)

    # ------------------------------------------------------------ retention and holds

    @needs(Action.READ_AUDIT, Action.READ_SHIFT_AUDIT)
    def periods(self) -> Mapping[str, int | None]:
        """Return for how many days each kind of records is kept after it is closed; None: for ever."""
        return {**dict.fromkeys(KINDS), **USUAL_DAYS, **self._store.keys.periods()}

    @needs(Action.RECOVER_KEYS)
    def set_period(self, kind: str, days: int | None) -> None:
        """Set for how many days a kind of records is kept, None for ever.

        Raises:
            DeskError: there is no such kind, or the time is too short to be meant.
        """
        if kind not in (*KINDS, *USUAL_DAYS):
            raise DeskError(f"There is no kind of records {kind!r}")
        if days is not None and days < _SHORTEST_DAYS:
            raise DeskError(f"Records are kept for {_SHORTEST_DAYS} days at least")
        self._store.keys.set_period(kind, days, self._now(), self._session.actor)

    @needs(Action.READ_AUDIT, Action.READ_SHIFT_AUDIT)
    def holds(self) -> tuple[Hold, ...]:
        """Return all holds that were ever placed, oldest first."""
        return self._store.keys.holds()

    @needs(Action.RECOVER_KEYS)
    def place_hold(self, scope: str, case_name: str) -> int:
        """Forbid expunging, and return the hold's number.

        Args:
            scope: `everything`, `sealed`, `log`, or the name of one sealed row.
            case_name: What the hold is known by outside.

        Raises:
            DeskError: a hold needs both.
        """
        if not scope.strip() or not case_name.strip():
            raise DeskError("A hold needs what it covers and the name of the case")
        return self._store.keys.place_hold(scope.strip(), case_name.strip(), self._now(), self._session.actor)

    @needs(Action.RECOVER_KEYS)
    def lift_hold(self, number: int) -> None:
        """Lift a hold.

        Raises:
            DeskError: there is none of this number that stands.
        """
        self._store.keys.lift_hold(number, self._now(), self._session.actor)

    @needs(Action.DECIDE_REQUESTS)
    def due(self) -> tuple[Due, ...]:
        """Return what is sealed and whose retention has ended (UTC), as far as the own key opens it.

        These are requests, and lists of receipts of looking back: they end with the audit log's records about it.

        Raises:
            DeskError: the own key is locked.
        """
        return self._due(list(self._kept()))

    @needs(Action.RECOVER_KEYS)
    def expunge_due(self) -> int:
        """Destroy what opens all that is due and not held; return how many envelopes that were.

        Raises:
            DeskError: the own key is locked.
        """
        rows = [one.row for one in self._due(list(self._kept())) if not one.is_held]
        event = self._event("expunge", why="the end of its retention")
        return self._store.keys.expunge(rows, self._key(), event) if rows else 0

    @needs(Action.RECOVER_KEYS)
    def expunge(self, rows: Sequence[str], why: str) -> int:
        """Destroy what opens sealed requests that are due, or orders that have ended: an outcome may ask for that.

        They stay provably there, and can never be opened.

        Returns:
            How many envelopes that were, events about the rows included.

        Raises:
            DeskError: one of them must still be kept, a hold forbids it, or the own key is locked or does not open it.
                Nothing is changed then.
        """
        kept = list(self._kept())
        may_go = {one.row for one in self._due(kept)} | {one.row for one in kept if one.closed and one.kind == ORDER}
        if not set(rows) <= may_go:
            raise DeskError("Your key does not open all of this, or some of it must still be kept")
        return self._store.keys.expunge(rows, self._key(), self._event("expunge", why=why))

    def _due(self, kept: Sequence[Kept]) -> tuple[Due, ...]:
        today = self._now().astimezone(UTC).date()
        return due(kept, self._store.keys.periods(), self._store.keys.holds(), today)

    def _kept(self) -> Iterator[Kept]:
        """Yield what the own key opens, as retention sees it."""
        for row, request in self._requests():
            kind = ORDER if request.kind in KEPT_AS_CASES else REQUEST
            yield Kept(row=row, kind=kind, closed=_closed(request))
        for event in self._store.requests.events(None):
            at = self._receipts_at(event)
            if at is not None:
                yield Kept(row=event.place.row, kind=LOOKING_BACK, closed=at)

    def _receipts_at(self, event: StoredEnvelope) -> date | None:
        """Return the date (UTC) of a list of receipts that the own key opens."""
        if event.envelope is None:
            return None
        try:
            told = json.loads(unseal(event.envelope, self._key(), event.place))
        except (UnsealError, ValueError):
            return None  # sealed for others
        if not isinstance(told, dict) or told.get("what") != RECEIPTS_KEPT:
            return None
        return datetime.fromisoformat(told["at"]).astimezone(UTC).date()

    def _requests(self) -> Iterator[tuple[str, Request]]:
        """Yield the sealed requests that the own key opens, with the names of their rows."""
        key = self._key()
        for row in self._store.requests.sealed():
            if row.envelope is None:
                continue
            try:
                request = decode(unseal(row.envelope, key, row.place), Request, "a sealed request")
            except (UnsealError, UnreadableError):
                continue  # sealed for others
            yield row.place.row, request

    @needs(Action.READ_AUDIT)
    def log_due(self, today: date) -> tuple[int, ...]:
        """Return the numbers of the audit log's records whose retention has ended."""
        return self._store.keys.log_due(today)

    @needs(Action.RECOVER_KEYS)
    def expunge_log(self, numbers: Sequence[int]) -> None:
        """Take who and what out of records of the audit log; their chain and a record of it stay.

        Raises:
            DeskError: a hold forbids it, or a record must stay. Nothing is changed.
        """
        self._store.keys.expunge_log(numbers, self._now(), self._session.actor)

    # ------------------------------------------------------------ helpers

    def _key(self) -> PrivateKey:
        key = self._opened.key
        if key is None:
            raise DeskError("Your key is locked; enter its passphrase first")
        return key

    def _unlocked(self, passphrase: str) -> PrivateKey:
        account = self._session.actor
        locked = self._store.keys.locked(account)
        if locked is None:
            raise DeskError("You have no key yet")
        try:
            return keyring.unlock(locked, passphrase, account)
        except WrongPasswordError as error:
            # It may be the account's password: five wrong tries lock the account here too.
            self._store.accounts.note_failure(account, self._now())
            raise DeskError(str(error)) from None

    def _restored(self, typed: Sequence[Sequence[str]]) -> PrivateKey:
        public = self._store.keys.recovery()
        if public is None:
            raise DeskError("There is no recovery key yet")
        shares = []
        for number, lines in enumerate(typed, start=1):
            try:
                shares.append(share_of(lines))
            except ShareError as error:
                raise DeskError(f"Share {number}: {error}") from None
        try:
            return restored(shares, public)
        except ShareError as error:
            raise DeskError(str(error)) from None

    def _event(self, what: str, **more: str) -> Callable[[str], bytes]:
        at, by = self._now().isoformat(timespec="seconds"), self._session.actor

        def text(row: str) -> bytes:
            return json.dumps({"what": what, "row": row, "at": at, "by": by, **more}).encode()

        return text


def _closed(request: Request) -> date | None:
    """Return the date (UTC) since which nothing follows from a request, None while something does."""
    at = request.ended
    if at is None and request.state == RequestState.DENIED and request.decision is not None and not request.appeal:
        at = request.decision.at
    return None if at is None else at.astimezone(UTC).date()


def _long_enough(passphrase: str) -> None:
    if len(passphrase) < LEAST_LETTERS:
        raise DeskError(f"A passphrase has at least {LEAST_LETTERS} letters")
