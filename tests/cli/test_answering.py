"""Questions about one roster as the process that answers asks the engine; what comes back is encoded."""

import threading
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from support import mendable
from support.sites import FIRST, PERIOD, small_site, tour

from scheduler.domain.answers import LoweringAsked
from scheduler.domain.attention import DEFAULT_ATTENTION_WEIGHTS, Band
from scheduler.domain.events import CallOff, Event, changed_tours
from scheduler.domain.observations import Observations
from scheduler.domain.people import Held, Restriction
from scheduler.domain.roster import Roster, RosterEdit
from scheduler.wire import decode, encode
from scheduler.wire.asking import Answer, Frontier, Question, Topic
from scheduler.worker.answering import Answering

HELD = tour("B1", FIRST)


@pytest.fixture
def roster() -> Roster:
    return Roster(facility=small_site().facility.id, period=PERIOD, tours=(HELD,))


@pytest.fixture
def answering(roster: Roster) -> Answering:
    made = Answering()
    made.hold(small_site().problem(PERIOD), roster)
    return made


def ask(answering: Answering, topic: Topic, **fields: object) -> list[Answer]:
    """Return all parts of an answer, after they have been through their JSON form."""
    question = Question(number=7, topic=topic, **fields)
    found = [decode(encode(a), Answer, "answer") for a in answering.answers(question, threading.Event())]
    assert all(a.number == 7 for a in found)
    assert [a.is_last for a in found] == [False] * (len(found) - 1) + [True]
    return found


def test_candidates_come_ranked_first_and_worded_then(answering: Answering) -> None:
    first, then = (a.candidates for a in ask(answering, Topic.CANDIDATES, seat=HELD.seat))
    assert first is not None
    assert then is not None
    assert [c.badge for c in first.candidates] == [c.badge for c in then.candidates]
    assert {c.badge for c in then.candidates} == {o.badge for o in small_site().officers} - {"B1"}
    assert not first.is_worded
    assert all(bool(c.words) != c.is_possible for c in then.candidates)


def test_a_repair_is_one_edit_that_can_be_undone(answering: Answering, roster: Roster) -> None:
    event = Event(call_off=CallOff(badge="B1", start=HELD.start, end=HELD.end))
    glance, *_, last = (a.repairs for a in ask(answering, Topic.REPAIR, event=event))
    assert glance is not None
    assert glance.is_at_hand
    assert glance.lost == (HELD,)
    found = last
    assert found is not None
    assert not found.is_at_hand
    assert found.lost == (HELD,)
    for plan in found.plans:
        edit = RosterEdit(id="x", label="x", actor="x", at=FIRST, changes=plan.changes)
        mended = edit.apply(roster)
        assert not any(t.badge == "B1" and t.on == FIRST for t in mended.tours)
        assert changed_tours(roster, mended) == plan.count
        assert edit.inverse().apply(mended) == roster
    assert found.plans[0].is_proven
    worth = [tuple(t.after for t in p.tiers) for p in found.plans]
    assert worth == sorted(worth)


def test_an_edit_is_followed_and_answers_are_those_of_a_fresh_start(answering: Answering, roster: Roster) -> None:
    ask(answering, Topic.WARM)
    edited = roster.with_tours(())
    answering.hold(None, edited)
    fresh = Answering()
    fresh.hold(small_site().problem(PERIOD), edited)
    for topic in (Topic.CANDIDATES, Topic.WHY_EMPTY, Topic.REMEDIES):
        quick, anew = (ask(a, topic, seat=HELD.seat)[-1] for a in (answering, fresh))
        assert replace(quick, seconds=0.0) == replace(anew, seconds=0.0)


def test_the_empty_seats_of_a_date_are_ranked_for_one_officer(answering: Answering) -> None:
    found = ask(answering, Topic.PLACES, badge="B2", on=FIRST)[-1].candidates
    assert found is not None
    assert found.candidates
    assert {c.badge for c in found.candidates} == {"B2"}
    assert all(c.tour.on == FIRST for c in found.candidates)
    worth = [c.tiers for c in found.candidates if c.is_possible]
    assert worth == sorted(worth)


