"""Large prisons stay fast: the ledger, the rows of the contact rule, and the checker's sweep."""

from time import process_time

import pytest
from support.crowd import FIRST, prison

from scheduler.ledger import Ledger, carried, futures
from scheduler.rule import Frame, Scope, View
from scheduler.rules.contact import Config, Contact

LIMITS = ((28, 1440), (28, 2160), (90, 3600), (90, 5400))


@pytest.mark.slow
def test_1000_officers_and_3500_inmates() -> None:
    problem, _ = prison(officers=1000, areas=70, inmates=3500, seats=620)
    begin = process_time()
    ledger = Ledger.of(problem)
    first = ledger.day_of(FIRST)
    for days in (28, 90):
        for future in futures(ledger):
            carried(ledger, future.columns, days, first, first + 28)
    # About 0.7 s; what is asserted leaves room for a slow machine.
    assert process_time() - begin < 6
    assert ledger.columns > 2000
    assert len(ledger.history.who) < 1_000_000


@pytest.mark.slow
def test_all_contact_rows_and_checks_of_260_officers() -> None:
    problem, roster = prison(officers=260, areas=18, inmates=900, seats=162)
    frame, scope, rule = Frame.of(problem), Scope(FIRST, problem.period.last), Contact()
    begin = process_time()
    rows = [rule.terms(frame, Config(days, minutes), scope)[0] for days, minutes in LIMITS]
    assert process_time() - begin < 10
    assert sum(len(r.officer) for r in rows) < 40_000
    assert sum(len(r.slot) for r in rows) < 10_000_000
    view = View(problem, roster)
    begin = process_time()
    found = [rule.check(view, Config(days, minutes), scope) for days, minutes in LIMITS]
    assert process_time() - begin < 10
    over = {b.cells[0].badge for b in found[0]}
    assert over
    assert over <= set(frame.badges[o] for o in rows[0].officer.tolist())
