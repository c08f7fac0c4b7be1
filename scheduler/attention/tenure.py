"""D2: the longest current tenure on the post's unit among its holders, against the limits of that unit's own class.

Source: LASD custody manual 3-01/020.05 (six months for line posts, 36 for support posts) and house policy: housing due
after 90 days and stopped after 180, special units and support 180 and 365. Tenure runs as the ledger has it: while 30%
of an officer's tours of the trailing 28 dates are on the unit. A holder is whoever held the post on that shift in the
28 dates that end on the date shown. A unit without a rotation class adds nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention.holders import Row, is_few
from scheduler.attention.scene import BACK, Bools, Ints, Scene
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.facility import WHOLE, Post
from scheduler.domain.words import AreaCode
from scheduler.ledger.places import lines_of_descent
from scheduler.ledger.tenure import BREAK_PERCENT, RUNS_PERCENT, WINDOW_DAYS


class Tenures:
    """Since when tenures run, as percent of when rotation is due and of when tours are stopped.

    Attributes:
        areas: The areas with a rotation class that has limits.
        shares: Thousandths of an area that a tour on a post counts for, shape [posts, areas].
        given: Since when an officer's tenure in an area (its index) ran before the first date shown.
        known_from: The first date, as an ordinal, from which tours are known.
        of_post: For each post the indices of its unit's areas.
    """

    def __init__(self, scene: Scene) -> None:
        problem = scene.problem
        self._lines = lines_of_descent(problem.areas)
        self.areas: list[AreaCode] = []
        self._limits = []
        for area in problem.areas:
            if area.rotation in scene.standards.rotation:
                self.areas.append(area.code)
                self._limits.append(scene.standards.rotation[area.rotation])
        self.shares = np.array(
            [[self._share(p, a) for a in self.areas] for p in problem.posts], dtype=np.int64
        ).reshape(len(problem.posts), len(self.areas))
        known = [t.on for t in problem.worked]
        self.known_from = min(known, default=problem.period.first).toordinal()
        row = {a: n for n, a in enumerate(self.areas)}
        self.given = {(t.badge, row[t.area]): t.since for t in problem.tenures if t.area in row}
        self.of_post = [
            np.array([n for n, a in enumerate(self.areas) if a in unit], dtype=np.int64) for unit in scene.units
        ]

    def _share(self, post: Post, area: AreaCode) -> int:
        there = (s.share for s in post.shares if area in self._lines[s.area] or s.area in self._lines[area])
        return min(WHOLE, sum(there))

    def percents(self, scene: Scene, officers: Ints) -> tuple[Ints, Ints]:
        """Return percent of due and of stop, shape [officers given, areas, dates shown]; -1: no tenure runs.

        Args:
            scene: Whose tours.
            officers: Sorted indices.
        """
        days = len(scene.dates)
        shape = (len(officers), len(self.areas), days)
        due, stop = np.full(shape, -1, dtype=np.int64), np.full(shape, -1, dtype=np.int64)
        if not self.areas or not len(officers):
            return due, stop
        runs, breaks = self._running(scene, officers)
        since = self._since(scene, officers)
        is_given = since > 0
        first = scene.dates[0].toordinal()
        for d in range(days):
            today = first + d
            if today - WINDOW_DAYS + 1 >= self.known_from:
                since[breaks[:, :, d] & (since <= today)] = 0
                live = runs[:, :, d]
            else:
                live = runs[:, :, d] | is_given
            since[live & (since == 0)] = today
            counts = live & (since > 0) & (since <= today)
            for a in np.flatnonzero(counts.any(axis=0)).tolist():
                who = np.flatnonzero(counts[:, a])
                due[who, a, d], stop[who, a, d] = self.percent(a, since[who, a], today)
        return due, stop

    def percent(self, area: int, since: Ints, today: int) -> tuple[Ints, Ints]:
        """Return whole percent of both limits, a day's half counted for it: 60 of 90 days are 67%."""
        limit = self._limits[area]
        found = []
        for cadence in (limit.due, limit.stop):
            if cadence is None:
                found.append(np.zeros(len(since), dtype=np.int64))
            elif not cadence.months:
                found.append(((today - since) * 100 + 50) // cadence.days)
            else:
                lengths = [cadence.due(date.fromordinal(s)).toordinal() - s for s in since.tolist()]
                found.append(((today - since) * 100 + 50) // np.array(lengths, dtype=np.int64))
        return found[0], found[1]

    def _since(self, scene: Scene, officers: Ints) -> Ints:
        since = np.zeros((len(officers), len(self.areas)), dtype=np.int64)
        at = {int(o): n for n, o in enumerate(officers.tolist())}
        for (badge, area), began in self.given.items():
            n = at.get(scene.officers[badge])
            if n is not None:
                since[n, area] = began.toordinal()
        return since

    def _running(self, scene: Scene, officers: Ints) -> tuple[Bools, Bools]:
        """Return whether the trailing share lets a tenure run, and whether it ends one: [officers, areas, dates]."""
        at = np.full(len(scene.officers), -1, dtype=np.int64)
        at[officers] = np.arange(len(officers))
        work = scene.work
        own = np.flatnonzero((work.day >= 0) & (at[work.officer] >= 0))
        who, day, post = at[work.officer[own]], work.day[own], work.post[own]
        width = scene.wanted.shape[2]
        total = np.bincount(who * width + day, minlength=len(officers) * width).reshape(len(officers), width)
        there = np.zeros((len(officers), len(self.areas), width), dtype=np.int64)
        for a in range(len(self.areas)):
            share = np.where(post >= 0, self.shares[post, a], 0)
            hit = np.flatnonzero(share)
            sums = np.bincount(who[hit] * width + day[hit], share[hit], len(officers) * width)
            there[:, a] = sums.reshape(len(officers), width).astype(np.int64)
        all_sum, there_sum = np.cumsum(total, axis=1), np.cumsum(there, axis=2)
        tours = (all_sum[:, BACK:] - all_sum[:, : width - BACK])[:, None] * WHOLE
        part = (there_sum[:, :, BACK:] - there_sum[:, :, : width - BACK]) * 100
        return (part >= tours * RUNS_PERCENT) & (tours > 0), part <= tours * BREAK_PERCENT


@dataclass(frozen=True, eq=False)
class Longest:
    """Of a post and shift on each shown date: the longest tenure in percent of due and of stop; -1: none runs."""

    due: Ints
    stop: Ints


def longest(due: Ints, stop: Ints, areas: Ints, held: Row, at: Ints) -> Longest:
    """Return the longest tenures among a row's holders.

    Args:
        due: As from `Tenures.percents`.
        stop: As from `Tenures.percents`.
        areas: The areas of the post's unit.
        held: The row's holders.
        at: Where each of them stands in `due` and `stop`.
    """
    counts = (held.dates > 0)[:, None, :]
    days = held.dates.shape[1]

    def most(percent: Ints) -> Ints:
        own: Ints = np.where(counts, percent[np.ix_(at, areas)], -1).reshape(-1, days)
        found: Ints = own.max(axis=0, initial=-1)
        return found

    return Longest(most(due), most(stop))


def points(due: Ints, stop: Ints, holders: Ints, weights: Weights) -> Ints:
    """Return the points of D2 for tenures of any shape; under three holders only whether rotation is due."""
    found = np.zeros(due.shape, dtype=np.int64)
    reached = due >= weights.limit(Factor.TENURE, "due")
    stopped = stop >= weights.limit(Factor.TENURE, "overdue")
    found[due >= weights.limit(Factor.TENURE, "notice")] = weights.points(Factor.TENURE, "notice")
    found[reached] = weights.points(Factor.TENURE, "due")
    found[stopped] = weights.points(Factor.TENURE, "overdue")
    coarse = np.where(reached | stopped, weights.points(Factor.TENURE, "due"), 0)
    return np.where(is_few(holders), coarse, found)


def evidence(points: int, is_few: bool, weights: Weights) -> str:
    """Return what D2 rests on, in words about the unit."""
    steps = {step: weights.points(Factor.TENURE, step) for step in ("overdue", "due", "notice")}
    if not points:
        return "No figure is given." if is_few else "No tenure on the unit comes near its limit."
    if is_few:
        return "Rotation due."
    if points == steps["overdue"]:
        return "A tenure on the unit has reached the limit at which tours stop."
    if points == steps["due"]:
        return "A tenure on the unit has reached the date on which rotation is due."
    return "A tenure on the unit nears the date on which rotation is due."
