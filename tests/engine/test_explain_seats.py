"""Why a seat is empty, why not this officer, what it would take: held against the checker, tried out one by one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support.toy import FIRST, facility
from support.whys import empty_seats, rostered

from scheduler.check import check_roster
from scheduler.domain.answers import ExplainError, Reason, RemedyKind
from scheduler.domain.facility import Document
from scheduler.domain.people import Reading, Restriction
from scheduler.domain.policy import PolicyEntry
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Severity
from scheduler.engine import BuildOptions
from scheduler.engine.explain import Prober, what_would_it_take, why_empty, why_not
from scheduler.engine.explain.probe import find_seat
from scheduler.engine.explain.reasons import RULES_OF
from scheduler.engine.explain.rule_set import minimal_rule_set
from scheduler.generate.policy import default_policy
from scheduler.rules import RULES, WORDLESS
from scheduler.wire import encode

FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def asked(draw):
    """Return problem, roster and one empty seat."""
    problem, roster = draw(rostered())
    empty = empty_seats(problem, roster)
    assume(empty)
    return problem, roster, draw(st.sampled_from(empty))


def _blocking(problem, roster, badge):
    """Return by place what blocks the officer, or blocks hard, as the checker says of the whole roster."""
    hard = {e.id for e in problem.policy.entries if e.severity.blocks and e.tier is None}
    found = {}
    for f in check_roster(problem, roster).blocking:
        if f.cells[0].badge == badge or f.entry in hard:
            size = f.amount, abs(f.measured - f.limit)
            key = f.entry, f.cells[0]
            found[key] = max(found.get(key, (0, 0)), size)
    return found


def _comes(problem, before: Roster, after: Roster, badge) -> set[str]:
    """Return the entries that a change of the roster newly breaks, or breaks worse."""
    known = _blocking(problem, before, badge)
    return {key[0] for key, size in _blocking(problem, after, badge).items() if size > known.get(key, (0, 0))}


def _with(roster: Roster, come, gone=()) -> Roster:
    return roster.with_tours((*(t for t in roster.tours if t not in gone), *come))


@FEW
@given(asked())
def test_every_officer_is_counted_once_and_rightly(case):
    problem, roster, seat_id = case
    found = why_empty(Prober(problem, roster), seat_id)
    counted = [b for share in found.shares for b in share.badges] + list(found.free)
    assert sorted(counted) == sorted(o.badge for o in problem.officers)
    assert found.officers == len(counted)
    assert [s.reason for s in found.shares] == sorted((s.reason for s in found.shares), key=list(Reason).index)
    seat = find_seat(problem, roster, seat_id)
    busy = {t.badge for t in roster.tours if t.start < seat.end and t.end > seat.start}
    busy |= {d.badge for d in problem.duties if d.start < seat.end and d.end > seat.start}
    for officer in problem.officers:
        if officer.badge not in busy:
            broken = _comes(problem, roster, _with(roster, [seat.tour(problem, officer.badge)]), officer.badge)
            assert (officer.badge in found.free) == (not broken)


@FEW
@given(asked(), st.data())
def test_ways_work_and_none_of_their_parts_can_be_left_out(case, data):
    problem, roster, seat_id = case
    badge = data.draw(st.sampled_from(problem.officers)).badge
    prober = Prober(problem, roster)
    found = why_not(prober, seat_id, badge)
    tour = find_seat(problem, roster, seat_id).tour(problem, badge)
    broken = _comes(problem, roster, _with(roster, [tour]), badge)
    rules = {e.id: e.rule for e in problem.policy.entries}
    assert {o.entry for o in found.objections} - {""} == {e for e in broken if rules[e] not in WORDLESS}
    assert any(not o.entry for o in found.objections) == any(rules[e] in WORDLESS for e in broken)
    for way in found.ways:
        assert way.gone or way.waived
        left = _comes(problem, roster, _with(roster, [tour], way.gone), badge)
        assert left == set(way.waived)
        for kept in way.gone:
            fewer = [t for t in way.gone if t != kept]
            assert not _comes(problem, roster, _with(roster, [tour], fewer), badge) <= set(way.waived)
        after = check_roster(problem, _with(roster, [tour], way.gone))
        assert [t.after for t in way.tiers] == [t.value for t in after.tiers]


@FEW
@given(asked())
def test_repairs_keep_every_rule_but_the_one_waived_and_cost_what_they_say(case):
    problem, roster, seat_id = case
    found = what_would_it_take(Prober(problem, roster), seat_id, most=99)
    assert found[-1].kind == RemedyKind.CLOSE
    free = {r.tour.badge for r in found if r.kind == RemedyKind.CALL_IN}
    legal = [r for r in found if r.kind in (RemedyKind.CALL_IN, RemedyKind.MOVE)]
    assert [[t.after for t in r.tiers] for r in legal] == sorted([t.after for t in r.tiers] for r in legal)
    seat = find_seat(problem, roster, seat_id)
    for officer in problem.officers:
        after = _with(roster, [seat.tour(problem, officer.badge)])
        assert (officer.badge in free) == (not _comes(problem, roster, after, officer.badge))
    rules = {e.id: e.rule for e in problem.policy.entries}
    for remedy in found[:-1]:
        after = _with(roster, [remedy.tour], remedy.gone)
        waived = {o.entry for o in remedy.waived}
        assert _comes(problem, roster, after, remedy.tour.badge) == waived
        assert not WORDLESS & {rules[e] for e in waived}
        assert (remedy.kind == RemedyKind.WAIVE) == bool(waived)
        assert [t.after for t in remedy.tiers] == [t.value for t in check_roster(problem, after).tiers]


@FEW
@given(asked())
def test_whoever_needs_waivers_alone_is_listed_with_all_of_them_the_fewest_first(case):
    problem, roster, seat_id = case
    found = [r for r in what_would_it_take(Prober(problem, roster), seat_id, most=99) if r.kind == RemedyKind.WAIVE]
    seat = find_seat(problem, roster, seat_id)
    stop = {e.id for e in problem.policy.entries if e.severity == Severity.STOP and e.rule not in WORDLESS}
    expected = {}
    for officer in problem.officers:
        tour = seat.tour(problem, officer.badge)
        broken = _comes(problem, roster, _with(roster, [tour]), officer.badge)
        if broken and broken <= stop:
            expected[officer.badge] = broken
    assert {r.tour.badge: {o.entry for o in r.waived} for r in found} == expected
    assert [len(expected[r.tour.badge]) for r in found] == sorted(map(len, expected.values()))


def test_two_waivers_for_one_officer_are_better_than_no_answer():
    made = facility(2, 2, 1)
    stop = {"severity": Severity.STOP, "effective": FIRST - timedelta(days=9)}
    rules = (
        PolicyEntry(id="rest", rule="minimum_rest", **stop),
        PolicyEntry(id="hours", rule="consecutive_hours", **stop),
        PolicyEntry(id="seats", rule="seats", tier="critical", **stop),
    )
    problem = replace(made, policy=replace(made.policy, entries=rules))
    before, asked_for, after = sorted(problem.slots(), key=lambda s: s.start)[:3]
    tours = tuple(
        Tour(badge=o.badge, post=s.post, on=s.on, shift=s.shift, index=n, start=s.start, end=s.end)
        for s in (before, after)
        for n, o in enumerate(problem.officers)
    )
    roster = Roster(facility=problem.facility.id, period=problem.period, tours=tours)
    found = what_would_it_take(Prober(problem, roster), asked_for.seats[0])
    waivers = [r for r in found if r.kind == RemedyKind.WAIVE]
    assert {r.tour.badge for r in waivers} == {o.badge for o in problem.officers}
    assert {o.entry for o in waivers[0].waived} == {"rest", "hours"}
    assert "waivers of hours and rest" in str(waivers[0].message)


@FEW
@given(asked())
def test_what_lies_behind_a_restriction_changes_no_answer(case):
    """Kept off one post by its code, and by the area that only this post is in: not eligible, and no more."""
    problem, roster, seat_id = case
    post = find_seat(problem, roster, seat_id).slot.post
    badge = problem.officers[0].badge
    begins, ends = problem.period.first - timedelta(days=30), problem.period.last + timedelta(days=30)
    by_post = Restriction(badge=badge, first=begins, post=post)
    kinds = (
        (by_post,),
        (by_post, by_post),
        (replace(by_post, first=begins - timedelta(days=200), last=ends),),
        (replace(by_post, last=problem.period.first + timedelta(days=2)), by_post),
    )
    answers = set()
    for kind in kinds:
        prober = Prober(replace(problem, restrictions=kind), roster)
        refusals = encode([why_not(prober, seat_id, o.badge) for o in problem.officers])
        answers.add((encode(why_empty(prober, seat_id)), encode(what_would_it_take(prober, seat_id)), refusals))
    assert len(answers) == 1
    assert b"restriction" not in b"".join(answers.pop())


def test_every_rule_that_may_be_hard_has_its_reason():
    named = {rule for rules in RULES_OF.values() for rule in rules}
    assert named <= {rule.key for rule in RULES}
    hard = {r.key for r in RULES if not r.is_only_priced and any(s.blocks for s in r.severities)}
    assert hard - named <= {"one_place", "juvenile_ratio", "mandate_order"}


@FEW
@given(rostered())
def test_questions_that_make_no_sense_are_refused_in_a_sentence(case):
    problem, roster = case
    prober = Prober(problem, roster)
    for seat in ("nonsense", "P/2026-13-01/D/0", "NOPE/2026-06-10/D/0"):
        with pytest.raises(ExplainError, match="seat"):
            why_empty(prober, seat)
    if roster.tours:
        with pytest.raises(ExplainError, match="is held by"):
            why_empty(prober, roster.tours[0].seat)
        with pytest.raises(ExplainError, match="there is no such officer"):
            why_not(prober, roster.tours[0].seat, "nobody")


def test_a_restriction_and_a_post_order_not_read_cannot_be_told_apart():
    made = replace(facility(12, 3, 3), policy=default_policy())
    order = Document(code="ORDER", version=1, title="Post order", effective=FIRST - timedelta(days=90), posts=("P000",))
    read = tuple(
        Reading(badge=o.badge, document="ORDER", version=1, on=FIRST - timedelta(days=80)) for o in made.officers
    )
    kept_off = made.officers[1].badge
    restricted = replace(
        made, documents=(order,), readings=read, restrictions=(Restriction(badge=kept_off, first=FIRST, post="P000"),)
    )
    unread = replace(made, documents=(order,), readings=tuple(r for r in read if r.badge != kept_off))
    empty = Roster(facility="F", period=made.period)
    seat = f"P000/{FIRST}/D/0"
    answers = set()
    for problem in (restricted, unread):
        prober = Prober(problem, empty)
        refusals = [why_not(prober, seat, o.badge) for o in problem.officers]
        assert [str(o.message) for o in refusals[1].objections][-1] == "Not eligible for this post on this date."
        rules = minimal_rule_set(prober, seat, BuildOptions(seconds=10, workers=1))
        arithmetic = why_empty(prober, seat)
        assert kept_off in next(s.badges for s in arithmetic.shares if s.reason == Reason.NOT_ELIGIBLE)
        answers.add(encode([arithmetic, what_would_it_take(prober, seat), refusals, rules]))
    assert len(answers) == 1
