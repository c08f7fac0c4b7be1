"""Exports of a roster, read back by other programs' readers."""

import csv
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sites import small_site

from scheduler.domain.inmates import Stay
from scheduler.domain.people import Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour, Waiver
from scheduler.exchange import UnwritableError, export_csv, export_json
from scheduler.exchange.csv_text import guarded, unguarded
from scheduler.exchange.roster_files import COLUMNS, roster_content, roster_frame

PERIOD = Period(first=date(2026, 10, 31), days=2)
NOW = datetime(2026, 10, 30, 12, 0, tzinfo=UTC)
NAMES = {"B1": "=cmd|' /C calc'!A0", "B2": 'Ødegård, "Li"'}
SCHEMA = Path(__file__).resolve().parents[2] / "resources" / "schema" / "roster_export.json"


@pytest.fixture
def problem() -> Problem:
    return small_site().problem(PERIOD)


@pytest.fixture
def roster(problem: Problem) -> Roster:
    shifts = {shift.code: shift for shift in problem.shifts}
    tours = []
    for badge, on, shift in (("B1", PERIOD.first, "N"), ("B2", PERIOD.first, "D"), ("B3", PERIOD.last, "D")):
        start, end = shifts[shift].span(problem.clock, on)
        tours.append(Tour(start=start, end=end, badge=badge, post="P1", on=on, shift=shift, index=0))
    waiver = Waiver(
        entry="rest", badge="B1", on=PERIOD.first, approver="Cap SECRET", reason="SECRET", expires=PERIOD.last
    )
    return Roster(facility="F", period=PERIOD, tours=tuple(tours), waivers=(waiver,), version=3)


def test_csv_reads_back_row_by_row(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    export_csv(roster, problem, NAMES, tmp_path / "r.csv")
    data = (tmp_path / "r.csv").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == 4
    with (tmp_path / "r.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert tuple(rows[0]) == COLUMNS
    for row, tour in zip(rows, roster.tours, strict=True):
        assert (row["badge"], row["seat"], row["roster_version"]) == (tour.badge, tour.seat, "3")
        start, end = datetime.fromisoformat(row["start"]), datetime.fromisoformat(row["end"])
        assert start.utcoffset() is not None
        assert start.timestamp() == tour.start * 60
        assert (end - start) // timedelta(minutes=1) == tour.minutes == int(row["minutes"])
    assert [row["name"] for row in rows] == ['Ødegård, "Li"', "'=cmd|' /C calc'!A0", ""]


def test_the_night_of_the_autumn_change_has_both_offsets_and_its_true_length(
    problem: Problem, roster: Roster, tmp_path: Path
) -> None:
    export_csv(roster, problem, {}, tmp_path / "r.csv")
    frame = pd.read_csv(tmp_path / "r.csv", dtype=str, keep_default_na=False)
    night = frame[frame["shift"] == "N"].iloc[0]
    assert (night["start"], night["end"]) == ("2026-10-31T18:00:00-04:00", "2026-11-01T06:00:00-05:00")
    assert night["minutes"] == "780"


def test_a_byte_order_mark_is_there_when_asked_for(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    export_csv(roster, problem, NAMES, tmp_path / "r.csv", with_mark=True)
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbfroster_version")
    assert list(pd.read_csv(tmp_path / "r.csv")["badge"]) == ["B2", "B1", "B3"]


def test_json_fits_its_schema_and_its_hash(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    export_json(roster, problem, NAMES, tmp_path / "r.json", NOW)
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(
        json.loads(SCHEMA.read_text("utf-8")), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(found)
    content = json.dumps(found["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert found["sha256"] == hashlib.sha256(content.encode("utf-8")).hexdigest()
    assert found["schema"] == "fairwatch/roster-export/1"
    assert datetime.fromisoformat(found["generated_at"]) == NOW
    assert found["content"]["roster_version"] == 3
    assert [t["badge"] for t in found["content"]["tours"]] == [t.badge for t in roster.tours]
    assert [datetime.fromisoformat(t["end"]).timestamp() // 60 for t in found["content"]["tours"]] == [
        t.end for t in roster.tours
    ]


def test_the_same_roster_gives_the_same_hash_at_any_time(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    hashes = set()
    for days in (0, 5):
        export_json(roster, problem, {}, tmp_path / "r.json", NOW + timedelta(days=days))
        hashes.add(json.loads((tmp_path / "r.json").read_text("utf-8"))["sha256"])
    assert len(hashes) == 1


def test_nothing_of_inmates_restrictions_or_reasons_gets_out(roster: Roster, tmp_path: Path) -> None:
    site = small_site()
    secret = Stay(inmate="SECRET-I", area="H1", start=29_000_000)
    bar = Restriction(badge="B4", first=date(2026, 1, 1), area="H1")
    problem = type(site)(
        **{name: getattr(site, name) for name in site.__slots__} | {"stays": (secret,), "restrictions": (bar,)}
    ).problem(PERIOD)
    export_csv(roster, problem, {}, tmp_path / "r.csv")
    export_json(roster, problem, {}, tmp_path / "r.json", NOW)
    for name in ("r.csv", "r.json"):
        text = (tmp_path / name).read_text("utf-8")
        assert "SECRET" not in text
        assert "B4" not in text
        assert "Officer 1" not in text


def test_an_empty_roster_is_a_header(problem: Problem, tmp_path: Path) -> None:
    roster = Roster(facility="F", period=PERIOD)
    export_csv(roster, problem, {}, tmp_path / "r.csv")
    assert (tmp_path / "r.csv").read_text("utf-8").strip() == ",".join(COLUMNS)
    assert roster_frame(roster_content(roster, problem)).dtypes["minutes"] == "int64"


def test_what_cannot_be_written_is_one_sentence(problem: Problem, roster: Roster, tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="No such file"):
        export_csv(roster, problem, {}, tmp_path / "none" / "r.csv")
    for names in ({"B1": "\ud800"},):
        with pytest.raises(UnwritableError, match="which no file can hold"):
            export_csv(roster, problem, names, tmp_path / "r.csv")
        with pytest.raises(UnwritableError, match="which no file can hold"):
            export_json(roster, problem, names, tmp_path / "r.json", NOW)
    with pytest.raises(ValueError, match="offset"):
        export_json(roster, problem, {}, tmp_path / "r.json", datetime(2026, 1, 1))
    assert list(tmp_path.iterdir()) == []


@given(st.text(st.sampled_from("'=+-@ \t\r\nax＝"), max_size=6))
def test_the_guard_against_formulas_comes_off_again(text: str) -> None:
    safe = guarded(text)
    assert unguarded(safe) == text
    assert safe.lstrip()[:1] not in ("=", "+", "-", "@", "＝")
    assert safe[:1] not in ("\t", "\r", "\n")
    assert unguarded("'t Hooft") == "'t Hooft"
