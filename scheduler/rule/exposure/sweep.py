"""The checker's own ledger: what officers meet in their tours. Shares no code with `scheduler.ledger`.

Most officers cannot come near a limit: their weighted minutes, as if somebody were always with them who moves along,
bound what they can share with any one inmate. `Sweep.most` tells this at once for all; `Sweep.met` counts exactly.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

import numpy as np

from scheduler.domain.facility import WHOLE, Post
from scheduler.domain.policy import DEFAULT_CONTACT_WEIGHTS
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, Badge, ContactMode, PostCode
from scheduler.rule.exposure.presence import ALWAYS, Ids, Place, Presence, count_up
from scheduler.rule.facts import Facts
from scheduler.rule.view import View


@dataclass(frozen=True)
class Met:
    """What one officer's work met: entry n is `value[n]` (minutes x thousandths) with `group[n]` on day `day[n]`.

    Groups and days are those of `Presence`. `weight[n]` are the thousandths alone; `tour[n]` is the number of the tour
    in `View.tours_of`; of history, -1 less its number in `View.history_of`, those held over after them.
    """

    group: Ids
    day: Ids
    value: Ids
    weight: Ids
    tour: Ids

    def near(self, limit: int, since: int) -> Ids:
        """Return the groups that the roster's tours meet and that all work from a day on met for more than a limit."""
        value = np.where(self.day >= since, self.value, 0)
        is_own = np.bincount(self.group, self.tour >= 0) > 0
        return np.flatnonzero(is_own & (np.bincount(self.group, value) > limit))

    def by_day(self, groups: Ids, days: int) -> tuple[Ids, Ids]:
        """Return (own, total), each `value[row, day]` over so many days: what the roster's tours, and all work, met.

        Args:
            groups: The groups of the rows, at least one, ascending.
            days: Number of days, from day 0 on.
        """
        row = np.minimum(np.searchsorted(groups, self.group), len(groups) - 1)
        inside = (groups[row] == self.group) & (self.day < days)
        cell, value, is_own = (row * days + self.day)[inside], self.value[inside], (self.tour >= 0)[inside]
        found = (
            np.bincount(cell[is_own], value[is_own], len(groups) * days),
            np.bincount(cell, value, len(groups) * days),
        )
        own, total = (sums.astype(np.int64).reshape(len(groups), days) for sums in found)
        return own, total


@dataclass(frozen=True)
class Spans:
    """Work of one or more officers: span n is on `profile[n]` in [start[n], end[n]), as part of `tour[n]`."""

    officer: Ids
    profile: Ids
    start: Ids
    end: Ids
    tour: Ids

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, int, int, int]]) -> "Spans":
        """Return rows of the five as columns."""
        return cls(*np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 5).T.copy())

    def __add__(self, other: "Spans") -> "Spans":
        """Return both together."""
        return Spans(*(np.concatenate(pair) for pair in zip(vars(self).values(), vars(other).values(), strict=True)))

    def part(self, chosen: slice) -> "Spans":
        """Return some rows."""
        return Spans(*(column[chosen] for column in vars(self).values()))


class History:
    """What the problem alone says: who is where, what posts meet, and what was worked before the period."""

    def __init__(self, facts: Facts) -> None:
        self.presence = Presence.of(facts.problem)
        self.meeting = Meeting(facts.problem, self.presence)
        pairs = _Pairs(facts.problem)
        self.spans = Spans.of(
            (officer, self.meeting.profile(tour, is_paired), start, end, -1 - n)
            for officer, badge in enumerate(facts.officers)
            for n, tour in enumerate((*facts.history_of[badge], *facts.held_over_of.get(badge, ())))
            for start, end, is_paired in pairs(tour)
        )
        self.first = np.searchsorted(self.spans.officer, np.arange(len(facts.officers) + 1))
        self.most = self.most_of(self.spans, len(facts.officers))

    def most_of(self, spans: Spans, officers: int) -> Ids:
        """Return `most[officer, day]`: at least what the spans can share with any one inmate."""
        days = self.presence.days
        span, day, start, end = days.split(spans.start, spans.end)
        value = (end - start) * self.meeting.most_on(spans.profile[span], day)
        cell = spans.officer[span] * days.count + day
        return np.bincount(cell, value, officers * days.count).astype(np.int64).reshape(officers, days.count)

    def met(self, spans: Spans) -> Met:
        """Return what the spans of one officer met."""
        days, presence = self.presence.days, self.presence
        span, day, start, end = days.split(spans.start, spans.end)
        part, place, weight = self.meeting.places(spans.profile[span])
        key = place * days.count + day[part]
        low = np.searchsorted(presence.key, key)
        count = np.searchsorted(presence.key, key, side="right") - low
        at, piece = np.repeat(part, count), np.repeat(low, count) + count_up(count)
        minutes = np.minimum(end[at], presence.end[piece]) - np.maximum(start[at], presence.start[piece])
        is_real = minutes > 0
        at, piece = at[is_real], piece[is_real]
        thousandths = np.repeat(weight, count)[is_real]
        return Met(presence.group[piece], day[at], minutes[is_real] * thousandths, thousandths, spans.tour[span[at]])


