"""What brings a post under a band: the cheapest change of one seat, or the proof that there is none."""

import random
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from support.attention_place import ON, ZONE, Place, floor

from scheduler.attention import attention_table
from scheduler.domain.answers import ExplainError, LoweringAsked
from scheduler.domain.attention import Band, Factor
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Coverage
from scheduler.domain.policy import Policy, PolicyEntry, Tier
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.words import Priority, Severity
from scheduler.engine.explain import Prober
from scheduler.engine.explain.least_seats import ways
from scheduler.engine.explain.lower import lower
from scheduler.policies.standards import standards_of

LONG_AGO = ON.replace(year=2020)
POLICY = Policy(
    tiers=(Tier(key="critical", name="Empty", unit="h", scale=60),),
    entries=(
        PolicyEntry(id="one", rule="one_place", severity=Severity.NEVER, effective=LONG_AGO),
        PolicyEntry(
            id="seats", rule="seats", severity=Severity.PRICED, tier="critical", effective=ON.replace(year=2020)
        ),
    ),
)


def asked(place: Place, band: Band, later: int = 0, withheld: tuple[Factor, ...] = ()) -> LoweringAsked:
    """Ask about the night of `ON`, some minutes after the date began."""
    now = Clock(ZONE).midnight(ON) + later
    return LoweringAsked(post="HB-F", shift="N", on=ON, band=band, seen=place.seen, now=now, withheld=withheld)


def prober(place: Place, days: int = 1, is_locked: bool = False) -> Prober:
    problem = replace(place.problem, policy=POLICY)
    tours = tuple(replace(t, is_locked=is_locked) for t in place.tours if t.on >= ON)
    return Prober(problem, Roster(facility="F", period=Period(first=ON, days=days), tours=tours))


def on_a_double() -> Place:
    """A works day and night: 24 points of the place and 4 of a double."""
    place = Place(posts=(floor(),))
    place.add("A", "HB-F", 0, "D")
    place.add("A", "HB-F", 0)
    return place


def test_somebody_rested_takes_the_seat() -> None:
    place = on_a_double()
    tried = prober(place)
    found = lower(tried, asked(place, Band.GUARDED), threading.Event(), 30)
    assert (found.before, found.after, found.is_proven) == (28, 24, True)
    assert [t.badge for t in found.gone] == ["A"]
    assert found.come[0].seat == found.gone[0].seat
    after = tried.roster.with_changes(found.gone, found.come)
    table = attention_table(
        tried.problem, after.tours, place.seen, asked(place, Band.GUARDED).now, standards_of(tried.problem)
    )
    assert table.low[table.index("HB-F", "N", ON)] == found.after
    assert not tried.edited(found.gone, found.come).report.blocking


def test_a_post_under_the_band_needs_nothing() -> None:
    place = on_a_double()
    found = lower(prober(place), asked(place, Band.ELEVATED), threading.Event(), 30)
    assert (found.after, found.come, found.is_proven) == (28, (), True)


def test_what_reviews_alone_make_no_roster_lowers() -> None:
    place = on_a_double()
    place.rounds = []
    found = lower(prober(place), asked(place, Band.GUARDED, later=2880), threading.Event(), 30)
    assert (found.fixed, found.after, found.is_proven) == (32, None, True)
    assert "No roster can" in str(found.sentence)


def test_that_no_single_change_helps_is_known_as_well() -> None:
    lines = tuple(Coverage(shift=s, minimum=3, wanted=3) for s in ("D", "N"))
    place = Place(posts=(floor(coverage=lines, priority=Priority.MANDATORY),))
    place.add("A", "HB-F", 0)
    found = lower(prober(place), asked(place, Band.GUARDED), threading.Event(), 30)
    assert (found.before, found.after, found.is_proven) == (30, None, True)
    assert found.tried > 0


def test_an_empty_critical_post_has_no_points_to_lower() -> None:
    place = Place(posts=(floor(),))
    with pytest.raises(ExplainError, match="no points"):
        lower(prober(place), asked(place, Band.GUARDED), threading.Event(), 30)


def test_what_has_begun_no_roster_lowers_any_more() -> None:
    place = on_a_double()
    with pytest.raises(ExplainError, match="has begun"):
        lower(prober(place), asked(place, Band.GUARDED, later=21 * 60), threading.Event(), 30)


