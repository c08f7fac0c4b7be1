"""Unannounced rounds of supervisors: what was done and when it was written down, and times nobody can foresee."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.domain.words import AreaCode, Badge, Minute, PostCode

LATE_MINUTES = 60
"""A round that is written down later than this after it was made is shown as a late entry."""
MOST_SUGGESTED = 12
"""More times than this are not suggested for one span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A supervisor's round of an area, or of one post in it (28 CFR 115.13(d)).

    `performed_at` and `entered_at` are elapsed minutes: when it was made, and when somebody wrote it down. `badge` is
    the supervisor's. `is_unannounced`: nobody on the unit was told before.
    """

    area: AreaCode
    performed_at: Minute
    entered_at: Minute
    badge: Badge
    post: PostCode | None = None
    is_unannounced: bool = True

    @property
    def is_late_entry(self) -> bool:
        """Whether it was written down more than `LATE_MINUTES` after it was made."""
        return self.entered_at - self.performed_at > LATE_MINUTES


def suggested_times(
    count: int, start: Minute, end: Minute, below: Callable[[int], int] = secrets.randbelow
) -> tuple[Minute, ...]:
    """Return distinct minutes of [start, end), sorted, any choice of them being as likely as any other.

    They are made when somebody asks and are kept nowhere: a schedule of unannounced rounds that exists can be read.

    Args:
        count: How many, at most `MOST_SUGGESTED`.
        start: First minute.
        end: Minute after the last one.
        below: Returns a whole number from 0 up to its argument, exclusive; the operating system's randomness.

    Raises:
        ValueError: there are not as many minutes, or too many times are asked for; the message is one sentence.
    """
    if not 1 <= count <= MOST_SUGGESTED:
        raise ValueError(f"From 1 to {MOST_SUGGESTED} times can be suggested, not {count}")
    if end - start < count:
        raise ValueError(f"{count} different minutes do not fit between start and end")
    # Floyd's sampling: every set of the given size is equally likely.
    chosen: set[int] = set()
    for top in range(end - start - count, end - start):
        drawn = below(top + 1)
        chosen.add(top if drawn in chosen else drawn)
    return tuple(Minute(start + minute) for minute in sorted(chosen))
