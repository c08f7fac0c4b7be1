"""Restrictions.

The rule in words: an officer with a restriction in force is not posted to the area or post that it names, nor to a
rover or watch that reaches it; a restriction that names neither keeps the officer off every post with inmate contact.
Source: keep-separate orders, protective reassignment, medical limits; what lies behind one is not known here.
Kept: barred from Housing A, posted to Housing B. Broken: posted to a rover that covers B and a tenth of A.
An area restriction reaches a post when the post's own area, or one that it covers with any share, is that area or lies
below it, and when the post has inmate contact in an area that contains it. It binds on every local date of a tour.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.domain import people
from scheduler.domain.facility import Post
from scheduler.domain.findings import Finding, Message
from scheduler.domain.words import AreaCode, ContactMode, Minute, Severity
from scheduler.rule import NOT_ELIGIBLE, Bools, Breach, Forbid, Frame, Rule, Scope, Term, View, cell_mask, cell_of


@dataclass(frozen=True)
class Config:
    """Nothing to set."""


class Restriction(Rule, config=Config):
    """No tour on a post that a restriction of its officer reaches on a date of the tour."""

    key = "restriction"
    title = "Restrictions"
    unit = "restrictions"
    price_unit = "tours"
    severities = (Severity.NEVER,)

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        return Message(template="Nobody is posted where a restriction forbids it.")

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Forbid each cell on a post that a restriction of the officer reaches."""
        problem = frame.problem
        _, judged = cell_mask(frame, scope)
        parent = {a.code: a.parent for a in problem.areas}
        above = {code: _chain(parent, code) for code in parent}
        row = {p.code: n for n, p in enumerate(problem.posts)}
        post = np.array([row[s.post] for s in frame.slots], dtype=np.int64)
        ends = {i: problem.clock.date_of(Minute(i.end - 1)) for i in frame.instances}
        last = np.array([frame.day_index(ends[i]) for i in frame.instances], dtype=np.int64)[frame.instance]
        barred: dict[int, Bools] = {}
        for bar in problem.restrictions:
            if not scope.has(bar.badge):
                continue
            reached = np.array([_is_reached(p, bar, above) for p in problem.posts], dtype=np.bool_)[post]
            binds = last >= frame.day_index(bar.first)
            if bar.last is not None:
                binds &= frame.day <= frame.day_index(bar.last)
            o = frame.officer_index[bar.badge]
            cells = reached & binds & judged
            barred[o] = barred[o] | cells if o in barred else cells
        slots = [np.flatnonzero(cells) for cells in barred.values()]
        none = np.zeros(0, dtype=np.int64)
        return (
            Forbid(
                officer=np.repeat(np.array(list(barred), dtype=np.int64), [len(s) for s in slots]),
                slot=np.concatenate([none, *slots]),
            ),
        )

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Ask of each tour of a restricted officer whether a restriction reaches it."""
        found = []
        clock = view.problem.clock
        inside = {a.code: a.parent for a in view.problem.areas}
        for badge in view.badges(scope):
            bars = view.restrictions_of[badge]
            for tour in view.tours_of[badge] if bars else ():
                if not scope.covers(tour.on):
                    continue
                first, last = clock.date_of(tour.start), clock.date_of(Minute(tour.end - 1))
                count = sum(
                    bar.first <= last
                    and (bar.last is None or first <= bar.last)
                    and _reaches(bar, view.posts[tour.post], inside)
                    for bar in bars
                )
                if count:
                    found.append(Breach(cells=(cell_of(tour),), measured=count, limit=0))
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return NOT_ELIGIBLE


def _chain(parent: dict[AreaCode, AreaCode | None], code: AreaCode) -> frozenset[AreaCode]:
    """Return an area and all that contain it."""
    found: set[AreaCode] = set()
    at: AreaCode | None = code
    while at is not None and at not in found:
        found.add(at)
        at = parent[at]
    return frozenset(found)


def _is_reached(post: Post, bar: people.Restriction, above: dict[AreaCode, frozenset[AreaCode]]) -> bool:
    """Whether the restriction reaches the post; `above` holds each area with all that contain it."""
    if bar.post is not None:
        return post.code == bar.post
    if bar.area is None:
        return post.contact != ContactMode.NONE
    places = {post.area, *(share.area for share in post.covers)}
    if any(bar.area in above[place] for place in places):
        return True
    return post.contact != ContactMode.NONE and any(share.area in above[bar.area] for share in post.shares)


def _reaches(bar: people.Restriction, post: Post, inside: dict[AreaCode, AreaCode | None]) -> bool:
    """Whether the restriction reaches the post, as the checker walks the area tree."""

    def lies_in(area: AreaCode, outer: AreaCode) -> bool:
        steps = 0
        at: AreaCode | None = area
        while at is not None and at != outer and steps <= len(inside):
            at, steps = inside[at], steps + 1
        return at == outer

    meets_inmates = post.contact is not ContactMode.NONE
    if bar.post is None and bar.area is None:
        return meets_inmates
    if bar.area is None:
        return bar.post == post.code
    if lies_in(post.area, bar.area) or any(lies_in(share.area, bar.area) for share in post.covers):
        return True
    return meets_inmates and any(lies_in(bar.area, share.area) for share in post.shares)
