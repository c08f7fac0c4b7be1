"""Check and terms of every rule say the same on random rosters; a part of a check is a part of the whole one.

Each random roster goes through all rules: making it costs more than judging it. A failure names the rules it concerns.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.terms_oracle import cells_of
from support.tiny import configs, problems_and_rosters
from support.verdicts import amount_of, judge, whole

from scheduler.rule import Breach, Frame, Rule, Scope, View
from scheduler.rules import RULES
from scheduler.rules.one_place import OnePlace

AT_THE_END = frozenset({"fair_spread", "hours_in_period", "working_runs", "day_runs", "weekends", "shift_limits"})
"""Rules that judge a contract as a whole on the last date of the period, wherever their findings lie."""

quick = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(data=st.data())
def test_checker_is_silent_exactly_when_terms_hold(data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    frame = Frame.of(problem)
    cells = cells_of(frame, roster)
    wrong = {}
    for rule in RULES:
        config = data.draw(configs(rule), rule.key)
        verdict = judge(rule, config, frame, roster, cells)
        if not verdict.agrees:
            wrong[rule.key] = (config, verdict)
    assert not wrong


@quick
@given(problems_and_rosters(is_clashing=True))
def test_one_place_agrees_where_officers_are_in_two(made: Any) -> None:
    problem, roster = made
    frame = Frame.of(problem)
    verdict = judge(OnePlace(), OnePlace.Config(), frame, roster, cells_of(frame, roster))
    assert verdict.agrees, verdict


@quick
@given(data=st.data())
def test_a_part_of_a_check_is_a_part_of_the_whole_one(data: Any) -> None:
    """In a part, terms may ask for more than the check says (windows that end in time off), never for less."""
    problem, roster = data.draw(problems_and_rosters(is_clashing=data.draw(st.booleans())))
    days = problem.period.days
    first = data.draw(st.integers(0, days - 1))
    last = data.draw(st.integers(first, days - 1))
    badges = data.draw(st.sampled_from([None, frozenset({"A"}), frozenset({"A", "C"})]))
    scope = Scope(problem.period.first + timedelta(days=first), problem.period.first + timedelta(days=last), badges)
    view = View(problem, roster)
    for rule in RULES:
        config = data.draw(configs(rule), rule.key)
        part = rule.check(view, config, scope)
        all_of_it = rule.check(view, config, whole(problem))
        cut = [b for b in all_of_it if _is_inside(rule, b, scope, problem.period.last)]
        assert Counter(map(_key, part)) == Counter(map(_key, cut)), rule.key


@quick
@given(data=st.data())
def test_terms_of_a_part_are_never_laxer_than_its_check(data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters())
    days = problem.period.days
    first = data.draw(st.integers(0, days - 1))
    last = data.draw(st.integers(first, days - 1))
    scope = Scope(problem.period.first + timedelta(days=first), problem.period.first + timedelta(days=last))
    frame = Frame.of(problem)
    cells = cells_of(frame, roster)
    for rule in RULES:
        config = data.draw(configs(rule), rule.key)
        verdict = judge(rule, config, frame, roster, cells, scope)
        assert not verdict.is_feasible or verdict.is_silent, rule.key
        part = rule.check(View(problem, roster), config, scope)
        assert verdict.cost is None or verdict.cost >= amount_of(rule, part), rule.key


def _is_inside(rule: Rule, breach: Breach, scope: Scope, last: Any) -> bool:
    cell = breach.cells[0]
    on = last if rule.key in AT_THE_END else cell.on
    return scope.covers(on) and (cell.badge is None or scope.has(cell.badge))


def _key(breach: Breach) -> tuple[Any, ...]:
    return breach.cells, breach.measured, breach.limit, breach.amount, tuple(sorted(breach.detail.items()))
