"""`fairwatch policy` end to end: list, show, set, adopt, check, compare, recheck; wrong input is one sentence."""

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.desk_site import FIRST, badge, small_site

from scheduler.api import Desk
from scheduler.cli import main
from scheduler.cli.files import write_bytes, write_roster
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import Minute, PostCode, ShiftCode
from scheduler.wire import encode

DAYS = 14


def worked() -> tuple[Tour, ...]:
    """Officer 0 works a day watch and then a night watch 12 h later, two weeks before the first date."""
    site = small_site()
    clock = site.problem(Period(first=FIRST, days=1)).clock
    on = FIRST - timedelta(days=DAYS)
    return tuple(
        Tour(
            badge=badge(0),
            post=PostCode("HA-F"),
            on=on + timedelta(days=n),
            shift=ShiftCode(shift),
            index=0,
            start=(start := clock.minute(on + timedelta(days=n), minute)),
            end=Minute(start + 720),
        )
        for n, shift, minute in ((0, "D", 360), (1, "D", 360), (1, "N", 1080))
    )


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policy") / "f.db"
    with Desk.open(str(path), actor="sergeant") as desk:
        desk.import_site(replace(small_site(), worked=worked()), "small.xlsx")
    return path


@pytest.fixture
def database(imported: Path, tmp_path: Path) -> str:
    shutil.copy(imported, tmp_path / "f.db")
    return f"sqlite:///{tmp_path / 'f.db'}"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(["policy", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_what_holds_is_listed_with_its_sentence(database: str, capsys) -> None:
    status, out, _ = run(capsys, "list", "--db", database, "--on", "2026-12-06")
    assert status == 0
    assert "Policy on 2026-12-06" in out
    assert "stop   rest_required         since 2026-01-01" in out
    assert "At least 8 h between two tours." in out
    assert run(capsys, "list", "--db", database, "--on", "2020-01-01")[1].splitlines()[0] == "Policy on 2020-01-01"


def test_a_number_is_changed_from_a_date_on_and_history_shows_both(database: str, capsys) -> None:
    words = ("--from", "2027-01-01", "--severity", "ask", "--setting", "rest_minutes=600", "--source", "agreement 2027")
    status, out, _ = run(capsys, "set", "rest_required", "--db", database, *words, "--reason", "signed in December")
    assert status == 0
    assert "Change rest_required from 2027-01-01" in out
    status, out, _ = run(capsys, "show", "rest_required", "--db", database, "--on", "2027-02-01")
    assert (status, "At least 10 h between two tours." in out) == (0, True)
    assert "Rest between tours: 10 h" in out
    assert "2026-01-01 to 2026-12-31: stop. At least 8 h between two tours. (test)" in out
    assert "2027-01-01 to further notice: ask. At least 10 h between two tours. (agreement 2027)" in " ".join(
        out.split()
    )
    before = run(capsys, "show", "rest_required", "--db", database, "--on", "2026-12-31")[1]
    assert "At least 8 h between two tours." in before
    assert "From 2027-01-01 changes: rest_required" in run(capsys, "list", "--db", database, "--on", "2026-12-31")[1]
    with Desk.open(database) as desk:
        row = desk.audit()[0]
        assert row.action == "change policy"
        assert "policy:rest_required" in row.subjects
        assert any("signed in December" in subject for subject in row.subjects)


def test_a_new_use_of_a_rule_with_words_and_yes_or_no(database: str, capsys) -> None:
    words = ("--rule", "overtime_week", "--severity", "ask", "--source", "house policy", "--from", "2027-01-01")
    given = ("--setting", "kind=mandated", "--setting", "counts_court=yes", "--setting", "limit_minutes=600")
    status, out, _ = run(capsys, "set", "mandates", "--db", database, *words, *given)
    assert status == 0
    assert "mandates on 2027-01-01: ask" in out
    assert "Court outside the pattern is overtime: yes" in out
    assert (
        "mandates on 2026-12-31: not before 2027-01-01"
        in run(capsys, "show", "mandates", "--db", database, "--on", "2026-12-31")[1]
    )


def test_an_entry_ends(database: str, capsys) -> None:
    assert run(capsys, "set", "rest_asked", "--db", database, "--from", "2027-01-01", "--off")[0] == 0
    assert "rest_asked" not in run(capsys, "list", "--db", database, "--on", "2027-01-01")[1]
    assert "to further notice: ended" in run(capsys, "show", "rest_asked", "--db", database)[1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("set", "rest_required", "--severity", "never"), "severity: one of stop, ask, show, priced is expected"),
        (("set", "rest_required", "--setting", "rest_minutes=600"), "a source is expected with a new number"),
        (("set", "rest_required", "--setting", "rest_minutes"), "NAME=VALUE is expected"),
        (
            ("set", "rest_required", "--setting", "rest_minutes=x", "--source", "y"),
            "a whole number is expected, not 'x'",
        ),
        (("set", "leave", "--off"), "nobody may break the rule leave, so its only use cannot end"),
        (("set", "nap", "--severity", "ask"), "a known entry is expected, or a rule and a severity"),
        (("set", "nap", "--severity", "ask", "--rule", "nap"), "'nap' is not a rule"),
        (("set", "rest_required", "--tier", "top"), "tier: one of"),
        (("adopt", "nine_hour"), "a TOML file or one of"),
        (("adopt", "missing.toml"), "No such file"),
    ],
)
def test_wrong_input_is_one_sentence_and_changes_nothing(database: str, capsys, words, expected: str) -> None:
    with Desk.open(database) as desk:
        before = desk.site().policy
    status, _, err = run(capsys, *words, "--db", database, "--from", "2027-01-01")
    assert status == 2
    assert err.startswith("fairwatch policy: ")
    assert err.count("\n") == 1
    assert expected in err
    with Desk.open(database) as desk:
        assert desk.site().policy == before


