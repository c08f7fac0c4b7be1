"""The points of all factors as arrays: what no tour can change, worked out once, and what tours decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention import cover, entries, fatigue, holders, rounds, static, tenure
from scheduler.attention.scene import Bools, Ints, Scene
from scheduler.domain.attention import FACTORS, GATED, AttentionWeight, Factor, Weights, weights_on

NUMBER = {factor: n for n, factor in enumerate(FACTORS)}
"""Where each factor stands in arrays of all of them."""
_OF_TOURS = (Factor.CONCENTRATION, Factor.TENURE, Factor.DEVIATION, Factor.FATIGUE)
Rows = set[tuple[int, int]]
"""(post, shift) pairs."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Ground:
    """What no tour can change.

    Attributes:
        spans: The weights and the slices of shown dates on which they hold.
        low, high: Points of the factors of reviews and logs, the gate applied; 0 for those that tours decide.
        no_contact: Where the gate closes: [posts, shifts, dates].
        made, counts, tenures, natural: What the factors have looked up.
    """

    spans: tuple[tuple[slice, Weights], ...]
    low: Ints
    high: Ints
    no_contact: Bools
    made: tuple[rounds.Made, ...]
    counts: tuple[Ints, Bools]
    tenures: tenure.Tenures
    natural: holders.NaturalShares

    @classmethod
    def of(cls, scene: Scene) -> "Ground":
        """Work out what holds whatever the tours are."""
        spans = tuple(_spans_of_weights(scene.problem.policy.attention, scene.dates))
        made, counts = rounds.made(scene), entries.counts(scene)
        low = np.zeros((len(FACTORS), *scene.shape), dtype=np.int64)
        high = np.zeros_like(low)
        for days, weights in spans:
            for factor in static.STATIC:
                some, most = static.points(scene, weights, factor)
                low[NUMBER[factor], :, :, days], high[NUMBER[factor], :, :, days] = some[..., None], most[..., None]
            some, most = rounds.points(rounds.states(scene, made, weights, days), weights)
            low[NUMBER[Factor.ROUNDS], :, :, days], high[NUMBER[Factor.ROUNDS], :, :, days] = some, most
            some, most = entries.points(counts[0][:, days], counts[1][days], weights)
            at = NUMBER[Factor.ENTRIES]
            low[at, :, :, days], high[at, :, :, days] = some[:, None], most[:, None]
        contact = NUMBER[Factor.CONTACT]
        # Contact that is not known may be there: the gate closes only where there is certainly none.
        no_contact = high[contact] == 0
        for factor in GATED:
            low[NUMBER[factor]][no_contact] = high[NUMBER[factor]][no_contact] = 0
            if factor not in _OF_TOURS:
                low[NUMBER[factor]][low[contact] == 0] = 0
        return cls(
            spans=spans,
            low=low,
            high=high,
            no_contact=no_contact,
            made=made,
            counts=counts,
            tenures=tenure.Tenures(scene),
            natural=holders.NaturalShares(scene.problem),
        )

    def parts(self, scene: Scene, held: "Held", seats: "Seats", strain: fatigue.Strain) -> tuple[Ints, Ints]:
        """Return the least and the most points of every factor, [factors, posts, shifts, dates]."""
        low, high = self.low.copy(), self.high.copy()
        deviations = cover.deviations(scene, seats.heads)
        for days, weights in self.spans:
            at = (slice(None), slice(None), days)
            found = {
                Factor.CONCENTRATION: holders.points(held.share[at], held.holders[at], held.tours[at], weights),
                Factor.TENURE: tenure.points(held.due[at], held.stop[at], held.holders[at], weights),
                Factor.DEVIATION: cover.points(deviations[at], weights),
                Factor.FATIGUE: fatigue.points(scene, strain, weights)[at],
            }
            for factor in _OF_TOURS:
                low[(NUMBER[factor], *at)] = high[(NUMBER[factor], *at)] = found[factor]
        may_be_none = self.low[NUMBER[Factor.CONTACT]] == 0
        for factor in (Factor.CONCENTRATION, Factor.TENURE):
            low[NUMBER[factor]][may_be_none] = 0
            high[NUMBER[factor]][self.no_contact] = 0
        return low, high


