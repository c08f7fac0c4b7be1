"""D1: how much of a post's shift one holder covers, set against what a steady holder's pattern would naturally give.

Source: domain practice on rotation (LASD custody manual 3-01/020.05 measures by the majority of a period) and Dial and
Worley 2008 on repeated contact; the steps are house policy. A steady holder on a 12-hour pattern works half of all
dates, on 5/2 seven tenths: shares are only too large in relation to that.

Counted are dates, of the 28 that end on the date shown, on which the post asked for somebody. Under three tours of one
holder nothing is concentrated yet. Under `FEW` holders a figure would describe somebody: then the factor counts as for
one steady holder, or as its highest step where rotation is due, and says no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from scheduler.attention.scene import BACK, Bools, Ints, Scene
from scheduler.domain.attention import Factor, Weights
from scheduler.domain.people import Squad
from scheduler.domain.problem import Problem
from scheduler.domain.words import ShiftCode, SquadCode

FEW = 3
"""Under so many holders in 28 dates, neither D1 nor D2 says anything of its own."""
NO_FIGURE = "no figure is given."
LEAST_TOURS = 3
_FREE_SHARE = (5, 7)
"""Natural share of officers without a pattern: five dates in seven."""


@dataclass(frozen=True, eq=False)
class Row:
    """Who held a post on a shift: `officers[k]`, and `dates[k, d]` of the 28 that end on shown date d."""

    officers: Ints
    dates: Ints


def row(scene: Scene, post: int, shift: int, own: Ints) -> Row:
    """Return the holders of a post and shift; `own` are the indices of its spans in `Scene.work`."""
    officers, at = np.unique(scene.work.officer[own], return_inverse=True)
    there = np.zeros((len(officers), scene.wanted.shape[2]), dtype=np.bool_)
    there[at, scene.work.day[own]] = True
    there &= scene.wanted[post, shift] > 0
    return Row(officers, _window(there.astype(np.int64)))


def asked(scene: Scene, post: int, shift: int) -> Ints:
    """Return on how many of the 28 dates that end on each shown date the post asked for somebody."""
    return _window((scene.wanted[post, shift] > 0).astype(np.int64))


def _window(counted: Ints) -> Ints:
    total = np.cumsum(counted, axis=-1)
    return total[..., BACK:] - total[..., : total.shape[-1] - BACK]


class NaturalShares:
    """What part of a post's dates a steady holder would work, as his pattern falls on its weekdays in the long run."""

    def __init__(self, problem: Problem) -> None:
        self._cycles = {p.code: p.cycle for p in problem.patterns}
        self._squads = {s.code: s for s in problem.squads}
        self._squad_of = [o.squad for o in problem.officers]
        self._known: dict[tuple[SquadCode, ShiftCode, frozenset[int]], tuple[int, int]] = {}

    def of(self, officers: Ints, shift: ShiftCode, weekdays: frozenset[int]) -> tuple[Ints, Ints]:
        """Return each officer's natural share as (parts, of how many)."""
        usual = max((self._share(s, shift, weekdays) for s in self._squads.values()), key=_ratio, default=(0, 1))
        usual = usual if usual[0] else _free_share(weekdays)
        found = []
        for officer in officers.tolist():
            squad = self._squad_of[officer] if officer < len(self._squad_of) else None
            own = self._share(self._squads[squad], shift, weekdays) if squad is not None else _free_share(weekdays)
            found.append(own if own[0] else usual)
        shares = np.array(found, dtype=np.int64).reshape(-1, 2)
        return shares[:, 0], shares[:, 1]

    def _share(self, squad: Squad, shift: ShiftCode, weekdays: frozenset[int]) -> tuple[int, int]:
        key = (squad.code, shift, weekdays)
        if key not in self._known:
            self._known[key] = _worked(self._cycles[squad.pattern], squad.anchor, shift, weekdays)
        return self._known[key]


def _ratio(share: tuple[int, int]) -> float:
    return share[0] / share[1]


def _free_share(weekdays: frozenset[int]) -> tuple[int, int]:
    return _FREE_SHARE if len(weekdays) == 7 else (min(5, len(weekdays)), max(1, len(weekdays)))


def _worked(
    cycle: tuple[ShiftCode | None, ...], anchor: date, shift: ShiftCode, weekdays: frozenset[int]
) -> tuple[int, int]:
    """Count (dates worked, dates) of the weekdays over seven cycles, after which both repeat."""
    of = [n for n in range(7 * len(cycle)) if (anchor.weekday() + n) % 7 in weekdays]
    return sum(cycle[n % len(cycle)] == shift for n in of), max(1, len(of))


@dataclass(frozen=True, eq=False)
class Shares:
    """Of a post and shift on each shown date: how many held it, and the largest share in percent of the natural one."""

    holders: Ints
    percent: Ints
    tours: Ints


def shares(scene: Scene, natural: NaturalShares, post: int, shift: int, held: Row) -> Shares:
    """Return how concentrated a post's shift is."""
    lines = [c for c in scene.problem.posts[post].coverage if c.shift == scene.problem.shifts[shift].code]
    weekdays = frozenset(day for line in lines for day in line.weekdays)
    parts, whole = natural.of(held.officers, scene.problem.shifts[shift].code, weekdays)
    percent = percents(held.dates, asked(scene, post, shift), parts[:, None], whole[:, None])
    return Shares((held.dates > 0).sum(axis=0), percent.max(axis=0, initial=0), held.dates.max(axis=0, initial=0))


def percents(dates: Ints, asked: Ints, parts: Ints, whole: Ints) -> Ints:
    """Return the share that so many of the dates asked for are, in percent of a natural share of `parts` in `whole`."""
    found = -(-dates * 100 * whole // (np.maximum(asked, 1) * parts))  # rounded up: 110.5% is above 110%
    return np.where(dates >= LEAST_TOURS, found, 0)


def points(percent: Ints, holders: Ints, tours: Ints, weights: Weights) -> Ints:
    """Return the points of D1 for shares of any shape."""
    found = np.zeros(percent.shape, dtype=np.int64)
    for step in ("some", "steady", "above"):
        found[percent >= weights.limit(Factor.CONCENTRATION, step)] = weights.points(Factor.CONCENTRATION, step)
    above = percent >= weights.limit(Factor.CONCENTRATION, "above")
    steady = weights.points(Factor.CONCENTRATION, "steady")
    coarse = np.where(above, weights.points(Factor.CONCENTRATION, "above"), steady)
    few = is_few(holders)
    return np.where(few, np.where(tours >= LEAST_TOURS, coarse, 0), found)


def is_few(holders: Ints) -> Bools:
    """Whether so few hold a post that a figure would describe somebody."""
    return holders < FEW


def evidence(points: int, is_few: bool, weights: Weights) -> str:
    """Return what D1 rests on, in words about the post."""
    steps = {step: weights.points(Factor.CONCENTRATION, step) for step in ("above", "steady", "some")}
    if is_few:
        if points and points == steps["above"]:
            return "Rotation due."
        return f"Counted as for one steady holder: {NO_FIGURE}" if points else NO_FIGURE.capitalize()
    words: Iterator[str] = (
        text
        for step, text in (
            ("above", "One holder covers more of these shifts than a steady holder's natural share."),
            ("steady", "One steady holder covers his natural share of these shifts."),
            ("some", "One holder covers a large part of these shifts."),
        )
        if points and points == steps[step]
    )
    return next(words, "These shifts are spread over several holders.")
