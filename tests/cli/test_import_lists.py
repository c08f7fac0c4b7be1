"""`fairwatch import --kind`: a list of another system from the command line."""

from pathlib import Path

import pytest
from support.sites import small_site

from scheduler.api import Desk
from scheduler.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="clerk") as desk:
        desk.import_site(small_site(), "small.xlsx")
    return path


def test_dry_run_import_and_undo(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hr.csv"
    path.write_bytes("Nummer;Eintritt;Ort\nB9;06.12.2020;Köln\n".encode("cp1252"))
    words = ["import", str(path), "--db", url, "--kind", "staff"]
    mapped = ["--map", "badge=Nummer", "--map", "seniority=Eintritt", "--dates", "day"]
    assert main([*words, *mapped, "--dry-run"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "hr.csv: CSV, Windows-1252, semicolon, 1 row"
    assert "  seniority: Eintritt" in said
    assert said[-3:] == ["  passed over: Ort", "1 row new, 0 changed, 0 known already", "Nothing was written."]
    assert main([*words, *mapped]) == 0
    assert "Import 1 is taken over" in capsys.readouterr().out
    path.write_bytes("Nummer;Eintritt;Ort\nB10;07.12.2020;Köln\n".encode("cp1252"))
    assert main([*words, "--dry-run"]) == 0
    assert "Columns as they were read last:" in capsys.readouterr().out
    assert main(["imports", "list", "--db", url]) == 0
    assert "staff  hr.csv" in capsys.readouterr().out
    assert main(["imports", "undo", "--db", url]) == 0
    assert capsys.readouterr().out == "Import 1, staff from hr.csv, is taken back.\n"
    with Desk.open(url) as desk:
        assert len(desk.site().officers) == 4


def test_what_is_wrong_ends_with_two_and_writes_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "leave.csv"
    path.write_text("Badge,From,To\nB9,2026-12-01,2026-12-02\n", "utf-8")
    assert main(["import", str(path), "--db", url, "--kind", "leave"]) == 2
    assert "leave.csv: row 2, Badge: a badge of an officer is expected, not 'B9'" in capsys.readouterr().err
    assert main(["import", str(path), "--db", url, "--kind", "leave", "--map", "who=Badge"]) == 2
    assert "--map takes FIELD=HEADING with one of badge, start, last, end" in capsys.readouterr().err
    assert main(["import", str(path), "--db", url, "--kind", "leave", "--sheet", "X"]) == 2
    assert "there is no sheet 'X'; there are none" in capsys.readouterr().err
    assert main(["import", str(path), "--db", url, "--dates", "day"]) == 2
    assert "--kind is needed" in capsys.readouterr().err
    assert main(["imports", "list", "--db", url]) == 0
    assert capsys.readouterr().out == "Nothing was imported from other systems yet.\n"
