"""A sentence, a count, a date and a number in the language of whoever reads."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scheduler.language import choose, inherit, of_system, speech, tr, tr_as, trn, when
from scheduler.language.catalogues import CatalogueError, Entry, read_entries, written
from scheduler.language.pseudo import CLOSING, OPENING

AT = datetime(2026, 12, 6, 14, 5, tzinfo=UTC)
NAMED = "{officer} is away."


@pytest.fixture(autouse=True)
def english_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FAIRWATCH_LANGUAGE", "")
    yield
    choose("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = [
        Entry("No roster is open.", told=("No hay ningún cuadrante abierto.",)),
        Entry(NAMED, told=("Falta {officer}.",)),
        Entry("{n:,} tour", "{n:,} tours", told=("{n:,} turno", "{n:,} turnos")),
        Entry("Post", context="verb", told=("Publicar",)),
        Entry("Post", told=("Puesto",)),
        Entry("Wrong {name}", told=("Mal {nombre}",)),
        Entry("Two\nlines \"quoted\"", told=("Dos\nlíneas «citadas»",)),
        Entry("Not yet translated."),
    ]  # fmt: skip
    for code in ("es", "fr"):
        (tmp_path / code).mkdir()
        (tmp_path / code / "room.po").write_text(written(entries, code, "nplurals=2; plural=(n != 1);"), "utf-8")
    return tmp_path


def test_english_is_as_it_is_written() -> None:
    assert tr("Braces {} stay without values.") == "Braces {} stay without values."
    assert tr("{n:,} of {name!r}", n=1200, name="x") == "1,200 of 'x'"
    assert trn("{n} day", "{n} days", 1) == "1 day"
    assert trn("{n} day of {name}", "{n} days of {name}", 2, name="May") == "2 days of May"
    assert when(AT, "%a %d %b %H:%M") == "Sun 06 Dec 14:05"


def test_a_sentence_is_told_in_the_language_with_its_places_filled(folder: Path) -> None:
    choose("es", folder)
    assert tr("No roster is open.") == "No hay ningún cuadrante abierto."
    assert tr("{officer} is away.", officer="Díaz") == "Falta Díaz."
    assert tr('Two\nlines "quoted"') == "Dos\nlíneas «citadas»"
    assert (tr("Post"), tr_as("verb", "Post")) == ("Puesto", "Publicar")


def test_what_lacks_a_translation_or_has_a_wrong_one_is_english(folder: Path) -> None:
    choose("es", folder)
    assert tr("Not yet translated.") == "Not yet translated."
    assert tr("Wrong {name}", name="x") == "Wrong x"
    assert tr_as("noun", "Nowhere") == "Nowhere"


@pytest.mark.parametrize(("code", "words"), [("es", "0 turnos"), ("fr", "0 turno")])
def test_a_count_takes_the_form_of_the_language(folder: Path, code: str, words: str) -> None:
    choose(code, folder)
    assert trn("{n:,} tour", "{n:,} tours", 0) == words
    assert trn("{n:,} tour", "{n:,} tours", 1) == "1 turno"


def test_dates_and_numbers_follow_the_language(folder: Path) -> None:
    choose("fr", folder)
    assert when(AT, "%A %d %B") == "dimanche 06 décembre"
    assert tr("{on:%d %b}", on=date(2026, 8, 1)) == "01 août"
    assert tr("{hours:,.1f} h", hours=1234.5) == "1\N{NARROW NO-BREAK SPACE}234,5 h"


def test_the_clock_has_twelve_hours_where_chosen() -> None:
    choose("en", hours="12")
    assert when(AT, "%d %b %H:%M") == "06 Dec 2:05 PM"
    assert when(AT.replace(hour=0), "%H:%M") == "12:05 AM"
    assert tr("at {at:%H:%M}", at=AT.time()) == "at 2:05 PM"


def test_processes_that_are_started_take_the_language_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose("es", folder, "12", "monday")
    told = os.environ["FAIRWATCH_LANGUAGE"]
    choose("en")
    monkeypatch.setenv("FAIRWATCH_LANGUAGE", told)
    inherit(folder)
    assert speech().code == "es"
    assert when(AT, "%H:%M") == "2:05 PM"


def test_the_trial_language_marks_all_that_can_be_translated() -> None:
    choose("pseudo")
    said = tr("{officer} is &away.", officer="Diaz")
    assert said.startswith(OPENING)
    assert said.endswith(CLOSING)
    assert "Diaz" in said
    assert "&a" in said
    assert len(said) > len("Diaz is &away.") * 1.2


def test_the_language_of_the_system_is_one_of_those_there_are() -> None:
    assert of_system({"LANG": "es_MX.UTF-8"}).code == "es"
    assert of_system({"LC_ALL": "fr_CA.UTF-8", "LANG": "es_MX.UTF-8"}).code == "fr"
    assert of_system({"LANG": "C.UTF-8"}).code == "en"
    assert of_system({"LANG": "pseudo"}).code == "en"


def test_a_broken_catalogue_names_its_line_and_costs_only_the_language(tmp_path: Path) -> None:
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "room.po").write_text('msgid "Open"\nmsgstr Abrir\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"room\.po: line 2"):
        read_entries(tmp_path / "es" / "room.po")
    choose("es", tmp_path)
    assert tr("Open") == "Open"


def test_a_catalogue_is_read_as_it_was_written(folder: Path) -> None:
    path = folder / "es" / "room.po"
    entries = read_entries(path)
    assert written(entries, "es", "nplurals=2; plural=(n != 1);") == path.read_text("utf-8")
