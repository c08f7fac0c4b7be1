"""What comes with a bar of an area: nobody gains a post that others want, and nobody loses one that he has."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.desk_site import badge, small_site

from scheduler.domain.facility import Area
from scheduler.domain.people import Award, Preference, Restriction
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, PostCode
from scheduler.requests.effect import no_gain

WHO, TODAY = badge(2), date(2026, 12, 1)
HOUSING, CONTROL = PostCode("HA-F"), PostCode("CTL-A")
BAR = Restriction(badge=WHO, first=TODAY, area=AreaCode("HU"))


def wanted(*posts: PostCode, base: Site | None = None) -> Site:
    """Return the facility with one officer after the other asking for each post."""
    asked = [Preference(badge=badge(4 + n), first=TODAY, post=post) for n, post in enumerate(posts)]
    return replace(base or small_site(), preferences=tuple(asked))


def kept_from(site: Site, *held: PostCode, bar: Restriction = BAR) -> set[PostCode | None]:
    return {one.post for one in no_gain(site, (bar,), TODAY, held)}


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ((), set()),
        ((CONTROL,), {CONTROL}),
        ((CONTROL, HOUSING), set()),
        ((CONTROL, CONTROL, HOUSING), {CONTROL}),
        ((HOUSING, HOUSING), set()),
    ],
)
def test_a_post_that_more_officers_want_is_not_gained(posts: tuple[PostCode, ...], expected: set[PostCode]) -> None:
    assert kept_from(wanted(*posts)) == expected


def test_a_post_that_the_officer_has_already_is_not_lost() -> None:
    site = wanted(CONTROL)
    assert kept_from(site, CONTROL) == set()
    award = Award(badge=WHO, post=CONTROL, basis="bid", first=date(2026, 1, 1))
    assert kept_from(replace(site, awards=(award,))) == set()
    assert kept_from(replace(site, awards=(replace(award, last=TODAY - timedelta(days=1)),))) == {CONTROL}
    assert kept_from(replace(site, awards=(replace(award, badge=badge(3)),))) == {CONTROL}


def test_an_own_wish_is_not_counted() -> None:
    site = replace(small_site(), preferences=(Preference(badge=WHO, first=TODAY, post=CONTROL),))
    assert kept_from(site) == set()
    over = Preference(badge=badge(4), first=date(2026, 1, 1), last=TODAY - timedelta(days=1), post=CONTROL)
    assert kept_from(replace(site, preferences=(over,))) == set()


def test_areas_within_the_area_are_left_too() -> None:
    base = small_site()
    inner = Area(code=AreaCode("HU-1"), name="One", facility=base.facility.id, parent=AreaCode("HU"))
    posts = tuple(replace(p, area=inner.code) if p.code == HOUSING else p for p in base.posts)
    site = wanted(CONTROL, HOUSING, base=replace(base, areas=(*base.areas, inner), posts=posts))
    assert kept_from(site) == set()


def test_what_bars_no_area_brings_nothing_with_it() -> None:
    site = wanted(CONTROL)
    assert no_gain(site, (), TODAY) == ()
    assert kept_from(site, bar=Restriction(badge=WHO, first=TODAY)) == set()
