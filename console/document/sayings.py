"""Findings in words: where each is, and what its rule says."""

from console.document.facts import Facts
from console.document.words import weekday
from scheduler.domain.findings import Finding
from scheduler.domain.roster import parse_seat_id
from scheduler.rules import UnknownRuleError, rule_of


def title_of(finding: Finding, facts: Facts) -> str:
    """Return who and when, or which seat: "Diaz M, Fri 11 Dec"."""
    first = finding.cells[0]
    if first.badge is not None:
        return f"{facts.name(first.badge)}, {weekday(first.on)}"
    if first.seat is not None:
        post, on, shift, _ = parse_seat_id(first.seat)
        name = facts.shifts[shift].name.lower() if shift in facts.shifts else shift
        return f"{weekday(on)}, {post} {name}"
    return weekday(first.on)


def sentence_of(finding: Finding, facts: Facts) -> str:
    """Return the finding in its rule's words, with the policy's source."""
    try:
        words = str(rule_of(finding.rule).explain(finding))
    except UnknownRuleError:
        words = f"{finding.rule}: {finding.measured}, limit {finding.limit}."
    sources = [
        e.source for e in facts.problem.policy.in_force(finding.cells[0].on) if e.id == finding.entry and e.source
    ]
    return f"{words} ({sources[0].rstrip('.')})" if sources else words
