"""Made-up post bids: four times a year the officers of each watch choose posts in order of seniority.

As in the US Federal Bureau of Prisons the bid is quarterly, and as in California's state prisons about 70 in 100 posts
go by bid while the rest are filled by management. Posts beside a crew and posts with one inmate at a time are not bid
for: a quarter there would pass every cap on contact. Nobody holds the same area twice in a row, so a bid is a rotation.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.facility import Post
from scheduler.domain.people import Award, Officer, Restriction, Tenure
from scheduler.domain.policy import Policy, Setting
from scheduler.domain.words import AreaCode, Badge, ContactMode, RotationClass, ShiftCode, SquadCode, StaffClass

BASIS = "quarterly bid by seniority"
BID_SHARE = 0.7
LONGEST_QUARTER = 98
"""Days from a first Sunday to the first Sunday three months later: 91, at times a week less or more."""
_QUARTER_MONTHS = (10, 7, 4, 1)
_EXEMPT = (ContactMode.CREW, ContactMode.ONE_TO_ONE, ContactMode.WATCH)


def quarters(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield first and last date of each quarter with a date from `first` to `last`; each begins on a Sunday."""
    begin = _quarter_of(first)
    while begin <= last:
        following = _quarter_of(begin + timedelta(days=LONGEST_QUARTER))
        yield begin, following - timedelta(days=1)
        begin = following


def _quarter_of(on: date) -> date:
    """Return the first Sunday of January, April, July or October that is the last on or before a date."""
    starts = (_first_sunday(year, month) for year in (on.year, on.year - 1) for month in _QUARTER_MONTHS)
    return next(start for start in starts if start <= on)


def _first_sunday(year: int, month: int) -> date:
    begin = date(year, month, 1)
    return begin + timedelta(days=6 - begin.weekday())


def draw_bids(
    officers: Sequence[Officer],
    watch_of: dict[SquadCode, ShiftCode],
    posts: Sequence[Post],
    restrictions: Sequence[Restriction],
    spans: Sequence[tuple[date, date]],
    rng: random.Random,
) -> tuple[Award, ...]:
    """Return the awards of each span of dates: at most one holder a seat and watch, and one post an officer.

    Args:
        officers: The facility's.
        watch_of: The watch of each squad.
        posts: The facility's; seats are those wanted.
        restrictions: Who may not work where.
        spans: First and last date of each bid, in order.
        rng: Where all choices come from.
    """
    barred = {(r.badge, r.area) for r in restrictions} | {(r.badge, r.post) for r in restrictions}
    open_posts = [p for p in posts if p.contact not in _EXEMPT and "SUPERVISOR" not in p.qualifications]
    seats = [
        (post, line.shift)
        for post in open_posts
        for line in post.coverage
        for _ in range(line.wanted)
        if rng.random() < BID_SHARE
    ]
    bidding = sorted(
        (o for o in officers if o.squad is not None and not o.is_probationary and o.staff_class is StaffClass.SWORN),
        key=lambda o: (o.seniority, o.tie_breaker),
    )
    found: list[Award] = []
    held: dict[Badge, AreaCode] = {}
    for first, last in spans:
        left, now = list(seats), {}
        for officer in bidding:
            own = {h.qualification for h in officer.qualifications}
            watch = None if officer.squad is None else watch_of[officer.squad]
            may = [
                (post, shift)
                for post, shift in left
                if shift == watch
                and own.issuperset(post.qualifications)
                and held.get(officer.badge) != post.area
                and (officer.badge, post.code) not in barred
                and not any((officer.badge, share.area) in barred for share in post.shares)
            ]
            if may:
                post, shift = rng.choice(may)
                left.remove((post, shift))
                now[officer.badge] = post.area
                found.append(
                    Award(badge=officer.badge, post=post.code, basis=BASIS, first=first, last=last, shift=shift)
                )
        held = now
    return tuple(found)


def tenures_behind(
    awards: Sequence[Award], posts: Sequence[Post], classes: dict[AreaCode, RotationClass], first: date
) -> tuple[Tenure, ...]:
    """Return the tenures of those who hold a post in an area with a rotation class on the day before `first`."""
    area = {post.code: post.area for post in posts}
    on = first - timedelta(days=1)
    return tuple(
        Tenure(badge=a.badge, area=area[a.post], since=a.first)
        for a in awards
        if a.first <= on and (a.last is None or a.last >= on) and classes[area[a.post]] is not RotationClass.NONE
    )


def with_rotation_at_bids(policy: Policy) -> Policy:
    """Return a policy whose rotation off housing units is due when a quarter is over, not some days before."""
    limit = Setting(name="limit_days", value=LONGEST_QUARTER)
    entries = tuple(
        replace(e, settings=tuple(limit if s.name == limit.name else s for s in e.settings), agreement=BASIS)
        if e.id == "tenure_housing_due"
        else e
        for e in policy.entries
    )
    return replace(policy, entries=entries)
