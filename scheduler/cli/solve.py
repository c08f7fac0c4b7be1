"""`fairwatch solve`: a roster from a problem file."""

import argparse
from typing import IO

from scheduler.cli import show
from scheduler.cli.building import run_engine
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster, write_roster
from scheduler.engine import BuildOptions
from scheduler.wire import encode
from scheduler.wire.progress import Progress


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    problem = read_problem(arguments.problem)
    start = None
    if arguments.start is not None:
        start = read_roster(arguments.start).roster
        if start.facility != problem.facility.id or start.period != problem.period:
            raise CommandError(f"{arguments.start} is a roster of another facility or period than {arguments.problem}")
    options = BuildOptions(seconds=arguments.time, workers=arguments.workers, seed=arguments.seed)
    if arguments.progress is None:
        built = run_engine(problem, options, lambda event: None, start)
    else:
        with arguments.progress.open("wb") as log:
            built = run_engine(problem, options, lambda event: _log(log, event), start)
    write_roster(arguments.out, built.roster, built.certificate, problem, arguments.problem)
    print(show.tiers(built.certificate.tiers))
    return 1 if built.report.blocking else 0


def _log(log: IO[bytes], event: Progress) -> None:
    log.write(encode(event) + b"\n")
    log.flush()
