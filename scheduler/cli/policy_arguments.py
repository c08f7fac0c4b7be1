"""The options of `fairwatch policy` and its own sub-commands."""

import argparse
from pathlib import Path

from scheduler.cli.arguments import Commands, add_database, command, day, positive, seconds
from scheduler.domain.attention import Factor
from scheduler.domain.words import Severity

_WITH = "a preset's name, or a TOML file"


def add_policy(commands: Commands) -> None:
    """Add `policy` with its sub-commands."""
    policy = command(commands, "policy", "policy", "read and change the policy, compare policies, judge the past again")
    actions = policy.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_reading(actions)
    _add_changing(actions)
    _add_judging(actions)


def _add_reading(actions: Commands) -> None:
    listed = command(actions, "list", "policy", "list what holds on a date")
    add_database(listed)
    listed.add_argument("--on", type=day, metavar="DATE", help="which date (today)")

    shown = command(actions, "show", "policy", "show one entry: what it asks, its numbers, its history")
    shown.add_argument("id", metavar="ID")
    add_database(shown)
    shown.add_argument("--on", type=day, metavar="DATE", help="as it holds on which date (today)")

    weights = command(actions, "weights", "attention_weights", "list the weights of the attention index")
    add_database(weights)
    weights.add_argument("--on", type=day, metavar="DATE", help="which date (today)")

    checked = command(actions, "check", "policy", "list everything that is wrong with a policy")
    source = checked.add_mutually_exclusive_group(required=True)
    source.add_argument("--db", metavar="URL", help="the policy of a database")
    source.add_argument("--with", dest="chosen", metavar="POLICY.toml|PRESET", help=_WITH)
    source.add_argument("--problem", type=Path, metavar="PROBLEM.json", help="the policy of a problem file")

    command(actions, "presets", "policy", "list the policies to start from")


def _add_changing(actions: Commands) -> None:
    change = command(actions, "set", "policy", "give an entry other values from a date on; what held before stays")
    change.add_argument("id", metavar="ID", help="a known entry, or a new one (then --rule and --severity too)")
    _add_date_and_reason(change)
    change.add_argument("--rule", metavar="KEY", help="of a new entry: which rule it uses")
    change.add_argument("--severity", type=_severity, metavar="never|stop|ask|show|priced")
    change.add_argument(
        "--setting", action="append", default=[], metavar="NAME=VALUE", help="may be given several times"
    )
    tier = change.add_mutually_exclusive_group()
    tier.add_argument("--tier", metavar="KEY", help="where breaches are priced")
    tier.add_argument("--no-tier", action="store_const", dest="tier", const="", help="breaches are not priced")
    change.add_argument("--weight", type=int, metavar="N", help="price of one breach")
    change.add_argument("--source", metavar="TEXT", help="where the numbers come from; needed with --setting")
    change.add_argument("--agreement", metavar="TEXT", help="article of the agreement")
    use = change.add_mutually_exclusive_group()
    use.add_argument("--off", action="store_const", dest="enabled", const=False, help="end the use from that date on")
    use.add_argument("--on", action="store_const", dest="enabled", const=True, help="take the use up again")

    weigh = command(actions, "weigh", "attention_weights", "give a step of the attention index other points")
    weigh.add_argument("factor", type=Factor, metavar="ST1..ST7|D1..D6")
    weigh.add_argument("step", metavar="STEP", help='such as "steady"; "policy weights" lists them')
    _add_date_and_reason(weigh)
    weigh.add_argument("--points", type=int, metavar="N", help="what the step adds; all at most make 100")
    weigh.add_argument("--limit", type=int, metavar="N", help="the measured value at which the step begins")
    weigh.add_argument("--source", required=True, metavar="TEXT", help="where the number comes from")

    adopted = command(actions, "adopt", "policy", "make a preset hold from a date on; what held before stays")
    adopted.add_argument("chosen", metavar="POLICY.toml|PRESET", help=_WITH)
    _add_date_and_reason(adopted)


def _add_date_and_reason(parser: argparse.ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("--from", dest="first", type=day, required=True, metavar="DATE", help="first date it holds on")
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, for the audit trail")


def _add_judging(actions: Commands) -> None:
    compared = command(actions, "compare", "policy_reports", "say what another policy finds on the same roster")
    compared.add_argument("problem", type=Path, metavar="PROBLEM.json")
    compared.add_argument("roster", type=Path, metavar="ROSTER.json")
    compared.add_argument("--with", dest="chosen", required=True, metavar="POLICY.toml|PRESET", help=_WITH)
    compared.add_argument("--json", action="store_true", help="the whole comparison as JSON")

    again = command(actions, "recheck", "policy_reports", "judge what was worked on past dates, also by another policy")
    add_database(again)
    again.add_argument("--from", dest="first", type=day, required=True, metavar="DATE")
    again.add_argument("--to", dest="last", type=day, required=True, metavar="DATE", help="inclusive")
    by = again.add_mutually_exclusive_group()
    by.add_argument("--with", dest="chosen", metavar="POLICY.toml|PRESET", help=f"{_WITH}, as if it had always held")
    by.add_argument("--as-of", type=day, metavar="DATE", help="what holds on that date, as if it had always held")
    again.add_argument("--json", action="store_true", help="the whole report as JSON")

    replayed = command(
        actions, "replay", "policy_replay", "say what the last months would have been under a proposed policy"
    )
    add_database(replayed)
    replayed.add_argument("--with", dest="chosen", required=True, metavar="POLICY.toml|PRESET", help=_WITH)
    replayed.add_argument("--months", type=positive, default=12, metavar="N", help="how far to go back (12)")
    replayed.add_argument("--time", type=seconds, default=30.0, metavar="S", help="seconds for each build (30)")
    replayed.add_argument("--workers", type=positive, default=2, metavar="N", help="processor cores to use (2)")
    replayed.add_argument("--seed", type=int, default=1, metavar="N")
    replayed.add_argument("--to", dest="last", type=day, metavar="DATE", help="last date (the last one worked)")
    replayed.add_argument(
        "--keep", type=Path, metavar="FILE.json", help="keep periods there; a later run goes on from it"
    )
    replayed.add_argument("--json", action="store_true", help="the whole report as JSON")


def _severity(text: str) -> Severity:
    """Return a severity."""
    try:
        return Severity(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"one of {', '.join(Severity)} is expected, not {text!r}") from None
