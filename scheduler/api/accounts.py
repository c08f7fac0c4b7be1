"""Accounts: `Desk.accounts`. Who may sign in, as what, and how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.api.guard import needs
from scheduler.domain.words import Badge
from scheduler.identity.accounts import (
    Account,
    AccountFault,
    AccountState,
    SignInRules,
    Source,
    account_name,
    check_rules,
)
from scheduler.identity.directory import DirectoryError, directory_of
from scheduler.identity.passwords import COSTS, first_password, hashed
from scheduler.identity.permissions import Action
from scheduler.identity.roles import Role
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

STATE_WORDS = {
    AccountState.ACTIVE: "in use",
    AccountState.DISABLED: "disabled",
    AccountState.LOCKED: "locked after wrong tries",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An account as those see it who manage accounts; nothing secret.

    Attributes:
        name: Its name.
        badge: The officer whose own schedule it reads, None for none.
        roles: Its roles.
        state: Whether it may be used.
        words: The same in words.
        last_seen: When it last signed in (aware), None for never.
        has_code: Whether an authenticator is asked for.
        is_temporary: Whether its password was given by somebody else and never changed.
        source: Who keeps its password.
        is_bound: Whether a user of the operating system signs in to it without a password.
    """

    name: str
    badge: Badge | None
    roles: frozenset[Role]
    state: AccountState
    words: str
    last_seen: datetime | None
    has_code: bool
    is_temporary: bool
    source: Source
    is_bound: bool


