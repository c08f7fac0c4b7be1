"""The page on the architecture tells the rooms, their order and their libraries as the import contracts do."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "resources" / "docs" / "architecture.md").read_text("utf-8")
CONTRACTS = {
    one["id"]: one
    for one in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
}
LIBRARIES = ("solver-in-engine", "database-in-storage", "files-in-exchange")


def table(package: str) -> list[list[str]]:
    """Return the cells of each row of a package's table of rooms, from the top."""
    part = PAGE.split(f"\n## The rooms of `{package}`, lowest first\n")[1].split("\n## ")[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")
    ]


def named(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


@pytest.mark.parametrize("package", ["scheduler", "console"])
def test_rooms_stand_in_the_order_of_the_contract(package: str) -> None:
    layers = [[room.strip(" ()") for room in layer.split("|")] for layer in CONTRACTS[f"{package}-rooms"]["layers"]]
    wanted = [sorted(layer) for layer in reversed(layers) if layer != ["__main__"]]
    assert [sorted(named(row[0])) for row in table(package)] == wanted


def test_libraries_stand_with_the_room_that_alone_may_use_them() -> None:
    for key in LIBRARIES:
        contract = CONTRACTS[key]
        allowed: dict[str, set[str]] = {}
        for line in contract["ignore_imports"]:
            room, library = line.split(" -> ")
            allowed.setdefault(room.removeprefix("scheduler.").removesuffix(".**"), set()).add(library)
        for room, libraries in allowed.items():
            (cell,) = [row[2] for row in table("scheduler") if room in named(row[0])]
            assert libraries <= set(named(cell)), room


def test_no_other_library_is_told_to_be_one_room_s() -> None:
    forbidden = {library for key in LIBRARIES for library in CONTRACTS[key]["forbidden_modules"]}
    rooms = {room for row in table("scheduler") for room in named(row[0])}
    told = {name for row in table("scheduler") for name in named(row[2])} - rooms
    assert told <= forbidden


def test_what_the_console_may_know_is_what_the_contract_lets_through() -> None:
    sentence = PAGE.split("Of `scheduler` the console knows ")[1].split(";")[0]
    let_through = {
        line.split(" -> scheduler.")[1].split(".")[0]
        for line in CONTRACTS["console-doors"]["ignore_imports"]
        if line.startswith("console.**")
    }
    assert set(named(sentence)) == let_through
