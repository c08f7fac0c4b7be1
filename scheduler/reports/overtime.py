"""Overtime by officer and by reason: volunteered, mandated, held over, called in early, and court outside the pattern.

Officers stand by name, never by how much they have: the report is no ranking. Minutes are true minutes of tours of
each kind, on the date on which the tour starts; what is paid for them is in the report of pay periods.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, TourKind
from scheduler.reports.over_dates import OverDates, counted, week_of

KIND = "overtime"
COURT = "court"
REASONS = {
    TourKind.VOLUNTARY_OVERTIME.value: "Voluntary",
    TourKind.MANDATED_OVERTIME.value: "Mandated",
    TourKind.HOLD_OVER.value: "Held over",
    TourKind.EARLY_CALL_IN.value: "Called in early",
    COURT: "Court",
}
_SUMS = tuple(
    Column(name=f"{reason}_minutes", heading=heading, kind=CellKind.MINUTES) for reason, heading in REASONS.items()
)
_TOTAL = Column(name="total_minutes", heading="Together", kind=CellKind.MINUTES)

CourtTime = tuple[Badge, date, int]
"""An officer, a local date, and minutes of court outside the officer's own pattern."""


def overtime(over: OverDates, tours: Iterable[Tour], court: Iterable[CourtTime]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        tours: As worked, or as published where nothing worked is known; others than overtime are passed over.
        court: Court outside officers' patterns.
    """
    people: Counter[tuple[Badge, str]] = Counter()
    weeks: Counter[tuple[date, str]] = Counter()
    parts = [(tour.badge, tour.on, tour.kind.value, tour.minutes) for tour in tours if tour.kind.is_overtime]
    for badge, on, reason, minutes in (*parts, *((badge, on, COURT, minutes) for badge, on, minutes in court)):
        if over.first <= on <= over.last:
            people[badge, reason] += minutes
            weeks[week_of(on), reason] += minutes
    by_officer = Table(
        name="by_officer",
        title="By officer",
        columns=(Column(name="officer", heading="Officer", weight=2.0), *_SUMS, _TOTAL),
        rows=tuple((over.name(badge), *_line(people, badge)) for badge in over.by_name({b for b, _ in people})),
        empty="Nobody has overtime in these dates.",
        note="By name. Hours of tours of each kind; who is owed which pay is in Pay periods.",
    )
    by_week = Table(
        name="by_week",
        title="By week",
        columns=(Column(name="week", heading="Week from", kind=CellKind.DATE), *_SUMS, _TOTAL),
        rows=tuple((week, *_line(weeks, week)) for week in over.weeks),
    )
    return over.paper(KIND, "Overtime", (_sentence(people), _plot(by_week, people), by_officer, by_week))


def _line(sums: Counter[tuple[Badge, str]] | Counter[tuple[date, str]], of: Badge | date) -> tuple[int, ...]:
    parts = tuple(sums[of, reason] for reason in REASONS)  # type: ignore[index]
    return (*parts, sum(parts))


def _plot(by_week: Table, people: Counter[tuple[Badge, str]]) -> Plot:
    used = tuple(f"{reason}_minutes" for reason in REASONS if any(found == reason for _, found in people))
    weeks = [(sum(cell for cell in row[1:-1] if isinstance(cell, int)), row[0]) for row in by_week.rows]
    said = "Hours of overtime of each week, by reason."
    for minutes, week in sorted(weeks, key=lambda line: -line[0])[:1]:
        if minutes and isinstance(week, date):
            said += f" Most in the week from {week.day} {week:%b}: {minutes // 60:,} h."
    return Plot(
        table=by_week, labels="week", series=used or (_SUMS[0].name,), kind=PlotKind.STACKED,
        title="Overtime by week and reason", said=said,
    )  # fmt: skip


def _sentence(people: Counter[tuple[Badge, str]]) -> str:
    if not people:
        return "Nobody has overtime in these dates."
    total = sum(people.values())
    parts = []
    for reason, heading in REASONS.items():
        minutes = sum(count for (_, found), count in people.items() if found == reason)
        if minutes:
            parts.append(f"{heading.lower()} {minutes // 60:,} h")
    return f"{counted(len({badge for badge, _ in people}), 'officer')}, {total // 60:,} h: {', '.join(parts)}."
