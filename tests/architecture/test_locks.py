"""The lock files: hashes for everything, addresses for nothing, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "packaging" / "requirements.lock"
DEV = ROOT / "packaging" / "requirements-dev.lock"
PACKAGE = ROOT / "packaging" / "requirements-package.lock"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
GROUPS = PROJECT["dependency-groups"]


def pins(lock: Path) -> dict[str, str]:
    """Name -> version of every pinned package."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("lock", [RUNTIME, DEV, PACKAGE], ids=lambda path: path.name)
def test_lock_names_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links|--trusted-host)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", [RUNTIME, DEV, PACKAGE], ids=lambda path: path.name)
def test_every_pin_has_a_hash(lock: Path) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_developers_run_what_users_run() -> None:
    assert pins(RUNTIME).items() <= pins(DEV).items()


def test_packages_hold_what_users_run_from_the_source() -> None:
    assert pins(RUNTIME).items() <= pins(PACKAGE).items()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        (RUNTIME, PROJECT["project"]["dependencies"] + GROUPS["build"]),
        (DEV, PROJECT["project"]["dependencies"] + GROUPS["build"] + GROUPS["dev"]),
        (PACKAGE, PROJECT["project"]["dependencies"] + GROUPS["build"] + GROUPS["package"]),
    ],
    ids=["runtime", "dev", "package"],
)
def test_lock_satisfies_pyproject(lock: Path, wanted: list[str]) -> None:
    """After a change of dependencies run packaging/lock.sh."""
    pinned = pins(lock)
    for line in wanted:
        requirement = Requirement(line)
        version = pinned.get(canonicalize_name(requirement.name))
        assert version is not None, f"{line} is not pinned"
        assert requirement.specifier.contains(version), f"{line} is pinned to {version}"
    assert PROJECT["build-system"]["requires"] == GROUPS["build"]
