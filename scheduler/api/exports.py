"""Exports in the long run: `Desk.exports`. Profiles of what is exported again and again, and what left when."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scheduler.api.export_centre import KINDS, refuse_unknown
from scheduler.api.guard import needs
from scheduler.audit import ACTIONS
from scheduler.domain.exports import ExportProfile
from scheduler.exchange.writers import DELIMITERS, PageSize
from scheduler.identity.permissions import Action
from scheduler.identity.roles import Role
from scheduler.identity.session import Session
from scheduler.storage import AuditFilter, AuditRow, DeskError, Store

EXPORTS = (
    *("export", "export paper", "export payroll", "export payroll again", "export table"),
    *("export page", "export evidence", "export equity", "export audit", "print paper", "export own calendar"),
)
"""Actions of the audit log that say that something left."""
MOST_LETTERS, MOST_DAYS = 60, 366
_HASH = "sha256:"
_ANY = (Action.READ_AUDIT, Action.READ_ROSTER, Action.READ_ANONYMOUS)
"""One of these is held by everybody who exports anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastExport:
    """Something that left the database.

    Attributes:
        number: Of its record in the audit log.
        at: When (aware, UTC).
        actor: Who.
        action: What was done, in words.
        what: What it was about, such as `roster:3`.
        formats: In which formats.
        rows: How many rows it had, None where that is not noted.
        hashes: Of its files (64 hex digits each).
    """

    number: int
    at: datetime
    actor: str
    action: str
    what: tuple[str, ...]
    formats: tuple[str, ...]
    rows: int | None
    hashes: tuple[str, ...]


class ExportDesk:
    """Profiles and history of exports. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(*_ANY)
    def profiles(self) -> tuple[ExportProfile, ...]:
        """Return the profiles that whoever works here may use, by name."""
        if not any(self._session.may(action) for kind in KINDS.values() for action in kind.actions):
            return ()
        return tuple(profile for profile in self._store.exports.profiles() if self._may_use(profile))

    @needs(*_ANY)
    def profile(self, name: str) -> ExportProfile:
        """Return a profile by its name.

        Raises:
            DeskError: there is none that whoever works here may use.
        """
        found = next((profile for profile in self.profiles() if profile.name == name), None)
        if found is None:
            known = ", ".join(profile.name for profile in self.profiles())
            raise DeskError(f"There is no export profile {name!r}" + (f"; there are {known}" if known else " yet"))
        return found

    @needs(Action.KEEP_PROFILES)
    def save(self, profile: ExportProfile) -> None:
        """Keep a profile, in place of the one of its name.

        Raises:
            DeskError: it is not what a profile can be, or whoever works here may not export that himself.
        """
        name = profile.name
        if name != name.strip() or not 0 < len(name) <= MOST_LETTERS or not name.isprintable():
            raise DeskError(f"A profile needs a name of at most {MOST_LETTERS} letters on one line")
        kind = refuse_unknown(profile.order)
        lacking = next((action for action in kind.actions if not self._session.may(action)), None)
        if lacking is not None:
            raise DeskError(f"You may not {lacking}, so you cannot keep a profile of it")
        if profile.order.delimiter not in DELIMITERS:
            raise DeskError(f"Cells are parted by one of {', '.join(DELIMITERS)}, not {profile.order.delimiter!r}")
        if profile.order.size not in list(PageSize):
            raise DeskError(f"Pages are one of {', '.join(PageSize)}, not {profile.order.size!r}")
        if kind.needs_officer and not profile.order.badge:
            raise DeskError(f"{kind.title}: the badge of an officer is expected")
        if abs(profile.days_ahead) > MOST_DAYS:
            raise DeskError(f"A date is at most {MOST_DAYS} days before or after today")
        for role in profile.roles:
            if role not in list(Role):
                raise DeskError(f"{role!r} is not a role; known are {', '.join(Role)}")
        taken = next((one for one in self._store.exports.profiles() if one.name == name), None)
        if taken is not None and not self._may_use(taken):
            raise DeskError(f"A profile {name} of other roles is there already; choose another name")
        self._store.exports.save(profile, self._now(), self._session.actor)

    @needs(Action.KEEP_PROFILES)
    def remove(self, name: str) -> None:
        """Forget a profile.

        Raises:
            DeskError: there is none that whoever works here may use.
        """
        self._store.exports.remove(self.profile(name).name, self._now(), self._session.actor)

    def _may_use(self, profile: ExportProfile) -> bool:
        kind = KINDS.get(profile.order.what)
        if kind is None or not all(self._session.may(action) for action in kind.actions):
            return False
        is_meant = not profile.roles or not self._session.roles.isdisjoint(map(Role, profile.roles))
        return is_meant or self._session.is_open

    @needs(*_ANY)
    def history(self, limit: int = 200) -> tuple[tuple[PastExport, ...], int]:
        """Return the newest exports, newest first, and how many there are in all.

        Whoever reads the audit log is told of all of them, others of their own.

        Args:
            limit: So many at most.
        """
        chosen = AuditFilter(actions=EXPORTS, actor=self._whose())
        rows, total = self._store.audit_log.records(chosen, limit)
        return tuple(map(_past, rows)), total

    @needs(*_ANY)
    def which(self, path: Path) -> tuple[PastExport, ...]:
        """Return the exports that wrote a file, or a folder of calendars, newest first: known by its hash alone.

        Whoever reads the audit log is told of all of them, others of their own. An audit file proves itself and is
        not among them.

        Raises:
            DeskError: it cannot be read.
        """
        subject = f"{_HASH}{hash_of_path(path)}"
        chosen = AuditFilter(actions=EXPORTS, actor=self._whose(), subject=subject)
        rows, _ = self._store.audit_log.records(chosen, 100)
        return tuple(map(_past, rows))

    def _whose(self) -> str:
        return "" if self._session.may(Action.READ_AUDIT) else self._session.actor


def hash_of_path(path: Path) -> str:
    """Return the hash of a file, or of a folder of calendars as the audit log notes it (64 hex digits).

    Raises:
        DeskError: it cannot be read, or is a folder without calendars.
    """
    try:
        if not path.is_dir():
            return _digest(path)
        files = sorted(path.glob("*.ics"), key=lambda one: one.name)
        if not files:
            raise DeskError(f"{path}: a file, or a folder of calendars, is expected")
        lines = "".join(f"{_digest(one)}  {one.name}\n" for one in files)
        return hashlib.sha256(lines.encode()).hexdigest()
    except OSError as error:
        raise DeskError(f"{path}: {error.strerror or error}") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _past(row: AuditRow) -> PastExport:
    parts = [subject.partition(":") for subject in row.subjects]
    rows = [int(value) for key, _, value in parts if key == "rows" and re.fullmatch(r"\d{1,12}", value)]
    told = {"format", "rows", "sha256"}
    return PastExport(
        number=row.id,
        at=row.at,
        actor=row.actor,
        action=ACTIONS.get(row.action, ("", row.action))[1],
        what=tuple(subject for subject in row.subjects if subject.partition(":")[0] not in told),
        formats=tuple(value for key, _, value in parts if key == "format"),
        rows=sum(rows) if rows else None,
        hashes=tuple(value for key, _, value in parts if key == "sha256"),
    )
