"""Why this officer, the minimal rule set and the price list: each held against all rosters of a tiny problem."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from support.whys import all_rosters, empty_seats, smallest, values

from scheduler.domain.answers import ExplainError
from scheduler.domain.people import Restriction
from scheduler.domain.problem import Problem
from scheduler.domain.words import Priority
from scheduler.engine import BuildOptions
from scheduler.engine.explain import Prober
from scheduler.engine.explain.choice import why_this
from scheduler.engine.explain.prices import price_list, up_to_tier, with_minimum, with_setting
from scheduler.engine.explain.probe import find_seat
from scheduler.engine.explain.rule_set import minimal_rule_set
from scheduler.rules import AVAILABILITY
from scheduler.wire import encode

FEW = settings(
    max_examples=6, phases=[Phase.explicit, Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
EFFORT = BuildOptions(seconds=20, workers=1)


def _cells(problem: Problem) -> int:
    return len(problem.officers) * len(problem.slots())


@FEW
@given(smallest(), st.data())
def test_barring_an_officer_costs_what_the_best_roster_without_her_costs(problem, data):
    assume(_cells(problem) <= 14)
    rosters = list(all_rosters(problem))
    worked = [roster for roster, _ in rosters if roster.tours]
    assume(worked)
    roster = data.draw(st.sampled_from(worked))
    tour = data.draw(st.sampled_from(roster.tours))
    found = why_this(Prober(problem, roster), tour.seat, tour.badge, EFFORT)
    barred = [values(report) for _, report in all_rosters(problem, (tour.badge, tour.post, tour.on, tour.shift))]
    assert tuple(t.before for t in found.tiers) == min(values(report) for _, report in rosters)
    assert tuple(t.after for t in found.tiers) == min(barred)
    assert found.is_proven
    assert "proven" in found.sentence
    assert tour.badge not in found.instead


def _asked(problem: Problem, seat_id: str, roster) -> dict[tuple, int]:
    """Return how many heads each critical slot, and the seat's own, is asked for."""
    seat = find_seat(problem, roster, seat_id)
    asked = {}
    for slot in problem.slots():
        least = slot.minimum if slot.priority == Priority.CRITICAL else 0
        if slot == seat.slot:
            least = max(least, seat.index + 1)
        asked[slot.post, slot.on, slot.shift] = least
    return asked


def _can_fill(problem: Problem, entries: set[str], asked: dict[tuple, int]) -> bool:
    policy = replace(problem.policy, entries=tuple(e for e in problem.policy.entries if e.id in entries), tiers=())
    for roster, _ in all_rosters(replace(problem, policy=policy)):
        heads: dict[tuple, int] = {}
        for t in roster.tours:
            heads[t.post, t.on, t.shift] = heads.get((t.post, t.on, t.shift), 0) + 1
        if all(heads.get(place, 0) >= least for place, least in asked.items()):
            return True
    return False


@FEW
@given(smallest(), st.data())
def test_the_rule_set_is_impossible_and_without_any_one_of_it_possible(problem, data):
    assume(_cells(problem) <= 8)
    roster = next(iter(all_rosters(problem)))[0]
    empty = empty_seats(problem, roster)
    assume(empty)
    seat = data.draw(st.sampled_from(empty))
    found = minimal_rule_set(Prober(problem, roster), seat, EFFORT)
    hard = {e.id: e.rule for e in problem.policy.entries if e.severity.blocks and e.tier is None}
    assert found.is_impossible == (not _can_fill(problem, set(hard), _asked(problem, seat, roster)))
    given_ones = {e for e, rule in hard.items() if rule in AVAILABILITY}
    named = {line.entry for line in found.entries}
    assert not named & given_ones
    if found.is_impossible:
        assert found.is_smallest
        within = {
            place: least if found.first <= place[1] <= found.last else 0
            for place, least in _asked(problem, seat, roster).items()
        }
        assert not _can_fill(problem, named | given_ones, within)
        for entry in named:
            assert _can_fill(problem, (named | given_ones) - {entry}, within)


@FEW
@given(smallest(), st.data())
def test_what_lies_behind_a_restriction_changes_no_rule_set_and_no_price(problem, data):
    roster = next(iter(all_rosters(problem)))[0]
    empty = empty_seats(problem, roster)
    assume(empty)
    seat = data.draw(st.sampled_from(empty))
    badge, post = problem.officers[0].badge, find_seat(problem, roster, seat).slot.post
    bar = Restriction(badge=badge, first=problem.period.first - timedelta(days=9), post=post)
    answers = set()
    for kind in ((bar,), (bar, bar), (replace(bar, last=problem.period.last + timedelta(days=60)),)):
        same = replace(problem, restrictions=kind)
        told = minimal_rule_set(Prober(same, roster), seat, EFFORT)
        minima = [(n, with_minimum(same, post, n)) for n in (1, 2)]
        prices = price_list("minimum", minima, "overtime", roster, EFFORT)
        answers.add((encode(told), encode(prices)))
        assert all(line.entry != "restriction" for line in told.entries)
    assert len(answers) == 1


@FEW
@given(smallest())
def test_every_point_of_a_frontier_is_the_best_possible_and_laxer_is_never_worse(problem):
    assume(_cells(problem) <= 12)
    assume(any(e.id == "overtime_month" for e in problem.policy.entries))
    caps = [0, 240, 480, 960, 5760]
    cut = up_to_tier(problem, "overtime")
    problems = [(n, with_setting(problem, "overtime_month", "limit_minutes", n, as_limit=True)) for n in caps]
    found = price_list("overtime a month", problems, "overtime", None, EFFORT)
    worth = []
    for point in found.points:
        here = with_setting(cut, "overtime_month", "limit_minutes", point.number, as_limit=True)
        best = min(values(report) for _, report in all_rosters(here))
        assert point.is_proven
        assert tuple(t.value for t in point.tiers) == best
        worth.append(best)
    assert worth == sorted(worth, reverse=True)


@given(smallest())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_prices_of_what_is_not_there_are_refused_in_a_sentence(problem):
    with pytest.raises(ExplainError, match="no such entry"):
        with_setting(problem, "absent", "limit_minutes", 1, as_limit=False)
    with pytest.raises(ExplainError, match="cannot be a limit"):
        with_setting(problem, "overtime", "limit_minutes", 1, as_limit=True)
    with pytest.raises(ExplainError, match="no such post"):
        with_minimum(problem, "NOPE", 1)
    with pytest.raises(ExplainError, match="no such tier"):
        price_list("x", [(1, problem)], "absent", None, EFFORT)
