"""Reading and writing a facility workbook, as XLSX or as a folder of CSV."""

from contextlib import suppress
from pathlib import Path

from scheduler.domain.site import Site
from scheduler.exchange.assemble import check_site, fill_worked, site_of
from scheduler.exchange.checks import Parsed, check_all
from scheduler.exchange.csv_folder import read_folder, write_folder
from scheduler.exchange.faults import UnwritableError, WorkbookErrors, WorkbookFault
from scheduler.exchange.parse import Faults, TooManyFaultsError, parse_facility, parse_sheet
from scheduler.exchange.plan_checks import check_plans
from scheduler.exchange.raw import Raw
from scheduler.exchange.sheets import SHEETS


def read_workbook(path: Path | str) -> Site:
    """Return the site that a workbook describes: all of it, or nothing.

    Args:
        path: An XLSX file, or a folder with one CSV file a sheet.

    Raises:
        WorkbookErrors: anything is wrong with it; lists all faults.
    """
    path = Path(path)
    raw = _raw(path)
    faults = Faults(list(raw.faults))
    site = None
    with suppress(TooManyFaultsError):
        site = _site(raw, faults)
    if faults.found or site is None:
        raise WorkbookErrors(path.name or str(path), tuple(sorted(faults.found, key=_place)))
    return site


def _raw(path: Path) -> Raw:
    try:
        if path.is_dir():
            return read_folder(path)
        if not path.exists():
            raise FileNotFoundError(2, "there is no such file or folder")
        if not path.is_file():
            raise OSError(0, "an XLSX file or a folder of CSV is expected")
        from scheduler.exchange.xlsx_file import read_xlsx

        return read_xlsx(path)
    except OSError as error:
        raise WorkbookErrors(str(path), (WorkbookFault(expected=error.strerror or str(error)),)) from error
    except ValueError as error:
        # A path with a NUL in it.
        raise WorkbookErrors(repr(str(path)), (WorkbookFault(expected=str(error)),)) from error


def _site(raw: Raw, faults: Faults) -> Site | None:
    if not raw.tables:
        return None
    facility, clock = parse_facility(raw, faults)
    parsed: Parsed = {SHEETS[0].name: facility}
    for sheet in SHEETS[1:]:
        parsed[sheet.name] = parse_sheet(raw, sheet, clock, faults)
    fill_worked(parsed, clock)
    floor_plan = raw.floor_plan.replace("\r\n", "\n")
    check_all(parsed, floor_plan, faults)
    check_plans(parsed, faults)
    if faults.found:
        return None
    site = site_of(parsed, floor_plan)
    check_site(site, faults)
    return site


_ORDER = {sheet.name: n for n, sheet in enumerate(SHEETS)}


def _place(fault: WorkbookFault) -> tuple[int, int, str]:
    return _ORDER.get(fault.sheet, -1), fault.row or 0, fault.column


def write_workbook(site: Site, path: Path | str) -> None:
    """Write a site as a workbook.

    What was written reads back equal, except that names follow the order of the officers, attention factors that of
    their numbers, and outer blanks of texts are lost.

    Args:
        site: What to write.
        path: A file name that ends in .xlsx, or a folder (made if it is not there) for CSV.

    Raises:
        UnwritableError: the site holds what a workbook cannot, or the file cannot be written.
    """
    path = Path(path)
    _check_writable(site)
    try:
        if path.suffix.lower() == ".xlsx" and not path.is_dir():
            from scheduler.exchange.xlsx_file import write_xlsx

            write_xlsx(site, path)
        elif path.is_dir() or not path.suffix:
            write_folder(site, path)
        else:
            raise UnwritableError(f"{path}: a file name that ends in .xlsx or a folder is expected")
    except OSError as error:
        raise UnwritableError(f"{path}: {error.strerror or error}") from error
    except UnicodeEncodeError as error:
        raise UnwritableError(f"{path}: a text holds {error.object[error.start]!r}, which no file can hold") from error


def _check_writable(site: Site) -> None:
    home = site.facility.id
    homes = {area.facility for area in site.areas} | {post.facility for post in site.posts}
    homes |= {squad.facility for squad in site.squads} | {officer.facility for officer in site.officers}
    for other in sorted(homes - {home}):
        raise UnwritableError(f"a workbook holds one facility, and {other!r} is another than {home!r}")
