"""What is killed, and what must be left of it: kinds of work for the campaign of kills, each with its own judge."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from support import killing_requests
from support.killing_told import Told, say
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk
from scheduler.api.backup import new_backup_key, private_key, verify_backup
from scheduler.backup import PrivateKey, RowWriter
from scheduler.domain.roster import RosterEdit
from scheduler.storage import Store
from scheduler.storage.address import is_server
from scheduler.storage.backup import write_rows
from scheduler.storage.connect import reading
from scheduler.wire import sha256

RELEASED = Path(__file__).resolve().parents[1] / "storage" / "released"
SINCE_SEALED = {"audit", "audit_seal", "audit_head"}
"""Tables that opening an older database adds to: its records are sealed then, with the time and a salt."""


@dataclass(frozen=True)
class Kind:
    """A kind of work: what is done for ever, and what is wrong afterwards with a database of it, one sentence each.

    `seconds` after it began is the latest moment of a kill. `prepare` makes a new database ready, and is not killed. A
    server's database is killed over only where `is_shared`.
    """

    work: Callable[[str], None]
    lost: Callable[[str, Told], list[str]]
    seconds: float
    prepare: Callable[[str], None] = lambda _: None
    is_shared: bool = False


# ------------------------------------------------------------ publishing


def _publish(url: str) -> None:
    desk = _desk(url)
    head = next(iter(desk.rosters()), None) or desk.create_roster(PERIOD, "Week")
    first = len(desk.journal(head.id))
    for number in count(first):
        desk.apply_edit(head.id, _turn(desk, head.id, number))
        say("begin", "publish")
        done = desk.publish(head.id, reason="campaign")
        say("published", str(head.id), str(done.version), sha256(desk.version(head.id, done.version).roster))


def _turn(desk: Desk, roster: int, number: int) -> RosterEdit:
    """Return an edit that puts an officer on, or takes him off again."""
    one = tour("B2", FIRST)
    is_on = one in desk.roster(roster).roster.tours
    return edit(f"e{number}", gone=(one,)) if is_on else edit(f"e{number}", one)


def _lost_versions(url: str, told: Told) -> list[str]:
    found = list(unsound(url))
    with Desk.open(url) as desk:
        for roster, version, digest in told.of("published"):
            if sha256(desk.version(int(roster), int(version)).roster) != digest:
                found.append(f"version {version} of roster {roster} has changed")
        for head in desk.rosters():
            steps = [step.kind for step in desk.journal(head.id)]
            if steps.count("publish") != head.version or len(desk.versions(head.id)) != head.version:
                found.append(f"roster {head.id} has another version than its journal")
        recorded = sum(row.action == "publish" for row in desk.audit(100_000))
        if recorded != sum(head.version for head in desk.rosters()):
            found.append(f"{recorded} records of publications are not one for each")
        found += [fault.sentence for fault in desk.audit_log.verify().faults]
    return found


# ------------------------------------------------------------ migrating


def _migrate(url: str) -> None:
    """Bring databases of the first release to the newest form, one after the other; `url` names the folder's first."""
    for number in count():
        database = Path(f"{url}.{number}")
        if database.exists():
            continue
        part = database.with_suffix(".made")
        part.unlink(missing_ok=True)
        _released(part)
        part.rename(database)
        say("begin", "migrate")
        Desk.open(str(database)).close()
        say("migrated", database.name)


def _released(path: Path) -> None:
    script = max(RELEASED.glob("*.sql"))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text("utf-8"))


def _lost_rows(url: str, _told: Told) -> list[str]:
    found, database = [], Path(url)
    expected = _reference(database.with_name("reference.db"))
    for path in sorted(database.parent.glob(f"{database.name}.*")):
        if not path.suffix[1:].isdigit():
            continue
        Desk.open(str(path)).close()  # what was not finished is done now
        found += unsound(str(path))
        if _tables(path) != expected:
            found.append(f"{path.name} does not hold what it held before")
        with Desk.open(str(path)) as desk:
            found += [fault.sentence for fault in desk.audit_log.verify().faults]
        for copy in path.parent.glob(f"{path.name}.before-upgrade-*"):
            with closing(sqlite3.connect(copy)) as connection:
                tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'officer'").fetchone()
            if tables != (1,):
                found.append(f"{copy.name} is half a copy under the name of a whole one")
            copy.unlink()
        path.unlink()
    return found


