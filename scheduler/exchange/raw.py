"""A workbook as it was found in a file, before anybody asks whether it makes sense."""

from dataclasses import dataclass, field
from difflib import get_close_matches

from scheduler.exchange.faults import WorkbookFault
from scheduler.exchange.kinds import Cell
from scheduler.exchange.layout import Sheet
from scheduler.exchange.sheets import BY_NAME

MOST_BYTES = 200_000_000
"""Largest file that is opened."""
MOST_UNPACKED_BYTES = 400_000_000
MOST_ROWS = 1_048_576
MOST_CELLS = 10_000_000
FLOOR_PLAN = "Floor plan"
FLOOR_PLAN_FILE = "floor_plan.svg"

Table = list[list[Cell]]
"""Rows of a sheet from its very first row, which holds the headers."""


@dataclass(slots=True)
class Raw:
    """What a file holds: tables by the names of the sheets that the workbook has, the floor plan, and faults."""

    tables: dict[str, Table] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    floor_plan: str = ""
    faults: list[WorkbookFault] = field(default_factory=list)


def tidy(text: str) -> str:
    """Return a name of a sheet or column so that case and doubled blanks do not matter."""
    return " ".join(text.split()).casefold()


SHEET_BY_TIDY_NAME = {tidy(name): sheet for name, sheet in BY_NAME.items()}


def missing_sheet(sheet: Sheet, name: str, others: list[str]) -> WorkbookFault:
    """Return the fault for a sheet that is not there, naming one that looks like it."""
    near = get_close_matches(name, others, n=1)
    hint = f" (is it {near[0]!r}?)" if near else ""
    return WorkbookFault(sheet=sheet.name, expected=f"a sheet of this name is expected and there is none{hint}")
