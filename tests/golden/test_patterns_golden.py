"""Calendars of the library's patterns over twelve months, against cycles typed out by hand and walked day by day.

The year runs from Monday 4 January 2027 to Monday 3 January 2028 (365 days; New York: clocks forward on 14 March, back
on 7 November). Nothing of the library but its codes enters what is expected.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

import pytest

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Shift
from scheduler.domain.pattern_calendar import PatternCalendar
from scheduler.domain.pattern_library import LIBRARY, WatchShifts, library_pattern

FIRST, LAST = date(2027, 1, 4), date(2028, 1, 3)
NIGHT_FORWARD, NIGHT_BACK = date(2027, 3, 13), date(2027, 11, 6)
SHIFTS = WatchShifts(day="D", evening="E", night="N")
START_HOUR = {8: {"D": 6, "E": 14, "N": 22}, 10: {"D": 6, "E": 14, "N": 22}, 12: {"D": 6, "N": 18}, 24: {"D": 6}}

# Code: hours of a tour, and the squads as (cycle, days after the first Monday on which it begins).
TEN = [(w, p) for w in ("DDDD---", "EEEE---", "NNNN---") for p in range(7)]
SQUADS: dict[str, tuple[Fraction, list[tuple[str, int]]]] = {
    "5-2": (Fraction(8), [(w, p) for w in ("DDDDD--", "EEEEE--", "NNNNN--") for p in range(7)]),
    "4-3": (Fraction(10), TEN),
    "6-2": (Fraction(8), [(w, p) for w in ("DDDDDD--", "EEEEEE--", "NNNNNN--") for p in (0, 2, 4, 6)]),
    "6-3": (Fraction(35, 4), [(w, p) for w in ("DDDDDD---", "EEEEEE---", "NNNNNN---") for p in (0, 3, 6)]),
    "5-3": (Fraction(17, 2), [(w, p) for w in ("DDDDD---", "EEEEE---", "NNNNN---") for p in range(8)]),
    "3-3": (Fraction(12), [(w, p) for w in ("DDD---", "NNN---") for p in (0, 3)]),
    "4-4": (Fraction(12), [(w, p) for w in ("DDDD----", "NNNN----") for p in (0, 4)]),
    "PITMAN": (Fraction(12), [(w, p) for w in ("DD--DDD--DD---", "NN--NNN--NN---") for p in (0, 7)]),
    "PITMAN-D": (Fraction(12), [("DD--DDD--DD---", 0), ("DD--DDD--DD---", 7)]),
    "PITMAN-N": (Fraction(12), [("NN--NNN--NN---", 0), ("NN--NNN--NN---", 7)]),
    "PITMAN-R": (Fraction(12), [("DD--DDD--DD---NN--NNN--NN---", p) for p in (0, 7, 14, 21)]),
    "DUPONT": (Fraction(12), [("NNNN---DDD-NNN---DDDD-------", p) for p in (0, 7, 14, 21)]),
    "KELLY": (Fraction(24), [("D-D-D----", p) for p in (0, 3, 6)]),
    "4-3-3-4": (
        Fraction(12),
        [("DDDD---DDD----", 0), ("----DDD---DDDD", 0), ("NNNN---NNN----", 0), ("----NNN---NNNN", 0)],
    ),
    "7-3-7-4": (
        Fraction(8),
        [(w * 7 + "---" + w * 7 + "----", p) for w in "DEN" for p in (0, 7, 14)],
    ),
}

# Code: tours in the year by cycles and rest, weekends off, tours in each month, all of the first squad.
YEAR: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "5-2": (52 * 5 + 1, 52, (21, 20, 23, 22, 21, 22, 22, 22, 22, 21, 22, 23)),
    "4-3": (52 * 4 + 1, 52, (17, 16, 19, 17, 17, 18, 17, 18, 18, 16, 18, 18)),
    "6-2": (45 * 6 + 5, 6, (25, 20, 24, 23, 23, 22, 23, 23, 24, 23, 22, 23)),
    "6-3": (40 * 6 + 5, 11, (22, 19, 22, 18, 22, 20, 20, 22, 18, 22, 20, 20)),
    "5-3": (45 * 5 + 5, 13, (22, 16, 20, 20, 19, 18, 19, 19, 20, 20, 18, 19)),
    "3-3": (60 * 3 + 3, 16, (16, 14, 16, 15, 15, 15, 15, 15, 15, 16, 15, 16)),
    "4-4": (45 * 4 + 4, 20, (18, 12, 16, 16, 16, 14, 15, 15, 16, 16, 15, 15)),
    "PITMAN": (26 * 7 + 1, 26, (15, 14, 16, 15, 16, 15, 15, 16, 14, 17, 14, 16)),
    "PITMAN-D": (26 * 7 + 1, 26, (15, 14, 16, 15, 16, 15, 15, 16, 14, 17, 14, 16)),
    "PITMAN-N": (26 * 7 + 1, 26, (15, 14, 16, 15, 16, 15, 15, 16, 14, 17, 14, 16)),
    "PITMAN-R": (13 * 14 + 1, 26, (15, 14, 16, 15, 16, 15, 15, 16, 14, 17, 14, 16)),
    "DUPONT": (13 * 14 + 1, 26, (15, 14, 17, 15, 15, 16, 16, 15, 15, 17, 14, 14)),
    "KELLY": (40 * 3 + 3, 17, (12, 9, 11, 9, 11, 10, 10, 11, 9, 11, 10, 10)),
    "4-3-3-4": (26 * 7 + 1, 52, (15, 14, 17, 15, 15, 16, 14, 16, 16, 14, 16, 15)),
    "7-3-7-4": (17 * 14 + 7, 17, (23, 18, 20, 20, 20, 20, 21, 21, 21, 21, 20, 20)),
}

# Code: squads that start each watch on every date of the year.
EVERY_DAY = {
    "5-2": {"D": 5, "E": 5, "N": 5},
    "4-3": {"D": 4, "E": 4, "N": 4},
    "6-2": {"D": 3, "E": 3, "N": 3},
    "6-3": {"D": 2, "E": 2, "N": 2},
    "5-3": {"D": 5, "E": 5, "N": 5},
    "PITMAN-D": {"D": 1},
    "PITMAN-N": {"N": 1},
    "KELLY": {"D": 1},
    "7-3-7-4": {"D": 2, "E": 2, "N": 2},
}
ONE_EACH = {"D": 1, "N": 1}

# Average hours a week as published for the pattern.
WEEK = {
    "5-2": Fraction(40),
    "4-3": Fraction(40),
    "6-2": Fraction(42),
    "6-3": Fraction(245, 6),
    "5-3": Fraction(595, 16),
    "3-3": Fraction(42),
    "4-4": Fraction(42),
    "PITMAN": Fraction(42),
    "PITMAN-D": Fraction(42),
    "PITMAN-N": Fraction(42),
    "PITMAN-R": Fraction(42),
    "DUPONT": Fraction(42),
    "KELLY": Fraction(56),
    "4-3-3-4": Fraction(42),
    "7-3-7-4": Fraction(112, 3),
}


def dates() -> Iterator[date]:
    return (FIRST + timedelta(days=d) for d in range(365))


def walked(cycle: str, days: int) -> str:
    """The year's letters of a squad whose cycle begins `days` after the first date, one step a day."""
    at = -days
    letters = []
    for _ in dates():
        while at < 0:
            at += len(cycle)
        while at >= len(cycle):
            at -= len(cycle)
        letters.append(cycle[at])
        at += 1
    return "".join(letters)


