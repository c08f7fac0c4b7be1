"""Work in a second process: the same outcome with it, without it, and where it dies."""

import os
from pathlib import Path

import numpy as np
import pytest

from scheduler.domain.roster import Period
from scheduler.engine import beside, compiled
from scheduler.engine.beside import Beside
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.rule import Frame, Rows
from scheduler.rules import uses

SITE = generate_site(officers=40, seed=3, days=14)
PROBLEM = SITE.problem(Period(first=DEMO_FIRST, days=14))
LARGE = list(range(300_000))
"""More than a pipe holds."""


def test_a_child_is_told_something_and_hands_back_what_it_made():
    with Beside(lambda told: (os.getpid(), sum(told())), may_fork=True) as second:
        second.tell(LARGE)
        worker, total = second.made()
    assert total == sum(LARGE)
    assert (worker != os.getpid()) == beside.CAN_FORK


def test_a_large_outcome_is_handed_back_whole():
    with Beside(lambda told: told(), may_fork=True) as second:
        second.tell(LARGE)
        assert second.made() == LARGE


def test_where_the_child_dies_the_work_is_done_here():
    here = os.getpid()

    def work(told):
        if os.getpid() != here:
            os._exit(9)
        return told() + 1

    with Beside(work, may_fork=True) as second:
        second.tell(1)
        assert second.made() == 2


def test_what_fails_in_the_child_is_raised_here():
    def work(told):
        raise KeyError(told())

    with Beside(work, may_fork=True) as second:
        second.tell("area")
        with pytest.raises(KeyError, match="area"):
            second.made()


def test_without_a_fork_nothing_is_done_before_the_outcome_is_asked_for(monkeypatch):
    monkeypatch.setattr(os, "fork", _no_room)
    done = []
    with Beside(lambda told: done.append(told()), may_fork=True) as second:
        second.tell(7)
        assert not done
        second.made()
    assert done == [7]


def test_a_context_that_is_left_early_leaves_no_child_behind():
    before = _children()
    with pytest.raises(RuntimeError), Beside(lambda told: told(), may_fork=True):
        raise RuntimeError
    assert _children() <= before


def test_two_processes_compile_what_one_does(monkeypatch):
    monkeypatch.setattr(compiled, "WORTH_A_PROCESS", 0)
    assert _facts(compile_problem(PROBLEM, may_fork=True)) == _facts(compile_problem(PROBLEM))


def test_rules_that_are_worked_out_apart_have_rows_alone():
    frame = Frame.of(PROBLEM)
    apart = [use for use in uses(PROBLEM) if use.rule.is_apart]
    terms = [term for use in apart for term in use.rule.terms(frame, use.config, use.scope)]
    assert terms
    assert all(isinstance(term, Rows) for term in terms)


def _facts(made: Compiled) -> list[object]:
    rows = made.rows
    arrays = (made.allowed, made.worst_tier, rows.upper, rows.table.shape, rows.table.coef, rows.table.tier)
    return [np.asarray(array).tolist() for array in arrays]


def _children() -> set[str]:
    """Return the processes that this one began and has not seen the end of; other tests may have their own."""
    return {word for path in Path("/proc/self/task").glob("*/children") for word in path.read_text().split()}


def _no_room() -> int:
    raise OSError
