"""Papers as CSV: one file for each table, for spreadsheets and for machines.

RFC 4180 with CRLF and a header of column names; UTF-8; dates as YYYY-MM-DD, moments as ISO 8601 with their offset,
minutes, counts and shares as plain numbers with a point. Text that a spreadsheet would run as a formula has an
apostrophe before it.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.papers import Cell, Paper, Table
from scheduler.exchange.csv_text import guarded, rows_text
from scheduler.exchange.faults import UnwritableError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
"""What may part the cells, by the word for it."""
_ANY_TIME = (1980, 1, 1, 0, 0, 0)
"""Stands in every archive, so that the same paper gives the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """What may be chosen of CSV.

    Attributes:
        delimiter: One of the words of `DELIMITERS`.
        with_mark: Begin with a byte order mark, by which some spreadsheets know UTF-8.
    """

    delimiter: str = "comma"
    with_mark: bool = False

    def encoded(self, rows: Sequence[Sequence[str | int | float]]) -> bytes:
        """Return rows, whose texts are guarded already, as the bytes of a file.

        Raises:
            UnwritableError: a text holds half of a character.
        """
        text = rows_text(rows, DELIMITERS[self.delimiter])
        try:
            return text.encode("utf-8-sig" if self.with_mark else "utf-8")
        except UnicodeEncodeError as error:
            raise UnwritableError(f"a text holds {error.object[error.start]!r}, which no file can hold") from error


PLAIN = CsvForm()


def ending(paper: Paper) -> str:
    """Return how the name of the file ends: one table is a CSV file, several are an archive of them."""
    return "csv" if len(paper.tables) == 1 else "zip"


def write(paper: Paper, form: CsvForm = PLAIN) -> bytes:
    """Return a paper as CSV, or as a ZIP archive of one CSV file for each table where it has not just one.

    Raises:
        UnwritableError: a text holds half of a character.
    """
    files = {f"{table.name}.csv": table_bytes(table, form) for table in paper.tables}
    if len(files) == 1:
        return next(iter(files.values()))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ANY_TIME), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def table_bytes(table: Table, form: CsvForm = PLAIN) -> bytes:
    """Return one table as CSV; columns to be written into by hand are left out."""
    chosen = [at for at, column in enumerate(table.columns) if not column.is_for_hand]
    head: list[str | int | float] = [guarded(table.columns[at].name) for at in chosen]
    return form.encoded([head, *([cell_text(row[at]) for at in chosen] for row in table.rows)])


def cell_text(cell: Cell) -> str | int | float:
    """Return what stands in a cell of a file for machines."""
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return guarded(cell) if isinstance(cell, str) else cell
