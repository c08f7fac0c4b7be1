"""Until when an officer is posted where an order keeps him from; 28 CFR 115.73(c) has the inmate told of the end."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.desk_site import FIRST, ZONE, badge, small_site

from scheduler.domain.clock import Clock
from scheduler.domain.facility import AreaShare
from scheduler.domain.inmates import Stay
from scheduler.domain.requests import Scope
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, InmateRef, PostCode, ShiftCode
from scheduler.requests.posted import Posted, posted

WHO, HOUSING, CONTROL = badge(2), AreaCode("HU"), AreaCode("CTL")
CLOCK = Clock(ZONE)
NOW = CLOCK.minute(FIRST, 12 * 60)


def tour(post: str, days: int, who: Badge = WHO) -> Tour:
    on = FIRST + timedelta(days=days)
    start, end = CLOCK.minute(on, 360), CLOCK.minute(on, 1080)
    return Tour(start=start, end=end, badge=who, post=PostCode(post), on=on, shift=ShiftCode("D"), index=0)


def on(days: int) -> date:
    return FIRST + timedelta(days=days)


@pytest.mark.parametrize(
    ("tours", "expected"),
    [
        ((), Posted(last=None, next=None)),
        ((tour("HA-F", -9), tour("HB-F", -4), tour("CTL-A", 3)), Posted(last=on(-4), next=None)),
        ((tour("HA-F", -9), tour("HB-F", 2), tour("HA-F", 1)), Posted(last=on(-9), next=on(1))),
        ((tour("HA-F", 0),), Posted(last=on(0), next=None)),
        ((tour("HA-F", -3, badge(4)), tour("CTL-A", -1)), Posted(last=None, next=None)),
    ],
)
def test_the_last_tour_and_the_next_one_there(tours: tuple[Tour, ...], expected: Posted) -> None:
    assert posted(small_site(), Scope(area=HOUSING), WHO, tours, NOW) == expected


def test_a_post_elsewhere_that_covers_the_area_counts() -> None:
    site = small_site()
    rover = replace(site.posts[0], covers=(AreaShare(area=CONTROL, share=500), AreaShare(area=HOUSING, share=500)))
    site = replace(site, posts=(rover, *site.posts[1:]))
    found = posted(site, Scope(area=HOUSING), WHO, (tour("CTL-A", -1),), NOW)
    assert found == Posted(last=on(-1), next=None)


def test_who_is_kept_from_an_inmate_is_posted_wherever_he_lives() -> None:
    inmate = InmateRef("R-0001")

    def living(area: AreaCode) -> Site:
        stay = Stay(inmate=inmate, area=area, start=CLOCK.midnight(on(-30)))
        return replace(small_site(), stays=(stay,))

    tours = (tour("HA-F", -2), tour("CTL-A", 2))
    assert posted(living(HOUSING), Scope(inmate=inmate), WHO, tours, NOW) == Posted(last=on(-2), next=None)
    assert posted(living(CONTROL), Scope(inmate=inmate), WHO, tours, NOW) == Posted(last=None, next=on(2))


def test_who_is_kept_from_all_inmates_may_sit_where_none_are() -> None:
    tours = (tour("HA-F", -2), tour("CTL-A", 2))
    assert posted(small_site(), Scope(is_all_inmates=True), WHO, tours, NOW) == Posted(last=on(-2), next=None)
