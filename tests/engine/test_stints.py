"""Stints on watches: nobody too long, nobody's hours changed, no seat left, and as good as any plan there is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, permutations, product
from random import Random

import pytest

from scheduler.check import check_roster
from scheduler.domain.facility import Area, Coverage, Facility, Post, Shift
from scheduler.domain.people import Held, Officer, Qualification, Restriction
from scheduler.domain.policy import Policy, PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, Roster, RosterEdit, Tour
from scheduler.domain.stints import StintError, StintTimes
from scheduler.domain.words import ContactMode, Priority, Severity
from scheduler.engine.repair import Prepared
from scheduler.engine.stints import plan_stints
from scheduler.ledger import MealTimes, plan_meals

MONDAY = date(2026, 12, 14)
NIGHT = Shift(code="N", name="Night", start_wall_minute=1080, wall_minutes=720, is_night=True)
LIMITS = StintTimes()
HARD = PolicyEntry(id="bars", rule="restriction", severity=Severity.NEVER, effective=MONDAY)


def post(code: str, contact: ContactMode = ContactMode.NONE, reliefs: int = 0, **more: object) -> Post:
    coverage = (Coverage(shift="N", minimum=1, wanted=1),)
    return Post(code=code, name=code, facility="F", area="JAIL", priority=Priority.CRITICAL, coverage=coverage,
                contact=contact, gives_meal_reliefs=reliefs, **more)  # fmt: skip


def facility(watches: int, rovers: int, on: date = MONDAY, **more: object) -> Problem:
    posts = (
        *(post(f"CWT-{n}", ContactMode.WATCH) for n in range(1, watches + 1)),
        *(post(f"FLR-{n}", reliefs=3) for n in range(1, rovers + 1)),
        post("GATE"),
    )
    more.setdefault("policy", Policy(entries=(HARD,)))
    gate = "ABCDEFGH"[watches + rovers]
    bars = tuple(Restriction(badge=gate, first=on, post=f"CWT-{n}") for n in range(1, watches + 1))
    more["restrictions"] = (*more.get("restrictions", ()), *bars)
    return Problem(
        facility=Facility(id="F", name="F", zone="America/New_York"),
        period=Period(first=on, days=2),
        areas=(Area(code="JAIL", name="Jail", facility="F"),),
        shifts=(NIGHT,),
        posts=posts,
        qualifications=(Qualification(code="MH", name="Mental health"),),
        officers=tuple(Officer(badge=b, facility="F", seniority=MONDAY) for b in "ABCDEFGH"),
        **more,
    )


def roster_of(problem: Problem) -> Roster:
    """One officer a post, in the posts' order."""
    start, end = NIGHT.span(problem.clock, problem.period.first)
    empty = Roster(facility="F", period=problem.period)
    return empty.with_tours(
        tuple(
            Tour(badge=badge, post=p.code, on=problem.period.first, shift="N", index=0, start=start, end=end)
            for badge, p in zip("ABCDEFGH", problem.posts, strict=False)
        )
    )


def planned(problem: Problem, roster: Roster, now: int | None = None, limits: StintTimes = LIMITS):
    return plan_stints(Prepared.of(problem, roster), problem.period.first, "N", limits, now)


def taken(roster: Roster, plan) -> Roster:
    return RosterEdit(id="x", label="x", actor="x", at=MONDAY, changes=plan.changes).apply(roster)


def stretches(roster: Roster) -> list[int]:
    """How long each officer is on any watch without a break, counted minute by minute."""
    found = []
    for badge in {t.badge for t in roster.tours}:
        run = 0
        own = [t for t in roster.tours if t.badge == badge]
        for minute in range(min(t.start for t in own), max(t.end for t in own) + 1):
            is_on = any(t.post.startswith("CWT") and t.start <= minute < t.end for t in own)
            if not is_on and run:
                found.append(run)
            run = run + 1 if is_on else 0
    return found


@pytest.mark.parametrize(
    ("watches", "rovers", "most"), [(1, 1, 360), (1, 2, 240), (2, 2, 360), (2, 3, 360), (1, 3, 240)]
)
def test_nobody_stays_too_long_and_the_watches_are_shared(watches: int, rovers: int, most: int) -> None:
    problem = facility(watches, rovers)
    roster = roster_of(problem)
    plan = planned(problem, roster)
    after = taken(roster, plan)
    assert plan.is_proven
    assert (plan.past_hard, plan.past_due, plan.most, plan.worn, plan.broken) == (0, 0, most, (), ())
    assert max(stretches(after)) <= LIMITS.due_minutes
    for badge in "ABCDEFGH":
        minutes = [sum(t.minutes for t in r.tours if t.badge == badge) for r in (roster, after)]
        assert minutes[0] == minutes[1]
    for seat in {t.seat for t in roster.tours}:
        own = sorted((t.start, t.end) for t in after.tours if t.seat == seat)
        assert (own[0][0], own[-1][1]) == (roster.tours[0].start, roster.tours[0].end)
        assert all(a[1] == b[0] for a, b in pairwise(own))
    gate = next(t for t in roster.tours if t.post == "GATE")
    assert gate in after.tours
    assert not planned(problem, after).changes, "what is planned already stays"


