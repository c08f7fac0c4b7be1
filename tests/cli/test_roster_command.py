"""A roster changed in a spreadsheet and taken over on the command line: seen first, written once, taken back."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.cli import main
from scheduler.domain.roster import Roster

Change = Callable[[Any], object]


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'jail.db'}"
    with Desk.open(url, actor="sergeant", now=lambda: NOW) as desk:
        desk.import_site(small_site(), "small.xlsx")
        roster = desk.create_roster(PERIOD)
        desk.apply_edit(roster.id, edit("first", tour("B1", FIRST), tour("B2", FIRST, "N")))
    return url


def roster_of(url: str) -> Roster:
    with Desk.open(url, actor="sergeant", now=lambda: NOW) as desk:
        return desk.roster(1).roster


def changed(url: str, folder: Path, capsys: pytest.CaptureFixture[str], change: Change) -> Path:
    assert main(["export", "--db", url, "--out", str(folder), "--format", "xlsx"]) == 0
    path = Path(capsys.readouterr().out.strip())
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def put(**cells: object) -> Change:
    def change(book: Any) -> None:
        for place, value in cells.items():
            book["Day"][place] = value

    return change


def test_what_is_different_is_said_first_and_written_as_one_edit_that_can_be_taken_back(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = roster_of(url)
    path = changed(url, tmp_path / "out", capsys, put(E2="B3", F2="B2"))
    assert main(["roster", "import", str(path), "--db", url, "--dry-run"]) == 1
    told = capsys.readouterr().out
    assert "Day E2: P1 1 on 2026-11-23: B1 becomes B3" in told
    assert "Day F2: P1 1 on 2026-11-24: nobody becomes B2" in told
    assert "stop rest_required 2026-11-24 badge B2" in " ".join(told.split()), "B2 comes from the night before"
    assert "2 cells are different; nothing was written" in told
    assert roster_of(url) == before
    assert main(["roster", "import", str(path), "--db", url]) == 1
    assert "taken over as one edit" in capsys.readouterr().out
    assert {(t.badge, t.on, t.shift) for t in roster_of(url).tours} == {
        ("B3", FIRST, "D"), ("B2", FIRST, "N"), ("B2", FIRST + timedelta(days=1), "D"),
    }  # fmt: skip
    assert main(["roster", "import", str(path), "--db", url]) == 0
    assert "nothing is different" in capsys.readouterr().out
    assert main(["roster", "undo", "--db", url]) == 0
    assert f"Taken back: Import {path.name}" in capsys.readouterr().out
    assert roster_of(url).tours == before.tours


def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = roster_of(url)
    path = changed(url, tmp_path / "out", capsys, put(E2="B3", F2="nobody", G3="=1"))
    assert main(["roster", "import", str(path), "--db", url]) == 2
    assert "Day row 3: a plain value is expected in cell G3, not a formula" in capsys.readouterr().err
    book = openpyxl.load_workbook(path)
    book["Day"]["G3"] = None
    book.save(path)
    assert main(["roster", "import", str(path), "--db", url]) == 2
    assert "Day row 2, column F: the badge of an officer is expected, not 'nobody'" in capsys.readouterr().err
    assert main(["roster", "import", str(tmp_path / "none.xlsx"), "--db", url]) == 2
    assert "none.xlsx: it cannot be read: No such file" in capsys.readouterr().err
    assert main(["roster", "import", str(path), "--db", url, "--roster", "9"]) == 2
    assert "roster 9 is not in this database" in capsys.readouterr().err
    assert roster_of(url) == before


def test_a_roster_without_people_is_not_read_back(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Desk.open(url, actor="sergeant", now=lambda: NOW) as desk:
        desk.publish(1)
    assert main(["export", "--db", url, "--out", str(tmp_path / "o"), "--format", "xlsx", "--anonymous"]) == 0
    path = capsys.readouterr().out.strip()
    assert main(["roster", "import", path, "--db", url, "--roster", "1"]) == 2
    assert "not of a roster that is not to be read back" in capsys.readouterr().err
    assert main(["roster", "undo", "--db", url]) == 2
    assert "Nothing has been changed since the last publication" in capsys.readouterr().err


def test_calendars_of_officers_are_a_folder_or_one_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Desk.open(url, actor="sergeant", now=lambda: NOW) as desk:
        desk.publish(1)
    export = ["export", "--db", url, "--out", str(tmp_path / "out"), "--format", "ics"]
    assert main(export) == 0
    folder = Path(capsys.readouterr().out.strip())
    assert sorted(path.name for path in folder.iterdir()) == ["officer_B1.ics", "officer_B2.ics"]
    assert "SUMMARY:Duty" in (folder / "officer_B1.ics").read_text("utf-8")
    assert main([*export, "--badge", "B2", "--posts", "--zip"]) == 0
    with zipfile.ZipFile(capsys.readouterr().out.strip()) as archive:
        assert archive.namelist() == ["officer_B2.ics"]
        assert b"SUMMARY:Post P1\r\n" in archive.read("officer_B2.ics")
    assert main([*export, "--anonymous"]) == 2
    assert "nobody is named here" in capsys.readouterr().err
    assert main([*export, "--anonymous", "--names"]) == 2
    assert "--anonymous gives no names" in capsys.readouterr().err
