"""The audit log: `Desk.audit_log`. Who did what, proved whole; written out for others to prove."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.api.guard import needs
from scheduler.audit import (
    ACTIONS,
    KINDS,
    Anchor,
    AuditKey,
    KeyFileError,
    Verdict,
    actions_of,
    branch_of,
    examine,
    known_key,
    read_key,
    remember,
    remembered_of,
    sentences,
    words_of,
)
from scheduler.audit.verifier import lines_of
from scheduler.domain.site import Site
from scheduler.exchange.csv_text import csv_of
from scheduler.exchange.files import replace_file
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import AuditFilter, AuditRow, DeskError, Store
from scheduler.wire import hash_of

__all__ = ["ACTIONS", "KINDS", "Anchor", "AuditDesk", "Verdict", "examine_file", "sentences", "verify_log", "words_of"]
ANCHORS_FILE = "audit_anchors.txt"
SHIFT_KINDS = KINDS[:4] + KINDS[6:7]
"""Kinds of records about rosters, exceptions, leave and observations: all that a watch commander reads of the log."""
HASH_LETTERS = 32
"""So much of a hash stands in an anchor: enough that nobody finds another log that fits, little enough to type."""


class AuditDesk:
    """What can be asked of the audit log. Methods raise `DeskError`, one sentence."""

    def __init__(self, store: Store, site: Callable[[], Site], now: Callable[[], datetime], session: Session) -> None:
        self._store, self._site, self._now, self._session = store, site, now, session

    @needs(Action.READ_AUDIT, Action.READ_SHIFT_AUDIT)
    def records(
        self, kind: str, first: date, last: date, roster: int | None, limit: int
    ) -> tuple[tuple[AuditRow, ...], int]:
        """Return the newest of the chosen records, newest first, and how many there are in all.

        Args:
            kind: One of `KINDS`, "" for all.
            first: First local date of the facility.
            last: Last one, inclusive.
            roster: Only those about this roster, None for all.
            limit: So many at most.
        """
        zone = ZoneInfo(self._site().facility.zone)
        chosen = AuditFilter(
            actions=self._actions(kind),
            since=datetime.combine(first, time(), zone),
            before=datetime.combine(last + timedelta(days=1), time(), zone),
            subject="" if roster is None else f"roster:{roster}",
        )
        return self._store.audit_log.records(chosen, limit)

    def _actions(self, kind: str) -> tuple[str, ...] | None:
        """Return the actions of a kind, None for all; who may read only what concerns rosters gets no others."""
        if self._session.may(Action.READ_AUDIT):
            return actions_of(kind) if kind else None
        if kind and kind not in SHIFT_KINDS:
            raise DeskError(f"{kind}: only what was done to rosters is open to you")
        return tuple(action for one in SHIFT_KINDS if kind in ("", one) for action in actions_of(one))

    @needs(Action.READ_ROSTER, Action.READ_AUDIT)
    def anchor(self) -> Anchor | None:
        """Return the number and hash of the last record, None while there is none; this account remembers them."""
        head = self._store.audit_log.head()
        if head is None:
            return None
        anchor = Anchor(head.number, head.hash[:HASH_LETTERS], head.log)
        # A second place: where it cannot be written the log itself stands as before.
        with contextlib.suppress(OSError):
            branch = branch_of(head.log, self._store.audit_log.restored())
            remember(replace(anchor, log=branch), self._now())
        return anchor

    @needs(Action.EXPORT, Action.EXPORT_AUDIT)
    def put_anchor_beside(self, folder: Path) -> None:
        """Add the anchor to `audit_anchors.txt` in a folder of exports: what left the database tells how far it was.

        Raises:
            DeskError: the file cannot be written.
        """
        anchor = self.anchor()
        if anchor is None:
            return
        path = folder / ANCHORS_FILE
        try:
            with path.open("a", encoding="ascii") as file:
                file.write(f"{words_of(anchor)} {self._now().isoformat(timespec='seconds')}\n")
        except OSError as error:
            raise DeskError(f"{path}: {error.strerror or error}") from error

    @needs(Action.EXPORT)
    def export_table(self, what: str, rows: Iterable[Sequence[str]], path: Path) -> None:
        """Write a table of a screen to a CSV file in UTF-8; the log gets a row with its hash before that.

        Text that a spreadsheet would run as a formula has an apostrophe before it.

        Args:
            what: Which table, in a word or two.
            rows: Its heads and its rows.
            path: The file.

        Raises:
            DeskError: the file cannot be written.
        """
        listed = list(rows)
        data = csv_of(listed).encode()
        noted = (f"rows:{max(len(listed) - 1, 0)}", f"sha256:{hash_of(data)}")
        self._store.audit_log.note_export(f"table:{what}", self._now(), self._session.actor, "export table", *noted)
        _write(path, [data])

    @needs(Action.EXPORT)
    def export_page(self, what: str, page: str, path: Path) -> None:
        """Write a page that is complete in itself to an HTML file in UTF-8; the log gets a row with its hash before.

        Args:
            what: Which page, in a word or two.
            page: The whole text of the file.
            path: The file.

        Raises:
            DeskError: the file cannot be written.
        """
        data = page.encode()
        noted = f"sha256:{hash_of(data)}"
        self._store.audit_log.note_export(f"page:{what}", self._now(), self._session.actor, "export page", noted)
        _write(path, [data])

    @needs(Action.EXPORT_AUDIT)
    def export(self, path: Path, stream: Path | None = None) -> int:
        """Write the log to a file, that it was exported included, and return the number of records.

        Args:
            path: The file.
            stream: Another file, for the chain of the sealed log: hashes only, with which others prove it.

        Raises:
            DeskError: a file cannot be written, or nothing was ever sealed.
        """
        self._store.audit_log.note_export(f"file:{path.suffix}", self._now(), self._session.actor)
        lines, chain = self._store.audit_log.evidence()
        if stream is not None and chain is None:
            raise DeskError("Nothing was ever sealed in this database")
        _write(path, lines)
        if stream is not None:
            _write(stream, chain or [])
        self.anchor()
        return len(lines) - 1

    @needs(Action.READ_AUDIT, Action.READ_SHIFT_AUDIT)
    def verify(self, anchors: Sequence[Anchor] = (), keys: Sequence[Path] = ()) -> Verdict:
        """Prove the log as it stands in the database, with this account's key, others, and what it remembers.

        Raises:
            DeskError: a key cannot be read.
        """
        return _of_store(self._store, _keys(keys), anchors)


def verify_log(url: str) -> Verdict:
    """Prove the log of a database through a connection of its own, as a thread beside the window needs it."""
    store = Store.open(url)
    try:
        return _of_store(store, (), ())
    finally:
        store.close()


def examine_file(path: Path, keys: Sequence[Path], anchors: Sequence[Anchor], stream: Path | None = None) -> Verdict:
    """Prove an audit file with this account's key and others, and with what this account remembers.

    With the file of the sealed log's chain that is proved too.

    Raises:
        DeskError: a key cannot be read.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        lines = list(file)
    return _examined(lines, _keys(keys), anchors, None if stream is None else lines_of(stream.read_bytes()))


