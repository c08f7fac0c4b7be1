"""Runs of days, moved on day by day, charge each pattern what the limit written out charges it."""

from itertools import groupby, product

import numpy as np
import pytest

from scheduler.engine.compiled import RunLimit
from scheduler.engine.tallies import RunTally
from scheduler.rule import NO_LIMIT


def limit(most_work: int, least_work: int, least_off: int, most_off: int = NO_LIMIT) -> RunLimit:
    return RunLimit(
        tier=0,
        weight=1,
        most_work=most_work,
        least_work=least_work,
        least_off=least_off,
        carried_work=0,
        carried_off=0,
        most_off=most_off,
    )


def moved_on(of: RunLimit, pattern: tuple[bool, ...]) -> int:
    """Charges of a pattern when nothing is known of the days before it, day by day."""
    tally = RunTally(
        price=1, starts=np.zeros(1, dtype=np.int64), limit=of, days=len(pattern), instance=np.zeros(1, int)
    )
    value, total = tally.starts, 0
    for day, works in enumerate(pattern):
        value, charged = tally.after(value, day, 0 if works else None)
        total += int(charged[0])
    return total


def written_out(of: RunLimit, pattern: tuple[bool, ...]) -> int:
    """Days beyond the longest run, and days that lack in a run with both of its ends inside."""
    runs = [(works, len(list(days))) for works, days in groupby(pattern)]
    total = 0
    for n, (works, length) in enumerate(runs):
        most, least = (of.most_work, of.least_work) if works else (of.most_off, of.least_off)
        total += max(0, length - most)
        if 0 < n < len(runs) - 1:
            total += max(0, least - length)
    return total


@pytest.mark.parametrize("days", range(1, 7))
def test_every_pattern_is_charged_what_the_limit_says(days: int) -> None:
    for most_work, least_work, least_off, most_off in product((1, 2, 3, 4), (1, 2, 3), (1, 2, 3), (2, NO_LIMIT)):
        if least_work > most_work or least_off > most_off:
            continue
        of = limit(most_work, least_work, least_off, most_off)
        for pattern in product((False, True), repeat=days):
            assert moved_on(of, pattern) == written_out(of, pattern), (of, pattern)