def calendar_of(code: str) -> tuple[PatternCalendar, list[str]]:
    """A site made from the library's pattern: its calendar and squads."""
    pattern = library_pattern(code)
    hours, _ = SQUADS[code]
    starts = START_HOUR[int(hours)]
    shifts = [
        Shift(code=letter, name=letter, start_wall_minute=hour * 60, wall_minutes=int(hours * 60))
        for letter, hour in starts.items()
    ]
    squads = pattern.site_squads("F", FIRST)
    calendar = PatternCalendar(pattern.patterns(SHIFTS), squads, shifts, Clock("America/New_York"))
    return calendar, [squad.code for squad in squads]


def test_every_pattern_of_the_library_has_its_calendar_here() -> None:
    assert [pattern.code for pattern in LIBRARY] == list(SQUADS) == list(YEAR) == list(WEEK)


@pytest.mark.parametrize("code", list(SQUADS))
def test_twelve_months_squad_by_squad(code: str) -> None:
    calendar, squads = calendar_of(code)
    found = ["".join(calendar.shift_on(squad, on) or "-" for on in dates()) for squad in squads]
    assert found == [walked(cycle, days) for cycle, days in SQUADS[code][1]]


@pytest.mark.parametrize("code", list(SQUADS))
def test_tours_months_and_weekends_of_the_first_squad(code: str) -> None:
    calendar, squads = calendar_of(code)
    tours, weekends, months = YEAR[code]
    summary = calendar.summary(squads[0], FIRST, LAST)
    assert (summary.tours, summary.weekends_off) == (tours, weekends)
    counts = Counter(tour.on.month for tour in calendar.tours(squads[0], FIRST, LAST))
    assert tuple(counts[month] for month in range(1, 13)) == months


