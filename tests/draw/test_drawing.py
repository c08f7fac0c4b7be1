"""Drawing among post plans of equal value: which there are, how likely each is, and that nothing is lost."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.drawn import DAY, MUSTER, jail, planned, posts_of
from support.tiny import problems_and_rosters

from scheduler.check import Checker, check_roster
from scheduler.domain.draws import Muster
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Roster
from scheduler.domain.words import Severity, TourKind
from scheduler.draw import Plans, Stream, sample, sampling, value_of
from scheduler.draw.plans import Plan
from scheduler.rules import RULES


def key(n: int) -> bytes:
    return n.to_bytes(32, "big")


def all_equal(problem: Problem, roster: Roster) -> set[str]:
    plans = Plans(problem, roster, MUSTER)
    found = sampling.equal_plans(plans, 10_000)
    assert found is not None
    return {posts_of(plans.roster(plan)) for plan in found}


# ------------------------------------------------------------ which plans there are


def test_without_any_difference_every_order_of_posts_is_a_plan() -> None:
    problem = jail(4)
    assert len(all_equal(problem, planned(problem))) == 24


def test_a_post_that_asks_for_a_qualification_is_drawn_among_those_who_have_it() -> None:
    problem = jail(4, armed="P1", keys=("A", "C"))
    found = all_equal(problem, planned(problem))
    assert len(found) == 2 * 6
    assert {plan.index("1") for plan in found} == {0, 2}


def test_a_restriction_closes_a_post_without_a_word_of_it() -> None:
    problem = jail(3, barred=(("B", "P1"),))
    assert all_equal(problem, planned(problem)) == {"123", "132", "231", "321"}


def test_as_many_wishes_are_met_after_the_draw_as_before() -> None:
    problem = jail(3, wishes=(("A", "P1"), ("B", "P1")))
    assert all_equal(problem, planned(problem)) == {"123", "132", "213", "312"}


def test_a_seat_held_by_award_is_not_drawn() -> None:
    problem = jail(3, awards=(("A", "P1"),))
    assert all_equal(problem, planned(problem)) == {"123", "132"}


def test_locked_cells_and_agreed_swaps_stay() -> None:
    problem = jail(4)
    roster = planned(problem)
    swap = replace(roster.tours[1], kind=TourKind.SWAP)
    roster = replace(roster, locks=(Lock(badge="A", on=DAY),), tours=(roster.tours[0], swap, *roster.tours[2:]))
    assert all_equal(problem, roster) == {"1234", "1243"}


def test_officers_of_other_hours_do_not_exchange_seats() -> None:
    problem = jail(3)
    roster = planned(problem)
    short = replace(roster.tours[0], end=roster.tours[0].end - 60)
    assert all_equal(problem, roster.with_tours((short, *roster.tours[1:]))) == {"123", "132"}


def test_other_dates_stay_as_they_are() -> None:
    problem = jail(5)
    after = sample(Plans(problem, planned(problem), MUSTER), Stream(key(3))).roster
    assert posts_of(after) != "12345"
    assert posts_of(after, DAY + timedelta(days=1)) == "12345"


def test_what_is_published_of_the_muster_makes_no_plan_better() -> None:
    problem = jail(3)
    held = replace(problem, published=planned(problem).tours)
    assert len(all_equal(held, planned(held))) == 6


def test_a_muster_of_one_or_of_nobody_is_drawn_too() -> None:
    problem = jail(1)
    one = sample(Plans(problem, planned(problem), MUSTER), Stream(key(1)))
    assert (one.roster, one.count.plans, one.count.guess_permille) == (planned(problem), 1, 1000)
    nobody = sample(Plans(problem, planned(problem), Muster(on=DAY, shift="N")), Stream(key(1)))
    assert (nobody.roster, nobody.count.plans, nobody.count.movable) == (planned(problem), 1, 0)


# ------------------------------------------------------------ how likely each is


class Remembering(Plans):
    """Plans that judge each plan once: the draw is the same, and hundreds of draws take seconds."""

    known: dict[Plan, Checker | None]

    def step(self, checker: Checker, plan: Plan) -> Checker | None:
        if plan not in self.known:
            self.known[plan] = super().step(checker, plan)
        return self.known[plan]

    def is_equal(self, roster: Roster) -> bool:
        return True


def spread(problem: Problem, draws: int) -> tuple[float, int]:
    """Return chi-square of that many draws against equal chances, and the number of plans."""
    roster = planned(problem)
    equal = all_equal(problem, roster)
    plans = Remembering(problem, roster, MUSTER)
    plans.known = {plans.first: plans.checker}
    found = Counter(posts_of(sample(plans, Stream(key(n))).roster) for n in range(draws))
    assert set(found) <= equal
    expected = draws / len(equal)
    return sum((found[plan] - expected) ** 2 / expected for plan in equal), len(equal)


def test_listed_plans_are_equally_likely() -> None:
    chi_square, plans = spread(jail(4, armed="P1", keys=("A", "C")), 1200)
    assert plans == 12
    assert chi_square < 31.3, "the 0.1% point of chi-square with 11 degrees of freedom"


def test_the_walk_too_reaches_every_plan_with_the_same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where some plans have many neighbours and others few."""
    monkeypatch.setattr(sampling, "MOST_LISTED", 0)
    chi_square, plans = spread(jail(4, armed="P1", keys=("A", "C"), wishes=(("B", "P2"), ("D", "P2"))), 800)
    assert plans == 8
    assert chi_square < 24.3, "the 0.1% point of chi-square with 7 degrees of freedom"


