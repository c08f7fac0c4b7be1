"""`fairwatch explain` as a user types it: each question gets its answer, nonsense one sentence."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.toy import FIRST, facility

from scheduler.cli import main
from scheduler.cli.files import write_bytes, write_roster
from scheduler.domain.people import Leave, Restriction, Willingness
from scheduler.domain.problem import Problem
from scheduler.engine import BuildOptions, build
from scheduler.generate.policy import default_policy
from scheduler.wire import encode


def _problem() -> Problem:
    made = facility(12, 4, 3)
    start = made.clock.midnight(FIRST)
    last = FIRST + timedelta(days=30)
    return replace(
        made,
        policy=default_policy(),
        leave=(Leave(badge="B000", start=start, end=start + 2 * 1440),),
        restrictions=(Restriction(badge="B001", first=FIRST, post="P000"),),
        willing=(Willingness(badge="B002", first=FIRST, last=last),),
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a problem, its roster, and the roster with P000's first day seat emptied."""
    place, problem = tmp_path_factory.mktemp("explain"), _problem()
    built = build(problem, BuildOptions(seconds=3, workers=1))
    write_bytes(place / "problem.json", encode(problem) + b"\n")
    write_roster(place / "full.json", built.roster, built.certificate, problem, place / "problem.json")
    seat = f"P000/{FIRST}/D/0"
    tours = tuple(t for t in built.roster.tours if t.seat != seat)
    assert len(tours) < len(built.roster.tours)
    write_roster(place / "roster.json", built.roster.with_tours(tours), None, problem, place / "problem.json")
    return place


@pytest.fixture
def explain(folder: Path, capsys: pytest.CaptureFixture[str]):
    def ask(*words: str, roster: str = "roster.json", status: int = 0) -> str:
        command = ["explain", str(folder / "problem.json"), str(folder / roster), "--time", "6", "--workers", "1"]
        assert main([*command, *words]) == status
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return said.out + said.err

    return ask


SEAT = f"P000/{FIRST}/D/0"


def test_an_empty_seat_is_explained_in_arithmetic_and_repairs(explain) -> None:
    said = explain("--seat", SEAT)
    assert "needed" in said
    assert "of 12 officers" in said
    assert "What it would take, best first" in said
    assert "Critical seats empty -12 h" in said
    answer = json.loads(explain("--seat", SEAT, "--json"))
    counted = [b for share in answer["arithmetic"]["shares"] for b in share["badges"]] + answer["arithmetic"]["free"]
    assert sorted(counted) == sorted(f"B{n:03}" for n in range(12))
    assert answer["remedies"][-1]["kind"] == "close"


def test_an_officer_is_refused_in_the_rules_words_and_a_restriction_says_nothing_more(explain) -> None:
    assert "On leave for 12 h of this tour" in explain("--seat", SEAT, "--officer", "B000")
    said = explain("--seat", SEAT, "--officer", "B001")
    assert "Not eligible for this post on this date." in said
    assert "restriction" not in said
    assert "Nothing that the roster or a waiver could change would allow it." in said


def test_an_officer_on_a_seat_is_explained_by_what_barring_costs(explain, folder: Path) -> None:
    roster = json.loads((folder / "full.json").read_text())["roster"]
    tour = next(t for t in roster["tours"] if t["post"] == "P000")
    seat = f"P000/{tour['on']}/{tour['shift']}/{tour['index']}"
    said = explain("--seat", seat, "--officer", tour["badge"], roster="full.json")
    assert f"Without {tour['badge']} on this seat" in said


def test_prices_stand_in_order_of_their_numbers(explain) -> None:
    said = explain("--minimum", "P002=1,2", "--tier", "mandatory").splitlines()
    assert said[0] == "P002 against mandatory"
    assert [line.split()[0] for line in said[1:]] == ["1", "2"]
    answer = json.loads(explain("--price", "overtime_month.limit_minutes=0,5760", "--tier", "mandatory", "--json"))
    assert [p["number"] for p in answer["points"]] == [0, 5760]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--seat", "nowhere"], "POST/DATE/SHIFT/INDEX is expected"),
        (["--seat", "P000/2031-01-01/D/0"], "there is no such seat"),
        (["--seat", SEAT, "--officer", "nobody"], "there is no such officer"),
        (["--price", "absent.limit_minutes=1", "--tier", "critical"], "no such entry"),
        (["--price", "overtime_month.limit_minutes=1"], "--tier KEY is expected"),
        (["--price", "overtime_month.limit=1", "--tier", "critical"], "overtime_month"),
        (["--minimum", "P000=1", "--tier", "absent"], "there is no such tier"),
        (["--minimum", "P000=many", "--tier", "critical"], "NAME=NUMBER,NUMBER is expected"),
    ],
)
def test_nonsense_gets_a_sentence_and_status_2(explain, words: list[str], sentence: str) -> None:
    assert sentence in explain(*words, status=2)


def test_a_held_seat_has_nothing_to_be_explained_but_its_officer(explain) -> None:
    assert "is held by" in explain("--seat", f"P001/{FIRST}/D/0", roster="full.json", status=2)
