"""`fairwatch evidence` writes a pack, and `fairwatch verify` proves it with nothing else."""

from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'jail.db'}"
    with Desk.open(url, actor="commander", now=lambda: NOW) as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        desk.publish(1)
    return url


def test_a_pack_is_written_and_proved_and_a_changed_one_is_refused(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "out" / "pack.zip"
    assert main(["evidence", "--db", url, "--profile", "court", "--out", str(path)]) == 0
    told = capsys.readouterr().out
    assert "roster 1, version 1: 2 tours" in told
    assert "left out: requests of officers" in told
    digest = told.split("SHA-256 ")[1][:64]
    Path(url.removeprefix("sqlite:///")).unlink()
    assert main(["verify", str(path)]) == 0
    said = capsys.readouterr().out
    assert "1 versions are, to the byte, those whose publication the audit log records." in said
    assert digest in said
    data = bytearray(path.read_bytes())
    data[data.index(b'"B1"') + 2] = ord("4")
    path.write_bytes(data)
    assert main(["verify", str(path)]) == 1
    assert "the evidence pack does NOT hold" in capsys.readouterr().out


def test_a_file_that_is_no_pack_is_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "some.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert main(["verify", str(path)]) == 1
    assert "it cannot be read as a ZIP file" in capsys.readouterr().out


def test_what_cannot_be_made_ends_with_one_sentence_and_no_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pack.zip"
    assert main(["evidence", "--db", url, "--profile", "case", "--out", str(path)]) == 2
    assert "needs the number of a case" in capsys.readouterr().err
    assert main(["evidence", "--db", url, "--roster", "9", "--profile", "court", "--out", str(path)]) == 2
    assert "Roster number 9" in capsys.readouterr().err
    assert not path.exists()
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    Desk.open(empty, actor="x").close()
    assert main(["evidence", "--db", empty, "--profile", "court", "--out", str(path)]) == 2
    assert "no roster was ever published here" in capsys.readouterr().err
