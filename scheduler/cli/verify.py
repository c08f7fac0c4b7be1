"""`fairwatch verify`: recompute a certificate's values and prove its bounds again."""

import argparse

from scheduler.cli import show
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster
from scheduler.engine import verify


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; exit status 1 when the certificate does not hold."""
    file = read_roster(arguments.roster)
    path = arguments.problem or arguments.roster.parent / file.problem_path
    problem = read_problem(path)
    if file.certificate is None:
        raise CommandError(f"{arguments.roster}: the roster has no certificate; it was not built by the engine")
    faults = verify(problem, file)
    for fault in faults:
        print(f"  {fault}")
    if faults:
        print("the certificate does not hold")
        return 1
    print(show.tiers(file.certificate.tiers))
    print("the certificate holds: hashes agree, values are the checker's, bounds that can be proved again were")
    return 0
