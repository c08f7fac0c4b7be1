"""The contact rule: terms and check agree, both with the definition counted minute by minute."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exposure import minute_by_minute, problems_and_rosters, windows_over

from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Severity
from scheduler.rule import Frame, Rows, Scope, View
from scheduler.rules.contact import Config, Contact

RULE = Contact()


def charges_of(rows: Rows, frame: Frame, roster: Roster) -> dict[str, int]:
    """Return the largest charge of each officer."""
    worked = {(t.badge, frame.slot_index[t.post, t.on, t.shift]) for t in roster.tours}
    found: dict[str, int] = {}
    for r, o in enumerate(rows.officer.tolist()):
        part = slice(int(rows.first[r]), int(rows.first[r + 1]))
        badge = frame.badges[o]
        cells = zip(rows.slot[part].tolist(), rows.coef[part].tolist(), strict=True)
        total = sum(coef for slot, coef in cells if (badge, slot) in worked)
        charge = max(0, -(-(total - int(rows.upper[r])) // rows.unit))
        if charge:
            found[badge] = max(found.get(badge, 0), charge)
    return found


def worst_of(breaches) -> dict[str, int]:
    found: dict[str, int] = {}
    for breach in breaches:
        badge = breach.cells[0].badge
        found[badge] = max(found.get(badge, 0), breach.amount)
    return found


configs = st.builds(Config, days=st.integers(1, 6), limit_minutes=st.integers(0, 60))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems_and_rosters(), configs)
def test_terms_and_check_say_what_the_definition_says(made: tuple[Problem, Roster], config: Config) -> None:
    problem, roster = made
    scope = Scope(problem.period.first, problem.period.last)
    counted = minute_by_minute(problem, problem.worked, roster.tours)
    expected = windows_over(problem, counted, config.days, config.limit_minutes)
    by_definition: dict[str, int] = {}
    for (badge, _), (excess, _) in expected.items():
        by_definition[badge] = max(by_definition.get(badge, 0), -(-excess // 60_000))
    found = RULE.check(View(problem, roster), config, scope)
    assert worst_of(found) == by_definition
    for breach in found:
        cell = breach.cells[0]
        excess, total = expected[cell.badge, cell.on]
        assert (breach.amount, breach.limit) == (-(-excess // 60_000), config.limit_minutes)
        assert breach.measured > breach.limit
    frame = Frame.of(problem)
    (rows,) = RULE.terms(frame, config, scope)
    assert charges_of(rows, frame, roster) == by_definition


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems_and_rosters(), configs, st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, 1, 2]))
def test_a_scope_is_the_full_check_cut_to_it(made, config, first, last, change) -> None:
    problem, roster = made
    if change is not None:  # policy for this rule changes inside the period
        effective = problem.period.first + timedelta(days=change)
        entry = PolicyEntry(id="later", rule="contact", severity=Severity.SHOW, effective=effective)
        problem = replace(problem, policy=Policy(entries=(entry,), contact_weights=problem.policy.contact_weights))
    dates = problem.period.dates
    whole = RULE.check(View(problem, roster), config, Scope(dates[0], dates[-1]))
    scope = Scope(dates[min(first, last)], dates[max(first, last)], frozenset({"1", "3"}))
    cut = tuple(b for b in whole if scope.covers(b.cells[0].on) and scope.has(b.cells[0].badge))
    assert RULE.check(View(problem, roster), config, scope) == cut
    if change is not None and change <= last:
        span = Scope(dates[change], dates[-1])
        frame = Frame.of(problem)
        (rows,) = RULE.terms(frame, config, span)
        assert charges_of(rows, frame, roster) == worst_of(RULE.check(View(problem, roster), config, span))
