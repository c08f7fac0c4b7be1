"""Elapsed minutes against the standard library's own arithmetic, in zones that change their clocks or do not."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.clock import Clock

# fmt: off
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "America/Halifax",
    "America/St_Johns", "America/Sao_Paulo", "America/Santiago", "UTC", "Europe/London",
    "Europe/Dublin", "Europe/Paris", "Europe/Athens", "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu",
    "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland",
)
# fmt: on


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_a_date_is_as_long_as_its_instants_say(zone: str, on: date) -> None:
    clock = Clock(zone)
    here = ZoneInfo(zone)
    first = datetime(on.year, on.month, on.day, tzinfo=here).astimezone(UTC)
    following = on + timedelta(days=1)
    last = datetime(following.year, following.month, following.day, tzinfo=here).astimezone(UTC)
    assert clock.midnight(following) - clock.midnight(on) == (last - first) // timedelta(minutes=1)


@given(st.sampled_from(ZONES), st.dates(date(2015, 1, 1), date(2035, 12, 31)), st.integers(1, 5000))
def test_minutes_split_by_date_add_up_and_fall_on_their_dates(zone: str, on: date, length: int) -> None:
    clock = Clock(zone)
    start = clock.minute(on, 1080)
    parts = list(clock.by_date(start, start + length))
    assert sum(minutes for _, minutes in parts) == length
    assert [d for d, _ in parts] == [parts[0][0] + timedelta(days=i) for i in range(len(parts))]
    assert parts[0][0] == on


@pytest.mark.parametrize(
    ("on", "hours"),
    [(date(2026, 3, 7), 11), (date(2026, 10, 31), 13), (date(2026, 12, 6), 12)],
    ids=["spring", "autumn", "ordinary"],
)
def test_a_night_watch_has_its_true_length_over_a_clock_change(on: date, hours: int) -> None:
    clock = Clock("America/New_York")
    assert clock.minute(on, 1080 + 720) - clock.minute(on, 1080) == hours * 60


def test_a_skipped_wall_time_moves_on_and_a_repeated_one_is_its_first() -> None:
    clock = Clock("America/New_York")
    assert clock.local(clock.minute(date(2026, 3, 8), 150)).strftime("%H:%M") == "03:30"
    assert clock.local(clock.minute(date(2026, 11, 1), 90)).utcoffset() == timedelta(hours=-4)


def test_an_unknown_zone_is_named() -> None:
    with pytest.raises(ValueError, match="'Mars/Olympus' is not a known IANA time zone"):
        Clock("Mars/Olympus")
