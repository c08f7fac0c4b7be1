"""Changing a policy from a date on: new lines beside the old ones, which nobody rewrites."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from scheduler.domain.attention import AttentionWeight, Factor, weights_on
from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.words import Severity
from scheduler.policies.faults import policy_faults
from scheduler.rules import RULES

ALWAYS = date(1970, 1, 1)
"""Earlier than any date that a problem may hold."""


class PolicyError(ValueError):
    """A policy cannot be changed like that; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """What is added to a policy.

    Attributes:
        label: What journal and screens call it.
        entries: New entries, none of an id and date that is there.
        tiers: All tiers after the change, every old one among them; None: as they are.
        contact_weights: New lines of weights.
        pay_periods: New lines of pay periods.
        attention: New lines of weights of the attention index.
    """

    label: str
    entries: tuple[PolicyEntry, ...] = ()
    tiers: tuple[Tier, ...] | None = None
    contact_weights: tuple[ContactWeight, ...] = ()
    pay_periods: tuple[PayPeriod, ...] = ()
    attention: tuple[AttentionWeight, ...] = ()


def with_change(policy: Policy, change: PolicyChange) -> Policy:
    """Return the policy after a change.

    Raises:
        PolicyError: it would have a fault that it does not have now, or lose a tier.
    """
    tiers = policy.tiers if change.tiers is None else change.tiers
    lost = {t.key for t in policy.tiers} - {t.key for t in tiers}
    if lost:
        raise PolicyError(f"{change.label}: every tier stays, and {', '.join(sorted(lost))} would go")
    after = Policy(
        entries=(*policy.entries, *change.entries),
        tiers=tiers,
        contact_weights=(*policy.contact_weights, *change.contact_weights),
        pay_periods=(*policy.pay_periods, *change.pay_periods),
        attention=(*policy.attention, *change.attention),
    )
    before = set(policy_faults(policy))
    new = [fault for fault in policy_faults(after) if fault not in before]
    if new:
        raise PolicyError(str(new[0]))
    return after


def change_entry(
    policy: Policy,
    id: str,
    effective: date,
    *,
    rule: str | None = None,
    severity: Severity | None = None,
    settings: Mapping[str, int | bool | str] | None = None,
    tier: str | None = None,
    weight: int | None = None,
    source: str | None = None,
    agreement: str | None = None,
    is_enabled: bool | None = None,
) -> PolicyChange:
    """Return the change that gives an entry other values from a date on; what is not given stays as it is.

    Args:
        policy: The policy as it is.
        id: The entry; one that the policy does not know is new, and then needs a rule and a severity.
        effective: First date on which the new values hold.
        rule: Key of the rule of a new entry.
        severity: What a breach asks of the supervisor.
        settings: Numbers of the rule by name; others stay.
        tier: Where breaches are priced; "" for nowhere.
        weight: Price of one breach.
        source: Where the numbers come from; needed with new numbers.
        agreement: Article of the agreement.
        is_enabled: False ends the use from that date on, True takes it up again.

    Raises:
        PolicyError: a value is not one that the rule takes, or nothing would change.
    """
    before = entry_before(policy, id, effective)
    if before is None:
        if rule is None or severity is None:
            raise PolicyError(f"policy {id}: a known entry is expected, or a rule and a severity for a new one")
        before = PolicyEntry(id=id, rule=rule, severity=severity, effective=effective)
    elif rule not in (None, before.rule):
        raise PolicyError(f"policy {id}: its rule stays {before.rule}; a new entry needs an id of its own")
    if settings and source is None:
        raise PolicyError(f"policy {id}: a source is expected with a new number: where does it come from?")
    numbers = {item.name: item.value for item in before.settings} | dict(settings or {})
    after = replace(
        before,
        effective=effective,
        severity=before.severity if severity is None else severity,
        settings=tuple(Setting(name=name, value=numbers[name]) for name in sorted(numbers)),
        tier=before.tier if tier is None else tier or None,
        weight=before.weight if weight is None else weight,
        source=before.source if source is None else source,
        agreement=before.agreement if agreement is None else agreement,
        is_enabled=before.is_enabled if is_enabled is None else is_enabled,
    )
    if replace(after, effective=before.effective) == before and before in policy.entries:
        raise PolicyError(f"policy {id}: it is so on {effective} already")
    if is_enabled is False and _is_last_guard(policy, before, effective):
        raise PolicyError(f"policy {id}: nobody may break the rule {before.rule}, so its only use cannot end")
    change = PolicyChange(label=f"Change {id} from {effective}", entries=(after,))
    with_change(policy, change)
    return change


