"""What contributors are promised: checks before a commit are those of the test command, and named files are there."""

import importlib.util
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
GITHUB = ROOT / ".github"
PAGES = sorted(GITHUB.rglob("*.md"))


def _asked_before_a_commit() -> list[list[str]]:
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    return [line.split() for line in re.findall(r"^ +entry: (.+)$", text, re.MULTILINE)]


def _asked_by_the_test_command(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What bootstrap.py would run, each as program and arguments without the interpreter in front."""
    spec = importlib.util.spec_from_file_location("fairwatch_bootstrap", ROOT / "packaging" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    ran: list[list[str]] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=0, stdout="")

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    monkeypatch.setattr(bootstrap, "_stream", lambda command, variables: (ran.append(command) or 0, "passed"))
    environment = SimpleNamespace(python=sys.executable, script=lambda name: name)
    assert bootstrap.run_checks(environment, []) == 0
    return [command[2:] if command[1:2] == ["-m"] else command for command in ran]


def test_the_same_checks_run_before_a_commit_and_in_the_test_command(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [[Path(program).name, *rest] for program, *rest in _asked_before_a_commit()]
    told = _asked_by_the_test_command(monkeypatch)
    *checks, tests = before
    assert checks == told[:-1]
    assert tests[0] == told[-1][0] == "pytest"
    assert {program for program, *_ in _asked_before_a_commit()} == {f".venv/bin/{command[0]}" for command in told}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_headings_that_contributors_are_sent_to_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("https://") or (page.parent / target).exists(), target
    manual = (ROOT / "resources" / "docs" / "manual.md").read_text("utf-8")
    for heading in re.findall(r"manual under (.+?), and", " ".join(text.split())):
        for name in re.findall(r"\*([^*]+)\*", heading):
            assert f"\n## {name}\n" in manual, name


def test_workflows_call_the_commands_that_there_are() -> None:
    for flow in (GITHUB / "workflows").glob("*.yml"):
        for script in re.findall(r"(?:packaging|\.ci)/[\w./]+", flow.read_text("utf-8")):
            assert (ROOT / script).exists(), f"{flow.name}: {script}"
