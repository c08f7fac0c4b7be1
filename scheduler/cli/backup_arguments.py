"""The options of `fairwatch backup` and `fairwatch restore`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, positive


def add_backup(commands: Commands) -> None:
    """Add `backup` with its actions, and `restore`."""
    backup = command(commands, "backup", "backup", "write an encrypted backup of a database, or prove one")
    backup.add_argument("--db", metavar="URL", help="the database to back up")
    backup.add_argument("--to", type=Path, metavar="FOLDER", help="where to; best a disk of another machine")
    backup.add_argument("--if-due", action="store_true", help="as the plan says, and only when a backup is due")
    lock = backup.add_mutually_exclusive_group()
    lock.add_argument("--key", metavar="KEY", help="lock it with this backup key (a passphrase is asked for)")
    lock.add_argument("--passphrase-file", type=Path, metavar="FILE", help="take the passphrase from its first line")
    actions = backup.add_subparsers(dest="action", metavar="ACTION")
    proving = command(actions, "verify", "backup", "read a backup to its end and prove it; nothing is written")
    _add_opening(proving)
    key = command(actions, "key", "backup", "make a backup key: the file opens backups, what is printed locks them")
    key.add_argument("out", type=Path, metavar="FILE", help="such as a file on a stick that is locked away")
    listing = command(actions, "list", "backup", "list the backups of a database that lie in a folder")
    add_database(listing)
    listing.add_argument("folder", type=Path, nargs="?", metavar="FOLDER", help="(the one of the plan)")
    _add_plan(actions)

    back = command(commands, "restore", "backup", "make a new database of a backup")
    _add_opening(back)
    back.add_argument("--db", required=True, metavar="NEWURL", help="the new database: nothing may be there yet")
    back.set_defaults(action="restore")


def _add_plan(actions: Commands) -> None:
    plan = command(actions, "plan", "backup", "say or set when backups are made, where to, and how many are kept")
    add_database(plan)
    plan.add_argument("--to", type=Path, metavar="FOLDER")
    plan.add_argument("--key", metavar="KEY", help="the backup key that locks them")
    plan.add_argument("--hours", type=int, metavar="N", help="every N hours, 0 for not by the clock")
    plan.add_argument("--keep", type=positive, metavar="K", help="keep the K newest")
    plan.add_argument("--at-publication", action=argparse.BooleanOptionalAction, help="after each publication too")
    plan.add_argument("--none", action="store_true", help="make none any more")


def _add_opening(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--key-file", type=Path, metavar="FILE", help="open it with this backup key (a passphrase is asked)"
    )
    how.add_argument("--passphrase-file", type=Path, metavar="FILE", help="take the passphrase from its first line")
