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


def no_gain(
    site: Site, bars: Collection[Restriction], today: date, held: Collection[PostCode] = ()
) -> tuple[Restriction, ...]:
    """Return what keeps an officer from posts that more officers ask for than any post of the areas in some bars.

    Nobody gains a post that others want by asking, so a bar of an area comes with these. They come with every such
    bar, whether it was asked for or ordered and for whatever reason: together they look alike, and tell nothing. No
    post that the officer has already is among them, as none is to be lost either.

    Args:
        site: The facility.
        bars: Restrictions of one officer.
        today: The local date on which they begin.
        held: Posts that the officer holds by other rosters than those in `site`.
    """
    areas = with_inner(site, {bar.area for bar in bars if bar.area is not None})
    if not areas:
        return ()
    (badge,) = {bar.badge for bar in bars}
    others = Counter(p.post for p in site.preferences if p.badge != badge and p.post is not None and p.holds_on(today))
    left = max((others[post.code] for post in site.posts if post.area in areas), default=0)
    own = {tour.post for tour in site.worked if tour.badge == badge} | set(held)
    own |= {award.post for award in site.awards if award.badge == badge and (award.last is None or award.last >= today)}
    above = sorted(p.code for p in site.posts if others[p.code] > left and p.code not in own and p.area not in areas)
    return tuple(Restriction(badge=badge, first=today, post=code) for code in above)


def with_inner(site: Site, areas: set[AreaCode]) -> set[AreaCode]:
    """Return areas with all that lie in them."""
    inner = {area.code for area in site.areas if area.parent in areas}
    return areas if inner <= areas else with_inner(site, areas | inner)


def forced(before: Site, after: Site, badges: Collection[Badge]) -> tuple[Badge, ...]:
    """Return which of some officers are given another squad or contract, or lose a post that they hold."""
    old, new = ({o.badge: (o.squad, o.contract) for o in site.officers} for site in (before, after))
    lost = Counter(a for a in before.awards if a.badge in badges)
    lost.subtract(a for a in after.awards if a.badge in badges)
    changed = {badge for badge in badges if badge in old and badge in new and old[badge] != new[badge]}
    return tuple(sorted(changed | {award.badge for award, count in lost.items() if count > 0}))
