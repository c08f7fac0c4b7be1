"""Which seats a period has: coverage by date, unfolded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post, Shift
from scheduler.domain.roster import seat_id
from scheduler.domain.words import Minute, PostCode, Priority, SeatId, ShiftCode


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Slot:
    """All seats of one post on one shift of one date: alike, so that engine and rules treat them together.

    [start, end) in elapsed minutes; `minimum` seats must, `wanted` (at least the minimum) should be filled.
    """

    start: Minute
    end: Minute
    on: date
    shift: ShiftCode
    post: PostCode
    priority: Priority
    minimum: int
    wanted: int
    under_weight: int = 0
    over_weight: int = 0

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """Ids of the wanted seats, the must-be-filled ones first."""
        return tuple(seat_id(self.post, self.on, self.shift, i) for i in range(self.wanted))


def unfold(posts: Iterable[Post], shifts: Iterable[Shift], clock: Clock, dates: Iterable[date]) -> tuple[Slot, ...]:
    """Return the slots of the given dates, sorted by start, end, date, shift and post."""
    by_code = {shift.code: shift for shift in shifts}
    found = []
    for on in dates:
        for post in posts:
            for line in post.coverage_on(on):
                if line.wanted > 0 or line.over_weight > 0:
                    start, end = by_code[line.shift].span(clock, on)
                    found.append(
                        Slot(
                            start=start,
                            end=end,
                            on=on,
                            shift=line.shift,
                            post=post.code,
                            priority=post.priority,
                            minimum=line.minimum,
                            wanted=line.wanted,
                            under_weight=line.under_weight,
                            over_weight=line.over_weight,
                        )
                    )
    return tuple(sorted(found, key=_ORDER))


_ORDER = attrgetter("start", "end", "on", "shift", "post")
"""Tells any two slots apart, and is much faster to compare than slots."""
