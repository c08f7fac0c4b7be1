"""What holds for rules whatever they say: empty facilities, configs from policy, rows over instances, uses by date."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.grid import read_example
from support.terms_oracle import cells_of, cost, excess, is_feasible
from support.tiny import configs, problems_and_rosters
from support.verdicts import amount_of, judge, whole

from scheduler.domain.facility import Facility
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import Severity
from scheduler.rule import Frame, InstanceRows, InvalidSettingError, Rows, Scope, View, read_config, setting
from scheduler.rules import RULES, UnknownRuleError, rule_of, uses
from scheduler.rules.overtime import Config as OvertimeConfig
from scheduler.rules.seats import Config as SeatsConfig
from scheduler.rules.seats import Seats

FIRST = date(2026, 12, 14)
WORTH_BY_MINUTES = frozenset(
    {
        "minimum_rest",
        "hours_in_window",
        "consecutive_days",
        "overtime_month",
        "overtime_week",
        "flsa_overtime",
        "seats",
        "overtime",
        "pattern_adherence",
    }
)
"""Rules that charge time or dates; others count tours, and two parts are two."""

quick = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass(frozen=True)
class Toy:
    """One setting of each type."""

    limit_days: int = setting(5, "Limit", "days", 1, 9)
    is_strict: bool = setting(False, "Strict", "yes or no")
    word: str = setting("a", "Word", "a or b")


def entry(rule: str, *settings_: Setting, first: date = FIRST, **more: Any) -> PolicyEntry:
    more = {"id": rule, "severity": Severity.STOP} | more
    return PolicyEntry(rule=rule, effective=first, settings=settings_, **more)


@quick
@given(data=st.data())
def test_a_facility_without_posts_or_officers_is_no_trouble(data: Any) -> None:
    problem, _ = data.draw(problems_and_rosters())
    empty = Problem(facility=Facility(id="F", name="F", zone="UTC"), period=Period(first=FIRST, days=3))
    naming_posts = ("posts", "restrictions", "awards", "watches", "preferences", "documents", "readings", "team_needs")
    no_posts = replace(problem, published=(), fixed=(), **dict.fromkeys(naming_posts, ()))
    for each in (empty, no_posts):
        frame = Frame.of(each)
        roster = Roster(facility="F", period=each.period)
        cells = cells_of(frame, roster)
        for rule in RULES:
            assert judge(rule, data.draw(configs(rule)), frame, roster, cells).agrees, rule.key


@quick
@given(data=st.data())
def test_a_tour_in_two_parts_is_worth_what_the_whole_is(data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    parts = tuple(part for tour in roster.tours for part in _halves(tour))
    for rule in RULES:
        config = data.draw(configs(rule))
        whole_, split = (
            rule.check(View(problem, each), config, whole(problem)) for each in (roster, roster.with_tours(parts))
        )
        assert bool(whole_) == bool(split), rule.key
        if rule.key in WORTH_BY_MINUTES:
            assert amount_of(rule, whole_) == amount_of(rule, split), rule.key


@quick
@given(data=st.data())
def test_rows_over_instances_are_the_same_rows_over_slots(data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    frame = Frame.of(problem)
    cells = cells_of(frame, roster)
    for rule in RULES:
        for term in rule.terms(frame, data.draw(configs(rule)), whole(problem)):
            if isinstance(term, InstanceRows):
                rows = term.by_slot(frame)
                assert isinstance(rows, Rows)
                assert excess(frame, rows, cells) == excess(frame, term, cells)
                assert cost(frame, [rows], cells) == cost(frame, [term], cells)
                for own in term.sets:
                    _, slots, _ = term.slots_of(frame, np.array([own]))
                    assert slots.tolist() == rows.slot[rows.first[own] : rows.first[own + 1]].tolist()
                assert is_feasible(frame, [rows], cells) == is_feasible(frame, [term], cells)


def test_config_reads_what_policy_names_and_keeps_the_rest() -> None:
    given_ = entry("toy", Setting(name="limit_days", value=7), Setting(name="is_strict", value=True))
    assert read_config(Toy, given_) == Toy(limit_days=7, is_strict=True, word="a")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("days", 7, "policy toy: 'days' is not one of is_strict, limit_days, word"),
        ("limit_days", "7", "policy toy.limit_days: a whole number is expected, not '7'"),
        ("limit_days", True, "policy toy.limit_days: a whole number is expected, not True"),
        ("is_strict", 1, "policy toy.is_strict: true or false is expected, not 1"),
        ("limit_days", 10, "policy toy.limit_days: 1 to 9 days are expected, not 10"),
        ("limit_days", 0, "policy toy.limit_days: 1 to 9 days are expected, not 0"),
    ],
)
def test_config_refuses_with_one_sentence(name: str, value: int | bool | str, expected: str) -> None:
    with pytest.raises(InvalidSettingError) as caught:
        read_config(Toy, entry("toy", Setting(name=name, value=value)))
    assert str(caught.value) == expected


def test_words_of_seats_and_overtime_are_checked() -> None:
    for kind, values in (
        (SeatsConfig, {"priority": "urgent"}),
        (SeatsConfig, {"part": "half"}),
        (OvertimeConfig, {"kind": "free"}),
    ):
        with pytest.raises(InvalidSettingError, match="expected, not"):
            kind(**values)
    assert "above the minimum" in str(Seats().describe(SeatsConfig(part="rest")))


def test_never_is_for_what_no_authority_can_lift() -> None:
    """All else may be waived in an emergency: a jail cannot be left unguarded for the sake of a number."""
    assert {r.key for r in RULES if r.severities == (Severity.NEVER,)} == {
        "one_place",
        "leave",
        "qualification",
        "restriction",
    }
    assert {r.key for r in RULES if Severity.NEVER in r.severities and Severity.STOP in r.severities} == {"locks_kept"}


def test_rules_are_found_by_key() -> None:
    assert rule_of("seats").key == "seats"
    with pytest.raises(UnknownRuleError, match="'chairs' is not a rule; known are one_place"):
        rule_of("chairs")


def test_uses_follow_the_dates_of_policy() -> None:
    later = FIRST + timedelta(days=2)
    limit = Setting(name="limit_days", value=9)
    policy = Policy(
        entries=(
            entry("consecutive_days"),
            entry("consecutive_days", limit, first=later),
            entry("seats", tier="critical"),
            entry("leave", severity=Severity.ASK),
        ),
        tiers=(Tier(key="critical", name="Critical", unit="h", scale=60),),
    )
    period = Period(first=FIRST, days=4)
    problem = Problem(facility=Facility(id="F", name="F", zone="UTC"), period=period, policy=policy)
    found = {(u.rule.key, u.scope.first, u.scope.last): u for u in uses(problem)}
    assert set(found) == {
        ("consecutive_days", FIRST, FIRST + timedelta(days=1)),
        ("consecutive_days", later, period.last),
        ("seats", FIRST, period.last),
        ("leave", FIRST, period.last),
    }
    assert found["consecutive_days", later, period.last].config.limit_days == 9
    assert {u.rule.key for u in found.values() if u.is_hard} == {"consecutive_days"}
    part = Scope(later, later, frozenset({"A"}))
    assert [(u.rule.key, u.scope) for u in uses(problem, part)] == [
        ("consecutive_days", part),
        ("leave", part),
        ("seats", part),
    ]


def test_a_scope_of_officers_binds_only_them() -> None:
    """Terms for everybody and for some differ only in whom they bind."""
    problem, roster = _one_officer_too_long()
    frame = Frame.of(problem)
    rule = rule_of("consecutive_days")
    config = rule.Config(limit_days=1)
    for badges, is_kept in ((frozenset({"A"}), False), (frozenset({"B"}), True)):
        scope = Scope(problem.period.first, problem.period.last, badges)
        cells = cells_of(frame, roster)
        assert is_feasible(frame, rule.terms(frame, config, scope), cells) is is_kept
        assert (not rule.check(View(problem, roster), config, scope)) is is_kept


def _halves(tour: Tour) -> tuple[Tour, Tour]:
    middle = (tour.start + tour.end) // 2
    return replace(tour, end=middle), replace(tour, start=middle)


def _one_officer_too_long() -> tuple[Problem, Roster]:
    folder = Path(__file__).parent / "examples" / "consecutive_days"
    example = read_example(folder / "broken_on_the_last_day.txt")
    officers = (*example.problem.officers, replace(example.problem.officers[0], badge="B"))
    return replace(example.problem, officers=officers), example.roster
