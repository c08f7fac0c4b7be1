"""The options of `fairwatch payroll`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day, positive


def add_payroll(commands: Commands) -> None:
    """Add `payroll` with its actions."""
    payroll = command(commands, "payroll", "payroll", "tell payroll what was worked, or what changed since it was told")
    actions = payroll.add_subparsers(dest="action", required=True, metavar="ACTION")

    export = command(actions, "export", "payroll", "write what is new since the last export, with control totals")
    add_database(export)
    export.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="the last date, inclusive")
    export.add_argument("--from", dest="first", type=day, metavar="DATE", help="needed for the first export only")
    export.add_argument("--template", type=Path, metavar="FILE.toml", help="how it is told (the standard one)")
    export.add_argument("--dry-run", action="store_true", help="only say what it would hold; write nothing")
    _add_files(export)

    again = command(actions, "again", "payroll", "write the files of an export again, as they were")
    again.add_argument("number", type=positive, metavar="N", help="of the export")
    add_database(again)
    _add_files(again)

    listed = command(actions, "list", "payroll", "list all exports with their totals")
    add_database(listed)

    template = command(actions, "template", "payroll", "write the standard template, to be changed")
    template.add_argument("file", type=Path, metavar="FILE.toml")


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("."), metavar="DIR", help="the folder to write to (here)")
    parser.add_argument(
        "--format", choices=("csv", "xlsx", "txt"), default="csv", help="(csv); txt has columns of fixed width"
    )
    parser.add_argument("--delimiter", choices=("comma", "semicolon", "tab"), default="comma", help="of CSV (comma)")
    parser.add_argument("--bom", action="store_true", help="begin CSV with a byte order mark")
