"""Rosters of days whose sequel is only guessed: what the coming days want counts as often as it is guessed."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from support.free_patterns import FIRST, ward

from scheduler.check import check_roster
from scheduler.domain.facility import Coverage
from scheduler.domain.people import Contract
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.engine import BuildOptions, NoRosterError, build_expecting, forks
from scheduler.engine.line import Line

OPTIONS = BuildOptions(seconds=60, workers=1, work=1)


def lonely(wanted: str, weights: tuple[int, ...] = (20, 20, 30, 30)) -> Problem:
    """Return a ward of one officer who may work two of four days, and a head wanted early on the days marked 1."""
    problem = ward(0, officers=1, days=4)
    days = [FIRST + timedelta(days=day) for day in range(4)]
    coverage = tuple(
        Coverage(shift="E", minimum=0, wanted=int(heads), first=on, last=on, under_weight=weight, over_weight=1)
        for on, heads, weight in zip(days, wanted, weights, strict=True)
    )
    return replace(
        problem,
        posts=(replace(problem.posts[0], coverage=coverage),),
        officers=(replace(problem.officers[0], contract=Contract(most_minutes=960)),),
        leave=(),
        wishes=(),
    )


@pytest.mark.parametrize(
    ("guesses", "expected"),
    [
        (["1100", "1100"], 2),
        (["1111", "1111"], 0),
        # Two halves of a tour are worth 30 together, so one is kept for them.
        (["1111", "1100"], 1),
        (["1110", "1101"], 1),
    ],
    ids=["nothing", "sure", "half", "either"],
)
def test_tours_are_kept_for_what_is_expected(guesses: list[str], expected: int) -> None:
    roster = build_expecting([lonely(wanted) for wanted in guesses], 2, OPTIONS)
    assert len(roster.tours) == expected
    assert roster.period == Period(first=FIRST, days=2)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_days_keep_all_hard_limits(seed: int) -> None:
    problem = ward(seed, officers=5, days=10, is_asking=False)
    kept = Period(first=FIRST, days=5)
    roster = build_expecting([problem], 5, OPTIONS)
    assert roster.tours
    assert all(tour.on in kept for tour in roster.tours)
    assert not check_roster(replace(problem, period=kept), roster).blocking


def test_the_same_work_gives_the_same_roster() -> None:
    problem = ward(4, officers=6, days=10, is_asking=False)
    first, again = (build_expecting([problem], 5, replace(OPTIONS, work=0.5)) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("works", [True, False], ids=["beside", "killed"])
def test_a_second_process_helps_and_is_not_needed(works: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = ward(2, officers=5, days=10, is_asking=False)
    kept = Period(first=FIRST, days=5)
    forked, children = forks.forked, []

    def noted(serve: Callable[[Line], None]) -> tuple[int, Line] | None:
        begun = forked(serve if works else lambda pipe: os._exit(1))
        children.append(begun)
        return begun

    monkeypatch.setattr(forks, "forked", noted)
    roster = build_expecting([problem], 5, BuildOptions(seconds=2.0, workers=2))
    assert not check_roster(replace(problem, period=kept), roster).blocking
    assert len(children) == int(forks.CAN_FORK)
    for child, _ in filter(None, children):
        with pytest.raises(ChildProcessError):
            os.waitpid(child, os.WNOHANG)


def test_guesses_have_the_same_slots() -> None:
    problem = lonely("1111")
    fewer = replace(problem.posts[0], coverage=problem.posts[0].coverage[:3])
    with pytest.raises(ValueError, match="same slots"):
        build_expecting([problem, replace(problem, posts=(fewer,))], 2, OPTIONS)


def test_no_time_gives_no_roster() -> None:
    with pytest.raises((NoRosterError, ValueError)):
        build_expecting([lonely("1111")], 2, BuildOptions(seconds=0.0, workers=1))
