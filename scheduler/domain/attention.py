"""The post attention index as values: factors, dated weights, and what is read of one post, shift and date.

Points describe a place and how it is guarded, never a person. Weights are policy judgement, not estimated
probabilities.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from scheduler.domain.words import PostCode, ShiftCode


class Factor(StrEnum):
    """What adds points: ST1 to ST7 from the yearly review of the post, D1 to D6 from roster and logs."""

    SINGLE_DUTY = "ST1"
    SOLO = "ST2"
    CAMERA = "ST3"
    ISOLATED = "ST4"
    CONTACT = "ST5"
    NIGHT = "ST6"
    PRIVACY = "ST7"
    CONCENTRATION = "D1"
    TENURE = "D2"
    ROUNDS = "D3"
    DEVIATION = "D4"
    FATIGUE = "D5"
    ENTRIES = "D6"

    @classmethod
    def _missing_(cls, value: object) -> "Factor | None":
        """Take small letters as well."""
        return next((f for f in cls if isinstance(value, str) and f.value == value.upper()), None)

    @property
    def is_static(self) -> bool:
        """Whether it comes from the yearly review of the post."""
        return self.value.startswith("ST")


FACTORS = tuple(Factor)
"""All factors in the order in which every table and drawer lists them."""

GATED = frozenset(
    {Factor.SINGLE_DUTY, Factor.SOLO, Factor.ISOLATED, Factor.PRIVACY, Factor.CONCENTRATION, Factor.TENURE}
)
"""Factors that count nothing on a post without contact (ST5 = 0): exposure needs access."""

OF_HOLDERS = frozenset({Factor.CONCENTRATION, Factor.TENURE})
"""Factors that count holders: where there are few of them, they are told in words only."""


class Band(StrEnum):
    """The order in which posts ask for a supervisor's attention."""

    LOW = "low"
    GUARDED = "guarded"
    ELEVATED = "elevated"
    HIGH = "high"

    @property
    def least(self) -> int:
        """The fewest points of the band."""
        return _LEAST[self]


_LEAST = {Band.LOW: 0, Band.GUARDED: 25, Band.ELEVATED: 45, Band.HIGH: 65}
_DOWNWARDS = tuple(sorted(_LEAST.items(), key=lambda pair: -pair[1]))


@lru_cache(maxsize=512)
def band_of(points: float) -> Band:
    """Return the band of a number of points, 0 to 100."""
    return next(band for band, least in _DOWNWARDS if points >= least)


