"""Bids of made-up prisons: who holds which post for a quarter, and what history makes of it."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from scheduler.domain.site import Site
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.generate.bids import quarters


@pytest.fixture(scope="module")
def prison() -> Site:
    return generate_site(officers=140, seed=6)


def test_quarters_follow_each_other_and_begin_on_a_sunday() -> None:
    spans = list(quarters(date(2025, 12, 31), date(2029, 1, 10)))
    assert spans[0][0] <= date(2025, 12, 31)
    assert spans[-1][0] <= date(2029, 1, 10) <= spans[-1][1]
    assert all(first.weekday() == 6 and first.day <= 7 for first, _ in spans)
    assert all(b[0] == a[1] + timedelta(days=1) for a, b in pairwise(spans))
    assert {(last - first).days + 1 for first, last in spans} <= {84, 91, 98}


def test_a_seat_has_one_holder_and_a_holder_one_post(prison: Site) -> None:
    posts = {p.code: p for p in prison.posts}
    seats = {(p.code, line.shift): line.wanted for p in prison.posts for line in p.coverage}
    officers = {o.badge: o for o in prison.officers}
    held = Counter((a.post, a.shift, a.first) for a in prison.awards)
    assert held
    assert all(count <= seats[post, shift] for (post, shift, _), count in held.items())
    assert set(Counter((a.badge, a.first) for a in prison.awards).values()) == {1}
    for award in prison.awards:
        own = {h.qualification for h in officers[award.badge].qualifications}
        assert own.issuperset(posts[award.post].qualifications)


def test_about_seventy_in_a_hundred_open_posts_go_by_bid(prison: Site) -> None:
    now = [a for a in prison.awards if a.first <= DEMO_FIRST <= (a.last or DEMO_FIRST)]
    seats = sum(line.wanted for p in prison.posts for line in p.coverage)
    assert 0.5 < len(now) / seats < 0.75
    crews = {p.code for p in prison.posts if p.contact in ("crew", "one_to_one")}
    assert not crews.intersection(a.post for a in now)


def test_nobody_holds_an_area_twice_in_a_row(prison: Site) -> None:
    area = {p.code: p.area for p in prison.posts}
    held: dict[str, list[str]] = {}
    for award in sorted(prison.awards, key=lambda a: a.first):
        held.setdefault(award.badge, []).append(area[award.post])
    assert all(a != b for areas in held.values() for a, b in pairwise(areas))


def test_holders_worked_at_their_posts(prison: Site) -> None:
    own = {(a.badge, a.post) for a in prison.awards if a.first <= DEMO_FIRST <= (a.last or DEMO_FIRST)}
    badges = {badge for badge, _ in own}
    since = DEMO_FIRST - timedelta(days=28)
    there = [(t.badge, t.post) in own for t in prison.worked if t.on >= since and t.badge in badges]
    assert sum(there) >= 0.95 * len(there) > 0
    assert {t.since for t in prison.tenures} == {date(2026, 10, 4)}
