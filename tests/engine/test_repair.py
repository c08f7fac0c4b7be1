"""Repairs: fewest changes as enumeration finds them, nothing touched that stands, and what is said is so."""

from contextlib import suppress
from dataclasses import replace
from random import Random

import pytest
from support import mendable

from scheduler.check import check_roster
from scheduler.domain.events import CallOff, Event, EventError, SeatAdded, apply_event, changed_tours
from scheduler.domain.facility import Coverage, Post
from scheduler.domain.people import Held, Leave, Officer, Pattern, Restriction, Squad, Willingness
from scheduler.domain.policy import PolicyEntry, Setting
from scheduler.domain.roster import Lock, Roster, seat_id
from scheduler.domain.words import Priority, Severity, TourKind
from scheduler.engine.repair import Prepared, SeatError, candidates
from scheduler.engine.repair.mend import RepairOptions, repair
from scheduler.engine.score import Assignment

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


def _tour(problem, badge, post, day, shift="D", index=0):
    slot = next(s for s in problem.slots() if (s.post, s.on, s.shift) == (post, problem.period.dates[day], shift))
    officer = next(o for o in problem.officers if o.badge == badge)
    return mendable.tour_on(problem, officer, slot, index)


def _facility(officers, posts, shifts=1, days=1, policy=mendable.POLICY):
    """Officers are (badge, has keys, squad); posts are (code, priority, needs keys)."""
    base = mendable.problem_of(Random(1))
    line = [Coverage(shift=s.code, minimum=1, wanted=1) for s in mendable.SHIFTS[:shifts]]
    return replace(
        base,
        period=replace(base.period, days=days),
        shifts=mendable.SHIFTS[:shifts],
        posts=tuple(
            Post(
                code=code,
                name=code,
                facility="F",
                area="HA",
                priority=priority,
                coverage=tuple(line),
                qualifications=("KEYS",) if needs_keys else (),
            )
            for code, priority, needs_keys in posts
        ),
        patterns=(
            Pattern(code="CD", name="D", cycle=("D",)),
            Pattern(code="CX", name="X", cycle=(("X",) if shifts > 1 else (None,))),
            Pattern(code="CO", name="Off", cycle=(None,)),
        ),
        squads=tuple(
            Squad(code=s, name=s, facility="F", pattern=f"C{s}", anchor=base.period.first) for s in ("D", "X", "O")
        ),
        officers=tuple(
            Officer(
                badge=badge,
                facility="F",
                seniority=base.officers[0].seniority,
                squad=squad,
                qualifications=(Held(qualification="KEYS"),) if has_keys else (),
            )
            for badge, has_keys, squad in officers
        ),
        willing=(),
        policy=policy,
    )


def _shuffle():
    problem = _facility(
        [("A", True, "D"), ("B", True, "D"), ("C", False, "O")],
        [("KEY", Priority.CRITICAL, True), ("FLOOR", Priority.MANDATORY, False)],
    )
    tours = (_tour(problem, "A", "KEY", 0), _tour(problem, "B", "FLOOR", 0))
    roster = Roster(facility="F", period=problem.period, tours=tours)
    away = CallOff(badge="A", start=tours[0].start, end=tours[0].end)
    return problem, roster, Event(call_off=away)


@pytest.mark.parametrize("options", [ALL_AT_ONCE, STEP_BY_STEP])
def test_an_officer_moves_up_and_another_takes_his_seat(options):
    problem, roster, event = _shuffle()
    found = repair(problem, roster, event, options)
    assert {(t.badge, t.post) for t in found.roster.tours} == {("B", "KEY"), ("C", "FLOOR")}
    assert (found.changes, found.is_proven) == (2, True)
    assert [t.value for t in found.tiers[:3]] == [0, 0, 720]


def test_locked_and_begun_tours_stay_even_where_a_seat_stays_empty():
    problem, roster, event = _shuffle()
    floor = next(t for t in roster.tours if t.post == "FLOOR")
    for locked in (
        replace(roster, locks=(Lock(badge="B", on=floor.on),)),
        roster.with_tours(tuple(replace(t, is_locked=t == floor) for t in roster.tours)),
    ):
        found = repair(problem, locked, event, STEP_BY_STEP)
        assert [t.badge for t in found.roster.tours] == ["B"]
        assert found.tiers[0].value == 720
        assert found.tiers[0].bound == 720
    begun = repair(problem, roster, replace(event, now=floor.start + 60), STEP_BY_STEP)
    assert [t.badge for t in begun.roster.tours] == ["B"]


