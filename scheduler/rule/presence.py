"""Who is there at each moment of a shift: for checks of rules over several officers."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from scheduler.domain.roster import Tour
from scheduler.domain.words import PostCode
from scheduler.rule.view import View


def tours_among(view: View, posts: frozenset[PostCode], on: date) -> list[Tour]:
    """Return the tours on slots of the given posts that start on local date `on`."""
    slots = view.facts.slots_on.get(on, ())
    return [t for s in slots if s.post in posts for t in view.tours_on.get((s.post, s.on, s.shift), ())]


def shortfall(tours: Iterable[Tour], start: int, end: int, least: int) -> tuple[int, int]:
    """Return the fewest officers present at any moment of [start, end), and the officer-minutes short of `least`.

    An officer on two of the tours at once is one officer.
    """
    near = [t for t in tours if t.start < end and start < t.end]
    if len({t.badge for t in near if t.start <= start and end <= t.end}) >= least:
        return least, 0
    edges = {start, end} | {m for t in near for m in (t.start, t.end) if start < m < end}
    fewest, short = least, 0
    for begin, stop in pairwise(sorted(edges)):
        there = len({t.badge for t in near if t.start <= begin and stop <= t.end})
        fewest = min(fewest, there)
        short += max(0, least - there) * (stop - begin)
    return fewest, short
