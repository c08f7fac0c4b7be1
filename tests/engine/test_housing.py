"""The housing move that clears most pairs over a contact limit: what trying every move minute by minute gives."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import mendable
from support.exposure import minute_by_minute, problems_and_rosters

from scheduler.check import check_roster
from scheduler.domain.events import Event, InmateMove, apply_event
from scheduler.domain.inmates import Stay
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.roster import Roster
from scheduler.domain.words import ContactMode, Severity
from scheduler.engine.repair.housing import housing_moves

SLOW = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))
DAYS, LIMIT_MINUTES = 3, 15


def _pairs_over(problem, roster):
    """Return the (officer, inmate) that the roster takes over the limit in some window, minute by minute."""
    counted = minute_by_minute(problem, problem.worked, roster.tours)
    found = set()
    for badge, inmate in {key[:2] for key in counted["plan"]}:
        for offset in range(problem.period.days + 1):
            end = problem.period.first + timedelta(days=offset)
            inside = [(badge, inmate, end - timedelta(days=d)) for d in range(DAYS)]
            own = sum(counted["plan"].get(key, 0) for key in inside)
            total = own + sum(counted["history"].get(key, 0) for key in inside)
            if min(own, total - LIMIT_MINUTES * 1000) > 0:
                found.add((badge, inmate))
    return found


@SLOW
@given(problems_and_rosters(), st.integers(0, 3 * 1440))
def test_the_best_move_is_what_trying_all_of_them_gives(given_problem, later):
    problem, roster = given_problem
    entry = PolicyEntry(
        id="near",
        rule="contact",
        severity=Severity.ASK,
        effective=problem.period.first - timedelta(days=900),
        settings=(Setting(name="days", value=DAYS), Setting(name="limit_minutes", value=LIMIT_MINUTES)),
        tier="contact",
    )
    tiers = (Tier(key="contact", name="contact", unit="hours"),)
    problem = replace(problem, policy=replace(problem.policy, entries=(entry,), tiers=tiers))
    at = problem.clock.midnight(problem.period.first) + later
    before, gains = _pairs_over(problem, roster), {}
    housed = {s.inmate: s.area for s in sorted(problem.stays, key=lambda s: s.start) if _is_open(s, at)}
    used = {s.area for s in problem.stays}
    for inmate in housed:
        for area in used - {housed[inmate]}:
            moved = apply_event(problem, Event(inmate_move=InmateMove(inmate=inmate, area=area, at=at)))
            after = _pairs_over(moved, roster)
            if len(after) < len(before):
                gains[inmate, area] = len(before - after), len(after - before)
    found = housing_moves(problem, roster, at)
    assert bool(found) == bool(gains)
    for move in found:
        assert gains[move.inmate, move.area] == (move.cleared, move.made)
    if found:
        assert found[0].is_best
        assert found[0].cleared - found[0].made == max(cleared - made for cleared, made in gains.values())


def _is_open(stay, at):
    return stay.start <= at and (stay.end is None or at < stay.end)


@pytest.fixture
def crowded():
    """Two officers on two crews of one area; four inmates live there, of whom none moves."""
    problem = mendable.problem_of(Random(1))
    posts = tuple(replace(p, area="HA", contact=ContactMode.CREW) for p in problem.posts)
    stays = (*(Stay(inmate=f"I{n}", area="HA", start=0) for n in range(4)), Stay(inmate="J", area="HB", start=0))
    problem = replace(problem, posts=posts, stays=stays, restrictions=())
    slots = [s for s in problem.slots() if s.shift == "D"]
    tours = tuple(
        mendable.tour_on(problem, officer, slot, 0)
        for officer, slot in zip(problem.officers, slots[: len(problem.officers)], strict=False)
    )
    return problem, Roster(facility="F", period=problem.period, tours=tours)


def test_one_of_many_who_live_together_clears_a_pair_for_each_officer_beside_him(crowded):
    problem, roster = crowded
    at = problem.clock.midnight(problem.period.first)
    best = housing_moves(problem, roster, at)[0]
    assert (best.inmate, best.area) == ("I0", "HB")
    assert (best.cleared, best.made, best.is_best) == (len({t.badge for t in roster.tours}), 0, True)


def test_a_move_that_would_break_a_limit_is_not_proposed(crowded):
    problem, roster = crowded
    # Who lives in HB would then be alone with whoever is there for longer than the cap allows.
    there = replace(problem.posts[0], code="THERE", area="HB", contact_weight=1000)
    tours = tuple(replace(t, post="THERE") for t in roster.tours[:1]) + roster.tours[1:]
    problem = replace(problem, posts=(*problem.posts, there), policy=_capped(problem.policy))
    at = problem.clock.midnight(problem.period.first)
    assert housing_moves(problem, roster.with_tours(tours), at) == ()


def _capped(policy: Policy) -> Policy:
    return replace(policy, entries=tuple(e for e in policy.entries if e.rule == "contact"))


def test_after_the_move_the_checker_finds_no_contact_over_the_limit(crowded):
    problem, roster = crowded
    problem = replace(problem, stays=(problem.stays[0], problem.stays[-1]))
    assert any(f.rule == "contact" for f in check_roster(problem, roster).findings)
    at = problem.clock.midnight(problem.period.first)
    best = housing_moves(problem, roster, at)[0]
    moved = apply_event(problem, Event(inmate_move=InmateMove(inmate=best.inmate, area=best.area, at=at)))
    assert not any(f.rule == "contact" for f in check_roster(moved, roster).findings)
