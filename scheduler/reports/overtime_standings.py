"""Overtime standings: what is charged to each officer on a date, in the order in which volunteers are called.

For the bulletin of the union or a grievance: everything that gives an officer his place stands in his row.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from scheduler.day import Standing
from scheduler.domain.calls import CallRules
from scheduler.domain.papers import Cell, CellKind, Column, Facts, Paper, Table
from scheduler.domain.words import Badge
from scheduler.reports.given import Given, day_in_words

KIND = "overtime-standings"
MARKING = "For officers and supervisors."
_COLUMNS = (
    Column(name="place", heading="Place", kind=CellKind.COUNT),
    Column(name="officer", heading="Officer", weight=2.0),
    Column(name="seniority", heading="Seniority", kind=CellKind.DATE),
    Column(name="charged_minutes", heading="Charged", kind=CellKind.MINUTES),
    Column(name="last_called", heading="Last called", kind=CellKind.MOMENT),
    Column(name="last_mandated", heading="Last mandate", kind=CellKind.DATE),
    Column(name="protected_until", heading="Protected until", kind=CellKind.DATE),
)


Line = tuple[Badge, date, Standing]
"""An officer, his date of seniority, and what gives him his place."""


def overtime_standings(given: Given, lines: Sequence[Line], rules: CallRules, on: date) -> Paper:
    """Return the standings on a local date.

    Args:
        given: Facility and names.
        lines: Officers, in the order in which volunteers are called.
        rules: By which the order is made on the date.
        on: The date.
    """
    rows = tuple(_row(given, place, line, rules, on) for place, line in enumerate(lines, start=1))
    words = {True: "charged as if worked", False: "not charged"}
    pairs = (
        ("Order", rules.sequence.value),
        ("Overtime that is charged", f"of the {rules.counted_days} days before"),
        ("Offers that were refused", words[rules.charges_refusals]),
        ("Calls without an answer", words[rules.charges_no_answer]),
        ("After a mandate", f"protected for {rules.protected_days} days while anybody else can be mandated"),
        ("These rules come from", rules.source or "what holds where a facility has said nothing"),
    )
    note = (
        "Ties go to the more senior. Who is passed over for a seat (rest, caps, qualification) is judged at each call."
    )
    table = Table(name="standings", title="", columns=_COLUMNS, rows=rows, empty="Nobody.", note=note)
    facts = Facts(title="Rules of calling", pairs=pairs)
    return given.record(KIND, "Overtime standings", day_in_words(on), MARKING, (facts, table))


def _row(given: Given, place: int, line: Line, rules: CallRules, on: date) -> tuple[Cell, ...]:
    badge, seniority, standing = line
    held, called = standing.last_mandated, standing.last_called
    until = held + timedelta(days=rules.protected_days) if held is not None else None
    return (
        place, given.name(badge), seniority, standing.charged,
        called.astimezone(ZoneInfo(given.problem.facility.zone)) if called is not None else None,
        held, until if until is not None and until >= on else None,
    )  # fmt: skip
