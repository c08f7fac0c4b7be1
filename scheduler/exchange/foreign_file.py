"""Tables as other systems write them: any CSV or XLSX, before anybody knows what its columns mean.

Of CSV, encoding and delimiter are found out. Titles above the headings are passed over; rows keep the numbers that a
spreadsheet shows.
"""

import csv
import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import python_calamine

from scheduler.exchange.csv_text import unguarded
from scheduler.exchange.faults import WorkbookErrors, WorkbookFault
from scheduler.exchange.kinds import Cell
from scheduler.exchange.raw import MOST_BYTES, MOST_CELLS
from scheduler.exchange.xlsx_scan import NotAWorkbookError, parts_of, scan_sheet, scan_texts

DELIMITERS = (",", ";", "\t", "|")
MOST_COLUMNS = 500
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 65_536
_FIRST_ROWS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTable:
    """A table as it stands in a file.

    Attributes:
        source: Name of the file.
        sheet: Name of the sheet in a workbook, "" in CSV.
        headings: Names of its columns, each once; those without one are called by their letter.
        rows: (row as a spreadsheet counts, cells), blank rows left out.
        form: What the file is, in words: `CSV, UTF-8, semicolon`.
    """

    source: str
    sheet: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    form: str


def read_foreign(path: Path) -> tuple[ForeignTable, ...]:
    """Return the tables of a file that have at least a row of headings.

    Raises:
        WorkbookErrors: it is no table that can be read; says what is expected.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise _error(path, f"a file of at most {MOST_BYTES // 1_000_000} MB is expected")
        data = path.read_bytes()
    except OSError as error:
        raise _error(path, f"the file cannot be read: {error.strerror or error}") from error
    grids = _of_workbook(path, data) if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else _of_text(path, data)
    tables = tuple(_table(path.name, *grid) for grid in grids if any(map(_is_filled, grid[1])))
    if not tables:
        raise _error(path, "a table with headings is expected, and the file is empty")
    return tables


_Grid = tuple[str, list[list[Cell]], str]
"""Name of the sheet, its rows from the first, and what the file is."""


def _error(path: Path, expected: str) -> WorkbookErrors:
    return WorkbookErrors(path.name, (WorkbookFault(expected=expected),))


def _of_text(path: Path, data: bytes) -> list[_Grid]:
    encoding = encoding_of(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _error(path, f"text is expected, and byte {error.start} is none in {_spoken(encoding)}") from error
    if "\0" in text:
        raise _error(path, "CSV or XLSX is expected, and this is neither")
    delimiter = delimiter_of(text)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append([unguarded(cell) if cell.startswith("'") else cell for cell in row])
    except csv.Error as error:
        raise _error(path, f"separated values are expected in row {len(rows) + 1} ({error})") from error
    word = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}[delimiter]
    return [("", rows, f"CSV, {_spoken(encoding)}, {word}")]


def encoding_of(data: bytes) -> str:
    """Return the encoding that text is in: by its mark, by zeros in every other byte, else UTF-8 where it is valid.

    What is left is taken for Windows' western one, in which spreadsheets save CSV in these countries.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:_LOOKED_AT]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 8:
        return "utf-16-le" if odd > even else "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _spoken(encoding: str) -> str:
    words = {"cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
    return words.get(encoding, "UTF-8")


def delimiter_of(text: str) -> str:
    """Return what parts the cells: of those that give most rows the same number of cells, the one that gives most."""
    best, chosen = (0, 0), DELIMITERS[0]
    lines = text[:_LOOKED_AT].splitlines()[:_FIRST_ROWS]
    for delimiter in DELIMITERS:
        try:
            counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        wide = [(rows, width) for width, rows in counts.items() if width > 1]
        if wide and max(wide) > best:
            best, chosen = max(wide), delimiter
    return chosen


def _of_workbook(path: Path, data: bytes) -> list[_Grid]:
    try:
        parts = parts_of(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            scan_texts(archive)
            for part in parts:
                if part.member not in archive.namelist():
                    raise NotAWorkbookError(f"an undamaged workbook is expected, and sheet {part.sheet!r} is not in it")
                if faults := scan_sheet(archive, part):
                    raise WorkbookErrors(path.name, tuple(faults))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        read = [(part.sheet, book.get_sheet_by_name(part.sheet).to_python(skip_empty_area=False)) for part in parts]
        return [(name, [list(row) for row in rows], "XLSX") for name, rows in read]
    except NotAWorkbookError as error:
        raise _error(path, str(error)) from error
    except WorkbookErrors:
        raise
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _error(path, f"an XLSX workbook is expected ({' '.join(str(error).split())})") from error
    except BaseException as error:
        # The reader is native code; what it did not foresee comes as a panic, which is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _error(path, "an undamaged XLSX workbook is expected") from error


def _table(source: str, sheet: str, grid: list[list[Cell]], form: str) -> ForeignTable:
    """Return a table: its headings are the first row that is about as wide as those below it."""
    if max(map(len, grid)) > MOST_COLUMNS or sum(map(len, grid)) > MOST_CELLS:
        expected = f"at most {MOST_COLUMNS} columns and {MOST_CELLS:,} cells are expected"
        raise WorkbookErrors(source, (WorkbookFault(sheet=sheet, expected=expected),))
    filled = [sum(map(_holds, row)) for row in grid]
    widest = max(filled[:_FIRST_ROWS]) or max(filled)
    at = next(n for n, number in enumerate(filled) if number and 2 * number > widest)
    width = max(len(row) for row in grid[at:])
    headings = _headings([*grid[at], *[None] * (width - len(grid[at]))])
    rows = tuple(
        (number, tuple([*map(_tidy, row), *[None] * (width - len(row))]))
        for number, row in enumerate(grid[at + 1 :], start=at + 2)
        if _is_filled(row)
    )
    return ForeignTable(source=source, sheet=sheet, headings=headings, rows=rows, form=form)


def _headings(cells: list[Cell]) -> tuple[str, ...]:
    found: list[str] = []
    for n, cell in enumerate(cells):
        name = " ".join(str(cell).split())[:80] if _holds(cell) else f"Column {_letter(n)}"
        number = 2
        plain = name
        while name in found:
            name, number = f"{plain} ({number})", number + 1
        found.append(name)
    return tuple(found)


def _letter(n: int) -> str:
    text = ""
    n += 1
    while n:
        n, rest = divmod(n - 1, 26)
        text = chr(65 + rest) + text
    return text


def _holds(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_filled(row: list[Cell]) -> bool:
    return any(map(_holds, row))


def _tidy(cell: Cell) -> Cell:
    return (cell.strip() or None) if isinstance(cell, str) else cell
