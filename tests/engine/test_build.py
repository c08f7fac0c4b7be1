"""A whole build on a small facility under the real rules: legal, honest, on time, stoppable, repeatable."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from support.toy import FIRST, facility

from scheduler.check import check_roster
from scheduler.domain.inmates import Stay
from scheduler.domain.people import Leave, Restriction, Willingness
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Roster, Tour
from scheduler.domain.words import TourKind
from scheduler.engine import BuildOptions, Built, build, verify
from scheduler.generate.policy import default_policy
from scheduler.wire import RosterFile, UnreadableError, decode, encode, sha256
from scheduler.wire.progress import Progress


def _problem(officers=16, days=8, posts=5) -> Problem:
    """Return a facility with more seats than officers on each watch, some volunteers, leave, and an inmate a post."""
    made = facility(officers, days, posts)
    start = made.clock.midnight(FIRST)
    return replace(
        made,
        policy=default_policy(),
        stays=tuple(Stay(inmate=f"I{p}", area=f"A{p}", start=start - 40 * 1440, end=None) for p in range(posts)),
        leave=(Leave(badge="B000", start=start, end=start + 3 * 1440),),
        willing=tuple(
            Willingness(badge=f"B{o:03}", first=FIRST, last=FIRST + timedelta(days=days)) for o in range(0, officers, 3)
        ),
    )


def _build(problem: Problem, **options) -> tuple[Built, list[Progress]]:
    events: list[Progress] = []
    built = build(problem, BuildOptions(**{"seconds": 6, "workers": 1, **options}), events.append)
    return built, events


def _file(problem: Problem, built: Built) -> RosterFile:
    return RosterFile(
        problem_path="problem.json",
        problem_sha256=sha256(problem),
        roster=built.roster,
        certificate=built.certificate,
    )


@pytest.fixture(scope="module")
def problem() -> Problem:
    return _problem()


@pytest.fixture(scope="module")
def made(problem) -> tuple[Built, list[Progress]]:
    return _build(problem)


def test_the_roster_is_legal_and_worth_what_the_certificate_says(problem, made):
    built, _ = made
    report = check_roster(problem, built.roster)
    assert not [f for f in report.blocking if f.entry != "seats_critical"]
    assert [t.value for t in built.certificate.tiers] == [t.value for t in report.tiers]
    assert built.certificate.tiers[0].value == 0
    assert all(t.bound is None or t.bound <= t.value for t in built.certificate.tiers)
    assert all(t.proved_by for t in built.certificate.tiers)
    assert verify(problem, _file(problem, built)) == []


def test_what_the_engine_exchanges_is_no_swap_of_the_officers(made):
    assert TourKind.SWAP not in {tour.kind for tour in made[0].roster.tours}


def test_progress_comes_in_order_and_only_gets_better(made):
    built, events = made
    kinds = [e.event for e in events]
    assert kinds[:3] == ["started", "built", "solution"]
    assert kinds[-1] == "finished"
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)
    ranks = [tuple(t.value for t in e.tiers) for e in events if e.tiers]
    assert ranks == sorted(ranks, reverse=True)
    assert events[2].roster is not None
    assert events[-1].roster == built.roster
    assert events[-1].certificate == built.certificate
    for event in events:
        assert decode(encode(event), Progress, "event") == event


def test_the_wall_limit_is_honoured(problem):
    begun = time.monotonic()
    _build(_problem(40, 28, 12), seconds=3, workers=2)
    assert time.monotonic() - begun < 3 + 2


def test_the_first_roster_is_complete_however_short_the_limit(problem, made):
    hasty, _ = _build(problem, seconds=0.001)
    assert [t.value for t in hasty.report.tiers[:2]] == [t.value for t in made[0].report.tiers[:2]]


def test_a_stop_keeps_the_best_so_far():
    problem = _problem(24, 28, 8)
    stop = threading.Event()
    seen: list[Progress] = []

    def listen(event: Progress) -> None:
        seen.append(event)
        if event.event == "solution":
            stop.set()

    begun = time.monotonic()
    built = build(problem, BuildOptions(seconds=60, workers=2), listen, stop)
    assert time.monotonic() - begun < 30
    last = [e for e in seen if e.event == "solution"][-1]
    assert [t.value for t in built.certificate.tiers] == [t.value for t in last.tiers]


def test_one_worker_and_a_work_limit_repeat_exactly():
    problem = _problem(14, 10, 5)
    options = {"seconds": 120, "workers": 1, "seed": 7, "work": 1.5}
    first, second = (_build(problem, **options)[0] for _ in range(2))
    assert first.roster == second.roster
    assert first.certificate.tiers == second.certificate.tiers


def test_fixed_tours_stay_and_locked_days_stay_empty(problem, made):
    built, _ = made
    kept = built.roster.tours[3]
    free = next(b for b in ("B001", "B002", "B003") if b != kept.badge)
    pinned = replace(problem, fixed=(kept,), locks=(Lock(badge=free, on=FIRST), Lock(badge=kept.badge, on=kept.on)))
    again, _ = _build(pinned, seconds=3)
    assert kept in again.roster.tours
    assert not [t for t in again.roster.tours if (t.badge, t.on) == (free, FIRST)]
    assert [t for t in again.roster.tours if (t.badge, t.on) == (kept.badge, kept.on)] == [kept]
    assert verify(pinned, _file(pinned, again)) == []


def test_fixed_tours_on_part_of_a_seat_are_worked_around(problem):
    start, end = problem.shifts[0].span(problem.clock, FIRST + timedelta(days=1))
    middle = (start + end) // 2
    shared = {"post": "P000", "on": FIRST + timedelta(days=1), "shift": "D", "index": 0}
    parts = (
        Tour(badge="B004", start=start, end=middle, **shared),
        Tour(badge="B005", start=middle, end=end, kind=TourKind.SWAP, **shared),
        Tour(badge="B006", start=start, end=end, post="P001", on=shared["on"], shift="N", index=0),
    )
    built, _ = _build(replace(problem, fixed=parts), seconds=3)
    assert set(parts) <= set(built.roster.tours)
    assert not [
        t for t in built.roster.tours if t not in parts and t.badge in ("B004", "B005") and t.on == shared["on"]
    ]
    others = [f for f in built.report.blocking if f.cells[0].badge not in ("B004", "B005", "B006", None)]
    assert others == []


def test_a_fixed_tour_that_breaks_a_rule_by_itself_costs_no_other_tour():
    made = facility(1, 2, 1)
    on, post = FIRST, made.posts[0]
    entries = tuple(e for e in default_policy().entries if e.rule in ("one_place", "seats", "restriction"))
    start, end = made.shifts[1].span(made.clock, on)
    night = Tour(badge="B000", start=start, end=end, post=post.code, on=on, shift="N", index=0, kind=TourKind.SWAP)
    restricted = replace(
        made,
        policy=replace(default_policy(), entries=entries),
        posts=(post, replace(post, code="P001", area="A1")),
        areas=(*made.areas, replace(made.areas[0], code="A1")),
        restrictions=(Restriction(badge="B000", first=FIRST, area="A0"),),
        fixed=(night,),
    )
    built, _ = _build(restricted, seconds=3)
    assert {f.rule for f in built.report.blocking} >= {"restriction"}
    assert {(t.post, t.shift) for t in built.roster.tours if t.on == on} == {(post.code, "N"), ("P001", "D")}
    assert verify(restricted, _file(restricted, built)) == []


def test_verify_rejects_any_changed_byte(problem, made):
    data = encode(_file(problem, made[0]))
    begin = data.index(b'"roster":')
    rejected = 0
    for at in range(begin, len(data), 97):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            file = decode(bytes(changed), RosterFile, "file")
        except UnreadableError:
            continue
        if file != _file(problem, made[0]):
            assert verify(problem, file), bytes(changed[at - 40 : at + 10])
            rejected += 1
    assert rejected > 20


def test_verify_rejects_a_claim_that_does_not_hold(problem, made):
    built, _ = made
    file = _file(problem, built)
    tiers = list(built.certificate.tiers)
    assert verify(problem, replace(file, certificate=None))
    for n, tier in enumerate(tiers):
        better = [replace(t, value=t.value - 1) if t is tier else t for t in tiers]
        higher = [replace(t, bound=t.value + 1) if t is tier else t for t in tiers]
        for claim in (better, higher):
            forged = replace(built.certificate, tiers=tuple(claim), seal="")
            forged = replace(forged, seal=sha256(forged))
            assert verify(problem, replace(file, certificate=forged)), n
    other = replace(problem, leave=())
    assert len(verify(other, file)) == 2


def test_nothing_to_do_is_a_roster_too(problem):
    empty = replace(problem, officers=(), leave=(), willing=())
    built, _ = _build(empty, seconds=2)
    assert built.roster == Roster(facility=problem.facility.id, period=problem.period)
    closed = replace(problem, posts=())
    assert _build(closed, seconds=2)[0].roster.tours == ()
