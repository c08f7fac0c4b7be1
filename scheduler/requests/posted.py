"""Whether an officer of whom something is alleged is still posted where the inmate lives. Pure.

Source: 28 CFR 115.73(c): after an inmate's allegation against a member of staff, unless it is unfounded, the inmate is
told when that member is no longer posted in his unit. A post counts for every area that it covers, so a rover's too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.requests import RequestKind, Scope
from scheduler.domain.roster import Tour
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, ContactMode, Minute
from scheduler.requests.effect import whereabouts, with_inner

ALLEGED = (RequestKind.NO_CONTACT, RequestKind.PRECAUTION)
"""Orders behind which an allegation may stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """When an officer is posted where an order keeps him from.

    Attributes:
        last: Local date of the last tour there that has begun; None for none that is known.
        next: Local date of the first one there that is published and has not begun; None for none.
    """

    last: date | None
    next: date | None


def posted(site: Site, scope: Scope, badge: Badge, tours: Iterable[Tour], now: Minute) -> Posted:
    """Return when an officer is posted where a scope keeps him from.

    Args:
        site: The facility.
        scope: Where he is not to be posted.
        badge: Who.
        tours: What was worked and what is published; others' tours do not matter.
        now: What starts before this minute has begun.
    """
    if scope.is_all_inmates:
        posts = {post.code for post in site.posts if post.contact is not ContactMode.NONE}
    else:
        areas = {scope.area} if scope.area is not None else set[AreaCode]()
        watching = set()
        if scope.inmate is not None:
            lived, watches = whereabouts(site, scope.inmate, now)
            areas, watching = areas | set(lived), set(watches)
        areas = with_inner(site, areas)
        posts = {p.code for p in site.posts if areas & {p.area, *(share.area for share in p.shares)}} | watching
    there = [t for t in tours if t.badge == badge and t.post in posts]
    return Posted(
        last=max((t.on for t in there if t.start <= now), default=None),
        next=min((t.on for t in there if t.start > now), default=None),
    )
