"""The options of `fairwatch notices` and `fairwatch compare`."""

import argparse

from scheduler.cli.arguments import Commands, add_database, command, positive


def add_notices(commands: Commands) -> None:
    """Add `notices` with its sub-commands."""
    notices = command(commands, "notices", "notices", "say what a published version changes for each officer")
    actions = notices.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = _on_roster(actions, "list", "list the notices of a version, each officer's changes apart")
    listing.add_argument("--version", type=positive, metavar="N", help="which version (the latest)")
    _on_roster(actions, "waiting", "list who has not acknowledged what was changed")
    own = command(actions, "own", "notices", "list what was changed for one officer, and nothing of anybody else")
    add_database(own)
    own.add_argument("--officer", required=True, metavar="BADGE")
    read = _on_roster(actions, "acknowledge", "note that an officer has read what a version changed")
    read.add_argument("--version", type=positive, metavar="N", help="which version (the latest)")
    read.add_argument("--officer", required=True, metavar="BADGE")


def add_compare(commands: Commands) -> None:
    """Add `compare`."""
    compare = command(commands, "compare", "compare", "say what differs between two versions of a roster")
    add_database(compare)
    compare.add_argument("--roster", type=int, metavar="ID", help="which roster (the newest)")
    compare.add_argument("--left", type=positive, metavar="N", help="the earlier version (the latest published)")
    compare.add_argument("--right", type=positive, metavar="N", help="the later version (the roster as it stands)")
    compare.add_argument("--officer", metavar="BADGE", help="only this officer's changes line by line")


def _on_roster(actions: Commands, name: str, text: str) -> argparse.ArgumentParser:
    parser = command(actions, name, "notices", text)
    add_database(parser)
    parser.add_argument("--roster", type=int, metavar="ID", help="which roster (the newest)")
    return parser
