"""Every kind of cell: what is understood, typed or as text, and what is not."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from scheduler.domain.clock import Clock
from scheduler.domain.people import ShiftLimit
from scheduler.domain.policy import Setting
from scheduler.domain.words import Priority
from scheduler.exchange.faults import UnfitError
from scheduler.exchange.kinds import (
    Choice,
    Code,
    Codes,
    Cycle,
    Day,
    Instant,
    Length,
    Limits,
    Month,
    Percent,
    Phrase,
    Settings,
    Stamp,
    Text,
    WallTime,
    Weekdays,
    Whole,
    YesNo,
    Zone,
    shown,
)

CLOCK = Clock("America/New_York")
NOON = CLOCK.minute(date(2026, 12, 6), 720)
WORK_DAYS = (0, 1, 2, 3, 4)

UNDERSTOOD = [
    (Text(), "a", "a"),
    (Text(), 7.0, "7"),
    (Text(), 7.5, "7.5"),
    (Text(), "a\r\nb", "a\nb"),
    (Code(), 1042.0, "1042"),
    (Code(), "0042", "0042"),
    (Zone(), "Europe/Berlin", "Europe/Berlin"),
    (Whole(), "12", 12),
    (Whole(), 12.0, 12),
    (Whole(-5), "-5", -5),
    (Percent(), "33.3", 333),
    (Percent(), "33,3 %", 333),
    (Percent(), "50.00", 500),
    (Percent(), 33.3, 333),
    (Percent(), 100, 1000),
    (YesNo(), "Yes", True),
    (YesNo(), "FALSE", False),
    (YesNo(), True, True),
    (Choice(Priority), "Critical", Priority.CRITICAL),
    (Day(), "2026-12-06", date(2026, 12, 6)),
    (Day(), datetime(2026, 12, 6), date(2026, 12, 6)),
    (Day(), date(2026, 12, 6), date(2026, 12, 6)),
    (Month(), "2026-12", date(2026, 12, 1)),
    (Month(), date(2026, 12, 1), date(2026, 12, 1)),
    (WallTime(), "6:05", 365),
    (WallTime(), "06:05:00", 365),
    (WallTime(), time(6, 5), 365),
    (WallTime(), timedelta(hours=6), 360),
    (Length(), "168:30", 10110),
    (Length(), timedelta(hours=30), 1800),
    (Length(), timedelta(seconds=59.9), 1),
    (Length(), time(12), 720),
    (Instant(), "2026-12-06 12:00", NOON),
    (Instant(), "2026-12-06T12:00:00", NOON),
    (Instant(), "2026-12-06 17:00Z", NOON),
    (Instant(), "2026-12-06 12:00-05:00", NOON),
    (Instant(), datetime(2026, 12, 6, 12), NOON),
    (Instant(), date(2026, 12, 6), NOON - 720),
    (Instant(), "2026-03-08 02:30", CLOCK.minute(date(2026, 3, 8), 210)),
    (Stamp(), "2026-12-06 12:00", datetime(2026, 12, 6, 17, tzinfo=UTC)),
    (Stamp(), "2026-12-06 12:00:30.25-05:00", datetime(2026, 12, 6, 17, 0, 30, 250_000, tzinfo=UTC)),
    (Stamp(), "2026-11-01 01:30-05:00", datetime(2026, 11, 1, 6, 30, tzinfo=UTC)),
    (Stamp(), datetime(2026, 12, 6, 12, 0, 30), datetime(2026, 12, 6, 17, 0, 30, tzinfo=UTC)),
    (Phrase(("physical plant", "other")), "Physical  plant", "physical plant"),
    (Length(0, 10**9), timedelta(hours=2_000_000), 120_000_000),
    (Weekdays(), "Mo, Tue wednesday", (0, 1, 2)),
    (Weekdays(), "Mo-Fr", WORK_DAYS),
    (Weekdays(), "Sa-Mo", (5, 6, 0)),
    (Weekdays(), "DAILY", (0, 1, 2, 3, 4, 5, 6)),
    (Codes(), 'D "night one";N', ("D", "night one", "N")),
    (Codes(), 12.0, ("12",)),
    (Cycle(), 'D - "-" "a ""b"""', ("D", None, "-", 'a "b"')),
    (Limits(), '"a b"=3, N=0', (ShiftLimit(shift="a b", most=3), ShiftLimit(shift="N", most=0))),
    (
        Settings(),
        'a=1 b=yes, c=No; d=word e="5" f=""',
        tuple(Setting(name=n, value=v) for n, v in zip("abcdef", (1, True, False, "word", "5", ""), strict=True)),
    ),
]


