"""Check and terms of every rule say the same on random rosters; a part of a check is a part of the whole one."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.terms_oracle import cells_of
from support.tiny import configs, problems_and_rosters
from support.verdicts import amount_of, judge, whole

from scheduler.rule import Frame, Rule, Scope, View
from scheduler.rules import RULES

CLASHING = frozenset({"one_place"})
"""Rules that hold for rosters in which officers are in two places at once; all others lean on that rule."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)


@every_rule
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_checker_is_silent_exactly_when_terms_hold(rule: Rule, data: Any) -> None:
    problem, roster = data.draw(problems_and_rosters(is_clashing=rule.key in CLASHING))
    config = data.draw(configs(rule))
    frame = Frame.of(problem)
    verdict = judge(rule, config, frame, roster, cells_of(frame, roster))
    assert verdict.agrees, verdict


@every_rule
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_part_of_a_check_is_a_part_of_the_whole_one(rule: Rule, data: Any) -> None:
    """In a part, terms may ask for more than the check says (windows that end in time off), never for less."""
    problem, roster = data.draw(problems_and_rosters(is_clashing=rule.key in CLASHING))
    config = data.draw(configs(rule))
    days = problem.period.days
    first = data.draw(st.integers(0, days - 1))
    last = data.draw(st.integers(first, days - 1))
    badges = data.draw(st.sampled_from([None, frozenset({"A"}), frozenset({"A", "C"})]))
    scope = Scope(problem.period.first + timedelta(days=first), problem.period.first + timedelta(days=last), badges)
    view = View(problem, roster)
    part = rule.check(view, config, scope)
    cut = [b for b in rule.check(view, config, whole(problem)) if _is_inside(b.cells[0], scope)]
    assert Counter(map(_key, part)) == Counter(map(_key, cut))

    frame = Frame.of(problem)
    verdict = judge(rule, config, frame, roster, cells_of(frame, roster), scope)
    assert not verdict.is_feasible or verdict.is_silent or verdict.amount == 0
    assert verdict.cost is None or verdict.cost >= amount_of(rule, part)


def _is_inside(cell: Any, scope: Scope) -> bool:
    return scope.covers(cell.on) and (cell.badge is None or scope.has(cell.badge))


def _key(breach: Any) -> tuple[Any, ...]:
    return breach.cells, breach.measured, breach.limit, breach.amount, tuple(sorted(breach.detail.items()))
