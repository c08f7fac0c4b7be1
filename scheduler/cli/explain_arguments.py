"""The arguments of `fairwatch explain`."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_effort, command


def add_explain(commands: Commands) -> None:
    """Add the command."""
    explain = command(
        commands,
        "explain",
        "explain",
        "say why a seat is empty, why not this officer or why this one, what it would take, and what a rule costs",
    )
    explain.add_argument("problem", type=Path, metavar="PROBLEM.json")
    explain.add_argument("roster", type=Path, metavar="ROSTER.json")
    what = explain.add_mutually_exclusive_group(required=True)
    what.add_argument("--seat", metavar="POST/DATE/SHIFT/INDEX", help="the seat that is asked about")
    what.add_argument(
        "--price", type=_numbers, metavar="ENTRY.SETTING=N,N", help="what numbers of a policy entry cost in a tier"
    )
    what.add_argument(
        "--minimum", type=_numbers, metavar="POST=N,N", help="what minimum seats of a post cost in a tier"
    )
    explain.add_argument("--officer", metavar="BADGE", help="with --seat: why not, or why, this officer")
    explain.add_argument("--tier", metavar="KEY", help="with --price and --minimum: the tier that pays")
    explain.add_argument("--as-limit", action="store_true", help="with --price: keep the entry as a limit, not a price")
    explain.add_argument("--json", action="store_true", help="the whole answer as JSON")
    add_effort(explain)


def _numbers(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the name and the numbers of "NAME=1,2,3"."""
    name, _, given = text.partition("=")
    try:
        numbers = tuple(sorted({int(number) for number in given.split(",")}))
    except ValueError:
        numbers = ()
    if not name or not numbers:
        raise argparse.ArgumentTypeError(f"NAME=NUMBER,NUMBER is expected, not {text!r}")
    return name, numbers
