"""Tables of the attention index with given figures, for screens that only show them."""

from collections.abc import Callable
from datetime import date

import numpy as np

from scheduler.domain.attention import FACTORS, CellState, Factor, FactorReading, Reading
from scheduler.domain.words import PostCode, ShiftCode

STATES = (CellState.CLOSED, CellState.OPEN, CellState.UNCOVERED)
Cell = tuple[int, int, int]
"""State, least and most points."""


class GivenTable:
    """A table with the figures that a function gives for (post, shift, date); the first factor takes all points."""

    def __init__(
        self,
        posts: tuple[PostCode, ...],
        shifts: tuple[ShiftCode, ...],
        dates: tuple[date, ...],
        cell: Callable[[PostCode, ShiftCode, date], Cell],
    ) -> None:
        self.posts, self.shifts, self.dates = posts, shifts, dates
        cells = np.array([[[cell(post, shift, on) for on in dates] for shift in shifts] for post in posts])
        self.state, self.low, self.high = cells[..., 0], cells[..., 1], cells[..., 2]

    def reading(self, post: PostCode, shift: ShiftCode, on: date) -> Reading:
        at = self.posts.index(post), self.shifts.index(shift), self.dates.index(on)
        low, high = int(self.low[at]), int(self.high[at])
        parts = tuple(
            FactorReading(
                factor=factor,
                points=None if low != high and not n else low if not n else 0,
                low=0 if n else low,
                high=0 if n else high,
                maximum=100 if not n else 10,
                evidence=f"What {factor.value} rests on.",
                action="Make a round." if not n and high else "",
            )
            for n, factor in enumerate(FACTORS)
        )
        state = STATES[int(self.state[at])]
        is_open = state is CellState.OPEN
        return Reading(post=post, shift=shift, on=on, state=state, parts=parts if is_open else (), low=low, high=high)

    def figures(self, post: PostCode, shift: ShiftCode, on: date) -> dict[Factor, tuple[int, int]]:
        return {part.factor: (part.low, part.high) for part in self.reading(post, shift, on).parts}
