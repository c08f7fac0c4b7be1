"""Accounts for tests: one of each role, with passwords that are quick to try."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scheduler.api import Desk, Role, sign_in
from scheduler.domain.words import Badge
from scheduler.identity.keyring import Cost
from scheduler.identity.passwords import COSTS

QUICK = Cost(rounds=1, memory_kib=64, lanes=1)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
PASSWORD = "a quiet river of {} stones"
NAMES = {role: f"{role.value}.one" for role in Role}


class Clock:
    """A clock that tests move."""

    def __init__(self, at: datetime = NOW) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go_on(self, **span: float) -> None:
        self.at += timedelta(**span)


def password_of(name: str) -> str:
    return PASSWORD.format(name.split(".")[0])


def with_quick_passwords(monkeypatch: object) -> None:
    """Make one try of a new password take next to nothing."""
    monkeypatch.setitem(COSTS, "argon2id", QUICK)  # type: ignore[attr-defined]


def add_accounts(desk: Desk, badge: str | None = None, now: Callable[[], datetime] | None = None) -> None:
    """Give an open desk's database an account of each role; from then on it is open to nobody else.

    Args:
        desk: The desk of a database without accounts; it can do nothing more afterwards.
        badge: The officer whose account the one of role officer is; without him there is none.
        now: The clock of the sign-ins.
    """
    url, clock = desk.url, now or Clock()
    first = desk.accounts.add(NAMES[Role.ADMIN], [Role.ADMIN])
    settle(url, NAMES[Role.ADMIN], first, clock)
    with sign_in(url, NAMES[Role.ADMIN], password_of(NAMES[Role.ADMIN]), now=clock) as admin:
        for role in Role:
            if role == Role.ADMIN or (role == Role.OFFICER and badge is None):
                continue
            own = Badge(badge) if role == Role.OFFICER and badge is not None else None
            settle(url, NAMES[role], admin.accounts.add(NAMES[role], [role], own), clock)


def settle(url: str, name: str, first: str, now: Callable[[], datetime]) -> None:
    """Change an account's first password to the one that `password_of` tells."""
    with sign_in(url, name, first, now=now) as desk:
        desk.myself.change_password(first, password_of(name))


def as_role(url: str, role: Role, now: Callable[[], datetime] | None = None) -> Desk:
    """Return the desk of the account of a role."""
    name = NAMES[role]
    return sign_in(url, name, password_of(name), now=now or Clock())
