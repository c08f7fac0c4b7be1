"""The options of `fairwatch worked`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day, positive


def add_worked(commands: Commands) -> None:
    """Add `worked` with its actions."""
    worked = command(commands, "worked", "worked", "write down what was really worked, and close days")
    actions = worked.add_subparsers(dest="action", required=True, metavar="ACTION")

    sheet = command(actions, "list", "worked", "list a day: what was planned, what was worked, what was corrected")
    add_database(sheet)
    sheet.add_argument("--on", type=day, metavar="DATE", help="(yesterday)")
    sheet.add_argument("--all", action="store_true", help="also what was corrected")

    made = command(actions, "enter", "worked", "write down what was worked, one entry or a table of them")
    add_database(made)
    made.add_argument("--csv", type=Path, metavar="FILE", help="a table with the columns named in the manual")
    _add_entry(made)
    made.add_argument("--reason", default="", metavar="TEXT", help="needed where the day is closed")

    right = command(
        actions, "correct", "worked", "correct an entry: the original stays and says by what it was replaced"
    )
    add_database(right)
    right.add_argument("--number", type=positive, required=True, metavar="N", help="of the entry")
    right.add_argument("--on", type=day, required=True, metavar="DATE", help="the day of the entry")
    right.add_argument("--from", dest="start", metavar="TIME", help="(as it is)")
    right.add_argument("--to", dest="end", metavar="TIME", help="(as it is)")
    right.add_argument("--absent", action="store_true", help="nothing of it was worked")
    right.add_argument("--take-back", action="store_true", help="it was entered in error")
    right.add_argument("--reason", default="", metavar="TEXT", help="needed where the day is closed")

    done = command(actions, "close", "worked", "close a day: what was not written down counts as planned")
    add_database(done)
    done.add_argument("--on", type=day, required=True, metavar="DATE")

    both = command(actions, "compare", "worked", "compare planned with worked hours of closed days, by officer")
    add_database(both)
    both.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    both.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="the last date, inclusive")


def _add_entry(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", type=day, metavar="DATE", help="on which the shift starts")
    parser.add_argument("--officer", metavar="BADGE")
    parser.add_argument("--from", dest="start", metavar="TIME", help='such as "2026-12-06 06:00" (as planned)')
    parser.add_argument("--to", dest="end", metavar="TIME", help="(as planned)")
    parser.add_argument("--post", metavar="CODE", help="(as planned; a duty may be without)")
    parser.add_argument("--shift", metavar="CODE", help="(as planned)")
    parser.add_argument("--kind", metavar="WORD", help="duty or absent; else the times say it")
