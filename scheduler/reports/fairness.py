"""Fairness: nights, weekends, hard posts and mandates by years of service.

Figures are of bands of years, each officer's own service counted on the first date, and say nothing of an officer: a
band with fewer than five is withheld. There is no total from which a band that is withheld could be worked out.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
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
_HARD = Column(name="hard_posts", heading="Hard posts each", kind=CellKind.NUMBER, weight=1.0)
_COLUMNS = (
    Column(name="band", heading="Years of service", weight=1.4),
    Column(name="officers", heading="Officers", weight=1.0),
    Column(name="tours", heading="Tours each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="nights", heading="Nights each", kind=CellKind.NUMBER, weight=1.0),
    Column(name="weekends", heading="Weekend tours each", kind=CellKind.NUMBER, weight=1.0),
    _HARD,
    Column(name="mandates", heading="Mandates each", kind=CellKind.NUMBER, weight=1.0),
)
_SAID = {"nights": "nights", "weekends": "weekend tours", "hard_posts": "on hard posts", "mandates": "mandates"}


def fairness(
    over: OverDates,
    officers: Iterable[Officer],
    tours: Iterable[Tour],
    nights: frozenset[ShiftCode],
    hard: frozenset[PostCode] | None,
) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        officers: All officers who could have tours.
        tours: As worked, or as published where nothing worked is known; those of other dates are passed over.
        nights: Watches that are nights.
        hard: Hard posts (`scheduler.ledger.spread.hard_posts`), None where whoever asks may not read which they are:
            the report then goes without them.
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
        found[band, "hard_posts"] += hard is not None and tour.post in hard
        found[band, "mandates"] += tour.kind in _MANDATES
    columns = _COLUMNS if hard is not None else tuple(column for column in _COLUMNS if column is not _HARD)
    rows = tuple(_row(columns, band, sizes[band], found) for band in range(len(BANDS)) if sizes[band])
    note = f"Bands of fewer than {FEWEST_SHOWN} officers are withheld. Weekend tours start on a Saturday or Sunday; "
    note += "mandates are mandated overtime and hold-overs."
    if hard is None:
        note += " Hard posts are told to those who may read what guards posts."
    table = Table(
        name="by_band",
        title="",
        columns=columns,
        rows=rows,
        empty="There are no officers.",
        note=note,
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


def _row(columns: Sequence[Column], band: int, size: int, found: Counter[tuple[int, str]]) -> tuple[Cell, ...]:
    if size < FEWEST_SHOWN:
        return (_words(band), f"fewer than {FEWEST_SHOWN}", *(None for _ in columns[2:]))
    figures = (round(found[band, column.name] / size, 1) for column in columns[2:])
    return (_words(band), str(size), *figures)


def _plot(table: Table) -> Plot:
    drawn = table.columns[3:]
    parts = [
        f"{row[0]} years: {', '.join(f'{n} {_SAID[column.name]}' for n, column in zip(row[3:], drawn, strict=True))}"
        for row in table.rows
        if row[2] is not None
    ]
    return Plot(
        table=table, labels="band", series=tuple(column.name for column in drawn), kind=PlotKind.BARS,
        title="Tours of an average officer, by years of service", said=f"{'; '.join(parts) or 'All withheld'}.",
    )  # fmt: skip
