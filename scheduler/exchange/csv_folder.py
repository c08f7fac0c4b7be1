"""The workbook as a folder of CSV: one file a sheet, and the floor plan as an SVG beside them."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from scheduler.domain.clock import Clock
from scheduler.domain.site import Site
from scheduler.exchange.csv_text import guarded, rows_text, unguarded
from scheduler.exchange.faults import WorkbookFault
from scheduler.exchange.files import replace_file
from scheduler.exchange.kinds import Choice, Day, Instant, Length, Month, Percent, Phrase, Stamp, WallTime, Whole, YesNo
from scheduler.exchange.layout import Sheet
from scheduler.exchange.raw import FLOOR_PLAN, FLOOR_PLAN_FILE, MOST_BYTES, Raw, Table, note_missing
from scheduler.exchange.sheets import SHEETS

_HARMLESS = (Choice, Day, Instant, Length, Month, Percent, Phrase, Stamp, WallTime, Whole, YesNo)
"""Kinds whose text is never taken for a formula."""


def read_folder(folder: Path) -> Raw:
    """Return what the CSV files of a folder hold. Files that the workbook does not know are not read."""
    raw = Raw()
    present = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    known = {sheet.file_name for sheet in SHEETS}
    raw.others = [name for name in present if name.endswith(".csv") and name not in known]
    for sheet in SHEETS:
        path = present.get(sheet.file_name)
        if path is None:
            note_missing(raw, sheet, sheet.file_name, "file")
        elif (text := read_text(path, sheet.name, raw)) is not None:
            raw.tables[sheet.name] = read_table(text, sheet, raw)
    plan = present.get(FLOOR_PLAN_FILE)
    if plan is not None:
        raw.floor_plan = read_text(plan, FLOOR_PLAN, raw) or ""
    return raw


def read_text(path: Path, sheet: str, raw: Raw) -> str | None:
    """Return the text of a file, None (and a fault) where it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"a file of at most {MOST_BYTES // 1_000_000} MB is expected")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raw.faults.append(WorkbookFault(sheet=sheet, expected=f"UTF-8 is expected, and byte {error.start} is not"))
    except OSError as error:
        raw.faults.append(WorkbookFault(sheet=sheet, expected=f"the file cannot be read: {error.strerror or error}"))
    except ValueError as error:
        raw.faults.append(WorkbookFault(sheet=sheet, expected=str(error)))
    return None


def read_table(text: str, sheet: Sheet, raw: Raw) -> Table:
    """Return the rows; a semicolon parts the cells if the header has more of them than commas."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    rows: Table = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if rows and any(cell.strip() for cell in row[len(rows[0]) :]):
                expected = f"{len(rows[0])} cells are expected, not {len(row)}"
                raw.faults.append(WorkbookFault(sheet=sheet.name, row=len(rows) + 1, expected=expected))
                row = []
            rows.append([unguarded(cell) if cell.startswith("'") else cell for cell in row])
    except csv.Error as error:
        raw.faults.append(
            WorkbookFault(
                sheet=sheet.name, row=len(rows) + 1, expected=f"comma-separated values are expected ({error})"
            )
        )
    return rows


def write_folder(site: Site, folder: Path) -> None:
    """Write a site as a folder of CSV, made if it is not there; other files in it stay.

    Raises:
        OSError: the folder or a file cannot be written.
        UnwritableError: the site holds what a workbook cannot.
    """
    clock = Clock(site.facility.zone)
    texts = {sheet.file_name: _csv(sheet, site, clock) for sheet in SHEETS}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        replace_file(folder / name, text.encode("utf-8"))
    if site.floor_plan:
        replace_file(folder / FLOOR_PLAN_FILE, site.floor_plan.encode("utf-8"))
    else:
        (folder / FLOOR_PLAN_FILE).unlink(missing_ok=True)


def sheet_text(name: str, site: Site) -> str:
    """Return one sheet of a site, by the name of its tab, as the text of its CSV file."""
    return _csv(next(sheet for sheet in SHEETS if sheet.name == name), site, Clock(site.facility.zone))


def _csv(sheet: Sheet, site: Site, clock: Clock) -> str:
    return rows_text([[column.header for column in sheet.columns], *_lines(sheet, site, clock)])


def _lines(sheet: Sheet, site: Site, clock: Clock) -> Iterator[list[str]]:
    kinds = [column.kind for column in sheet.columns]
    is_harmless = [isinstance(kind, _HARMLESS) for kind in kinds]
    for values in sheet.rows(site):
        texts = ["" if v is None else kind.text(v, clock) for v, kind in zip(values, kinds, strict=True)]
        yield [text if safe else guarded(text) for text, safe in zip(texts, is_harmless, strict=True)]
