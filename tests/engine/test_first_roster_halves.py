"""The first roster is worked out in two processes, and is the same without the second one, or when that one dies."""

import os

import numpy as np
import pytest

from scheduler.domain.roster import Period
from scheduler.engine import forks, shift_plan
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.generate import DEMO_FIRST, generate_site

linux_only = pytest.mark.skipif(not forks.CAN_FORK, reason="elsewhere there is no second process")


@pytest.fixture(scope="module")
def compiled() -> Compiled:
    """Return two weeks of the demonstration facility."""
    problem = generate_site(officers=60, seed=3, days=14).problem(Period(first=DEMO_FIRST, days=14))
    return compile_problem(problem)


@pytest.fixture(scope="module")
def alone(compiled: Compiled) -> np.ndarray:
    """Return who works what when one process makes the roster."""
    return first_roster(Scorer(compiled), lambda: False).worked


@pytest.fixture
def began(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the second processes that have begun since."""
    monkeypatch.setattr(shift_plan, "WORTH_HALVES", 0)
    found: list[int] = []
    true = forks.forked

    def forked(serve):
        begun = true(serve)
        found.append(begun[0])
        return begun

    monkeypatch.setattr(forks, "forked", forked)
    return found


@linux_only
def test_two_processes_make_the_roster_of_one(compiled, alone, began):
    made = first_roster(Scorer(compiled), lambda: False, may_fork=True)
    assert len(began) == 1
    assert np.array_equal(made.worked, alone)
    assert made.values() == first_roster(Scorer(compiled), lambda: False).values()


@linux_only
@pytest.mark.parametrize("is_idle", [True, False])
def test_a_smaller_roster_takes_a_second_process_only_from_an_idle_core(compiled, alone, began, is_idle, monkeypatch):
    size = len(compiled.frame.slots) * compiled.officers
    monkeypatch.setattr(shift_plan, "WORTH_HALVES", size + 1)
    monkeypatch.setattr(shift_plan, "WORTH_AN_IDLE_CORE", size)
    monkeypatch.setattr(forks, "has_idle_core", lambda: is_idle)
    made = first_roster(Scorer(compiled), lambda: False, may_fork=True)
    assert len(began) == is_idle
    assert np.array_equal(made.worked, alone)


@linux_only
@pytest.mark.parametrize(("said", "is_idle"), [("1/140", True), ("2/140", False), ("9/140", False), ("", False)])
def test_a_core_is_idle_when_fewer_want_to_run_than_there_are(said, is_idle, monkeypatch):
    monkeypatch.setattr(forks.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(forks.Path, "read_text", lambda *_, **__: f"0.10 0.20 0.30 {said}")
    assert forks.has_idle_core() == is_idle


@linux_only
@pytest.mark.parametrize("calls", [0, 7])
def test_a_second_process_that_dies_costs_nothing(compiled, alone, began, calls, monkeypatch):
    parent, true, count = os.getpid(), shift_plan.planned, []

    def planned(*given):
        count.append(1)
        if os.getpid() != parent and len(count) > calls:
            os._exit(9)
        return true(*given)

    monkeypatch.setattr(shift_plan, "planned", planned)
    made = first_roster(Scorer(compiled), lambda: False, may_fork=True)
    assert np.array_equal(made.worked, alone)
    with pytest.raises(ChildProcessError):
        os.waitpid(began[0], os.WNOHANG)


@linux_only
def test_what_goes_wrong_in_the_second_process_costs_nothing(compiled, alone, began, monkeypatch):
    parent, true = os.getpid(), shift_plan.planned

    def planned(*given):
        if os.getpid() != parent:
            raise RuntimeError("injected")
        return true(*given)

    monkeypatch.setattr(shift_plan, "planned", planned)
    assert np.array_equal(first_roster(Scorer(compiled), lambda: False, may_fork=True).worked, alone)


@linux_only
def test_a_stop_leaves_no_second_process(compiled, began):
    asked: list[int] = []

    def is_stopped() -> bool:
        asked.append(1)
        return len(asked) > 3

    first_roster(Scorer(compiled), is_stopped, may_fork=True)
    with pytest.raises(ChildProcessError):
        os.waitpid(began[0], os.WNOHANG)
