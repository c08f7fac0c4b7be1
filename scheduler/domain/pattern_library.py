"""Patterns in use in jails and prisons, ready to be made into a site's own patterns and squads.

Each says how its squads follow each other so that every date has the same number of officers on each watch. A site's
patterns stay data: the library only saves typing them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from scheduler.domain.clock import MINUTES_A_DAY
from scheduler.domain.people import Pattern, Squad
from scheduler.domain.words import FacilityId, PatternCode, ShiftCode, SquadCode

WATCHES = {"D": "days", "E": "evenings", "N": "nights"}
"""The letters of a cycle and how squads are named after them; `-` is a day off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchShifts:
    """Which of the site's shifts the letters D (days), E (evenings) and N (nights) of a cycle stand for."""

    day: ShiftCode
    evening: ShiftCode
    night: ShiftCode

    def of(self, letter: str) -> ShiftCode | None:
        """Return the shift of a letter, None for a day off."""
        return {"D": self.day, "E": self.evening, "N": self.night, "-": None}[letter]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryCycle:
    """One cycle of a library pattern: `suffix` tells its code from that of its siblings, `letters` has one a day."""

    suffix: str
    letters: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SquadPhase:
    """A squad of a library pattern: it follows `cycle` (by index), and day 0 falls `days` after the common start."""

    cycle: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryPattern:
    """A pattern as it is known by name.

    Attributes:
        code: Short name, and the first part of the codes of the site patterns made from it.
        name: What it is called.
        tour_minutes: Length of a tour as the clock shows it.
        cycles: One for each watch, or for each half of the squads where they cannot share one.
        squads: All that it takes to cover every date evenly, in order.
        note: What to know before choosing it.
    """

    code: str
    name: str
    tour_minutes: int
    cycles: tuple[LibraryCycle, ...]
    squads: tuple[SquadPhase, ...]
    note: str

    @property
    def days(self) -> int:
        """Length of the cycle in days."""
        return len(self.cycles[0].letters)

    @property
    def tours(self) -> int:
        """Tours in a cycle."""
        return self.days - self.cycles[0].letters.count("-")

    @property
    def watches(self) -> tuple[str, ...]:
        """The letters that occur, in the order of `WATCHES`."""
        return tuple(w for w in WATCHES if any(w in cycle.letters for cycle in self.cycles))

    @property
    def week_minutes(self) -> Fraction:
        """Average minutes a week, as the clock shows them."""
        return Fraction(self.tours * self.tour_minutes * 7, self.days)

    def patterns(self, shifts: WatchShifts) -> tuple[Pattern, ...]:
        """Return the site patterns, one a cycle."""
        return tuple(
            Pattern(
                code=PatternCode(self._code_of(cycle)),
                name=f"{self.name} ({cycle.suffix})" if cycle.suffix else self.name,
                cycle=tuple(shifts.of(letter) for letter in cycle.letters),
            )
            for cycle in self.cycles
        )

    def site_squads(self, facility: FacilityId, start: date) -> tuple[Squad, ...]:
        """Return the squads, numbered in order, the first of which begins its cycle on local date `start`."""
        return tuple(
            Squad(
                code=SquadCode(f"{self.code}-{n}"),
                name=f"Squad {n}{self._watch_of(self.cycles[phase.cycle])}",
                facility=facility,
                pattern=PatternCode(self._code_of(self.cycles[phase.cycle])),
                anchor=start + timedelta(days=phase.days),
            )
            for n, phase in enumerate(self.squads, start=1)
        )

    def _code_of(self, cycle: LibraryCycle) -> str:
        return f"{self.code}-{cycle.suffix}" if cycle.suffix else self.code

    def _watch_of(self, cycle: LibraryCycle) -> str:
        letters = set(cycle.letters) - {"-"}
        return f", {WATCHES[letters.pop()]}" if len(letters) == 1 and self.tour_minutes < MINUTES_A_DAY else ""


def fixed(
    code: str,
    name: str,
    hours: Fraction,
    turn: str,
    watches: str,
    phases: Iterable[int],
    note: str,
) -> LibraryPattern:
    """Return a pattern whose squads keep their watch.

    Args:
        code: Short name.
        name: What it is called.
        hours: Length of a tour.
        turn: The cycle, X a tour and - a day off.
        watches: Letters of the watches kept, a cycle each.
        phases: For each squad of a watch, the days after the start on which its cycle begins.
        note: What to know.
    """
    phases = tuple(phases)
    suffixes = watches if len(watches) > 1 else ("",)
    return LibraryPattern(
        code=code,
        name=name,
        tour_minutes=int(hours * 60),
        cycles=tuple(
            LibraryCycle(suffix=suffix, letters=turn.replace("X", watch))
            for suffix, watch in zip(suffixes, watches, strict=True)
        ),
        squads=tuple(SquadPhase(cycle=c, days=days) for c in range(len(watches)) for days in phases),
        note=note,
    )


