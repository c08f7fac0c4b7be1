"""The options of `fairwatch patterns`, `fairwatch leave` and `fairwatch plan`."""

import argparse
from fractions import Fraction

from scheduler.cli.arguments import Commands, add_database, command, day, positive

_MOST_DAYS = 400


def add_patterns(commands: Commands) -> None:
    """Add `patterns`."""
    patterns = command(commands, "patterns", "patterns", "list the library of patterns, or show one squad by squad")
    patterns.add_argument("code", nargs="?", metavar="CODE", help="the pattern to show (all are listed)")
    patterns.add_argument("--from", dest="first", type=day, metavar="DATE", help="first date (the next Monday)")
    patterns.add_argument("--days", type=_days, default=28, metavar="N", help="how many dates (28)")
    patterns.add_argument("--zone", default="UTC", metavar="ZONE", help="whose clock changes count (UTC: none)")
    patterns.add_argument("--csv", action="store_true", help="rows for the workbook's sheets Patterns and Squads")
    for watch, letter in (("day", "D"), ("evening", "E"), ("night", "N")):
        patterns.add_argument(f"--{watch}", default=letter, metavar="SHIFT", help=f"your {watch} shift ({letter})")


def add_leave(commands: Commands) -> None:
    """Add `leave` with its sub-commands."""
    leave = command(commands, "leave", "leave", "requests for leave, the vacation bid, the wellness hour")
    actions = leave.add_subparsers(dest="action", required=True, metavar="ACTION")
    listed = _on_database(actions, "list", "leave", "list requests in the order in which they were filed")
    listed.add_argument("--state", choices=("asked", "granted", "refused", "withdrawn"), help="only these (all)")
    _on_database(actions, "balance", "leave", "say what officers have left")
    ask = _on_database(actions, "ask", "leave", "file a request")
    ask.add_argument("badge", metavar="BADGE")
    ask.add_argument("first", type=day, metavar="FIRST", help="first date away")
    ask.add_argument("last", type=day, metavar="LAST", help="last date away")
    decide = _on_database(actions, "decide", "leave", "say what becomes of open requests; grant, refuse, withdraw")
    one = decide.add_mutually_exclusive_group()
    one.add_argument("--apply", action="store_true", help="grant all that can be granted")
    one.add_argument("--grant", metavar="ID", help="grant one request")
    one.add_argument("--refuse", metavar="ID", help="refuse one request")
    one.add_argument("--withdraw", metavar="ID", help="withdraw one request, granted or not")
    decide.add_argument("--anyway", action="store_true", help="with --grant: also beyond slots or balance")
    bid = _on_database(actions, "bid", "leave", "settle a year's vacation bid by seniority")
    bid.add_argument("--year", type=_year, required=True, metavar="YEAR")
    bid.add_argument("--order", choices=("rounds", "officer"), default="rounds", help="how choices are gone through")
    bid.add_argument("--most", type=positive, default=1, metavar="N", help="choices given to an officer (1)")
    bid.add_argument("--apply", action="store_true", help="keep the outcome as granted leave")
    wellness = _on_database(actions, "wellness", "leave", "plan the quarter's wellness hour for everyone")
    wellness.add_argument("--on", type=day, metavar="DATE", help="any date of the quarter (today)")
    wellness.add_argument("--most", type=positive, default=2, metavar="N", help="at most on one date and shift (2)")
    wellness.add_argument("--apply", action="store_true", help="keep the hours as duties")


def add_plan(commands: Commands) -> None:
    """Add `plan` with its sub-commands."""
    plan = command(commands, "plan", "plan", "the staffing plan, deviations from it, the relief factor")
    actions = plan.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = _on_database(actions, "show", "plan", "show the plan that holds on a date")
    shown.add_argument("--on", type=day, metavar="DATE", help="the date (today)")
    listed = _on_database(actions, "deviations", "plan", "list what deviates from the plan, and overdue reviews")
    listed.add_argument("--from", dest="first", type=day, metavar="DATE", help="first date (today)")
    listed.add_argument("--days", type=_days, default=28, metavar="N", help="how many dates (28)")
    listed.add_argument("--roster", type=int, metavar="ID", help="which roster (all that are published)")
    relief = _on_database(actions, "relief", "plan", "reckon net work hours, relief factors, officers that posts take")
    relief.add_argument("--year", type=_year, metavar="YEAR", help="whose coverage is counted (this year)")
    relief.add_argument("--contracted", type=positive, metavar="H", help="contracted hours a year (as patterns give)")
    relief.add_argument("--authorised", type=positive, metavar="N", help="positions authorised")
    relief.add_argument("--leavers", type=_figure, metavar="N", help="officers who leave in a year, such as 4.3")


def _on_database(actions: Commands, name: str, module: str, text: str) -> argparse.ArgumentParser:
    parser = command(actions, name, module, text)
    add_database(parser)
    return parser


def _days(text: str) -> int:
    value = positive(text)
    if value > _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"1 to {_MOST_DAYS} days are expected, not {value}")
    return value


def _figure(text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value <= 10_000:
        raise argparse.ArgumentTypeError(f"a number such as 4.3 is expected, not {text!r}")
    return value


def _year(text: str) -> int:
    value = positive(text)
    if not 1900 <= value <= 2999:
        raise argparse.ArgumentTypeError(f"a year such as 2027 is expected, not {text!r}")
    return value
