"""The check that follows edits says what the whole check says; what it rests on is what rules say of themselves."""

from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.edits import differing, judged_by_all, random_edit

from scheduler.check import Checker, check_roster
from scheduler.domain.people import Leave, Restriction
from scheduler.rules import rule_of

EDITS = 4

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(judged_by_all(), st.randoms(use_true_random=False))
def test_following_edits_says_what_a_whole_check_says(made: Any, random: Random) -> None:
    """Fails for a rule whose `judged_by` is not true: the message names it."""
    problem, roster = made
    checker = Checker.of(problem, roster)
    assert not differing(checker.report, check_roster(problem, roster))
    for _ in range(EDITS):
        roster = random_edit(random, problem, roster).apply(roster)
        checker = checker.edited(roster)
        wrong = differing(checker.report, check_roster(problem, roster))
        told = {key: rule_of(key).judged_by for key in wrong if "tiers" not in key}
        assert not wrong, f"rule: (findings too many, too few), and what it says it is judged by: {wrong}, {told}"


@quick
@given(judged_by_all(), st.randoms(use_true_random=False))
def test_what_an_edit_adds_is_in_the_report_after_it_and_was_not_before(made: Any, random: Random) -> None:
    problem, roster = made
    checker = Checker.of(problem, roster)
    after = random_edit(random, problem, roster).apply(roster)
    told = checker.added_by(after)
    old, new = check_roster(problem, roster).findings, check_roster(problem, after).findings
    assert all(finding in new for finding in told)
    places = {(f.entry, f.cells) for f in old}
    assert all(f in told for f in new if (f.entry, f.cells) not in places)
    assert not any(f in told for f in new if f in old)
    assert checker.added_by(roster) == ()


@quick
@given(judged_by_all(), st.randoms(use_true_random=False))
def test_leave_and_restrictions_that_come_are_judged_as_a_whole_check_judges_them(made: Any, random: Random) -> None:
    """Fails for a rule that looks at others' leave beyond the dates and officers of its `judged_by`."""
    problem, roster = made
    checker = Checker.of(problem, roster)
    for _ in range(EDITS // 2):
        badge = random.choice(problem.officers).badge
        on = random.choice(problem.period.dates)
        start = problem.clock.midnight(on) + random.choice((0, 30, 360, 1080, 1410))
        away = Leave(badge=badge, start=start, end=start + random.choice((30, 480, 720, 4320)))
        bar = Restriction(
            badge=random.choice(problem.officers).badge,
            first=on,
            last=random.choice((None, on, problem.period.last)),
            area=random.choice(problem.areas).code,
        )
        kind = random.randrange(3)
        problem = replace(
            problem,
            leave=(*problem.leave, away) if kind != 1 else problem.leave,
            restrictions=(*problem.restrictions, bar) if kind else problem.restrictions,
        )
        checker = checker.with_closed(problem)
        assert not differing(checker.report, check_roster(problem, roster))
        roster = random_edit(random, problem, roster).apply(roster)
        checker = checker.edited(roster)
        assert not differing(checker.report, check_roster(problem, roster))
