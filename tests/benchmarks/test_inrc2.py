"""The adapter and the scorer of the weekly nurse rostering instances, and that the engine solves them unchanged."""

from pathlib import Path

import pytest
from inrc2 import main
from inrc2_adapter import FIRST, SCALE, LookAhead, week_guesses, week_of, week_problem
from inrc2_score import Past, Week, carry, read_history, read_scenario, read_week, score

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.engine import BuildOptions, build

SCENARIO = """SCENARIO = tiny
WEEKS = 2
SKILLS = 2
Chief
Guard
SHIFT_TYPES = 2
Early (2,3)
Night (2,4)
FORBIDDEN_SHIFT_TYPES_SUCCESSIONS
Early 0
Night 1 Early
CONTRACTS = 2
Full (4,8) (2,4) (2,3) 1 1
Part (2,4) (1,3) (1,7) 2 0
NURSES = 3
Ann Full 2 Chief Guard
Bob Full 1 Guard
Cy Part 1 Guard
"""
HISTORY = """HISTORY
0 tiny
NURSE_HISTORY
Ann 0 0 Night 1 3 0
Bob 0 0 None 0 0 1
Cy 0 0 Early 1 1 0
"""
QUIET = """WEEK_DATA
tiny
REQUIREMENTS
Early Chief (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
Early Guard (0,1) (0,1) (0,1) (0,1) (0,1) (0,1) (0,1)
Night Chief (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
Night Guard (0,0) (0,0) (0,0) (0,0) (0,0) (0,0) (0,0)
SHIFT_OFF_REQUESTS = 2
Bob Any Tue
Ann Night Wed
"""
EARLY = "Guard", "Early"
BUSY = QUIET.replace("Early Chief (0,0)", "Early Chief (1,2)")


def week(**rows: str) -> Week:
    """Return a week from seven letters a nurse: E and N on the post of a guard, e and n on that of a chief."""
    shifts, skills = {"E": "Early", "N": "Night"}, {True: "Guard", False: "Chief"}
    return {
        (nurse, day): (shifts[letter.upper()], skills[letter.isupper()])
        for nurse, row in rows.items()
        for day, letter in enumerate(row)
        if letter != "."
    }


ALL_EARLY = week(Ann=".......", Bob="EEE..EE", Cy="...EE..")


def parts(roster: Week, text: str = QUIET) -> dict[str, int]:
    """Return what one week costs, by kind, without kinds that cost nothing."""
    return {k: v for k, v in score(SCENARIO, HISTORY, [text], [roster]).parts.items() if v}


@pytest.mark.parametrize(
    ("roster", "expected"),
    [
        # Everybody off: seven early tours lack. Ann's single night and Cy's single early end too soon; Ann and Bob
        # (three days off at most) are off four and five days too long, Bob having been off one before.
        (
            week(),
            {"optimal cover": 7 * 30, "one shift in a row": 2 * 15, "days off in a row": (4 + 5) * 30},
        ),
        # Ann goes on: night two and three of four, working days four and five of four. Bob's two days off are enough.
        (
            week(Ann="NN.....", Bob=".EE..EE", Cy="E..EE.."),
            {"working days in a row": 30, "days off in a row": 2 * 30, "wishes": 10},
        ),
        # A Saturday alone breaks the weekend of a full contract, not of a part one. Bob's single day off before it and
        # his single working day are too short.
        (
            week(Ann="..EE.EE", Bob="..EE.E.", Cy="E...E.."),
            {
                "optimal cover": 30,
                "one shift in a row": 15 + 15 + 15,
                "working days in a row": 30,
                "days off in a row": 30 + 30,
                "whole weekends": 30,
            },
        ),
    ],
    ids=["nobody", "history", "weekend"],
)
def test_a_week_costs_what_a_hand_counts(roster: Week, expected: dict[str, int]) -> None:
    assert parts(roster) == expected


def test_totals_are_charged_with_the_last_week() -> None:
    judged = score(SCENARIO, HISTORY, [QUIET, QUIET], [ALL_EARLY, ALL_EARLY])
    # Ann has none of four tours, Bob ten of eight, Cy four of four; Bob works two weekends of one.
    assert judged.parts["total of tours"] == (4 + 2) * 20
    assert judged.parts["total of weekends"] == 30
    assert score(SCENARIO, HISTORY, [QUIET], [ALL_EARLY]).parts["total of tours"] == 0


def test_hard_rules_are_counted() -> None:
    # Early after Ann's night; Bob as a chief; six days without the one chief that is asked for.
    roster = week(Ann="E......", Bob="e......")
    assert score(SCENARIO, HISTORY, [BUSY], [roster]).broken == {"succession": 1, "skill": 1}
    assert score(SCENARIO, HISTORY, [BUSY.replace("(1,2) (0,0)", "(1,2) (1,1)")], [roster]).broken["minimum cover"] == 1


def test_what_is_carried_into_the_next_week() -> None:
    past = read_history(HISTORY)["Ann"]
    assert carry(past, ["Night", "", "", "Early", "Early", "", "Night"]) == Past(4, 1, "Night", 1, 1, 0)
    assert carry(past, [""] * 7) == Past(0, 0, "", 0, 0, 7)


def roster_of(problem: Problem, chosen: Week) -> Roster:
    """Return the roster of a week, each tour on a seat of its own."""
    tours = []
    for slot in problem.slots():
        day = (slot.on - problem.period.first).days
        heads = sorted(nurse for (nurse, on), place in chosen.items() if (on, place) == (day, (slot.shift, slot.post)))
        tours += [
            Tour(badge=b, start=slot.start, end=slot.end, post=slot.post, on=slot.on, shift=slot.shift, index=n)
            for n, b in enumerate(heads)
        ]
    return Roster(facility=problem.facility.id, period=problem.period, tours=tuple(tours))


