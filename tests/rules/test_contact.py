"""The contact rule: terms and check agree, both with the definition counted minute by minute."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.exposure import minute_by_minute, problems_and_rosters, windows_over
from support.grid import read_example
from support.terms_oracle import cells_of
from support.verdicts import amount_of, judge, whole

from scheduler.domain.findings import Finding
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Severity
from scheduler.ledger import Ledger
from scheduler.rule import Frame, Scope, View
from scheduler.rule.exposure import Sweep
from scheduler.rules.contact import Config, Contact

RULE = Contact()
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def configs(most_tours_a_day: int = 1) -> st.SearchStrategy[Config]:
    return st.builds(
        Config,
        days=st.integers(1, 6),
        limit_minutes=st.integers(0, 90),
        most_tours_a_day=st.just(most_tours_a_day),
    )


def agree(problem: Problem, roster: Roster, config: Config, scope: Scope | None = None) -> None:
    # Bounds count tours, not seats: two officers may share an index here and there.
    frame = Frame.of(problem)
    verdict = judge(RULE, config, frame, roster, cells_of(frame, roster), scope)
    assert verdict.agrees, verdict


@settings(SLOW, max_examples=40)
@given(problems_and_rosters(), configs())
def test_terms_and_check_say_what_the_definition_says(made: tuple[Problem, Roster], config: Config) -> None:
    problem, roster = made
    counted = minute_by_minute(problem, problem.worked, roster.tours)
    expected = windows_over(problem, counted, config.days, config.limit_minutes)
    by_definition: dict[str, int] = {}
    for (badge, _), (excess, _) in expected.items():
        by_definition[badge] = max(by_definition.get(badge, 0), -(-excess // 60_000))
    found = RULE.check(View(problem, roster), config, whole(problem))
    assert {b.cells[0].badge for b in found} == set(by_definition)
    assert amount_of(RULE, found) == sum(by_definition.values())
    for breach in found:
        excess, totals = expected[breach.cells[0].badge, breach.cells[0].on]
        assert (breach.amount, breach.limit) == (-(-excess // 60_000), config.limit_minutes)
        assert breach.measured in {-(-total // 1000) for total in totals}
    agree(problem, roster, config)


@settings(SLOW, max_examples=40)
@given(problems_and_rosters(), configs(), st.integers(1, 3))
def test_what_was_worked_beyond_the_roster_counts_as_if_it_were_history(made, config: Config, every: int) -> None:
    """Every second or third tour, say, was none of the roster's, but was worked all the same."""
    problem, roster = made
    beyond = roster.tours[:: every + 1]
    problem, roster = replace(problem, held_over=beyond), roster.with_tours(tuple(set(roster.tours) - set(beyond)))
    counted = minute_by_minute(problem, (*problem.worked, *beyond), roster.tours)
    expected = windows_over(problem, counted, config.days, config.limit_minutes)
    found = RULE.check(View(problem, roster), config, whole(problem))
    assert {b.cells[0].badge for b in found} == {badge for badge, _ in expected}
    agree(problem, roster, config)


@settings(SLOW, max_examples=40)
@given(problems_and_rosters(most=3), configs(most_tours_a_day=3))
def test_terms_and_check_agree_on_doubles_where_policy_reckons_with_them(made, config) -> None:
    agree(*made, config)


@settings(SLOW, max_examples=30)
@given(problems_and_rosters(), configs(), st.integers(0, 3), st.integers(0, 3), st.sampled_from([None, 1, 2]))
def test_a_scope_is_the_full_check_cut_to_it(made, config, first, last, change) -> None:
    problem, roster = made
    if change is not None:  # policy for this rule changes inside the period
        effective = problem.period.first + timedelta(days=change)
        entry = PolicyEntry(id="later", rule="contact", severity=Severity.SHOW, effective=effective)
        problem = replace(problem, policy=Policy(entries=(entry,), contact_weights=problem.policy.contact_weights))
    dates = problem.period.dates
    full = RULE.check(View(problem, roster), config, whole(problem))
    scope = Scope(dates[min(first, last)], dates[max(first, last)], frozenset({"1", "3"}))
    cut = tuple(b for b in full if scope.covers(b.cells[0].on) and scope.has(b.cells[0].badge))
    assert RULE.check(View(problem, roster), config, scope) == cut
    begin = change or 0
    agree(problem, roster, config, Scope(dates[begin], dates[max(begin, last)], scope.badges))


@settings(SLOW, max_examples=40)
@given(problems_and_rosters(most=3))
def test_the_checkers_sweep_and_the_ledger_agree(made: tuple[Problem, Roster]) -> None:
    problem, roster = made
    ledger = Ledger.of(problem)
    plan = ledger.contacts(ledger.planned_work(roster.tours))
    sweep = Sweep(View(problem, roster))
    presence = sweep.history.presence
    for o, badge in enumerate(("1", "2", "3")):
        met = sweep.met(badge)
        for contacts, is_own in ((ledger.history, False), (plan, True)):
            table = ledger.by_date(contacts, o)
            swept: dict[tuple[int, int], int] = {}
            for group, day, value, tour in zip(met.group, met.day, met.value, met.tour, strict=True):
                if (tour >= 0) == is_own:
                    key = (int(group), int(day) + presence.days.first - ledger.first_date.toordinal())
                    swept[key] = swept.get(key, 0) + int(value)
            for inmate, column in ledger.column.items():
                mine = {day: value for (group, day), value in swept.items() if group == presence.group_of[inmate]}
                assert mine == {day: value for day, value in enumerate(table[column].tolist()) if value}
            assert {group for group, _ in swept} <= set(presence.group_of.values())


@pytest.mark.parametrize(("seconds", "shown"), [(1512, "25 h 12 min"), (2400, "40 h")])
def test_words_speak_of_area_and_hours(seconds: int, shown: str) -> None:
    finding = Finding(
        entry="contact_28_cap",
        rule="contact",
        severity=Severity.STOP,
        cells=(),
        measured=seconds,
        limit=1440,
        detail={"area": "HU-B", "days": 28},
    )
    expected = f"No tours left in HU-B: {shown} of weighted contact in 28 days; the limit is 24 h."
    assert str(RULE.explain(finding)) == expected
    described = "At most 36 h of weighted contact of an officer with any one inmate in any 28 days."
    assert str(RULE.describe(Config())) == described


def test_a_window_that_stays_over_is_new_where_policy_changes() -> None:
    example = read_example(Path(__file__).parent / "examples" / "contact" / "broken_watch_alone.txt")
    dates = [example.problem.period.first + timedelta(days=d) for d in range(3)]
    roster = example.roster.with_tours(tuple(t for t in example.roster.tours if t.on < dates[2]))
    config, scope = Config(days=28, limit_minutes=720), Scope(dates[2], dates[2])
    assert RULE.check(View(example.problem, roster), config, scope) == ()
    entry = PolicyEntry(id="later", rule="contact", severity=Severity.SHOW, effective=dates[2])
    changed = replace(example.problem, policy=Policy(entries=(entry,)))
    (found,) = RULE.check(View(changed, roster), config, scope)
    # The window is over since the day before; nobody works on this date, so no seat is named.
    assert (found.cells[0].on, found.cells[0].seat, found.measured, found.amount) == (dates[2], None, 1440, 12)
    agree(changed, roster, config, scope)
