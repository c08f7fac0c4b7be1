"""The checker: what a finished roster breaks and what it is worth. Shares no code with the engine."""

from collections import defaultdict

from scheduler.domain.findings import Finding, Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, Severity
from scheduler.rule import Breach, Scope, View
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
        found = [_finding(use, breach) for breach in use.rule.check(view, use.config, use.scope)]
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


def _finding(use: RuleUse, breach: Breach) -> Finding:
    return Finding(
        entry=use.entry.id,
        rule=use.rule.key,
        severity=use.entry.severity,
        cells=breach.cells,
        measured=breach.measured,
        limit=breach.limit,
        amount=breach.amount,
        detail=breach.detail,
    )


_ORDER = {severity: i for i, severity in enumerate(Severity)}


def _sorted(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(
        sorted(
            findings,
            key=lambda f: (_ORDER[f.severity], f.entry, f.cells[0].on, f.cells[0].badge or "", f.cells[0].seat or ""),
        )
    )