def test_who_relieves_stays_long_enough_on_one_post_to_give_meals() -> None:
    problem = facility(2, 2)
    after = taken(roster_of(problem), planned(problem, roster_of(problem)))
    posts = {badge: {t.post for t in after.tours if t.badge == badge} for badge in "ABCD"}
    assert all(len(own) == 2 for own in posts.values()), posts


@pytest.mark.parametrize("seed", range(8))
def test_no_other_plan_is_better(seed: int) -> None:
    """All ways to stand three blocks of four hours each, with some officers kept from some posts."""
    random = Random(seed)
    watches = 1 + seed % 2
    kept_from = [f"CWT-{n}" for n in range(1, watches + 1)][: seed % 3]
    barred = [Restriction(badge=random.choice("ABC"), first=MONDAY, post=post) for post in kept_from]
    problem = facility(watches, 3 - watches, restrictions=tuple(barred))
    roster = roster_of(problem)
    limits = StintTimes(due_minutes=240, hard_minutes=480)
    plan = planned(problem, roster, limits=limits)
    after = taken(roster, plan)
    seats = [p.code for p in problem.posts[:3]]
    kept = {(r.badge, r.post) for r in barred}
    stands = {t.badge: t.post for t in roster.tours}

    def may(badge: str, seat: str) -> bool:
        return stands[badge] == seat or (badge, seat) not in kept

    def worth(blocks) -> tuple[int, int, int]:
        runs, most = [0, 0], 0
        for n in range(3):
            on = [seats[block[n]].startswith("CWT") for block in blocks]
            runs[0] += 240 * sum(all(on[k : k + 3]) for k in range(len(on) - 2))
            runs[1] += 240 * sum(all(on[k : k + 2]) for k in range(len(on) - 1))
            most = max(most, 240 * sum(on))
        return (*runs, most)

    legal = [
        block for block in permutations(range(3)) if all(may(b, seats[s]) for b, s in zip("ABC", block, strict=True))
    ]
    best = min(worth(blocks) for blocks in product(legal, repeat=3))
    assert (plan.past_hard, plan.past_due, plan.most) == best
    assert plan.is_proven
    assert all(may(t.badge, t.post) for t in after.tours)


MEALS = PolicyEntry(id="meals", rule="meal_relief", severity=Severity.SHOW, effective=MONDAY)


@pytest.mark.parametrize("seed", range(12))
def test_of_the_plans_that_keep_to_the_stints_none_leaves_fewer_without_a_meal(seed: int) -> None:
    """All ways to stand three blocks of four hours, each judged by the plan of meals, which knows no model."""
    random = Random(seed)
    posts = (
        post("CWT-1", ContactMode.WATCH, needs_meal_relief=random.random() < 0.7),
        post("FLR-1", reliefs=random.choice((1, 2, 3))),
        post("HSE", needs_meal_relief=True) if seed % 2 else post("FLR-2", reliefs=random.choice((1, 2))),
        *(post(f"FIX-{n}", needs_meal_relief=True) for n in range(random.choice((0, 2, 5)))),
    )
    bars = tuple(Restriction(badge="DEFGH"[n], first=MONDAY, post="CWT-1") for n in range(5))
    problem = replace(facility(1, 1, policy=Policy(entries=(HARD, MEALS))), posts=posts, restrictions=bars)
    roster, limits = roster_of(problem), StintTimes(due_minutes=240, hard_minutes=480)
    times = replace(MealTimes(), least_minutes=random.choice((240, 360, 480)))
    entry = replace(MEALS, settings=(Setting(name="least_minutes", value=times.least_minutes),))
    problem = replace(problem, policy=Policy(entries=(HARD, entry)))
    plan = planned(problem, roster, limits=limits)

    def without(tours: Sequence[Tour]) -> int:
        return len(plan_meals(problem, tours, MONDAY, times).without)

    start, others = roster.tours[0].start, roster.tours[3:]
    found = []
    for blocks in product(permutations(range(3)), repeat=3):
        stands = [
            replace(roster.tours[seat], badge=badge, start=start + 240 * n, end=start + 240 * (n + 1))
            for n, seats in enumerate(blocks)
            for badge, seat in zip("ABC", seats, strict=True)
        ]
        on = {badge: [seats[n] == 0 for seats in blocks] for n, badge in enumerate("ABC")}
        past = (
            240 * sum(all(o) for o in on.values()),
            240 * sum(o[k] and o[k + 1] for o in on.values() for k in (0, 1)),
        )
        found.append((*past, without((*others, *stands))))
    assert plan.is_proven
    assert (plan.past_hard, plan.past_due, plan.without_meal) == min(found)
    assert plan.without_meal == without(taken(roster, plan).tours)