def test_what_was_worked_before_a_call_off_stands():
    problem, roster, _ = _shuffle()
    tour = next(t for t in roster.tours if t.badge == "A")
    at = tour.start + 240
    event = Event(call_off=CallOff(badge="A", start=at, end=tour.end), now=at)
    found = repair(problem, roster, event)
    kept = [t for t in found.roster.tours if t.badge == "A"]
    assert [(t.start, t.end) for t in kept] == [(tour.start, at)]


def _three_nights():
    """A day post between two night posts, and hours in a row that allow half a tour more."""
    entries = tuple(e for e in mendable.POLICY.entries if e.id not in ("rest", "days"))
    hours = PolicyEntry(
        id="row",
        rule="consecutive_hours",
        severity=Severity.STOP,
        effective=entries[0].effective,
        settings=(Setting(name="limit_minutes", value=1080),),
    )
    problem = _facility(
        [("A", True, "D"), ("B", True, "X"), ("C", True, "X")],
        [("KEY", Priority.CRITICAL, True)],
        shifts=2,
        days=3,
        policy=replace(mendable.POLICY, entries=(*entries, hours)),
    )
    nights = tuple(replace(_tour(problem, b, "KEY", n, "X"), is_locked=True) for n, b in enumerate("BC"))
    return problem, (nights[0], _tour(problem, "A", "KEY", 1), nights[1])


HELD_OVER_AND_CALLED_EARLY = [("B", TourKind.HOLD_OVER, 360), ("C", TourKind.EARLY_CALL_IN, 360)]


def test_a_long_hole_is_held_over_and_called_in_early():
    problem, tours = _three_nights()
    roster = Roster(facility="F", period=problem.period, tours=tours)
    event = Event(call_off=CallOff(badge="A", start=tours[0].start, end=tours[2].end))
    whole = repair(problem, roster, event, ALL_AT_ONCE)
    found = repair(problem, roster, event)
    assert whole.tiers[0].value - found.tiers[0].value == 720
    parts = sorted(t for t in found.roster.tours if t.on == tours[1].on and t.shift == "D")
    assert [(t.badge, t.kind, t.minutes) for t in parts] == HELD_OVER_AND_CALLED_EARLY
    assert not found.report.blocking or {f.entry for f in found.report.blocking} == {"critical"}


def test_a_seat_that_opens_is_taken_in_parts_too():
    problem, tours = _three_nights()
    days = tuple(_tour(problem, "A", "KEY", n) for n in (0, 2))
    roster = Roster(facility="F", period=problem.period, tours=(*tours, *days))
    opens = SeatAdded(post="KEY", shift="D", first=tours[1].on, last=tours[1].on)
    found = repair(problem, roster, Event(seat_added=opens))
    parts = sorted(t for t in found.roster.tours if t.on == tours[1].on and t.shift == "D" and t.index == 1)
    assert [(t.badge, t.kind, t.minutes) for t in parts] == HELD_OVER_AND_CALLED_EARLY
    whole = repair(problem, roster, Event(seat_added=opens), ALL_AT_ONCE)
    assert whole.tiers[0].value - found.tiers[0].value == 720


def test_nobody_whose_date_is_locked_is_given_a_part():
    """Whoever has called off is away by such a lock, and a watch that opens later must not call him in."""
    problem, tours = _three_nights()
    lock = Lock(badge="B", on=tours[1].on)
    roster = Roster(facility="F", period=problem.period, tours=tours, locks=(lock,))
    opens = SeatAdded(post="KEY", shift="D", first=tours[1].on, last=tours[1].on)
    found = repair(problem, roster, Event(seat_added=opens))
    parts = [t for t in found.roster.tours if t.on == tours[1].on and t.shift == "D" and t.index == 1]
    assert {t.badge for t in parts} <= {"C"}


