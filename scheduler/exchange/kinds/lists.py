"""Kinds of cells with several values: weekdays, codes, cycles, limits, settings."""

import re
from dataclasses import dataclass
from typing import ClassVar

from scheduler.domain.clock import Clock
from scheduler.domain.people import ShiftLimit
from scheduler.domain.policy import Setting
from scheduler.domain.words import ShiftCode
from scheduler.exchange.kinds.base import CONTROL, MOST_CHARACTERS, WHOLE_NUMBER, Cell, Kind, unfit, whole_of
from scheduler.exchange.kinds.plain import SAID_NO, SAID_YES, check_code

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_QUOTED = r'"(?:[^"]|"")*"'
_TOKEN = re.compile(rf'({_QUOTED}|[^\s,;"=]+)(?:=({_QUOTED}|[^\s,;"=]+))?(?=[\s,;]|$)')
_GAP = re.compile(r"[\s,;]*")
_PLAIN = re.compile(r"[A-Za-z][\w.-]*")


def tokens(cell: Cell, expected: str) -> list[tuple[str, bool, str, bool]]:
    """Split a list into (word, was it quoted, what stands after =, was that quoted).

    Words are parted by blanks, commas or semicolons; a word with one of these in it stands in double quotes.

    Raises:
        UnfitError: not text, or quotes that do not close.
    """
    if (number := whole_of(cell)) is not None:
        cell = str(number)
    if not isinstance(cell, str) or CONTROL.search(cell) or len(cell) > MOST_CHARACTERS:
        raise unfit(expected, cell)
    found = []
    at = _end_of_gap(cell, 0)
    while at < len(cell):
        match = _TOKEN.match(cell, at)
        if match is None:
            raise unfit(expected, cell)
        word, value = match[1], match[2] or ""
        found.append((_unquoted(word), word.startswith('"'), _unquoted(value), value.startswith('"')))
        at = _end_of_gap(cell, match.end())
    return found


def _end_of_gap(text: str, at: int) -> int:
    match = _GAP.match(text, at)
    return match.end() if match else at


def _unquoted(word: str) -> str:
    return word[1:-1].replace('""', '"') if word.startswith('"') else word


def quoted(word: str) -> str:
    """Return a word for use in a list, in quotes where it needs them."""
    return word if word not in ("", "-") and not re.search(r'[\s,;"=]', word) else '"' + word.replace('"', '""') + '"'


