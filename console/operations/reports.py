"""Reports: a title, a sentence with the figures that matter, and a table. Each is made when it is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.background import attend
from console.document import RosterDocument
from console.document.words import count, day, full
from scheduler.api import Desk, DeskError, recheck
from scheduler.api.reports import KINDS, YEAR, cell_text
from scheduler.domain.papers import Cell, CellKind, Paper, Plot, Table
from scheduler.domain.roster import Period
from scheduler.rules import rule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report says.

    Attributes:
        title: Its name.
        sentence: The figures that matter, in words.
        columns: Heads of the table.
        rows: Cells as they are to be read, one tuple a row.
        figures: Numbers of the columns that are set to the right.
        keys: By column, what orders each row where its words do not say it.
        plot: What is drawn above the table, None for nothing.
        paper: The report as it leaves the console, where it was made as one; None: what is shown is what leaves.
    """

    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    keys: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    plot: Plot | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A report that takes a while: what is shown meanwhile, and what makes it, touching neither window nor database."""

    title: str
    sentence: str
    work: Callable[[], Report]


Maker = Callable[[RosterDocument, Period], Report | Later]


def as_worked(desk: Desk, period: Period) -> Report:
    """Return what the policy of each date says of what was worked, or published where nothing worked is known."""
    judged, names = recheck(desk, period.first, period.last), desk.names()
    rows = tuple(
        (
            names.get(about.badge, about.badge) if about.badge is not None else (about.seat or ""),
            day(about.on),
            finding.severity.value,
            str(rule_of(finding.rule).explain(finding)),
        )
        for finding in judged.report.findings
        for about in finding.cells[:1]
    )
    words = (
        f"{count(judged.tours, 'tour')} in these dates, judged by the policy that held: {count(len(rows), 'finding')}."
    )
    if not judged.is_known_enough:
        words += f" Worked time is known from {full(judged.known_from)} on, so long windows are seen in part."
    return Report(
        title="As worked",
        sentence=words,
        columns=("Who", "Date", "Severity", "Finding"),
        rows=rows,
        keys={1: tuple(f.cells[0].on.toordinal() for f in judged.report.findings)},
    )


def over_dates(name: str, table: str = "") -> Maker:
    """Return the maker of one of the reports that the desk makes as papers, which shows one of its tables.

    Keys and clicks wait until it is made.
    """

    def made(document: RosterDocument, period: Period) -> Report:
        desk = document.desk
        assert desk is not None, "asked for with a database open"
        return attend(lambda: as_shown(desk.reports.make(name, period.first, period.last), table))

    return made


def as_shown(paper: Paper, name: str = "") -> Report:
    """Return a paper as the screen shows it: a table, what is said before it, and the first plot.

    Args:
        paper: The paper.
        name: Of the table; "" for the first one.
    """
    table = next(found for found in paper.tables if name in ("", found.name))
    plot = next((block for block in paper.blocks if isinstance(block, Plot)), None) if not name else None
    before = [block for block in paper.blocks[: paper.blocks.index(table)] if isinstance(block, str)]
    words = [*(before[-1:] if name else before[:1]), *([table.note] if table.note else [])]
    figures = (CellKind.COUNT, CellKind.NUMBER, CellKind.MINUTES, CellKind.SHARE)
    return Report(
        title=table.title if name else paper.title,
        sentence=" ".join(words),
        columns=tuple(column.heading for column in table.columns),
        rows=tuple(_row(table, number) for number in range(len(table.rows))),
        figures=frozenset(at for at, column in enumerate(table.columns) if column.kind in figures),
        keys={
            at: [_key(row[at]) for row in table.rows]
            for at, column in enumerate(table.columns)
            if column.kind is not CellKind.TEXT
        },
        plot=plot,
        paper=paper,
    )


def _row(table: Table, number: int) -> tuple[str, ...]:
    """Return a row in words; an abnormal one begins with a mark, as it does on pages."""
    first, *others = map(cell_text, table.rows[number], table.columns)
    return (f"! {first}" if number in table.alerts else first, *others)


def _key(cell: Cell) -> float:
    """Return what orders a cell; nothing comes before everything."""
    if isinstance(cell, date):
        return cell.toordinal()
    return cell if isinstance(cell, int | float) else float("-inf")


def of_desk(make: Callable[[Desk, Period], Report]) -> Maker:
    """Return the maker of a report that needs the database alone; keys and clicks wait until it is made."""

    def made(document: RosterDocument, period: Period) -> Report:
        desk = document.desk
        assert desk is not None, "asked for with a database open"
        return attend(lambda: make(desk, period))

    return made


_APART = {"staffing-plan", "relief-factor", "pay-periods"}
REPORTS: tuple[tuple[str, str, Maker], ...] = (
    ("staffing-plan", "Staffing plan", over_dates("staffing-plan")),
    ("plan-in-words", "Plan in words", over_dates("staffing-plan", "plan")),
    ("relief-factor", "Relief factor", over_dates("relief-factor")),
    ("work-year", "Net work hours", over_dates("relief-factor", YEAR)),
    ("pay-periods", "Pay periods", over_dates("pay-periods")),
    ("worked", "As worked", of_desk(as_worked)),
    *((name, kind.title, over_dates(name)) for name, kind in KINDS.items() if name not in _APART),
)
"""Key, name and maker of each report, in the order of the list."""


def make(document: RosterDocument, maker: Maker, first: date, last: date) -> Report | Later | None:
    """Return a report about local dates `first` to `last`, inclusive; None where there is nothing to report on.

    Where it cannot be made, the report is one sentence that says why.
    """
    if document.desk is None or document.desk.is_empty():
        return None
    try:
        return maker(document, Period(first=first, days=max(1, (last - first).days + 1)))
    except DeskError as error:
        return Report(title="", sentence=str(error), columns=(), rows=())


def usual_dates(document: RosterDocument) -> Period:
    """Return the dates that reports speak of at first: those of the open roster, else the next four weeks."""
    if document.roster is not None:
        return document.roster.period
    return Period(first=document.today(), days=28)
