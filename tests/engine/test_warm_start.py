"""A build that begins with a roster that is at hand: never worse than that one, and lawful whatever that one was."""

from dataclasses import replace

import pytest
from support.toy import busy_facility

from scheduler.check import check_roster
from scheduler.domain.people import Leave
from scheduler.engine import BuildOptions, build

NO_TIME = BuildOptions(seconds=0.01, workers=1)
"""Only the first roster is finished."""


def _values(built):
    return tuple(t.value for t in built.certificate.tiers)


@pytest.fixture(scope="module")
def problem():
    return busy_facility()


@pytest.fixture(scope="module")
def good(problem):
    return build(problem, BuildOptions(seconds=60, workers=1, seed=1, work=1.0))


def test_a_build_is_never_worse_than_what_it_begins_with(problem, good):
    assert _values(good) < _values(build(problem, NO_TIME))
    events = []
    again = build(problem, NO_TIME, events.append, start=good.roster)
    assert _values(again) <= _values(good)
    assert tuple(t.value for t in next(e for e in events if e.event == "solution").tiers) <= _values(good)


def test_what_the_problem_no_longer_allows_is_left_out(problem, good):
    away = good.roster.tours[0]
    middle = good.roster.tours[len(good.roster.tours) // 2]
    changed = replace(
        problem,
        leave=(*problem.leave, Leave(badge=away.badge, start=away.start - 2880, end=away.end + 2880)),
        posts=tuple(
            replace(p, coverage=tuple(replace(c, minimum=0, wanted=0) for c in p.coverage))
            if p.code == middle.post
            else p
            for p in problem.posts
        ),
    )
    found = build(changed, NO_TIME, start=good.roster)
    assert {f.rule for f in found.report.blocking} <= {"seats"}
    cold = build(changed, NO_TIME)
    assert _values(found) <= _values(cold)
    assert all(t.post != middle.post for t in found.roster.tours)


def test_a_beginning_that_breaks_limits_gives_up_the_tours_of_whoever_breaks_them(problem, good):
    first = min(good.roster.tours)
    other = next(t for t in good.roster.tours if t.start >= first.end and t.badge != first.badge)
    twice = good.roster.with_tours(
        (*good.roster.tours, replace(other, badge=first.badge, index=0), replace(other, badge=first.badge, index=1))
    )
    found = build(problem, NO_TIME, start=twice)
    assert {f.rule for f in found.report.blocking} <= {"seats"}
    assert check_roster(problem, found.roster) == found.report


def test_the_same_beginning_seed_and_work_give_the_same_roster(problem, good):
    options = BuildOptions(seconds=120, workers=1, seed=4, work=0.3)
    first, again = (build(problem, options, start=good.roster) for _ in range(2))
    assert first.roster == again.roster
    assert _values(first) <= _values(good)
