"""What was worked beside the plan: kinds, tours of an entry, the nearest moment of a clock, changes of the hour."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import compared, kind_of, moment_near
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode, TourKind
from scheduler.domain.worked import ClosedDays, DayClose, Worked, WorkedKind, closed_days, overlaps, standing

CLOCK = Clock("America/New_York")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
AT = datetime(2026, 12, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def night(on: date, held_over: int = 0, **more: object) -> Worked:
    """Return the entry of a night from 18:00 to 06:00 that lasted some minutes longer."""
    start, end = CLOCK.minute(on, 18 * 60), CLOCK.minute(on, 30 * 60)
    values: dict[str, object] = {
        "kind": kind_of((start, end), start, Minute(end + held_over)),
        "badge": Badge("B1"),
        "on": on,
        "start": start,
        "end": Minute(end + held_over),
        "post": PostCode("P1"),
        "shift": ShiftCode("N"),
        "planned_start": start,
        "planned_end": end,
        "at": AT,
        "by": "sergeant",
    }
    return Worked(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(("on", "minutes"), [(SPRING - DAY, 11 * 60), (AUTUMN - DAY, 13 * 60)])
def test_a_night_over_a_change_of_the_clock_has_the_hours_it_really_has(on: date, minutes: int) -> None:
    entry = night(on, 90)
    first, over = entry.tours()
    assert (first.minutes, first.kind, over.minutes, over.kind) == (minutes, TourKind.REGULAR, 90, TourKind.HOLD_OVER)
    (line,) = compared([entry])
    assert (line.planned, line.worked, line.held_over, line.missing) == (minutes, minutes + 90, 90, 0)


def test_an_hour_that_is_there_twice_is_the_one_nearer_to_what_stood_there() -> None:
    once = CLOCK.minute(AUTUMN, 90)  # 01:30, the first time
    again = Minute(once + 60)
    assert moment_near(CLOCK, 1, 30, CLOCK.minute(AUTUMN, 0)) == once
    assert moment_near(CLOCK, 1, 30, CLOCK.minute(AUTUMN, 6 * 60)) == again


def test_an_hour_that_is_skipped_is_read_as_the_clock_stood_before() -> None:
    assert CLOCK.local(moment_near(CLOCK, 2, 30, CLOCK.minute(SPRING, 6 * 60))).hour == 3


@given(near=st.integers(29_000_000, 30_500_000), hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_the_moment_shows_what_was_typed_and_none_is_nearer(near: int, hour: int, minute: int) -> None:
    found = moment_near(CLOCK, hour, minute, Minute(near))
    local = CLOCK.local(found)
    if (local.hour, local.minute) != (hour, minute):
        assert (hour, local.hour) == (2, 3), "only the skipped hour shows as another"
        return
    for other in range(near - abs(found - near) + 1, near + abs(found - near)):
        seen = CLOCK.local(Minute(other))
        assert (seen.hour, seen.minute) != (hour, minute)


@given(first=st.integers(0, 40), length=st.integers(1, 40), start=st.integers(0, 90), more=st.integers(1, 90))
def test_the_tours_of_an_entry_are_its_minutes_each_once(first: int, length: int, start: int, more: int) -> None:
    plan, end = (Minute(first), Minute(first + length)), start + more
    if end <= plan[0] or plan[1] <= start:
        return
    entry = night(
        AUTUMN, start=Minute(start), end=Minute(end), planned_start=plan[0], planned_end=plan[1],
        kind=kind_of(plan, Minute(start), Minute(end)),
    )  # fmt: skip
    minutes = [m for tour in entry.tours() for m in range(tour.start, tour.end)]
    assert minutes == list(range(start, end))
    kinds = {m: tour.kind for tour in entry.tours() for m in range(tour.start, tour.end)}
    for at, kind in kinds.items():
        expected = TourKind.EARLY_CALL_IN if at < plan[0] else TourKind.HOLD_OVER if at >= plan[1] else entry.tour
        assert kind == expected
    assert (entry.kind is WorkedKind.AS_PLANNED) == (plan == (start, end))


def test_days_are_closed_up_to_the_first_gap() -> None:
    dates = frozenset({AUTUMN, AUTUMN + DAY, AUTUMN + 3 * DAY})
    assert ClosedDays(dates=dates).through() == AUTUMN + DAY
    assert ClosedDays().through() is None


def test_only_what_stands_of_closed_days_counts() -> None:
    wrong, right = night(AUTUMN, 60, number=1), night(AUTUMN, number=2, corrects=1)
    other = night(AUTUMN + DAY, number=3)
    assert standing([wrong, right, other]) == (right, other)
    found = closed_days([wrong, right, other], [DayClose(on=AUTUMN, at=AT, by="commander")])
    assert [t.minutes for t in found.tours] == [12 * 60]
    assert found.dates == {AUTUMN}
    assert overlaps([wrong, right]) is not None
    assert overlaps([right, other]) is None
