"""Backups: `Desk.backups`. Made, listed, proved, and restored into a new database."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scheduler.api.evidence import LogRows
from scheduler.api.guard import needs
from scheduler.audit import (
    Anchor,
    Head,
    KeyFileError,
    Verdict,
    anchor_of,
    examine,
    known_key,
    remembered_of,
    words_of,
)
from scheduler.backup import (
    ENDING,
    BackupError,
    BackupReader,
    BackupStoppedError,
    BackupWriter,
    Header,
    Lock,
    Opener,
    Passphrase,
    PrivateKey,
    PublicKey,
    RowReader,
    Tally,
    header_of,
    new_key,
    read_private,
    read_public,
)
from scheduler.domain.backups import BackupPlan
from scheduler.exchange.files import replace_file
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.locate import program_version
from scheduler.storage import DeskError, Store
from scheduler.storage.restore import refuse_used, restore

__all__ = [
    "ENDING",
    "BackupDesk",
    "BackupFile",
    "BackupPlan",
    "BackupProof",
    "BackupState",
    "MadeBackup",
    "Opener",
    "Passphrase",
    "PrivateKey",
    "PublicKey",
    "new_backup_key",
    "private_key",
    "public_key",
    "restore_backup",
    "verify_backup",
]
HASH_LETTERS = 32
ROWS_AT_ONCE = 1000
NO_PLAN_DAYS = 7
"""Without a plan, a backup older than this is called old."""
PUBLICATION_GRACE = timedelta(hours=1)
"""So long a publication may stand without the backup that is to follow it."""
_NOTE = ".txt"

Watch = Callable[[int, int], bool]
"""Takes how much is done and of how much (0 where that is not known); returns whether to go on."""


def _go_on(_done: int, _of: int) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeBackup:
    """A backup that was made: its file, its hash, and how many rows of how many tables it holds."""

    path: Path
    sha256: str
    rows: int
    tables: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """A backup of this database in a folder; `octets` is its size."""

    path: Path
    at: datetime
    octets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """Whether backups are as they should be: when the last one was made (None: never), and that in a sentence."""

    last: datetime | None
    is_planned: bool
    is_late: bool
    is_due: bool
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupProof:
    """What a backup holds, read to its end.

    Attributes:
        path: The file.
        header: What it says of itself; proved by now.
        sha256: Hash of the file.
        tables: By table: rows, and the hash of them.
        verdict: The audit log in it and the sealed log, proved.
        faults: What else is wrong, one sentence each.
    """

    path: Path
    header: Header
    sha256: str
    tables: dict[str, tuple[int, str]]
    verdict: Verdict
    faults: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count for count, _ in self.tables.values())

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict.is_whole and not self.faults


class BackupDesk:
    """What can be asked and done about backups of the open database. Methods raise `DeskError`, one sentence."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(Action.CONFIGURE_BACKUPS)
    def plan(self) -> BackupPlan | None:
        """Return when backups are made and where to, None while the site has set nothing."""
        return self._store.backups.plan()

    @needs(Action.BACK_UP)
    def set_plan(self, plan: BackupPlan | None) -> None:
        """Set when backups are made and where to; None for no more by themselves.

        Raises:
            DeskError: the key is none, or a number is out of its range.
        """
        self._refuse_empty()
        if plan is not None:
            with _in_one_sentence():
                read_public(plan.key)
            if not plan.folder.strip():
                raise DeskError("Backups need a folder to go to")
            if not (0 <= plan.hours <= 24 * 31 and 1 <= plan.keep <= 1000):
                raise DeskError("Backups are made every 1 to 744 hours, and 1 to 1000 of them are kept")
            if not plan.hours and not plan.at_publication:
                raise DeskError("Say when backups are made: every so many hours, or after each publication, or both")
        self._store.backups.set_plan(plan, self._now(), self._session.actor)

    @needs(Action.READ_ROSTER, Action.CONFIGURE_BACKUPS)
    def state(self) -> BackupState:
        """Return whether backups are as they should be."""
        now, plan = self._now(), self.plan()
        last, published = self._store.backups.last("backup made"), self._store.backups.last("publish")
        if plan is None:
            is_late = last is None or now - last > timedelta(days=NO_PLAN_DAYS)
            return BackupState(last=last, is_planned=False, is_late=is_late, is_due=False, sentence=_age(last, now))
        by_clock = plan.hours > 0 and (last is None or now - last >= timedelta(hours=plan.hours))
        unsaved = plan.at_publication and published is not None and (last is None or last < published)
        is_late = bool(plan.hours) and (last is None or now - last > timedelta(hours=2 * plan.hours))
        is_late = is_late or (unsaved and published is not None and now - published > PUBLICATION_GRACE)
        is_due = by_clock or unsaved
        return BackupState(last=last, is_planned=True, is_late=is_late, is_due=is_due, sentence=_age(last, now))

    @needs(Action.CONFIGURE_BACKUPS)
    def files(self, folder: Path) -> tuple[BackupFile, ...]:
        """Return the backups of this database in a folder, newest first; other files are passed over."""
        head = self._store.audit_log.head()
        found = []
        for path in folder.glob(f"*{ENDING}"):
            with contextlib.suppress(BackupError, ValueError, OSError):
                header = header_of(path)
                if head is not None and anchor_of(header.anchor).log == head.log:
                    at = datetime.fromisoformat(header.at)
                    found.append(BackupFile(path=path, at=at, octets=path.stat().st_size))
        return tuple(sorted(found, key=lambda one: (one.at, one.path.name), reverse=True))

    @needs(Action.BACK_UP)
    def make(self, folder: Path, lock: Lock, watch: Watch = _go_on) -> MadeBackup:
        """Write a backup of the database as it stands to a folder; the audit log says so, before and after.

        Args:
            folder: Where to; made when it is not there.
            lock: A passphrase, or a backup key that locks.
            watch: Told of tables done; returns False to stop, then nothing is left behind.

        Raises:
            DeskError: the disk is full, the folder cannot be written, or it was stopped.
        """
        return self._made(folder, lock, watch, keep=None)

    @needs(Action.READ_ROSTER, Action.CONFIGURE_BACKUPS)
    def make_due(self, watch: Watch = _go_on) -> MadeBackup | None:
        """Write a backup as the site has set, if one is due, and remove the oldest ones; None where none is due.

        Raises:
            DeskError: as `make` does.
        """
        plan = self.plan()
        if plan is None or not self.state().is_due:
            return None
        with _in_one_sentence():
            lock = read_public(plan.key)
        return self._made(Path(plan.folder).expanduser(), lock, watch, plan.keep)

    def _refuse_empty(self) -> None:
        if self._store.audit_log.head() is None:
            raise DeskError("There is nothing to back up: nothing is imported yet")

    def _made(self, folder: Path, lock: Lock, watch: Watch, keep: int | None) -> MadeBackup:
        self._refuse_empty()
        at = self._now()
        with _in_one_sentence(folder):
            path = _free_name(folder, at)
            self._store.backups.note("back up", (f"file:{path.name}",), at, self._session.actor)
            sha256, anchor, tally = _written(self._store, path, lock, at, watch)
            _write_note(path, sha256, anchor, at)
        removed = () if keep is None else self._swept(folder, keep)
        subjects = (f"file:{path.name}", f"sha256:{sha256}", f"rows:{tally.rows}", *(f"removed:{n}" for n in removed))
        self._store.backups.note("backup made", subjects, self._now(), self._session.actor)
        return MadeBackup(path=path, sha256=sha256, rows=tally.rows, tables=len(tally.tables), removed=removed)

    def _swept(self, folder: Path, keep: int) -> tuple[str, ...]:
        """Remove all but the newest backups of this database from a folder and return the names of those removed."""
        removed = []
        for old in self.files(folder)[keep:]:
            with contextlib.suppress(OSError):  # one that somebody reads, or that is not ours to remove, stays
                old.path.unlink()
                _note_of(old.path).unlink(missing_ok=True)
                removed.append(old.path.name)
        return tuple(removed)


