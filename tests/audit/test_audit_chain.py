"""What is written to the audit log is proved again; what was changed since is named by its record."""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler import audit
from scheduler.api import Desk
from scheduler.audit import verifier
from scheduler.storage import DeskError, Store


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "keys"
    monkeypatch.setenv("FAIRWATCH_KEYS", str(folder))
    return folder


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "f.db"
    fill(path)
    return path


@pytest.fixture
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    """The file in the hands of somebody who drops what would stop them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


def fill(path: Path) -> None:
    """Write six records: import, create roster, three edits, publish."""
    store = Store.open(str(path))
    store.import_site(small_site(), "small", NOW, "me")
    roster = store.create_roster(PERIOD, "Week", NOW, "me").id
    for badge in ("B1", "B2", "B3"):
        store.apply_edit(roster, edit(badge, tour(badge, FIRST)), "do", NOW, "me")
    store.publish(roster, store.revisions(roster), "", "0" * 64, None, NOW, "chief")
    store.close()


def lines(path: Path) -> list[bytes]:
    store = Store.open(str(path))
    try:
        return list(store.audit_log.lines())
    finally:
        store.close()


def proved(data: list[bytes], *anchors: audit.Anchor) -> audit.Verdict:
    key = audit.own_key()
    return audit.examine(data, {key.id: key.secret}, anchors)


def test_what_was_written_is_proved(path: Path) -> None:
    verdict = proved(lines(path))
    assert (verdict.records, verdict.faults, verdict.is_proved) == (6, [], True)


def test_the_key_belongs_to_its_owner_alone_and_stands_in_no_database(path: Path, keys: Path) -> None:
    file = keys / "audit.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret = file.read_text("ascii").split()[-1]
    assert secret.encode() not in path.read_bytes()
    assert bytes.fromhex(secret) not in path.read_bytes()
    assert repr(audit.own_key()) == f"AuditKey({audit.own_key().id})"


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("UPDATE audit SET actor = 'somebody else' WHERE id = 3", 3),
        ("UPDATE audit SET at = replace(at, '2026', '2025') WHERE id = 1", 1),
        ("UPDATE audit SET subjects = '[\"roster:2\"]' WHERE id = 4", 4),
        ("UPDATE audit SET subjects = 'nothing' WHERE id = 4", 4),
        ("UPDATE audit SET action = 'undo' WHERE id = 5", 5),
        ("UPDATE audit SET facility_id = NULL WHERE id = 2", 2),
        ("UPDATE audit_seal SET hash = previous WHERE id = 2", 2),
        ("UPDATE audit_seal SET mac = salt WHERE id = 6", 6),
        ("DELETE FROM audit WHERE id = 2", 2),
        ("DELETE FROM audit_seal WHERE id = 2", 2),
        ("DELETE FROM audit WHERE id >= 5", 5),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET id = 9 WHERE id = 6", 6),
        ("INSERT INTO audit SELECT 7, facility_id, at, actor, action, subjects FROM audit WHERE id = 6", 7),
        ("UPDATE audit_head SET number = 4", None),
    ],
)
def test_a_change_behind_the_triggers_is_found_at_its_record(
    path: Path, raw: sqlite3.Connection, change: str, number: int | None
) -> None:
    raw.execute(change)
    verdict = proved(lines(path))
    assert verdict.faults, change
    assert number in {fault.number for fault in verdict.faults[:1]} or number is None
    assert not verdict.is_proved


def test_a_log_cut_off_with_its_seals_is_found(path: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM audit WHERE id > 4")
    raw.execute("DELETE FROM audit_seal WHERE id > 4")
    assert [(f.number, f.sentence) for f in proved(lines(path)).faults] == [(5, "records 5 to 6 are missing")]
    fill_more(path)
    found = proved(lines(path)).faults
    assert [f.sentence for f in found] == ["records 5 to 6 are missing"], "what is written later does not heal it"


def test_a_log_without_its_end_takes_no_more(path: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM audit_head")
    with pytest.raises(DeskError, match="The audit log has lost its end, so nothing was saved"):
        fill_more(path)


def fill_more(path: Path) -> None:
    store = Store.open(str(path))
    try:
        store.create_roster(PERIOD, "Another", NOW, "me")
    finally:
        store.close()


def test_an_older_copy_put_back_is_found_by_what_was_noted_since(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "old.db")
    fill_more(path)
    data = lines(path)
    newest = json.loads(data[-2])
    noted = audit.Anchor(newest["number"], newest["hash"][:32], newest["log"])
    assert proved(data, noted).is_proved
    old = proved(lines(tmp_path / "old.db"), noted)
    assert [(f.number, f.sentence) for f in old.faults] == [(7, "record 7 is not the one that an anchor notes")]
    assert not proved(data, audit.Anchor(7, newest["hash"][:32], "0" * 32)).is_whole, "of another log"


def test_a_chain_written_anew_without_the_key_is_found_at_its_first_record(path: Path) -> None:
    """Whoever has the file and the program, but another key, can make hashes that fit, no proofs."""
    forger = audit.AuditKey(b"f" * 32)
    end, data = None, list[bytes]()
    for line in lines(path)[:-1]:
        kept = json.loads(line)
        who = "nobody" if kept["number"] == 3 else kept["actor"]
        said = (kept["at"], kept["action"], kept["facility"], who, kept["subjects"])
        seal, end = audit.sealed(end, kept["log"], forger, kept["number"], *said)
        data.append(audit.line_of(kept["log"], kept["number"], *said, seal))
    assert end is not None
    verdict = proved([*data, audit.end_line(end)])
    assert verdict.is_whole
    assert not verdict.is_proved
    assert verdict.first == {forger.id: 1}
    pretended = [line.replace(forger.id.encode(), audit.own_key().id.encode()) for line in data]
    assert proved(pretended).faults[0].number == 1


def test_other_accounts_and_lost_keys_are_said(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = audit.own_key()
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "others"))
    fill_more(path)
    verdict = proved(lines(path))
    assert (dict(verdict.proved), dict(verdict.unproved)) == ({audit.own_key().id: 1}, {first.id: 6})
    assert verdict.is_whole
    assert not verdict.is_proved
    both = {key.id: key.secret for key in (first, audit.own_key())}
    assert audit.examine(lines(path), both).is_proved


@pytest.mark.parametrize(
    ("text", "mode", "sentence"),
    [
        ("nothing", 0o600, "holds no audit key"),
        ("fairwatch audit key 1\nabc\n", 0o600, "holds no audit key"),
        ("fairwatch audit key 1\n" + "ab" * 32, 0o644, "Other accounts can read the audit key"),
    ],
)
def test_without_a_key_nothing_is_saved(tmp_path: Path, keys: Path, text: str, mode: int, sentence: str) -> None:
    keys.mkdir()
    (keys / "audit.key").write_text(text)
    (keys / "audit.key").chmod(mode)
    store = Store.open(str(tmp_path / "f.db"))
    with pytest.raises(DeskError, match=f"{sentence}.*not saved"):
        store.import_site(small_site(), "small", NOW, "me")
    assert store.facility() is None
    store.close()


def test_records_of_an_older_version_are_sealed_with_the_next_one(path: Path, raw: sqlite3.Connection) -> None:
    raw.execute("DELETE FROM audit_seal")
    raw.execute("DELETE FROM audit_head")
    assert lines(path)[0].count(b'"hash":""') == 1
    with Desk.open(str(path)) as desk:
        assert desk.audit_log.verify().records == 7
    fill_more(path)
    data = lines(path)
    verdict = proved(data)
    assert (verdict.records, verdict.is_proved) == (8, True)
    assert json.loads(data[6])["action"] == "begin to seal"
    assert json.loads(data[6])["subjects"] == ["records:6"]


def test_the_verifier_is_one_file_that_needs_python_alone(path: Path, tmp_path: Path, keys: Path) -> None:
    program = tmp_path / "elsewhere" / "verifier.py"
    program.parent.mkdir()
    shutil.copy(verifier.__file__, program)
    file = tmp_path / "log.audit"
    data = lines(path)
    file.write_bytes(b"".join(data))
    run = [sys.executable, "-I", "-S", str(program), str(file)]

    def ran(*more: str) -> tuple[int, str]:
        done = subprocess.run([*run, *more], capture_output=True, text=True, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    key = str(keys / "audit.key")
    head = json.loads(data[-1])["end"]
    assert ran("--key", key) == (
        0,
        f"6 records, chained without a gap up to 6:{head['hash'][:32]}.\n6 proved with the key {head['key']}.\n",
    )
    status, said = ran()
    assert status == 3
    assert "only their chain is proved" in said
    assert ran("--key", key, "--anchor", f"6:{head['hash'][:32]}")[0] == 0
    assert ran("--key", key, "--anchor", f"6:{'0' * 32}")[0] == 1
    file.write_bytes(b"".join(data).replace(b'"actor":"chief"', b'"actor":"thief"'))
    assert ran("--key", key) == (
        1,
        "The audit log is NOT as it was written: 1 found.\nrecord 6: changed (who or what is not as it was)\n",
    )
    file.unlink()
    assert ran("--key", key)[0] == 2


def test_every_action_has_its_words() -> None:
    assert {kind for kind, _ in audit.ACTIONS.values()} == set(audit.KINDS)
    assert sum(len(audit.actions_of(kind)) for kind in audit.KINDS) == len(audit.ACTIONS)