def test_numbers_of_a_stream_are_evenly_spread_and_always_the_same() -> None:
    stream = Stream(b"key")
    counts = Counter(stream.below(6) for _ in range(6000))
    assert sum((counts[n] - 1000) ** 2 / 1000 for n in range(6)) < 20.5
    # The first 8 bytes of SHA-256 of "key" and eight zero bytes: anybody can follow the stream by hand.
    assert Stream(b"key").below(1 << 64) == 5684530464835098010


# ------------------------------------------------------------ that nothing is lost


def of_all_rules() -> Policy:
    """Return a policy in which every rule is used as it stands by default, each priced one in a tier of its own."""
    entries, tiers = [], []
    for rule in RULES:
        severity = rule.severities[0]
        is_priced = Severity.PRICED in rule.severities
        entries.append(
            PolicyEntry(
                id=rule.key,
                rule=rule.key,
                severity=Severity.PRICED if is_priced else severity,
                effective=DAY.replace(year=2020),
                tier=rule.key if is_priced else None,
            )
        )
        if is_priced:
            tiers.append(Tier(key=rule.key, name=rule.title, unit=rule.price_unit))
    return Policy(entries=tuple(entries), tiers=tuple(tiers))


@given(made=problems_and_rosters(), seed=st.integers(0, 10**9), walks=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_is_drawn_every_value_stays_and_nothing_more_is_broken(
    made: tuple[Problem, Roster], seed: int, walks: bool
) -> None:
    problem, roster = made
    problem = replace(problem, policy=replace(of_all_rules(), pay_periods=problem.policy.pay_periods), published=())
    if not roster.tours:
        return
    some = roster.tours[seed % len(roster.tours)]
    muster = Muster(on=some.on, shift=some.shift)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "MOST_LISTED", 0 if walks else 240)
        drawn = sample(Plans(problem, roster, muster), Stream(key(seed)))
    before, after = check_roster(problem, roster), check_roster(problem, drawn.roster)
    assert value_of(after) == value_of(before)
    who = [(t.badge, t.start, t.end, t.kind) for t in roster.tours]
    assert sorted((t.badge, t.start, t.end, t.kind) for t in drawn.roster.tours) == sorted(who)
    assert sorted(t.seat for t in drawn.roster.tours) == sorted(t.seat for t in roster.tours)