def sweep_of(view: View) -> "Sweep":
    """Return the sweep of a view; all rules share it."""
    if "exposure" not in view.memo:
        view.memo["exposure"] = Sweep(view)
    found: Sweep = view.memo["exposure"]
    return found


def windows(by_day: Ids, first: int, days: int) -> Ids:
    """Return `sum[row, n]` of `by_day[row, day]` over the window of `days` that ends on day `first + n`."""
    sums = np.zeros((by_day.shape[0], by_day.shape[1] + 1), dtype=np.int64)
    np.cumsum(by_day, axis=1, out=sums[:, 1:])
    ends = np.arange(first + 1, by_day.shape[1] + 1)
    return np.asarray(sums[:, ends] - sums[:, np.maximum(ends - days, 0)])


class Sweep:
    """What the officers of a view have met and will meet."""

    def __init__(self, view: View) -> None:
        self._view = view
        memo = view.facts.memo
        if "exposure" not in memo:
            memo["exposure"] = History(view.facts)
        self.history: History = memo["exposure"]
        self._met: dict[Badge, Met] = {}
        self._most_of: dict[Badge, tuple[Ids, Ids]] = {}

    @cached_property
    def most(self) -> tuple[Ids, Ids]:
        """(own, total), each `most[officer, day]`: bounds of what the roster, and all work, shares with any inmate."""
        officers = self._view.facts.officers
        spans = Spans.of(row for badge in officers for row in self._rows(badge))
        own = self.history.most_of(spans, len(officers))
        return own, own + self.history.most

    def most_of(self, badge: Badge) -> tuple[Ids, Ids]:
        """Return the two rows of `most` for one officer, without those of the others."""
        officer = self._view.facts.place_of[badge]
        if "most" in vars(self):
            return self.most[0][officer], self.most[1][officer]
        if badge not in self._most_of:
            rows = Spans.of((0, *row[1:]) for row in self._rows(badge))
            own = self.history.most_of(rows, 1)[0]
            self._most_of[badge] = own, own + self.history.most[officer]
        return self._most_of[badge]

    def met(self, badge: Badge) -> Met:
        """Return what an officer met, history included."""
        if badge not in self._met:
            officer, history = self._view.facts.place_of[badge], self.history
            before = history.spans.part(slice(history.first[officer], history.first[officer + 1]))
            self._met[badge] = history.met(before + Spans.of(self._rows(badge)))
        return self._met[badge]

    def _rows(self, badge: Badge) -> Iterator[tuple[int, int, int, int, int]]:
        officer, slots = self._view.facts.place_of[badge], self._view.facts.slot_at
        profile = self.history.meeting.profile
        for n, tour in enumerate(self._view.tours_of[badge]):
            slot = slots.get((tour.post, tour.on, tour.shift))
            is_paired = slot is not None and slot.minimum >= 2
            yield officer, profile(tour, is_paired), tour.start, tour.end, n


