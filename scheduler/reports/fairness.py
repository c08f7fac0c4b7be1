"""Fairness: nights, weekends, special housing and mandates by years of service.

Figures are of bands of years, each officer's own service counted on the first date, and say nothing of an officer: a
band with fewer than five is withheld. There is no total from which a band that is withheld could be worked out.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.people import Officer
from scheduler.domain.roster import Tour
from scheduler.domain.words import PostCode, ShiftCode, TourKind
from scheduler.reports.over_dates import OverDates, counted

KIND = "fairness"
FEWEST_SHOWN = 5
BANDS = ((0, 2), (2, 5), (5, 10), (10, 20), (20, None))
"""Years of service from, and up to but without; None for no end."""
_MANDATES = (TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER)
_COLUMNS = (
    Column(name="band", heading="Years of service", weight=1.4),
    Column(name="officers", heading="Officers", weight=1.0),
    Column(name="tours", heading="Tours each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="nights", heading="Nights each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="weekends", heading="Weekend tours each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="special", heading="Special housing each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="mandates", heading="Mandates each", kind=CellKind.NUMBER, weight=1.0),
)


def fairness(
    over: OverDates,
    officers: Iterable[Officer],
    tours: Iterable[Tour],
    nights: frozenset[ShiftCode],
    special: frozenset[PostCode],
) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        officers: All officers who could have tours.
        tours: As worked, or as published where nothing worked is known; those of other dates are passed over.
        nights: Watches that are nights.
        special: Posts in special housing.
    """
    bands = {officer.badge: band_of(officer.seniority, over.first) for officer in officers}
    sizes, found = Counter(bands.values()), Counter[tuple[int, str]]()
    for tour in tours:
        band = bands.get(tour.badge)
        if band is None or not over.first <= tour.on <= over.last:
            continue
        found[band, "tours"] += 1
        found[band, "nights"] += tour.shift in nights
        found[band, "weekends"] += tour.on.weekday() >= 5
        found[band, "special"] += tour.post in special
        found[band, "mandates"] += tour.kind in _MANDATES
    rows = tuple(_row(band, sizes[band], found) for band in range(len(BANDS)) if sizes[band])
    table = Table(
        name="by_band",
        title="",
        columns=_COLUMNS,
        rows=rows,
        empty="There are no officers.",
        note=f"Bands of fewer than {FEWEST_SHOWN} officers are withheld. Weekend tours start on a Saturday or Sunday; "
        "mandates are mandated overtime and hold-overs.",
    )
    withheld = sum(row[2] is None for row in rows)
    sentence = (
        "Tours of an average officer of each band of service. What seniority chooses by bid shows here too: a "
        "difference is a question, not an answer."
    )
    if withheld:
        sentence += f" {counted(withheld, 'band')} of fewer than {FEWEST_SHOWN} officers withheld."
    return over.paper(KIND, "Fairness by service", (sentence, _plot(table), table))


def band_of(seniority: date, on: date) -> int:
    """Return the number of an officer's band: whole years of service on a date, before it none."""
    years = on.year - seniority.year - ((on.month, on.day) < (seniority.month, seniority.day))
    return next(at for at, (_, end) in enumerate(BANDS) if end is None or years < end)


def _words(band: int) -> str:
    start, end = BANDS[band]
    return f"{start} and more" if end is None else f"under {end}" if not start else f"{start} to {end - 1}"


def _row(band: int, size: int, found: Counter[tuple[int, str]]) -> tuple[Cell, ...]:
    if size < FEWEST_SHOWN:
        return (_words(band), f"fewer than {FEWEST_SHOWN}", None, None, None, None, None)
    figures = (round(found[band, column.name] / size, 1) for column in _COLUMNS[2:])
    return (_words(band), str(size), *figures)


def _plot(table: Table) -> Plot:
    parts = [
        f"{row[0]} years: {row[3]} nights, {row[4]} weekend tours, {row[5]} in special housing, {row[6]} mandates"
        for row in table.rows
        if row[2] is not None
    ]
    return Plot(
        table=table, labels="band", series=("nights", "weekends", "special", "mandates"), kind=PlotKind.BARS,
        title="Tours of an average officer, by years of service", said=f"{'; '.join(parts) or 'All withheld'}.",
    )  # fmt: skip
