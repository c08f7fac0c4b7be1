"""What is wrong with a policy: the one list that importing, the command line and the console all show."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from scheduler.domain.attention import FACTORS, STEPS, AttentionWeight, weights_on
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.words import PayBasis, Severity
from scheduler.rule import InvalidSettingError, Rule, read_config
from scheduler.rules import UnknownRuleError, rule_of

MOST_WEIGHT = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFault:
    """Something in a policy that cannot be.

    Attributes:
        entry: Id of the entry, or what else it is about ("tier quality").
        effective: From which date on the faulty line holds, None where it has no date.
        field: Name of the field that has to change.
        expected: What is expected there, as the end of a sentence.
    """

    entry: str
    effective: date | None
    field: str
    expected: str

    def __str__(self) -> str:
        """Return one sentence."""
        since = f" from {self.effective}" if self.effective else ""
        return f"policy {self.entry}{since}: {self.field}: {self.expected}"


def policy_faults(policy: Policy) -> tuple[PolicyFault, ...]:
    """Return all faults of a policy, those of entries first and in their order; empty: it can be used."""
    tiers = {tier.key for tier in policy.tiers}
    found = [fault for entry in policy.entries for fault in entry_faults(entry, tiers)]
    return (*found, *_repeated(policy), *_plain_faults(policy), *_attention_faults(policy))


def entry_faults(entry: PolicyEntry, tiers: set[str]) -> Iterator[PolicyFault]:
    """Yield the faults of one entry by itself, in a policy with these tiers."""

    def fault(field: str, expected: str) -> PolicyFault:
        return PolicyFault(entry=entry.id, effective=entry.effective, field=field, expected=expected)

    if not entry.id or entry.id != entry.id.strip() or "/" in entry.id:
        yield fault("id", f"a code without '/' and outer blanks is expected, not {entry.id!r}")
    if not 0 <= entry.weight <= MOST_WEIGHT:
        yield fault("weight", f"a whole number from 0 to {MOST_WEIGHT} is expected, not {entry.weight}")
    if entry.tier is not None and entry.tier not in tiers:
        yield fault("tier", f"one of {', '.join(sorted(tiers)) or 'no tiers'} is expected, not {entry.tier!r}")
    try:
        rule = rule_of(entry.rule)
    except UnknownRuleError as error:
        yield fault("rule", f"a rule is expected: {error}")
        return
    yield from (fault("settings", expected) for expected in _setting_faults(entry, rule))
    if entry.severity not in rule.severities:
        allowed = ", ".join(rule.severities)
        yield fault("severity", f"one of {allowed} is expected for the rule {rule.key}, not {entry.severity}")
    if entry.tier is None and entry.severity is Severity.PRICED:
        yield fault("tier", "a tier is expected, because the entry is priced and nothing else")
    elif entry.tier is None and entry.severity.blocks and rule.is_only_priced:
        yield fault("tier", f"a tier is expected, because the engine can only price the rule {rule.key}")


def _setting_faults(entry: PolicyEntry, rule: Rule) -> Iterator[str]:
    names = Counter(item.name for item in entry.settings)
    for name, count in names.items():
        if count > 1:
            yield f"each setting once is expected; {name} stands there {count} times"
    try:
        read_config(rule.Config, entry)
    except InvalidSettingError as error:
        yield str(error).removeprefix(f"policy {entry.id}").lstrip(".: ")


def _repeated(policy: Policy) -> Iterator[PolicyFault]:
    """Two lines for one thing on one date: nobody could say which of them holds.

    Entries are not meant: a later line of the same id and date mends an earlier one.
    """
    for (mode, effective), count in Counter((w.mode, w.effective) for w in policy.contact_weights).items():
        if count > 1:
            expected = f"one line of each mode is expected on a date, not {count}"
            yield PolicyFault(entry=f"contact weight {mode}", effective=effective, field="effective", expected=expected)
    for (staff, effective), count in Counter((p.staff_class, p.effective) for p in policy.pay_periods).items():
        if count > 1:
            expected = f"one line of each staff class is expected on a date, not {count}"
            name = f"pay period of {staff or 'everybody'}"
            yield PolicyFault(entry=name, effective=effective, field="effective", expected=expected)
    for key, count in Counter(t.key for t in policy.tiers).items():
        if count > 1:
            expected = f"one of each key is expected, not {count}"
            yield PolicyFault(entry=f"tier {key}", effective=None, field="key", expected=expected)


def _plain_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Numbers that nothing else reads before they count."""
    for tier in policy.tiers:
        if tier.scale < 1:
            expected = f"a whole number from 1 is expected, not {tier.scale}"
            yield PolicyFault(entry=f"tier {tier.key}", effective=None, field="scale", expected=expected)
    for line in policy.contact_weights:
        for field, value in (("weight", line.weight), ("paired", line.paired)):
            if value is not None and not 0 <= value <= 1000:
                expected = f"thousandths from 0 to 1000 are expected, not {value}"
                name = f"contact weight {line.mode}"
                yield PolicyFault(entry=name, effective=line.effective, field=field, expected=expected)
    for pay in policy.pay_periods:
        least, most = (7, 28) if pay.basis == PayBasis.WORK_PERIOD else (7, 7)
        if not least <= pay.days <= most:
            expected = f"a number of days from {least} to {most} is expected, not {pay.days}"
            name = f"pay period of {pay.staff_class or 'everybody'}"
            yield PolicyFault(entry=name, effective=pay.effective, field="days", expected=expected)


def _attention_faults(policy: Policy) -> Iterator[PolicyFault]:
    """Weights of the attention index: known steps, and never more than 100 points in all."""

    def fault(line: AttentionWeight, field: str, expected: str) -> PolicyFault:
        name = f"attention weight {line.factor} {line.step}"
        return PolicyFault(entry=name, effective=line.effective, field=field, expected=expected)

    for line in policy.attention:
        if (line.factor, line.step) not in STEPS:
            known = ", ".join(step for factor, step in STEPS if factor is line.factor)
            yield fault(line, "step", f"one of {known} is expected, not {line.step!r}")
        if not 0 <= line.points <= 100:
            yield fault(line, "points", f"a whole number from 0 to 100 is expected, not {line.points}")
        if not (1 if line.factor.is_static else 0) <= line.limit <= 100_000:
            yield fault(
                line, "limit", f"a whole number from 0 (static factors: 1) to 100000 is expected, not {line.limit}"
            )
    known_lines = [line for line in policy.attention if (line.factor, line.step) in STEPS]
    for line in known_lines:
        held = weights_on(known_lines, line.effective)
        total = sum(held.maximum(factor) for factor in FACTORS)
        if total > 100:
            yield fault(line, "points", f"all factors at their most may make 100 points, not {total}")
        if line.factor.is_static and held.limit(line.factor, "mid") >= held.limit(line.factor, "full"):
            yield fault(line, "limit", "a limit of mid below that of full is expected")
