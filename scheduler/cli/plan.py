"""`fairwatch plan`: the staffing plan, deviations from it, and the relief factor."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

from scheduler.api import Desk, Deviation, ReliefReport, dates_in_words, rounded
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.ledger.relief_factor import (
    EIGHT_HOUR_SEAT,
    FIVE_DAY_SEAT,
    PLAUSIBLE,
    ROUND_THE_CLOCK_SEAT,
    TWELVE_HOUR_SEAT,
    over_hire,
)

_SEATS = (
    ("8 h, 7 days", EIGHT_HOUR_SEAT),
    ("12 h, 7 days", TWELVE_HOUR_SEAT),
    ("24 h, 7 days", ROUND_THE_CLOCK_SEAT),
    ("8 h, 5 days", FIVE_DAY_SEAT),
)


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    act = _ACTS[arguments.action]
    with open_desk(arguments.db) as desk:
        if desk.is_empty():
            raise CommandError(f"{arguments.db}: there is no facility yet; import a workbook first")
        return act(desk, arguments)


def _show(desk: Desk, arguments: argparse.Namespace) -> int:
    on = arguments.on or desk.plan.today()
    plan = desk.plan.plan(on)
    if plan is None:
        raise CommandError(f"No staffing plan holds on {on}", status=1)
    print(f"Staffing plan from {plan.effective}, approved by {plan.approver}")
    print(f"  population assumed {plan.population}; reviewed {plan.reviewed}, again by {plan.review_by}")
    for factor in plan.factors:
        print(f"  {factor.factor}: {factor.text}")
    for line in plan.minimums:
        print(f"  {line.post:<12}{line.shift:<6}minimum {line.minimum}")
    return 0


def _deviations(desk: Desk, arguments: argparse.Namespace) -> int:
    """List every deviation; the status is 1 if there is one."""
    first = arguments.first or desk.plan.today()
    found = desk.plan.deviations(first, first + timedelta(days=arguments.days - 1), arguments.roster)
    for deviation in found:
        print(_line(deviation))
    print(f"{len(found)} deviations" if len(found) != 1 else "1 deviation")
    return 1 if found else 0


def _line(deviation: Deviation) -> str:
    return f"  {deviation.kind:<11}{deviation.dates[0]}  {deviation.message}: {dates_in_words(deviation.dates)}"


def _relief(desk: Desk, arguments: argparse.Namespace) -> int:
    report = desk.plan.relief(arguments.year, arguments.contracted, arguments.authorised)
    _print_work_year(report)
    print(f"{'post':<14}{'relieved':<10}{'min h':>10}{'wanted h':>10}{'for min':>10}{'for wanted':>12}")
    for need in report.posts:
        minutes = f"{_hours(need.minimum_minutes):>10}{_hours(need.wanted_minutes):>10}"
        officers = f"{rounded(need.minimum):>10}{rounded(need.wanted):>12}"
        print(f"{need.post:<14}{'yes' if need.is_relieved else 'no':<10}{minutes}{officers}")
    print(f"{'in all':<44}{rounded(report.minimum):>10}{rounded(report.wanted):>12}")
    authorised = "not told" if report.authorised is None else str(report.authorised)
    print(f"authorised {authorised}, filled {report.filled}, deployable today {report.deployable}")
    print(f"filled less what the wanted seats take: {rounded(report.filled - report.wanted)}")
    if arguments.leavers is not None:
        print(f"to hire beyond the positions, for half of a year's leavers: {over_hire(arguments.leavers)}")
    return 0


def _print_work_year(report: ReliefReport) -> None:
    work = report.work_year
    print(f"{'contracted':<32}{_hours(work.contracted):>10} h a year")
    if report.absence_year is None:
        print("no absences are recorded: nobody is ever away in these figures")
    for absence in work.absences:
        print(f"  {absence.category:<30}{_hours(absence.minutes):>10} h in {report.absence_year}")
    print(f"{'net annual work hours':<32}{_hours(work.net):>10} h")
    for name, minutes in _SEATS:
        print(f"  relief factor, {name:<15}{rounded(work.relief_factor(minutes)):>10}")
    if not PLAUSIBLE[0] <= work.relief_factor(EIGHT_HOUR_SEAT) <= PLAUSIBLE[1]:
        print("  relief factors of 8 h seats mostly lie between 1.5 and 2.0: look at the absences again")


def _hours(minutes: Fraction | int) -> str:
    return rounded(Fraction(minutes) / 60, 0)


_ACTS: dict[str, Callable[[Desk, argparse.Namespace], int]] = {
    "show": _show,
    "deviations": _deviations,
    "relief": _relief,
}
