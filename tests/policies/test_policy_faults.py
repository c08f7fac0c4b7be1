"""All that is wrong with a policy is listed at once, each with its entry."""

import ast
from datetime import date
from pathlib import Path

import pytest

from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.words import ContactMode, PayBasis, Severity
from scheduler.policies import policy_faults, preset
from scheduler.rules import RULES

START = date(2026, 1, 1)
TIERS = (Tier(key="t", name="T", unit="h"),)
ROOT = Path(__file__).resolve().parents[2]


def entry(rule: str, severity: Severity = Severity.STOP, **given: object) -> PolicyEntry:
    settings = tuple(Setting(name=k, value=v) for k, v in given.pop("settings", {}).items())  # type: ignore[attr-defined]
    return PolicyEntry(id="e", rule=rule, severity=severity, effective=START, settings=settings, **given)  # type: ignore[arg-type]


def said(policy: Policy) -> list[str]:
    return [str(fault) for fault in policy_faults(policy)]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (entry("nap"), "rule: a rule is expected: 'nap' is not a rule"),
        (entry("minimum_rest", tier="u"), "tier: one of t is expected, not 'u'"),
        (entry("minimum_rest", weight=-1), "weight: a whole number from 0"),
        (entry("minimum_rest", settings={"rest": 1}), "settings: 'rest' is not one of "),
        (entry("minimum_rest", settings={"rest_minutes": 9999}), "settings: rest_minutes: 0 to 2880 minutes"),
        (entry("minimum_rest", settings={"rest_minutes": True}), "settings: rest_minutes: a whole number is expected"),
        (entry("area_tenure", settings={"rotation": "no"}), "settings: area_tenure.rotation: one of"),
        (entry("restriction", Severity.SHOW), "severity: one of never is expected for the rule restriction, not show"),
        (entry("minimum_rest", Severity.PRICED), "tier: a tier is expected, because the entry is priced"),
        (entry("seats"), "tier: a tier is expected, because the engine can only price the rule seats"),
    ],
)
def test_an_entry_that_cannot_be_used_says_why(wrong: PolicyEntry, expected: str) -> None:
    (sentence,) = said(Policy(entries=(wrong,), tiers=TIERS))
    assert sentence.startswith(f"policy e from 2026-01-01: {expected}")


def test_entries_that_are_only_checked_need_no_tier() -> None:
    assert said(Policy(entries=(entry("seats", Severity.SHOW), entry("minimum_rest", Severity.ASK)))) == []


def test_faults_of_all_entries_are_listed_at_once() -> None:
    policy = Policy(entries=(entry("nap"), entry("minimum_rest", weight=-1, tier="u")))
    assert [(f.entry, f.field) for f in policy_faults(policy)] == [("e", "rule"), ("e", "weight"), ("e", "tier")]


def test_a_line_that_mends_another_of_the_same_date_is_no_fault() -> None:
    assert said(Policy(entries=(entry("minimum_rest"), entry("minimum_rest", weight=2)))) == []


def test_weights_tiers_and_pay_periods_are_looked_at_too() -> None:
    weight = ContactWeight(mode=ContactMode.CREW, effective=START, weight=2000, paired=-1)
    pay = PayPeriod(effective=START, basis=PayBasis.WORK_PERIOD, days=30, anchor=START)
    policy = Policy(
        tiers=(*TIERS, Tier(key="t", name="T", unit="h", scale=0)),
        contact_weights=(weight, weight),
        pay_periods=(pay, pay, PayPeriod(effective=START, basis=PayBasis.FORTY_HOURS, days=14, anchor=START)),
    )
    found = {(f.entry, f.field) for f in policy_faults(policy)}
    assert found == {
        ("tier t", "key"),
        ("tier t", "scale"),
        ("contact weight crew", "weight"),
        ("contact weight crew", "paired"),
        ("contact weight crew", "effective"),
        ("pay period of everybody", "effective"),
        ("pay period of everybody", "days"),
    }


def test_presets_have_none() -> None:
    assert said(preset("twelve_hour").policy) == []


PRICES = {"Cover", "Crew", "InstancePrice", "Order", "Price", "Wanted"}
LIMITS = {"Forbid", "Rows", "InstanceRows", "Runs", "Groups", "Successions"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_rules_say_truly_whether_the_engine_can_only_price_them(rule) -> None:
    package = ROOT / "scheduler" / "rules" / rule.key
    files = [package.with_suffix(".py")] if package.with_suffix(".py").exists() else sorted(package.glob("*.py"))
    called = {
        node.func.id
        for file in files
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    makes = called & (PRICES | LIMITS)
    if makes:
        assert rule.is_only_priced == (not makes & LIMITS)
