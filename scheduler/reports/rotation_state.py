"""Rotation by area: how many tenures were on time, waived, due, and past their last date on the last of the dates.

Counts of an area, never who: rotation is not a list of officers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from scheduler.domain.papers import Cell, CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.words import AreaCode, RotationClass
from scheduler.ledger import RotationState
from scheduler.reports.given import day_in_words
from scheduler.reports.over_dates import OverDates, counted

KIND = "rotation"
_STATES = {
    "on_time": ("On time", (RotationState.ON_TIME, RotationState.NOTICE)),
    "waived": ("Waived", (RotationState.WAIVED,)),
    "due": ("Due", (RotationState.DUE,)),
    "overdue": ("Past the last date", (RotationState.OVERDUE,)),
}
_COLUMNS = (
    Column(name="area", heading="Area", weight=1.4),
    Column(name="class", heading="Class", weight=1.0),
    *(Column(name=name, heading=heading, kind=CellKind.COUNT) for name, (heading, _) in _STATES.items()),
    Column(name="kept", heading="On time or waived", kind=CellKind.SHARE),
)

TenureState = tuple[AreaCode, RotationClass, RotationState]
"""Area of a tenure, its class, and how it stands."""


def rotation_state(over: OverDates, tenures: Iterable[TenureState]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates; tenures are looked at on the last one.
        tenures: All that run then.
    """
    found: defaultdict[tuple[AreaCode, RotationClass], Counter[RotationState]] = defaultdict(Counter)
    for area, rotation, state in tenures:
        found[area, rotation][state] += 1
    rows: list[tuple[Cell, ...]] = []
    late: list[int] = []
    for (area, rotation), states in sorted(found.items()):
        counts = {name: sum(states[state] for state in those) for name, (_, those) in _STATES.items()}
        kept = (counts["on_time"] + counts["waived"]) / states.total()
        late += [len(rows)] if counts["overdue"] else []
        rows.append((str(area), rotation.value, *counts.values(), kept))
    table = Table(
        name="by_area",
        title="",
        columns=_COLUMNS,
        rows=tuple(rows),
        alerts=frozenset(late),
        empty="No tenure runs that policy would end.",
        note="Areas with a tenure past its last date are marked.",
    )
    total = sum(states.total() for states in found.values())
    kept = sum(
        states[state] for states in found.values() for name in ("on_time", "waived") for state in _STATES[name][1]
    )
    words = f"No tenure runs on {day_in_words(over.last)} that policy would end."
    if total:
        share = f"{100 * kept / total:.0f}%"
        words = f"{counted(total, 'tenure')} on {day_in_words(over.last)}, {share} on time or waived."
    plot = Plot(
        table=table, labels="area", series=tuple(_STATES), kind=PlotKind.STACKED, title="Tenures by area", said=words
    )
    return over.paper(KIND, "Rotation by area", (words, plot, table))


MonthState = tuple[date, RotationClass, int, int]
"""The first of a month, a class, how many tenures ran on that date, and how many of them were late."""


def rotation_months(lines: Iterable[MonthState]) -> Plot | None:
    """Return how much of each class was on time or waived on the first of each month; None where nothing is known."""
    known = {(month, rotation): (running - late) / running for month, rotation, running, late in lines if running}
    if not known:
        return None
    classes = sorted({rotation for _, rotation in known})
    table = Table(
        name="by_month",
        title="By month",
        columns=(
            Column(name="month", heading="On", kind=CellKind.DATE),
            *(Column(name=one.value, heading=one.value.capitalize(), kind=CellKind.SHARE) for one in classes),
        ),
        rows=tuple(
            (month, *(known.get((month, one)) for one in classes)) for month in sorted({month for month, _ in known})
        ),
    )
    latest = table.rows[-1]
    parts = (
        f"{one.value} {cell:.0%}" for one, cell in zip(classes, latest[1:], strict=True) if isinstance(cell, float)
    )
    return Plot(
        table=table, labels="month", series=tuple(one.value for one in classes), kind=PlotKind.BARS,
        title="Tenures on time or waived, on the first of each month", said=f"On the latest: {', '.join(parts)}.",
    )  # fmt: skip