def _reference(path: Path) -> dict[str, tuple[int, str]]:
    if not path.exists():
        _released(path)
        Desk.open(str(path)).close()
    return _tables(path)


def _tables(path: Path) -> dict[str, tuple[int, str]]:
    """Return rows and hash of each table that an upgrade only carries over."""
    store = Store.open(str(path))
    writer = RowWriter(lambda _: None)
    with reading(store._engine, store.path) as connection:
        write_rows(connection, writer, lambda _done, _all: None)
    store.close()
    return {name: tally for name, tally in writer.tally.tables.items() if name not in SINCE_SEALED | {"next_numbers"}}


# ------------------------------------------------------------ backing up


def _back_up(url: str) -> None:
    desk, database = _desk(url), Path(url)
    key = _key(database).public
    roster = next(iter(desk.rosters()), None) or desk.create_roster(PERIOD, "Week")
    threading.Thread(target=_edit_meanwhile, args=(url, roster.id), daemon=True).start()
    while True:
        say("begin", "backup")
        made = desk.backups.make(database.parent / f"{database.name}.out", key)
        say("made", made.path.name, made.sha256)


def _edit_meanwhile(url: str, roster: int) -> None:
    with suppress(Exception), Desk.open(url) as desk:
        for number in count(len(desk.journal(roster))):
            desk.apply_edit(roster, _turn(desk, roster, number))


def _key(database: Path) -> PrivateKey:
    path = database.with_name(f"{database.name}.key")
    if not path.exists():
        new_backup_key(path)
    return private_key(path)


def _lost_backups(url: str, told: Told) -> list[str]:
    found, database = list(unsound(url)), Path(url)
    folder = database.parent / f"{database.name}.out"
    said = {name: digest for name, digest in told.of("made")}
    for path in folder.glob("*.fwbackup"):
        proof = verify_backup(path, _key(database))
        if not proof.is_whole:
            found.append(f"{path.name} is not whole")
        if said.pop(path.name, proof.sha256) != proof.sha256:
            found.append(f"{path.name} has changed")
        path.unlink()
        told.lines = [line for line in told.lines if path.name not in line]
    found += [f"{name} is missing" for name in said]
    with Desk.open(str(database)) as desk:
        found += [fault.sentence for fault in desk.audit_log.verify().faults]
    return found


# ------------------------------------------------------------ all of them


def _desk(url: str) -> Desk:
    desk = Desk.open(url)
    if desk.is_empty():
        desk.import_site(planned_site(), "x")
    return desk


def _lost_requests(url: str, told: Told) -> list[str]:
    return [*unsound(url), *killing_requests.lost(url, told)]


def unsound(url: str) -> Iterator[str]:
    """Yield what SQLite itself finds wrong with a file; of a server, nothing is asked here."""
    if is_server(url):
        return
    with closing(sqlite3.connect(url)) as connection:
        for (line,) in connection.execute("PRAGMA integrity_check"):
            if line != "ok":
                yield line
        for row in connection.execute("PRAGMA foreign_key_check"):
            yield f"a row of {row[0]} refers to nothing"


KINDS = {
    "request": Kind(killing_requests.request, _lost_requests, 0.4, killing_requests.prepare, is_shared=True),
    "decision": Kind(killing_requests.decision, _lost_requests, 0.6, killing_requests.prepare, is_shared=True),
    "publish": Kind(_publish, _lost_versions, 0.4, is_shared=True),
    "migrate": Kind(_migrate, _lost_rows, 2.5),
    "backup": Kind(_back_up, _lost_backups, 0.8),
}
