"""Reads the command line and hands it to the one module that carries the command out."""

import argparse
import gc
import sys
from collections.abc import Sequence
from importlib import import_module

from scheduler.cli.failure import CommandError, expected

_ADDED = (
    ("roster_arguments", "add_demo", ("demo",)),
    ("roster_arguments", "add_data_commands", ("import", "imports", "generate", "export")),
    ("roster_arguments", "add_roster", ("roster",)),
    ("roster_arguments", "add_pay", ("pay",)),
    ("payroll_arguments", "add_payroll", ("payroll",)),
    ("roster_arguments", "add_solver_commands", ("build", "solve", "check")),
    ("roster_arguments", "add_verify", ("verify",)),
    ("repair_arguments", "add_repair", ("repair",)),
    ("explain_arguments", "add_explain", ("explain",)),
    ("policy_arguments", "add_policy", ("policy",)),
    ("leave_arguments", "add_patterns", ("patterns",)),
    ("leave_arguments", "add_leave", ("leave",)),
    ("leave_arguments", "add_plan", ("plan",)),
    ("draw_arguments", "add_draw", ("draw",)),
    ("notice_arguments", "add_notices", ("notices",)),
    ("notice_arguments", "add_compare", ("compare",)),
    ("observation_arguments", "add_observations", ("feed", "rounds", "reviews", "counts")),
    ("observation_arguments", "add_lookback", ("lookback",)),
    ("worked_arguments", "add_worked", ("worked",)),
    ("attention_arguments", "add_attention", ("attention",)),
    ("audit_arguments", "add_audit", ("audit",)),
    ("audit_arguments", "add_evidence", ("evidence",)),
    ("audit_arguments", "add_equity", ("equity",)),
    ("accounts_arguments", "add_accounts", ("accounts",)),
    ("keys_arguments", "add_keys", ("keys",)),
    ("backup_arguments", "add_backup", ("backup", "restore")),
    ("database_arguments", "add_database_commands", ("database",)),
)
"""Module, function and commands that it adds, in the order of the help. Only what a command line asks for is loaded."""

COMMANDS = tuple(name for _, _, names in _ADDED for name in names)

OBJECTS_BETWEEN_COLLECTIONS = 100_000
"""A problem is hundreds of thousands of objects that all stay; to look for garbage among them as often as Python does
by itself takes a third of the time of reading it."""
SOON_OVER = frozenset({"export", "evidence", "equity", "payroll", "import"})
"""Commands that read a facility, write files and end: to search for garbage takes a tenth of it, and it goes anyway."""


def main(argv: Sequence[str]) -> int:
    """Carry out one sub-command and return the exit status.

    Args:
        argv: The command line without the program's name.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        arguments = _parser(argv[0] if argv else "").parse_args(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    module = import_module(f"scheduler.cli.{arguments.module}")
    searches = gc.isenabled() and arguments.command in SOON_OVER
    if searches:
        gc.disable()
    try:
        return int(module.run(arguments))
    except expected() as error:
        print(f"fairwatch {arguments.command}: {error}", file=sys.stderr)
        return error.status if isinstance(error, CommandError) else 2
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        print(f"fairwatch {arguments.command}: {name}{error.strerror or error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"fairwatch {arguments.command}: stopped", file=sys.stderr)
        return 130
    finally:
        if searches:
            gc.enable()


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that takes longer than reading a command line."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from scheduler.locate import program_version

        print(f"fairwatch {program_version()}".rstrip())
        parser.exit()


def _parser(wanted: str = "") -> argparse.ArgumentParser:
    """Return the parser of all commands, or of the wanted one and those described with it if there is one."""
    parser = argparse.ArgumentParser(
        prog="fairwatch", description="Duty rosters for jails and prisons. Without arguments the console opens."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module, adder, names in _ADDED:
        if wanted not in COMMANDS or wanted in names:
            getattr(import_module(f"scheduler.cli.{module}"), adder)(commands)
    return parser
