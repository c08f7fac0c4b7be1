"""`fairwatch patterns`, `leave` and `plan` as a user types them."""

from datetime import timedelta
from pathlib import Path

import pytest
from support.leave_site import jail

from scheduler.api import Desk, here, read_workbook
from scheduler.cli import main
from scheduler.domain.facility import Area, Coverage, Post
from scheduler.domain.leave import LeaveBalance, LeaveSlots, VacationChoice
from scheduler.domain.plan import AbsenceYear, PlanFactor, PlanMinimum, StaffingPlan
from scheduler.domain.words import Priority
from scheduler.exchange import write_workbook

TODAY = here.utc_now().date()
SOON = TODAY + timedelta(days=14 - (TODAY.weekday()))
"""A Monday at least a week ahead."""


@pytest.fixture
def database(tmp_path: Path) -> str:
    site = jail(
        areas=(Area(code="A", name="A", facility="F"),),
        posts=(
            Post(
                code="HA",
                name="HA",
                facility="F",
                area="A",
                priority=Priority.CRITICAL,
                coverage=(Coverage(shift="D", minimum=2, wanted=2),),
            ),
        ),
        leave_slots=(LeaveSlots(first=TODAY, last=TODAY + timedelta(days=400), most=1),),
        leave_balances=(LeaveBalance(badge="1", as_of=TODAY - timedelta(days=30), minutes=100 * 60),),
        vacation_choices=tuple(
            VacationChoice(badge=badge, year=SOON.year, rank=1, first=SOON, last=SOON + timedelta(days=6))
            for badge in ("0", "4")
        ),
        staffing_plans=(
            StaffingPlan(
                effective=TODAY - timedelta(days=100),
                approver="Sheriff",
                population=120,
                reviewed=TODAY - timedelta(days=100),
                review_by=TODAY + timedelta(days=200),
                factors=(PlanFactor(factor="physical plant", text="Two blind corners in B."),),
                minimums=(PlanMinimum(post="HA", shift="D", minimum=2),),
            ),
        ),
        absences=(AbsenceYear(year=TODAY.year, category="vacation", minutes=8 * 400 * 60, officers=8),),
    )
    url = f"sqlite:///{tmp_path / 'f.db'}"
    with Desk.open(url) as desk:
        desk.import_site(site, "jail.xlsx")
    return url


def run(capsys: pytest.CaptureFixture[str], *argv: str, status: int = 0) -> list[str]:
    assert main(list(argv)) == status
    return capsys.readouterr().out.splitlines()


# ------------------------------------------------------------ patterns


def test_the_library_is_listed_with_hours_and_squads(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "patterns")
    pitman = next(line for line in lines if line.startswith("PITMAN "))
    assert pitman.split() == ["PITMAN", "Pitman", "2-2-3,", "fixed", "watches", "14", "d", "12", "h", "42.0", "4"]
    assert len([line for line in lines if not line.startswith(" ")]) == 16


def test_a_pattern_is_shown_squad_by_squad(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "patterns", "pitman-d", "--from", "2027-03-08", "--days", "10", "--zone", "America/New_York")
    assert lines[2] == "Monday 2027-03-08 to Wednesday 2027-03-17"
    assert lines[4:8] == [
        f"{'':<28}08 Mar  15 Mar",
        f"{'PITMAN-D-1  Squad 1, days':<28}DD--DDD --D",
        f"{'PITMAN-D-2  Squad 2, days':<28}--DD--- DD-",
        f"{'squads on days':<28}1111111 111",
    ]
    assert lines[-2].split()[-3:] == ["6", "72.0", "0"]
    assert lines[-1].split()[-3:] == ["4", "48.0", "1"]


def test_a_calendar_fits_a_narrow_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    lines = run(capsys, "patterns", "DUPONT", "--from", "2027-01-04", "--days", "365")
    assert max(len(line) for line in lines) <= 100


