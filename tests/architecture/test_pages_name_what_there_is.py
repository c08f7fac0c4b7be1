"""Pages name commands that the program understands, and tests that there are."""

import re
import shlex
from pathlib import Path

import pytest

from console.models.help_pages import BUILT, READ
from scheduler.cli.main import COMMANDS, _parser

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "resources" / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md"]
COMMAND = re.compile(r"^ {4}fairwatch (.+)$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
REMARK = re.compile(r" {5,}")
NOTATION = re.compile(r"[\[|]|\.\.\.")
"""Lines that describe several commands at once, as the list of the manual does."""

PLACEHOLDERS = {
    "DATE": "2026-12-06",
    "FIRST": "2026-12-06",
    "LAST": "2026-12-12",
    "N": "1",
    "S": "60",
    "ROLE": "officer",
}

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)


@every_page
def test_commands_are_understood(page: Path) -> None:
    for line in COMMAND.findall(page.read_text("utf-8")):
        words = shlex.split(REMARK.split(line)[0])
        assert words[0] in COMMANDS, line
        if not NOTATION.search(line):
            _parser(words[0]).parse_args([PLACEHOLDERS.get(word, word) for word in words])


@every_page
def test_tests_that_are_named_are_there(page: Path) -> None:
    for file, function in TEST.findall(page.read_text("utf-8")):
        path = ROOT / file
        assert path.is_file(), file
        assert not function or f"def {function}(" in path.read_text("utf-8"), f"{file}::{function}"


def test_every_page_stands_in_the_contents_of_the_help() -> None:
    assert {path.stem for path in DOCS.glob("*.md")} == {*READ, *BUILT}