@pytest.mark.parametrize(
    "weeks",
    [
        (week(), week()),
        (ALL_EARLY, ALL_EARLY),
        (week(Ann="NN.....", Bob=".EE..EE", Cy="E..EE.."), week(Ann=".EE..NN", Bob="E..EEE.", Cy="E.E.E.E")),
        (week(Ann="nNnNnNn", Bob="EEEEEEE", Cy="N.N.N.N"), week(Ann="NNNNNNN", Bob="EEEEEEE", Cy="E.E.E.E")),
    ],
    ids=["nobody", "early", "mixed", "full"],
)
def test_the_checker_prices_a_roster_as_the_scorer_does(weeks: tuple[Week, Week]) -> None:
    scenario, past = read_scenario(SCENARIO), read_history(HISTORY)
    known = 0
    for number in (0, 1):
        problem = week_problem(scenario, past, list(weeks[:number]), [QUIET] * (number + 1), LookAhead())
        report = check_roster(problem, roster_of(problem, weeks[number]))
        judged = score(SCENARIO, HISTORY, [QUIET] * (number + 1), list(weeks[: number + 1]))
        # What is beyond the most of a term is charged as it happens, and by the scorer in the end.
        early = 0 if number else _beyond_the_most(weeks[0])
        assert report.tiers[0].value == (judged.cost - known + early) * SCALE
        assert bool(report.blocking) == (judged.hard > 0)
        known = judged.cost + early


def _beyond_the_most(roster: Week) -> int:
    tours = {nurse: sum(who == nurse for who, _ in roster) for nurse in ("Ann", "Bob", "Cy")}
    return 20 * sum(max(0, tours[n] - most) for n, most in (("Ann", 8), ("Bob", 8), ("Cy", 4)))


def test_pace_is_asked_for_until_the_last_week_is_planned() -> None:
    scenario, past = read_scenario(SCENARIO), read_history(HISTORY)
    demand, _ = read_week(QUIET)
    asked = [
        any(
            entry.id.startswith("pace")
            for entry in week_problem(scenario, past, done, seen, LookAhead(tours=20), coming).policy.entries
        )
        for done, seen, coming in (([], [QUIET], []), ([week()], [QUIET, QUIET], []), ([], [QUIET], [demand]))
    ]
    assert asked == [True, False, False]


def test_coming_weeks_are_guessed_from_what_was_seen_so_far() -> None:
    scenario, past = read_scenario(SCENARIO), read_history(HISTORY)
    steep = QUIET.replace("Early Guard (0,1) (0,1)", "Early Guard (0,3) (2,4)")
    guesses = list(week_guesses(scenario, past, [], [steep]))
    wanted = [
        [slot.wanted for slot in sorted(guess.slots(), key=lambda s: s.on) if (slot.post, slot.shift) == EARLY]
        for guess in guesses
    ]
    assert {guess.period.days for guess in guesses} == {14}
    assert all(row[:7] == [3, 4, 1, 1, 1, 1, 1] for row in wanted)
    # Each weekday of the coming week is the mean of all weekdays, each day of the weekend that of the weekend.
    assert [sum(column) / len(wanted) for column in zip(*wanted, strict=True)][7:] == [2.0] * 5 + [1.0] * 2
    last = list(week_guesses(scenario, past, [week()], [steep, QUIET]))
    assert {guess.period.days for guess in last} == {7}


def test_weeks_follow_each_other_from_a_monday() -> None:
    problem = week_problem(read_scenario(SCENARIO), read_history(HISTORY), [week()], [QUIET, QUIET], LookAhead())
    assert (problem.period.first - FIRST).days == 7
    assert problem.period.first.weekday() == 0


def test_the_engine_finds_the_best_week() -> None:
    """One officer a day at most is wanted, and nobody can do better than these weeks: the engine proves it."""
    scenario, past = read_scenario(SCENARIO), read_history(HISTORY)
    done: list[Week] = []
    for seen in ([QUIET], [QUIET, BUSY]):
        problem = week_problem(scenario, past, done, seen, LookAhead())
        built = build(problem, BuildOptions(seconds=60, workers=1, work=20))
        assert all(tier.is_closed for tier in built.certificate.tiers)
        done.append(week_of(built.roster))
    judged = score(SCENARIO, HISTORY, [QUIET, BUSY], done)
    assert judged.hard == 0
    assert judged.cost < score(SCENARIO, HISTORY, [QUIET, QUIET], [ALL_EARLY, ALL_EARLY]).cost


def test_the_command_says_when_there_is_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "nowhere")]) == 0
    assert "left out" in capsys.readouterr().out


def test_the_command_runs_instances_and_names_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, text in {"Sc-tiny": SCENARIO, "H0-tiny-0": HISTORY, "WD-tiny-0": QUIET, "WD-tiny-1": BUSY}.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    published = "instance,static_best_known,competition_best_week_by_week\ntiny_0_0-1,100,\n"
    (tmp_path / "published.csv").write_text(published, encoding="utf-8")
    assert main(["--data", str(tmp_path), "--work"]) == 0
    assert "static=100 competition=-" in capsys.readouterr().out
    assert main(["--data", str(tmp_path), "tiny", "tiny_7_0"]) == 1
    assert "is expected" in capsys.readouterr().err
