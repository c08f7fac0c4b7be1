"""The free-pattern family beyond its examples: the sentences, and when and for whom a contract is judged."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.grid import Example, read_example

from scheduler.check import check_roster
from scheduler.domain.findings import Finding
from scheduler.domain.people import Contract, ShiftLimit, Wish
from scheduler.domain.policy import Policy, PolicyEntry, Setting, Tier
from scheduler.domain.problem import InvalidProblemError, Problem
from scheduler.domain.words import Severity
from scheduler.rule import Frame, Scope
from scheduler.rules import rule_of

EXAMPLES = Path(__file__).parent / "examples"
CONTRACT_RULES = ("hours_in_period", "working_runs", "weekends", "shift_limits")


def example(name: str) -> Example:
    return read_example(EXAMPLES / f"{name}.txt")


def findings(made: Example, rule: str, *spans: tuple[date, int], tier: str | None = None) -> tuple[Finding, ...]:
    """Return what the checker finds under uses of the rule that begin on the given dates with the given weights."""
    entries = tuple(
        PolicyEntry(
            id="use",
            rule=rule,
            severity=Severity.STOP,
            effective=effective,
            tier=tier,
            weight=weight,
            settings=tuple(Setting(name=n, value=v) for n, v in made.settings.items()),
        )
        for effective, weight in spans or ((made.problem.period.first, 1),)
    )
    policy = Policy(entries=entries, tiers=(Tier(key="quality", name="Quality", unit="points"),))
    return check_roster(replace(made.problem, policy=policy), made.roster).findings


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "hours_in_period/broken",
            {
                "40 h in the period; the contract says at most 32 h.",
                "16 h in the period; the contract says at least 24 h.",
            },
        ),
        (
            "working_runs/broken",
            {
                "5 working days in a row; the contract says at most 3.",
                "1 working day in a row; the contract says at least 3.",
                "2 working days in a row; the contract says at least 3.",
                "1 day off in a row; the contract says at least 3.",
                "2 days off in a row; the contract says at least 3.",
                "3 working days in a row; the contract says at most 2.",
            },
        ),
        (
            "weekends/broken",
            {
                "2 weekends worked in the period; the contract says at most 1.",
                "2 weekends worked in the period; the contract says at most 0.",
            },
        ),
        (
            "shift_limits/broken_two_posts",
            {"2 tours of shift D in the period; the contract says at most 1."},
        ),
        ("succession/broken_history", {"Shift E on the day after shift N, which it may not follow."}),
        (
            "wishes/broken",
            {
                "A wish to work shift E is not met.",
                "A wish to work this day is not met.",
                "A wish not to work this day is not met.",
                "A wish not to work shift L is not met.",
            },
        ),
        ("weighted_cover/broken_under_only", {"0 officers on GATE, shift D; 2 are wanted."}),
    ],
)
def test_findings_read_as_sentences(name: str, sentences: set[str]) -> None:
    made = example(name)
    rule = rule_of(name.split("/")[0])
    assert {str(rule.explain(finding)) for finding in findings(made, rule.key)} == sentences


@pytest.mark.parametrize("key", CONTRACT_RULES)
def test_a_contract_is_judged_once_under_the_policy_of_the_last_date(key: str) -> None:
    made = example(f"{key}/broken")
    first, last = made.problem.period.first, made.problem.period.last
    assert findings(made, key) == findings(made, key, (first, 1), (last, 5))
    assert findings(made, key, (last + timedelta(days=1), 1)) == ()


@pytest.mark.parametrize("key", CONTRACT_RULES)
def test_a_change_of_policy_within_the_period_charges_one_weight(key: str) -> None:
    made = example(f"{key}/broken")
    first, last = made.problem.period.first, made.problem.period.last
    total = sum(f.amount for f in findings(made, key))
    entries = tuple(
        PolicyEntry(id="use", rule=key, severity=Severity.ASK, effective=on, tier="quality", weight=weight)
        for on, weight in ((first, 1), (last, 5))
    )
    policy = Policy(entries=entries, tiers=(Tier(key="quality", name="Quality", unit="points"),))
    report = check_roster(replace(made.problem, policy=policy), made.roster)
    assert [tier.value for tier in report.tiers] == [5 * total]


@pytest.mark.parametrize("key", CONTRACT_RULES)
def test_terms_of_earlier_dates_say_nothing_of_a_contract(key: str) -> None:
    made = example(f"{key}/broken")
    rule, period = rule_of(key), made.problem.period
    early = Scope(period.first, period.last - timedelta(days=1))
    assert rule.terms(Frame.of(made.problem), rule.Config(), early) == ()


def test_officers_outside_the_scope_are_left_alone() -> None:
    made = example("weekends/broken")
    rule, period = rule_of("weekends"), made.problem.period
    terms = rule.terms(Frame.of(made.problem), rule.Config(), Scope(period.first, period.last, frozenset("B")))
    assert [term.officer.tolist() for term in terms] == [[1]]  # type: ignore[union-attr]


def test_cover_describes_what_it_charges() -> None:
    rule = rule_of("weighted_cover")
    assert "too many" in str(rule.describe(rule.Config()))
    assert "too many" not in str(rule.describe(rule.Config(counts_over=False)))


def _with_contract(problem: Problem, **terms: object) -> Problem:
    officer = replace(problem.officers[0], contract=Contract(**terms))  # type: ignore[arg-type]
    return replace(problem, officers=(officer, *problem.officers[1:]))


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        ({"least_minutes": -1}, "contract.least_minutes"),
        ({"most_minutes": 2_000_000}, "contract.most_minutes"),
        ({"most_work_days_in_a_row": 0}, "contract.most_work_days_in_a_row"),
        ({"most_weekends": -1}, "contract.most_weekends"),
        ({"least_minutes": 600, "most_minutes": 480}, "contract.least_minutes: at most most_minutes, 480"),
        ({"least_work_days_in_a_row": 3, "most_work_days_in_a_row": 2}, "contract.least_work_days_in_a_row"),
        ({"shift_limits": (ShiftLimit(shift="Z", most=1),)}, "a known shift is expected, not 'Z'"),
        ({"shift_limits": (ShiftLimit(shift="D", most=-1),)}, "contract.shift_limits D"),
        ({"shift_limits": (ShiftLimit(shift="D", most=1),) * 2}, "one limit is expected, not 2"),
    ],
)
def test_contracts_that_cannot_be_are_refused(terms: dict[str, object], place: str) -> None:
    with pytest.raises(InvalidProblemError, match=place):
        _with_contract(example("weekends/broken").problem, **terms)


def test_shifts_and_wishes_name_known_shifts() -> None:
    problem = example("weekends/broken").problem
    with pytest.raises(InvalidProblemError, match=r"shifts D\.not_before: a known shift"):
        replace(problem, shifts=(replace(problem.shifts[0], not_before=("Z",)),))
    on = problem.period.first
    with pytest.raises(InvalidProblemError, match=r"wishes 1\.shift: a known shift"):
        replace(problem, wishes=(Wish(badge="A", on=on, shift="Z"),))
    with pytest.raises(InvalidProblemError, match=r"wishes 1\.weight"):
        replace(problem, wishes=(Wish(badge="A", on=on, weight=0),))
    line = replace(problem.posts[0].coverage[0], under_weight=-1, over_weight=-1)
    with pytest.raises(InvalidProblemError, match=r"posts GATE\.coverage\.under_weight"):
        replace(problem, posts=(replace(problem.posts[0], coverage=(line,)),))
