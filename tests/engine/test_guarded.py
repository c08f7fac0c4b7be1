"""A command's build in a process of its own: when that dies, the best roster so far is what is left, and it is said."""

import faulthandler
import os
import signal
import sys
import threading
import time

import pytest
from support.free_patterns import ward
from support.toy import busy_facility

from scheduler.check import check_roster
from scheduler.engine import BuildOptions, NoRosterError, build, columns, forks, search, verify
from scheduler.engine.guarded import build_guarded
from scheduler.wire import RosterFile, sha256

pytestmark = pytest.mark.skipif(not forks.CAN_FORK, reason="elsewhere there is no second process")
REPEATABLE = BuildOptions(seconds=60, workers=1, seed=2, work=0.3)


@pytest.fixture(scope="module")
def problem():
    return busy_facility()


@pytest.fixture
def dying(monkeypatch, tmp_path):
    """Let the search kill itself after its first roster is told, the first so many times."""
    log, true, parent = tmp_path / "deaths", search.Run.search, os.getpid()
    log.write_bytes(b"")

    def times(most):
        def searched(run):
            if log.stat().st_size < most:
                assert os.getpid() != parent
                with log.open("ab") as file:
                    file.write(b".")
                time.sleep(0.8)
                os.kill(os.getpid(), signal.SIGKILL)
            true(run)

        monkeypatch.setattr(search.Run, "search", searched)

    return times


def _values(built):
    return tuple(t.value for t in built.certificate.tiers)


def _assert_holds(problem, built):
    assert check_roster(problem, built.roster) == built.report
    file = RosterFile(
        problem_path="p.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    assert verify(problem, file) == []


def test_it_builds_what_a_build_builds(problem):
    events = []
    guarded = build_guarded(problem, REPEATABLE, events.append)
    plain = build(problem, REPEATABLE)
    assert guarded.roster == plain.roster
    assert guarded.report == plain.report
    assert guarded.certificate.tiers == plain.certificate.tiers
    assert [events[0].event, events[-1].event] == ["started", "finished"]


def test_a_search_that_dies_once_begins_again_from_its_best_roster(problem, dying):
    dying(1)
    events = []
    built = build_guarded(problem, BuildOptions(seconds=8, workers=1), events.append)
    notes = [e.message for e in events if e.event == "note"]
    assert len(notes) == 1
    assert "as happens when memory runs out; it begins again from the best roster so far" in notes[0]
    assert _values(built) <= min(tuple(t.value for t in e.tiers) for e in events if e.event == "solution")
    assert [e.seconds for e in events] == sorted(e.seconds for e in events)
    assert [e.event for e in events].count("started") == 1
    _assert_holds(problem, built)


def test_a_linear_program_that_kills_the_search_is_left_out_from_then_on(monkeypatch):
    problem = ward(3, officers=8, days=14)
    parent = os.getpid()

    def takes_all_memory(master):
        assert os.getpid() != parent
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(columns.Master, "solve", takes_all_memory)
    events = []
    built = build_guarded(problem, BuildOptions(seconds=30, workers=1), events.append)
    notes = [e.message for e in events if e.event == "note"]
    assert len(notes) == 1
    assert "when memory runs out; it begins again from the best roster so far" in notes[0]
    assert "leaves out the search by whole patterns" in notes[0]
    died = next(n for n, e in enumerate(events) if e.event == "note")
    before = [tuple(t.value for t in e.tiers) for e in events[:died] if e.event == "solution"]
    assert _values(built) < min(before)
    _assert_holds(problem, built)


def test_a_stop_is_passed_on(problem):
    stop, events = threading.Event(), []

    def report(event):
        events.append(event)
        if event.event == "solution":
            stop.set()

    begun = time.monotonic()
    built = build_guarded(problem, BuildOptions(seconds=90, workers=1), report, stop=stop)
    assert time.monotonic() - begun < 60
    assert not [e for e in events if e.event == "note"]
    _assert_holds(problem, built)


def test_a_search_that_dies_each_time_leaves_its_best_roster_and_says_so(problem, dying):
    dying(9)
    events = []
    built = build_guarded(problem, BuildOptions(seconds=8, workers=1), events.append)
    assert "the best roster so far is kept" in [e.message for e in events if e.event == "note"][-1]
    assert _values(built) == min(tuple(t.value for t in e.tiers) for e in events if e.event == "solution")
    assert events[-1].event == "finished"
    assert events[-1].roster == built.roster
    _assert_holds(problem, built)


def test_a_death_before_any_roster_is_told_in_words(problem, monkeypatch):
    def dies(*given, **more):
        faulthandler.disable()  # its words are not wanted here
        os.abort()

    monkeypatch.setattr(sys.modules["scheduler.engine.build"], "compile_problem", dies)
    with pytest.raises(NoRosterError, match=r"crashed \(SIGABRT\), before there was a complete roster"):
        build_guarded(problem, BuildOptions(seconds=4, workers=1))


def test_what_a_build_raises_comes_through(problem, monkeypatch):
    def refuses(*given, **more):
        raise ZeroDivisionError("nothing to divide")

    monkeypatch.setattr(sys.modules["scheduler.engine.build"], "compile_problem", refuses)
    with pytest.raises(ZeroDivisionError, match="nothing to divide"):
        build_guarded(problem, REPEATABLE)
