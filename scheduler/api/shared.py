"""Several desks at one roster: edits that wait until the server answers, are done once, and conflicts to look at."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.domain.roster import RosterEdit, StaleEditError
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import ConflictError, DeskError, JournalStep, LostServerError, Seen, Store, Watcher
from scheduler.wire import UnreadableError, decode, encode


class SharedDesk:
    """What a desk does beside others: its edits name what their author had seen, and may be sent again."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(Action.READ_ROSTER)
    def last_step(self, roster: int) -> int:
        """Return the number of a roster's last step: all up to it is in what `Desk.roster` gave just after."""
        return self._store.last_step(roster)

    @needs(Action.EDIT)
    def send(self, roster: int, edit: RosterEdit, since: int, own: frozenset[str] = frozenset()) -> int:
        """Do an edit once, however often it is sent, and return its step in the journal.

        Args:
            roster: Number of the roster.
            edit: The edit.
            since: The last step that its author had seen.
            own: Ids of edits that he made since.

        Raises:
            ConflictError: somebody else changed the same cells or seats since; it says who and what.
            StaleEditError: the roster no longer holds what the edit expects.
            LostServerError: the server does not answer; whether it was done is not known: send it again.
        """
        if any(not change.is_set for change in edit.locks) and not self._session.may(Action.UNLOCK):
            raise NotPermittedError(refusal((Action.UNLOCK,), False))
        return self._store.send_edit(roster, edit, since, own, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER)
    def watch(self, told: Callable[[Seen], None]) -> Watcher:
        """Have changes told, by whomever, in a thread of its own; stop the watcher when the desk is closed."""
        return self._store.watch(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An edit that was not done: why, and what others did at the same place (nothing where that is not known)."""

    edit: RosterEdit
    why: str
    steps: tuple[JournalStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Edits of one roster that are not yet acknowledged.

    Attributes:
        roster: Number of the roster.
        since: The last step of it that their author has seen.
        edits: Those that wait, in the order in which they were made.
        own: Ids of those that were acknowledged since.
        conflicts: What was not done, until its author has looked at it.
    """

    roster: int
    since: int
    edits: tuple[RosterEdit, ...] = ()
    own: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class Outbox:
    """The edits of one roster that wait. They lie in a file too, where one is given, and outlast the program."""

    def __init__(self, desk: SharedDesk, roster: int, now: Callable[[], datetime], path: Path | None = None) -> None:
        """Begin with what waits in the file.

        Raises:
            DeskError: the file cannot be read, or its edits are not for this roster.
        """
        self._desk, self._path, self._now = desk, path, now
        self.lost_since: datetime | None = None
        """Since when the server has not answered, None while it does: what is shown is as old as that."""
        found = self._read()
        if found is not None and found.roster != roster:
            raise DeskError(f"The edits that wait in {path} are for roster number {found.roster}")
        self._waiting = found or Waiting(roster=roster, since=desk.last_step(roster))

    @property
    def waiting(self) -> tuple[RosterEdit, ...]:
        """The edits that are not acknowledged, oldest first."""
        return self._waiting.edits

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What was not done, for its author to look at."""
        return self._waiting.conflicts

    def add(self, edit: RosterEdit) -> None:
        """Have an edit wait; it is kept before it is sent."""
        self._keep(replace(self._waiting, edits=(*self._waiting.edits, edit)))

    def saw(self, step: int) -> None:
        """Note that the author has seen a roster as it stood after a step."""
        self._keep(replace(self._waiting, since=step, own=()))

    def send(self) -> bool:
        """Send what waits, the oldest first; return whether nothing waits any more.

        What conflicts is put aside, and the rest goes on. Where the server does not answer, all that is left waits.

        Raises:
            DeskError: the server answered, and refuses for another reason.
        """
        while self._waiting.edits:
            edit = self._waiting.edits[0]
            try:
                self._desk.send(self._waiting.roster, edit, self._waiting.since, frozenset(self._waiting.own))
            except LostServerError:
                self.lost_since = self.lost_since or self._now()
                return False
            except StaleEditError as error:
                steps = error.steps if isinstance(error, ConflictError) else ()
                conflicts = (*self.conflicts, Conflict(edit=edit, why=str(error), steps=steps))
                self._keep(replace(self._waiting, edits=self._waiting.edits[1:], conflicts=conflicts))
            else:
                own = (*self._waiting.own, edit.id)
                self._keep(replace(self._waiting, edits=self._waiting.edits[1:], own=own))
            self.lost_since = None
        return True

    def settle(self) -> tuple[Conflict, ...]:
        """Return the conflicts, which then count as looked at."""
        found = self.conflicts
        self._keep(replace(self._waiting, conflicts=()))
        return found

    def _keep(self, waiting: Waiting) -> None:
        if self._path is not None:
            part = self._path.with_name(f".{self._path.name}.part")
            try:
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                    file.write(encode(waiting))
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self._path)
            except OSError as error:
                raise DeskError(f"What waits cannot be kept in {self._path}: {error.strerror or error}") from error
        self._waiting = waiting

    def _read(self) -> Waiting | None:
        if self._path is None or not self._path.exists():
            return None
        try:
            return decode(self._path.read_bytes(), Waiting, "edits that wait")
        except (OSError, UnreadableError) as error:
            raise DeskError(f"What waits in {self._path} cannot be read: {error}") from error
