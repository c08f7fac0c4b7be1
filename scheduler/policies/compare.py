"""Two policies on the same roster: what each finds that the other does not, and the tiers side by side."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from scheduler.check import check_roster
from scheduler.domain.findings import Finding, Report
from scheduler.domain.policy import Policy
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFinding:
    """The same breach, of another severity under each policy."""

    first: Finding
    second: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPair:
    """A tier's value, in 1/`scale` of `unit`, under each policy; None: that policy lacks the tier."""

    key: str
    name: str
    unit: str
    scale: int
    first: int | None
    second: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What two policies say of one roster.

    Attributes:
        only_first: Findings that the second policy does not have.
        only_second: Findings that the first policy does not have.
        changed: Breaches that both know, of other severities.
        same_count: How many findings both have alike.
        tiers: Every tier of either, in the second policy's order, those of the first alone behind.
    """

    only_first: tuple[Finding, ...]
    only_second: tuple[Finding, ...]
    changed: tuple[ChangedFinding, ...]
    same_count: int
    tiers: tuple[TierPair, ...]


def compare_policies(problem: Problem, roster: Roster, second: Policy) -> Comparison:
    """Return what the problem's own policy (first) and another one (second) say of a roster.

    Two findings are one breach when entry and cells agree, or else rule and cells. Charges of entries that are priced
    under both policies show in the tiers alone.

    Raises:
        InvalidProblemError, UnknownRuleError, InvalidSettingError: the second policy cannot be used.
    """
    return compare_reports(check_roster(problem, roster), check_roster(replace(problem, policy=second), roster))


def compare_reports(first: Report, second: Report) -> Comparison:
    """Return how two reports on one roster differ; see `compare_policies`."""
    left = [*first.findings, *first.charges]
    right = [*second.findings, *second.charges]
    pairs: list[tuple[Finding, Finding]] = []
    for key in (_by_entry, _by_rule):
        found, left, right = _paired(left, right, key)
        pairs += found
    changed = [ChangedFinding(first=a, second=b) for a, b in pairs if a.severity != b.severity]
    same = sum(a.severity == b.severity != Severity.PRICED for a, b in pairs)
    return Comparison(
        only_first=tuple(f for f in left if f.severity != Severity.PRICED),
        only_second=tuple(f for f in right if f.severity != Severity.PRICED),
        changed=tuple(sorted(changed, key=lambda c: (c.first.entry, c.first.cells[0].on))),
        same_count=same,
        tiers=_tiers(first, second),
    )


def _by_entry(finding: Finding) -> Hashable:
    return finding.entry, finding.rule, finding.cells


def _by_rule(finding: Finding) -> Hashable:
    return finding.rule, finding.cells


def _paired(
    left: list[Finding], right: list[Finding], key: Callable[[Finding], Hashable]
) -> tuple[list[tuple[Finding, Finding]], list[Finding], list[Finding]]:
    """Return pairs of equal key, in order, and what is left over of each."""
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in reversed(right):
        waiting[key(finding)].append(finding)
    pairs, alone, taken = [], [], set()
    for finding in left:
        others = waiting.get(key(finding))
        if others:
            other = others.pop()
            taken.add(id(other))
            pairs.append((finding, other))
        else:
            alone.append(finding)
    return pairs, alone, [finding for finding in right if id(finding) not in taken]


def _tiers(first: Report, second: Report) -> tuple[TierPair, ...]:
    before = {t.key: t.value for t in first.tiers}
    after = {t.key: t.value for t in second.tiers}
    order = [*second.tiers, *(t for t in first.tiers if t.key not in after)]
    return tuple(
        TierPair(
            key=t.key,
            name=t.name,
            unit=t.unit,
            scale=t.scale,
            first=before.get(t.key),
            second=after.get(t.key),
        )
        for t in order
    )
