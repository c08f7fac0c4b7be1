"""The import contracts in pyproject.toml: kept by the tree, and able to catch a breach."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]

# File in a made-up tree -> the breach it commits. Each contract is broken at least once.
BREACHES = {
    "scheduler/domain/upward.py": "import scheduler.ledger",
    "scheduler/helpers.py": "",
    "console/document/upward.py": "import console.views",
    "scheduler/wire/hidden.py": "def late():\n    from PySide6.QtCore import QObject",
    "scheduler/cli/solver.py": "import ortools.sat.python",
    "scheduler/api/database.py": "import sqlalchemy.orm",
    "scheduler/ledger/frames.py": "import pandas",
    "scheduler/check/shared.py": "import scheduler.engine",
    "scheduler/rules/first.py": "import scheduler.rules.second",
    "scheduler/rules/second.py": "",
    "scheduler/audit/verifier.py": "import scheduler.audit.chain",
    "console/models/backdoor.py": "import scheduler.storage.rows",
    "scheduler/storage/rows.py": "import sqlalchemy",
}
REPORTED = {
    "scheduler.domain.upward -> scheduler.ledger",
    "scheduler.helpers",
    "console.document.upward -> console.views",
    "scheduler.wire.hidden -> PySide6",
    "scheduler.cli.solver -> ortools",
    "scheduler.api.database -> sqlalchemy",
    "scheduler.ledger.frames -> pandas",
    "scheduler.check.shared -> scheduler.engine",
    "scheduler.rules.first -> scheduler.rules.second",
    "scheduler.audit.verifier -> scheduler.audit.chain",
    "console.models.backdoor -> scheduler.storage.rows",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("lint-imports.exe" if os.name == "nt" else "lint-imports")
    return subprocess.run(
        [str(tool), "--no-logo", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"},
    )


def rooms(contract: dict[str, list[str]]) -> list[str]:
    """Every room a layers contract names, optional or not."""
    return [room.strip(" ()") for layer in contract["layers"] for room in layer.split("|")]


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """A tree with every room the contracts name, all empty."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for contract in CONTRACTS:
        for room in rooms(contract) if contract["type"] == "layers" else []:
            package = tmp_path / contract["containers"][0]
            target = package / "__main__.py" if room == "__main__" else package / room / "__init__.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
            (package / "__init__.py").touch()
    (tmp_path / "scheduler" / "rules" / "alone.py").touch()
    for contract in CONTRACTS:
        for module in [*contract.get("source_modules", ()), *contract.get("forbidden_modules", ())]:
            if module.startswith("scheduler.audit."):
                (tmp_path / module.replace(".", "/")).with_suffix(".py").touch()
    return tmp_path


def test_the_tree_keeps_every_contract() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_an_empty_house_keeps_every_contract(empty_house: Path) -> None:
    result = lint(empty_house)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_contract_catches_its_breach(empty_house: Path) -> None:
    for file, breach in BREACHES.items():
        (empty_house / file).write_text(breach + "\n")
    result = lint(empty_house)
    assert result.returncode != 0
    assert f"0 kept, {len(CONTRACTS)} broken" in result.stdout
    assert {line for line in REPORTED if line not in result.stdout} == set()
