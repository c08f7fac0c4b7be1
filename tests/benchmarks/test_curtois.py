"""The adapter and the scorer of the public shift scheduling instances, and that the engine solves them unchanged."""

import os
from collections import Counter
from pathlib import Path

import pytest
from curtois import main
from curtois_adapter import FIRST, assignments, read_instance
from curtois_score import score
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.wire import decode, encode

HERE = Path(__file__).parent
SMALL = (HERE / "data" / "small.txt").read_text(encoding="utf-8")
BENCH = Path(os.environ.get("FAIRWATCH_BENCH", HERE.parents[2] / "shared" / "bench"))
INSTANCE_1 = BENCH / "curtois" / "Instance1.txt"

# What the scorer counts as one breach, the checker does too, rule by rule.
SAME_COUNT = {
    "hours_in_period": ("minutes",),
    "working_runs": ("too many days in a row", "too few days in a row", "too few days off in a row"),
    "weekends": ("weekends",),
    "shift_limits": ("shift limit",),
    "succession": ("succession",),
    "leave": ("day off worked",),
}


def roster_of(problem: Problem, chosen: set[tuple[str, int, str]]) -> Roster:
    """Return the roster in which each (employee, day index, shift) is a tour on a seat of its own."""
    tours = []
    for slot in problem.slots():
        heads = sorted(who for who, day, shift in chosen if (day, shift) == ((slot.on - FIRST).days, slot.shift))
        for index, badge in enumerate(heads):
            tours.append(
                Tour(
                    start=slot.start,
                    end=slot.end,
                    badge=badge,
                    post=slot.post,
                    on=slot.on,
                    shift=slot.shift,
                    index=index,
                )
            )
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours))


def one_shift_a_day(choices: list[list[str]]) -> set[tuple[str, int, str]]:
    """Return rows of officers, columns of days, as (employee, day, shift); `-` is a day off."""
    return {
        (who, day, shift)
        for who, row in zip("PQRST", choices, strict=True)
        for day, shift in enumerate(row)
        if shift != "-"
    }


ROSTERS = st.lists(st.lists(st.sampled_from("--ELN"), min_size=8, max_size=8), min_size=5, max_size=5)


@settings(max_examples=150, deadline=None)
@given(ROSTERS)
def test_checker_and_scorer_agree_on_any_roster(choices: list[list[str]]) -> None:
    problem = read_instance(SMALL)
    chosen = one_shift_a_day(choices)
    roster = roster_of(problem, chosen)
    assert assignments(roster) == chosen
    report = check_roster(problem, roster)
    judged = score(SMALL, chosen)
    assert [tier.value for tier in report.tiers] == [judged.cost]
    # A leave finding names each tour; with one shift a day that is each day off worked.
    found = Counter(finding.rule for finding in report.blocking)
    for rule, kinds in SAME_COUNT.items():
        assert found[rule] == sum(judged.broken.get(kind, 0) for kind in kinds), rule
    assert sum(found.values()) == judged.hard


def test_two_shifts_a_day_are_found_by_both() -> None:
    problem = read_instance(SMALL)
    chosen = {("P", 1, "E"), ("P", 1, "L")}
    assert score(SMALL, chosen).broken["two shifts a day"] == 1
    found = Counter(f.rule for f in check_roster(problem, roster_of(problem, chosen)).blocking)
    assert found["one_place"] == 1


def test_scorer_by_hand() -> None:
    rows = ["E-", "LE"]
    instance = "\n".join(
        [
            "SECTION_HORIZON",
            "2",
            "SECTION_SHIFTS",
            "E,480,",
            "L,480,E",
            "SECTION_STAFF",
            "A,E=0|L=9,960,0,5,2,2,1",
            "B,E=9|L=9,480,0,1,1,1,0",
            "SECTION_DAYS_OFF",
            "A,0",
            "SECTION_SHIFT_ON_REQUESTS",
            "A,1,L,5",
            "SECTION_SHIFT_OFF_REQUESTS",
            "B,0,L,7",
            "SECTION_COVER",
            "0,E,3,100,1",
            "0,L,0,100,2",
            "1,E,1,100,1",
        ]
    )
    chosen = {(who, d, s) for who, row in zip("AB", rows, strict=True) for d, s in enumerate(row) if s != "-"}
    judged = score(instance, chosen)
    # Wish 5, wish 7, two heads short at 100, one too many at 2.
    assert judged.cost == 5 + 7 + 200 + 2
    assert judged.broken == {
        "shift limit": 1,
        "day off worked": 1,
        "succession": 1,
        "minutes": 1,
        "too many days in a row": 1,
    }


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("0100000", "too few days in a row"),
        ("1000000", ""),
        ("0000001", ""),
        ("0110110", "too few days off in a row"),
        ("1110000", "too many days in a row"),
        ("0000011", "weekends"),
    ],
)
def test_scorer_at_the_edges(line: str, broken: str) -> None:
    instance = "SECTION_HORIZON\n7\nSECTION_SHIFTS\nE,60,\nSECTION_STAFF\nA,E=9,9999,0,2,2,2,0\n"
    if line in ("0000001", "0000011"):
        instance = instance.replace("2,2,2,0", "2,2,2,0" if broken else "2,2,2,1")
    judged = score(instance, {("A", day, "E") for day, works in enumerate(line) if works == "1"})
    assert [kind for kind in judged.broken if kind != "weekends" or broken == "weekends"] == (
        [broken] if broken else []
    )


def test_scorer_refuses_what_the_instance_does_not_know() -> None:
    with pytest.raises(ValueError, match="does not know"):
        score(SMALL, {("P", 99, "E")})


def test_adapter_carries_everything_over() -> None:
    problem = read_instance(SMALL)
    assert problem.period.days == 8
    assert problem.period.first.weekday() == 0
    assert [s.not_before for s in problem.shifts] == [(), ("E",), ("E", "L")]
    assert [len(x) for x in (problem.officers, problem.leave, problem.wishes)] == [5, 4, 9]
    night = next(s for s in problem.slots() if (s.on - FIRST).days == 5 and s.shift == "N")
    assert (night.wanted, night.under_weight, night.over_weight, night.end - night.start) == (0, 100, 2, 600)
    contract = problem.officers[3].contract
    assert contract is not None
    assert (contract.least_minutes, contract.most_work_days_in_a_row, contract.most_weekends) == (1440, 5, 1)
    assert decode(encode(problem), Problem, "small") == problem


@pytest.mark.parametrize("text", ["", "5,6", "SECTION_HORIZON\n3\n", "SECTION_HORIZON\nx\nSECTION_STAFF\nA\n"])
def test_adapter_refuses_other_files(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_instance(text)


def test_engine_proves_the_small_instance(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(HERE / "data" / "small.txt"), "--time", "20", "--workers", "1"]) == 0
    assert capsys.readouterr().out.startswith("small cost=181 bound=181 ")


@pytest.mark.slow
def test_engine_proves_instance_1(capsys: pytest.CaptureFixture[str]) -> None:
    if not INSTANCE_1.exists():
        pytest.skip("The public instances are not beside the repository; FAIRWATCH_BENCH can name their folder.")
    assert main([str(INSTANCE_1), "--time", "30", "--workers", "2"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("Instance1 cost=607 bound=607 ")
    assert line.rstrip().endswith("hard=0")


def test_unreadable_files_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = tmp_path / "none.txt"
    assert main([str(missing)]) == 1
    assert str(missing) in capsys.readouterr().err