def new_backup_key(path: Path) -> PublicKey:
    """Make a backup key, write the half that opens to a file, and return the half that locks; raises `DeskError`."""
    with _in_one_sentence():
        return new_key(path)


def public_key(text: str) -> PublicKey:
    """Return the half that locks, from how it is written down; raises `DeskError`."""
    with _in_one_sentence():
        return read_public(text)


def private_key(path: Path) -> PrivateKey:
    """Return the half that opens, from its file; raises `DeskError`."""
    with _in_one_sentence():
        return read_private(path)


def verify_backup(path: Path, opener: Opener, watch: Watch = _go_on) -> BackupProof:
    """Read a backup to its end and prove it: every chunk, every table's rows, the audit log and the sealed log inside.

    Raises:
        DeskError: it cannot be opened with this, was changed, or is cut off.
    """
    told, count, kept = _told(watch), 0, LogRows()
    with _in_one_sentence(), BackupReader(path, opener) as file:
        reader = RowReader(file.data())
        try:
            for name, columns, rows in reader.tables():
                for row in rows:
                    kept.take(name, columns, row)
                    count += 1
                    if count % ROWS_AT_ONCE == 0:
                        told(count, 0)
            lines, stream = kept.audit_lines(), kept.stream_lines()
        except (KeyError, TypeError, ValueError) as error:
            raise BackupError(f"{path}: its logs are not written as such") from error
        return _proof(path, file, reader.tally, lines, stream)


