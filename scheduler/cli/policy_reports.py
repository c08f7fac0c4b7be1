"""`fairwatch policy compare` and `recheck`: rosters and past dates under another policy."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable

from scheduler.api import Comparison, Judged, as_if_always, compare_policies, policy_named, proposed, recheck
from scheduler.cli import show
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem, read_roster
from scheduler.domain.findings import Finding
from scheduler.wire import encode

MOST_LINES = 40
"""Findings printed of each kind; JSON has all of them."""


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    return _compare(arguments) if arguments.action == "compare" else _recheck(arguments)


def _compare(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.problem)
    roster = read_roster(arguments.roster).roster
    if roster.period != problem.period or roster.facility != problem.facility.id:
        raise CommandError(f"{arguments.roster} is a roster of another facility or period than {arguments.problem}")
    second = proposed(problem.policy, policy_named(arguments.chosen), problem.period.last)
    found = compare_policies(problem, roster, second)
    if arguments.json:
        sys.stdout.write(encode(found).decode() + "\n")
    else:
        print(_compared(found, arguments.chosen))
    return 0


def _compared(found: Comparison, name: str) -> str:
    """Return a comparison as text."""
    lines = [f"Only under the policy of the problem: {len(found.only_first)}", *_some(found.only_first)]
    lines += [f"Only under {name}: {len(found.only_second)}", *_some(found.only_second)]
    lines.append(f"Of another severity: {len(found.changed)}")
    for pair in found.changed[:MOST_LINES]:
        lines.append(f"  {pair.first.severity.value} -> {pair.second.severity.value:<6}{show.finding(pair.first)[8:]}")
    lines.append(f"The same under both: {found.same_count}")
    lines.append(f"{'Tier':<28}{'problem':>10}{name[-20:]:>22}")
    for tier in found.tiers:
        values = ("-" if v is None else show.number(v, tier.scale) for v in (tier.first, tier.second))
        first, second = values
        lines.append(f"  {tier.name:<26}{first:>10}{second:>22} {tier.unit}")
    return "\n".join(lines)


def _some(findings: Iterable[Finding]) -> list[str]:
    given = list(findings)
    lines = [show.finding(f) for f in given[:MOST_LINES]]
    return [*lines, f"  and {len(given) - MOST_LINES} more"] if len(given) > MOST_LINES else lines


def _recheck(arguments: argparse.Namespace) -> int:
    with open_desk(arguments.db) as desk:
        own = desk.policy()
        policy = own
        if arguments.chosen is not None:
            policy = proposed(own, policy_named(arguments.chosen), arguments.last)
        elif arguments.as_of is not None:
            policy = as_if_always(own, arguments.as_of)
        found = recheck(desk, arguments.first, arguments.last, policy)
    if arguments.json:
        sys.stdout.write(encode(found).decode() + "\n")
    else:
        print(_rechecked(found))
    return 1 if found.report.blocking else 0


def _rechecked(found: Judged) -> str:
    """Return a judged period as text."""
    lines = [f"{found.period.first} to {found.period.last}: {found.tours} tours worked"]
    if not found.is_known_enough:
        lines.append(f"What was worked is known from {found.known_from} on: longer windows are seen in part.")
    counts = Counter((f.severity, f.entry) for f in found.report.findings)
    lines.append("Findings by entry" if counts else "No findings")
    lines += [f"  {severity.value:<6}{entry:<24}{count:>6}" for (severity, entry), count in counts.items()]
    return "\n".join((*lines, *_some(found.report.findings), "What was worked reaches", show.tiers(found.report.tiers)))
