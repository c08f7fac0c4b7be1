"""`fairwatch export` by profile, its history, and which export wrote a file."""

from pathlib import Path

import pytest
from support.sites import FIRST, PERIOD, edit, small_site, tour

from scheduler.api import Desk
from scheduler.cli import main


@pytest.fixture
def url(tmp_path: Path) -> str:
    path = str(tmp_path / "f.db")
    with Desk.open(path, actor="clerk") as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("e", tour("B1", FIRST)))
        desk.publish(1)
    return path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_profile_is_saved_listed_used_and_removed(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert main(["export", "profiles", "--db", url]) == 0
    assert said(capsys) == "There are no export profiles for you yet.\n"
    saving = ["export", "profiles", "save", "Monthly table", "--db", url, "--format", "csv", "--names", "--out", out]
    assert main([*saving, "--role", "scheduler", "--role", "watch commander"]) == 0
    assert said(capsys) == "Saved: Monthly table.\n"
    assert main(["export", "profiles", "list", "--db", url]) == 0
    assert said(capsys) == f"Monthly table: Roster, csv, to {out}; for scheduler, commander\n"
    assert main(["export", "--db", url, "--profile", "Monthly table"]) == 0
    written = Path(said(capsys).strip())
    assert written.parent == Path(out)
    assert "Officer 1" in written.read_text("utf-8")
    assert main(["export", "--db", url, "--profile", "Monthly table", "--out", str(tmp_path / "new")]) == 0
    assert Path(said(capsys).strip()).read_bytes() == written.read_bytes()
    assert main(["export", "profiles", "remove", "Monthly table", "--db", url]) == 0
    assert main(["export", "--db", url, "--profile", "Monthly table"]) == 2
    assert "There is no export profile 'Monthly table' yet" in capsys.readouterr().err


def test_any_export_of_the_window_is_written_and_kept_by_its_name(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kind = ["--what", "equity", "--format", "csv", "--out", str(tmp_path / "out")]
    assert main(["export", "profiles", "save", "Equity", "--db", url, *kind]) == 0
    capsys.readouterr()
    assert main(["export", "--db", url, "--profile", "Equity"]) == 0
    by_profile = {Path(line).name for line in said(capsys).splitlines()}
    assert main(["export", "--db", url, *kind]) == 0  # of the same usual dates
    assert {Path(line).name for line in said(capsys).splitlines()} == by_profile
    assert all(name.startswith("equity") for name in by_profile)
    assert main(["export", "--db", url, "--what", "evidence-public", "--out", str(tmp_path)]) == 0
    assert said(capsys).strip().endswith(".zip")


def test_a_paper_by_profile_is_of_a_date_from_today_on(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saving = ["export", "profiles", "save", "Wall", "--db", url, "--paper", "wall-sheet", "--out", str(tmp_path)]
    assert main([*saving, "--days-ahead", "400"]) == 2
    assert main([*saving, "--days-ahead", "3"]) == 0  # today is the 20th of November
    capsys.readouterr()
    assert main(["export", "--db", url, "--profile", "Wall"]) == 0
    assert "23_november_2026" in said(capsys)
    assert main(["export", "--db", url, "--profile", "Wall", "--on", "2026-11-24"]) == 0
    assert "24_november_2026" in said(capsys)


def test_the_history_tells_what_left_and_which_export_wrote_a_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--db", url, "--out", str(tmp_path / "out"), "--format", "csv"]) == 0
    path = said(capsys).strip()
    assert main(["export", "history", "--db", url]) == 0
    line, total = said(capsys).splitlines()
    assert "Roster exported: roster:1, csv, 1 row, sha256 " in line
    assert total == "1 of 1 exports"
    assert main(["export", "which", path, "--db", url]) == 0
    assert said(capsys).splitlines() == [line]
    Path(path).write_text("somebody changed it")
    assert main(["export", "which", path, "--db", url]) == 1
    assert said(capsys) == f"{path}: no export that you may read of wrote this file, or it was changed since.\n"


def test_the_audit_log_and_payroll_leave_by_the_same_command(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "--db", url, "--out", str(tmp_path / "out"), "--format", "audit"]) == 0
    path = said(capsys).strip()
    assert main(["verify", path]) in (0, 3)
    payroll = ["export", "--db", url, "--out", str(tmp_path / "out"), "--format", "payroll"]
    assert main(payroll) == 2
    assert "Payroll is told up to a date" in capsys.readouterr().err
    assert main([*payroll, "--from", str(FIRST), "--to", str(PERIOD.last)]) == 2
    assert "fairwatch export: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["gossip"], "'gossip' is nothing that export does; known are profiles"),
        (["which"], "'which' is nothing that export does"),
        (["profiles", "save"], "'profiles save' is nothing that export does"),
        ([], "--out is needed: the folder to write to"),
        (["profiles", "save", "x", "--role", "janitor"], "'janitor' is not a role"),
        (["profiles", "save", "x", "--format", "pdf"], "Roster: 'pdf' is not a format of it"),
        (["profiles", "save", "x", "--badge", "B1", "--badge", "B2"], "give one --badge at most"),
        (["--out", "x", "--what", "gossip"], "'gossip' is no export; known are roster, "),
        (["--out", "x", "--what", "equity", "--report", "leave"], "leave --report, --paper and --anonymous out"),
        (["--out", "x", "--what", "equity", "--format", "ics"], "'ics' is not a format of it"),
        (["--out", "x", "--format", "audit", "--anonymous"], "audit is neither of a paper nor without people"),
        (["--out", "x", "--format", "audit", "--report", "leave"], "audit is no format of a report"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    url: str, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *words, "--db", url]) == 2
    assert sentence in capsys.readouterr().err
