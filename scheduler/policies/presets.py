"""Policies to start from, as data: one TOML file each, in `resources/policies` or anywhere a site keeps its own.

A file is whole, or builds on another preset (`base`) by replacing and leaving out entries, or is an addition: entries
for policies with the tiers of its base, without the base's own entries. No number of a preset stands in code.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.words import ContactMode, PayBasis, Severity, StaffClass
from scheduler.locate import resource
from scheduler.policies.changes import ALWAYS, PolicyChange, PolicyError, as_if_always, with_change
from scheduler.policies.faults import policy_faults
from scheduler.policies.toml_file import (
    CODE,
    DAY,
    MOST_WEIGHT,
    SETTINGS,
    TABLES,
    TEXT,
    TEXTS,
    YES_NO,
    Form,
    PresetError,
    choice,
    needed,
    read_table,
    read_toml,
    whole,
)

_FILE: dict[str, Form] = {
    "title": needed(TEXT),
    "summary": needed(TEXT),
    "base": CODE,
    "is_addition": YES_NO,
    "without": TEXTS,
    "effective": needed(DAY),
    "tier": TABLES,
    "contact_weight": TABLES,
    "pay_period": TABLES,
    "entry": TABLES,
}
_TIER: dict[str, Form] = {
    "key": needed(CODE),
    "name": needed(TEXT),
    "unit": needed(TEXT),
    "scale": whole(1, 1_000_000),
}
_WEIGHT: dict[str, Form] = {
    "mode": needed(choice(ContactMode)),
    "effective": DAY,
    "weight": needed(whole(0, 1000)),
    "paired": whole(0, 1000),
    "source": needed(TEXT),
}
_PAY: dict[str, Form] = {
    "effective": DAY,
    "basis": needed(choice(PayBasis)),
    "days": needed(whole(7, 28)),
    "anchor": needed(DAY),
    "staff_class": choice(StaffClass),
    "source": needed(TEXT),
}
_ENTRY: dict[str, Form] = {
    "id": needed(CODE),
    "rule": needed(CODE),
    "severity": needed(choice(Severity)),
    "effective": DAY,
    "settings": SETTINGS,
    "tier": CODE,
    "weight": whole(0, MOST_WEIGHT),
    "source": needed(TEXT),
    "agreement": TEXT,
}


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A policy to start from.

    Attributes:
        name: Its file's name without the ending.
        title: Short name on screens.
        summary: One sentence on whom it is for.
        is_addition: It adds entries to the policy that a site has, and ends none.
        policy: All its entries, those of its base included.
    """

    name: str
    title: str
    summary: str
    is_addition: bool
    policy: Policy


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that ship with the program, sorted."""
    return tuple(sorted(path.stem for path in resource("policies").glob("*.toml")))


@cache
def preset(name: str) -> Preset:
    """Return a preset that ships with the program.

    Raises:
        PresetError: there is none of that name.
    """
    if name not in preset_names():
        raise PresetError(f"{name!r} is not a preset; known are {', '.join(preset_names())}")
    return read_preset(resource("policies", f"{name}.toml"))


def read_preset(path: Path) -> Preset:
    """Return the preset in a TOML file.

    Raises:
        PresetError: one sentence with file, entry, field and what was expected.
    """
    given = read_table(str(path), read_toml(path), _FILE)
    base = preset(given["base"]).policy if "base" in given else Policy()
    is_addition = given.get("is_addition", False)
    policy = _on_top(str(path), replace(base, entries=()) if is_addition else base, given)
    faults = policy_faults(policy)
    if faults:
        raise PresetError(f"{path}: {faults[0]}")
    return Preset(
        name=path.stem, title=given["title"], summary=given["summary"], is_addition=is_addition, policy=policy
    )


def adopt(policy: Policy, chosen: Preset, effective: date) -> PolicyChange:
    """Return the change that makes a preset hold from a date on; what held before stays written.

    Entries that the preset names differently or not at all end on that date (an addition ends none); entries that are
    as it has them are left alone. Changes that the policy already holds for later dates still come.

    Raises:
        PolicyError: the preset holds already, means another rule by an id, or the policy would not hold together.
    """
    rules = {entry.id: entry.rule for entry in policy.entries}
    for entry in chosen.policy.entries:
        if rules.get(entry.id, entry.rule) != entry.rule:
            raise PolicyError(
                f"policy {entry.id}: its rule is {rules[entry.id]}, and {chosen.title} means {entry.rule}"
            )
    held = {entry.id: entry for entry in policy.in_force(effective)}
    wanted = {entry.id: replace(entry, effective=effective) for entry in chosen.policy.entries}
    entries = [e for e in wanted.values() if e.id not in held or replace(held[e.id], effective=effective) != e]
    if not chosen.is_addition:
        entries += [
            replace(e, effective=effective, is_enabled=False, source=f"not in the preset {chosen.title}")
            for e in held.values()
            if e.id not in wanted
        ]
    weights = {line.mode: line for line in sorted(policy.contact_weights, key=_since) if line.effective <= effective}
    lines = [replace(line, effective=effective) for line in chosen.policy.contact_weights]
    change = PolicyChange(
        label=f"Adopt {chosen.title} from {effective}",
        entries=tuple(sorted(entries, key=lambda e: e.id)),
        tiers=_merged(policy.tiers, chosen.policy.tiers),
        contact_weights=tuple(
            x for x in lines if x.mode not in weights or replace(weights[x.mode], effective=effective) != x
        ),
        pay_periods=tuple(replace(x, effective=effective) for x in chosen.policy.pay_periods),
    )
    if not (change.entries or change.contact_weights or change.pay_periods):
        raise PolicyError(f"{chosen.title} holds on {effective} already")
    with_change(policy, change)
    return change


def proposed(own: Policy, chosen: Preset, on: date) -> Policy:
    """Return what a site's policy would be with a preset, as if it had held all along.

    The site's pay periods stay where the preset names none: which law prices overtime is the site's choice. An addition
    leaves the entries that hold on `on`.
    """
    tiers = _merged(own.tiers, chosen.policy.tiers)
    kept = as_if_always(own, on)
    lines = [replace(x, effective=ALWAYS) for x in chosen.policy.contact_weights]
    modes = {line.mode for line in lines}
    entries = {e.id: e for e in kept.entries} if chosen.is_addition else {}
    entries |= {e.id: replace(e, effective=ALWAYS) for e in chosen.policy.entries}
    return Policy(
        entries=tuple(entries.values()),
        tiers=tiers,
        contact_weights=(*(x for x in kept.contact_weights if x.mode not in modes), *lines),
        pay_periods=tuple(replace(x, effective=ALWAYS) for x in chosen.policy.pay_periods) or kept.pay_periods,
        attention=kept.attention,
    )


def _since(line: ContactWeight) -> date:
    return line.effective


def _merged(old: tuple[Tier, ...], new: tuple[Tier, ...]) -> tuple[Tier, ...]:
    """Return the old tiers in their order, each new one behind the tier that it follows in the preset."""
    found = [*old]
    for n, tier in enumerate(new):
        keys = [t.key for t in found]
        if tier.key in keys:
            continue
        at = keys.index(new[n - 1].key) + 1 if n else 0
        found.insert(at, tier)
    return tuple(found)


def _on_top(where: str, base: Policy, given: dict[str, Any]) -> Policy:
    """Return the base with the file's own tiers, weights and entries; an entry replaces the one of the same id."""
    entries = {entry.id: entry for entry in base.entries}
    for name in given.get("without", ()):
        if entries.pop(name, None) is None:
            raise PresetError(f"{where}: without: an entry of the base is expected, not {name!r}")
    own = [_entry(where, n, table, given["effective"]) for n, table in enumerate(given.get("entry", ()), 1)]
    entries |= {entry.id: entry for entry in own}
    if len({entry.id for entry in own}) < len(own):
        twice = next(e.id for n, e in enumerate(own) if e.id in {x.id for x in own[:n]})
        raise PresetError(f"{where}: entry {twice}: one of each id is expected")
    weights = {line.mode: line for line in base.contact_weights}
    for n, table in enumerate(given.get("contact_weight", ()), 1):
        line = read_table(f"{where}: contact_weight {n}", table, _WEIGHT)
        weights[line["mode"]] = ContactWeight(**{"effective": given["effective"], **line})
    tiers = [read_table(f"{where}: tier {n}", table, _TIER) for n, table in enumerate(given.get("tier", ()), 1)]
    pay = [read_table(f"{where}: pay_period {n}", t, _PAY) for n, t in enumerate(given.get("pay_period", ()), 1)]
    return Policy(
        entries=tuple(entries.values()),
        tiers=(*base.tiers, *(Tier(**table) for table in tiers)),
        contact_weights=tuple(weights.values()),
        pay_periods=tuple(PayPeriod(**{"effective": given["effective"], **table}) for table in pay),
    )


def _entry(where: str, n: int, table: dict[str, Any], effective: date) -> PolicyEntry:
    name = table.get("id")
    at = f"{where}: entry {name if isinstance(name, str) else n}"
    given = {"effective": effective, **read_table(at, table, _ENTRY)}
    settings = given.pop("settings", {})
    return PolicyEntry(**given, settings=tuple(Setting(name=k, value=settings[k]) for k in sorted(settings)))
