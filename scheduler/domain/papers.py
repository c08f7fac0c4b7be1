"""What leaves the program as pages or tables, before it has the form of any file.

A paper is put together once (`scheduler.reports`, one file for each paper) and written by one writer for each format
(`scheduler.exchange.writers`): so every format of a paper says the same, and a new paper has every format.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Cell = str | int | float | date | datetime | None
"""What stands in a cell: text, a count, minutes, a share, a local date, a moment with its UTC offset, or nothing."""


class CellKind(StrEnum):
    """What the cells of a column are, and so how each format writes them."""

    TEXT = "text"
    COUNT = "count"  # int
    NUMBER = "number"  # int or float, as it is
    MINUTES = "minutes"  # int; pages show hours and minutes
    SHARE = "share"  # float, 1 is all; pages show per cent
    DATE = "date"
    MOMENT = "moment"  # datetime with its UTC offset; pages show the local wall time


class Standing(StrEnum):
    """Whether what a paper shows is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    NEITHER = "neither"  # no roster: a report over records


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: Of the column in files for machines; lower case with underscores, never changed once it is out.
        heading: On pages and in workbooks.
        kind: What its cells are.
        weight: Share of the width of a page, beside the other columns'; 0 for as wide as its widest cell.
        is_for_hand: Left empty on paper, to be written into; files for machines leave the column out.
    """

    name: str
    heading: str
    kind: CellKind = CellKind.TEXT
    weight: float = 0.0
    is_for_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under headings.

    Attributes:
        name: Of the table in files for machines and of its sheet in a workbook; unique in a paper.
        title: Above it; "" for none.
        columns: One or more.
        rows: One cell a column each.
        alerts: Numbers of rows that are abnormal, from 0; pages mark them without colour alone.
        is_together: A page never breaks inside it where it fits on one.
        empty: What is said in place of no rows.
        note: Below it; "" for nothing.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    alerts: frozenset[int] = frozenset()
    is_together: bool = False
    empty: str = "None."
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Words with what they are, in lines: `Staff on duty` `14 of 15`."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Lines to sign on; only pages have them."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """What follows begins on a page of its own, and on a sheet of its own in a workbook."""

    title: str = ""


class PlotKind(StrEnum):
    """How a plot shows its series."""

    BARS = "bars"  # beside each other
    STACKED = "stacked"  # on top of each other: their sum is what matters
    LINES = "lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Columns of a table, drawn; formats that hold no pictures have the same figures in the table.

    Attributes:
        table: One of the paper's own tables; its rows are drawn in their order.
        labels: Name of the column that says what each row is about. Dates run from left to right; rows of anything
            else lie below each other.
        series: Names of the columns that are drawn, six at most; no figure in them is below 0, None is not known.
        kind: How they are drawn.
        title: Above it.
        said: What it shows, in words, for whoever hears it.
        unit: Of its figures, in words; "" where they are hours and minutes or per cents.
        limit: A figure that is drawn as a line across, in the unit of the cells; None for none.
        limit_said: What the limit is.
    """

    table: Table
    labels: str
    series: tuple[str, ...]
    kind: PlotKind
    title: str
    said: str
    unit: str = ""
    limit: float | None = None
    limit_said: str = ""

    def column(self, name: str) -> int:
        """Return the place of a column of its table, from 0.

        Raises:
            StopIteration: there is no such column.
        """
        return next(at for at, column in enumerate(self.table.columns) if column.name == name)


Block = Table | Facts | Plot | Signatures | NewPage | str
"""A part of a paper; a text is a paragraph."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Something to hang up, hand over or keep.

    Attributes:
        kind: Which paper, as the command line names it: `post-sheet`.
        title: At its head.
        facility: Name of the facility.
        span: What it is about, in words: `Monday 23 November 2026`, `23 Nov to 20 Dec 2026`.
        standing: Whether what it shows is published; a draft says so across every page.
        version: Of the published roster; 0 for none.
        anchor: Of the audit log, short, for the foot of each page; "" for none.
        made_at: The moment that it speaks of, with its UTC offset: of the publication where there is one, so that the
            same version gives the same bytes.
        marking: Who may hold it: `Supervisors only`, `May hang in the staff corridor`.
        is_wide: Pages lie on their side.
        blocks: Its parts in order.
    """

    kind: str
    title: str
    facility: str
    span: str
    standing: Standing
    version: int
    anchor: str
    made_at: datetime
    marking: str
    is_wide: bool
    blocks: Sequence[Block]

    @property
    def tables(self) -> tuple[Table, ...]:
        """Its tables in order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))
