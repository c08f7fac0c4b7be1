"""What several commands' options have in common: numbers, dates, the database, effort."""

import argparse
from datetime import date
from typing import Protocol


class Commands(Protocol):
    """What `ArgumentParser.add_subparsers` returns; its own class has no public name."""

    def add_parser(self, name: str, *, help: str, description: str) -> argparse.ArgumentParser:
        """Add the parser of a sub-command."""


def command(commands: Commands, name: str, module: str, text: str) -> argparse.ArgumentParser:
    """Add a sub-command that `scheduler.cli.<module>` carries out."""
    parser = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
    parser.set_defaults(module=module)
    return parser


def add_database(parser: argparse.ArgumentParser) -> None:
    """Add the option that names the database."""
    parser.add_argument("--db", required=True, metavar="URL", help="a file's path, or postgresql://USER@HOST/NAME")


def add_effort(parser: argparse.ArgumentParser) -> None:
    """Add what a build may take: time, cores, seed."""
    parser.add_argument("--time", type=seconds, default=60.0, metavar="S", help="seconds to build for (60)")
    parser.add_argument("--workers", type=positive, default=2, metavar="N", help="processor cores to use (2)")
    parser.add_argument("--seed", type=int, default=1, metavar="N")


def positive(text: str) -> int:
    """Return a whole number from 1."""
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 is expected, not {text!r}")
    return value


def seconds(text: str) -> float:
    """Return seconds, up to a day."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(f"seconds above 0 and up to 86400 are expected, not {text!r}")
    return value


def day(text: str) -> date:
    """Return a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a date such as 2026-12-06 is expected, not {text!r}") from None