class AccountDesk:
    """What can be done about accounts. Methods raise `DeskError`, one sentence; each change leaves an audit record."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(Action.CONFIGURE_ACCOUNTS)
    def every(self) -> tuple[AccountLine, ...]:
        """Return all accounts, by name."""
        return tuple(_line(account) for account in self._store.accounts.every())

    @needs(Action.CONFIGURE_ACCOUNTS)
    def add(self, name: str, roles: Iterable[Role], badge: Badge | None = None, is_directory: bool = False) -> str:
        """Add an account and return the password that it signs in with once; "" where a directory keeps it.

        The first account of a database is an administrator's. From then on nobody works without signing in. Who has a
        badge is an officer too.

        Args:
            name: 2 to 64 small letters, digits, dots, strokes and @; it never changes.
            roles: Its roles.
            badge: The officer whose account it is, None for nobody on the roster.
            is_directory: Whether a directory keeps its password.

        Raises:
            DeskError: name or badge is taken or not known, or there is no role.
        """
        held = frozenset(roles) | ({Role.OFFICER} if badge is not None else frozenset())
        if not held:
            raise DeskError("An account has a role at least")
        if Role.OFFICER in held and badge is None:
            raise DeskError("An officer's account has a badge")
        _, site = self._store.load_site()
        if badge is not None and badge not in {officer.badge for officer in site.officers}:
            raise DeskError(f"There is no officer {badge}")
        rules, at, password = self._store.accounts.rules(), self._now(), ""
        if is_directory and not rules.directory:
            raise DeskError("No directory is set; set one first")
        stored = b""
        if not is_directory:
            password = first_password()
            stored, _ = hashed(password, COSTS[rules.way])
        account = Account(
            name=_name(name),
            roles=held,
            badge=badge,
            source=Source.DIRECTORY if is_directory else Source.PASSWORD,
            password=stored,
            is_temporary=not is_directory,
            made_at=at,
            enabled_at=at,
        )
        self._store.accounts.add(account, at, self._session.actor)
        return password

    @needs(Action.CONFIGURE_ACCOUNTS)
    def set_roles(self, name: str, roles: Iterable[Role]) -> None:
        """Give an account other roles; they hold at once.

        Raises:
            DeskError: there is no such account, no role is left, or the last administrator would be gone.
        """
        account = self._account(name)
        held = frozenset(roles) | ({Role.OFFICER} if account.badge is not None else frozenset())
        if not held:
            raise DeskError("An account has a role at least; disable it instead")
        if Role.OFFICER in held and account.badge is None:
            raise DeskError("An officer's account has a badge, and this one has none")
        self._store.accounts.set_roles(account.name, held, self._now(), self._session.actor)

    @needs(Action.CONFIGURE_ACCOUNTS)
    def disable(self, name: str) -> None:
        """Let an account sign in no more; whoever works under it is stopped at once."""
        self._set(name, AccountState.DISABLED, "disable account")

    @needs(Action.CONFIGURE_ACCOUNTS)
    def enable(self, name: str) -> None:
        """Let a disabled account sign in again."""
        if self._account(name).state != AccountState.DISABLED:
            raise DeskError(f"The account {_name(name)} is not disabled")
        self._set(name, AccountState.ACTIVE, "enable account")

    @needs(Action.CONFIGURE_ACCOUNTS)
    def release(self, name: str) -> None:
        """Release an account that wrong tries have locked."""
        if self._account(name).state != AccountState.LOCKED:
            raise DeskError(f"The account {_name(name)} is not locked")
        self._set(name, AccountState.ACTIVE, "release account")

    @needs(Action.CONFIGURE_ACCOUNTS)
    def reset(self, name: str) -> str:
        """Return a new password that an account signs in with once; an authenticator has to be set up anew.

        What is sealed to the account stays closed until its own passphrase opens it: that one is another.
        """
        account = self._account(name)
        if account.source != Source.PASSWORD:
            raise DeskError("The directory keeps the password of this account")
        password = first_password()
        stored, _ = hashed(password, COSTS[self._store.accounts.rules().way])
        self._store.accounts.set_password(account.name, stored, True, self._now(), self._session.actor)
        return password

    @needs(Action.CONFIGURE_ACCOUNTS)
    def bind(self, name: str, system_user: str | None) -> None:
        """Let a user of the operating system sign in to an account without a password, on this computer's file only.

        Args:
            name: The account.
            system_user: His name there; None: nobody any more.
        """
        account, user = self._account(name), (system_user or "").strip() or None
        self._store.accounts.bind(account.name, user, self._now(), self._session.actor)

    @needs(Action.CONFIGURE_ACCOUNTS)
    def banner(self) -> str:
        """Return what is read before anybody signs in."""
        return self._store.accounts.rules().banner

    @needs(Action.CONFIGURE_ACCOUNTS)
    def set_banner(self, text: str) -> None:
        """Set what is read before anybody signs in."""
        self._save(replace(self._store.accounts.rules(), banner=text.strip()))

    @needs(Action.CONFIGURE_ACCOUNTS)
    def rules(self) -> SignInRules:
        """Return how people sign in."""
        return self._store.accounts.rules()

    @needs(Action.CONFIGURE_ACCOUNTS)
    def set_rules(self, rules: SignInRules) -> None:
        """Set how people sign in; passwords that are stored already stay as they are until they are changed.

        Raises:
            DeskError: something of it cannot be.
        """
        self._save(rules)

    def _save(self, rules: SignInRules) -> None:
        try:
            check_rules(rules, COSTS)
            if rules.directory:
                directory_of(rules.directory)
        except (AccountFault, DirectoryError) as error:
            raise DeskError(str(error)) from error
        self._store.accounts.set_rules(rules, self._now(), self._session.actor)

    def _set(self, name: str, state: AccountState, action: str) -> None:
        self._store.accounts.set_state(self._account(name).name, state, self._now(), self._session.actor, action)

    def _account(self, name: str) -> Account:
        found = self._store.accounts.find(_name(name))
        if found is None:
            raise DeskError(f"There is no account {_name(name)}")
        return found


def _name(text: str) -> str:
    try:
        return account_name(text)
    except AccountFault as error:
        raise DeskError(str(error)) from error


def _line(account: Account) -> AccountLine:
    return AccountLine(
        name=account.name,
        badge=account.badge,
        roles=account.roles,
        state=account.state,
        words=STATE_WORDS[account.state],
        last_seen=account.seen_at,
        has_code=bool(account.code),
        is_temporary=account.is_temporary,
        source=account.source,
        is_bound=account.system_user is not None,
    )
