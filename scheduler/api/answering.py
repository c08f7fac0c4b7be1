"""Questions about one roster, answered from what is compiled once and follows every edit.

Imported by the process that answers, never by the console: the solver that answers rest on takes a while to load.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from scheduler.domain.answers import ExplainError
from scheduler.domain.events import Event, EventError, apply_event
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode, SeatId
from scheduler.engine import BuildOptions, ImpossibleError, NoRosterError
from scheduler.engine.explain import (
    Prober,
    minimal_rule_set,
    price_list,
    what_would_it_take,
    why_empty,
    why_not,
    why_this,
    with_minimum,
    with_setting,
)
from scheduler.engine.explain.proof import prove_roster
from scheduler.engine.repair import (
    Prepared,
    RepairOptions,
    SeatError,
    candidates,
    housing_moves,
    places,
    ranked_repairs,
)
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.wire.asking import Answer, CandidateList, Frontier, Question, RepairList, Topic

REFUSALS = (ExplainError, SeatError, EventError, ImpossibleError, NoRosterError, InvalidSettingError, UnknownRuleError)
"""What says in one sentence why there is no answer."""

HOUSING_SECONDS = 3.0


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
            Topic.RULE_SET: self._rule_set,
            Topic.WHY_NOT: self._why_not,
            Topic.WHY_THIS: self._why_this,
            Topic.REPAIR: self._repair,
            Topic.PRICES: self._prices,
            Topic.CERTIFY: self._certify,
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
            for answer in self._topics[question.topic](question, stop):
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
        assert self.prepared.assignment is not None
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
        found = places(known.checker, _badge(question), _date(question))
        told = CandidateList(tiers=known.checker.report.tiers, candidates=found, is_worded=True)
        yield Answer(number=question.number, candidates=told)

    def _why_empty(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, empty=why_empty(self.prober, _seat(question)))

    def _remedies(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, remedies=what_would_it_take(self.prober, _seat(question), question.most))

    def _rule_set(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        found = minimal_rule_set(self.prober, _seat(question), _effort(question), stop.is_set)
        yield Answer(number=question.number, rule_set=found)

    def _why_not(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        yield Answer(number=question.number, refusal=why_not(self.prober, _seat(question), _badge(question)))

    def _why_this(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        found = why_this(self.prober, _seat(question), _badge(question), _effort(question), stop.is_set)
        yield Answer(number=question.number, choice=found)

    def _repair(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        event, options = _event(question), RepairOptions(seconds=question.seconds)
        told = RepairList(lost=(), plans=(), first_tiers=options.first_tiers)
        for found in ranked_repairs(self.prepared, event, options, question.most, stop):
            told = replace(told, lost=found.lost, plans=found.plans)
            is_last = found.is_last and event.inmate_move is None
            yield Answer(number=question.number, is_last=is_last, repairs=told)
        if event.inmate_move is not None:
            known, at = self.prepared, event.inmate_move.at
            if not stop.is_set():
                happened = apply_event(known.problem, event)
                told = replace(told, housing=housing_moves(happened, known.roster, at, HOUSING_SECONDS))
            yield Answer(number=question.number, repairs=told)

    def _prices(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        asked, known = question.frontier, self.prepared
        if asked is None:
            raise ExplainError("No number is given")
        what = f"{asked.entry}.{asked.setting}" if asked.entry else str(asked.post)
        problems = [(n, _numbered(known.problem, asked, n)) for n in asked.numbers]
        found = price_list(what, problems, asked.tier, known.roster, _effort(question), stop.is_set)
        yield Answer(number=question.number, prices=found)

    def _certify(self, question: Question, stop: threading.Event) -> Iterator[Answer]:
        known = self.prepared
        locked = {(lock.badge, lock.on) for lock in known.roster.locks}
        if locked:  # as for a build: what is locked stands, and better rosters are looked for around it
            fixed = tuple(t for t in known.roster.tours if (t.badge, t.on) in locked)
            known = Prepared.of(replace(known.problem, fixed=fixed, locks=known.roster.locks), known.roster)
        yield Answer(number=question.number, certificate=prove_roster(known, _effort(question), stop.is_set))


def _seat(question: Question) -> SeatId:
    if question.seat is None:
        raise ExplainError("No seat is given")
    return question.seat


def _badge(question: Question) -> Badge:
    if question.badge is None:
        raise ExplainError("No officer is given")
    return question.badge


def _date(question: Question) -> date:
    if question.on is None:
        raise ExplainError("No date is given")
    return question.on


def _event(question: Question) -> Event:
    if question.event is None:
        raise ExplainError("No event is given")
    return question.event


def _effort(question: Question) -> BuildOptions:
    return BuildOptions(seconds=question.seconds, workers=1)


def _numbered(problem: Problem, asked: Frontier, number: int) -> Problem:
    """Return the problem with the number that is priced set to another value."""
    if asked.entry:
        return with_setting(problem, asked.entry, asked.setting, number, asked.as_limit)
    return with_minimum(problem, asked.post or PostCode(""), number)
