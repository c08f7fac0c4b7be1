"""The own account: `Desk.myself`. Password and authenticator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.api.admission import Admission, SignInError, settled
from scheduler.api.guard import anybody
from scheduler.api.own_key import enter, locked_anew
from scheduler.identity import codes
from scheduler.identity.accounts import Source
from scheduler.identity.keyring import OpenKey
from scheduler.identity.passwords import ADVISED, COSTS, EasyPasswordError, Right, hashed, refuse_easy
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

SHORT = f"It is shorter than the {ADVISED} letters that are advised"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """The secret of a new authenticator, and the address that it reads; shown once."""

    secret: bytes
    address: str

    def __repr__(self) -> str:
        return "NewCode(...)"


class MyselfDesk:
    """What somebody does with his own account. Methods raise `DeskError`, one sentence."""

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime],
        session: Session,
        keep: Callable[[Session], None],
        opened: OpenKey,
    ) -> None:
        self._store, self._now, self._session, self._keep, self._opened = store, now, session, keep, opened

    @anybody
    def advice(self, password: str) -> str:
        """Return why a password is not good, or could be better, in a sentence; "" where nothing is to be said."""
        try:
            refuse_easy(password, self._about())
        except EasyPasswordError as error:
            return str(error)
        return SHORT if len(password) < ADVISED else ""

    @anybody
    def change_password(self, old: str, new: str, code: str = "") -> None:
        """Put a new password in place of the own one; the own key is locked with it too where the old one opens it.

        Raises:
            SignInError: the old one is wrong.
            DeskError: the new one is the old one or too easy, or the directory keeps it.
        """
        right = self._proved(old, code)
        if new == old:
            raise DeskError("The new password is the old one; another one is expected")
        try:
            refuse_easy(new, self._about())
        except EasyPasswordError as error:
            raise DeskError(str(error)) from error
        account = self._store.accounts.find(self._session.actor)
        if account is None:
            raise DeskError(f"There is no account {self._session.actor}")
        stored, newer = hashed(new, COSTS[self._store.accounts.rules().way])
        seed = codes.unlocked(account.code, right.key, account.name) if account.code else None
        kept = b"" if seed is None else codes.locked(seed, newer.key, account.name)
        locked = locked_anew(self._store, account.name, old, new)
        self._store.accounts.change_password(account.name, stored, kept, locked, self._now())
        self._settle()
        enter(self._store, self._session, self._opened, new, self._now())

    @anybody
    def new_code(self) -> NewCode:
        """Return the secret of a new authenticator; it counts once `set_code` is given a code that it shows."""
        secret = codes.new_secret()
        return NewCode(secret=secret, address=codes.address(secret, self._session.actor))

    @anybody
    def set_code(self, new: NewCode, password: str, shown: str, code: str = "") -> None:
        """Ask for an authenticator's codes from now on.

        Args:
            new: From `new_code`.
            password: The own one.
            shown: What the new authenticator shows.
            code: What the former one shows, where there is one.

        Raises:
            SignInError: password or former code is wrong.
            DeskError: the new authenticator shows something else, or the directory keeps the account.
        """
        right = self._proved(password, code)
        step = codes.step_of(new.secret, shown, self._now(), 0)
        if step is None:
            raise DeskError("This is not the code that the authenticator shows now; look whether its clock is right")
        name = self._session.actor
        locked = codes.locked(new.secret, right.key, name)
        self._store.accounts.set_code(name, locked, step, self._now(), name)
        self._settle()

    def _proved(self, password: str, code: str) -> Right:
        if self._session.is_open:
            raise DeskError("This database has no accounts, and so no passwords")
        account, right = Admission(self._store, self._now).admit(self._session.actor, password, code, "confirm")
        if right is None or account.source != Source.PASSWORD:
            raise SignInError("The directory keeps the password of this account")
        return right

    def _about(self) -> tuple[str, ...]:
        state = self._store.facility()
        return (self._session.actor, self._session.badge or "", "" if state is None else state.id)

    def _settle(self) -> None:
        account = self._store.accounts.find(self._session.actor)
        if account is not None:
            self._session = settled(self._session, account, self._store.accounts.rules())
            self._keep(self._session)
