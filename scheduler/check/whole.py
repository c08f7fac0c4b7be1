"""A roster judged as a whole: simple, and the measure of the check that follows edits."""

from collections import defaultdict
from datetime import date

from scheduler.domain.findings import Finding, Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, Severity
from scheduler.rule import Scope, View
from scheduler.rules import RuleUse, uses


def check_roster(problem: Problem, roster: Roster, scope: Scope | None = None) -> Report:
    """Return all findings and charges of a roster and the value of each tier, in the policy's order.

    Args:
        problem: What the roster answers.
        roster: Any roster of the problem's period: solved, imported or edited by hand.
        scope: Only findings judged in this scope (None: the whole period). Tier values are then partial sums.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    view = View(problem, roster)
    findings: list[Finding] = []
    charges: list[Finding] = []
    values: dict[str, int] = defaultdict(int)
    worst: dict[tuple[str, str], dict[Badge | None, int]] = defaultdict(dict)
    for use in uses(problem, scope):
        found = judge(use, view, use.scope)
        (charges if use.entry.severity == Severity.PRICED else findings).extend(found)
        if use.entry.tier is None:
            continue
        for finding in found:
            amount = finding.amount * use.entry.weight
            if use.rule.is_worst_per_officer:
                of = worst[use.entry.tier, use.entry.id]
                badge = finding.cells[0].badge
                of[badge] = max(of.get(badge, 0), amount)
            else:
                values[use.entry.tier] += amount
    for (tier, _), amounts in worst.items():
        values[tier] += sum(amounts.values())
    tiers = tuple(
        TierValue(key=t.key, name=t.name, unit=t.unit, scale=t.scale, value=values[t.key]) for t in problem.policy.tiers
    )
    return Report(findings=_sorted(findings), charges=_sorted(charges), tiers=tiers)


def judge(use: RuleUse, view: View, scope: Scope) -> list[Finding]:
    """Return what one use of a rule finds in a scope, in the rule's own order."""
    return [
        Finding(
            entry=use.entry.id,
            rule=use.rule.key,
            severity=use.entry.severity,
            cells=breach.cells,
            measured=breach.measured,
            limit=breach.limit,
            amount=breach.amount,
            detail=breach.detail,
        )
        for breach in use.rule.check(view, use.config, scope)
    ]


SEVERITIES = {severity: i for i, severity in enumerate(Severity)}
"""Where each severity stands in a report."""


def place(finding: Finding) -> tuple[date, str, str]:
    """Return where a finding stands among those of its policy entry; those of one place keep the rule's order."""
    cell = finding.cells[0]
    return cell.on, cell.badge or "", cell.seat or ""


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (SEVERITIES[f.severity], f.entry, *place(f))))
