"""Leave: officer-days taken, asked for and still free, by week.

Counts of the facility only: who is away, why, and of which kind the leave is stand nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.reports.over_dates import OverDates, counted, week_of

KIND = "leave"
_COLUMNS = (
    Column(name="week", heading="Week from", kind=CellKind.DATE),
    Column(name="days", heading="Dates", kind=CellKind.COUNT),
    Column(name="taken", heading="Taken", kind=CellKind.COUNT),
    Column(name="asked", heading="Asked for, not decided", kind=CellKind.COUNT),
    Column(name="places", heading="Places", kind=CellKind.COUNT),
    Column(name="left", heading="Left", kind=CellKind.COUNT),
    Column(name="full", heading="Dates without a place left", kind=CellKind.COUNT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDay:
    """A local date: how many officers are away, how many more ask to be, how many may be (None: any number)."""

    on: date
    taken: int
    asked: int
    places: int | None


def leave_use(over: OverDates, days: Iterable[LeaveDay]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        days: Each of the dates.
    """
    by_week: dict[date, list[LeaveDay]] = {}
    for day in days:
        by_week.setdefault(week_of(day.on), []).append(day)
    rows = tuple(_row(week, found) for week, found in by_week.items())
    crowded = frozenset(at for at, found in enumerate(by_week.values()) if any(map(_is_crowded, found)))
    table = Table(
        name="by_week",
        title="",
        columns=_COLUMNS,
        rows=rows,
        alerts=crowded,
        note="Officer-days: two officers away on three dates are six. A date counts for an officer whose pattern has a "
        "tour on it. Weeks in which more ask than there are places are marked.",
    )
    taken, asked = (
        sum(getattr(day, name) for found in by_week.values() for day in found) for name in ("taken", "asked")
    )
    full = sum(_is_full(day) for found in by_week.values() for day in found)
    words = (
        f"{counted(taken, 'officer-day')} of leave taken, {counted(asked, 'officer-day')} asked for and not decided. "
        + (f"On {counted(full, 'date')} there is no place left." if full else "There is a place left on each date.")
    )
    if any(day.places is None for found in by_week.values() for day in found):
        words += " Where no number of places is set, any number may be away."
    return over.paper(KIND, "Leave", (words, _plot(table, words), table))


def _plot(table: Table, words: str) -> Plot:
    return Plot(
        table=table, labels="week", series=("taken", "asked", "places"), kind=PlotKind.BARS,
        title="Leave by week", said=words, unit="officer-days",
    )  # fmt: skip


def _row(week: date, days: list[LeaveDay]) -> tuple[Cell, ...]:
    taken, asked = sum(day.taken for day in days), sum(day.asked for day in days)
    known = [day.places for day in days if day.places is not None]
    places = sum(known) if len(known) == len(days) else None
    left = sum(max(0, day.places - day.taken) for day in days if day.places is not None)
    return (week, len(days), taken, asked, places, left if places is not None else None, sum(map(_is_full, days)))


def _is_full(day: LeaveDay) -> bool:
    return day.places is not None and day.taken >= day.places


def _is_crowded(day: LeaveDay) -> bool:
    return day.places is not None and day.taken + day.asked > day.places