class CellState(StrEnum):
    """How a post stands on a shift of a date: only open ones have points."""

    CLOSED = "closed"
    """No seat is asked for, or a post that gives way is left empty."""
    OPEN = "open"
    UNCOVERED = "uncovered"
    """A critical post that nobody holds: outside the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionWeight:
    """The points of one step of a factor, from `effective` until a later line of the same factor and step.

    `limit` is the measured value at which the step begins, in the step's own unit: percent, minutes, a count, or the
    points that a review of static factors writes down.
    """

    factor: Factor
    step: str
    effective: date
    points: int
    limit: int = 0
    source: str = ""


_REVIEW = "house policy after the yearly staffing review of 28 CFR 115.13"


def _line(factor: Factor, step: str, points: int, limit: int = 0, source: str = _REVIEW) -> AttentionWeight:
    return AttentionWeight(
        factor=factor, step=step, effective=date.min, points=points, limit=limit, source=f"default: {source}"
    )


DEFAULT_ATTENTION_WEIGHTS = (
    _line(Factor.SINGLE_DUTY, "mid", 6, 6, "house policy after IBAC 2017 and NIC red flags"),
    _line(Factor.SINGLE_DUTY, "full", 12, 12, "house policy after IBAC 2017 and NIC red flags"),
    _line(Factor.SOLO, "mid", 6, 6, "house policy after the Lauderdale case and NIC red flags"),
    _line(Factor.SOLO, "full", 12, 12, "house policy after the Lauderdale case and NIC red flags"),
    _line(Factor.CAMERA, "mid", 5, 5, "house policy after 28 CFR 115.13 and the Dillwynia inquiry"),
    _line(Factor.CAMERA, "full", 10, 10, "house policy after 28 CFR 115.13 and the Dillwynia inquiry"),
    _line(Factor.ISOLATED, "mid", 4, 4, "house policy after 28 CFR 115.13"),
    _line(Factor.ISOLATED, "full", 8, 8, "house policy after 28 CFR 115.13"),
    _line(Factor.CONTACT, "mid", 3, 3, "house policy after Dial and Worley 2008"),
    _line(Factor.CONTACT, "full", 5, 5, "house policy after Dial and Worley 2008"),
    _line(Factor.NIGHT, "mid", 2, 2, "house policy after 28 CFR 115.13(d)"),
    _line(Factor.NIGHT, "full", 4, 4, "house policy after 28 CFR 115.13(d)"),
    _line(Factor.PRIVACY, "mid", 2, 2, "house policy after 28 CFR 115.13 and 115.15"),
    _line(Factor.PRIVACY, "full", 4, 4, "house policy after 28 CFR 115.13 and 115.15"),
    _line(Factor.CONCENTRATION, "some", 4, 61, "house policy: percent of a steady holder's natural share"),
    _line(Factor.CONCENTRATION, "steady", 8, 91, "house policy: percent of a steady holder's natural share"),
    _line(Factor.CONCENTRATION, "above", 12, 111, "house policy: percent of a steady holder's natural share"),
    _line(Factor.TENURE, "notice", 3, 67, "house policy: percent of the days after which rotation is due"),
    _line(Factor.TENURE, "due", 6, 100, "house policy: percent of the days after which rotation is due"),
    _line(Factor.TENURE, "overdue", 10, 100, "house policy: percent of the days that stop a tour"),
    _line(Factor.ROUNDS, "late", 4, 60, "28 CFR 115.13(d); written down within so many minutes is house policy"),
    _line(Factor.ROUNDS, "none", 8, 1440, "28 CFR 115.13(d); a round in so many minutes is house policy"),
    _line(Factor.DEVIATION, "combined", 4, 0, "house policy after 28 CFR 115.13(b)"),
    _line(Factor.DEVIATION, "below", 6, 0, "house policy after 28 CFR 115.13(b)"),
    _line(Factor.FATIGUE, "long", 2, 720, "house policy: more minutes than this without a break in work"),
    _line(Factor.FATIGUE, "double", 4, 960, "house policy: this many minutes without a break in work"),
    _line(Factor.FATIGUE, "rest", 2, 660, "house policy: fewer minutes of rest than this before the tour"),
    _line(Factor.FATIGUE, "week", 4, 3600, "house policy: more minutes than this in 7 days"),
    _line(Factor.FATIGUE, "meals", 1, 2, "house policy: this many meals without relief in 7 days"),
    _line(Factor.FATIGUE, "most", 5, 0, "house policy: the sum counts no more than this"),
    _line(Factor.ENTRIES, "some", 2, 1, "house policy: this many unscheduled entries in 14 days"),
    _line(Factor.ENTRIES, "many", 4, 3, "house policy: this many unscheduled entries in 14 days"),
)
"""What holds for a step on dates for which a policy says nothing of it. All factors at their most make 100."""

STEPS: tuple[tuple[Factor, str], ...] = tuple((line.factor, line.step) for line in DEFAULT_ATTENTION_WEIGHTS)
"""Every factor and step that a line may be about."""


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The points of every factor and step on a date.

    Attributes:
        effective: Since when they are so; `date.min`: the defaults, changed by nobody.
        version: 1 for the defaults, one more for each later date on which a line took effect.
        lines: One line of each factor and step, in the order of `STEPS`.
    """

    effective: date
    version: int
    lines: tuple[AttentionWeight, ...]

    @cached_property
    def _by_step(self) -> dict[tuple[Factor, str], AttentionWeight]:
        return {(line.factor, line.step): line for line in self.lines}

    def points(self, factor: Factor, step: str) -> int:
        """Return the points of a step."""
        return self._by_step[factor, step].points

    def limit(self, factor: Factor, step: str) -> int:
        """Return the measured value at which a step begins, in its own unit."""
        return self._by_step[factor, step].limit

    def maximum(self, factor: Factor) -> int:
        """Return the most points that a factor can add."""
        if factor is Factor.FATIGUE:
            return self.points(factor, "most")
        return max(line.points for line in self.lines if line.factor is factor)

    def source(self, factor: Factor) -> str:
        """Return where the points of a factor come from: the sources of its lines, each once."""
        return "; ".join(dict.fromkeys(line.source for line in self.lines if line.factor is factor))


