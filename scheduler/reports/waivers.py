"""Waivers: each approved exception of the dates, with its rule, who approved it, why, and until when."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.words import Badge
from scheduler.reports.over_dates import OverDates, counted, months

KIND = "waivers"
_COLUMNS = (
    Column(name="date", heading="From", kind=CellKind.DATE),
    Column(name="until", heading="Until", kind=CellKind.DATE),
    Column(name="rule", heading="Rule", weight=1.2),
    Column(name="about", heading="About", weight=1.2),
    Column(name="approver", heading="Approved by", weight=1.0),
    Column(name="reason", heading="Reason", weight=2.0),
    Column(name="roster", heading="Roster", kind=CellKind.COUNT),
)
_NUMBER = Column(name="number", heading="Waivers", kind=CellKind.COUNT)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverLine:
    """A waiver.

    Attributes:
        first: The date that it is about, or from which it holds.
        until: Its last date.
        rule: What it lets pass, in words.
        badge: The officer, "" for none.
        approver: Who approved it.
        reason: Why.
        roster: Number of the roster, None for one that is of none.
    """

    first: date
    until: date
    rule: str
    badge: Badge
    approver: str
    reason: str
    roster: int | None = None


def waivers(over: OverDates, lines: Iterable[WaiverLine]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        lines: Waivers of the dates, or that hold on some of them.
    """
    found = sorted(lines, key=lambda line: (line.first, line.rule, line.badge, line.roster or 0))
    every = Table(
        name="waivers",
        title="Waivers",
        columns=_COLUMNS,
        rows=tuple(
            (
                line.first,
                line.until,
                line.rule,
                over.name(line.badge) if line.badge else "the watch",
                line.approver,
                line.reason,
                line.roster,
            )
            for line in found
        ),
        empty="Nothing was waived in these dates.",
    )
    rules = Counter(line.rule for line in found)
    by_rule = Table(
        name="by_rule",
        title="By rule",
        columns=(Column(name="rule", heading="Rule", weight=2.0), _NUMBER),
        rows=tuple(sorted(rules.items())),
        empty="None.",
    )
    in_month = Counter(max(line.first, over.first).replace(day=1) for line in found)
    by_month = Table(
        name="by_month",
        title="By month",
        columns=(Column(name="month", heading="Month", weight=2.0), _NUMBER),
        rows=tuple((f"{month:%B %Y}", in_month[month]) for month in months(over.first, over.last)),
        note="One that began before the dates counts in their first month.",
    )
    words = "Nothing was waived in these dates."
    if found:
        words = f"{counted(len(found), 'waiver')} of {counted(len(rules), 'rule')}: " + (
            ", ".join(f"{rule} ({number})" for rule, number in sorted(rules.items())) + "."
        )
    plot = Plot(
        table=by_month, labels="month", series=("number",), kind=PlotKind.BARS, title="Waivers by month", said=words
    )
    return over.paper(KIND, "Waivers", (words, plot, every, by_rule, by_month), is_wide=True)
