"""Reports: a title, a sentence with the figures that matter, and a table. Each is made when it is looked at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from console.document import RosterDocument
from console.document.words import count, day, full
from scheduler.api import Desk, DeskError, ReliefReport, dates_in_words, recheck, rounded
from scheduler.api.reports import KINDS, cell_text
from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.roster import Period
from scheduler.rule import hours
from scheduler.rules import rule_of

EIGHT_HOURS, TWELVE_HOURS, ROUND_THE_CLOCK = 2920 * 60, 4380 * 60, 8760 * 60
"""Minutes a year of a seat of 8 h and of 12 h on every day, and of one that is never empty."""
KIND_WORDS = {
    "no_plan": "no plan",
    "factor": "factor",
    "review": "review",
    "coverage": "coverage plan",
    "roster": "roster",
    "population": "population",
    "team_need": "team need",
    "document": "document",
}


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


def staffing_plan(desk: Desk, period: Period) -> Report:
    """Return the staffing plan in force and every deviation from it in the period (28 CFR 115.13)."""
    plan = desk.plan.plan(period.first)
    found = desk.plan.deviations(period.first, period.last)
    if plan is None:
        words = f"No staffing plan holds on {full(period.first)}. Write one down: Facility, Staffing plan."
    else:
        words = (
            f"Plan in force from {full(plan.effective)}, approved by {plan.approver}, for {plan.population:,} inmates. "
            f"Reviewed on {full(plan.reviewed)}, to be reviewed again by {full(plan.review_by)}. "
            + (f"{count(len(found), 'deviation')} in these dates." if found else "No deviation in these dates.")
        )
    rows = tuple(
        (
            KIND_WORDS[d.kind.value],
            d.subject,
            d.shift or "",
            str(d.message),
            str(d.measured) if d.planned or d.measured else "",
            str(d.planned) if d.planned else "",
            dates_in_words(d.dates),
        )
        for d in found
    )
    columns = ("What", "Post", "Shift", "Deviation", "Found", "Planned", "Dates")
    keys = {6: [d.dates for d in found]}
    return Report(
        title="Staffing plan", sentence=words, columns=columns, rows=rows, figures=frozenset({4, 5}), keys=keys
    )


def plan_factors(desk: Desk, period: Period) -> Report:
    """Return what the staffing plan says of each factor that 28 CFR 115.13(a) names, and its minimums."""
    plan = desk.plan.plan(period.first)
    factors = tuple((f.factor, f.text) for f in plan.factors) if plan is not None else ()
    minimums = tuple((f"{m.post}, {m.shift}", f"at least {m.minimum}") for m in plan.minimums) if plan else ()
    words = (
        "What the plan weighs, by the factors of 28 CFR 115.13(a), and the officers that it asks for at least. None of "
        "the factors is a trait of an officer."
        if plan is not None
        else f"No staffing plan holds on {full(period.first)}."
    )
    return Report(title="Plan in words", sentence=words, columns=("Factor or post", "Plan"), rows=factors + minimums)


def relief_factor(desk: Desk, period: Period) -> Report:
    """Return how many officers the posts take in a year, from the site's own absences."""
    report = desk.plan.relief(period.first.year)
    year = report.work_year
    since = (
        f" Absences are those of {report.absence_year}."
        if report.absence_year is not None
        else (" No absences are known: import them, or the factor is too low.")
    )
    words = (
        f"An average officer is contracted for {rounded(year.contracted / 60, 0)} h a year, away for "
        f"{rounded(year.absent / 60, 0)} h and there for {rounded(year.net / 60, 0)} h.{since} "
        f"Relief factor: {rounded(year.relief_factor(EIGHT_HOURS))} for an 8 h seat, "
        f"{rounded(year.relief_factor(TWELVE_HOURS))} for a 12 h seat, {rounded(year.relief_factor(ROUND_THE_CLOCK))} "
        f"for a seat that is never empty. The minimum takes {rounded(report.minimum, 1)} officers, the whole coverage "
        f"plan {rounded(report.wanted, 1)}; {report.filled} are there, {report.deployable} of them deployable."
    )
    rows = tuple(
        (
            need.post,
            "relieved" if need.is_relieved else "not relieved",
            f"{need.minimum_minutes // 60:,}",
            f"{need.wanted_minutes // 60:,}",
            rounded(need.minimum),
            rounded(need.wanted),
        )
        for need in report.posts
    )
    return Report(
        title="Relief factor",
        sentence=words,
        columns=("Post", "While the holder is off", "Minimum, h a year", "Wanted, h a year", "Officers for the minimum",
                 "Officers for all"),
        rows=rows,
        figures=frozenset({2, 3, 4, 5}),
        plot=_needed_and_there(report),
    )  # fmt: skip


