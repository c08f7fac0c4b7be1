"""The relief factor: officers that the posts take in a year, from the facility's own absences.

Formulas and sources: `scheduler.ledger.relief_factor`. No absence of a person is kept or told.
"""

from fractions import Fraction

from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.ledger import ReliefReport, rounded
from scheduler.ledger.relief_factor import EIGHT_HOUR_SEAT, ROUND_THE_CLOCK_SEAT, TWELVE_HOUR_SEAT
from scheduler.reports.over_dates import OverDates

KIND = "relief-factor"
POSTS, YEAR = "posts", "year"
"""Names of its tables: what each post takes, and an average officer's year."""
_POSTS = (
    Column(name="post", heading="Post", weight=1.0),
    Column(name="relieved", heading="While the holder is off", weight=1.2),
    Column(name="minimum_hours", heading="Minimum, h a year", kind=CellKind.COUNT),
    Column(name="wanted_hours", heading="Wanted, h a year", kind=CellKind.COUNT),
    Column(name="minimum_officers", heading="Officers for the minimum", kind=CellKind.NUMBER),
    Column(name="wanted_officers", heading="Officers for all", kind=CellKind.NUMBER),
)
_YEAR = (
    Column(name="category", heading="Category", weight=2.0),
    Column(name="hours", heading="Hours", kind=CellKind.NUMBER),
)


def relief(over: OverDates, report: ReliefReport) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        report: What the coverage of the calendar year of the first date takes, and what there is.
    """
    rows = tuple(
        (
            need.post,
            "relieved" if need.is_relieved else "not relieved",
            need.minimum_minutes // 60,
            need.wanted_minutes // 60,
            _figure(need.minimum, 2),
            _figure(need.wanted, 2),
        )
        for need in report.posts
    )
    year = report.work_year
    hours = (
        ("Contracted", _figure(year.contracted / 60, 1)),
        *((absence.category, _figure(-absence.minutes / 60, 1)) for absence in year.absences),
        ("There", _figure(year.net / 60, 1)),
    )
    of_year = Table(name=YEAR, title="Net work hours", columns=_YEAR, rows=hours)
    posts = Table(name=POSTS, title="Posts", columns=_POSTS, rows=rows)
    plot = _needed_and_there(report)
    return over.paper(KIND, "Relief factor", (_sentence(report), plot, posts, plot.table, _OF_YEAR, of_year))


_OF_YEAR = (
    "Hours a year of an average officer, from totals of the facility: no absence of a person is kept here. Vacant "
    "positions are no absences."
)


def _sentence(report: ReliefReport) -> str:
    year = report.work_year
    since = (
        f" Absences are those of {report.absence_year}."
        if report.absence_year is not None
        else " No absences are known: import them, or the factor is too low."
    )
    return (
        f"An average officer is contracted for {rounded(year.contracted / 60, 0)} h a year, away for "
        f"{rounded(year.absent / 60, 0)} h and there for {rounded(year.net / 60, 0)} h.{since} "
        f"Relief factor: {rounded(year.relief_factor(EIGHT_HOUR_SEAT))} for an 8 h seat, "
        f"{rounded(year.relief_factor(TWELVE_HOUR_SEAT))} for a 12 h seat, "
        f"{rounded(year.relief_factor(ROUND_THE_CLOCK_SEAT))} for a seat that is never empty. In {report.year} the "
        f"minimum takes {rounded(report.minimum, 1)} officers, the whole coverage plan {rounded(report.wanted, 1)}; "
        f"{report.filled} are there, {report.deployable} of them deployable."
    )


def _needed_and_there(report: ReliefReport) -> Plot:
    """Return officers that posts take beside those that there are."""
    figures = (
        ("For the minimum", _figure(report.minimum, 1)),
        ("For the whole plan", _figure(report.wanted, 1)),
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


def _figure(value: Fraction, digits: int) -> float:
    """Return a figure as it is shown everywhere: halves upwards."""
    return float(rounded(value, digits).replace(",", ""))
