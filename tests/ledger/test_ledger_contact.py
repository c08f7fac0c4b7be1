"""The vectorised ledger against contact counted minute by minute."""

from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from support.exposure import minute_by_minute, problems_and_rosters

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.ledger import Ledger, carried, futures


def as_table(ledger: Ledger, contacts, badges) -> dict:
    found = {}
    for o, badge in enumerate(badges):
        table = ledger.by_date(contacts, o)
        for inmate, column in ledger.column.items():
            for day in np.flatnonzero(table[column]):
                key = (badge, inmate, ledger.first_date + timedelta(days=int(day)))
                found[key] = int(table[column, day])
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems_and_rosters())
def test_ledger_is_what_a_count_of_every_minute_gives(made: tuple[Problem, Roster]) -> None:
    problem, roster = made
    ledger = Ledger.of(problem)
    counted = minute_by_minute(problem, problem.worked, roster.tours)
    badges = [o.badge for o in problem.officers]
    assert as_table(ledger, ledger.history, badges) == counted["history"]
    plan = ledger.contacts(ledger.planned_work(roster.tours))
    assert as_table(ledger, plan, badges) == counted["plan"]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems_and_rosters())
def test_classes_of_inmates_and_their_largest_history(made: tuple[Problem, Roster]) -> None:
    problem, _ = made
    ledger = Ledger.of(problem)
    first = max(2, ledger.day_of(problem.period.first))
    last = ledger.day_of(problem.period.last) + 1
    slots = {n: ledger.by_date(ledger.of_slots, n) for n in range(len(ledger.slots))}
    seen: set[int] = set()
    for future in futures(ledger):
        profile = {(int(s), int(d)): int(v) for s, d, v in zip(future.slot, future.day, future.value, strict=True)}
        for column in future.columns.tolist():
            expected = {(n, int(d)): int(slots[n][column, d]) for n in slots for d in np.flatnonzero(slots[n][column])}
            assert profile == expected
        assert not seen & set(future.columns.tolist())
        seen |= set(future.columns.tolist())
        officers, most = carried(ledger, future.columns, 3, first - 2, last)
        for o in range(len(problem.officers)):
            table = ledger.by_date(ledger.history, o)[future.columns]
            for n, end in enumerate(range(first - 2, last + 1)):
                expected_most = int(table[:, max(0, end - 2) : end + 1].sum(axis=1).max())
                row = np.flatnonzero(officers == o)
                assert (int(most[row[0], n]) if len(row) else 0) == expected_most
    met = [c for c in range(ledger.columns) if any(slots[n][c].any() for n in slots)]
    assert seen == set(met)
