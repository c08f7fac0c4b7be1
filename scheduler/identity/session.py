"""A session: who works here now, and what he may do."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scheduler.domain.words import Badge
from scheduler.identity.permissions import SEALED, Action, may
from scheduler.identity.roles import Role

CONFIRMED_FOR = timedelta(minutes=5)
"""So long a password that was given again is good for one act."""


class Confirmation:
    """That the password was given again: good for one act, and not for long."""

    def __init__(self) -> None:
        self._until: datetime | None = None

    def give(self, now: datetime) -> None:
        """Take note that the right password was given."""
        self._until = now + CONFIRMED_FOR

    def holds(self, now: datetime) -> bool:
        """Whether an act may still be done on it."""
        return self._until is not None and now < self._until

    def use(self) -> None:
        """Take note that the act is done."""
        self._until = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who works here.

    Attributes:
        actor: Name of the account; in a database without accounts the user of the operating system.
        roles: The roles of the account when it signed in.
        badge: Whose own schedule the account reads, None for an account without one.
        is_open: Whether the database has no accounts: then everybody does everything but what is sealed.
        owes: What is to be done before anything else, in a sentence; "" for nothing.
        confirmation: Whether the password was given again.
    """

    actor: str
    roles: frozenset[Role] = frozenset()
    badge: Badge | None = None
    is_open: bool = False
    owes: str = ""
    confirmation: Confirmation = field(default_factory=Confirmation, compare=False, repr=False)

    @classmethod
    def open_desk(cls, actor: str) -> "Session":
        """Return the session of a database without accounts."""
        return cls(actor=actor, is_open=True)

    def may(self, action: Action) -> bool:
        """Whether this session may do something."""
        if self.is_open:
            return action not in SEALED
        return not self.owes and may(self.roles, action)
