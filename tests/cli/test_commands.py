"""The sub-commands as a user types them: what they leave behind, what they say, and with which status they end."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import RosterFile, encode, read


@pytest.fixture(scope="module")
def problem_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("problem") / "problem.json"
    site = generate_site(officers=60, seed=5, days=7)
    path.write_bytes(encode(site.problem(Period(first=DEMO_FIRST, days=7))))
    return path


@pytest.fixture(scope="module")
def roster_file(problem_file: Path) -> Path:
    path = problem_file.parent / "roster.json"
    progress = problem_file.parent / "progress.jsonl"
    status = main(
        ["solve", str(problem_file), "--out", str(path), "--time", "6", "--progress", str(progress), "--workers", "1"]
    )
    assert status in (0, 1)
    return path


def test_solve_leaves_a_roster_of_the_problem_with_its_certificate(problem_file: Path, roster_file: Path) -> None:
    file = read(roster_file, RosterFile)
    assert file.problem_path == problem_file.name
    assert file.roster.period == read(problem_file, Problem).period
    assert file.certificate is not None
    assert [t.key for t in file.certificate.tiers][:2] == ["critical", "mandatory"]
    assert "if nobody moves" in " ".join(file.certificate.assumptions)


def test_solve_from_a_roster_at_hand_never_ends_worse(
    problem_file: Path, roster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, effort = tmp_path / "again.json", ["--time", "0.5", "--workers", "1"]
    assert main(["solve", str(problem_file), "--out", str(out), "--start", str(roster_file), *effort]) in (0, 1)
    before, after = (read(path, RosterFile).certificate for path in (roster_file, out))
    assert before is not None
    assert after is not None
    assert [t.value for t in after.tiers] <= [t.value for t in before.tiers]
    other = tmp_path / "other.json"
    other.write_bytes(encode(generate_site(officers=60, seed=5, days=8).problem(Period(first=DEMO_FIRST, days=8))))
    assert main(["solve", str(other), "--out", str(out), "--start", str(roster_file), *effort]) == 2
    assert "another facility or period" in capsys.readouterr().err


def test_progress_is_one_event_a_line_from_started_to_finished(problem_file: Path, roster_file: Path) -> None:
    lines = (roster_file.parent / "progress.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines]
    assert events[0]["event"] == "started"
    assert events[-1]["event"] == "finished"
    assert [e["seconds"] for e in events] == sorted(e["seconds"] for e in events)
    assert {"name", "unit", "value", "bound", "proved_by"} <= set(events[-1]["tiers"][0])


def test_check_says_the_certificate_s_values(
    problem_file: Path, roster_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(problem_file), str(roster_file), "--json"]) in (0, 1)
    report = json.loads(capsys.readouterr().out)
    file = read(roster_file, RosterFile)
    assert file.certificate is not None
    assert {t["key"]: t["value"] for t in report["tiers"]} == {t.key: t.value for t in file.certificate.tiers}


def test_check_finds_a_broken_rule_and_ends_with_1(
    problem_file: Path, roster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = json.loads(roster_file.read_text())
    first = file["roster"]["tours"][0]
    twin = next(t for t in file["roster"]["tours"] if t["start"] == first["start"] and t["badge"] != first["badge"])
    twin["badge"] = first["badge"]
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(file))
    assert main(["check", str(problem_file), str(broken)]) == 1
    assert re.search(rf"never +one_place +\S+ badge {first['badge']}", capsys.readouterr().out)


def test_verify_holds_and_one_changed_byte_does_not(
    problem_file: Path, roster_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(roster_file)]) == 0
    assert "the certificate holds" in capsys.readouterr().out
    file = json.loads(roster_file.read_text())
    file["certificate"]["tiers"][-1]["value"] += 1
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(file))
    assert main(["verify", str(forged), str(problem_file)]) == 1
    assert "the certificate does not hold" in capsys.readouterr().out


def test_from_workbook_to_exported_roster(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook, database = tmp_path / "jail.xlsx", f"sqlite:///{tmp_path / 'jail.db'}"
    assert main(["generate", "--officers", "60", "--days", "7", "--seed", "5", "--out", str(workbook)]) == 0
    assert main(["import", str(workbook), "--db", database, "--dry-run"]) == 0
    assert not (tmp_path / "jail.db").exists()
    assert main(["import", str(workbook), "--db", database]) == 0
    assert main(["build", "--db", database, "--from", "2026-12-06", "--days", "7", "--time", "4"]) in (0, 1)
    assert main(["export", "--db", database, "--out", str(tmp_path / "out")]) == 0
    written = {p.suffix for p in (tmp_path / "out").iterdir()}  # the text holds the anchor of the audit log
    assert written == {".csv", ".json", ".txt"}
    assert capsys.readouterr().err == ""
    more = ["--format", "csv", "--format", "xlsx", "--format", "html", "--delimiter", "semicolon", "--bom", "--names"]
    assert main(["export", "--db", database, "--out", str(tmp_path / "more"), *more]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert [path.suffix for path in paths] == [".csv", ".xlsx", ".html"]
    assert paths[0].read_bytes().startswith(b"\xef\xbb\xbfroster_version;state;date;")
    assert main(["export", "--db", database, "--out", str(tmp_path / "never"), "--format", "ics"]) == 2
    assert "Calendars are of what is published, and this roster never was" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["check", "absent.json", "absent.json"], "absent.json: No such file"),
        (["solve", "{text}", "--out", "x.json"], "text.json: "),
        (["solve", "{empty}", "--out", "x.json"], "empty.json: "),
        (["import", "absent.xlsx", "--db", "sqlite:///new.db"], "absent.xlsx"),
        (["import", "{text}", "--db", "sqlite:///new.db"], "text.json"),
        (["generate", "--officers", "3", "--out", "x.json"], "20 to 5000 officers are expected, not 3"),
        (["generate", "--out", "x.doc"], "a name that ends in .json or .xlsx"),
        (["export", "--db", "sqlite:///{text}", "--out", "x"], "text.json"),
        (["build", "--db", "sqlite:///new.db", "--from", "soon"], "a date such as 2026-12-06 is expected"),
        (["build", "--db", "sqlite:///new.db", "--from", "2026-12-06", "--days", "0"], "a whole number from 1"),
        (["build", "--db", "sqlite:///new.db", "--from", "2026-12-06"], "there is no facility yet"),
        (["dance"], "invalid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_status_2(
    words: list[str],
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.json").write_text("a jail")
    (tmp_path / "empty.json").write_text("")
    places = {"text": str(tmp_path / "text.json"), "empty": str(tmp_path / "empty.json")}
    assert main([word.format(**places) for word in words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
    assert not (tmp_path / "x.json").exists()


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    declared = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"fairwatch {declared}\n"