def test_showing_an_unknown_entry_names_the_known_ones(database: str, capsys) -> None:
    status, _, err = run(capsys, "show", "nap", "--db", database)
    assert (status, "known are" in err, "rest_required" in err) == (2, True, True)


def test_a_preset_is_adopted_from_a_date_on(database: str, capsys) -> None:
    assert "eight_hour" in run(capsys, "presets")[1]
    status, out, _ = run(capsys, "adopt", "eight_hour", "--db", database, "--from", "2027-01-01")
    assert status == 0
    assert out.startswith("Adopt 8 h watches from 2027-01-01: ")
    assert "hours_48" in run(capsys, "list", "--db", database, "--on", "2027-01-01")[1]
    assert "hours_48" not in run(capsys, "list", "--db", database, "--on", "2026-12-31")[1].split("From ")[0]
    assert run(capsys, "check", "--db", database) == (0, out_of_check(database), "")
    assert run(capsys, "adopt", "eight_hour", "--db", database, "--from", "2027-02-01")[0] == 2


def out_of_check(database: str) -> str:
    with Desk.open(database) as desk:
        return f"{len(desk.site().policy.entries)} entries, nothing wrong\n"


def test_a_file_is_checked(tmp_path: Path, capsys) -> None:
    assert run(capsys, "check", "--with", "lasd_jail")[0] == 0
    (tmp_path / "mine.toml").write_text("title = 3")
    status, _, err = run(capsys, "check", "--with", str(tmp_path / "mine.toml"))
    assert (status, "mine.toml: title: text is expected, not 3" in err) == (2, True)
    site = small_site()
    odd = replace(site.policy.entries[0], rule="nap")
    problem = replace(site, policy=replace(site.policy, entries=(odd,))).problem(Period(first=FIRST, days=1))
    write_bytes(tmp_path / "problem.json", encode(problem))
    status, out, _ = run(capsys, "check", "--problem", str(tmp_path / "problem.json"))
    assert (status, "rule: a rule is expected: 'nap' is not a rule" in out) == (1, True)


def test_a_past_span_is_judged_by_any_policy(database: str, tmp_path: Path, capsys) -> None:
    span = ("--from", "2026-11-22", "--to", "2026-12-05", "--db", database)
    status, out, _ = run(capsys, "recheck", *span)
    assert status == 1  # no rest at all before the night watch
    assert "3 tours worked" in out
    assert "What was worked is known from 2026-11-22 on" in out
    status, out, _ = run(capsys, "recheck", *span, "--json")
    found = json.loads(out)
    assert found["period"] == {"first": "2026-11-22", "days": 14}
    assert sum(f["rule"] == "minimum_rest" for f in found["report"]["findings"]) == 3
    words = ("--from", "2027-01-01", "--setting", "rest_minutes=900", "--source", "new agreement")
    assert run(capsys, "set", "rest_required", "--db", database, *words)[0] == 0
    counts = [
        json.loads(run(capsys, "recheck", *span, "--json", *as_of)[1])["report"]["findings"]
        for as_of in ((), ("--as-of", "2026-12-31"), ("--as-of", "2027-01-01"))
    ]
    required = [sum(f["entry"] == "rest_required" for f in found) for found in counts]
    assert required == [1, 1, 2]
    assert run(capsys, "recheck", *span, "--with", "eight_hour")[0] == 1
    assert (
        "nothing is known to have been worked"
        in run(capsys, "recheck", "--from", "2025-01-01", "--to", "2025-01-31", "--db", database)[2]
    )


def test_two_policies_on_one_roster(tmp_path: Path, capsys) -> None:
    site = small_site()
    period = Period(first=FIRST, days=7)
    problem = site.problem(period)
    tours = tuple(
        replace(t, on=t.on + timedelta(days=DAYS), start=Minute(t.start + DAYS * 1440), end=Minute(t.end + DAYS * 1440))
        for t in worked()
    )
    roster = Roster(facility=site.facility.id, period=period, tours=tours)
    write_bytes(tmp_path / "problem.json", encode(problem))
    write_roster(tmp_path / "roster.json", roster, None, problem, tmp_path / "problem.json")
    files = (str(tmp_path / "problem.json"), str(tmp_path / "roster.json"))
    status, out, _ = run(capsys, "compare", *files, "--with", "eight_hour")
    assert status == 0
    assert "Only under eight_hour: " in out
    assert "Contact above target" in out
    status, out, _ = run(capsys, "compare", *files, "--with", "eight_hour", "--json")
    found = json.loads(out)
    assert {"only_first", "only_second", "changed", "same_count", "tiers"} == found.keys()
    assert {f["entry"] for f in found["only_second"]} >= {"hours_48"}
    assert date.fromisoformat(found["only_second"][0]["cells"][0]["on"]) in period
