"""`fairwatch export`: a roster of the database for others to read."""

import argparse

from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    desk = open_desk(arguments.db)
    try:
        rosters = desk.oversight.rosters() if arguments.anonymous else desk.rosters()
        if not rosters:
            raise CommandError(f"{arguments.db}: there is no roster yet; build one first")
        chosen = arguments.roster if arguments.roster is not None else rosters[0].id
        if chosen not in {head.id for head in rosters}:
            known = ", ".join(str(head.id) for head in rosters)
            raise CommandError(f"roster {chosen} does not exist; there are {known}")
        export = desk.oversight.export if arguments.anonymous else desk.export
        for path in export(chosen, arguments.out, tuple(arguments.format or ("csv", "json"))):
            print(path)
    finally:
        desk.close()
    return 0
