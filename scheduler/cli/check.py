"""`fairwatch check`: which rules a roster breaks and what it is worth."""

import argparse
import sys

from scheduler.check import check_roster
from scheduler.cli import show
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster
from scheduler.wire import encode


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when a never or stop rule is broken."""
    problem = read_problem(arguments.problem)
    roster = read_roster(arguments.roster).roster
    if roster.period != problem.period or roster.facility != problem.facility.id:
        raise CommandError(f"{arguments.roster} is a roster of another facility or period than {arguments.problem}")
    found = check_roster(problem, roster)
    if arguments.json:
        sys.stdout.write(encode(found).decode() + "\n")
    else:
        print(show.report(found))
    return 1 if found.blocking else 0