def change_attention(
    policy: Policy,
    factor: Factor,
    step: str,
    effective: date,
    *,
    source: str,
    points: int | None = None,
    limit: int | None = None,
) -> PolicyChange:
    """Return the change that gives a step of the attention index other points, or another limit, from a date on.

    Raises:
        PolicyError: there is no such step, nothing would change, no source is given, or the points would not do.
    """
    held = {(line.factor, line.step): line for line in weights_on(policy.attention, effective).lines}
    before = held.get((factor, step))
    if before is None:
        known = ", ".join(name for of, name in held if of is factor)
        raise PolicyError(f"{factor} has no step {step!r}; known are {known}")
    if not source.strip():
        raise PolicyError(f"{factor} {step}: a source is expected with a new weight: where does it come from?")
    after = replace(
        before,
        effective=effective,
        points=before.points if points is None else points,
        limit=before.limit if limit is None else limit,
        source=source,
    )
    if (after.points, after.limit) == (before.points, before.limit):
        raise PolicyError(f"{factor} {step}: it is so on {effective} already")
    change = PolicyChange(label=f"Weigh {factor} {step} otherwise from {effective}", attention=(after,))
    with_change(policy, change)
    return change


def undo_attention(before: Policy, made: PolicyChange) -> PolicyChange:
    """Return the change that puts back what held before weights were changed, from the same dates on.

    Nothing is rewritten: of one step and date the last line holds.
    """
    lines = []
    for line in made.attention:
        held = {(x.factor, x.step): x for x in weights_on(before.attention, line.effective).lines}
        lines.append(replace(held[line.factor, line.step], effective=line.effective))
    return PolicyChange(label=f"Undo: {made.label}", attention=tuple(lines))


def _is_last_guard(policy: Policy, entry: PolicyEntry, on: date) -> bool:
    """Return whether an entry is the only use of a rule that nobody may break."""
    known = {rule.key: rule for rule in RULES}
    others = [e for e in policy.in_force(on) if e.rule == entry.rule and e.id != entry.id]
    return entry.rule in known and known[entry.rule].severities == (Severity.NEVER,) and not others


def entry_before(policy: Policy, id: str, on: date) -> PolicyEntry | None:
    """Return the latest line of an entry on a date, ended or not; None: it has none so far."""
    lines = [entry for entry in history_of(policy, id) if entry.effective <= on]
    return lines[-1] if lines else None


def history_of(policy: Policy, id: str) -> tuple[PolicyEntry, ...]:
    """Return all lines of an entry, earliest first."""
    return tuple(sorted((e for e in policy.entries if e.id == id), key=lambda e: e.effective))


def as_if_always(policy: Policy, on: date | None = None) -> Policy:
    """Return a policy in which what holds on a date (None: after every change) held all along."""
    day = on or date.max
    weights: dict[str, ContactWeight] = {}
    for line in sorted(policy.contact_weights, key=lambda w: w.effective):
        if line.effective <= day:
            weights[line.mode] = replace(line, effective=ALWAYS)
    periods: dict[str | None, PayPeriod] = {}
    for period in sorted(policy.pay_periods, key=lambda p: p.effective):
        if period.effective <= day:
            periods[period.staff_class] = replace(period, effective=ALWAYS)
    return Policy(
        entries=tuple(replace(entry, effective=ALWAYS) for entry in policy.in_force(day)),
        tiers=policy.tiers,
        contact_weights=tuple(weights.values()),
        pay_periods=tuple(periods.values()),
        attention=tuple(replace(line, effective=ALWAYS) for line in weights_on(policy.attention, day).lines)
        if policy.attention
        else (),
    )
