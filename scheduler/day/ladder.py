"""Which posts are left first when officers are short: in the plan's order, and among equals at least added attention.

Source: 28 CFR 115.13(b) asks for a written reason each time that a staffing plan is not kept; which posts go first is
the plan's own ranking. Leaving one may cost the officers of others their relief, which the attention index counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention import AttentionTable
from scheduler.domain.facility import Post
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, PostCode, Priority, ShiftCode

ORDER = (Priority.PULL, Priority.MANDATORY)
"""Priorities of posts that may be left, those that go first first. Critical posts are never left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A post that may be left on a shift.

    Attributes:
        post: Which.
        priority: Of the post in the staffing plan.
        holders: Whom that frees, in the order of their badges; none where it asks for somebody and has nobody.
        least, most: Points of attention that it adds to the other posts of the shift, all together.
        grows: The other posts that ask for more attention then, in the facility's order.
        serves_women: Whether programmes for women need it.
    """

    post: PostCode
    priority: Priority
    holders: tuple[Badge, ...]
    least: int
    most: int
    grows: tuple[PostCode, ...]
    serves_women: bool


def ladder(
    posts: Iterable[Post], tours: Iterable[Tour], table: AttentionTable, shift: ShiftCode, on: date
) -> tuple[Rung, ...]:
    """Return the posts that may be left on a shift of a local date, the first to go first.

    Pull posts go before mandatory ones. Those of one priority are ordered by the points that leaving them adds
    elsewhere, the most that it can be and then the least, and by the facility's order. Each is looked at by itself,
    with all the others held as they are.

    Args:
        posts: All posts, in the facility's order.
        tours: The roster's tours.
        table: The attention of all posts with these tours; it shows the date.
        shift: The shift.
        on: The date.
    """
    there = [t for t in tours if t.on == on and t.shift == shift]
    found = []
    for post in posts:
        gone = [t for t in there if t.post == post.code]
        asks = any(line.shift == shift and line.wanted for line in post.coverage_on(on))
        if post.priority in ORDER and (gone or asks):
            found.append(_rung(post, gone, table, shift, on))
    return tuple(sorted(found, key=lambda rung: (ORDER.index(rung.priority), rung.most, rung.least)))


def _rung(post: Post, gone: list[Tour], table: AttentionTable, shift: ShiftCode, on: date) -> Rung:
    after = table.changed(gone) if gone else table
    own, s, d = table.index(post.code, shift, on)
    is_other = table.open[:, s, d] & after.open[:, s, d]
    is_other[own] = False
    least, most = (
        np.where(is_other, now[:, s, d] - was[:, s, d], 0)
        for was, now in ((table.low, after.low), (table.high, after.high))
    )
    return Rung(
        post=post.code,
        priority=post.priority,
        holders=tuple(sorted(t.badge for t in gone)),
        least=int(least.sum()),
        most=int(most.sum()),
        grows=tuple(code for code, lower, upper in zip(table.posts, least, most, strict=True) if max(lower, upper) > 0),
        serves_women=post.serves_women,
    )
