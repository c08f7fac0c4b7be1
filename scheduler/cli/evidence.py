"""`fairwatch evidence`: published versions with their proofs as one file for others."""

import argparse

from scheduler.api.packs import WantedPack
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        known = {head.id: head for head in desk.packs.published()}
        if not known:
            raise CommandError(f"{arguments.db}: no roster was ever published here")
        numbers = tuple(arguments.roster or (max(known),))
        evidence = desk.packs.gather(WantedPack(rosters=numbers, profile=arguments.profile, case=arguments.case))
        digest = desk.packs.write(evidence, arguments.out)
    for one in evidence.publications:
        print(f"roster {one.roster_id}, version {one.roster.version}: {len(one.roster.tours)} tours")
    for left in evidence.left_out:
        print(f"left out: {left.what} ({left.why})")
    print(f"{arguments.out}: SHA-256 {digest}; the audit log notes it")
    return 0
