"""Papers of the open roster: made and looked at away from the window, written to files, noted when they are printed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from console.background import attend
from console.document import RosterDocument
from console.document.words import day, full
from console.now import utc_now
from console.operations.reports import Report
from scheduler.api import Desk, DeskError
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.domain.papers import Block, CellKind, Column, Paper, Standing, Table
from scheduler.domain.words import Badge

SIZES = {PageSize.LETTER: "Letter", PageSize.LEGAL: "Legal", PageSize.A4: "A4"}
WIDE_FROM = 6
"""Columns beyond which the pages of a report lie on their side."""
_WHOLE = re.compile(r"-?\d{1,9}")
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


def making(desk: Desk, what: Print | Paper, size: PageSize, dots: int) -> Callable[[], Pages]:
    """Return work that makes a paper, where it is not there yet, and its pages.

    The work touches no window, and raises DeskError where the paper cannot be.
    """

    def work() -> Pages:
        paper = what if isinstance(what, Paper) else desk.papers.make(what)
        return Pages(paper, desk.papers.pages(paper, size, dots))

    return work


def paper_of(document: RosterDocument, report: Report, first: date, last: date) -> Paper | None:
    """Return a report as a paper, None with no database open.

    Args:
        document: The open database.
        report: What is shown.
        first: First local date that it speaks of.
        last: Last one, inclusive; before `first` where it speaks of no dates.
    """
    desk = document.desk
    if desk is None:
        return None
    if report.paper is not None:
        return report.paper
    columns = [_column(n, head, report) for n, head in enumerate(report.columns)]
    whole = [n for n, column in enumerate(columns) if column.kind is CellKind.COUNT]
    rows = tuple(tuple(int(cell) if n in whole else cell for n, cell in enumerate(row)) for row in report.rows)
    anchor = desk.audit_log.anchor()
    blocks: list[Block] = [report.sentence] if report.sentence else []
    if report.plot is not None:
        blocks.append(report.plot)
    if columns:
        blocks.append(Table(name="report", title="", columns=tuple(columns), rows=rows))
    if report.plot is not None:
        blocks.append(report.plot.table)  # formats without pictures have its figures too
    dates = f"{day(first)} {first.year} to {day(last)} {last.year}" if first <= last else full(document.today())
    return Paper(
        kind="report",
        title=report.title,
        facility=desk.facility().name,
        span=dates,
        standing=Standing.NEITHER,
        version=0,
        anchor=f"{anchor.number}:{anchor.hash}" if anchor is not None else "",
        made_at=utc_now().astimezone(document.zone),
        marking="For supervisors and administrators.",
        is_wide=len(columns) > WIDE_FROM,
        blocks=tuple(blocks),
    )


def _column(number: int, heading: str, report: Report) -> Column:
    """Return a column of a report: of whole numbers where each of its cells is one."""
    is_whole = number in report.figures and all(_WHOLE.fullmatch(row[number]) for row in report.rows)
    name = re.sub(r"[^a-z0-9]+", "_", heading.lower()).strip("_") or "column"
    kind = CellKind.COUNT if is_whole else CellKind.TEXT
    return Column(name=f"{name}_{number + 1}", heading=heading, kind=kind)


def write(document: RosterDocument, paper: Paper, folder: Path, form: str, size: PageSize) -> str:
    """Write a paper to a folder and say what was done, or why nothing was."""
    desk = document.desk
    if desk is None:
        return "No database is open."
    try:
        (path,) = attend(lambda: desk.papers.write(paper, folder, (form,), size))
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
