"""`fairwatch patterns`: the library of patterns, the calendar of one, or its rows for the workbook."""

import argparse
import sys
from datetime import date, timedelta

from scheduler.api import here
from scheduler.cli.failure import CommandError
from scheduler.domain.clock import MINUTES_A_DAY, Clock
from scheduler.domain.facility import Facility, Shift
from scheduler.domain.pattern_calendar import PatternCalendar
from scheduler.domain.pattern_library import LIBRARY, WATCHES, LibraryPattern, WatchShifts, library_pattern
from scheduler.domain.people import Squad
from scheduler.domain.site import Site
from scheduler.domain.words import FacilityId, ShiftCode
from scheduler.exchange import sheet_text

_WEEKS_A_BLOCK = 4
_LETTERS = WatchShifts(day=ShiftCode("D"), evening=ShiftCode("E"), night=ShiftCode("N"))


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    if arguments.code is None:
        _print_library()
        return 0
    try:
        pattern = library_pattern(arguments.code)
        clock = Clock(arguments.zone)
    except ValueError as error:
        raise CommandError(str(error)) from error
    first = arguments.first or _monday(here.utc_now().astimezone().date())
    if arguments.csv:
        _print_rows(pattern, arguments, first)
    else:
        _print_calendar(pattern, clock, first, arguments.days)
    return 0


def _monday(today: date) -> date:
    return today + timedelta(days=-today.weekday() % 7)


def _print_library() -> None:
    print(f"{'code':<10}{'name':<30}{'cycle':>8}{'tour':>8}{'h a week':>10}{'squads':>8}")
    for p in LIBRARY:
        week = f"{float(p.week_minutes) / 60:.1f}"
        print(f"{p.code:<10}{p.name:<30}{p.days:>6} d{_hours(p.tour_minutes):>8}{week:>10}{len(p.squads):>8}")
        print(f"{'':<10}{p.note}")


def _print_rows(pattern: LibraryPattern, arguments: argparse.Namespace, first: date) -> None:
    """Print the sheets Patterns and Squads as CSV, to be put into a workbook."""
    facility = Facility(id=FacilityId("NEW"), name="", zone="UTC")
    shifts = WatchShifts(
        day=ShiftCode(arguments.day), evening=ShiftCode(arguments.evening), night=ShiftCode(arguments.night)
    )
    site = Site(facility=facility, patterns=pattern.patterns(shifts), squads=pattern.site_squads(facility.id, first))
    for name in ("Patterns", "Squads"):
        print(f"Sheet {name}")
        sys.stdout.write(sheet_text(name, site).replace("\r\n", "\n"))
        print()


def _print_calendar(pattern: LibraryPattern, clock: Clock, first: date, days: int) -> None:
    """Print each squad's days in blocks of four weeks, then what they come to."""
    squads = pattern.site_squads(FacilityId("NEW"), first)
    calendar = PatternCalendar(pattern.patterns(_LETTERS), squads, _shifts(pattern), clock)
    last = first + timedelta(days=days - 1)
    week = f"{float(pattern.week_minutes) / 60:.1f}"
    print(f"{pattern.name}: {pattern.days} days, tours of {_hours(pattern.tour_minutes)}, {week} h a week on average")
    print(pattern.note)
    print(f"{first:%A} {first} to {last:%A} {last}")
    for begin in range(0, days, 7 * _WEEKS_A_BLOCK):
        weeks = [
            [first + timedelta(days=d) for d in range(week, min(week + 7, days))]
            for week in range(begin, min(begin + 7 * _WEEKS_A_BLOCK, days), 7)
        ]
        print()
        print(" " * 28 + " ".join(f"{dates[0]:%d %b }" for dates in weeks).rstrip())
        for squad in squads:
            print(_label(squad) + " ".join(_letters(calendar, squad, dates) for dates in weeks))
        for watch in pattern.watches:
            counts = " ".join(_counts(calendar, squads, dates, watch) for dates in weeks)
            print(f"{'squads on ' + WATCHES[watch]:<28}{counts}")
    print()
    print(f"{'':<28}{'tours':>7}{'hours':>9}{'weekends off':>14}")
    for squad in squads:
        sums = calendar.summary(squad.code, first, last)
        print(f"{_label(squad)}{sums.tours:>7}{sums.minutes / 60:>9.1f}{sums.weekends_off:>14}")


def _label(squad: Squad) -> str:
    return f"{squad.code:<12}{squad.name:<16}"


def _letters(calendar: PatternCalendar, squad: Squad, dates: list[date]) -> str:
    return "".join(calendar.shift_on(squad.code, on) or "-" for on in dates)


def _counts(calendar: PatternCalendar, squads: tuple[Squad, ...], dates: list[date], watch: str) -> str:
    return "".join(str(sum(calendar.shift_on(s.code, on) == watch for s in squads)) for on in dates)


def _shifts(pattern: LibraryPattern) -> tuple[Shift, ...]:
    """Return the watches with the starts that jails mostly use: 06, 14 and 22 h, or 06 and 18 h."""
    night = 22 if "E" in pattern.watches else 18
    starts = {"D": 6, "E": 14, "N": night}
    return tuple(
        Shift(
            code=ShiftCode(watch),
            name=WATCHES[watch],
            start_wall_minute=starts[watch] * 60,
            wall_minutes=min(pattern.tour_minutes, MINUTES_A_DAY),
        )
        for watch in pattern.watches
    )


def _hours(minutes: int) -> str:
    return f"{minutes / 60:g} h"
