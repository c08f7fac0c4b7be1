"""A workbook before it is imported: what it holds, what would be new and what would be gone. Nothing is written."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scheduler.api.validity import validate
from scheduler.domain.site import Site
from scheduler.exchange import WorkbookErrors, WorkbookFault, read_workbook, sheet_names, sheet_rows
from scheduler.storage import DeskError


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPreview:
    """One sheet: how many rows it has, and how many of them are new, or gone, against what is there now.

    A row that was changed counts as one that is gone and one that is new.
    """

    sheet: str
    rows: int
    new: int
    gone: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What an import would do.

    Attributes:
        source: Name of the file or folder.
        site: What was read, None where something is wrong.
        sheets: Those that have rows now or would have, in the workbook's order.
        faults: Everything that is wrong, with sheet, row and column.
    """

    source: str
    site: Site | None
    sheets: tuple[SheetPreview, ...] = ()
    faults: tuple[WorkbookFault, ...] = ()


def preview_import(path: Path, now: Site | None) -> ImportPreview:
    """Read a workbook, or a folder of CSV files, and say what importing it would do.

    Args:
        path: The file or folder.
        now: The facility as it is, None where there is none yet.
    """
    try:
        site = read_workbook(path)
        validate(site)
        if now is not None and now.facility.id != site.facility.id:
            raise DeskError(f"This database holds {now.facility.id}; {site.facility.id} needs a database of its own")
    except WorkbookErrors as error:
        return ImportPreview(source=path.name, site=None, faults=error.faults)
    except (DeskError, OSError) as error:
        return ImportPreview(source=path.name, site=None, faults=(WorkbookFault(expected=str(error)),))
    return ImportPreview(source=path.name, site=site, sheets=tuple(_sheets(site, now)))


def _sheets(site: Site, now: Site | None) -> list[SheetPreview]:
    found = []
    for name in sheet_names():
        after = Counter(sheet_rows(site, name))
        before = Counter(sheet_rows(now, name)) if now is not None else Counter()
        if after or before:
            rows, new, gone = after.total(), (after - before).total(), (before - after).total()
            found.append(SheetPreview(sheet=name, rows=rows, new=new, gone=gone))
    return found
