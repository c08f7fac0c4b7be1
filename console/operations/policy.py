"""Change the policy from a date on; what was in force before stays as it was. And try another one on the roster."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from console.background import run_in_background
from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import amount, count, full, weekday
from console.operations import exchange
from scheduler.api import Comparison, DeskError, PolicyError, Preset, adopt, compare_policies, proposed
from scheduler.domain.findings import Finding
from scheduler.domain.policy import PolicyEntry
from scheduler.rules import rule_of

LISTED = 200
"""The most differing findings that are listed one by one."""


def put_in_force(document: RosterDocument, entry: PolicyEntry, reason: str) -> bool:
    """Add an entry to the policy, and judge the open roster by it; return whether that worked."""
    if document.desk is None:
        document.failed.emit("Open a database first: File, Open database.")
        return False
    try:
        document.desk.append_policy_entries((entry,), reason)
    except DeskError as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The policy was not changed.")
        return False
    exchange.reload(document)
    return True


def end(document: RosterDocument, entry: PolicyEntry, on: date, reason: str) -> bool:
    """Take an entry out of force from local date `on`; return whether that worked."""
    return put_in_force(document, replace(entry, effective=on, is_enabled=False), reason)


def end_words(entry: PolicyEntry, on: date) -> str:
    """Return the question that ending an entry asks."""
    return f"End {entry.id} from {full(on)}? Findings up to the day before stay as they are."


def adopt_preset(document: RosterDocument, preset: Preset, on: date) -> bool:
    """Put a whole preset in force from local date `on`; return whether that worked."""
    if document.desk is None:
        document.failed.emit("Open a database first: File, Open database.")
        return False
    try:
        document.desk.change_policy(adopt(document.desk.policy(), preset, on), f"Adopt {preset.title}")
    except (DeskError, PolicyError) as error:
        document.failed.emit(f"{str(error).rstrip('.')}. The policy was not changed.")
        return False
    exchange.reload(document)
    return True


def compare(
    document: RosterDocument,
    preset: Preset,
    on: date,
    done: Callable[[Comparison], None],
    failed: Callable[[Exception], None],
) -> None:
    """Work out in the background what the site's policy and a preset say of the open roster."""
    problem, roster = document.problem, document.roster
    if problem is None or roster is None:
        return
    own = problem.policy
    run_in_background(lambda: compare_policies(problem, roster, proposed(own, preset, on)), done, failed)


def comparison_words(comparison: Comparison) -> str:
    """Return a comparison in a sentence."""
    if not (comparison.only_first or comparison.only_second or comparison.changed):
        return f"Both find the same in this roster: {count(comparison.same_count, 'finding')}."
    return (
        f"In this roster {count(len(comparison.only_second), 'finding')} would come, "
        f"{len(comparison.only_first)} would go, {len(comparison.changed)} would weigh otherwise, "
        f"{comparison.same_count} would stay."
    )


def tier_rows(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    """Return name, unit and both values of every tier; "-" where a policy does not know it."""
    return [
        (
            tier.name,
            tier.unit,
            amount(tier.first, tier.scale) if tier.first is not None else "-",
            amount(tier.second, tier.scale) if tier.second is not None else "-",
        )
        for tier in comparison.tiers
    ]


def finding_rows(comparison: Comparison, facts: Facts) -> list[tuple[str, str, str, str]]:
    """Return who and when, both severities ("-" for no finding) and words of each finding that differs."""
    rows = [(c.first.severity.value, c.second.severity.value, c.second) for c in comparison.changed]
    rows += [("-", f.severity.value, f) for f in comparison.only_second]
    rows += [(f.severity.value, "-", f) for f in comparison.only_first]
    return [(_where(f, facts), before, after, str(rule_of(f.rule).explain(f))) for before, after, f in rows[:LISTED]]


def _where(finding: Finding, facts: Facts) -> str:
    about = finding.cells[0]
    who = facts.name(about.badge) if about.badge is not None else (about.seat or "")
    return f"{who}, {weekday(about.on)}" if about.badge is not None else (who or weekday(about.on))