def test_rows_for_the_workbook_can_be_imported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The two blocks, put over the files of those sheets, give a workbook with the pattern and its squads."""
    argv = ("patterns", "DUPONT", "--csv", "--from", "2027-01-04", "--day", "D", "--night", "N")
    text = "\n".join(run(capsys, *argv))
    _, patterns, squads = text.replace("Sheet Squads\n", "Sheet Patterns\n").split("Sheet Patterns\n")
    folder = tmp_path / "book"
    write_workbook(jail(), folder)
    (folder / "patterns.csv").write_text((folder / "patterns.csv").read_text() + patterns.partition("\n")[2].strip())
    (folder / "squads.csv").write_text((folder / "squads.csv").read_text() + squads.partition("\n")[2].strip())
    read = read_workbook(folder)
    added = next(pattern for pattern in read.patterns if pattern.code == "DUPONT")
    assert "".join(code or "-" for code in added.cycle) == "NNNN---DDD-NNN---DDDD-------"
    assert [s.anchor.isoformat() for s in read.squads if s.pattern == "DUPONT"] == [
        "2027-01-04",
        "2027-01-11",
        "2027-01-18",
        "2027-01-25",
    ]


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (("patterns", "9-9"), "'9-9' is not a pattern of the library"),
        (("patterns", "DUPONT", "--zone", "Moon"), "'Moon' is not a known IANA time zone"),
        (("patterns", "DUPONT", "--days", "401"), "1 to 400 days are expected, not 401"),
        (("leave", "bid", "--db", "x.db", "--year", "12"), "a year such as 2027 is expected, not '12'"),
        (("plan", "relief", "--db", "x.db", "--leavers", "1/0"), "a number such as 4.3 is expected, not '1/0'"),
    ],
)
def test_bad_options_are_one_sentence(argv: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(list(argv)) == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("argv", [("leave", "list"), ("plan", "show")])
def test_an_empty_database_says_so(argv: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*argv, "--db", str(tmp_path / "new.db")]) == 2
    assert "there is no facility yet; import a workbook first" in capsys.readouterr().err


# ------------------------------------------------------------ leave


def test_asking_deciding_withdrawing(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    db = ("--db", database)
    first, last = SOON.isoformat(), (SOON + timedelta(days=13)).isoformat()
    (line,) = run(capsys, "leave", "ask", *db, "1", first, last)
    one = line.split()[0]
    (line,) = run(capsys, "leave", "ask", *db, "5", first, last)
    two = line.split()[0]
    lines = run(capsys, "leave", "decide", *db)
    assert "Can be granted; costs 84 h, 16 h left" in lines[0]
    assert "Cannot be granted: no slot left on" in lines[1]
    assert "Free instead:" in lines[1]
    assert lines[2] == "1 of 2 open requests can be granted"
    assert run(capsys, "leave", "decide", *db, "--apply")[-1] == "1 of 2 open requests granted"
    assert run(capsys, "leave", "balance", *db) == ["  1       16 h", "1 balance"]
    assert main(["leave", "decide", *db, "--grant", two]) == 2
    assert "Cannot be granted: no slot left" in capsys.readouterr().err
    assert "granted by" in run(capsys, "leave", "decide", *db, "--grant", two, "--anyway")[0]
    assert "withdrawn by" in run(capsys, "leave", "decide", *db, "--withdraw", one)[0]
    assert run(capsys, "leave", "balance", *db) == ["  1       100 h", "1 balance"]
    (line,) = run(capsys, "leave", "ask", *db, "1", first, first)
    assert "refused by" in run(capsys, "leave", "decide", *db, "--refuse", line.split()[0])[0]
    assert run(capsys, "leave", "list", *db)[-1] == "3 requests"
    assert run(capsys, "leave", "list", *db, "--state", "granted")[-1] == "1 request"


def test_the_bid(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("leave", "bid", "--db", database, "--year", str(SOON.year))
    lines = run(capsys, *argv)
    assert lines[0].endswith(": given")
    assert "not given: no slot left on" in lines[1]
    assert lines[2] == f"1 of 2 choices for {SOON.year} given, 1 of them new"
    assert run(capsys, *argv, "--apply") == lines
    assert run(capsys, *argv, "--apply", "--order", "officer")[-1].endswith("given, 0 of them new")


def test_the_wellness_hour_prints_no_one_who_has_it(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    on = (TODAY + timedelta(days=100)).isoformat()
    lines = run(capsys, "leave", "wellness", "--db", database, "--on", on, "--apply")
    assert len(lines) == 1
    assert lines[0].endswith(": 8 hours planned")
    assert run(capsys, "leave", "wellness", "--db", database, "--on", on)[0].endswith(": 0 hours can be planned")


# ------------------------------------------------------------ plan


def test_the_plan_its_deviations_and_the_relief_factor(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    db = ("--db", database)
    lines = run(capsys, "plan", "show", *db)
    assert "approved by Sheriff" in lines[0]
    assert "  physical plant: Two blind corners in B." in lines
    assert [line.split() for line in lines][-1] == ["HA", "D", "minimum", "2"]
    assert main(["plan", "show", *db, "--on", "2001-01-01"]) == 1
    assert "No staffing plan holds on 2001-01-01" in capsys.readouterr().err
    lines = run(capsys, "plan", "deviations", *db, status=1)
    assert lines[-1] == "10 deviations"
    assert "The plan does not say how it weighs accepted practice" in lines[0]
    lines = run(capsys, "plan", "relief", *db, "--authorised", "10", "--leavers", "4.3")
    words = [" ".join(line.split()) for line in lines]
    assert "contracted 2,184 h a year" in words
    assert f"vacation 400 h in {TODAY.year}" in words
    assert "net annual work hours 1,784 h" in words
    assert "relief factor, 12 h, 7 days 2.46" in words
    assert "relief factor, 24 h, 7 days 4.91" in words
    assert "HA yes 8,760 8,760 4.91 4.91" in words
    assert "in all 4.91 4.91" in words
    assert "authorised 10, filled 8, deployable today 8" in words
    assert "filled less what the wanted seats take: 3.09" in words
    assert words[-1] == "to hire beyond the positions, for half of a year's leavers: 3"
    assert not any("look at the absences again" in line for line in words)
    lines = run(capsys, "plan", "relief", *db, "--contracted", "3000")
    assert any("look at the absences again" in line for line in lines)
