"""`fairwatch build`: a roster in the database, as an accepted proposal."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from scheduler.api import Desk, RosterHead
from scheduler.cli import show
from scheduler.cli.building import run_engine
from scheduler.cli.failure import CommandError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, RosterEdit, difference
from scheduler.engine import BuildOptions, Built
from scheduler.wire import sha256
from scheduler.wire.progress import Progress


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    desk = Desk.open(arguments.db)
    try:
        if desk.is_empty():
            raise CommandError(f"{arguments.db}: there is no facility yet; import a workbook first")
        options = BuildOptions(seconds=arguments.time, workers=arguments.workers, seed=arguments.seed)
        period = Period(first=arguments.first, days=arguments.days)
        head, _, built = build_roster(desk, period, options, _print)
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
        at=datetime.now(UTC),
        changes=difference(desk.roster(head.id).roster, built.roster),
    )
    desk.apply_edit(head.id, edit)
    desk.set_certificate(head.id, built.certificate, sha256(problem))
    return head, problem, built


def _print(event: Progress) -> None:
    print(show.progress_line(event), flush=True)