@dataclass(frozen=True)
class Weekdays(Kind):
    """Days of the week, 0 being Monday."""

    name: ClassVar[str] = "weekdays"
    form: ClassVar[str] = "Mo Tu We Th Fr Sa Su, ranges such as Mo-Fr, daily, or never"

    def parse(self, cell: Cell, clock: Clock) -> tuple[int, ...]:
        """See `Kind.parse`."""
        expected = "weekdays such as Mo Tu We, Mo-Fr or daily"
        words = [word.casefold() for word, _, _, _ in tokens(cell, expected)]
        if words == ["daily"]:
            return (0, 1, 2, 3, 4, 5, 6)
        if words == ["never"]:
            return ()
        found: list[int] = []
        for word in words:
            first, dash, last = word.partition("-")
            begin = _weekday(first)
            end = _weekday(last) if dash else begin
            if begin is None or end is None:
                raise unfit(expected, cell)
            found += [day % 7 for day in range(begin, end + (7 if end < begin else 0) + 1)]
        if len(set(found)) < len(found):
            raise unfit("each weekday once", cell)
        return tuple(found)

    def cell(self, value: tuple[int, ...], clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return " ".join(WEEKDAYS[day] for day in value) or "never"


def _weekday(word: str) -> int | None:
    """Return the weekday that two or more letters begin, None if they begin none."""
    if len(word) < 2:
        return None
    return next((day for day, name in enumerate(_DAY_NAMES) if name.startswith(word)), None)


@dataclass(frozen=True)
class Codes(Kind):
    """Several codes in one cell."""

    name: ClassVar[str] = "list of codes"
    form: ClassVar[str] = "codes parted by blanks or commas; a code with a blank in it stands in double quotes"

    def parse(self, cell: Cell, clock: Clock) -> tuple[str, ...]:
        """See `Kind.parse`."""
        found = tokens(cell, "a list of codes")
        for word, _, value, _ in found:
            check_code(word)
            if value or not word:
                raise unfit("a list of codes", cell)
        return tuple(word for word, _, _, _ in found)

    def cell(self, value: tuple[str, ...], clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return " ".join(quoted(code) for code in value) or None


@dataclass(frozen=True)
class Cycle(Kind):
    """A repeating cycle of shifts and days off."""

    name: ClassVar[str] = "cycle"
    form: ClassVar[str] = "one shift code or - (day off) for each day, parted by blanks: D D - - D D D - - D D - - -"

    def parse(self, cell: Cell, clock: Clock) -> tuple[ShiftCode | None, ...]:
        """See `Kind.parse`."""
        expected = "shift codes and - for days off, 1 to 400 of them,"
        found = tokens(cell, expected)
        if not 1 <= len(found) <= 400 or any(value or not word for word, _, value, _ in found):
            raise unfit(expected, cell)
        for word, _, _, _ in found:
            check_code(word)
        return tuple(None if word == "-" and not is_quoted else ShiftCode(word) for word, is_quoted, _, _ in found)

    def cell(self, value: tuple[ShiftCode | None, ...], clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return " ".join("-" if code is None else quoted(code) for code in value)


@dataclass(frozen=True)
class Limits(Kind):
    """How many tours at most of some shifts."""

    name: ClassVar[str] = "limits of shifts"
    form: ClassVar[str] = "SHIFT=NUMBER, parted by blanks or commas, such as D=10, N=4"

    def parse(self, cell: Cell, clock: Clock) -> tuple[ShiftLimit, ...]:
        """See `Kind.parse`."""
        expected = "limits such as D=10, N=4"
        found = []
        for word, _, value, _ in tokens(cell, expected):
            if not word or not WHOLE_NUMBER.fullmatch(value) or not 0 <= int(value) <= 400:
                raise unfit(expected, cell)
            found.append(ShiftLimit(shift=ShiftCode(word), most=int(value)))
        return tuple(found)

    def cell(self, value: tuple[ShiftLimit, ...], clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return ", ".join(f"{quoted(limit.shift)}={limit.most}" for limit in value) or None


@dataclass(frozen=True)
class Settings(Kind):
    """The numbers of a rule."""

    name: ClassVar[str] = "settings"
    form: ClassVar[str] = (
        "NAME=VALUE, parted by blanks or commas, such as limit_minutes=2160, days=28; a value is a whole number, "
        "yes, no or a word; text with blanks stands in double quotes"
    )

    def parse(self, cell: Cell, clock: Clock) -> tuple[Setting, ...]:
        """See `Kind.parse`."""
        expected = "settings such as limit_minutes=2160, days=28"
        found = []
        for word, _, value, is_quoted in tokens(cell, expected):
            if not word.isidentifier() or (not value and not is_quoted):
                raise unfit(expected, cell)
            found.append(Setting(name=word, value=value if is_quoted else self._value(value)))
        return tuple(found)

    @staticmethod
    def _value(word: str) -> int | bool | str:
        if WHOLE_NUMBER.fullmatch(word):
            return int(word)
        if word.casefold() in (*SAID_YES, *SAID_NO):
            return word.casefold() in SAID_YES
        return word

    def cell(self, value: tuple[Setting, ...], clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return ", ".join(f"{s.name}={self._show(s.value)}" for s in value) or None

    @staticmethod
    def _show(value: int | bool | str) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return str(value)
        is_plain = _PLAIN.fullmatch(value) and value.casefold() not in (*SAID_YES, *SAID_NO)
        return value if is_plain else '"' + value.replace('"', '""') + '"'
