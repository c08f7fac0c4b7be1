"""A few probes of the campaign in every run, and that it would see a leak; all: `python tests/campaigns/probes.py`."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from support.postgres import Cluster
from support.probing import methods, said, spelt
from support.probing_commands import commands
from support.probing_scene import LOGINS, SECRETS, Scene, make_scene, make_server_scene
from support.probing_sql import Statement, statements, tried

from scheduler.api import Action, Desk, Role
from scheduler.api.guard import MARK
from scheduler.cli.main import COMMANDS
from scheduler.storage import Store
from scheduler.storage.address import server_of
from scheduler.storage.connect import writing

WITHOUT_DATABASE = {"demo", "generate", "solve", "check", "verify", "explain", "repair", "patterns"}
CAMPAIGN = Path(__file__).with_name("probes.py")


@pytest.mark.slow
def test_a_slice_of_the_probes_leaks_nothing(tmp_path: Path) -> None:
    figures = tmp_path / "probes.jsonl"
    command = [sys.executable, str(CAMPAIGN), "--every", "97", "--figures", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in figures.read_text("utf-8").splitlines()]
    assert {"refused", "answered"} <= {line["verdict"] for line in told}
    again = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert again.stdout == done.stdout.splitlines(keepends=True)[-1], "nothing is tried twice"


def test_there_are_probes_enough(probes: ModuleType, scene: Scene) -> None:
    named = [probe.name for probe in probes.probes(scene)]
    assert len(named) >= 500
    assert len(set(named)) == len(named)
    assert sum("explanation" in name for name in named) >= 100
    assert len(list(statements())) * len(Role) >= 500
    assert {method.of for method in methods()} >= {
        "",
        "leave",
        "audit_log",
        "keys",
        "backups",
        "asks",
        "deciding",
        "own",
    }


def test_every_command_that_opens_a_database_is_tried() -> None:
    tried = {command.title.split()[0] for command in commands()}
    assert set(COMMANDS) - tried == WITHOUT_DATABASE


@pytest.fixture
def probes(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    described = importlib.util.spec_from_file_location("probes", CAMPAIGN)
    assert described is not None
    assert described.loader is not None
    module = importlib.util.module_from_spec(described)
    monkeypatch.setitem(sys.modules, "probes", module)
    monkeypatch.setattr(sys, "path", list(sys.path))
    described.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return make_scene(tmp_path_factory.mktemp("probes") / "scene")


def verdict_of(probes: ModuleType, scene: Scene, place: Path, title: str, role: Role) -> str:
    method = next(one for one in probes.methods() if one.title == title)
    asker = next(one for one in probes.askers() if role in one.roles)
    return probes._call(scene, asker, method)(place)[0]


def put(monkeypatch: pytest.MonkeyPatch, name: str, method: Callable, *actions: Action) -> None:
    setattr(method, MARK, actions)
    monkeypatch.setattr(Desk, name, method)


def test_the_campaign_would_see_a_method_without_its_guard(
    probes: ModuleType, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "today", lambda _desk: 1, Action.READ_ROSTER)
    assert verdict_of(probes, scene, tmp_path, "Desk.today", Role.OFFICER) == "LET THROUGH"


def test_the_campaign_would_see_that_no_password_is_asked_for(
    probes: ModuleType, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, "today", lambda _desk: 1, Action.PUBLISH)
    assert verdict_of(probes, scene, tmp_path, "Desk.today", Role.COMMANDER) == "LET THROUGH"


@pytest.mark.parametrize("way", ["returned", "raised", "printed", "written", "stored"])
def test_the_campaign_would_see_a_secret(
    probes: ModuleType, scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    secret = SECRETS["kind"]

    def leak(desk: Desk) -> object:
        if way == "raised":
            raise ValueError(secret)
        if way == "printed":
            print(secret)
        if way == "written":
            (tmp_path / "deep").mkdir()
            (tmp_path / "deep" / "file").write_bytes(secret.encode().hex().encode())
        if way == "stored":
            desk._store.backups.note("back up", (secret,), desk._now(), "x")
        return [{"a": (secret.encode("utf-16-le"),)}] if way == "returned" else None

    put(monkeypatch, "today", leak)
    assert verdict_of(probes, scene, tmp_path, "Desk.today", Role.OFFICER) == "LEAKED"


def test_the_campaign_would_see_a_login_that_may_more(cluster: Cluster, tmp_path: Path) -> None:
    server = make_server_scene(tmp_path / "server", cluster.new_database())
    read, delete = (Statement(text, text, "sealed") for text in ("SELECT * FROM sealed", "DELETE FROM sealed"))
    assert tried(cluster, server, Role.SCHEDULER, read).words == "0 rows"
    assert tried(cluster, server, Role.OFFICER, delete).is_refused
    store = Store.open(server.url)
    with writing(store._engine, store.path) as connection:
        connection.exec_driver_sql("ALTER TABLE sealed DISABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("GRANT DELETE ON sealed TO fairwatch_officer")
        connection.exec_driver_sql("GRANT SELECT ON preference TO fairwatch_officer")
        connection.exec_driver_sql("ALTER TABLE preference DISABLE ROW LEVEL SECURITY")
    store.close()
    assert tried(cluster, server, Role.SCHEDULER, read).wrong == "confidential rows are shown"
    assert tried(cluster, server, Role.OFFICER, delete).wrong == "was carried out"
    others = Statement("others", "SELECT * FROM preference", "preference")
    assert tried(cluster, server, Role.OFFICER, others).wrong == "rows of another officer are shown"
    with cluster.connect(server_of(server.url).database) as raw:
        raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
    with cluster.connect("postgres", "tester") as raw:
        for name in LOGINS.values():
            raw.execute(f'DROP OWNED BY "{name}"; DROP ROLE "{name}"')


def test_a_secret_is_found_however_it_is_spelt() -> None:
    import base64

    secret = SECRETS["reason"]
    for before in (b"", b"a", b"ab", b"abc"):
        text = base64.b64encode(before + secret.encode() + b"after")
        assert any(spelling in text for spelling in spelt(secret))
    assert secret.encode() in said({"x": [(secret,)]})
    assert secret.encode() in said(iter([secret]))
