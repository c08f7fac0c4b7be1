"""Solvers that crash, run out of memory, hang or lie cost one improvement, never the best roster, and it is said."""

import faulthandler
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from support.toy import FIRST, busy_facility, facility

from scheduler.check import check_roster
from scheduler.domain.people import Contract, Officer
from scheduler.domain.policy import Policy, PolicyEntry
from scheduler.domain.problem import Problem
from scheduler.domain.words import Severity
from scheduler.engine import BuildOptions, Built, ImpossibleError, build, dual, forks, isolated, search, verify
from scheduler.engine.compiled import compile_problem
from scheduler.engine.isolated import Answer
from scheduler.engine.relaxation import relaxed_bound
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.wire import RosterFile, decode, encode, sha256
from scheduler.wire.progress import Progress

FALSE = Answer(status="INFEASIBLE", values=None, objective=0.0, bound=0.0, work=0.01)


@pytest.fixture(autouse=True)
def _every_call_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated, "SMALL", 0)


linux_only = pytest.mark.skipif(not forks.CAN_FORK, reason="elsewhere the solver has no process of its own")


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Return a facility where neither the first roster nor a descent ends the search."""
    return busy_facility()


def bound_to_work(hours: int) -> Problem:
    """Return two officers who must work so many hours in two days, on one post of two shifts a day."""
    made = facility(2, 2, 1)
    contract = Contract(least_minutes=60 * hours)
    officers = tuple(
        Officer(badge=o.badge, facility="F", seniority=o.seniority, contract=contract) for o in made.officers
    )
    entry = {"effective": FIRST - timedelta(days=9), "severity": Severity.STOP}
    rules = (
        PolicyEntry(id="one_place", rule="one_place", **entry | {"severity": Severity.NEVER}),
        PolicyEntry(id="hours", rule="hours_in_period", **entry),
        PolicyEntry(id="seats", rule="seats", **entry, tier="critical"),
    )
    return replace(made, officers=officers, policy=Policy(tiers=made.policy.tiers, entries=rules))


class Injected:
    """In the place of the solver: the calls numbered `faulty` (None: all) go wrong, the others are answered.

    The count is kept in a file, as the calls are in processes of their own.
    """

    def __init__(self, folder: Path, fault: Callable[[], Any], faulty: set[int] | None = None) -> None:
        self.log, self.fault, self.faulty = folder / "calls", fault, faulty
        self.log.write_bytes(b"")
        self.true = isolated._solve
        self.parent = os.getpid()

    @property
    def calls(self) -> int:
        """How many calls there were."""
        return self.log.stat().st_size

    def __call__(self, *given: Any) -> Any:
        with self.log.open("ab") as file:
            file.write(b".")
            number = file.tell() - 1
        if self.faulty is None or number in self.faulty:
            assert os.getpid() != self.parent or not forks.CAN_FORK
            found = self.fault()
            if found is not None:
                return found
        return self.true(*given)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def aborted() -> None:
    faulthandler.disable()  # its words are not wanted here
    os.abort()


def starved() -> Any:
    """Allow the process no more memory than it has, and ask for some."""
    resource.setrlimit(resource.RLIMIT_AS, (1 << 20, 1 << 20))
    return [bytearray(1 << 24) for _ in range(64)]


def deaf() -> None:
    time.sleep(60)


def lying() -> Answer:
    return FALSE


def run(problem: Problem, **options: Any) -> tuple[Built, list[Progress]]:
    events: list[Progress] = []
    return build(problem, BuildOptions(**{"seconds": 2.5, "workers": 2, **options}), events.append), events


def notes(events: list[Progress]) -> list[str]:
    return [e.message for e in events if e.event == "note"]


def assert_nothing_was_lost(problem: Problem, built: Built, events: list[Progress]) -> None:
    """The roster is the best that was told, and checker and verification confirm it."""
    told = [tuple(t.value for t in e.tiers) for e in events if e.event == "solution"]
    values = tuple(t.value for t in built.certificate.tiers)
    assert values == min(told)
    assert events[-1].event == "finished"
    assert events[-1].roster == built.roster
    assert check_roster(problem, built.roster) == built.report
    file = RosterFile(
        problem_path="p.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    assert verify(problem, file) == []


@linux_only
@pytest.mark.parametrize(
    ("step", "fault", "said"),
    [
        ("exact search", killed, "ended from outside, as happens when memory runs out"),
        ("linear relaxation", killed, "ended from outside, as happens when memory runs out"),
        ("improvement", killed, "ended from outside, as happens when memory runs out"),
        ("improvement", aborted, "crashed (SIGABRT)"),
        ("improvement", starved, "ran out of memory"),
        ("improvement", deaf, "did not answer any more"),
    ],
)
def test_a_solver_that_is_lost_costs_only_what_it_ran(problem, monkeypatch, tmp_path, step, fault, said):
    if step != "exact search":
        monkeypatch.setattr(search, "MOST_CELLS", 0)  # else the exact search leaves nothing to improve
    if step == "improvement":
        monkeypatch.setattr(search, "prove_by_relaxation", lambda *_: None)  # so that it comes first
    injected = Injected(tmp_path, fault, {0})
    monkeypatch.setattr(isolated, "_solve", injected)
    if fault is deaf:
        monkeypatch.setattr(forks, "GRACE_SECONDS", 0.2)
        monkeypatch.setattr(isolated.Call, "stop_search", lambda call: None)
    events: list[Progress] = []

    def is_enough() -> bool:
        return bool(notes(events)) and injected.calls > 3

    built = build(problem, BuildOptions(seconds=20, workers=2), events.append, is_enough)
    first, *more = notes(events)
    assert said in first
    assert step in first or "one improvement was lost" in first
    assert "best roster so far is kept" in first
    assert more == []
    assert injected.calls > 1
    assert_nothing_was_lost(problem, built, events)


@linux_only
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (killed, "ended from outside, as happens when memory runs out"),
        (aborted, "crashed (SIGABRT)"),
        (starved, "ran out of memory"),
        (deaf, "did not answer any more"),
    ],
)
def test_a_linear_program_that_is_lost_costs_its_bound_alone(problem, monkeypatch, fault, said):
    parent, true = os.getpid(), dual._solved
    monkeypatch.setattr(dual, "APART_FROM", 0)
    monkeypatch.setattr(search, "MOST_CELLS", 0)
    monkeypatch.setattr(forks, "GRACE_SECONDS", 0.2)

    def solved(*given):
        assert os.getpid() != parent
        fault()
        return true(*given)

    monkeypatch.setattr(dual, "_solved", solved)
    events: list[Progress] = []
    built = build(problem, BuildOptions(seconds=8, workers=2), events.append, lambda: bool(notes(events)))
    assert "linear relaxation of" in notes(events)[0]
    assert said in notes(events)[0]
    assert "best roster so far is kept" in notes(events)[0]
    assert_nothing_was_lost(problem, built, events)


@linux_only
def test_a_linear_program_says_the_same_in_a_process_of_its_own(problem, monkeypatch):
    compiled = compile_problem(problem)
    values = first_roster(Scorer(compiled), lambda: False).values()
    tiers = [tier for tier, value in enumerate(values) if value]
    here = [relaxed_bound(compiled, values, tier) for tier in tiers]
    monkeypatch.setattr(dual, "APART_FROM", 0)
    assert [relaxed_bound(compiled, values, tier) for tier in tiers] == here
    assert any(bound is not None and bound > 0 for bound in here)


@linux_only
def test_a_solver_that_is_lost_each_time_leaves_the_first_rosters(problem, monkeypatch, tmp_path):
    monkeypatch.setattr(isolated, "_solve", Injected(tmp_path, killed))
    events: list[Progress] = []

    def is_enough() -> bool:
        return len(notes(events)) > 4

    built = build(problem, BuildOptions(seconds=20, workers=2), events.append, is_enough)
    told = notes(events)
    assert told[0].startswith("The exact search failed")
    first = next(n for n, text in enumerate(told) if "one improvement was lost" in text)
    assert all("linear relaxation" in text for text in told[1:first])
    # Said once, and then only now and then.
    assert all("(1" in text and "times)" in text for text in told[first + 1 :])
    assert len(told) < 9
    assert_nothing_was_lost(problem, built, events)


@pytest.mark.parametrize("step", ["exact search", "improvement"])
def test_a_false_infeasible_is_not_heard(problem, monkeypatch, tmp_path, step):
    if step == "improvement":
        monkeypatch.setattr(search, "MOST_CELLS", 0)
    monkeypatch.setattr(isolated, "_solve", Injected(tmp_path, lying))
    events: list[Progress] = []
    built = build(problem, BuildOptions(seconds=20, workers=2), events.append, lambda: bool(notes(events)))
    assert "impossible" in notes(events)[0]
    assert "best roster" in notes(events)[0]
    assert_nothing_was_lost(problem, built, events)


def test_one_search_that_says_impossible_is_not_enough(monkeypatch, tmp_path):
    problem = bound_to_work(12)
    injected = Injected(tmp_path, lying, {0})
    monkeypatch.setattr(isolated, "_solve", injected)
    built, events = run(problem)
    assert notes(events) == ["One search called this impossible and was wrong: a second one found a roster"]
    assert injected.calls >= 2
    assert not built.report.blocking
    assert_nothing_was_lost(problem, built, events)


@linux_only
def test_a_search_that_is_lost_before_there_is_a_roster_is_tried_again(monkeypatch, tmp_path):
    problem = bound_to_work(12)
    monkeypatch.setattr(isolated, "_solve", Injected(tmp_path, killed, {0}))
    built, events = run(problem)
    assert len(notes(events)) == 1
    assert "another search begins" in notes(events)[0]
    assert_nothing_was_lost(problem, built, events)


def test_impossible_is_said_after_two_configurations_agree(monkeypatch):
    problem = bound_to_work(36)
    asked: list[tuple[int, str]] = []
    start = isolated.Call.__init__

    def noted(call: isolated.Call, solver: Any, *more: Any) -> None:
        asked.append((solver.parameters.random_seed, str(list(solver.parameters.subsolvers))))
        start(call, solver, *more)

    monkeypatch.setattr(isolated.Call, "__init__", noted)
    with pytest.raises(ImpossibleError, match="two searches agree"):
        run(problem)
    assert len(asked) == len(set(asked)) == 2
    assert asked[0][1] != asked[1][1]


@linux_only
def test_the_same_seed_and_work_give_the_same_roster_with_and_without_a_process_of_its_own(problem, monkeypatch):
    options = {"seconds": 120, "workers": 1, "seed": 5, "work": 0.2}
    first, again = (run(problem, **options)[0] for _ in range(2))
    monkeypatch.setattr(forks, "CAN_FORK", False)
    inside, _ = run(problem, **options)
    assert first.roster == again.roster == inside.roster
    assert first.certificate.tiers == again.certificate.tiers == inside.certificate.tiers


@linux_only
def test_a_stop_reaches_a_solver_in_its_own_process(problem):
    stop = threading.Event()
    threading.Timer(1.5, stop.set).start()
    begun = time.monotonic()
    build(problem, BuildOptions(seconds=60, workers=2), stop=stop)
    assert time.monotonic() - begun < 10


@linux_only
def test_a_killed_worker_has_told_its_best_roster_and_leaves_no_process(problem):
    line = b'{"problem":' + encode(problem) + b',"options":' + json.dumps({"seconds": 60}).encode() + b"}\n"
    worker = subprocess.Popen(
        [sys.executable, "-c", "from scheduler.worker.build import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert worker.stdin is not None
    assert worker.stdout is not None
    worker.stdin.write(line)
    worker.stdin.flush()
    events: list[Progress] = []
    quiet = threading.Event()

    def listen() -> None:
        for text in worker.stdout or ():
            events.append(decode(text, Progress, "line"))
            quiet.clear()

    listener = threading.Thread(target=listen)
    listener.start()
    until = time.monotonic() + 40
    while time.monotonic() < until and not (any(e.roster for e in events) and quiet.is_set()):
        quiet.set()
        time.sleep(1.2)  # longer than a roster is ever held back
    children = _children(worker.pid)
    worker.kill()
    worker.wait()
    listener.join()
    for pipe in (worker.stdin, worker.stdout):
        pipe.close()
    best = [tuple(t.value for t in e.tiers) for e in events if e.event == "solution"][-1]
    kept = [e.roster for e in events if e.roster is not None][-1]
    assert tuple(t.value for t in check_roster(problem, kept).tiers) == best
    until = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in children if _is_running(pid)]


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text(encoding="ascii").split()]
    return found


def _is_running(pid: int) -> bool:
    """Whether a process is there, and not only waits for somebody to note its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
