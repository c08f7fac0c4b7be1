"""The drill: a backup is made, restored, and everything in it is as it was; a harmed one writes nothing."""

import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.postgres import OWNER, Cluster
from support.sealed_stream import written
from support.sites import FIRST, PERIOD, edit, planned_site, tour

from scheduler.api import Desk, DeskError
from scheduler.api.backup import (
    BackupPlan,
    Passphrase,
    PrivateKey,
    new_backup_key,
    private_key,
    restore_backup,
    verify_backup,
)
from scheduler.cli.main import main
from scheduler.storage import Store

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
GROWN = {"audit", "audit_seal", "audit_head", "next_numbers"}
"""Tables to which a restored database adds: the record that it was restored, and its number."""


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Desk:
    desk = Desk.open(str(tmp_path / "f.db"), actor="admin", now=clock)
    desk.import_site(planned_site(), "x")
    roster = desk.create_roster(PERIOD, "Week").id
    desk.apply_edit(roster, edit("a", tour("B1", FIRST)))
    desk.publish(roster)
    desk.apply_edit(roster, edit("b", tour("B2", FIRST)))
    yield desk
    desk.close()


@pytest.fixture
def key(tmp_path: Path) -> PrivateKey:
    new_backup_key(tmp_path / "key")
    return private_key(tmp_path / "key")


def tables(path: Path) -> dict[str, list]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}


def schema(path: Path) -> list:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"), key=repr)


def no_one() -> datetime:
    return datetime.now(UTC)


def test_what_is_restored_is_what_was_there(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    made = desk.backups.make(tmp_path / "out", key.public)
    before = tables(tmp_path / "f.db")
    proof = restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)
    after = tables(tmp_path / "new.db")
    assert proof.is_whole
    assert (proof.rows, proof.sha256) == (made.rows, made.sha256)
    assert schema(tmp_path / "new.db") == schema(tmp_path / "f.db"), "triggers and indexes included"
    assert {n for n in before if before[n] != after[n]} <= GROWN | {"sqlite_sequence"}
    # The backup ends before the record that says it was made.
    assert after["audit"][:-1] == before["audit"][:-1]
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []
    with Desk.open(str(tmp_path / "new.db")) as again:
        assert again.site() == desk.site()
        assert again.rosters() == desk.rosters()
        assert again.roster(1) == desk.roster(1)
        assert again.version(1, 1) == desk.version(1, 1)
        assert again.journal(1) == desk.journal(1)
        assert again.audit_log.verify().faults == []
        assert again.audit(1)[0].action == "restore"
        assert again.create_roster(PERIOD).id == 2, "numbers go on"
        again.publish(1, reason="goes on")


def test_both_databases_go_on_and_each_log_is_proved(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    """A drill beside the running database: what one of them records later is no fault of the other."""
    made = desk.backups.make(tmp_path / "out", key.public)
    for _ in range(3):
        desk.create_roster(PERIOD)
    desk.audit_log.anchor()
    restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)
    with Desk.open(str(tmp_path / "new.db")) as again:
        assert again.audit_log.verify().faults == []
        for _ in range(9):
            again.create_roster(PERIOD)
        again.audit_log.anchor()
        assert again.audit_log.verify().faults == []
    assert desk.audit_log.verify().faults == []