@pytest.mark.parametrize(("kind", "cell", "value"), UNDERSTOOD)
def test_what_is_understood(kind, cell, value) -> None:
    found = kind.parse(cell, CLOCK)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(("kind", "cell", "value"), UNDERSTOOD)
def test_what_is_understood_is_written_so_that_it_reads_back(kind, cell, value) -> None:
    assert kind.parse(kind.cell(value, CLOCK), CLOCK) == value
    assert kind.parse(kind.text(value, CLOCK), CLOCK) == value


REFUSED = [
    (Text(), True),
    (Text(), date(2026, 12, 6)),
    (Text(), "a\x00b"),
    (Code(), "a/b"),
    (Code(), "a\nb"),
    (Code(), 1.5),
    (Code(), True),
    (Code(), float("nan")),
    (Code(), "x" * 81),
    (Zone(), "Mars"),
    (Zone(), 5.0),
    (Whole(), "1.0"),
    (Whole(), 1.5),
    (Whole(), True),
    (Whole(), float("inf")),
    (Whole(), "²"),
    (Percent(), "33.33"),
    (Percent(), 33.33),
    (Percent(), 100.1),
    (Percent(), True),
    (YesNo(), 1.0),
    (Choice(Priority), 3.0),
    (Day(), datetime(2026, 12, 6, 1)),
    (Day(), date(1850, 1, 1)),
    (Day(), 46000.0),
    (Month(), "2026-13"),
    (Month(), date(2026, 12, 2)),
    (WallTime(), "24:00"),
    (WallTime(), time(6, 0, 30)),
    (WallTime(), timedelta(days=1)),
    (Length(), "1:60"),
    (Length(), timedelta(seconds=30)),
    (Length(), time(0, 0, 5)),
    (Length(1, 60), "1:01"),
    (Length(), 12.0),
    (Instant(), "2026-12-06 24:00"),
    (Instant(), "2026-12-06 12:00+24:00"),
    (Instant(), "1969-12-31 12:00"),
    (Instant(), date(1969, 12, 31)),
    (Instant(), datetime(2026, 12, 6, 12, 0, 1)),
    (Instant(), 46000.5),
    (Stamp(), "2026-12-06 12:00:60"),
    (Stamp(), "2026-12-06"[:7]),
    (Stamp(), 46000.5),
    (Phrase(("physical plant", "other")), "plant"),
    (Phrase(("7",)), 7.0),
    (Weekdays(), "Mo Mo"),
    (Weekdays(), "M"),
    (Weekdays(), "Mo-"),
    (Weekdays(), 3.0),
    (Codes(), 'D "open'),
    (Codes(), 'D ""'),
    (Codes(), "D=1"),
    (Codes(), "a/b"),
    (Cycle(), "D=1"),
    (Cycle(), "D " * 401),
    (Limits(), "D"),
    (Limits(), "D=401"),
    (Settings(), "5=5"),
    (Settings(), "a="),
    (Settings(), True),
]


@pytest.mark.parametrize(("kind", "cell"), REFUSED)
def test_what_is_refused_and_how(kind, cell) -> None:
    with pytest.raises(UnfitError, match=r"expected") as refusal:
        kind.parse(cell, CLOCK)
    assert len(str(refusal.value)) < 220
    assert "\n" not in str(refusal.value)


def test_a_zone_with_seconds_in_its_offset_is_written_in_utc() -> None:
    clock = Clock("Africa/Monrovia")
    cell = Instant().cell(500_000, clock)
    assert cell == "1970-12-14 05:20+00:00"
    assert Instant().parse(cell, clock) == 500_000


def test_cells_in_sentences_are_short() -> None:
    assert shown("x" * 500) == "'" + "x" * 56 + "..."
    assert shown(timedelta(hours=30)) == "30:00"
    assert shown(date(2026, 12, 6)) == "2026-12-06"
    assert shown("a\nb") == r"'a\nb'"
