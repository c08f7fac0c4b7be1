"""Coverage: officers on posts against the minimum and what is wanted, by watch and by day.

There, of a post on a watch, are the officers who hold it at the emptiest moment, as the log of deviations counts
them. More than a post wants are not counted: an officer too many at one post fills no other.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from scheduler.domain.demand import Slot
from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.roster import Tour
from scheduler.domain.words import PostCode, Priority, ShiftCode
from scheduler.reports.over_dates import OverDates, counted

KIND = "coverage"
_COUNTS = (
    Column(name="there", heading="On posts", kind=CellKind.COUNT),
    Column(name="minimum", heading="Minimum", kind=CellKind.COUNT),
    Column(name="wanted", heading="Wanted", kind=CellKind.COUNT),
    Column(name="below", heading="Seats below the minimum", kind=CellKind.COUNT),
    Column(name="critical", heading="Of these at critical posts", kind=CellKind.COUNT),
)
_ON = Column(name="date", heading="Date", kind=CellKind.DATE)


def coverage(over: OverDates, slots: Iterable[Slot], tours: Iterable[Tour], rostered: frozenset[date]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        slots: What posts must and should have on watches of the dates.
        tours: Who is on posts, as worked, or as published where nothing worked is known.
        rostered: Dates of which anything is published or worked; others are listed as not known, never as empty.
    """
    held: defaultdict[tuple[PostCode, date, ShiftCode], list[Tour]] = defaultdict(list)
    for tour in tours:
        held[tour.post, tour.on, tour.shift].append(tour)
    found: dict[tuple[date, ShiftCode], list[int]] = {}
    for slot in slots:
        line = found.setdefault((slot.on, slot.shift), [0] * 5)
        there = min(fewest(held[slot.post, slot.on, slot.shift], slot.start, slot.end), slot.wanted)
        below = max(0, slot.minimum - there)
        for at, number in enumerate(
            (there, slot.minimum, slot.wanted, below, below if slot.priority is Priority.CRITICAL else 0)
        ):
            line[at] += number
    known = {place: line for place, line in found.items() if place[0] in rostered}
    by_shift = Table(
        name="by_watch",
        title="By watch",
        columns=(_ON, Column(name="shift", heading="Watch"), *_COUNTS),
        rows=tuple((on, str(shift), *line) for (on, shift), line in known.items()),
        alerts=frozenset(at for at, line in enumerate(known.values()) if line[3]),
        empty="Nothing is published or worked on these dates.",
    )
    by_day = _by_day(over, known)
    return over.paper(KIND, "Coverage", (_sentence(over, known), _plot(by_day), by_shift, by_day))


def _by_day(over: OverDates, known: dict[tuple[date, ShiftCode], list[int]]) -> Table:
    days: dict[date, list[int]] = {}
    for (on, _), line in known.items():
        days[on] = [one + other for one, other in zip(days.get(on, [0] * 5), line, strict=True)]
    rows: tuple[tuple[Cell, ...], ...] = tuple((on, *days.get(on, [None] * 5)) for on in over.dates)
    alerts = frozenset(at for at, on in enumerate(over.dates) if on in days and days[on][3])
    return Table(name="by_day", title="By day", columns=(_ON, *_COUNTS), rows=rows, alerts=alerts)


def _plot(by_day: Table) -> Plot:
    known = [row for row in by_day.rows if row[1] is not None]
    below = [row for row in known if row[4]]
    said = f"Officers on posts, the minimum and what is wanted on {counted(len(known), 'date')}. " + (
        f"On {counted(len(below), 'date')} a post was below its minimum." if below else "No post is below its minimum."
    )
    return Plot(
        table=by_day, labels="date", series=("there", "minimum", "wanted"), kind=PlotKind.LINES,
        title="Officers on posts, by day", said=said, unit="all watches together",
    )  # fmt: skip


def _sentence(over: OverDates, known: dict[tuple[date, ShiftCode], list[int]]) -> str:
    if not known:
        return "Nothing is published or worked on these dates."
    below, critical = sum(line[3] for line in known.values()), sum(line[4] for line in known.values())
    watches = sum(bool(line[3]) for line in known.values())
    said = (
        f"{counted(below, 'seat')} below the minimum on {counted(watches, 'watch', 'watches')} of {len(known):,}, "
        f"{critical} of them at critical posts."
        if below
        else f"On all {counted(len(known), 'watch', 'watches')} each post has its minimum."
    )
    unknown = len(over.dates) - len({on for on, _ in known})
    return f"{said} Of {counted(unknown, 'date')} nothing is published or worked." if unknown else said


def fewest(tours: list[Tour], start: int, end: int) -> int:
    """Return how many are there at the emptiest moment of [start, end)."""
    moments = {start, *(m for tour in tours for m in (tour.start, tour.end) if start < m < end)}
    return min(sum(tour.start <= moment < tour.end for tour in tours) for moment in moments)
