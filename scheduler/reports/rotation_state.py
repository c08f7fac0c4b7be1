"""Rotation by area: how many tenures were on time, waived, due, and past their last date on the last of the dates.

Counts of an area, never who: rotation is not a list of officers.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

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
