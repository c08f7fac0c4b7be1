"""The process that answers: one question at a time, stale ones dropped, restarted when it dies, gone at the end."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from support import fake_answers
from support.desk_site import FIRST, small_site
from support.mendable import tour_on

from console.solving.questions import Questions
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.wire.asking import Answer, Question, Topic

SEAT = f"HB-F/{FIRST}/D/0"
ASKED = Question(number=0, topic=Topic.CANDIDATES, seat=SEAT)


@pytest.fixture(scope="module")
def problem() -> Problem:
    return small_site().problem(Period(first=FIRST, days=14))


@pytest.fixture(scope="module")
def roster(problem: Problem) -> Roster:
    return Roster(facility=problem.facility.id, period=problem.period)


class Asker:
    """Asks a process and keeps what comes back."""

    def __init__(self, questions: Questions, qtbot) -> None:
        self.questions, self.qtbot = questions, qtbot
        self.said: list[str] = []
        self.found: dict[str, list[Answer]] = {}
        questions.told.connect(self.said.append)

    def ask(self, owner: str = "me", question: Question = ASKED, is_quiet: bool = False) -> None:
        self.questions.ask(owner, question, lambda a: self.found.setdefault(owner, []).append(a), is_quiet)

    def wait(self, owner: str = "me") -> list[Answer]:
        self.qtbot.waitUntil(lambda: any(a.is_last for a in self.found.get(owner, ())), timeout=30_000)
        return self.found[owner]


@pytest.fixture
def asker(qapp: QApplication, qtbot, problem: Problem, roster: Roster, request) -> Iterator[Asker]:
    """An asker with a stand-in that behaves as the test's parameter says; None for the real process."""
    mode = getattr(request, "param", ["echo"])
    command = None if mode is None else [sys.executable, fake_answers.__file__, *mode]
    questions = Questions(command=command)
    questions.hold(problem, roster)
    yield Asker(questions, qtbot)
    pid = questions.pid
    questions.kill()
    assert questions.pid == 0
    if pid:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    questions.deleteLater()


def test_what_is_refused_never_reaches_the_process(asker: Asker) -> None:
    asker.questions.refusal = lambda question: "Not now" if question.topic == Topic.WHY_NOT else ""
    asker.ask(question=Question(number=0, topic=Topic.WHY_NOT, seat=SEAT, badge="B1"))
    assert [answer.error for answer in asker.wait()] == ["Not now"]
    assert not asker.questions.pid, "nothing was started for it"
    asker.ask("other")
    assert not asker.wait("other")[-1].error


@pytest.mark.parametrize("asker", [None], indirect=True)
def test_the_real_process_answers_and_follows_an_edit(asker: Asker, problem: Problem, roster: Roster) -> None:
    asker.ask()
    first = asker.wait()
    assert [a.candidates is not None for a in first] == [True, True]
    assert {c.badge for c in first[-1].candidates.candidates} == {o.badge for o in problem.officers}
    best = first[-1].candidates.candidates[0]
    pid = asker.questions.pid
    asker.questions.hold(problem, roster.with_tours((best.tour,)))
    asker.found.clear()
    asker.ask()
    assert best.badge not in {c.badge for c in asker.wait()[-1].candidates.candidates}
    assert asker.questions.pid == pid


def test_questions_are_answered_one_after_another(asker: Asker) -> None:
    for owner in ("a", "b", "c"):
        asker.ask(owner)
    assert asker.questions.is_busy
    numbers = [asker.wait(owner)[0].number for owner in ("a", "b", "c")]
    assert numbers == sorted(numbers)
    assert not asker.questions.is_busy


def test_a_newer_question_of_the_same_owner_takes_the_place_of_the_older(asker: Asker) -> None:
    asker.ask()
    asker.ask()
    assert len(asker.wait()) == 1
    assert asker.found["me"][0].number == 2