def _spans_of_weights(lines: Iterable[AttentionWeight], dates: tuple[date, ...]) -> Iterator[tuple[slice, Weights]]:
    """Yield runs of shown dates with the weights that hold on them."""
    lines = tuple(lines)
    edges = sorted({0} | {(x.effective - dates[0]).days for x in lines if dates[0] < x.effective <= dates[-1]})
    for begin, end in zip(edges, (*edges[1:], len(dates)), strict=True):
        yield slice(begin, end), weights_on(lines, dates[begin])


@dataclass(frozen=True, eq=False)
class Seats:
    """Heads at the emptiest moment, and whether anybody is there, of each post, shift and shown date."""

    heads: Ints
    anybody: Bools

    @classmethod
    def of(cls, scene: Scene) -> "Seats":
        """Count all cells."""
        return cls(*cover.fewest(scene, scene.work))

    def again(self, scene: Scene, rows: Rows) -> "Seats":
        """Return the same with some posts and shifts counted again."""
        heads, anybody = self.heads.copy(), self.anybody.copy()
        for p, s in rows:
            own = scene.work.only((scene.work.post == p) & (scene.work.shift == s))
            some, there = cover.fewest(scene, own)
            heads[p, s], anybody[p, s] = some[p, s], there[p, s]
        return Seats(heads, anybody)


@dataclass(frozen=True, eq=False)
class Held:
    """What follows from who holds posts, of each post, shift and shown date; the figures name nobody.

    `share` is D1's percent, `tours` the most tours of one holder, `due` and `stop` are D2's percents.
    """

    holders: Ints
    share: Ints
    tours: Ints
    due: Ints
    stop: Ints

    @classmethod
    def of(cls, scene: Scene, ground: Ground) -> "Held":
        """Work out all posts and shifts."""
        nothing = cls(*(np.full(scene.shape, fill, dtype=np.int64) for fill in (0, 0, 0, -1, -1)))
        work = scene.work
        there = (work.post >= 0) & (work.shift >= 0)
        rows = set(zip(work.post[there].tolist(), work.shift[there].tolist(), strict=True))
        return nothing.again(scene, ground, rows)

    def again(self, scene: Scene, ground: Ground, rows: Rows) -> "Held":
        """Return the same with some posts and shifts worked out again."""
        found = Held(*(a.copy() for a in (self.holders, self.share, self.tours, self.due, self.stop)))
        tenures = ground.tenures
        held = {(p, s): holders.row(scene, p, s, own) for p, s, own in _spans_of(scene, rows)}
        of_tenure = [row.officers for (p, _), row in held.items() if len(tenures.of_post[p])]
        officers = np.unique(np.concatenate(of_tenure)) if of_tenure else np.zeros(0, dtype=np.int64)
        due, stop = tenures.percents(scene, officers)
        for (p, s), row in held.items():
            shares = holders.shares(scene, ground.natural, p, s, row)
            found.holders[p, s], found.share[p, s], found.tours[p, s] = shares.holders, shares.percent, shares.tours
            if len(tenures.of_post[p]):
                at = np.searchsorted(officers, row.officers)
                longest = tenure.longest(due, stop, tenures.of_post[p], row, at)
                found.due[p, s], found.stop[p, s] = longest.due, longest.stop
        return found


def _spans_of(scene: Scene, rows: Rows) -> Iterator[tuple[int, int, Ints]]:
    """Yield (post, shift, indices of its spans of work)."""
    work, shifts = scene.work, len(scene.problem.shifts)
    key = np.where((work.post >= 0) & (work.shift >= 0), work.post * shifts + work.shift, -1)
    order = np.argsort(key, kind="stable")
    wanted = np.array(sorted(p * shifts + s for p, s in rows), dtype=np.int64)
    low, high = np.searchsorted(key[order], wanted), np.searchsorted(key[order], wanted, side="right")
    for n, k in enumerate(wanted.tolist()):
        yield k // shifts, k % shifts, order[low[n] : high[n]]
