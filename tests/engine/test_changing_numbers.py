"""A policy whose numbers change inside the period is built all the same, and claims no more than holds."""

from dataclasses import replace
from datetime import timedelta

import pytest
from support.toy import FIRST, facility

from scheduler.check import check_roster
from scheduler.domain.people import Contract
from scheduler.domain.policy import Policy, PolicyEntry, Setting
from scheduler.domain.problem import Problem
from scheduler.domain.words import Severity
from scheduler.engine import BuildOptions, NoRosterError, build, verify
from scheduler.wire import RosterFile, sha256

LONG_AGO = FIRST - timedelta(days=90)


def changing(tier: str | None, severity: Severity = Severity.STOP) -> Problem:
    """Return a facility whose hours in three days are limited to 24 h, and from the fourth date on to 12 h."""
    made = facility(4, 7, 2)
    hours = [
        PolicyEntry(
            id="hours",
            rule="hours_in_window",
            severity=severity,
            tier=tier,
            effective=effective,
            settings=(Setting(name="limit_minutes", value=limit), Setting(name="window_minutes", value=4320)),
        )
        for effective, limit in ((LONG_AGO, 1440), (FIRST + timedelta(days=3), 720))
    ]
    entries = (
        PolicyEntry(id="place", rule="one_place", severity=Severity.NEVER, effective=LONG_AGO),
        PolicyEntry(id="seats", rule="seats", severity=Severity.PRICED, effective=LONG_AGO, tier="mandatory"),
        PolicyEntry(id="overtime", rule="overtime", severity=Severity.PRICED, effective=LONG_AGO, tier="pull"),
        *hours,
    )
    return replace(made, policy=Policy(tiers=made.policy.tiers, entries=entries))


@pytest.mark.parametrize(("tier", "first_open"), [("contact", 3), ("critical", 0), (None, 0)])
def test_nothing_is_proven_from_the_tier_on_that_may_be_overstated(tier, first_open):
    problem = changing(tier)
    built = build(problem, BuildOptions(seconds=4, workers=1, work=0.3))
    tiers = built.certificate.tiers
    assert [t.value for t in tiers] == [t.value for t in check_roster(problem, built.roster).tiers]
    assert all(t.bound == t.value for t in tiers[:first_open])
    assert all(t.proved_by == "not proven: trivial bound" for t in tiers[first_open:])
    assert any("change inside the period" in text for text in built.certificate.assumptions)
    assert not [f for f in built.report.blocking if tier is None and f.entry == "hours"]
    file = RosterFile(
        problem_path="p.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    assert verify(problem, file) == []


def test_numbers_that_stay_are_proven():
    problem = changing("contact")
    steady = replace(problem.policy, entries=problem.policy.entries[:-1])
    built = build(replace(problem, policy=steady), BuildOptions(seconds=10, workers=1, work=1.0))
    assert all(t.bound == t.value for t in built.certificate.tiers)
    assert not any("change inside the period" in text for text in built.certificate.assumptions)


def test_impossible_is_not_said_where_limits_are_held_more_strictly_than_they_are():
    problem = changing(None)
    asked = PolicyEntry(id="least", rule="hours_in_period", severity=Severity.STOP, effective=LONG_AGO)
    contract = Contract(least_minutes=7 * 1440)
    officers = tuple(replace(o, squad=None, contract=contract) for o in problem.officers)
    policy = replace(problem.policy, entries=(*problem.policy.entries, asked))
    with pytest.raises(NoRosterError, match="more strictly than they are"):
        build(replace(problem, officers=officers, policy=policy), BuildOptions(seconds=10, workers=1))
