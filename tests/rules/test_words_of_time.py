"""Lengths of time as rules say them."""

import pytest

from scheduler.rule import hours, span


@pytest.mark.parametrize(
    ("minutes", "worked", "window"),
    [
        (45, "45 min", "45 min"),
        (570, "9 h 30 min", "9 h 30 min"),
        (2880, "48 h", "48 h"),
        (4320, "72 h", "3 days"),
        (10_080, "168 h", "7 days"),
        (10_140, "169 h", "169 h"),
    ],
)
def test_work_is_told_in_hours_and_long_windows_in_days(minutes: int, worked: str, window: str) -> None:
    assert (hours(minutes), span(minutes)) == (worked, window)
