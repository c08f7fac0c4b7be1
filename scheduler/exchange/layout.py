"""What a sheet and a column of the facility workbook are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from scheduler.domain.site import Site
from scheduler.exchange.kinds import Kind

FORMAT = "fairwatch/workbook/1"
"""Stands on the sheet Facility, so that a later version of this program knows which columns to expect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet.

    Attributes:
        header: What row 1 shows.
        field: Name of the value inside the program, mostly the attribute of the noun.
        kind: How its values are written and read.
        meaning: One sentence for comments and documentation.
        example: A cell as an administrator would write it.
        is_required: Whether an empty cell is an error.
        default: The value of an empty cell otherwise.
        default_text: What the documentation says of an empty cell.
        refers: Sheet whose codes the values must be, "" for none.
        unit: Unit of a number.
        may_be_absent: Whether the whole column may be missing, as in workbooks of versions before it.
    """

    header: str
    field: str
    kind: Kind
    meaning: str
    example: str = ""
    is_required: bool = True
    default: Any = None
    default_text: str = ""
    refers: str = ""
    unit: str = ""
    may_be_absent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of the workbook, or one CSV file.

    Attributes:
        name: Name of the tab.
        meaning: What one row is.
        columns: In order.
        rows: Returns the rows of a site as tuples of values in the order of the columns.
        noun: The class that a row makes, where it makes one by itself.
        key: Fields that no two rows share (none given: no two rows are alike).
        spans: Pairs of fields whose second must come after the first (ends are exclusive).
        ranges: Pairs of fields whose second may not come before the first (lasts are inclusive).
        may_be_absent: Whether the whole sheet may be missing, as in workbooks of versions before it; it is then empty.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Site], Iterable[tuple[Any, ...]]]
    noun: type[Any] | None = None
    key: tuple[str, ...] = ()
    spans: tuple[tuple[str, str], ...] = ()
    ranges: tuple[tuple[str, str], ...] = ()
    may_be_absent: bool = False

    @property
    def file_name(self) -> str:
        """Name of the CSV file."""
        return self.name.lower().replace(" ", "_") + ".csv"

    def header_of(self, field: str) -> str:
        """Return the header of the column with a field."""
        return next(column.header for column in self.columns if column.field == field)


def need(header: str, field: str, kind: Kind, meaning: str, example: str, refers: str = "", unit: str = "") -> Column:
    """Return a column whose cells may not be empty."""
    return Column(header=header, field=field, kind=kind, meaning=meaning, example=example, refers=refers, unit=unit)


def may(
    header: str,
    field: str,
    kind: Kind,
    meaning: str,
    example: str,
    empty: str,
    default: Any = None,
    refers: str = "",
    unit: str = "",
    may_be_absent: bool = False,
) -> Column:
    """Return a column whose empty cells mean `default`, in words `empty`."""
    return Column(
        header=header,
        field=field,
        kind=kind,
        meaning=meaning,
        example=example,
        is_required=False,
        default=default,
        default_text=empty,
        refers=refers,
        unit=unit,
        may_be_absent=may_be_absent,
    )