def test_a_shift_that_runs_keeps_what_was_stood_and_counts_it() -> None:
    problem = facility(1, 1)
    roster = roster_of(problem)
    start = roster.tours[0].start
    plan = planned(problem, roster, now=start + 90)
    after = taken(roster, plan)
    assert plan.edges[0] == start + 120
    assert [t.badge for t in after.tours if t.post == "CWT-1" and t.start < start + 240][:2] == ["A", "B"]
    assert max(stretches(after)) == 120
    with pytest.raises(StintError, match="Nothing of this shift"):
        planned(problem, roster, now=start + 720)


def test_nights_of_both_clock_changes_are_shared_by_their_true_length() -> None:
    for on, minutes in ((date(2027, 3, 13), 660), (date(2027, 11, 6), 780)):
        problem = facility(1, 1, on)
        roster = roster_of(problem)
        plan = planned(problem, roster)
        assert plan.edges[-1] - plan.edges[0] == minutes
        assert max(stretches(taken(roster, plan))) <= 120


def test_locked_officers_stay_and_who_then_stands_too_long_is_named() -> None:
    problem = facility(2, 1)
    roster = replace(roster_of(problem), locks=(Lock(badge="B", on=MONDAY),))
    after = taken(roster, plan := planned(problem, roster))
    assert [t for t in after.tours if t.badge == "B"] == [t for t in roster.tours if t.badge == "B"]
    assert plan.watches == (f"CWT-1/{MONDAY}/N/0",)
    two = planned(facility(2, 1), roster_of(facility(2, 1)))
    assert two.past_hard == 0
    assert two.past_due
    assert two.worn


def test_without_a_watch_or_anybody_who_relieves_it_is_said() -> None:
    for problem, words in ((facility(0, 2), "No watch"), (facility(1, 0), "posts? that gives reliefs")):
        with pytest.raises(StintError, match=words):
            planned(problem, roster_of(problem))
    with pytest.raises(StintError, match="no such shift"):
        plan_stints(Prepared.of(problem, roster_of(problem)), MONDAY + timedelta(days=1), "X", LIMITS)


def test_an_officer_of_another_post_takes_turns_where_a_rover_may_not_hold_the_watch() -> None:
    """B roves and may not watch; C at the gate may: B stands at the gate meanwhile, and nobody watches too long."""
    problem = facility(1, 1, restrictions=(Restriction(badge="B", first=MONDAY, post="CWT-1"),))
    problem = replace(problem, restrictions=tuple(r for r in problem.restrictions if r.badge != "C"))
    roster = roster_of(problem)
    plan = planned(problem, roster)
    after = taken(roster, plan)
    assert (plan.past_due, plan.most) == (0, 360)
    assert {t.badge for t in after.tours if t.post == "CWT-1"} == {"A", "C"}
    assert max(stretches(after)) == 120


def test_who_may_not_hold_the_watch_does_not_and_the_rule_itself_is_kept() -> None:
    entry = PolicyEntry(id="stints", rule="stint_length", severity=Severity.STOP, effective=MONDAY,
                        settings=(Setting(name="limit_minutes", value=120),))  # fmt: skip
    held = PolicyEntry(id="held", rule="qualification", severity=Severity.NEVER, effective=MONDAY)
    policy = Policy(entries=(entry, held))
    problem = replace(facility(1, 2, policy=policy))
    needy = tuple(replace(p, qualifications=("MH",)) if p.code == "CWT-1" else p for p in problem.posts)
    officers = tuple(
        replace(o, qualifications=(Held(qualification="MH"),)) if o.badge in "AB" else o for o in problem.officers
    )
    problem = replace(problem, posts=needy, officers=officers)
    roster = roster_of(problem)
    plan = planned(problem, roster)
    after = taken(roster, plan)
    assert {t.badge for t in after.tours if t.post == "CWT-1"} == {"A", "B"}
    assert [f.entry for f in check_roster(problem, roster).findings] == ["stints"]
    assert not check_roster(problem, after).findings
