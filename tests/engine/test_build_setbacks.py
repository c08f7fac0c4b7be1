"""What goes wrong after the first roster costs one step: the best roster is kept and an event says so."""

import time
from dataclasses import replace

import pytest
from support.toy import busy_facility

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.engine import BuildOptions, Built, EngineError, build, search, shift_plan, verify
from scheduler.wire import RosterFile, sha256
from scheduler.wire.progress import Progress


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Return a facility with so much leave that neither the first roster nor a descent ends the search."""
    return busy_facility()


def _build(problem: Problem, seconds: float = 3.0) -> tuple[Built, list[Progress]]:
    events: list[Progress] = []
    return build(problem, BuildOptions(seconds=seconds, workers=2), events.append), events


def _notes(events: list[Progress]) -> list[str]:
    return [e.message for e in events if e.event == "note"]


def _is_sound(problem: Problem, built: Built) -> bool:
    """Whether the checker and the verification confirm the roster and all that is claimed of it."""
    file = RosterFile(
        problem_path="p.json", problem_sha256=sha256(problem), roster=built.roster, certificate=built.certificate
    )
    report = check_roster(problem, built.roster)
    return report == built.report and verify(problem, file) == []


def _fail(*_args, **_kwargs):
    raise ValueError("out of the blue")


class _Failing:
    """In the place of a search: cannot even run."""

    def __init__(self, *_args, **_kwargs) -> None:
        pass

    run = _fail


@pytest.mark.parametrize(
    ("name", "stand_in", "said"),
    [
        ("prove_cheaply", _fail, "The proof of bounds"),
        ("_descend", _fail, "The descent shift by shift"),
        ("ExactSearch", _Failing, "The exact search"),
        ("Improver", _Failing, "The improvement"),
    ],
)
def test_a_step_that_fails_costs_only_itself(problem, monkeypatch, name, stand_in, said):
    if name == "Improver":
        # Else the exact search leaves nothing to improve.
        monkeypatch.setattr(search, "MOST_CELLS", 0)
    monkeypatch.setattr(search, name, stand_in)
    built, events = _build(problem)
    notes = _notes(events)
    assert notes
    assert all(n.startswith(said) and "ValueError: out of the blue" in n and "kept" in n for n in notes)
    assert events[-1].event == "finished"
    best = [e for e in events if e.event == "solution"][-1]
    assert [t.value for t in built.certificate.tiers] == [t.value for t in best.tiers]
    assert _is_sound(problem, built)


def test_a_solver_that_fails_in_every_call_leaves_the_first_rosters(problem, monkeypatch):
    monkeypatch.setattr("scheduler.engine.control.Control.solve", _fail)
    built, events = _build(problem)
    assert any(n.startswith("The exact search") for n in _notes(events))
    assert _is_sound(problem, built)


def test_the_last_roster_that_passed_the_checker_stands_in_for_one_that_does_not(problem, monkeypatch):
    settled, seen = search._settled, []

    def second_time_wrong(of, roster):
        roster, report = settled(of, roster)
        seen.append(roster)
        if len(seen) > 1:
            report = replace(report, tiers=tuple(replace(t, value=t.value + 1) for t in report.tiers))
        return roster, report

    monkeypatch.setattr(search, "_settled", second_time_wrong)
    events: list[Progress] = []

    def is_enough() -> bool:
        return sum(e.event == "solution" for e in events) > 1

    built = build(problem, BuildOptions(seconds=30, workers=2), events.append, is_enough)
    assert len(seen) == 2
    assert seen[0] != seen[1]
    assert built.roster == seen[0]
    assert len(_notes(events)) == 1
    assert "the checker at" in _notes(events)[0]
    assert "last roster that passed the checker" in _notes(events)[0]
    assert search.FELL_BACK in built.certificate.assumptions
    assert events[-1].roster == built.roster
    assert _is_sound(problem, built)


def test_a_first_roster_that_the_checker_does_not_confirm_is_an_error(problem, monkeypatch):
    settled = search._settled

    def wrong(of, roster):
        roster, report = settled(of, roster)
        return roster, replace(report, tiers=tuple(replace(t, value=t.value + 1) for t in report.tiers))

    monkeypatch.setattr(search, "_settled", wrong)
    with pytest.raises(EngineError):
        _build(problem)


def test_a_first_construction_that_fails_is_not_hidden(problem, monkeypatch):
    monkeypatch.setattr(shift_plan, "first_roster", _fail)
    with pytest.raises(ValueError, match="out of the blue"):
        _build(problem)


def test_a_slow_checker_and_slow_proofs_are_paid_from_the_time_given(problem, monkeypatch):
    """Each takes half a second here; known from the first roster, both are kept back at the end."""
    for name in ("_settled", "prove_cheaply"):
        own = getattr(search, name)

        def slow(*args, own=own):
            time.sleep(0.5)
            return own(*args)

        monkeypatch.setattr(search, name, slow)
    monkeypatch.setattr(search, "MOST_CELLS", 0)
    begun = time.monotonic()
    built, _ = _build(problem, seconds=4.0)
    assert time.monotonic() - begun < 4.0 + 1.0
    assert _is_sound(problem, built)
