"""What a request does to an officer's availability: plain restrictions, the same whatever lies behind. Pure."""

from collections import Counter
from collections.abc import Collection
from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.people import Restriction
from scheduler.domain.requests import InmateTask, Scope
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute, PostCode


def bars_of(site: Site, badge: Badge, scope: Scope, first: date, now: Minute) -> tuple[Restriction, ...]:
    """Return the restrictions that a scope makes from a local date on; none of them says when it ends.

    Args:
        site: The facility.
        badge: Whom they bind.
        scope: Where the officer is not to be posted.
        first: From when on.
        now: When it is, to find where an inmate is and will be.
    """
    if scope.is_all_inmates:
        return (Restriction(badge=badge, first=first),)
    if scope.area is not None:
        return (Restriction(badge=badge, first=first, area=scope.area),)
    if scope.inmate is None:
        return ()
    areas, posts = whereabouts(site, scope.inmate, now)
    return (
        *(Restriction(badge=badge, first=first, area=area) for area in areas),
        *(Restriction(badge=badge, first=first, post=post) for post in posts),
    )


def whereabouts(site: Site, inmate: InmateRef, now: Minute) -> tuple[tuple[AreaCode, ...], tuple[PostCode, ...]]:
    """Return the areas where an inmate is, will be, or regularly goes, and the posts that watch him; each once."""
    today = Clock(site.facility.zone).date_of(now)
    areas = [s.area for s in site.stays if s.inmate == inmate and (s.end is None or s.end > now)]
    areas += [a.area for a in site.activities if a.inmate == inmate and (a.last is None or a.last >= today)]
    posts = {w.post for w in site.watches if w.inmate == inmate and (w.end is None or w.end > now)}
    return tuple(sorted(set(areas))), tuple(sorted(posts))


def is_moved(site: Site, task: InmateTask, now: Minute) -> bool:
    """Whether the housing feed has the inmate of a task somewhere else, or gone."""
    here = (s for s in site.stays if s.inmate == task.inmate and s.start <= now and (s.end is None or s.end > now))
    return all(stay.area != task.area for stay in here)


def sought_after(site: Site, area: AreaCode, today: date) -> tuple[PostCode, ...]:
    """Return posts that more officers ask for than any post of an area, the most sought-after first.

    Who asks to be moved is not moved to one of them: nobody gains a post that others want by asking.
    """
    asked = Counter(p.post for p in site.preferences if p.post is not None and p.holds_on(today))
    of_area = max((asked[p.code] for p in site.posts if p.area == area), default=0)
    above = [post.code for post in site.posts if asked[post.code] > of_area]
    return tuple(sorted(above, key=lambda code: (-asked[code], code)))


def forced(before: Site, after: Site, badges: Collection[Badge]) -> tuple[Badge, ...]:
    """Return which of some officers are given another squad or contract, or lose a post that they hold."""
    old, new = ({o.badge: (o.squad, o.contract) for o in site.officers} for site in (before, after))
    lost = Counter(a for a in before.awards if a.badge in badges)
    lost.subtract(a for a in after.awards if a.badge in badges)
    changed = {badge for badge in badges if badge in old and badge in new and old[badge] != new[badge]}
    return tuple(sorted(changed | {award.badge for award, count in lost.items() if count > 0}))
