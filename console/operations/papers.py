"""Papers of the open roster: made and looked at away from the window, written to files, noted when they are printed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.document import RosterDocument
from scheduler.api import Desk, DeskError
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.domain.papers import Paper
from scheduler.domain.words import Badge

SIZES = {PageSize.LETTER: "Letter", PageSize.LEGAL: "Legal", PageSize.A4: "A4"}
FORMATS = {
    "pdf": "Pages (PDF)",
    "xlsx": "Workbook (XLSX)",
    "html": "Page (HTML)",
    "csv": "Table (CSV)",
    "json": "Data (JSON)",
}


@dataclass(frozen=True, slots=True)
class Pages:
    """A paper with its pages as PNG files."""

    paper: Paper
    pages: tuple[bytes, ...]


def asked(document: RosterDocument, kind: str, on: date, badge: Badge | None, as_it_stands: bool) -> Print | None:
    """Return what is to be made of the open roster, None while none is open."""
    number = document.roster_id
    if number is None:
        return None
    needs = KINDS[kind]
    return Print(
        roster=number,
        kind=kind,
        on=on if needs.needs_date else None,
        badge=badge if needs.needs_officer else None,
        as_it_stands=as_it_stands,
    )


def making(desk: Desk, what: Print, size: PageSize, dots: int) -> Callable[[], Pages]:
    """Return work that makes a paper and its pages; it touches no window and raises DeskError where it cannot be."""

    def work() -> Pages:
        paper = desk.papers.make(what)
        return Pages(paper, desk.papers.pages(paper, size, dots))

    return work


def write(document: RosterDocument, paper: Paper, folder: Path, form: str, size: PageSize) -> str:
    """Write a paper to a folder and say what was done, or why nothing was."""
    if document.desk is None:
        return "No database is open."
    try:
        (path,) = document.desk.papers.write(paper, folder, (form,), size)
    except DeskError as error:
        return f"Nothing was written: {str(error).rstrip('.')}."
    return f"Written: {path.name}."


def note_printed(document: RosterDocument, paper: Paper) -> str:
    """Note that a paper goes to a printer; return why that cannot be noted, "" where it was."""
    if document.desk is None:
        return "No database is open."
    try:
        document.desk.papers.note_printed(paper)
    except DeskError as error:
        return f"Nothing was printed: {str(error).rstrip('.')}."
    return ""
