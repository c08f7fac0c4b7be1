"""Where inmates can be met and what each post weighs there: areas first, then posts that keep a watch.

A place is an index: areas in the problem's order, then one place for each post (the inmate is on watch with whoever is
on that post). Being nowhere has no index.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.facility import WHOLE, Area, Post
from scheduler.domain.policy import DEFAULT_CONTACT_WEIGHTS, ContactWeight, Policy
from scheduler.domain.problem import Problem
from scheduler.domain.words import AreaCode, ContactMode, PostCode

Ints = NDArray[np.int64]


def lines_of_descent(areas: tuple[Area, ...]) -> dict[AreaCode, tuple[AreaCode, ...]]:
    """Return for each area itself and all areas above it, the nearest first; a loop of parents is cut."""
    parent = {a.code: a.parent for a in areas}
    found = {}
    for code in parent:
        line = [code]
        above = parent[code]
        while above is not None and above not in line:
            line.append(above)
            above = parent[above]
        found[code] = tuple(line)
    return found


class Weights:
    """The policy's contact weights by mode and date."""

    def __init__(self, policy: Policy) -> None:
        self._lines: dict[ContactMode, list[ContactWeight]] = {mode: [] for mode in ContactMode}
        for line in sorted((*DEFAULT_CONTACT_WEIGHTS, *policy.contact_weights), key=lambda w: w.effective):
            self._lines[line.mode].append(line)

    def of(self, mode: ContactMode, on: date, is_paired: bool = False) -> int:
        """Return the weight in thousandths for tours that start on local date `on`."""
        lines = self._lines[mode]
        line = lines[bisect_right(lines, on, key=lambda w: w.effective) - 1]
        return line.paired if is_paired and line.paired is not None else line.weight


@dataclass(frozen=True)
class Profile:
    """The places at which a tour meets inmates, and the weight of each in thousandths (never 0)."""

    places: Ints
    weights: Ints


class Places:
    """Indices of places, and the profiles of posts, made when first asked for."""

    def __init__(self, problem: Problem) -> None:
        self.areas = {a.code: i for i, a in enumerate(problem.areas)}
        self.watch = {p.code: len(problem.areas) + i for i, p in enumerate(problem.posts)}
        self.count = len(problem.areas) + len(problem.posts)
        self.profiles: list[Profile] = []
        self._posts = {p.code: p for p in problem.posts}
        self._lines = lines_of_descent(problem.areas)
        self._weights = Weights(problem.policy)
        self._by_weight: dict[tuple[PostCode, int, int], int] = {}
        self._by_date: dict[tuple[PostCode, date, bool], int] = {}

    def knows(self, post: PostCode) -> bool:
        """Whether the problem has the post: history may name posts that are gone, and whom they met is not known."""
        return post in self._posts

    def profile(self, post: PostCode, on: date, is_paired: bool) -> int:
        """Return the index of the profile of a tour on `post` that starts on `on`; paired: two or more watch."""
        key = (post, on, is_paired)
        found = self._by_date.get(key)
        if found is None:
            found = self._by_date[key] = self._profile(self._posts[post], on, is_paired)
        return found

    def _profile(self, post: Post, on: date, is_paired: bool) -> int:
        own = post.contact_weight
        in_areas = 0
        if post.contact != ContactMode.WATCH:
            in_areas = self._weights.of(post.contact, on) if own is None else own
        on_watch = self._weights.of(ContactMode.WATCH, on, is_paired) if own is None else own
        key = (post.code, in_areas, on_watch)
        if key not in self._by_weight:
            at = {place: weight for place, weight in self._area_weights(post, in_areas) if weight}
            if on_watch:
                at[self.watch[post.code]] = on_watch
            self._by_weight[key] = len(self.profiles)
            self.profiles.append(
                Profile(np.array(list(at), dtype=np.int64), np.array(list(at.values()), dtype=np.int64))
            )
        return self._by_weight[key]

    def _area_weights(self, post: Post, weight: int) -> Iterator[tuple[int, int]]:
        """Yield each area's weight: the shares of all covered areas that it lies in, rounded down to thousandths."""
        shares: dict[AreaCode, int] = {}
        for part in post.shares:
            shares[part.area] = shares.get(part.area, 0) + part.share
        for code, line in self._lines.items():
            yield self.areas[code], weight * sum(shares.get(above, 0) for above in line) // WHOLE
