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
    """What a file holds: tables by the names of the sheets that the workbook has, the floor plan, and faults.

    `absent` names the sheets that are not there and need not be; `others` is what else there is.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    absent: set[str] = field(default_factory=set)
    others: list[str] = field(default_factory=list)
    floor_plan: str = ""
    faults: list[WorkbookFault] = field(default_factory=list)


def tidy(text: str) -> str:
    """Return a name of a sheet or column so that case and doubled blanks do not matter."""
    return " ".join(text.split()).casefold()


SHEET_BY_TIDY_NAME = {tidy(name): sheet for name, sheet in BY_NAME.items()}


def note_missing(raw: Raw, sheet: Sheet, name: str, what: str) -> None:
    """Note that a sheet is not there: a fault that names one that looks like it, unless it may be absent.

    Args:
        raw: What the file holds; `others` must be known.
        sheet: The sheet.
        name: What it is called in the file.
        what: "sheet" or "file".
    """
    near = similar(name, raw.others, sheet.may_be_absent)
    if sheet.may_be_absent and not near:
        raw.absent.add(sheet.name)
        return
    hint = f" (is it {near!r}?)" if near else ""
    expected = f"a {what} of this name is expected and there is none{hint}"
    raw.faults.append(WorkbookFault(sheet=name, expected=expected))


def similar(name: str, others: list[str], is_surely: bool) -> str:
    """Return what looks like a name, "" for nothing; `is_surely` takes little else than a slip of the pen for it."""
    near = get_close_matches(name, others, n=1, cutoff=0.8 if is_surely else 0.6)
    return near[0] if near else ""
