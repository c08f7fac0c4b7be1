"""`fairwatch build`: a roster in the database, as an accepted proposal."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from scheduler.api import BuildScope, Desk, RosterHead, here
from scheduler.cli import show
from scheduler.cli.building import run_engine
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, RosterEdit, difference
from scheduler.domain.words import ShiftCode
from scheduler.engine import BuildOptions, Built
from scheduler.wire import sha256
from scheduler.wire.progress import Progress

DAYS = 28


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    desk = open_desk(arguments.db)
    try:
        if desk.is_empty():
            raise CommandError(f"{arguments.db}: there is no facility yet; import a workbook first")
        options = BuildOptions(seconds=arguments.time, workers=arguments.workers, seed=arguments.seed)
        if arguments.roster is not None:
            head, built = build_again(desk, arguments.roster, _scope(desk, arguments), options, _print)
        else:
            head, _, built = build_roster(desk, _period(arguments), options, _print)
        period = head.period
    finally:
        desk.close()
    print(show.report(built.report, built.certificate.tiers))
    print(f"roster {head.id} of {period.first} to {period.last}")
    return 1 if built.report.blocking else 0


def build_roster(
    desk: Desk, period: Period, options: BuildOptions, report: Callable[[Progress], None]
) -> tuple[RosterHead, Problem, Built]:
    """Build a period and keep the result as a new roster with one edit and its certificate."""
    problem = desk.problem(period)
    built = run_engine(problem, options, report)
    head = desk.create_roster(period)
    edit = RosterEdit(
        id=str(uuid4()),
        label=f"Accept the proposal for {period.first} to {period.last}",
        actor=desk.actor,
        at=here.utc_now(),
        changes=difference(desk.roster(head.id).roster, built.roster),
    )
    desk.apply_edit(head.id, edit)
    desk.set_certificate(head.id, built.certificate, sha256(problem))
    return head, problem, built


def build_again(
    desk: Desk, id: int, scope: BuildScope, options: BuildOptions, report: Callable[[Progress], None]
) -> tuple[RosterHead, Built]:
    """Build a roster again within a scope, around its locks, and keep the result as one edit with its certificate."""
    stored = desk.roster(id)
    problem = desk.build_problem(stored.roster, scope)
    built = run_engine(problem, options, report, stored.roster)
    changes = difference(stored.roster, built.roster)
    if changes:
        edit = RosterEdit(
            id=str(uuid4()),
            label=f"Accept the proposal for {stored.head.period.first} to {stored.head.period.last}",
            actor=desk.actor,
            at=here.utc_now(),
            changes=changes,
        )
        desk.apply_edit(id, edit)
    desk.set_certificate(id, built.certificate, sha256(problem))
    return desk.roster(id).head, built


def _period(arguments: argparse.Namespace) -> Period:
    if arguments.first is None:
        raise CommandError("Say which dates: --from DATE, or which roster to build again: --roster ID")
    if arguments.shift or arguments.empty_only:
        raise CommandError("--shift and --empty-only need a roster that stands: --roster ID")
    return Period(first=arguments.first, days=arguments.days or DAYS)


def _scope(desk: Desk, arguments: argparse.Namespace) -> BuildScope:
    """Return what may change: with --from and --days only these dates."""
    known = {shift.code for shift in desk.site().shifts}
    for code in arguments.shift or ():
        if code not in known:
            raise CommandError(f"There is no shift {code}; known are {', '.join(sorted(known))}")
    last = None
    if arguments.days is not None:
        first = arguments.first or desk.roster(arguments.roster).head.period.first
        last = first + timedelta(days=arguments.days - 1)
    shifts = frozenset(ShiftCode(code) for code in arguments.shift) if arguments.shift else None
    return BuildScope(first=arguments.first, last=last, shifts=shifts, is_empty_only=arguments.empty_only)


def _print(event: Progress) -> None:
    print(show.progress_line(event), flush=True)