class Meeting:
    """Which places tours meet, and with which weight. A profile is what a tour on a post, from a date on, meets."""

    def __init__(self, problem: Problem, presence: Presence) -> None:
        self._presence = presence
        self._posts = {p.code: p for p in problem.posts}
        self._lines = problem.policy.contact_weights
        self._below: dict[AreaCode, list[AreaCode]] = defaultdict(list)
        for area in problem.areas:
            if area.parent is not None:
                self._below[area.parent].append(area.code)
        self._changes = sorted({line.effective for line in self._lines})
        self._known: dict[tuple[PostCode, int, bool], int] = {}
        self._number: dict[tuple[tuple[int, int], ...], int] = {}
        self._most = np.zeros((0, presence.days.count), dtype=np.int64)

    def profile(self, tour: Tour, is_paired: bool) -> int:
        """Return the number of the tour's profile; that of a post that no longer exists meets nobody."""
        key = (tour.post, bisect_right(self._changes, tour.on), is_paired)
        if key not in self._known:
            post = self._posts.get(tour.post)
            found = {} if post is None else self._weights(post, tour.on, is_paired)
            places = self._presence.places
            meets = sorted((places[place], weight) for place, weight in found.items() if weight > 0 and place in places)
            self._known[key] = self._number.setdefault(tuple(meets), len(self._number))
        return self._known[key]

    def places(self, profile: Ids) -> tuple[Ids, Ids, Ids]:
        """Return (position in `profile`, place, weight) of everything that the given profiles meet."""
        meets = list(self._number)
        sizes = np.array([len(m) for m in meets], dtype=np.int64)
        table = np.array([pair for m in meets for pair in m], dtype=np.int64).reshape(-1, 2)
        count = sizes[profile]
        row = np.repeat((np.cumsum(sizes) - sizes)[profile], count) + count_up(count)
        return np.repeat(np.arange(len(profile)), count), table[row, 0], table[row, 1]

    def most_on(self, profile: Ids, day: Ids) -> Ids:
        """Return the largest weight that each profile has for anybody on each day."""
        if len(self._most) < len(self._number):
            is_met = self._presence.is_met
            self._most = np.zeros((len(self._number), is_met.shape[1]), dtype=np.int64)
            for n, meets in enumerate(self._number):
                for place, weight in meets:
                    self._most[n] = np.maximum(self._most[n], weight * is_met[place])
        return np.asarray(self._most[profile, day])

    def _weights(self, post: Post, on: date, is_paired: bool) -> dict[Place, int]:
        found: dict[Place, int] = {("watch", post.code): self._weight(post, ContactMode.WATCH, on, is_paired)}
        if post.contact == ContactMode.WATCH:
            return found
        share: dict[AreaCode, int] = defaultdict(int)
        for part in post.shares:
            for code in self._with_sub_areas(part.area):
                share[code] += part.share
        weight = self._weight(post, post.contact, on, False)
        for code, thousandths in share.items():
            found["area", code] = weight * thousandths // WHOLE
        return found

    def _with_sub_areas(self, area: AreaCode) -> set[AreaCode]:
        found, fresh = {area}, [area]
        while fresh:
            fresh = [below for code in fresh for below in self._below[code] if below not in found]
            found.update(fresh)
        return found

    def _weight(self, post: Post, mode: ContactMode, on: date, is_paired: bool) -> int:
        if post.contact_weight is not None:
            return post.contact_weight
        best = next(line for line in DEFAULT_CONTACT_WEIGHTS if line.mode == mode)
        for line in self._lines:
            if line.mode == mode and best.effective <= line.effective <= on:
                best = line
        return best.paired if is_paired and best.paired is not None else best.weight


class _Pairs:
    """In which minutes of history two or more officers kept a watch together."""

    def __init__(self, problem: Problem) -> None:
        kept = {watch.post for watch in problem.watches}
        changes: dict[PostCode, dict[int, int]] = {post: defaultdict(int) for post in kept}
        for tour in (*problem.worked, *problem.held_over):
            if tour.post in kept:
                changes[tour.post][tour.start] += 1
                changes[tour.post][tour.end] -= 1
        self._heads: dict[PostCode, list[tuple[int, int]]] = {}
        for post, by_minute in changes.items():
            heads, lines = 0, []
            for minute in sorted(by_minute):
                heads += by_minute[minute]
                lines.append((minute, heads))
            self._heads[post] = lines

    def __call__(self, tour: Tour) -> Iterator[tuple[int, int, bool]]:
        """Yield (start, end, is paired) for the stretches of a worked tour."""
        if tour.post not in self._heads:
            yield tour.start, tour.end, False
            return
        lines = self._heads[tour.post]
        at = bisect_right(lines, (tour.start, ALWAYS)) - 1
        while lines[at][0] < tour.end:
            yield lines[at][0], lines[at + 1][0], lines[at][1] > 1
            at += 1
