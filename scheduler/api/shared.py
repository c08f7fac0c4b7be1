"""Several desks at one roster: edits that wait until the server answers, are done once, and conflicts to look at."""

import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.api.guard import NotPermittedError, needs, refusal
from scheduler.domain.roster import Roster, RosterEdit, StaleEditError
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import ConflictError, DeskError, JournalStep, LostServerError, Seen, Store, Watcher
from scheduler.storage.address import Server
from scheduler.wire import UnreadableError, decode, encode


class SharedDesk:
    """What a desk does beside others: its edits name what their author had seen, and may be sent again."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(Action.READ_ROSTER)
    def is_served(self) -> bool:
        """Whether the database is on a server, so that edits may have to wait for it."""
        return isinstance(self._store.path, Server)

    @needs(Action.READ_ROSTER)
    def last_step(self, roster: int) -> int:
        """Return the number of a roster's last step: all up to it is in what `Desk.roster` gave just after."""
        return self._store.last_step(roster)

    @needs(Action.READ_ROSTER)
    def look(self, roster: int) -> tuple[int, Roster]:
        """Return the number of a roster's last step, and the roster after it; the same value while it is the same."""
        return self._store.look(roster)

    @needs(Action.READ_ROSTER)
    def steps(self, roster: int, after: int) -> tuple[JournalStep, ...]:
        """Return the steps of a roster after a number, by whomever, oldest first."""
        return self._store.journal(roster, after)

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
class Letter:
    """An edit that waits.

    Attributes:
        edit: The edit.
        since: The last step of the roster that its author had seen when he made it.
    """

    edit: RosterEdit
    since: int


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
        letters: Those that wait, in the order in which they were made.
        own: Ids of those that were acknowledged since.
        conflicts: What was not done, until its author has looked at it.
    """

    roster: int
    since: int
    letters: tuple[Letter, ...] = ()
    own: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


class Outbox:
    """The edits of one roster that wait. They lie in a file too, where one is given, and outlast the program.

    One thread may send while another one adds.
    """

    def __init__(
        self,
        desk: SharedDesk,
        roster: int,
        now: Callable[[], datetime],
        path: Path | None = None,
        since: int | None = None,
    ) -> None:
        """Begin with what waits in the file.

        Args:
            desk: What edits are sent through.
            roster: Number of the roster.
            now: The time.
            path: The file, None for none.
            since: The last step that the author has seen; None for the roster's last one, which is asked for.

        Raises:
            DeskError: the file cannot be read, or its edits are not for this roster.
        """
        self._desk, self._path, self._now = desk, path, now
        self._lock = threading.RLock()
        self.lost_since: datetime | None = None
        """Since when the server has not answered, None while it does: what is shown is as old as that."""
        found = self._read()
        if found is not None and found.roster != roster:
            raise DeskError(f"The edits that wait in {path} are for roster number {found.roster}")
        self._waiting = found or Waiting(roster=roster, since=desk.last_step(roster) if since is None else since)
        if found is not None and since is not None:
            self._waiting = replace(found, since=since)

    @property
    def waiting(self) -> tuple[RosterEdit, ...]:
        """The edits that are not acknowledged, oldest first."""
        return tuple(letter.edit for letter in self._waiting.letters)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What was not done, for its author to look at."""
        return self._waiting.conflicts

    @property
    def since(self) -> int:
        """The last step that the author has seen."""
        return self._waiting.since

    @property
    def own(self) -> frozenset[str]:
        """Ids of edits that were acknowledged since, and are no news to their author."""
        return frozenset(self._waiting.own)

    def add(self, edit: RosterEdit) -> None:
        """Have an edit wait; it is kept before it is sent."""
        with self._lock:
            letter = Letter(edit=edit, since=self._waiting.since)
            self._keep(replace(self._waiting, letters=(*self._waiting.letters, letter)))

    def withdraw(self, ids: Iterable[str]) -> None:
        """Let some edits wait no longer: they are not done. One that is just being sent may be done all the same."""
        gone = set(ids)
        with self._lock:
            kept = tuple(letter for letter in self._waiting.letters if letter.edit.id not in gone)
            self._keep(replace(self._waiting, letters=kept))

    def saw(self, step: int) -> None:
        """Note that the author has seen a roster as it stood after a step."""
        with self._lock:
            own = self._waiting.own if self._waiting.letters else ()
            if (step, own) != (self._waiting.since, self._waiting.own):
                self._keep(replace(self._waiting, since=step, own=own))

    def send(self) -> bool:
        """Send what waits, the oldest first; return whether nothing waits any more.

        What conflicts, and what its author may not do, is put aside, and the rest goes on. Where the server does not
        answer, all that is left waits.

        Raises:
            DeskError: the server answered, and refuses for another reason.
        """
        while self._waiting.letters:
            letter = self._waiting.letters[0]
            edit = letter.edit
            try:
                self._desk.send(self._waiting.roster, edit, letter.since, self.own)
            except LostServerError:
                self.lost_since = self.lost_since or self._now()
                return False
            except (StaleEditError, NotPermittedError) as error:
                steps = error.steps if isinstance(error, ConflictError) else ()
                self._sent(edit, Conflict(edit=edit, why=str(error), steps=steps))
            else:
                self._sent(edit, None)
            self.lost_since = None
        return True

    def settle(self, ids: Iterable[str] | None = None) -> tuple[Conflict, ...]:
        """Return the conflicts, all or those of some edits, which then count as looked at."""
        with self._lock:
            wanted = {one.edit.id for one in self.conflicts} if ids is None else set(ids)
            found = tuple(one for one in self.conflicts if one.edit.id in wanted)
            rest = tuple(one for one in self.conflicts if one.edit.id not in wanted)
            self._keep(replace(self._waiting, conflicts=rest))
        return found

    def _sent(self, edit: RosterEdit, conflict: Conflict | None) -> None:
        """Take a letter out that was done, or was not because of a conflict."""
        with self._lock:
            now = self._waiting
            letters = tuple(letter for letter in now.letters if letter.edit.id != edit.id)
            if conflict is None:
                self._keep(replace(now, letters=letters, own=(*now.own, edit.id)))
            else:
                self._keep(replace(now, letters=letters, conflicts=(*now.conflicts, conflict)))

    def _keep(self, waiting: Waiting) -> None:
        if self._path is not None:
            try:
                if waiting.letters or waiting.conflicts:
                    _write(self._path, encode(waiting))
                else:
                    self._path.unlink(missing_ok=True)
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


def _write(path: Path, data: bytes) -> None:
    """Write a file for its owner's eyes, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