def rotating(code: str, name: str, hours: Fraction, letters: str, phases: Iterable[int], note: str) -> LibraryPattern:
    """Return a pattern whose squads go through the watches together; arguments as for `fixed`."""
    return LibraryPattern(
        code=code,
        name=name,
        tour_minutes=int(hours * 60),
        cycles=(LibraryCycle(suffix="", letters=letters),),
        squads=tuple(SquadPhase(cycle=0, days=days) for days in phases),
        note=note,
    )


_PITMAN = "XX--XXX--XX---"
_TWELVE = Fraction(12)

LIBRARY: tuple[LibraryPattern, ...] = (
    fixed(
        "5-2",
        "5 on, 2 off",
        Fraction(8),
        "XXXXX--",
        "DEN",
        range(7),
        "Days off stay on the same weekdays, another pair for each squad.",
    ),
    fixed("4-3", "4 on, 3 off, tens", Fraction(10), "XXXX---", "DEN", range(7), "The watches overlap by 2 h."),
    fixed("6-2", "6 on, 2 off", Fraction(8), "XXXXXX--", "DEN", range(0, 8, 2), "Days off drift through the week."),
    fixed(
        "6-3",
        "6 on, 3 off",
        Fraction(35, 4),
        "XXXXXX---",
        "DEN",
        range(0, 9, 3),
        "Fits a 9-day work period: 52 h 30 min of 55 h.",
    ),
    fixed("5-3", "5 on, 3 off", Fraction(17, 2), "XXXXX---", "DEN", range(8), "Days off drift through the week."),
    fixed("3-3", "3 on, 3 off", _TWELVE, "XXX---", "DN", range(0, 6, 3), "Two squads a watch, always relieving."),
    fixed("4-4", "4 on, 4 off", _TWELVE, "XXXX----", "DN", range(0, 8, 4), "Fits an 8-day work period: 48 h of 49 h."),
    fixed(
        "PITMAN",
        "Pitman 2-2-3, fixed watches",
        _TWELVE,
        _PITMAN,
        "DN",
        (0, 7),
        "Begun on a Monday, every other weekend is off, Friday to Sunday. Fits a 14-day work period: 84 h of 86 h.",
    ),
    fixed("PITMAN-D", "Pitman 2-2-3, days only", _TWELVE, _PITMAN, "D", (0, 7), "For posts staffed by day only."),
    fixed("PITMAN-N", "Pitman 2-2-3, nights only", _TWELVE, _PITMAN, "N", (0, 7), "For posts staffed by night only."),
    rotating(
        "PITMAN-R",
        "Pitman 2-2-3, rotating",
        _TWELVE,
        _PITMAN.replace("X", "D") + _PITMAN.replace("X", "N"),
        range(0, 28, 7),
        "Two weeks of days, two weeks of nights.",
    ),
    rotating(
        "DUPONT",
        "DuPont",
        _TWELVE,
        "NNNN---DDD-NNN---DDDD-------",
        range(0, 28, 7),
        "A week off in every four; one stretch has three days, one day off, three nights.",
    ),
    rotating(
        "KELLY",
        "Kelly, 24 h",
        Fraction(24),
        "D-D-D----",
        range(0, 9, 3),
        "Needs a shift of 24 h, and a policy that allows it: 16 h in a row is the usual limit.",
    ),
    LibraryPattern(
        code="4-3-3-4",
        name="4 on, 3 off, 3 on, 4 off",
        tour_minutes=720,
        cycles=tuple(
            LibraryCycle(suffix=half + watch, letters=turn.replace("X", watch))
            for watch in "DN"
            for half, turn in (("A", "XXXX---XXX----"), ("B", "----XXX---XXXX"))
        ),
        squads=tuple(SquadPhase(cycle=c, days=0) for c in range(4)),
        note="The two squads of a watch mirror each other, so each has a cycle of its own.",
    ),
    fixed(
        "7-3-7-4",
        "7 on, 3 off, 7 on, 4 off",
        Fraction(8),
        "XXXXXXX---XXXXXXX----",
        "DEN",
        range(0, 21, 7),
        "At most seven tours in a row.",
    ),
)
"""All patterns of the library, in the order in which they are listed."""


def library_pattern(code: str) -> LibraryPattern:
    """Return the pattern of the library with a code, in capitals or not.

    Raises:
        ValueError: one sentence that names those that there are.
    """
    for pattern in LIBRARY:
        if pattern.code == code.upper():
            return pattern
    known = ", ".join(pattern.code for pattern in LIBRARY)
    raise ValueError(f"{code!r} is not a pattern of the library; known are {known}")