def restore_backup(
    path: Path, opener: Opener, url: str, actor: str, now: Callable[[], datetime], watch: Watch = _go_on
) -> BackupProof:
    """Prove a backup, make a new database of it, and return the proof; the new database's audit log says so.

    Raises:
        DeskError: the backup is not whole, something is there already, the disk is full, or it was stopped. Nothing
            is written then.
    """
    refuse_used(url)
    proof = verify_backup(path, opener, watch)
    if not proof.is_whole:
        found = [*proof.faults, *(fault.sentence for fault in proof.verdict.all_faults)]
        raise DeskError(f"{path} is not what it was, so nothing was restored: {found[0]}")
    told = _told(watch)
    subjects = (f"backup:{proof.header.at}", f"sha256:{proof.sha256}", f"anchor:{proof.header.anchor}")
    with _in_one_sentence(), BackupReader(path, opener) as file:
        reader = RowReader(file.data())
        restore(url, file.header.revision, reader, lambda done: told(done, proof.rows), now(), actor, subjects)
    return proof


# ------------------------------------------------------------ inside


def _written(store: Store, path: Path, lock: Lock, at: datetime, watch: Watch) -> tuple[str, str, Tally]:
    """Write a backup and return its hash, its anchor, and what it holds."""
    with store.backups.moment() as moment:
        anchor = "" if moment.head is None else words_of(_anchor_of(moment.head))
        told_at = at.astimezone(UTC).isoformat(timespec="seconds")
        header = Header(at=told_at, anchor=anchor, revision=moment.revision, program=program_version())
        with BackupWriter(path, header, lock) as file:
            tally = moment.write(file.write, _told(watch))
            return file.finish(), anchor, tally


def _free_name(folder: Path, at: datetime) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"fairwatch-{at.astimezone(UTC):%Y%m%d-%H%M%S}"
    path, number = folder / f"{stem}{ENDING}", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}{ENDING}"
    return path


def _note_of(path: Path) -> Path:
    return path.with_name(path.name + _NOTE)


def _write_note(path: Path, sha256: str, anchor: str, at: datetime) -> None:
    """Put hash and anchor beside a backup, where people and other programs can read them."""
    text = f"{path.name}\nsha256 {sha256}\nanchor {anchor}\nmade {at.astimezone(UTC).isoformat(timespec='seconds')}\n"
    replace_file(_note_of(path), text.encode("utf-8"))


def _noted(path: Path) -> str:
    """Return the hash that is noted beside a backup, "" for none."""
    try:
        lines = _note_of(path).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("sha256 ") for line in lines if line.startswith("sha256 ")), "")


def _proof(path: Path, file: BackupReader, tally: Tally, lines: list[bytes], stream: list[bytes] | None) -> BackupProof:
    try:
        own = known_key()
        anchors = [anchor_of(file.header.anchor)] if file.header.anchor else []
    except KeyFileError as error:
        raise DeskError(str(error)) from error
    except ValueError as error:
        raise BackupError(f"{path}: the beginning of the backup was changed") from error
    number = anchors[0].number if anchors else 0
    known = [anchor for anchor in remembered_of(lines) if anchor.number <= number]
    keys = {} if own is None else {own.id: own.secret}
    verdict = examine(lines, keys, [*anchors, *known], stream) if lines else Verdict()
    faults = []
    if bool(lines) != bool(anchors) or verdict.records != number:
        faults.append(f"the audit log ends at record {verdict.records}, and the backup's anchor at {number}")
    if _noted(path) not in ("", file.sha256):
        faults.append(f"{_note_of(path).name} notes another hash: this is not the backup that it was written for")
    return BackupProof(
        path=path, header=file.header, sha256=file.sha256, tables=tally.tables, verdict=verdict, faults=tuple(faults)
    )


def _anchor_of(head: Head) -> Anchor:
    return Anchor(head.number, head.hash[:HASH_LETTERS], head.log)


def _told(watch: Watch) -> Callable[[int, int], None]:
    def told(done: int, of: int) -> None:
        if not watch(done, of):
            raise BackupStoppedError

    return told


def _age(last: datetime | None, now: datetime) -> str:
    """Say how old the last backup is."""
    if last is None:
        return "No backup was made yet"
    hours = int((now - last).total_seconds() // 3600)
    if hours < 1:
        return "Backed up less than an hour ago"
    if hours < 48:
        return f"Backed up {hours} {'hour' if hours == 1 else 'hours'} ago"
    return f"Backed up {hours // 24} days ago"


@contextlib.contextmanager
def _in_one_sentence(folder: Path | None = None) -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise DeskError(str(error)) from error
    except OSError as error:
        where = folder if folder is not None else error.filename
        raise DeskError(f"{where}: {error.strerror or error}") from error