def test_hash_and_anchor_stand_beside_a_backup(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    made = desk.backups.make(tmp_path / "out", key.public)
    note = made.path.with_name(made.path.name + ".txt").read_text()
    assert made.sha256 in note
    assert verify_backup(made.path, key).header.anchor in note
    other = desk.backups.make(tmp_path / "out", key.public)
    other.path.replace(made.path)
    proof = verify_backup(made.path, key)
    assert not proof.is_whole
    assert "notes another hash" in proof.faults[0]


def test_a_backup_of_an_empty_database_opens_empty(tmp_path: Path, clock: Clock, key: PrivateKey) -> None:
    with Desk.open(str(tmp_path / "f.db"), now=clock) as desk, pytest.raises(DeskError, match="nothing is imported"):
        desk.backups.make(tmp_path / "out", key.public)


def test_a_stopped_backup_leaves_nothing(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    with pytest.raises(DeskError, match="Stopped; nothing was written"):
        desk.backups.make(tmp_path / "out", key.public, lambda done, of: done < of // 2)
    assert list((tmp_path / "out").iterdir()) == []
    assert desk.audit(1)[0].action == "back up", "that it was begun is recorded"


def test_a_stopped_restore_leaves_nothing(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    made = desk.backups.make(tmp_path / "out", key.public)
    before = set(tmp_path.iterdir())
    with pytest.raises(DeskError, match="Stopped; nothing was written"):
        restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one, lambda done, of: not of)
    assert set(tmp_path.iterdir()) == before


def test_nothing_is_restored_over_something(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    made = desk.backups.make(tmp_path / "out", key.public)
    with pytest.raises(DeskError, match="is there already; a backup is restored into a new file only"):
        restore_backup(made.path, key, str(tmp_path / "f.db"), "admin", no_one)


def test_a_harmed_backup_is_refused_and_nothing_is_written(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    made = desk.backups.make(tmp_path / "out", key.public)
    data, random_ = made.path.read_bytes(), random.Random(3)
    before = set(tmp_path.iterdir())
    for number in range(60):
        at = random_.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ (1 << random_.randrange(8))]) + data[at + 1 :]
        made.path.write_bytes((flipped, data[:at], data[:at] + b"x" + data[at:])[number % 3])
        with pytest.raises(DeskError) as raised:
            restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)
        assert "\n" not in str(raised.value)
        assert set(tmp_path.iterdir()) == before


def test_an_audit_log_that_was_changed_is_found_in_the_backup(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    with closing(sqlite3.connect(tmp_path / "f.db")) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE audit SET actor = 'somebody' WHERE id = 2")
        connection.commit()
    made = desk.backups.make(tmp_path / "out", key.public)
    proof = verify_backup(made.path, key)
    assert [fault.number for fault in proof.verdict.faults] == [2]
    with pytest.raises(DeskError, match="is not what it was, so nothing was restored"):
        restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("", ""),
        ("UPDATE stream_event SET body = x'00' WHERE number = 4", "event 4"),
        ("DELETE FROM stream_event WHERE number = 6", "event 6"),
        ("UPDATE stream_day SET salt = '00' WHERE day = (SELECT min(day) FROM stream_day)", "record"),
        ("DELETE FROM stream_day WHERE day = (SELECT max(day) FROM stream_day)", "is missing"),
        ("DELETE FROM stream_head", "closing line"),
        ("DELETE FROM stream_day; DELETE FROM stream_event; DELETE FROM stream_head", "missing"),
    ],
)
def test_the_sealed_log_in_a_backup_is_proved(
    tmp_path: Path, key: PrivateKey, change: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path).path
    with closing(sqlite3.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.executescript(change)
    with Desk.open(str(path)) as desk:
        made = desk.backups.make(tmp_path / "out", key.public)
    proof = verify_backup(made.path, key)
    assert proof.is_whole == (not change)
    assert proof.verdict.faults == []
    status = main(["backup", "verify", str(made.path), "--key-file", str(tmp_path / "key")])
    told = capsys.readouterr().out
    if not change:
        assert status == 0
        assert "The sealed log is chained without a gap" in told
        return
    assert status == 1
    assert "The sealed log is NOT as it was written" in told
    assert any(said in fault.sentence for fault in proof.verdict.all_faults)
    with pytest.raises(DeskError, match="is not what it was, so nothing was restored"):
        restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)


def test_a_backup_holds_one_moment(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    """Changes made while it is written are not held up, and none of them is in it."""

    def change(done: int, of: int) -> bool:
        if done == of // 2:
            with Desk.open(str(tmp_path / "f.db")) as other:
                other.create_roster(PERIOD)
        return True

    made = desk.backups.make(tmp_path / "out", key.public, change)
    restore_backup(made.path, key, str(tmp_path / "new.db"), "admin", no_one)
    with Desk.open(str(tmp_path / "new.db")) as again:
        assert len(again.rosters()) == 1
    assert len(desk.rosters()) > 1


def plan(tmp_path: Path, lock: PrivateKey, **changed: object) -> BackupPlan:
    return BackupPlan(**{"folder": str(tmp_path / "out"), "key": lock.public.text, "keep": 2, **changed})


def test_backups_are_made_when_due_and_the_newest_are_kept(
    desk: Desk, tmp_path: Path, clock: Clock, key: PrivateKey
) -> None:
    assert desk.backups.make_due() is None
    desk.backups.set_plan(plan(tmp_path, key, hours=4, at_publication=False))
    assert desk.backups.state().is_due
    names = []
    for _ in range(4):
        made = desk.backups.make_due()
        names.append(made.path.name)
        assert desk.backups.make_due() is None
        clock.now += timedelta(hours=4)
    assert [one.path.name for one in desk.backups.files(tmp_path / "out")] == names[:1:-1]
    assert sorted(path.name for path in (tmp_path / "out").glob("*.txt")) == [f"{name}.txt" for name in names[2:]]
    assert made.removed == (names[1],)


def test_a_publication_is_followed_by_a_backup(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    desk.backups.set_plan(plan(tmp_path, key, hours=0))
    assert desk.backups.make_due() is not None
    assert desk.backups.make_due() is None
    desk.publish(1, reason="more")
    assert desk.backups.make_due() is not None


def test_old_backups_are_said_to_be_old(desk: Desk, tmp_path: Path, clock: Clock, key: PrivateKey) -> None:
    assert desk.backups.state().is_late
    assert desk.backups.state().sentence == "No backup was made yet"
    desk.backups.set_plan(plan(tmp_path, key, hours=4))
    desk.backups.make_due()
    assert not desk.backups.state().is_late
    clock.now += timedelta(hours=9)
    assert desk.backups.state().is_late
    assert desk.backups.state().sentence == "Backed up 9 hours ago"


def test_files_of_others_are_neither_listed_nor_removed(
    desk: Desk, tmp_path: Path, clock: Clock, key: PrivateKey
) -> None:
    with Desk.open(str(tmp_path / "other.db"), now=clock) as other:
        other.import_site(planned_site(), "x")
        theirs = other.backups.make(tmp_path / "out", key.public).path
    (tmp_path / "out" / "notes.fwbackup").write_text("no backup")
    desk.backups.set_plan(plan(tmp_path, key, keep=1))
    for _ in range(3):
        desk.backups.make_due()
        clock.now += timedelta(days=2)
    assert theirs.exists()
    assert (tmp_path / "out" / "notes.fwbackup").exists()
    assert len(desk.backups.files(tmp_path / "out")) == 1


@pytest.mark.parametrize(
    "changed", [{"key": "x"}, {"folder": " "}, {"keep": 0}, {"hours": -1}, {"hours": 0, "at_publication": False}]
)
def test_a_plan_that_is_none_is_refused(desk: Desk, tmp_path: Path, key: PrivateKey, changed: dict) -> None:
    with pytest.raises(DeskError):
        desk.backups.set_plan(plan(tmp_path, key, **changed))
    assert desk.backups.plan() is None


def test_a_plan_is_kept_and_can_be_ended(desk: Desk, tmp_path: Path, key: PrivateKey) -> None:
    desk.backups.set_plan(plan(tmp_path, key))
    assert desk.backups.plan() == plan(tmp_path, key)
    desk.backups.set_plan(None)
    assert desk.backups.plan() is None


def test_what_is_secret_never_stands_in_the_audit_log(desk: Desk, tmp_path: Path) -> None:
    words = Passphrase("nobody reads this anywhere")
    desk.backups.make(tmp_path / "out", words)
    said = json.dumps([row.subjects for row in desk.audit(50)])
    assert words.text not in said
    assert str(tmp_path) not in said, "where the site keeps its backups is not for everybody"


def rows_of(url: str) -> dict[str, tuple[int, str]]:
    store = Store.open(url)
    with store.backups.moment() as moment:
        tally = moment.write(lambda _: None, lambda _done, _all: None)
    store.close()
    return {name: told for name, told in tally.tables.items() if name not in GROWN}


def test_a_backup_goes_from_a_file_to_a_server_and_back(
    desk: Desk, tmp_path: Path, key: PrivateKey, cluster: Cluster, clock: Clock
) -> None:
    """The same rows, whichever database they stand in; and a server's database is restored into an empty one only."""
    on_server, back = cluster.url("empty"), str(tmp_path / "back.db")
    with cluster.connect("postgres", "tester") as connection:
        connection.execute(f"CREATE DATABASE empty OWNER {OWNER}")
    made = desk.backups.make(tmp_path / "out", key.public)
    restore_backup(made.path, key, on_server, "admin", no_one)
    with Desk.open(on_server, actor="admin", now=clock) as there:
        assert there.site() == desk.site()
        assert there.version(1, 1) == desk.version(1, 1)
        assert there.audit_log.verify().faults == []
        assert there.create_roster(PERIOD).id == 2, "numbers go on"
        again = there.backups.make(tmp_path / "out2", key.public)
    with pytest.raises(DeskError, match="into an empty database only"):
        restore_backup(again.path, key, on_server, "admin", no_one)
    restore_backup(again.path, key, back, "admin", no_one)
    assert rows_of(back) == rows_of(on_server)
