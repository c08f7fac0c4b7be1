"""Repairs: fewest changes as enumeration finds them, nothing touched that stands, and what is said is so."""

from dataclasses import replace
from random import Random

import pytest
from support import mendable

from scheduler.check import check_roster
from scheduler.domain.events import apply_event, changed_tours
from scheduler.engine.repair import RepairOptions, repair

ALL_AT_ONCE = RepairOptions(in_parts=False, seconds=20)
STEP_BY_STEP = replace(ALL_AT_ONCE, whole_up_to=0)


def _case(seed):
    random = Random(seed)
    problem = mendable.problem_of(random)
    roster = mendable.lock_of(random, mendable.roster_of(random, problem))
    return problem, roster, mendable.event_of(random, problem, roster)


def _about(report):
    return {(f.entry, f.cells[0].badge, f.cells[0].seat) for f in report.blocking if f.entry != "critical"}


@pytest.mark.parametrize("seed", range(14))
def test_a_repair_changes_as_few_tours_as_any_roster_could(seed):
    problem, roster, event = _case(seed)
    happened = apply_event(problem, event)
    locked = frozenset((lock.badge, lock.on) for lock in roster.locks)
    taken = _about(check_roster(happened, roster))
    standing = frozenset(cell for cell in locked if not any(badge == cell[0] for _, badge, _ in taken))
    try:
        first, changes = mendable.least(happened, roster, standing, event.now)
    except ValueError:
        return
    for options in (ALL_AT_ONCE, STEP_BY_STEP):
        found = repair(problem, roster, event, options)
        assert not _about(check_roster(happened, found.roster))
        assert tuple(t.value for t in found.tiers[:2]) == first
        assert found.changes == changed_tours(roster, found.roster) == changes
        assert found.least_changes <= changes
        assert tuple(t.value for t in found.tiers) == tuple(t.value for t in check_roster(happened, found.roster).tiers)


@pytest.mark.parametrize("seed", range(30))
def test_going_from_narrow_to_wide_finds_what_the_whole_model_finds(seed):
    random = Random(seed)
    problem = mendable.problem_of(random, mendable.LARGER)
    roster = mendable.lock_of(random, mendable.filled(random, problem))
    event = mendable.event_of(random, problem, roster)
    whole = repair(problem, roster, event, replace(ALL_AT_ONCE, whole_up_to=10**6))
    steps = repair(problem, roster, event, STEP_BY_STEP)
    best, found = [tuple(t.value for t in f.tiers) for f in (whole, steps)]
    assert whole.is_proven
    assert (best[:2], whole.changes) <= (found[:2], steps.changes)
    if steps.is_proven and all(t.bound == t.value for t in steps.tiers[:2]):
        assert (best[:2], whole.changes) == (found[:2], steps.changes)
        assert best == found or any(t.bound is None for t in steps.tiers)
    proven = [t for t in steps.tiers if t.bound is not None]
    assert all(t.bound <= t.value for t in proven)
