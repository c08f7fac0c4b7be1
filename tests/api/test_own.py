"""The own calendar file: private, in the facility's zone through changes of the clock, its entries named for good."""

from datetime import UTC, date, datetime

import pytest

from scheduler.api.calendar import uid_of
from scheduler.domain.clock import Clock
from scheduler.domain.words import Minute
from scheduler.exchange.calendars import Entry, calendar_of

ZONE = "America/New_York"
AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def entry(on: date, title: str = "Duty", wall: int = 360, minutes: int = 720) -> Entry:
    start = Minute(Clock(ZONE).midnight(on) + wall)
    return Entry(uid=uid_of("J", "1002", on, "D", 1), start=start, end=Minute(start + minutes), title=title)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_entries_are_private_and_lines_are_short() -> None:
    text = calendar_of([entry(date(2026, 11, 22), "Duty; or, else\\" + "ü" * 80)], ZONE, AT)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = unfolded(text)
    assert "CLASS:PRIVATE" in lines
    assert f"DTSTART;TZID={ZONE}:20261122T060000" in lines
    assert f"DTEND;TZID={ZONE}:20261122T180000" in lines
    assert "SUMMARY:Duty\\; or\\, else\\\\" + "ü" * 80 in lines
    assert "DTSTAMP:20261120T093000Z" in lines


def test_the_zone_says_each_change_of_the_clock_between_the_tours() -> None:
    days = (date(2026, 10, 20), date(2027, 4, 2))
    lines = unfolded(calendar_of([entry(on) for on in days], ZONE, AT))
    assert lines.count("BEGIN:VTIMEZONE") == 1
    # In November back to standard time, in March on to daylight time: both at 2 o'clock of the time before.
    assert "DTSTART:20261101T020000" in lines
    assert "DTSTART:20270314T020000" in lines
    assert lines.count("BEGIN:DAYLIGHT") == 2
    assert lines.count("BEGIN:STANDARD") == 1
    at = lines.index("DTSTART:20261101T020000")
    assert lines[at + 1 : at + 3] == ["TZOFFSETFROM:-0400", "TZOFFSETTO:-0500"]


def test_an_entry_keeps_its_name_when_hours_or_post_change() -> None:
    before, after = entry(date(2026, 11, 22)), entry(date(2026, 11, 22), "Yard", wall=420, minutes=600)
    assert before.uid == after.uid == "j-1002-20261122-d-1@fairwatch"
    assert entry(date(2026, 11, 23)).uid != before.uid


def test_no_tours_make_an_empty_calendar() -> None:
    assert unfolded(calendar_of([], ZONE, AT))[-2:] == ["END:VCALENDAR", ""]


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "UTC"])
def test_zones_without_changes_have_one_part(zone: str) -> None:
    text = calendar_of([entry(date(2026, 11, 22))], zone, AT)
    assert text.count("BEGIN:STANDARD") == 1
    assert "BEGIN:DAYLIGHT" not in text