@pytest.mark.parametrize("seed", range(6))
def test_what_keeps_an_officer_off_changes_no_word_of_any_answer(seed: int) -> None:
    """Kept off a post by its code, by its area, or for want of a qualification: the same answers, byte for byte."""
    random = Random(seed)
    problem = mendable.problem_of(random, mendable.LARGER)
    keys, first = (Held(qualification="KEYS"),), problem.period.first
    seat_post = problem.posts[0].code
    posts = tuple(
        replace(p, area="HA" if p.code == seat_post else "HB", qualifications=("KEYS",) if p.code == seat_post else ())
        for p in problem.posts
    )
    everybody = tuple(replace(o, qualifications=keys) for o in problem.officers)
    problem = replace(problem, posts=posts, officers=everybody)
    roster = mendable.filled(random, problem)
    roster = roster.with_tours(tuple(t for t in roster.tours if t.post != seat_post))
    badge, slot = everybody[0].badge, next(s for s in problem.slots() if s.post == seat_post)
    lacking = tuple(replace(o, qualifications=()) if o.badge == badge else o for o in everybody)
    said = []
    for variant in (
        replace(problem, restrictions=(Restriction(badge=badge, first=first, post=seat_post),)),
        replace(problem, restrictions=(Restriction(badge=badge, first=first, area="HA"),)),
        replace(problem, officers=lacking),
    ):
        made = Answering()
        made.hold(variant, roster)
        lines = [
            *ask(made, Topic.CANDIDATES, seat=slot.seats[0]),
            *ask(made, Topic.WHY_EMPTY, seat=slot.seats[0]),
            *ask(made, Topic.REMEDIES, seat=slot.seats[0]),
            *ask(made, Topic.WHY_NOT, seat=slot.seats[0], badge=badge),
            *ask(made, Topic.PLACES, badge=badge, on=slot.on),
        ]
        said.append([encode(replace(line, seconds=0.0)) for line in lines])
    assert said[0] == said[1] == said[2]
    assert b"Not eligible for this post on this date." in b"".join(said[0])


def test_a_question_that_makes_no_sense_is_answered_in_one_sentence(answering: Answering) -> None:
    for topic in (
        Topic.CANDIDATES,
        Topic.WHY_EMPTY,
        Topic.WHY_NOT,
        Topic.PLACES,
        Topic.REPAIR,
        Topic.PRICES,
        Topic.LOWER,
    ):
        assert ask(answering, topic)[-1].error
    assert ask(Answering(), Topic.WARM)[-1].error == "No roster is open"


def test_a_roster_that_stands_gets_a_certificate(answering: Answering) -> None:
    found = ask(answering, Topic.CERTIFY, seconds=5.0)[-1].certificate
    assert found is not None
    assert all(t.bound is None or t.bound <= t.value for t in found.tiers)


def test_what_needs_a_solver_is_answered_too() -> None:
    random = Random(3)
    problem = mendable.problem_of(random)
    roster = mendable.filled(random, problem)
    held = roster.tours[0]
    answering = Answering()
    answering.hold(problem, roster)
    choice = ask(answering, Topic.WHY_THIS, seat=held.seat, badge=held.badge, seconds=2.0)[-1].choice
    assert choice is not None
    assert choice.badge == held.badge
    frontier = Frontier(entry="days", setting="limit_days", numbers=(1, 2), tier="critical")
    prices = ask(answering, Topic.PRICES, frontier=frontier, seconds=4.0)[-1].prices
    assert prices is not None
    assert [point.number for point in prices.points] == [1, 2]
    assert prices.points[0].tiers[-1].value >= prices.points[1].tiers[-1].value
    answering.hold(None, roster.with_tours(()))
    rules = ask(answering, Topic.RULE_SET, seat=held.seat, seconds=4.0)[-1].rule_set
    assert rules is not None
    assert rules.seat == held.seat


def on_a_double(answering: Answering) -> LoweringAsked:
    """Hold a roster in which one officer works day and night, and ask about the band of the night's points."""
    problem = small_site().problem(PERIOD)
    night = next(s for s in problem.slots() if s.on == FIRST and s.post == HELD.post and s.start >= HELD.end)
    second = replace(HELD, start=night.start, end=night.end, shift=night.shift)
    lines = tuple(replace(w, points=25) for w in DEFAULT_ATTENTION_WEIGHTS if (w.factor, w.step) == ("D5", "most"))
    double = tuple(replace(w, points=25) for w in DEFAULT_ATTENTION_WEIGHTS if (w.factor, w.step) == ("D5", "double"))
    weighed = tuple(replace(w, effective=date(2000, 1, 1), source="a test") for w in (*lines, *double))
    problem = replace(problem, policy=replace(problem.policy, attention=weighed))
    answering.hold(problem, Roster(facility=small_site().facility.id, period=PERIOD, tours=(HELD, second)))
    seen, now = Observations(), HELD.start - 60
    return LoweringAsked(post=night.post, shift=night.shift, on=FIRST, band=Band.GUARDED, seen=seen, now=now)


def test_the_cheapest_change_that_lowers_a_post_is_answered_with_its_proof(answering: Answering) -> None:
    asked = on_a_double(answering)
    found = ask(answering, Topic.LOWER, lowering=asked)[-1].lowering
    assert found is not None
    assert found.is_proven
    assert found.before >= asked.band.least
    assert found.after is not None
    assert found.after < asked.band.least
    assert [t.badge for t in found.gone] == [HELD.badge]
    assert all(t.badge != HELD.badge for t in found.come)
    assert "(proven)" in str(found.sentence)


def test_a_search_that_is_stopped_says_that_nothing_is_proven(answering: Answering) -> None:
    stop = threading.Event()
    stop.set()
    question = Question(number=1, topic=Topic.LOWER, lowering=on_a_double(answering))
    found = [answer.lowering for answer in answering.answers(question, stop)][-1]
    assert found is not None
    assert (found.is_proven, found.come) == (False, ())
    assert "proven" not in str(found.sentence)
