"""The index of all posts, shifts and dates at once, and one cell of it in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from scheduler.attention import cover, entries, fatigue, holders, rounds, static, tenure
from scheduler.attention.actions import ACTIONS, GATED_WORDS, WITHHELD_WORDS
from scheduler.attention.parts import NUMBER, Ground, Held, Seats
from scheduler.attention.scene import BACK, Bools, Ints, Scene, Standards
from scheduler.domain.attention import (
    FACTORS,
    GATED,
    OF_HOLDERS,
    Band,
    CellState,
    Factor,
    FactorReading,
    Reading,
    Weights,
)
from scheduler.domain.observations import Observations
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Minute, PostCode, ShiftCode

STATES = (CellState.CLOSED, CellState.OPEN, CellState.UNCOVERED)
"""What the numbers of `AttentionTable.state` mean."""
_BANDS = tuple(Band)
_EDGES = np.array([band.least for band in _BANDS[1:]], dtype=np.int64)


@dataclass(frozen=True, eq=False, kw_only=True)
class AttentionTable:
    """The index of every post on every shift of every date. Arrays have the shape [posts, shifts, dates].

    Attributes:
        state: 0 closed, 1 open, 2 uncovered, as in `CellState`; only open cells have points.
        part_low, part_high: The least and the most points of each factor, [factors, posts, shifts, dates], in the order
            of `FACTORS`; alike where all is known, 0 where a cell is not open.
        low, high: Their sums.
    """

    state: Ints
    part_low: Ints
    part_high: Ints
    low: Ints
    high: Ints
    _scene: Scene
    _ground: Ground
    _held: Held
    _seats: Seats
    _missed: fatigue.Missed
    _strain: fatigue.Strain
    _withheld: frozenset[Factor]

    @classmethod
    def of(
        cls, scene: Scene, ground: Ground, held: Held, seats: Seats, missed: fatigue.Missed, withheld: frozenset[Factor]
    ) -> "AttentionTable":
        """Put a table together; what is withheld from a reader is to him as if it were not known."""
        strain = fatigue.strain(scene, missed)
        state = cover.states(scene, seats.anybody)
        low, high = ground.parts(scene, held, seats, strain)
        for factor in withheld:
            low[NUMBER[factor]] = 0
            for days, weights in ground.spans:
                high[NUMBER[factor], :, :, days] = weights.maximum(factor)
        is_open = state == cover.OPEN
        low *= is_open
        high *= is_open
        return cls(
            state=state,
            part_low=low,
            part_high=high,
            low=low.sum(axis=0),
            high=high.sum(axis=0),
            _scene=scene,
            _ground=ground,
            _held=held,
            _seats=seats,
            _missed=missed,
            _strain=strain,
            _withheld=withheld,
        )

    @cached_property
    def posts(self) -> tuple[PostCode, ...]:
        """The first axis."""
        return tuple(p.code for p in self._scene.problem.posts)

    @cached_property
    def shifts(self) -> tuple[ShiftCode, ...]:
        """The second axis."""
        return tuple(s.code for s in self._scene.problem.shifts)

    @property
    def dates(self) -> tuple[date, ...]:
        """The third axis: local dates on which shifts start."""
        return self._scene.dates

    @cached_property
    def open(self) -> Bools:
        """Where there are points."""
        return np.asarray(self.state == cover.OPEN)

    @cached_property
    def uncovered(self) -> Bools:
        """Where a critical post is held by nobody."""
        return np.asarray(self.state == cover.UNCOVERED)

    @cached_property
    def asked(self) -> Bools:
        """Where the post asks for somebody."""
        return np.asarray(self._scene.wanted[:, :, BACK:] > 0)

    @cached_property
    def few(self) -> Bools:
        """Where so few held the post in 28 dates that D1 and D2 only say whether rotation is due."""
        return holders.is_few(self._held.holders)

    @cached_property
    def bands(self) -> tuple[Ints, Ints]:
        """The lowest and the highest band that what is missing leaves open, 0 low to 3 high."""
        return _band(self.low * 4), _band(self.high * 4)

    @cached_property
    def stable(self) -> Bools:
        """Where the band stays the same when any one weight is a quarter larger or smaller."""
        least, most = self.bands
        smaller = _band(4 * self.low - self.part_low.max(axis=0))
        larger = _band(4 * self.high + self.part_high.max(axis=0))
        return np.asarray(self.open & (least == most) & (smaller == least) & (larger == most))

    def points(self, factor: Factor) -> Ints:
        """Return the points of a factor; -1 where they are not known or the cell is not open."""
        low, high = self.part_low[NUMBER[factor]], self.part_high[NUMBER[factor]]
        return np.where(self.open & (low == high), low, -1)

    def weights(self, on: date) -> Weights:
        """Return the weights that count on a shown date."""
        day = self._day(on)
        return next(weights for days, weights in self._ground.spans if days.start <= day < days.stop)

    def index(self, post: PostCode, shift: ShiftCode, on: date) -> tuple[int, int, int]:
        """Return where a cell is in the arrays.

        Raises:
            KeyError: the table has no such post, shift or date.
        """
        return self._scene.post_index[post], self._scene.shift_index[shift], self._day(on)

    def reading(self, post: PostCode, shift: ShiftCode, on: date) -> Reading:
        """Return one cell with its parts in words.

        Raises:
            KeyError: the table has no such post, shift or date.
        """
        at, weights = self.index(post, shift, on), self.weights(on)
        state = STATES[int(self.state[at])]
        parts = tuple(self._part(f, at, weights) for f in FACTORS) if state is CellState.OPEN else ()
        return Reading(
            post=post,
            shift=shift,
            on=on,
            state=state,
            parts=parts,
            low=int(self.low[at]),
            high=int(self.high[at]),
            version=weights.version,
        )

    def figures(self, post: PostCode, shift: ShiftCode, on: date) -> dict[Factor, tuple[int, int]]:
        """Return the least and most points of each factor of an open cell; those told in words only are left out.

        Raises:
            KeyError: the table has no such post, shift or date.
        """
        p, s, d = at = self.index(post, shift, on)
        if STATES[int(self.state[at])] is not CellState.OPEN:
            return {}
        low, high, is_few = self.part_low[:, p, s, d].tolist(), self.part_high[:, p, s, d].tolist(), bool(self.few[at])
        return {f: (low[NUMBER[f]], high[NUMBER[f]]) for f in FACTORS if not (is_few and f in OF_HOLDERS)}

    def changed(self, gone: Iterable[Tour] = (), come: Iterable[Tour] = ()) -> "AttentionTable":
        """Return the table after an edit: tours leave and enter, and only what they touch is worked out again."""
        gone, come = tuple(gone), tuple(come)
        scene = self._scene.with_tours(gone, come)
        edited = self._scene.as_work(t for t in gone if t.badge in self._scene.officers) + scene.as_work(come)
        rows = _rows(edited.post, edited.shift)
        # Whoever gains or loses a tour may gain or lose a tenure, which counts on every post that he held.
        whose = np.isin(scene.work.officer, edited.officer)
        held = self._held.again(scene, self._ground, rows | _rows(scene.work.post[whose], scene.work.shift[whose]))
        touched = set(zip(edited.shift.tolist(), edited.day.tolist(), strict=True))
        missed = fatigue.missed_meals(scene, self._missed, touched)
        return AttentionTable.of(scene, self._ground, held, self._seats.again(scene, rows), missed, self._withheld)

    def _day(self, on: date) -> int:
        day = (on - self.dates[0]).days
        if not 0 <= day < len(self.dates):
            raise KeyError(on)
        return day

    def _part(self, factor: Factor, at: tuple[int, int, int], weights: Weights) -> FactorReading:
        low, high = int(self.part_low[(NUMBER[factor], *at)]), int(self.part_high[(NUMBER[factor], *at)])
        is_gated = factor in GATED and bool(self._ground.no_contact[at])
        return FactorReading(
            factor=factor,
            points=low if low == high else None,
            low=low,
            high=high,
            maximum=weights.maximum(factor),
            evidence=GATED_WORDS if is_gated else self._evidence(factor, at, high, weights),
            action=ACTIONS[factor] if high and factor not in self._withheld else "",
            source=weights.source(factor),
            is_of_few=factor in OF_HOLDERS and bool(self.few[at]),
        )

    def _evidence(self, factor: Factor, at: tuple[int, int, int], points: int, weights: Weights) -> str:
        p, s, d = at
        scene = self._scene
        if factor in self._withheld:
            return WITHHELD_WORDS
        if factor.is_static:
            reviewed = scene.reviewed.get((scene.problem.posts[p].code, factor.value))
            return static.evidence(reviewed, factor, scene.problem.shifts[s].is_night)
        is_few = bool(holders.is_few(self._held.holders[at]))
        if factor is Factor.CONCENTRATION:
            return holders.evidence(points, is_few, weights)
        if factor is Factor.TENURE:
            return tenure.evidence(points, is_few, weights)
        if factor is Factor.ROUNDS:
            state = rounds.states(scene, self._ground.made, weights, slice(d, d + 1))[p, s, 0]
            has_begun = bool(scene.start[s, BACK + d] <= scene.now)
            return rounds.evidence(int(state), scene.seen.rounds_since is not None, has_begun)
        if factor is Factor.DEVIATION:
            heads, minimum, wanted = (
                int(a[p, s, d]) for a in (self._seats.heads, scene.minimum[:, :, BACK:], scene.wanted[:, :, BACK:])
            )
            return cover.evidence(int(cover.deviations(scene, self._seats.heads)[at]), heads, minimum, wanted)
        if factor is Factor.FATIGUE:
            return fatigue.evidence(self._strain, weights, p, s, BACK + d)
        counts, known = self._ground.counts
        return entries.evidence(int(counts[p, d]), bool(known[d]), scene.seen.entries_since is not None)


def attention_table(
    problem: Problem,
    tours: Iterable[Tour],
    seen: Observations,
    now: Minute,
    standards: Standards,
    first: date | None = None,
    days: int | None = None,
    withheld: frozenset[Factor] = frozenset(),
) -> AttentionTable:
    """Return the index of a span of dates.

    Args:
        problem: Posts, shifts, policy, history and tenures.
        tours: The roster's tours.
        seen: What was observed, from 28 dates before the first one on.
        now: Elapsed minute up to which rounds and entries can be known.
        standards: When rotation is due, and how meals are planned.
        first: First date shown; None: the period's.
        days: How many dates; None: up to the period's last.
        withheld: Factors that the reader may not see.
    """
    first = problem.period.first if first is None else first
    days = (problem.period.last - first).days + 1 if days is None else days
    scene = Scene.of(problem, tours, seen, now, standards, first, days)
    ground = Ground.of(scene)
    held, seats, missed = Held.of(scene, ground), Seats.of(scene), fatigue.missed_meals(scene)
    return AttentionTable.of(scene, ground, held, seats, missed, withheld)


def _rows(posts: Ints, shifts: Ints) -> set[tuple[int, int]]:
    """Return the (post, shift) pairs that are known."""
    there = (posts >= 0) & (shifts >= 0)
    return set(zip(posts[there].tolist(), shifts[there].tolist(), strict=True))


def _band(quarters: Ints) -> Ints:
    """Return the band of points given in quarters, 0 low to 3 high."""
    return np.searchsorted(4 * _EDGES, quarters, side="right")
