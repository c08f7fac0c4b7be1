"""Accounts: who may sign in, how long, and when not; what the site has set about signing in."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from scheduler.domain.words import Badge
from scheduler.identity.roles import Role

MOST_FAILURES = 5
FAILURES_WITHIN = timedelta(minutes=15)
"""So many wrong tries in so short a time lock an account (CJIS Security Policy, AC-7)."""
LAPSES_AFTER = timedelta(days=90)
"""Nobody signed in for so long: the account is disabled (CJIS Security Policy, AC-2(3))."""
LONGEST_IDLE_MINUTES = 30
"""The longest time without a key before a session locks (CJIS Security Policy, AC-11)."""
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")


class AccountState(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"
    LOCKED = "locked"


class Source(StrEnum):
    """Who knows whether a password is right."""

    PASSWORD = "password"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account.

    Attributes:
        name: As it is typed to sign in, and as it stands in the log; it never changes.
        roles: Its offices.
        badge: Whose own schedule it reads, None for nobody's.
        source: Who knows its password.
        system_user: Name of the user of the operating system who signs in without a password, None for nobody.
        password: As `scheduler.identity.passwords` stores it, empty for none.
        is_temporary: Whether the password was given by somebody else, and has to be changed first.
        code: The secret of an authenticator, locked by the password; empty for none.
        code_step: The last time step whose code was used: none is good twice.
        state: Whether it may sign in.
        made_at: When it was made.
        enabled_at: When it was last enabled.
        seen_at: When it last signed in, None for never.
    """

    name: str
    roles: frozenset[Role]
    badge: Badge | None = None
    source: Source = Source.PASSWORD
    system_user: str | None = None
    password: bytes = b""
    is_temporary: bool = True
    code: bytes = b""
    code_step: int = 0
    state: AccountState = AccountState.ACTIVE
    made_at: datetime
    enabled_at: datetime
    seen_at: datetime | None = None

    def has_lapsed(self, now: datetime) -> bool:
        """Whether nobody has signed in for so long that it is to be disabled."""
        return now - max(self.enabled_at, self.seen_at or self.enabled_at) >= LAPSES_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRules:
    """What the site has set about signing in.

    Attributes:
        banner: What is read before anybody signs in.
        way: How new passwords are stored: "argon2id", or "pbkdf2" where only approved functions are allowed.
        idle_minutes: Minutes without a key before a session locks, 1 to 30.
        code_roles: Roles that need an authenticator's code besides the password.
        directory: Where accounts of a directory are asked for (`scheduler.identity.directory`), "" for nowhere.
    """

    banner: str = (
        "This system holds staffing records of a detention facility. Only persons whom the facility has given an "
        "account may use it. What is done here is recorded."
    )
    way: str = "argon2id"
    idle_minutes: int = 15
    code_roles: frozenset[Role] = frozenset()
    directory: str = ""


class AccountFault(Exception):
    """Something that an account cannot be or do; the message is one sentence."""


def account_name(text: str) -> str:
    """Return an account's name as it is stored: small letters, whatever was typed.

    Raises:
        AccountFault: it is not one that an account can have.
    """
    name = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _NAME.fullmatch(name):
        raise AccountFault("A name of 2 to 64 small letters, digits, dots, strokes and @ is expected")
    return name


def locks(failures: Iterable[datetime], now: datetime) -> bool:
    """Whether the times of wrong tries, the one just made included, lock an account."""
    return sum(now - FAILURES_WITHIN < at <= now for at in failures) >= MOST_FAILURES


def administrators(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Return the names of accounts that can manage accounts now or once they are released."""
    return tuple(a.name for a in accounts if Role.ADMIN in a.roles and a.state != AccountState.DISABLED)


def refuse_without_administrator(before: Sequence[Account], after: Sequence[Account]) -> None:
    """Refuse a change after which nobody could manage accounts.

    Raises:
        AccountFault: the last administrator would be gone.
    """
    if administrators(before) and not administrators(after):
        raise AccountFault("The last administrator stays: make somebody else administrator first")


def check_rules(rules: SignInRules, ways: Iterable[str]) -> None:
    """Refuse rules that cannot be.

    Raises:
        AccountFault: says which.
    """
    if rules.way not in ways:
        raise AccountFault(f"Passwords are stored by {' or '.join(ways)}, not by {rules.way}")
    if not 1 <= rules.idle_minutes <= LONGEST_IDLE_MINUTES:
        raise AccountFault(f"A session locks after 1 to {LONGEST_IDLE_MINUTES} minutes, not {rules.idle_minutes}")
