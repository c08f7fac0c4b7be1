"""`fairwatch import`: a facility workbook into a database, all or nothing."""

import argparse

from scheduler.api import read_workbook
from scheduler.cli.desks import open_desk


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    site = read_workbook(arguments.workbook)
    what = f"{len(site.officers)} officers, {len(site.posts)} posts, {len(site.worked)} worked tours"
    if arguments.dry_run:
        print(f"{arguments.workbook}: {what}; nothing is wrong, nothing was written")
        return 0
    desk = open_desk(arguments.db)
    try:
        desk.import_site(site, str(arguments.workbook))
    finally:
        desk.close()
    print(f"{site.facility.name}: {what} imported")
    return 0