def _write(path: Path, lines: list[bytes]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, b"".join(lines))
    except OSError as error:
        raise DeskError(f"{path}: {error.strerror or error}") from error


def _keys(paths: Sequence[Path]) -> list[AuditKey]:
    try:
        return [read_key(path) for path in paths]
    except KeyFileError as error:
        raise DeskError(str(error)) from error


def _of_store(store: Store, more: Sequence[AuditKey], anchors: Sequence[Anchor]) -> Verdict:
    lines, stream = store.audit_log.evidence()
    if not lines and store.facility() is None:
        return Verdict()
    return _examined(lines, more, anchors, stream)


def _examined(
    lines: list[bytes], more: Sequence[AuditKey], anchors: Sequence[Anchor], stream: list[bytes] | None
) -> Verdict:
    return examine(lines, _secrets(more), (*anchors, *remembered_of(lines)), stream)


def secrets_at_hand(paths: Sequence[Path]) -> dict[str, bytes]:
    """Return the secrets of this account's key and of those in some files, by id.

    Raises:
        DeskError: a key cannot be read.
    """
    return _secrets(_keys(paths))


def _secrets(more: Sequence[AuditKey]) -> dict[str, bytes]:
    try:
        own = known_key()
    except KeyFileError as error:
        raise DeskError(str(error)) from error
    return {key.id: key.secret for key in (*more, *(() if own is None else (own,)))}