def _needed_and_there(report: ReliefReport) -> Plot:
    """Return officers that posts take beside those that there are."""
    figures = (
        ("For the minimum", round(float(report.minimum), 1)),
        ("For the whole plan", round(float(report.wanted), 1)),
        ("There", report.filled),
        ("Deployable", report.deployable),
    )
    columns = (
        Column(name="what", heading="Officers"),
        Column(name="officers", heading="Number", kind=CellKind.NUMBER),
    )
    return Plot(
        table=Table(name="officers", title="Officers", columns=columns, rows=figures),
        labels="what",
        series=("officers",),
        kind=PlotKind.BARS,
        title="Officers that the posts take, and that there are",
        said=f"{'; '.join(f'{what}: {number}' for what, number in figures)}.",
    )


def work_year(desk: Desk, period: Period) -> Report:
    """Return an average officer's year: contracted hours, absences by category, and what is left."""
    year = desk.plan.relief(period.first.year).work_year
    rows = (
        ("Contracted", rounded(year.contracted / 60, 1)),
        *((absence.category, rounded(-absence.minutes / 60, 1)) for absence in year.absences),
        ("There", rounded(year.net / 60, 1)),
    )
    words = (
        "Hours a year of an average officer, from totals of the facility: no absence of a person is kept here. Vacant "
        "positions are no absences."
    )
    return Report(
        title="Net work hours", sentence=words, columns=("Category", "Hours"), rows=rows, figures=frozenset({1})
    )


def pay_periods(desk: Desk, period: Period) -> Report:
    """Return hours, contract overtime and FLSA overtime of each officer in each pay period that the dates touch."""
    found, names = desk.pay(period.first, period.last), desk.names()
    rows = tuple(
        (
            names.get(line.badge, line.badge),
            f"{day(line.first)} to {day(line.last)}",
            hours(line.counted_minutes),
            hours(line.contract_minutes),
            hours(line.flsa_minutes),
            hours(line.threshold_minutes),
        )
        for line in found.lines
    )
    over = sum(line.flsa_minutes for line in found.lines)
    by_contract = sum(line.contract_minutes for line in found.lines)
    words = (
        f"{hours(over)} of FLSA overtime in these pay periods, {hours(by_contract)} of contract overtime. The two are "
        "counted apart: one by law on hours worked, one by the agreement."
    )
    if found.not_chosen:
        words += f" Not chosen how overtime is priced, so not listed: {', '.join(found.not_chosen)}."
    return Report(
        title="Pay periods",
        sentence=words,
        columns=("Officer", "Pay period", "Hours", "Contract overtime", "FLSA overtime", "Threshold"),
        rows=rows,
        figures=frozenset({2, 3, 4, 5}),
        keys={1: [line.first for line in found.lines]},
    )


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


def over_dates(name: str) -> Maker:
    """Return the maker of one of the reports that the desk makes as papers."""

    def made(document: RosterDocument, period: Period) -> Report:
        assert document.desk is not None, "asked for with a database open"
        return as_shown(document.desk.reports.make(name, period.first, period.last))

    return made


def as_shown(paper: Paper) -> Report:
    """Return a paper as the screen shows it: its first words, its first plot and its first table."""
    table = paper.tables[0]
    plot = next((block for block in paper.blocks if isinstance(block, Plot)), None)
    words = [block for block in paper.blocks if isinstance(block, str)][:1] + ([table.note] if table.note else [])
    figures = (CellKind.COUNT, CellKind.NUMBER, CellKind.MINUTES, CellKind.SHARE)
    return Report(
        title=paper.title,
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
    """Return the maker of a report that needs the database alone."""

    def made(document: RosterDocument, period: Period) -> Report:
        assert document.desk is not None, "asked for with a database open"
        return make(document.desk, period)

    return made


REPORTS: tuple[tuple[str, str, Maker], ...] = (
    ("plan", "Staffing plan", of_desk(staffing_plan)),
    ("factors", "Plan in words", of_desk(plan_factors)),
    ("relief", "Relief factor", of_desk(relief_factor)),
    ("year", "Net work hours", of_desk(work_year)),
    ("pay", "Pay periods", of_desk(pay_periods)),
    ("worked", "As worked", of_desk(as_worked)),
    *((name, kind.title, over_dates(name)) for name, kind in KINDS.items()),
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