def test_whoever_alone_can_take_the_last_part_is_not_spent_on_the_first():
    problem, tours = _three_nights()
    away = Leave(badge="B", start=tours[1].start + 360, end=tours[1].end)
    willing = Willingness(badge="C", first=tours[1].on, last=tours[1].on)
    problem = replace(problem, willing=(willing,), leave=(away,))
    roster = Roster(facility="F", period=problem.period, tours=tours)
    event = Event(call_off=CallOff(badge="A", start=tours[0].start, end=tours[2].end))
    found = repair(problem, roster, event)
    parts = sorted(t for t in found.roster.tours if t.on == tours[1].on and t.shift == "D")
    assert [(t.badge, t.kind, t.minutes) for t in parts] == HELD_OVER_AND_CALLED_EARLY


def test_an_event_that_only_closes_is_followed_as_if_all_were_compiled_again():
    for seed in range(20):
        random = Random(seed)
        problem = mendable.problem_of(random, mendable.LARGER)
        roster = mendable.filled(random, problem)
        event = mendable.event_of(random, problem, roster)
        if event.only_closes:
            happened = apply_event(problem, event)
            quick, anew = Prepared.of(problem, roster).closed(happened), Prepared.of(happened, roster)
            assert (quick.compiled.allowed == anew.compiled.allowed).all()
            legal = anew.cells & anew.compiled.allowed
            ranks = [Assignment(of.scorer, legal).rank() for of in (quick, anew)]
            assert ranks[0] == ranks[1]


@pytest.mark.parametrize("seed", range(12))
def test_candidates_stand_in_the_order_that_the_checker_gives_them(seed):
    random = Random(seed)
    problem = mendable.problem_of(random, mendable.LARGER)
    roster = mendable.filled(random, problem)
    slot = random.choice([s for s in problem.slots() if s.minimum])
    seat = seat_id(slot.post, slot.on, slot.shift, 0)
    rest = tuple(t for t in roster.tours if t.seat != seat)
    before = check_roster(problem, roster)
    ranked = []
    for place, officer in enumerate(problem.officers):
        if not any(t.badge == officer.badge and t.seat == seat for t in roster.tours):
            tour = mendable.tour_on(problem, officer, slot, 0)
            after = check_roster(problem, roster.with_tours((*rest, tour)))
            new = _about(after) - _about(before)
            moved = tuple(a.value - b.value for a, b in zip(after.tiers, before.tiers, strict=True))
            ranked.append((bool(new), () if new else moved, place, officer.badge))
    found = candidates(problem, roster, seat)
    assert [c.badge for c in found] == [badge for *_, badge in sorted(ranked)]
    assert [c.tiers for c in found] == [moved for _, moved, *_ in sorted(ranked)]
    assert all(bool(c.words) != c.is_possible for c in found)


def test_what_is_said_of_who_is_not_eligible_is_the_same_for_all_reasons():
    problem, roster, _ = _shuffle()
    seat = next(t.seat for t in roster.tours if t.badge == "A")
    barred = Restriction(badge="B", first=problem.period.first, post="KEY")
    said = {c.badge: c for c in candidates(replace(problem, restrictions=(barred,)), roster, seat)}
    assert {str(w) for b in "BC" for w in said[b].words} == {"Not eligible for this post on this date."}
    assert not said["B"].tiers
    assert not said["C"].tiers


def test_a_tour_that_a_bar_reaches_already_is_mended_when_it_is_asked_about():
    """As after a request in force from today on: the bar is known before, and the tour is still on the roster."""
    problem, roster, _ = _shuffle()
    tour = next(t for t in roster.tours if t.badge == "A")
    barred = replace(problem, restrictions=(Restriction(badge="A", first=tour.on, post=tour.post),))
    assert _about(check_roster(barred, roster))
    event = Event(restriction=Restriction(badge="A", first=tour.on, last=tour.on, post=tour.post))
    found = repair(barred, roster, event, ALL_AT_ONCE)
    assert tour not in found.roster.tours
    assert found.is_proven
    assert not _about(found.report)
    elsewhere = Event(restriction=Restriction(badge="A", first=tour.on, last=tour.on, post="NONE"))
    with suppress(EventError):
        assert tour in repair(barred, roster, elsewhere, ALL_AT_ONCE).roster.tours


def test_a_seat_that_is_not_there_is_told_in_one_sentence():
    problem, roster, _ = _shuffle()
    for seat in ("KEY", "KEY/2026-06-10/D/7", "NONE/2026-06-10/D/0"):
        with pytest.raises(SeatError):
            candidates(problem, roster, seat)
