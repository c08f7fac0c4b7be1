"""The shape of the tree: what lies where, how long files and functions may get, what no file may say."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "pyproject.toml",
    "console",
    "packaging",
    "resources",
    "scheduler",
    "tests",
}
MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 60

# Addresses on one developer's machine, never to be committed. Spelt apart so that this file passes.
FORBIDDEN = re.compile("|".join([r"(?<![\w.])/wo" + r"rk/", "/ro" + "ot/", "/ho" + r"me/\w", "file:" + "///"]))


@cache
def committed_files() -> tuple[Path, ...]:
    """Files of the repository; where git cannot tell (an unpacked archive), all in the known folders."""
    try:
        command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        found = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for name in TOP_LEVEL for path in [ROOT / name, *(ROOT / name).rglob("*")]]
    return tuple(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def python_files(*folders: str) -> Iterator[Path]:
    return (p for p in committed_files() if p.suffix == ".py" and p.relative_to(ROOT).parts[0] in folders)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_top_level_holds_only_what_is_agreed() -> None:
    seen = {path.relative_to(ROOT).parts[0] for path in committed_files()}
    assert {part for part in seen if not part.startswith(".")} <= TOP_LEVEL


@pytest.mark.parametrize("folder", ["packaging", "resources", "tests"])
def test_folders_that_are_no_packages(folder: str) -> None:
    """packaging/__init__.py would hide the library of that name from everything started in the root."""
    assert [name(p) for p in python_files(folder) if p.name == "__init__.py"] == []


def test_resources_hold_data_only() -> None:
    assert [name(p) for p in python_files("resources")] == []


def test_no_file_is_too_long() -> None:
    lengths = {name(p): len(p.read_text("utf-8").splitlines()) for p in python_files(*TOP_LEVEL)}
    assert {file: length for file, length in lengths.items() if length > MAX_FILE_LINES} == {}


def test_no_function_is_too_long() -> None:
    """Database migrations apart: they are generated once and never edited, a record rather than a program."""
    too_long = {}
    for path in python_files("scheduler", "console"):
        if path.parent.parts[-2:] == ("migrations", "versions"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MAX_FUNCTION_LINES:
                    too_long[f"{name(path)}:{node.lineno} {node.name}"] = length
    assert too_long == {}


def test_no_file_names_a_place_on_a_developers_machine() -> None:
    hits = []
    for path in committed_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        hits += [f"{name(path)}: {found.group()}" for found in FORBIDDEN.finditer(text)]
    assert hits == []


def test_domain_imports_the_standard_library_only() -> None:
    allowed = set(sys.stdlib_module_names)
    foreign = []
    for path in python_files("scheduler"):
        if path.relative_to(ROOT).parts[1] not in ("domain", "language", "locate.py"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            foreign += [
                f"{name(path)}: {module}"
                for module in modules
                if module.split(".")[0] not in allowed
                and not module.startswith(("scheduler.domain", "scheduler.language"))
            ]
    assert foreign == []


def test_readme_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_no_screen_tells_a_time_in_the_zone_of_the_computer() -> None:
    # Without a zone `astimezone` takes the computer's, which is not the facility's at a desk elsewhere.
    bare = re.compile(r"\.astimezone\(\)|QDateTime\.currentDateTime|\.toLocalTime\(")
    found = [name(path) for path in python_files("console") if bare.search(path.read_text("utf-8"))]
    assert found == ["console/now.py"]