def test_what_was_asked_of_another_roster_is_never_delivered(asker: Asker, problem: Problem, roster: Roster) -> None:
    asker.ask("stale")
    asker.ask("waiting")
    asker.questions.hold(problem, replace(roster))
    asker.ask()
    asker.wait()
    assert asker.found.keys() == {"me"}


def test_an_edit_reaches_the_process_with_the_next_question(asker: Asker, problem: Problem, roster: Roster) -> None:
    asker.ask()
    assert asker.wait()[0].seconds == 0.0
    slot = problem.slots()[0]
    asker.questions.hold(problem, roster.with_tours((tour_on(problem, problem.officers[0], slot, 0),)))
    asker.found.clear()
    asker.ask()
    assert asker.wait()[0].seconds == 1.0


@pytest.mark.parametrize("asker", [["crash"]], indirect=True)
def test_a_process_that_dies_twice_over_a_question_is_told_in_words(asker: Asker) -> None:
    asker.ask()
    assert "twice" in asker.wait()[0].error
    assert len(asker.said) == 1
    assert "started again" in asker.said[0]


@pytest.mark.parametrize("asker", [["half"]], indirect=True)
def test_a_process_that_dies_in_the_middle_of_an_answer_still_ends_it(asker: Asker) -> None:
    asker.ask()
    assert asker.wait()[-1].error


def test_a_process_that_died_once_is_started_again_and_answers(
    qapp: QApplication, qtbot, problem: Problem, roster: Roster, tmp_path: Path
) -> None:
    questions = Questions(command=[sys.executable, fake_answers.__file__, "once", str(tmp_path / "dead")])
    questions.hold(problem, roster)
    asker = Asker(questions, qtbot)
    asker.ask()
    assert not asker.wait()[0].error
    assert len(asker.said) == 1
    questions.kill()


@pytest.mark.parametrize("asker", [["silent"]], indirect=True)
def test_the_last_words_of_a_process_that_dies_are_told(asker: Asker) -> None:
    asker.ask()
    assert "out of paper" in asker.wait()[0].error


def test_a_process_that_cannot_be_started_is_told(qapp: QApplication, qtbot, problem: Problem, roster: Roster) -> None:
    questions = Questions(command=["/nowhere/at/all"])
    questions.hold(problem, roster)
    asker = Asker(questions, qtbot)
    asker.ask()
    assert "could not be started" in asker.wait()[0].error
    questions.kill()


@pytest.mark.parametrize("asker", [["deaf"]], indirect=True)
def test_a_dropped_question_that_goes_on_costs_its_process_and_nothing_else(asker: Asker, qtbot) -> None:
    asker.ask("deaf")
    qtbot.waitUntil(lambda: asker.questions.pid > 0, timeout=10_000)
    pid = asker.questions.pid
    begun = time.monotonic()
    asker.questions.drop("deaf")
    asker.ask()
    qtbot.waitUntil(lambda: asker.questions.pid not in (0, pid), timeout=10_000)
    assert time.monotonic() - begun < 9
    assert "deaf" not in asker.found


@pytest.mark.parametrize("asker", [["slow"]], indirect=True)
def test_a_quiet_question_gives_way_and_is_asked_again(asker: Asker, qtbot) -> None:
    asker.ask("quiet", is_quiet=True)
    qtbot.waitUntil(lambda: asker.questions.pid > 0, timeout=10_000)
    asker.ask("me")
    qtbot.waitUntil(lambda: not asker.questions.waits("me") or asker.questions.is_busy, timeout=10_000)
    assert asker.questions.waits("quiet")
    asker.questions.drop("me")  # which cancels it, and the stand-in answers
    assert "quiet" not in asker.found


def test_nothing_is_asked_without_a_roster(qapp: QApplication) -> None:
    questions = Questions(command=["/nowhere/at/all"])
    questions.ask("me", ASKED, lambda answer: None)
    assert not questions.is_busy
    assert questions.pid == 0
