"""What every kind of cell is, and how cells are shown in text."""

import re
from abc import ABC, abstractmethod
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from scheduler.domain.clock import Clock
from scheduler.exchange.faults import UnfitError

Cell = str | int | float | bool | date | time | timedelta | None
"""What a sheet holds at one place; `datetime` is a `date`; None is an empty cell."""

MOST_CHARACTERS = 8000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no text of a workbook may hold: a spreadsheet cannot keep them."""
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


def shown(cell: Cell) -> str:
    """Return a cell for use in a sentence: short, on one line, quoted when it is text."""
    if isinstance(cell, timedelta):
        return text_of(cell)
    if isinstance(cell, date | time | bool):
        return str(cell)
    text = repr(cell)
    return text if len(text) <= 60 else text[:57] + "..."


def text_of(cell: Cell) -> str:
    """Return the text that stands for a typed cell in CSV."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(cell)


class Kind(ABC):
    """How one sort of value is written.

    Attributes:
        name: What the documentation calls it.
        form: How to write it, for the documentation.
    """

    name: ClassVar[str]
    form: ClassVar[str]

    @property
    def allowed(self) -> str:
        """The range or the values allowed, for the documentation."""
        return ""

    @abstractmethod
    def parse(self, cell: Cell, clock: Clock) -> Any:
        """Return the value of a cell that is not empty.

        Raises:
            UnfitError: the cell holds something else.
        """

    @abstractmethod
    def cell(self, value: Any, clock: Clock) -> Cell:
        """Return the cell for a value that is not None."""

    def text(self, value: Any, clock: Clock) -> str:
        """Return the text of a value that is not None, as CSV holds it."""
        return text_of(self.cell(value, clock))


def unfit(expected: str, cell: Cell) -> UnfitError:
    """Return the error for a cell that holds something else than what is expected."""
    return UnfitError(f"{expected} is expected, not {shown(cell)}")


def whole_of(cell: Cell) -> int | None:
    """Return the whole number in a typed number cell, None if there is none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) < 1e15 and cell == int(cell):
        return int(cell)
    return None
