"""`fairwatch policy`: what holds and held, what changes from a date on, and the presets to start from."""

import argparse
from datetime import date, timedelta
from textwrap import fill

from scheduler.api import (
    Desk,
    adopt,
    change_entry,
    history_of,
    numbers_of,
    policy_faults,
    policy_named,
    presets,
    sentence_of,
    typed_setting,
)
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.cli.files import read_problem
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.rules import RULES

WIDTH = 100


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    if arguments.action == "presets":
        _list_presets()
        return 0
    if arguments.action == "check" and arguments.db is None:
        by_file = arguments.problem is not None
        return _tell_faults(
            read_problem(arguments.problem).policy if by_file else policy_named(arguments.chosen).policy
        )
    with open_desk(arguments.db) as desk:
        policy = desk.policy()
        today = desk.today()
        if arguments.action == "check":
            return _tell_faults(policy)
        if arguments.action == "list":
            _list(policy, arguments.on or today)
        elif arguments.action == "show":
            _show(policy, arguments.id, arguments.on or today)
        elif arguments.action == "set":
            _set(desk, arguments)
        else:
            change = adopt(policy, policy_named(arguments.chosen), arguments.first)
            desk.change_policy(change, arguments.reason)
            ended = sum(not entry.is_enabled for entry in change.entries)
            print(f"{change.label}: {len(change.entries) - ended} entries begin, {ended} end")
    return 0


def _list_presets() -> None:
    for preset in presets():
        kind = "added to what a site has" if preset.is_addition else "whole policy"
        print(f"{preset.name:<16}{preset.title} ({kind}, {len(preset.policy.entries)} entries)")
        print(fill(preset.summary, WIDTH, initial_indent=" " * 16, subsequent_indent=" " * 16))


def _tell_faults(policy: Policy) -> int:
    faults = policy_faults(policy)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(policy.entries)} entries, nothing wrong")
    return 1 if faults else 0


def _list(policy: Policy, on: date) -> None:
    """Print what holds on a date, in the order in which screens list rules."""
    order = {rule.key: n for n, rule in enumerate(RULES)}
    print(f"Policy on {on}")
    for entry in sorted(policy.in_force(on), key=lambda e: (order.get(e.rule, len(order)), e.id)):
        counted = f", counts in {entry.tier}" if entry.tier else ""
        print(f"  {entry.severity.value:<7}{entry.id:<22}since {entry.effective}{counted}")
        print(fill(str(sentence_of(entry)), WIDTH, initial_indent=" " * 9, subsequent_indent=" " * 9))
    coming = sorted({e.effective for e in policy.entries if e.effective > on})
    for effective in coming:
        names = ", ".join(dict.fromkeys(e.id for e in policy.entries if e.effective == effective))
        print(fill(f"From {effective} changes: {names}", WIDTH, subsequent_indent="  "))


def _show(policy: Policy, id: str, on: date) -> None:
    lines = history_of(policy, id)
    if not lines:
        known = ", ".join(sorted({e.id for e in policy.entries}))
        raise CommandError(f"{id!r} is not an entry of the policy; known are {known}")
    held = [entry for entry in lines if entry.effective <= on]
    entry = held[-1] if held else lines[0]
    print(f"{id} on {on}: {_standing(entry) if held else f'not before {entry.effective}'}")
    print(f"  {sentence_of(entry)}")
    for name, info, text in numbers_of(entry):
        print(f"  {name:<18}{info.label}: {text}")
    tier = f"{entry.tier}, weight {entry.weight}" if entry.tier else "no tier"
    print(f"  rule {entry.rule}; {tier}")
    print(f"  source: {entry.source or 'not told'}" + (f"; agreement: {entry.agreement}" if entry.agreement else ""))
    print("History")
    for n, line in enumerate(lines):
        after = lines[n + 1].effective if n + 1 < len(lines) else None
        if after == line.effective:
            span = f"{line.effective}  mended the same day"
        else:
            span = f"{line.effective} to {after - timedelta(days=1) if after else 'further notice'}"
        asked = f" {sentence_of(line)}" if line.is_enabled else ""
        words = f"{span}: {_standing(line)}.{asked} ({line.source or 'no source'})"
        print(fill(words, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _standing(entry: PolicyEntry) -> str:
    return entry.severity.value if entry.is_enabled else "ended"


def _set(desk: Desk, arguments: argparse.Namespace) -> None:
    policy = desk.policy()
    lines = history_of(policy, arguments.id)
    rule = arguments.rule or (lines[-1].rule if lines else None)
    settings = {}
    for given in arguments.setting:
        name, equals, text = given.partition("=")
        if not equals:
            raise CommandError(f"--setting {given}: NAME=VALUE is expected, such as limit_minutes=3600")
        settings[name] = text if rule is None else typed_setting(rule, name, text)
    change = change_entry(
        policy,
        arguments.id,
        arguments.first,
        rule=arguments.rule,
        severity=arguments.severity,
        settings=settings,
        tier=arguments.tier,
        weight=arguments.weight,
        source=arguments.source,
        agreement=arguments.agreement,
        is_enabled=arguments.enabled,
    )
    after = desk.change_policy(change, arguments.reason)
    print(change.label)
    _show(after, arguments.id, arguments.first)
