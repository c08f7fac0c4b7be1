"""What can be wrong with a workbook, told by sheet, row and column; and what cannot be written."""

from dataclasses import dataclass

MOST_LINES = 200


class UnfitError(ValueError):
    """A cell does not hold what its column asks for; the message says what is expected."""


class UnwritableError(ValueError):
    """Something cannot be written to a file; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookFault:
    """One thing that is wrong: where, and what is expected there.

    `row` counts as a spreadsheet does (the header is row 1); "" and None mean the whole file, sheet or row.
    """

    sheet: str = ""
    row: int | None = None
    column: str = ""
    expected: str

    def __str__(self) -> str:
        """Return one sentence on one line."""
        place = self.sheet
        if self.row is not None:
            place += f" row {self.row}"
        if self.column:
            place += f", {self.column}"
        return " ".join((f"{place}: {self.expected}" if place else self.expected).split())


class WorkbookErrors(ValueError):
    """A workbook cannot be taken over. `faults` lists everything found; the text has one line for each.

    The text stops after `MOST_LINES` lines and says how many more there are.
    """

    def __init__(self, name: str, faults: tuple[WorkbookFault, ...]) -> None:
        self.name = name
        self.faults = faults
        lines = [f"{name}: {fault}" for fault in faults[:MOST_LINES]]
        if len(faults) > MOST_LINES:
            lines.append(f"{name}: and {len(faults) - MOST_LINES} more of these")
        super().__init__("\n".join(lines))
