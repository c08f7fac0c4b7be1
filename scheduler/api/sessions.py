"""What a desk knows of who works at it: session, own account, password given again, lock, end."""

import contextlib
from collections import deque
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from scheduler.api.accounts import AccountDesk
from scheduler.api.admission import Admission
from scheduler.api.guard import anybody
from scheduler.api.keys import KeyDesk
from scheduler.api.myself import MyselfDesk
from scheduler.api.own_key import enter
from scheduler.api.whynot import WhyNotDesk
from scheduler.identity.keyring import OpenKey
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store


class SessionDesk:
    """One open database and who works there."""

    def __init__(self, store: Store, session: Session, now: Callable[[], datetime], opened: OpenKey | None) -> None:
        self._store, self._session, self._now = store, session, now
        self._opened = OpenKey() if opened is None else opened
        self._is_closed = False
        self._asked: deque[datetime] = deque()

    @anybody
    def close(self) -> None:
        """Close the database."""
        self._opened.drop()
        if not self._session.is_open and not self._is_closed:
            with contextlib.suppress(DeskError):  # who cannot be noted as gone is gone all the same
                self._store.accounts.note_end(self._session.actor, self._now())
        self._is_closed = True
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def session(self) -> Session:
        """Who works here, and what he may do."""
        return self._session

    @property
    def actor(self) -> str:
        """Name of who works here."""
        return self._session.actor

    @property
    def accounts(self) -> AccountDesk:
        """Who may sign in, as what, and how."""
        return AccountDesk(self._store, self._now, self._session)

    @property
    def myself(self) -> MyselfDesk:
        """Password and authenticator of the own account."""
        return MyselfDesk(self._store, self._now, self._session, self._take_session, self._opened)

    @property
    def why_not(self) -> WhyNotDesk:
        """Lets questions pass why an officer cannot take a seat."""
        return WhyNotDesk(self._store, self._now, self._session, self._asked)

    @property
    def idle_minutes(self) -> int:
        """Minutes without a key or a move of the mouse before the session locks."""
        return self._store.accounts.rules().idle_minutes

    @anybody
    def confirm(self, secret: str, code: str = "") -> None:
        """Give the own password again: that is good for one act within five minutes.

        Raises:
            SignInError: it is wrong, or the account is locked now.
        """
        if not self._session.is_open:
            Admission(self._store, self._now).admit(self._session.actor, secret, code, "confirm")
            self._session.confirmation.give(self._now())

    @anybody
    def lock(self) -> None:
        """Put down what an own password has opened; the console covers its windows."""
        self._opened.drop()
        self._session.confirmation.use()

    @anybody
    def unlock(self, secret: str) -> None:
        """Come back to a locked session.

        Raises:
            SignInError: the password is wrong, or the account is locked now.
        """
        if not self._session.is_open:
            admission = Admission(self._store, self._now)
            admission.admit(self._session.actor, secret, action="unlock session", asks_code=False)
            enter(self._store, self._session, self._opened, secret, self._now())

    @property
    def keys(self) -> KeyDesk:
        """Keys of what is sealed, hand-over, printed shares, retention and holds."""
        return KeyDesk(self._store, self._now, self._session, self._opened)

    def _take_session(self, session: Session) -> None:
        self._session = session