def weights_on(lines: Iterable[AttentionWeight], on: date) -> Weights:
    """Return the weights that hold on local date `on`: the latest line of each step, else its default."""
    held = {(line.factor, line.step): line for line in DEFAULT_ATTENTION_WEIGHTS}
    dates = set()
    for line in sorted((x for x in lines if x.effective <= on), key=lambda x: x.effective):
        held[line.factor, line.step] = line
        dates.add(line.effective)
    return Weights(
        effective=max(dates, default=date.min), version=1 + len(dates), lines=tuple(held[step] for step in STEPS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorReading:
    """What one factor adds at a post on a shift of a date.

    Attributes:
        points: What it adds; None: not known.
        low, high: The least and the most that it may add; both are `points` where that is known.
        maximum: The most that it can add anywhere by these weights.
        evidence: What it rests on, one sentence about the place.
        action: What would lower it; "" where it adds nothing.
        source: Where its weight comes from.
        is_of_few: So few hold the post that its points are the same whoever they are; tables and exports leave it out.
    """

    factor: Factor
    points: int | None
    low: int
    high: int
    maximum: int
    evidence: str
    action: str = ""
    source: str = ""
    is_of_few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The index of a post on a shift that starts on local date `on`, with its parts.

    Attributes:
        parts: One for each factor in the order of `FACTORS`; empty for a cell that is not open.
        low, high: Sums of the parts' least and most; 0 for a cell that is not open.
        version: Version of the weights that counted.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    state: CellState = CellState.OPEN
    parts: tuple[FactorReading, ...] = ()
    low: int = 0
    high: int = 0
    version: int = 1

    @property
    def is_uncovered(self) -> bool:
        """Whether it is a critical post that nobody holds: drawn as such, outside the index."""
        return self.state is CellState.UNCOVERED

    @property
    def is_open(self) -> bool:
        """Whether there are points at all."""
        return self.state is CellState.OPEN

    @property
    def points(self) -> int | None:
        """The sum of the parts; None: something is missing, or the cell is not open."""
        return self.low if self.is_open and self.low == self.high else None

    @property
    def band(self) -> Band | None:
        """The band; None: what is missing could make it one or another, or the cell is not open."""
        low, high = band_of(self.low), band_of(self.high)
        return low if self.is_open and low is high else None

    @property
    def band_range(self) -> tuple[Band, Band] | None:
        """The lowest and the highest band that what is missing leaves open; None: the cell is not open."""
        return (band_of(self.low), band_of(self.high)) if self.is_open else None

    @property
    def bands(self) -> tuple[Band, ...]:
        """The bands that it may have when any one weight is a quarter larger or smaller, lowest first."""
        if not self.is_open:
            return ()
        found = {band_of(self.low), band_of(self.high)}
        for part in self.parts:
            found.update((band_of(self.low - part.low / 4), band_of(self.high + part.high / 4)))
        order = tuple(Band)
        return order[order.index(min(found, key=order.index)) : order.index(max(found, key=order.index)) + 1]

    @property
    def is_stable(self) -> bool:
        """Whether the band stays the same when any one weight is a quarter larger or smaller."""
        return len(self.bands) == 1
