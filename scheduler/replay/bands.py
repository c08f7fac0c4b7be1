"""Bands of seniority, each wide enough that nobody can be told apart in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.people import Officer
from scheduler.domain.words import Badge

LEAST = 5
"""The fewest officers that a published number may speak of."""

STEPS = (0, 2, 5, 10, 15, 20)
"""Years of service at which a band may begin; neighbours are joined until each has `LEAST` officers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Officers with `least` up to, not including, `most` years of service (None: and more)."""

    least: int
    most: int | None
    officers: int

    @property
    def label(self) -> str:
        """The band in words, such as "2-9 years" or "20 years and more"."""
        if self.most is None:
            return f"{self.least} years and more"
        return f"{self.least}-{self.most - 1} years"


def bands_of(officers: Iterable[Officer], on: date) -> dict[Badge, Band]:
    """Return each officer's band by years of service on a date; nobody has one where there are fewer than `LEAST`."""
    years = {officer.badge: max(0, _years(officer.seniority, on)) for officer in officers}
    if len(years) < LEAST:
        return {}
    counts = [sum(low <= y and (high is None or y < high) for y in years.values()) for low, high in _edges(STEPS)]
    starts = [STEPS[0]]
    count = 0
    for n, here in enumerate(counts):
        if count >= LEAST and sum(counts[n:]) >= LEAST:
            starts.append(STEPS[n])
            count = 0
        count += here
    bands = [
        Band(least=low, most=high, officers=sum(low <= y and (high is None or y < high) for y in years.values()))
        for low, high in _edges(tuple(starts))
    ]
    return {
        badge: next(b for b in bands if b.least <= y and (b.most is None or y < b.most)) for badge, y in years.items()
    }


def _edges(starts: tuple[int, ...]) -> tuple[tuple[int, int | None], ...]:
    return tuple(zip(starts, (*starts[1:], None), strict=True))


def _years(since: date, on: date) -> int:
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))
