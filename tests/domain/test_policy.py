"""Which entry holds when."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.words import Severity

START = date(2026, 1, 1)


def entry(name: str, day: int, *, is_enabled: bool = True) -> PolicyEntry:
    effective = START + timedelta(days=day)
    return PolicyEntry(id=name, rule="minimum_rest", severity=Severity.STOP, effective=effective, is_enabled=is_enabled)


entries = st.lists(
    st.builds(entry, st.sampled_from("abc"), st.integers(-5, 25), is_enabled=st.booleans()),
    max_size=8,
    unique_by=lambda e: (e.id, e.effective),
)


@given(entries, st.integers(0, 20))
def test_spans_say_the_same_as_asking_day_by_day(given_entries: list[PolicyEntry], days: int) -> None:
    policy = Policy(entries=tuple(given_entries))
    last = START + timedelta(days=days)
    spans = list(policy.spans(START, last))
    for n in range(days + 1):
        on = START + timedelta(days=n)
        assert sorted(e.id for e, a, b in spans if a <= on <= b) == [e.id for e in policy.in_force(on)]
        assert {e for e, a, b in spans if a <= on <= b} == set(policy.in_force(on))


def test_an_entry_whose_rule_is_changed_elsewhere_keeps_one_span() -> None:
    policy = Policy(entries=(entry("a", -5), entry("b", 3), entry("b", 6)))
    spans = [(e.id, (a - START).days, (b - START).days) for e, a, b in policy.spans(START, START + timedelta(days=9))]
    assert sorted(spans) == [("a", 0, 9), ("b", 3, 5), ("b", 6, 9)]


def test_switching_off_ends_an_entry_from_that_date_on() -> None:
    policy = Policy(entries=(entry("a", 0), entry("a", 4, is_enabled=False)))
    assert [e.id for e in policy.in_force(START + timedelta(days=3))] == ["a"]
    assert policy.in_force(START + timedelta(days=4)) == ()
