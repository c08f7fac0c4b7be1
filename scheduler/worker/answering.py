"""Questions about one roster, answered from what is compiled once and follows every edit.

What needs a solver lies in `searches`, which takes longer to load than a first list of candidates to make.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module

from scheduler.domain.answers import ExplainError
from scheduler.domain.events import EventError
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.stints import StintError
from scheduler.domain.words import Badge, SeatId
from scheduler.engine import ImpossibleError, NoRosterError
from scheduler.engine.explain import Prober, what_would_it_take, why_empty, why_not
from scheduler.engine.repair import Prepared, SeatError, candidates, places
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.wire.asking import Answer, CandidateList, Question, Topic

REFUSALS = (
    ExplainError,
    SeatError,
    EventError,
    StintError,
    ImpossibleError,
    NoRosterError,
    InvalidSettingError,
    UnknownRuleError,
)
"""What says in one sentence why there is no answer."""


class Answering:
    """One roster, ready for questions. Use it from one thread."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._problem: Problem | None = None
        self._roster: Roster | None = None
        self._prepared: Prepared | None = None
        self._prober: Prober | None = None
        self._topics: dict[Topic, Callable[[Question, threading.Event], Iterator[Answer]]] = {
            Topic.WARM: self._warm,
            Topic.CANDIDATES: self._candidates,
            Topic.PLACES: self._places,
            Topic.WHY_EMPTY: self._why_empty,
            Topic.REMEDIES: self._remedies,
            Topic.WHY_NOT: self._why_not,
        }

    def hold(self, problem: Problem | None, roster: Roster | None) -> None:
        """Take over another problem, another roster of the same problem, or both; None: what was there before."""
        if problem is not None:
            self._problem, self._prepared = problem, None
        if roster is not None:
            self._roster = roster
        self._prober = None

    def answers(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        """Yield the answer, or one part of it after another, the last one marked as such.

        Args:
            question: What is asked of the roster held.
            stop: Set: end now with what is known, as far as the question can.
        """
        begun = time.monotonic()
        try:
            for answer in self._topics.get(question.topic, self._search)(question, stop):
                yield replace(answer, seconds=time.monotonic() - begun)
        except REFUSALS as error:
            yield Answer(number=question.number, error=str(error), seconds=time.monotonic() - begun)

    @property
    def prepared(self) -> Prepared:
        """What is held, compiled; an edit since the last question costs little.

        Raises:
            ExplainError: nothing is held.
        """
        if self._problem is None or self._roster is None:
            raise ExplainError("No roster is open")
        known = self._prepared
        if known is None:
            known = Prepared.of(self._problem, self._roster)
        elif known.roster != self._roster:
            known = known.followed(self._roster)
        self._prepared = known
        return known

    @property
    def prober(self) -> Prober:
        """What tries changes out."""
        if self._prober is None:
            known = self.prepared
            self._prober = Prober(known.problem, known.roster, known)
        return self._prober

    # ------------------------------------------------------------ one method a topic

    def _warm(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        """Compile what is held and load the solver."""
        self.prepared.assignment.rank()
        import_module("scheduler.worker.searches")
        yield Answer(number=question.number)

    def _candidates(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        known, seat = self.prepared, _seat(question)
        for is_worded in (False, True):
            if is_worded and stop.is_set():
                return
            detailed = question.most if is_worded else 0
            found = candidates(known.problem, known.roster, seat, known, detailed, is_worded)
            told = CandidateList(tiers=known.checker.report.tiers, candidates=found, is_worded=is_worded)
            yield Answer(number=question.number, is_last=is_worded, candidates=told)

    def _places(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        known = self.prepared
        if question.on is None:
            raise ExplainError("No date is given")
        found = places(known.checker, _badge(question), question.on)
        told = CandidateList(tiers=known.checker.report.tiers, candidates=found, is_worded=True)
        yield Answer(number=question.number, candidates=told)

    def _why_empty(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, empty=why_empty(self.prober, _seat(question)))

    def _remedies(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, remedies=what_would_it_take(self.prober, _seat(question), question.most))

    def _why_not(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, refusal=why_not(self.prober, _seat(question), _badge(question)))

    def _search(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        from scheduler.worker import searches

        return searches.answers(self.prepared, self.prober, question, stop)


def _seat(question: Question) -> SeatId:
    if question.seat is None:
        raise ExplainError("No seat is given")
    return question.seat


def _badge(question: Question) -> Badge:
    if question.badge is None:
        raise ExplainError("No officer is given")
    return question.badge
