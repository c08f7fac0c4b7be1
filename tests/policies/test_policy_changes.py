"""Changing a policy from a date on: the new line holds from then, the old ones stay, and nothing wrong gets in."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.policy import ContactWeight, PayPeriod, Policy, PolicyEntry, Setting, Tier
from scheduler.domain.words import ContactMode, PayBasis, Severity
from scheduler.policies import PolicyChange, PolicyError, as_if_always, change_entry, history_of, with_change
from scheduler.rule import Rule
from scheduler.rules import RULES

OLD, NEW = date(2026, 1, 1), date(2027, 3, 1)
BEFORE = NEW - timedelta(days=1)
REST = PolicyEntry(
    id="rest",
    rule="minimum_rest",
    severity=Severity.STOP,
    effective=OLD,
    settings=(Setting(name="rest_minutes", value=480),),
    source="agreement of 2026",
)
POLICY = Policy(entries=(REST,), tiers=(Tier(key="quality", name="Quality", unit="points"),))


def held(policy: Policy, on: date) -> PolicyEntry:
    (entry,) = policy.in_force(on)
    return entry


def test_a_change_holds_from_its_date_and_rewrites_nothing() -> None:
    change = change_entry(POLICY, "rest", NEW, settings={"rest_minutes": 600}, source="agreement of 2027", weight=7)
    after = with_change(POLICY, change)
    assert held(after, BEFORE) == REST
    assert held(after, NEW).settings == (Setting(name="rest_minutes", value=600),)
    assert (held(after, NEW).source, held(after, NEW).severity) == ("agreement of 2027", Severity.STOP)
    assert history_of(after, "rest") == (REST, held(after, NEW))
    assert "rest" in change.label


@pytest.mark.parametrize("severity", [Severity.ASK, Severity.SHOW])
def test_a_rule_is_switched_between_severities_from_a_date_on(severity: Severity) -> None:
    after = with_change(POLICY, change_entry(POLICY, "rest", NEW, severity=severity))
    assert [held(after, on).severity for on in (BEFORE, NEW)] == [Severity.STOP, severity]


def test_an_entry_ends_and_is_taken_up_again() -> None:
    ended = with_change(POLICY, change_entry(POLICY, "rest", NEW, is_enabled=False))
    later = NEW + timedelta(days=30)
    again = with_change(ended, change_entry(ended, "rest", later, is_enabled=True))
    assert [len(again.in_force(on)) for on in (BEFORE, NEW, later)] == [1, 0, 1]
    assert held(again, later).settings == REST.settings


def test_a_tier_is_named_and_taken_away() -> None:
    priced = with_change(POLICY, change_entry(POLICY, "rest", NEW, tier="quality"))
    free = with_change(priced, change_entry(priced, "rest", NEW + timedelta(days=1), tier=""))
    assert [held(free, NEW + timedelta(days=n)).tier for n in (0, 1)] == ["quality", None]


def test_a_mistake_of_today_is_mended_today() -> None:
    wrong = with_change(POLICY, change_entry(POLICY, "rest", NEW, settings={"rest_minutes": 60}, source="typing"))
    mended = with_change(wrong, change_entry(wrong, "rest", NEW, settings={"rest_minutes": 600}, source="agreement"))
    assert held(mended, NEW).settings == (Setting(name="rest_minutes", value=600),)
    assert len(history_of(mended, "rest")) == 3


def test_a_change_before_a_later_one_ends_where_that_begins() -> None:
    late = with_change(POLICY, change_entry(POLICY, "rest", NEW, severity=Severity.SHOW))
    both = with_change(late, change_entry(late, "rest", BEFORE, severity=Severity.ASK))
    assert [held(both, on).severity for on in (OLD, BEFORE, NEW)] == [Severity.STOP, Severity.ASK, Severity.SHOW]


def test_a_new_entry_needs_a_rule_and_a_severity() -> None:
    change = change_entry(POLICY, "hours", NEW, rule="hours_in_window", severity=Severity.ASK, source="house")
    assert {e.id for e in with_change(POLICY, change).in_force(NEW)} == {"rest", "hours"}
    with pytest.raises(PolicyError, match="policy hours: a known entry is expected, or a rule and a severity"):
        change_entry(POLICY, "hours", NEW, severity=Severity.ASK)


@pytest.mark.parametrize(
    ("given_values", "expected"),
    [
        ({"severity": Severity.STOP}, "it is so on 2027-03-01 already"),
        ({"settings": {"rest_minutes": 600}}, "a source is expected with a new number"),
        ({"settings": {"rest_minutes": -1}, "source": "x"}, "settings: rest_minutes: 0 to 2880 minutes are expected"),
        ({"settings": {"nap": 1}, "source": "x"}, "settings: 'nap' is not one of "),
        ({"severity": Severity.NEVER}, "severity: one of stop, ask, show, priced is expected"),
        ({"severity": Severity.PRICED}, "tier: a tier is expected"),
        ({"tier": "none"}, "tier: one of quality is expected"),
        ({"weight": -5}, "weight: a whole number from 0"),
        ({"rule": "leave"}, "its rule stays minimum_rest"),
    ],
)
def test_what_a_rule_does_not_take_is_refused(given_values, expected: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        change_entry(POLICY, "rest", NEW, **given_values)
    assert expected in str(refusal.value)


def test_a_policy_with_an_old_fault_can_still_be_mended() -> None:
    broken = Policy(entries=(REST, replace(REST, id="odd", rule="nap")), tiers=POLICY.tiers)
    after = with_change(broken, change_entry(broken, "rest", NEW, severity=Severity.ASK))
    assert {e.id for e in after.in_force(NEW)} == {"rest", "odd"}


def test_no_tier_is_lost() -> None:
    with pytest.raises(PolicyError, match="every tier stays, and quality would go"):
        with_change(POLICY, PolicyChange(label="x", tiers=()))


days = st.integers(0, 60).map(lambda n: OLD + timedelta(days=n))
lines = st.lists(
    st.builds(
        lambda id, on, severity, is_on: replace(REST, id=id, effective=on, severity=severity, is_enabled=is_on),
        st.sampled_from("ab"),
        days,
        st.sampled_from((Severity.STOP, Severity.ASK, Severity.SHOW)),
        st.booleans(),
    ),
    max_size=6,
)


@given(lines, days, days)
def test_as_if_always_holds_on_every_date_what_holds_on_one(entries: list[PolicyEntry], on: date, other: date) -> None:
    policy = Policy(entries=tuple(entries))
    always = as_if_always(policy, on)
    assert [(e.id, e.severity) for e in always.in_force(other)] == [(e.id, e.severity) for e in policy.in_force(on)]


def test_as_if_always_takes_weights_and_pay_periods_of_the_date() -> None:
    weights = tuple(ContactWeight(mode=ContactMode.CREW, effective=on, weight=w) for on, w in ((OLD, 1), (NEW, 2)))
    pay = PayPeriod(effective=NEW, basis=PayBasis.FORTY_HOURS, days=7, anchor=NEW)
    policy = Policy(contact_weights=weights, pay_periods=(pay,))
    assert [w.weight for w in as_if_always(policy, BEFORE).contact_weights] == [1]
    assert as_if_always(policy, BEFORE).pay_periods == ()
    assert [w.weight for w in as_if_always(policy).contact_weights] == [2]
    assert [p.effective < OLD for p in as_if_always(policy).pay_periods] == [True]


SWITCHES = [(rule, severity) for rule in RULES for severity in rule.severities]


@pytest.mark.parametrize(("rule", "severity"), SWITCHES, ids=lambda x: getattr(x, "key", str(x)))
def test_every_rule_is_switched_to_each_of_its_severities_from_a_date_on(rule: Rule, severity: Severity) -> None:
    first = rule.severities[0]
    own = PolicyEntry(id="e", rule=rule.key, severity=first, effective=OLD, tier="quality", source="x")
    policy = Policy(entries=(own,), tiers=POLICY.tiers)
    after = with_change(policy, change_entry(policy, "e", NEW, severity=severity, weight=3))
    assert held(after, BEFORE) == own
    assert (held(after, NEW).severity, held(after, NEW).weight) == (severity, 3)