def test_what_is_withheld_is_in_no_figure_of_the_answer() -> None:
    place = on_a_double()
    open_to_all = lower(prober(place), asked(place, Band.ELEVATED, 2880), threading.Event(), 30)
    hidden = (Factor.CAMERA, Factor.ROUNDS)
    for rounds in ([], [(20 * 60, 5)]):  # whether a round was made changes nothing that is told
        place.rounds = rounds
        found = lower(prober(place), asked(place, Band.ELEVATED, 2880, hidden), threading.Event(), 30)
        assert (found.before, found.after) == (open_to_all.before - 5,) * 2


def concentrated() -> Place:
    """A holds 20 of 28 dates, B and C four each; others are free: 24 points of the place and 12 of one holder."""
    place = Place(posts=(floor(),), badges=("A", "B", "C", "E", "G", "H", "J"), days=28)
    for n in range(28):
        place.add("B" if n % 7 == 0 else "C" if n % 7 == 3 else "A", "HB-F", -n)
    return place


def test_several_seats_are_proven_to_be_the_fewest() -> None:
    place = concentrated()
    tried = prober(place, days=28)
    last = ON + timedelta(days=27)
    found = lower(tried, replace(asked(place, Band.GUARDED), on=last), threading.Event(), 60)
    assert (found.before, found.is_all_tried, found.is_proven) == (36, True, True)
    assert (found.after, len(found.come), found.least_seats) == (24, 12, 12)
    assert {t.badge for t in found.gone} == {"A"}
    assert {t.seat for t in found.come} == {t.seat for t in found.gone}
    assert "fewer seats do not (proven)" in str(found.sentence)
    after = tried.roster.with_changes(found.gone, found.come)
    seen = place.seen
    table = attention_table(tried.problem, after.tours, seen, Clock(ZONE).midnight(ON), standards_of(tried.problem))
    assert table.low[table.index("HB-F", "N", last)] == found.after
    assert not tried.edited(found.gone, found.come).report.blocking


def test_what_is_locked_is_given_to_nobody() -> None:
    place = concentrated()
    tried = prober(place, days=28, is_locked=True)
    found = lower(tried, replace(asked(place, Band.GUARDED), on=ON + timedelta(days=27)), threading.Event(), 60)
    assert (found.come, found.is_proven, found.is_out_of_reach) == ((), True, True)
    assert "No roster can" in str(found.sentence)


@pytest.mark.parametrize("seed", range(12))
def test_no_change_of_fewer_seats_than_the_bound_brings_a_post_under_a_band(seed: int) -> None:
    chance = random.Random(seed)
    place = Place(posts=(floor(),), badges=("A", "B", "C", "E", "G"), days=28)
    weights = [chance.choice((0, 1, 4)) for _ in place.badges]
    for n in chance.sample(range(28), chance.choice((4, 9, 28))):
        place.add(chance.choices(place.badges, weights if any(weights) else None)[0], "HB-F", -n)
    tried = prober(place, days=28)
    question = replace(asked(place, Band.GUARDED), on=max(t.on for t in place.tours))
    table = attention_table(tried.problem, tried.roster.tours, place.seen, question.now, standards_of(tried.problem))
    at = table.index("HB-F", "N", question.on)
    for band in (Band.GUARDED, Band.ELEVATED):
        possible = ways(tried, replace(question, band=band), table)
        for _ in range(12):
            tours = list(tried.roster.tours)
            chance.shuffle(tours)
            gone: tuple[Tour, ...] = ()
            come: tuple[Tour, ...] = ()
            for tour in tours[:14]:
                gone = (*gone, tour)
                come = (*come, replace(tour, badge=chance.choice(place.badges)))
                changed = table.changed(gone, come)
                if changed.open[at] and changed.low[at] < band.least:
                    assert possible
                    assert possible[0].seats <= sum(a != b for a, b in zip(gone, come, strict=True))


def test_the_bound_is_reached_and_one_seat_fewer_is_not_enough() -> None:
    place = concentrated()
    tried = prober(place, days=28)
    question = replace(asked(place, Band.GUARDED), on=ON + timedelta(days=27))
    standards = standards_of(tried.problem)
    table = attention_table(tried.problem, tried.roster.tours, place.seen, question.now, standards)
    best = ways(tried, question, table)[0]
    own = [t for t in tried.roster.tours if t.badge == "A"]
    takers = ("E", "G", "H", "J")
    for count in (best.seats - 1, best.seats):
        come = tuple(replace(t, badge=takers[n % 4]) for n, t in enumerate(own[:count]))
        changed = table.changed(own[:count], come)
        at = table.index("HB-F", "N", question.on)
        assert (changed.low[at] < Band.GUARDED.least) == (count == best.seats)
