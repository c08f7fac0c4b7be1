"""`adding_a_rule.md` is followed to the letter in a copy of the program, which then has one rule more."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "resources" / "docs" / "adding_a_rule.md"
STEP = re.compile(
    r"^`(?P<path>[^`]+)`, (?:(?P<new>new)|below `(?P<below>[^`]+)`|at its end)(?: \([^)]*\))?:\n\n"
    r"```\w*\n(?P<text>.*?)^```",
    re.MULTILINE | re.DOTALL,
)
WHOLE = ("tests/policies/test_presets.py", "tests/architecture/test_rules_complete.py")
OF_THE_RULE = (
    *("-k", "tours_a_day or contract"),
    *("tests/rules/test_examples.py", "tests/rules/test_rule_pages.py", "tests/rules/test_rule_contract.py"),
)
"""Its examples, its page, and what holds for every rule. `test_skeleton.py` takes it alone through random problems."""


POLICY = """title = "Mine"
summary = "Two tours a date."
effective = 2026-01-01

[[entry]]
id = "two_a_date"
rule = "tours_a_day"
severity = "ask"
settings = {{ {setting} = 2 }}
source = "house policy"
"""


@dataclass(frozen=True)
class Step:
    """One file of the page: new, or lines for a file that there is, `below` a line of it or at its end."""

    path: str
    is_new: bool
    below: str | None
    text: str

    def do(self, root: Path) -> None:
        target = root / self.path
        if self.is_new:
            assert not target.exists(), f"{self.path} is there already"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.text, encoding="utf-8")
            return
        before = target.read_text(encoding="utf-8")
        line = f"{self.below}\n"
        assert self.below is None or before.count(line) == 1, f"{self.below!r} is not one line of {self.path}"
        after = before + self.text if self.below is None else before.replace(line, line + self.text)
        target.write_text(after, encoding="utf-8")


def _steps() -> list[Step]:
    page = PAGE.read_text(encoding="utf-8")
    return [Step(m["path"], m["new"] is not None, m["below"], m["text"]) for m in STEP.finditer(page)]


def _copy(target: Path) -> Path:
    leave = shutil.ignore_patterns("__pycache__", ".hypothesis", "benchmarks", "campaigns", "screens")
    for folder in ("scheduler", "console", "resources", "tests", "packaging"):
        shutil.copytree(ROOT / folder, target / folder, ignore=leave)
    shutil.copy(ROOT / "pyproject.toml", target)
    return target


def _python(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of the copy: `-P` keeps what this process would import out of it."""
    first = f"import runpy, sys; sys.path[:0] = {[str(root), str(root / 'tests')]!r}; "
    run = "sys.argv = sys.argv[1:]; runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    command = [sys.executable, "-P", "-c", first + run, *arguments]
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=root, env=without, capture_output=True, text=True)


def _make_pages(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "packaging/update_resources.py"]
    without = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=root, env=without, capture_output=True, text=True)


def test_every_listing_of_the_page_is_a_step() -> None:
    assert len(_steps()) == PAGE.read_text(encoding="utf-8").count("\n```") // 2


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = _copy(tmp_path_factory.mktemp("copy"))
    for step in _steps():
        step.do(root)
    made = _make_pages(root)
    assert made.returncode == 0, made.stderr
    return root


def test_after_all_steps_the_suites_that_the_page_names_pass(followed: Path) -> None:
    for suite in (WHOLE, OF_THE_RULE):
        ran = _python(followed, "pytest", "-x", "-v", "-p", "no:cacheprovider", *suite)
        assert ran.returncode == 0, ran.stdout[-3000:] + ran.stderr[-1000:]
    assert "test_example[tours_a_day-broken_two] PASSED" in ran.stdout
    assert "test_the_page_is_what_rule_presets_and_examples_say[tours_a_day] PASSED" in ran.stdout


def test_the_program_then_knows_the_rule(followed: Path, tmp_path: Path) -> None:
    policy = tmp_path / "mine.toml"
    policy.write_text(POLICY.format(setting="most_tours"), encoding="utf-8")
    right = _python(followed, "console", "policy", "check", "--with", str(policy))
    assert (right.returncode, right.stdout) == (0, "1 entries, nothing wrong\n"), right.stderr
    policy.write_text(POLICY.format(setting="tours"), encoding="utf-8")
    wrong = _python(followed, "console", "policy", "check", "--with", str(policy))
    assert wrong.returncode == 2
    assert "'tours' is not one of most_tours" in wrong.stderr


LEFT_OUT = [step for step in _steps() if "import" not in step.text]  # without these Python itself stops


@pytest.mark.parametrize("left_out", LEFT_OUT, ids=lambda step: step.path)
def test_a_step_that_is_left_out_is_missed(left_out: Step, tmp_path: Path) -> None:
    root = _copy(tmp_path)
    for step in _steps():
        if step != left_out:
            step.do(root)
    _make_pages(root)
    ran = _python(root, "pytest", "-q", "-x", "-p", "no:cacheprovider", *WHOLE)
    assert ran.returncode == 1, "nothing failed"
