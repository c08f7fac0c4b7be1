"""Rules on windows of tours and on contact: what their words say, whom they never name, and rows for one tour a day."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.grid import read_example
from support.terms_oracle import cells_of
from support.tiny import configs, problems_and_rosters
from support.verdicts import judge, whole

from scheduler.domain.findings import Finding
from scheduler.domain.people import Cadence
from scheduler.domain.words import Severity
from scheduler.rule import Breach, Frame, InvalidSettingError, Rule, View
from scheduler.rules import rule_of

EXAMPLES = Path(__file__).parent / "examples"
PAIRS = ("one_to_one_repeats", "cool_down", "self_chosen_contact")
COUNTING = ("one_to_one_repeats", "solo_tours", "area_share", "self_chosen_contact")
"""Rules that leave out windows which one tour a date cannot fill."""


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_rows_left_out_for_one_tour_a_date_are_not_missed(data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    one_a_date = roster.with_tours(tuple({(t.badge, t.on): t for t in roster.tours}.values()))
    seats: dict[tuple[str, date, str], int] = {}
    tours = []
    for tour in one_a_date.tours:
        place = (tour.post, tour.on, tour.shift)
        seats[place] = seats.get(place, -1) + 1
        tours.append(replace(tour, index=seats[place]))
    roster = roster.with_tours(tuple(tours))
    frame = Frame.of(problem)
    cells = cells_of(frame, roster)
    for key in COUNTING:
        config = replace(data.draw(configs(rule_of(key)), key), most_tours_a_day=1)
        verdict = judge(rule_of(key), config, frame, roster, cells)
        assert verdict.agrees, (key, config, verdict)


def finding(rule: Rule, breach: Breach) -> Finding:
    return Finding(
        entry=rule.key,
        rule=rule.key,
        severity=Severity.STOP,
        cells=breach.cells,
        measured=breach.measured,
        limit=breach.limit,
        amount=breach.amount,
        detail=breach.detail,
    )


@pytest.mark.parametrize("key", PAIRS)
def test_no_finding_names_an_inmate_or_a_date_of_contact(key: str) -> None:
    rule = rule_of(key)
    for path in (EXAMPLES / key).glob("broken_*.txt"):
        example = read_example(path)
        refs = {s.inmate for s in (*example.problem.stays, *example.problem.watches)}
        config = rule.Config(**example.settings)
        for breach in rule.check(View(example.problem, example.roster), config, whole(example.problem)):
            said = f"{breach.detail} {rule.explain(finding(rule, breach))}"
            assert not any(ref in said.replace(str(breach.detail.get("area", "")), "") for ref in refs)
            assert "202" not in said


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("solo_tours", {"when": "dusk"}),
        ("solo_tours", {"on": "roof"}),
        ("area_share", {"rotation": "hosing"}),
        ("steady_times", {"rotation": "none"}),
        ("continuity", {"rotation": "any"}),
    ],
)
def test_words_of_settings_are_checked(key: str, values: dict[str, str]) -> None:
    name, value = next(iter(values.items()))
    with pytest.raises(InvalidSettingError, match=rf"{key}\.{name}: one of .* is expected, not '{value}'"):
        rule_of(key).Config(**values)


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("one_to_one_repeats", {}, "At most 2 tours one to one with the same inmate in any 4 days."),
        ("solo_tours", {}, "At most 4 night tours on the same post held alone in any 5 days."),
        ("solo_tours", {"when": "any", "on": "crew", "days": 28}, "At most 4 tours with a crew in any 28 days."),
        ("area_tenure", {"limit_months": 6}, "No tours in a housing area after 6 calendar months of tenure there."),
        (
            "area_share",
            {},
            "At most 60% of the tours of a pattern in any 28 days are in one area (housing).",
        ),
    ],
)
def test_what_the_policy_says(key: str, values: dict[str, Any], sentence: str) -> None:
    rule = rule_of(key)
    assert str(rule.describe(rule.Config(**values))) == sentence


def test_months_end_on_the_same_day_or_the_last_of_a_short_month() -> None:
    for since, months, due in (
        (date(2026, 3, 15), 6, date(2026, 9, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ):
        assert Cadence(days=1, months=months).due(since) == due
    assert Cadence(days=90).due(date(2026, 3, 1)) == date(2026, 5, 30)
