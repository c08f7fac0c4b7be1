"""Which posts are left first: the plan's order, then the least attention that leaving adds to the others."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from support.attention_place import ON, STANDARDS, ZONE, Place, post

from scheduler.attention import attention_table
from scheduler.day import Rung, ladder
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post
from scheduler.domain.words import Priority
from scheduler.ledger.relief import MealTimes

PULL = {"priority": Priority.PULL}


def quiet(code: str, area: str, **more: object) -> Post:
    """Return a post without points of its own place."""
    return post(code, area, *[0] * 7, **more)


def rungs(place: Place, shift: str = "N") -> tuple[Rung, ...]:
    return ladder(place.problem.posts, place.tours, place.table(), shift, ON)


def place_of(*posts) -> Place:
    made = Place(posts=posts)
    for badge, one in zip(made.badges, posts, strict=False):
        made.add(badge, one.code, 0)
    return made


def test_pull_posts_go_first_and_critical_ones_never() -> None:
    place = place_of(
        quiet("HB-F", "HB", needs_meal_relief=True),
        quiet("ROV", "CTL", priority=Priority.MANDATORY, gives_meal_reliefs=2),
        quiet("YRD", "OUT", **PULL),
    )
    assert [(rung.post, rung.holders) for rung in rungs(place)] == [("YRD", ("C",)), ("ROV", ("B",))]


def test_of_one_priority_the_one_that_adds_least_elsewhere_goes_first() -> None:
    """The floor's holder had no meal yesterday; without the rover he has none today, which counts a point."""
    floor = quiet("HB-F", "HB", needs_meal_relief=True)
    place = place_of(floor, quiet("ROV", "CTL", gives_meal_reliefs=2, **PULL), quiet("YRD", "OUT", **PULL))
    place.add("A", "HB-F", 1)
    tours, now = [t for t in place.tours if t.on >= ON], Clock(ZONE).midnight(ON + timedelta(days=2))
    table = attention_table(place.problem, tours, place.seen, now, replace(STANDARDS, meals=MealTimes()), ON)
    yard, rover = ladder(place.posts, tours, table, "N", ON)
    assert (yard.post, yard.least, yard.most, yard.grows) == ("YRD", 0, 0, ())
    assert (rover.post, rover.least, rover.most, rover.grows) == ("ROV", 1, 1, ("HB-F",))


def test_posts_that_add_alike_keep_the_facilitys_order() -> None:
    place = place_of(quiet("YRD", "OUT", **PULL), quiet("LND", "OUT", **PULL), quiet("PRG", "OUT", **PULL))
    assert [rung.post for rung in rungs(place)] == ["YRD", "LND", "PRG"]


def test_a_post_of_womens_programmes_is_marked() -> None:
    place = place_of(quiet("PRG", "OUT", serves_women=True, **PULL), quiet("YRD", "OUT", **PULL))
    assert {rung.post: rung.serves_women for rung in rungs(place)} == {"PRG": True, "YRD": False}


def test_a_post_that_asks_for_nobody_on_the_shift_is_not_there() -> None:
    place = place_of(quiet("HB-F", "HB"), quiet("YRD", "OUT", minimum=0, wanted=0, **PULL))
    place.tours.pop()
    assert rungs(place) == ()


@pytest.mark.parametrize("seed", range(12))
def test_what_is_added_is_what_a_table_made_anew_says(seed: int) -> None:
    chance = Random(seed)
    posts = [
        post(
            code, area, *(chance.choice((None, 0, 3)) for _ in range(7)), priority=chance.choice(list(Priority)),
            needs_meal_relief=chance.random() < 0.6, gives_meal_reliefs=chance.choice((0, 0, 1, 2)),
        )
        for code, area in (("P", "HB"), ("Q", "MED"), ("R", "CTL"), ("S", "OUT"))
    ]  # fmt: skip
    place = Place(posts=tuple(posts))
    for ago in range(20):
        for badge in place.badges:
            if chance.random() < 0.7:
                place.add(badge, chance.choice("PQRS"), ago, chance.choice("DN"))
    tours = [t for t in place.tours if t.on >= ON]
    for rung in ladder(place.posts, tours, place.table(), "N", ON):
        after = replace(place, tours=[t for t in place.tours if (t.post, t.shift, t.on) != (rung.post, "N", ON)])
        others = [code for code in "PQRS" if code != rung.post]
        pairs = [(place.table().reading(code, "N", ON), after.table().reading(code, "N", ON)) for code in others]
        pairs = [(was, now) for was, now in pairs if was.is_open and now.is_open]
        assert rung.most == sum(now.high - was.high for was, now in pairs)
        assert rung.least == sum(now.low - was.low for was, now in pairs)
