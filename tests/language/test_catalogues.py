"""What the catalogues hold: places and menu keys of every sentence, all forms of a plural."""

import importlib.util
import re
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

from scheduler.language.catalogues import Entry, read_entries
from scheduler.language.tongues import TONGUES

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "resources" / "languages").glob("*/*.po"))
KEY = re.compile(r"&(?=\w)")
pytestmark = pytest.mark.filterwarnings("default::SyntaxWarning")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("languages", ROOT / "packaging" / "languages.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def faults(entry: Entry, forms: int) -> list[str]:
    found = []
    wanted = places(entry.text) | places(entry.many)
    for told in entry.told:
        if "{" in entry.text and not places(told) <= wanted:
            found.append(f"{entry.text!r}: {told!r} has other places")
        if "{" in entry.text and not entry.many and places(told) != wanted:
            found.append(f"{entry.text!r}: {told!r} leaves a place out")
        if bool(KEY.search(told)) != bool(KEY.search(entry.text)):
            found.append(f"{entry.text!r}: {told!r} has lost its key or got one")
        if entry.text[:1].isspace() != told[:1].isspace() or entry.text[-1:].isspace() != told[-1:].isspace():
            found.append(f"{entry.text!r}: {told!r} begins or ends otherwise")
    if entry.told and entry.many and len(entry.told) != forms:
        found.append(f"{entry.text!r} has {len(entry.told)} forms, not {forms}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_translation_keeps_the_places_of_its_sentence(path: Path) -> None:
    forms = TONGUES[path.parent.name].forms
    assert [fault for entry in read_entries(path) for fault in faults(entry, forms)] == []


def test_every_sentence_that_goes_through_tr_is_found(tool: ModuleType, tmp_path: Path) -> None:
    module = tmp_path / "room.py"
    module.write_text(
        'A = tr("One")\nB = tr("Two {x}", x=f())\nC = trn("{n} day", "{n} days", len(y))\n'
        'D = tr_as("verb", "Post")\nE = count(z, "tour")\nF = count(z, "entry", "entries")\nG = other("Not this")\n'
    )
    found = {(entry.text, entry.many, entry.context) for _, entry in tool.found_in(module)}
    assert found == {
        ("One", "", ""),
        ("Two {x}", "", ""),
        ("{n} day", "{n} days", ""),
        ("Post", "", "verb"),
        ("{n:,} tour", "{n:,} tours", ""),
        ("{n:,} entry", "{n:,} entries", ""),
    }


def test_no_sentence_is_made_while_it_is_looked_up() -> None:
    """A text of `tr` that is no literal is found by nobody who collects sentences."""
    made = re.compile(r"\b(tr|trn|tr_as)\(\s*(f[\"']|[a-z_.]+[,)])")
    folders = (ROOT / "console", ROOT / "scheduler")
    paths = (path for folder in folders for path in folder.rglob("*.py") if "language" not in path.parts)
    found = [path.relative_to(ROOT).as_posix() for path in paths if made.search(path.read_text("utf-8"))]
    assert found == ["console/document/words.py"]  # `count`, whose own calls are collected


@pytest.mark.parametrize("code", ["es", "fr"])
def test_translations_are_kept_when_the_catalogues_are_written_anew(
    tool: ModuleType, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tool.translations(code)
    monkeypatch.setattr(tool, "translations", lambda c: before if c == code else {})
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    tool.update()
    written = {e.key: e.told for path in (tmp_path / code).glob("*.po") for e in read_entries(path) if e.told}
    assert written.items() <= before.items()
    assert len(written) > 300
