"""packaging/bootstrap.py: parses everywhere, explains itself in one sentence, knows when it is up to date."""

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fairwatch_bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_old_interpreters_can_parse_it() -> None:
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))


def test_it_needs_the_standard_library_only() -> None:
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in imported} <= set(sys.stdlib_module_names)


def test_unknown_command_is_one_sentence() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), "dance"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr == "fairwatch: There is no command 'dance': use demo, run or test.\n"


@pytest.mark.parametrize(
    ("output", "part"),
    [
        ("WARNING: Retrying ... Temporary failure in name resolution", "check the network"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "differs from the one pinned",
        ),
        (
            "ERROR: No matching distribution found for ortools==9.15.6755",
            "no ready-made build of ortools==9.15",
        ),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("something new", "pip failed"),
    ],
)
def test_pip_failures_become_sentences(bootstrap: ModuleType, output: str, part: str) -> None:
    assert part in bootstrap.explain_pip(output)


def test_unsuitable_python_is_one_sentence(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 8, 10))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _: None)
    with pytest.raises(bootstrap.BootstrapError, match=r"needs Python 3\.11 to 3\.\d+, and this is 3\.8"):
        bootstrap.require_python(["demo"])


def test_a_full_disk_is_refused_before_anything_is_downloaded(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap, "NEEDED_BYTES", 10**18)
    with pytest.raises(bootstrap.BootstrapError, match=r"GB free and Fairwatch needs 1\.5 GB"):
        bootstrap.Environment(tmp_path / "new").prepare("runtime")


def test_a_folder_with_other_things_is_left_alone(bootstrap: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep me")
    with pytest.raises(bootstrap.BootstrapError, match="is not a virtual environment"):
        bootstrap.Environment(tmp_path).prepare("runtime")
    assert (tmp_path / "letter.txt").read_text() == "keep me"


def test_missing_packages_are_named_with_the_exact_command(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(bootstrap.BootstrapError) as refusal:
        bootstrap._install_packages(["libgl1"], ["libGL.so.1"])
    assert str(refusal.value).endswith("run: sudo apt-get install -y --no-install-recommends libgl1")


class TestStamp:
    @pytest.fixture
    def environment(self, bootstrap: ModuleType, tmp_path: Path) -> object:
        environment = bootstrap.Environment(tmp_path)
        environment.python.parent.mkdir()
        environment.python.touch()
        return environment

    def test_current_stamp_is_ready(self, environment) -> None:
        environment.stamp_file.write_text(json.dumps(environment.wanted("runtime")))
        assert environment.is_ready("runtime")
        assert not environment.is_ready("dev")

    @pytest.mark.parametrize("key", ["runtime", "project", "root"])
    def test_any_change_asks_for_an_update(self, environment, key: str) -> None:
        environment.stamp_file.write_text(json.dumps({**environment.wanted("runtime"), key: "other"}))
        assert not environment.is_ready("runtime")

    def test_damaged_or_missing_stamp_is_not_ready(self, environment) -> None:
        assert not environment.is_ready("runtime")
        environment.stamp_file.write_text("{")
        assert not environment.is_ready("runtime")
