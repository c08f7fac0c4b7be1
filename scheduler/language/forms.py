"""How dates, times and numbers are written in a language, and how whoever reads wants weeks and clocks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from string import Formatter
from typing import Any

from scheduler.language.tongues import ENGLISH, Tongue

FIRST_DAYS = {"language": 0, "monday": 1, "sunday": 7, "saturday": 6}
"""Choices of the day with which weeks begin, and its ISO number; 0: as usual in the language."""

HOURS = ("24", "12")
"""Choices of the clock."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How dates and times are written.

    Attributes:
        tongue: The language.
        is_24: Whether the clock has 24 hours.
        first_day: ISO number of the day with which weeks begin.
    """

    tongue: Tongue = ENGLISH
    is_24: bool = True
    first_day: int = ENGLISH.first_day

    @property
    def is_plain(self) -> bool:
        """Whether all is written as Python writes it."""
        return self.is_24 and self.tongue.months is ENGLISH.months and self.tongue.thousands == ","

    def clock(self, at: time | datetime) -> str:
        """Return a time of day: "14:30", or "2:30 PM"."""
        if self.is_24:
            return f"{at:%H:%M}"
        return f"{(at.hour + 11) % 12 + 1}:{at:%M} {'AM' if at.hour < 12 else 'PM'}"

    def moment(self, at: date | datetime | time, form: str) -> str:
        """Return a date or time in a form of `strftime`, with words of the language and hours of the clock."""
        tongue = self.tongue
        if "%H:%M" in form and not isinstance(at, time | datetime):
            raise ValueError(f"a date has no time: {form}")
        if not isinstance(at, time):
            day, month = at.weekday(), at.month - 1
            for mark, word in (("%a", tongue.days_short[day]), ("%A", tongue.days[day]),
                               ("%b", tongue.months_short[month]), ("%B", tongue.months[month])):  # fmt: skip
                form = form.replace(mark, word.replace("%", "%%"))
        if "%H:%M" in form and not self.is_24 and "%H:%M:%S" not in form and isinstance(at, time | datetime):
            form = form.replace("%H:%M", self.clock(at))
        return at.strftime(form)

    def number(self, value: float, form: str) -> str:
        """Return a number in a form of Python's, with the language's own marks."""
        marks = {",": self.tongue.thousands, ".": self.tongue.decimal}
        return "".join(marks.get(letter, letter) for letter in format(value, form))


class Filled(Formatter):
    """Fills the places of a sentence as `str.format` does, dates and numbers in the manner of a reader."""

    def __init__(self, manner: Callable[[], Manner]) -> None:
        """Ask for the manner at every use."""
        self._manner = manner

    def format_field(self, value: Any, format_spec: str) -> Any:
        """Write one value."""
        if format_spec and isinstance(value, date | time):
            return self._manner().moment(value, format_spec)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and format_spec and ("," in format_spec or "." in format_spec):
            return self._manner().number(value, format_spec)
        return super().format_field(value, format_spec)
