"""Files in and out: databases, facility workbooks, exports."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import platformdirs

from console.background import attend
from console.commands import restore_stack
from console.document import RosterDocument
from scheduler.api import (
    Action,
    Desk,
    DeskError,
    ImportPreview,
    SignInError,
    WorkbookErrors,
    has_accounts,
    preview_import,
    read_workbook,
)
from scheduler.api.database import keep_password
from scheduler.api.export import ExportChoice
from scheduler.domain.facility import Facility
from scheduler.domain.problem import InvalidProblemError
from scheduler.domain.site import Site
from scheduler.locate import resource

DEMO = ("demo", "harrow_creek.xlsx")


def url_of(path: str | Path) -> str:
    """Return the database address of a file."""
    text = str(path)
    return text if "://" in text else f"sqlite:///{Path(text).expanduser().absolute().as_posix()}"


def still_there(url: str) -> str:
    """Return a remembered address, or "" when its file is gone: only a database asked for by name is made anew."""
    prefix = "sqlite:///"
    return "" if url.startswith(prefix) and not Path(url.removeprefix(prefix)).exists() else url


def open_database(document: RosterDocument, url: str, sign_in: Callable[[str], Desk | None] | None = None) -> bool:
    """Open a database, with its newest roster if it has one; return whether that worked.

    Args:
        document: Gets the database.
        url: Its address.
        sign_in: Asks who is there, where the database has accounts, and opens it as that; None where nobody signed in.
    """
    try:
        desk = attend(lambda: Desk.open(url_of(url)))
    except SignInError as error:
        found = sign_in(url_of(url)) if sign_in is not None else None
        if sign_in is None:
            document.failed.emit(f"{error}.")
        if found is None:
            return False
        desk = found
    except DeskError as error:
        document.failed.emit(str(error))
        return False
    close_database(document)
    document.desk = desk
    document.seated.emit()
    return open_newest(document)


def reach_server(url: str, password: str) -> str:
    """Try whether a database on a server can be reached; return why not, "" where it can.

    Args:
        url: Its address.
        password: Of the login in the address, used as long as the program runs; "" for that of .pgpass.
    """
    try:
        if password:
            keep_password(url, password)
        attend(lambda: has_accounts(url))
    except DeskError as error:
        return f"{str(error).rstrip('.')}."
    return ""


def close_database(document: RosterDocument) -> None:
    """Close the database, if one is open."""
    if document.keeper is not None:
        document.keeper.flush()
    if document.desk is not None:
        document.desk.close()
        document.desk = None
        document.seated.emit()
    document.clear()


def open_newest(document: RosterDocument) -> bool:
    """Open the newest roster of the database, or show that there is none."""
    if document.desk is None:
        return False
    try:
        is_read = document.may(Action.READ_ROSTER) and not document.desk.is_empty()
        heads = document.desk.rosters() if is_read else ()
    except DeskError as error:
        document.failed.emit(str(error))
        heads = ()
    if heads:
        return open_roster(document, heads[0].id)
    document.clear()
    document.opened.emit()
    return True


def open_roster(document: RosterDocument, roster_id: int) -> bool:
    """Open another roster of the database."""
    try:
        stored = document.load(roster_id)
    except (DeskError, InvalidProblemError) as error:
        document.clear()
        document.opened.emit()
        document.failed.emit(f"The roster could not be opened: {error}")
        return False
    restore_stack(document, stored.edits, stored.redoable)
    document.opened.emit()
    return True


def reload(document: RosterDocument) -> None:
    """Read the facility's data again after it was changed, and judge the open roster by it."""
    if document.roster_id is not None:
        open_roster(document, document.roster_id)
    else:
        document.opened.emit()


def previewing(document: RosterDocument, path: Path) -> Callable[[], ImportPreview]:
    """Return what finds out, away from the window, what importing a workbook or a folder of CSV files would do."""
    desk = document.desk
    now = desk.site() if desk is not None and not desk.is_empty() else None
    return lambda: preview_import(path, now)


def import_site(document: RosterDocument, site: Site, source: str) -> bool:
    """Replace the facility's data by what was read, all or nothing; return whether that worked."""
    if document.desk is None:
        document.failed.emit("Open a database first: File, Open database.")
        return False
    try:
        document.desk.import_site(site, source)
    except (DeskError, InvalidProblemError) as error:
        document.failed.emit(f"Nothing was imported: {error}")
        return False
    open_newest(document)
    return True


def suggested_path(name: str) -> Path:
    """Return where a new facility's database could be kept: in the user's documents, under a name not yet taken."""
    folder = platformdirs.user_documents_path()
    stem = "".join(c if c.isalnum() else "_" for c in name.lower()).strip("_") or "facility"
    found, number = folder / f"{stem}.db", 2
    while found.exists():
        found, number = folder / f"{stem}_{number}.db", number + 1
    return found


def start_empty(document: RosterDocument, facility: Facility, url: str) -> bool:
    """Open a new database with a facility that has a name and a time zone and nothing else yet."""
    if not open_database(document, url):
        return False
    if document.desk is not None and not document.desk.is_empty():
        document.failed.emit("There is a facility in this database already: choose another name for the file.")
        return False
    return import_site(document, Site(facility=facility), "by hand")


def export(
    document: RosterDocument,
    folder: Path,
    form: str,
    with_names: bool = False,
    choice: ExportChoice | None = None,
) -> str:
    """Write the roster to a folder in a format of `FORMATS`; return one sentence for the status line, "" on failure.

    Args:
        document: Whose open roster is written.
        folder: Where to.
        form: The format.
        with_names: Give officers' names away too, not only badges.
        choice: What was chosen of the format.
    """
    desk, number = document.desk, document.roster_id
    if desk is None or number is None:
        document.failed.emit("Open a roster first.")
        return ""
    try:
        written = attend(lambda: desk.export(number, folder, (form,), with_names, choice))
    except (DeskError, OSError) as error:
        document.failed.emit(f"Nothing was exported: {str(error).rstrip('.')}.")
        return ""
    return f"Exported {', '.join(path.name for path in written)} to {folder}."


def save_table(document: RosterDocument, what: str, rows: Iterable[Sequence[str]], path: Path) -> str:
    """Write a table of a screen to a CSV file; return what came of it in a sentence."""
    if document.desk is None:
        return "Open a database first."
    try:
        document.desk.audit_log.export_table(what, rows, path)
    except DeskError as error:
        return f"Nothing was saved: {str(error).rstrip('.')}."
    return f"Saved to {path}."


def demo_path() -> Path:
    """Return where this user's copy of the demonstration facility is kept."""
    return platformdirs.user_data_path("fairwatch", appauthor=False) / "demonstration.db"


def open_demo(document: RosterDocument) -> bool:
    """Open the demonstration facility, set up anew where this user has none; return whether that worked."""
    path = demo_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with Desk.open(url_of(path)) as desk:
            if desk.is_empty():
                desk.import_site(read_workbook(resource(*DEMO)), DEMO[-1])
    except (DeskError, WorkbookErrors, OSError) as error:
        document.failed.emit(f"The demonstration facility could not be set up: {error}")
        return False
    return open_database(document, url_of(path))
