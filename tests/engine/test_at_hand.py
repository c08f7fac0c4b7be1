"""Who could take a tour at a glance: worth what the checker says, and nothing where the question is another."""

from random import Random

import pytest
from support import mendable

from scheduler.check import check_roster
from scheduler.domain.events import CallOff, Event, LateLeave
from scheduler.domain.roster import difference
from scheduler.engine.repair import Prepared
from scheduler.engine.repair.at_hand import at_hand


def _case(seed):
    random = Random(seed)
    problem = mendable.problem_of(random, mendable.LARGER)
    roster = mendable.filled(random, problem)
    return random, problem, roster


def _blocking(report):
    return {(f.entry, f.cells[0].badge, f.cells[0].seat) for f in report.blocking}


@pytest.mark.parametrize("seed", range(12))
def test_what_is_at_hand_is_worth_what_the_checker_says_of_it(seed):
    random, problem, roster = _case(seed)
    tour = random.choice(roster.tours)
    event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
    found = at_hand(Prepared.of(problem, roster), event, 5)
    if found is None:
        return
    lost, plans = found
    assert lost == tour
    before, worth = check_roster(problem, roster), []
    for plan in plans:
        (change,) = plan.changes
        after = roster.with_tours((*(t for t in roster.tours if t != tour), change.after))
        assert difference(roster, after) == plan.changes
        report = check_roster(problem, after)
        assert tuple(step.after for step in plan.tiers) == tuple(t.value for t in report.tiers)
        assert tuple(step.before for step in plan.tiers) == tuple(t.value for t in before.tiers)
        assert {where for where in _blocking(report) - _blocking(before) if where[1] is not None} == set()
        assert not plan.is_proven
        worth.append([step.after for step in plan.tiers])
    assert worth == sorted(worth)


def test_some_of_the_cases_have_somebody_at_hand():
    def told(seed):
        random, problem, roster = _case(seed)
        tour = random.choice(roster.tours)
        event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
        return at_hand(Prepared.of(problem, roster), event, 5)

    assert any(told(seed) is not None and told(seed)[1] for seed in range(12))


def test_a_part_of_a_tour_a_begun_one_several_and_leave_need_a_search():
    _, problem, roster = _case(1)
    tour = roster.tours[0]
    known = Prepared.of(problem, roster)
    whole = CallOff(badge=tour.badge, start=tour.start, end=tour.end)
    later = CallOff(badge=tour.badge, start=tour.start + 60, end=tour.end)
    ever = CallOff(badge=tour.badge, start=tour.start, end=tour.end + 28 * 1440)
    assert at_hand(known, Event(call_off=later), 5) is None
    assert at_hand(known, Event(call_off=whole, now=tour.start + 1), 5) is None
    assert at_hand(known, Event(late_leave=LateLeave(badge=tour.badge, first=tour.on, last=tour.on)), 5) is None
    if sum(t.badge == tour.badge for t in roster.tours) > 1:
        assert at_hand(known, Event(call_off=ever), 5) is None
