"""Hours, contract overtime and FLSA overtime of each officer in each pay period that the dates touch.

The two kinds of overtime are counted apart: `scheduler.ledger.pay` has their sources.
"""

from collections import Counter
from datetime import date

from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.ledger import PayTable
from scheduler.reports.over_dates import OverDates
from scheduler.rule import hours

KIND = "pay-periods"
_OVERTIME = (
    Column(name="contract_minutes", heading="Contract overtime", kind=CellKind.MINUTES),
    Column(name="flsa_minutes", heading="FLSA overtime", kind=CellKind.MINUTES),
)
_OFFICERS = (
    Column(name="officer", heading="Officer", weight=2.0),
    Column(name="first", heading="Pay period from", kind=CellKind.DATE),
    Column(name="last", heading="To", kind=CellKind.DATE),
    Column(name="counted_minutes", heading="Hours", kind=CellKind.MINUTES),
    *_OVERTIME,
    Column(name="threshold_minutes", heading="Threshold", kind=CellKind.MINUTES),
)
_PERIODS = (Column(name="first", heading="Pay periods from", kind=CellKind.DATE), *_OVERTIME)


def pay_periods(over: OverDates, table: PayTable) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        table: Both ledgers of each officer in each pay period that the dates touch, swaps settled.
    """
    place = {badge: at for at, badge in enumerate(over.by_name({line.badge for line in table.lines}))}
    lines = sorted(table.lines, key=lambda line: (place[line.badge], line.first))
    by_contract: Counter[date] = Counter()
    by_law: Counter[date] = Counter()
    for line in lines:
        by_contract[line.first] += line.contract_minutes
        by_law[line.first] += line.flsa_minutes
    by_officer = Table(
        name="by_officer",
        title="By officer",
        columns=_OFFICERS,
        rows=tuple(
            (
                *(over.name(line.badge), line.first, line.last, line.counted_minutes),
                *(line.contract_minutes, line.flsa_minutes, line.threshold_minutes),
            )
            for line in lines
        ),
        empty="Nobody has hours in these pay periods.",
    )
    starts = sorted({line.first for line in lines})
    by_period = Table(
        name="by_period",
        title="By pay period",
        columns=_PERIODS,
        rows=tuple((first, by_contract[first], by_law[first]) for first in starts),
    )
    words = (
        f"{hours(by_law.total())} of FLSA overtime in these pay periods, {hours(by_contract.total())} of contract "
        "overtime. The two are counted apart: one by law on hours worked, one by the agreement."
    )
    if table.not_chosen:
        words += f" Not chosen how overtime is priced, so not listed: {', '.join(table.not_chosen)}."
    said = f"Overtime of each pay period: by contract {hours(by_contract.total())}, by law {hours(by_law.total())}."
    plot = Plot(
        table=by_period, labels="first", series=("contract_minutes", "flsa_minutes"), kind=PlotKind.BARS,
        title="Overtime by pay period", said=said,
    )  # fmt: skip
    return over.paper(KIND, "Pay periods", (words, plot, by_officer, by_period))