@pytest.mark.parametrize("code", list(SQUADS))
def test_every_date_has_the_same_squads_on_each_watch(code: str) -> None:
    calendar, squads = calendar_of(code)
    for on in dates():
        there = Counter(shift for squad in squads if (shift := calendar.shift_on(squad, on)) is not None)
        assert there == EVERY_DAY.get(code, ONE_EACH), on


@pytest.mark.parametrize("code", list(SQUADS))
def test_average_hours_a_week(code: str) -> None:
    """40, 42, 35 to 38, 40.8 and 42 h are the published averages of the patterns that have one."""
    hours, squads = SQUADS[code]
    assert library_pattern(code).week_minutes == WEEK[code] * 60
    for cycle, _ in squads:
        assert Fraction(len(cycle.replace("-", "")) * hours * 7, len(cycle)) == WEEK[code]


def test_hours_in_the_work_periods_that_the_patterns_fit() -> None:
    assert 6 * Fraction(35, 4) == Fraction(105, 2)  # 52 h 30 min in 9 days
    assert (library_pattern("6-3").tours, library_pattern("6-3").days) == (6, 9)
    assert (library_pattern("4-4").tours * 12, library_pattern("4-4").days) == (48, 8)
    assert (library_pattern("PITMAN").tours * 12, library_pattern("PITMAN").days) == (84, 14)
    assert 35 <= WEEK["5-3"] <= 38


@pytest.mark.parametrize("code", list(SQUADS))
def test_true_minutes_over_both_clock_changes(code: str) -> None:
    """Whoever works into the 14th of March works an hour less, into the 7th of November an hour more."""
    calendar, squads = calendar_of(code)
    hours, cycles = SQUADS[code]
    last_letter = "D" if hours == 24 else "N"
    for squad, (cycle, days) in zip(squads, cycles, strict=True):
        letters = walked(cycle, days)
        is_short = letters[(NIGHT_FORWARD - FIRST).days] == last_letter
        is_long = letters[(NIGHT_BACK - FIRST).days] == last_letter
        wall = len(letters.replace("-", "")) * hours * 60
        assert calendar.summary(squad, FIRST, LAST).minutes == wall - 60 * is_short + 60 * is_long
        forward, back = calendar.tour_on(squad, NIGHT_FORWARD), calendar.tour_on(squad, NIGHT_BACK)
        if is_short:
            assert forward is not None
            assert forward.minutes == hours * 60 - 60
        if is_long:
            assert back is not None
            assert back.minutes == hours * 60 + 60


def test_a_night_of_twelve_hours_has_eleven_and_thirteen() -> None:
    """Both Saturdays belong to squads 2 (days) and 4 (nights): 68 and 306 days after the start are day 12 of 14."""
    calendar, squads = calendar_of("PITMAN")
    found = {
        (squad, on): tour.minutes
        for squad in squads
        for on in (NIGHT_FORWARD, NIGHT_BACK)
        if (tour := calendar.tour_on(squad, on)) is not None
    }
    assert found == {
        ("PITMAN-2", NIGHT_FORWARD): 720,
        ("PITMAN-4", NIGHT_FORWARD): 660,
        ("PITMAN-2", NIGHT_BACK): 720,
        ("PITMAN-4", NIGHT_BACK): 780,
    }


def test_half_a_weekend_at_the_end_is_no_weekend_off() -> None:
    """5/2 from Monday 4 January: 9 and 10 January are off."""
    calendar, squads = calendar_of("5-2")
    saturday = date(2027, 1, 9)
    assert calendar.summary(squads[0], FIRST, saturday).weekends_off == 0
    assert calendar.summary(squads[0], FIRST, saturday + timedelta(days=1)).weekends_off == 1
    assert calendar.summary(squads[0], saturday + timedelta(days=1), saturday + timedelta(days=2)).weekends_off == 0


def test_an_unknown_pattern_is_named_with_those_that_there_are() -> None:
    assert library_pattern("dupont").name == "DuPont"
    with pytest.raises(ValueError, match=r"'2-2' is not a pattern of the library; known are 5-2, .* 7-3-7-4"):
        library_pattern("2-2")
