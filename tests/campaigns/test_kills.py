"""A few kills of the campaign in every run; the whole campaign is `python tests/campaigns/kills.py`."""

import importlib.util
import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType

import pytest
from support import killing_requests, postgres
from support.accounts import NOW, as_role
from support.killing_told import Told
from support.sites import FIRST, PERIOD, edit, tour

from scheduler.api import Denial, Desk, RequestKind, Role
from scheduler.wire import sha256

CAMPAIGN = Path(__file__).with_name("kills.py")


def run(figures: Path, kills: int) -> str:
    command = [sys.executable, str(CAMPAIGN), "--kills", str(kills), "--seed", "7", "--figures", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_killed_program_leaves_a_whole_database_and_a_campaign_can_go_on(tmp_path: Path) -> None:
    figures = tmp_path / "kills.jsonl"
    run(figures, 2)
    assert run(figures, 5).splitlines()[-1].startswith("5 kills (")
    results = [json.loads(line) for line in figures.read_text("utf-8").splitlines()]
    assert [r["kill"] for r in results] == [1, 2, 3, 4, 5]
    assert all(r["lost"] == [] for r in results)


@pytest.mark.slow
@pytest.mark.parametrize("during", ["request", "decision", "publish", "migrate", "backup"])
def test_a_program_killed_at_one_kind_of_work_leaves_it_whole(during: str) -> None:
    killed("--during", during)


@pytest.mark.slow
@pytest.mark.parametrize("during", ["request", "decision", "publish"])
def test_a_program_killed_at_work_on_a_server_leaves_it_whole(during: str) -> None:
    if postgres.why_not():
        pytest.skip(postgres.why_not())
    killed("--during", during, "--server")


def killed(*words: str) -> None:
    command = [sys.executable, str(CAMPAIGN), "--kills", "2", "--seed", "7", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def kills(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    described = importlib.util.spec_from_file_location("kills", CAMPAIGN)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    monkeypatch.setitem(sys.modules, "kills", module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    described.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE roster_version SET body = body, body_sha256 = body_sha256", []),
        ("DELETE FROM journal WHERE kind = 'do'", ["1 steps have 2 audit rows", "is missing", "its journal says"]),
        ("DELETE FROM roster_tour", ["is not what its journal says"]),
        ("DELETE FROM audit WHERE action = 'edit'", ["2 steps have 1 audit rows", "record 3 is missing"]),
        ("UPDATE facility SET name = '0'", ["import 1 is missing"]),
    ],
)
def test_the_campaign_would_see_a_loss(kills: ModuleType, tmp_path: Path, harm: str, said: list[str]) -> None:
    database = tmp_path / "f.db"
    seen = kills.Acknowledged()
    with Desk.open(str(database)) as desk:
        desk.import_site(kills.large_site(1), "x")
        roster = desk.create_roster(PERIOD).id
        desk.apply_edit(roster, edit("a", tour("B1", FIRST)))
        desk.publish(roster)
        digest = sha256(desk.version(1, 1).roster)
    for words in (["imported", "1"], ["edited", "1", "a"], ["published", "1", "1", digest]):
        seen.take(words)
    with closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(harm)
        connection.commit()
    found = kills.lost(database, seen)
    assert len(found) == len(said)
    for sentence, part in zip(found, said, strict=True):
        assert part in sentence


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("DELETE FROM restriction", "0 restrictions stand where 1 are asked for"),
        ("INSERT INTO kept_apart (badge, mark, first) VALUES ('B1', 'x', '2026-11-20')", "1 pairs are kept apart"),
        ("DELETE FROM shielded", "0 officers' terms are protected for 1 requests"),
        ("DELETE FROM sealed", "file were done"),
        ("DELETE FROM audit WHERE action = 'change availability'", "records of changed availability for 1 changes"),
    ],
)
def test_the_campaign_would_see_that_a_request_is_there_in_part(
    prepared: Path, tmp_path: Path, harm: str, said: str
) -> None:
    database = tmp_path / "f.db"
    shutil.copyfile(prepared, database)
    with as_role(str(database), Role.OFFICER, lambda: NOW) as desk:
        id = desk.asks.file(RequestKind.MOVE_ME, area=killing_requests.AREA)
    told = Told([["did", id, "file"]])
    assert killing_requests.lost(str(database), told) == []
    with closing(sqlite3.connect(database)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(harm)
        connection.commit()
    assert any(said in sentence for sentence in killing_requests.lost(str(database), told))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("requests") / "f.db"
    killing_requests.prepare(str(database))
    return database


def test_a_request_that_was_denied_and_appealed_against_has_no_restrictions_to_end(
    prepared: Path, tmp_path: Path
) -> None:
    database = tmp_path / "f.db"
    shutil.copyfile(prepared, database)
    with as_role(str(database), Role.OFFICER, lambda: NOW) as officer:
        id = officer.asks.file(RequestKind.MOVE_ME, area=killing_requests.AREA)
        with as_role(str(database), Role.AUTHORITY, lambda: NOW) as decider:
            decider.deciding.deny(id, Denial.RULE, "another shift")
        officer.asks.appeal(id, "look again")
        officer.asks.withdraw(id)
    assert killing_requests.lost(str(database), Told([["did", id, "withdraw"]])) == []
