"""Kinds of cells with one plain value: text, codes, numbers, words."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from scheduler.domain.clock import Clock
from scheduler.exchange.faults import UnfitError
from scheduler.exchange.kinds.base import CONTROL, MOST_CHARACTERS, WHOLE_NUMBER, Cell, Kind, unfit, whole_of

SAID_YES, SAID_NO = ("yes", "true"), ("no", "false")
_DECIMAL = re.compile(r"([0-9]{1,6})(?:[.,]([0-9])0*)?\s*%?")


@dataclass(frozen=True)
class Text(Kind):
    """Free text; outer blanks are dropped."""

    name: ClassVar[str] = "text"
    form: ClassVar[str] = "any text; blanks at either end are dropped"

    def parse(self, cell: Cell, clock: Clock) -> str:
        """See `Kind.parse`."""
        if (number := whole_of(cell)) is not None:
            return str(number)
        if isinstance(cell, float):
            return str(cell)
        if not isinstance(cell, str):
            raise unfit("text", cell)
        text = cell.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > MOST_CHARACTERS:
            raise UnfitError(f"text of at most {MOST_CHARACTERS} characters is expected, not of {len(text)}")
        if CONTROL.search(text):
            raise unfit("text without control characters", cell)
        return text

    def cell(self, value: str, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value or None


@dataclass(frozen=True)
class Code(Kind):
    """A short name that other rows use to refer to something."""

    name: ClassVar[str] = "code"
    form: ClassVar[str] = "a short name without '/', such as HU-A; upper and lower case differ"

    def parse(self, cell: Cell, clock: Clock) -> str:
        """See `Kind.parse`."""
        if (number := whole_of(cell)) is not None:
            return str(number)
        if not isinstance(cell, str):
            raise unfit("a code", cell)
        check_code(cell)
        return cell

    def cell(self, value: str, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return str(value)


def check_code(text: str) -> None:
    """Raise UnfitError unless the text can be a code."""
    if len(text) > 80 or "/" in text or "\n" in text or "\t" in text or CONTROL.search(text) or text != text.strip():
        raise unfit("a code of at most 80 characters without '/'", text)


@dataclass(frozen=True)
class Zone(Kind):
    """An IANA time zone."""

    name: ClassVar[str] = "time zone"
    form: ClassVar[str] = "a name of the IANA time zone database, such as America/New_York"

    def parse(self, cell: Cell, clock: Clock) -> str:
        """See `Kind.parse`."""
        if not isinstance(cell, str) or len(cell) > 80 or CONTROL.search(cell):
            raise unfit("a time zone such as America/New_York", cell)
        try:
            Clock(cell)
        except ValueError:
            raise unfit("a time zone such as America/New_York", cell) from None
        return cell

    def cell(self, value: str, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number from `least` to `most`, both inclusive."""

    name: ClassVar[str] = "whole number"
    form: ClassVar[str] = "digits without separators"
    least: int = 0
    most: int = 1_000_000

    @property
    def allowed(self) -> str:
        """The range."""
        return f"{self.least} to {self.most}"

    def parse(self, cell: Cell, clock: Clock) -> int:
        """See `Kind.parse`."""
        value = whole_of(cell)
        if isinstance(cell, str) and WHOLE_NUMBER.fullmatch(cell):
            value = int(cell)
        if value is None or not self.least <= value <= self.most:
            raise unfit(f"a whole number from {self.least} to {self.most}", cell)
        return value

    def cell(self, value: int, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return int(value)


@dataclass(frozen=True)
class Percent(Kind):
    """A share in per cent with at most one decimal; the domain counts it in thousandths."""

    name: ClassVar[str] = "per cent"
    form: ClassVar[str] = "a number with at most one decimal, such as 33.3"

    @property
    def allowed(self) -> str:
        """The range."""
        return "0 to 100"

    def parse(self, cell: Cell, clock: Clock) -> int:
        """See `Kind.parse`."""
        value: int | None = None
        if isinstance(cell, str):
            if found := _DECIMAL.fullmatch(cell):
                value = int(found[1]) * 10 + int(found[2] or 0)
        elif isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e6:
            near = round(cell * 10)
            value = near if abs(cell * 10 - near) < 1e-6 else None
        if value is None or not 0 <= value <= 1000:
            raise unfit("a share from 0 to 100 per cent with at most one decimal", cell)
        return value

    def cell(self, value: int, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value // 10 if value % 10 == 0 else value / 10


@dataclass(frozen=True)
class YesNo(Kind):
    """A yes or a no."""

    name: ClassVar[str] = "yes or no"
    form: ClassVar[str] = "yes or no (true and false are understood)"

    @property
    def allowed(self) -> str:
        """The values."""
        return "yes, no"

    def parse(self, cell: Cell, clock: Clock) -> bool:
        """See `Kind.parse`."""
        if isinstance(cell, bool):
            return cell
        word = cell.casefold() if isinstance(cell, str) else ""
        if word in SAID_YES:
            return True
        if word in SAID_NO:
            return False
        raise unfit("yes or no", cell)

    def cell(self, value: bool, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return "yes" if value else "no"


@dataclass(frozen=True)
class Phrase(Kind):
    """One of a closed set of phrases, which may have blanks in them."""

    name: ClassVar[str] = "phrase"
    form: ClassVar[str] = "one of the allowed phrases"
    phrases: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """The phrases."""
        return ", ".join(self.phrases)

    def parse(self, cell: Cell, clock: Clock) -> str:
        """See `Kind.parse`."""
        phrase = " ".join(cell.split()).casefold() if isinstance(cell, str) else ""
        if phrase not in self.phrases:
            raise unfit(f"one of {self.allowed}", cell)
        return phrase

    def cell(self, value: str, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value


@dataclass(frozen=True)
class Choice(Kind):
    """One of the words of a closed set."""

    name: ClassVar[str] = "word"
    form: ClassVar[str] = "one of the allowed words"
    words: type[StrEnum]

    @property
    def allowed(self) -> str:
        """The words."""
        return ", ".join(word.value for word in self.words)

    def parse(self, cell: Cell, clock: Clock) -> StrEnum:
        """See `Kind.parse`."""
        try:
            return self.words(cell.casefold() if isinstance(cell, str) else "")
        except ValueError:
            raise unfit(f"one of {self.allowed}", cell) from None

    def cell(self, value: StrEnum, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value.value
