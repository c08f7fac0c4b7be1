"""Answers that a solver works out: repairs, rule sets, prices, and what is proven."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

from scheduler.domain.answers import ExplainError
from scheduler.domain.events import apply_event
from scheduler.domain.problem import Problem
from scheduler.domain.words import Badge, PostCode, SeatId
from scheduler.engine import BuildOptions
from scheduler.engine.explain import Prober
from scheduler.engine.explain.choice import why_this
from scheduler.engine.explain.lower import lower
from scheduler.engine.explain.prices import price_list, with_minimum, with_setting
from scheduler.engine.explain.proof import prove_roster
from scheduler.engine.explain.rule_set import minimal_rule_set
from scheduler.engine.repair import Prepared
from scheduler.engine.repair.at_hand import at_hand
from scheduler.engine.repair.housing import housing_moves, moved_from
from scheduler.engine.repair.mend import RepairOptions
from scheduler.engine.repair.ranked import ranked_repairs
from scheduler.engine.stints import plan_stints
from scheduler.wire.asking import Answer, Frontier, Question, RepairList, Topic

HOUSING_SECONDS = 3.0

Search = Callable[[Prepared, Prober, Question, threading.Event], Iterator[Answer]]


def answers(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    """Yield the answer to a question, or one part of it after another.

    Args:
        known: The roster.
        prober: What tries changes out.
        question: What is asked of it.
        stop: Set: end now with what is known.

    Raises:
        ExplainError: the question lacks what it needs.
        EventError, ImpossibleError, NoRosterError, InvalidSettingError, StintError: it has no answer.
    """
    return _SEARCHES[question.topic](known, prober, question, stop)


def _rule_set(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    found = minimal_rule_set(prober, _seat(question), _effort(question), stop.is_set)
    yield Answer(number=question.number, rule_set=found)


def _why_this(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    if question.badge is None:
        raise ExplainError("No officer is given")
    found = why_this(prober, _seat(question), Badge(question.badge), _effort(question), stop.is_set)
    yield Answer(number=question.number, choice=found)


def _repair(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    event, options = question.event, RepairOptions(seconds=question.seconds)
    if event is None:
        raise ExplainError("No event is given")
    told = RepairList(lost=(), plans=(), first_tiers=options.first_tiers)
    glance = at_hand(known, event, question.most)
    if glance is not None:
        lost, plans = glance
        shown = replace(told, lost=(lost,), plans=plans, is_at_hand=True)
        yield Answer(number=question.number, is_last=False, repairs=shown)
    for found in ranked_repairs(known, event, options, question.most, stop):
        told = replace(told, lost=found.lost, plans=found.plans)
        yield Answer(number=question.number, is_last=False, repairs=told)
    if not stop.is_set():
        happened = apply_event(known.problem, event)
        told = replace(
            told, housing=housing_moves(happened, known.roster, moved_from(happened, event), HOUSING_SECONDS)
        )
    yield Answer(number=question.number, repairs=told)


def _prices(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    asked = question.frontier
    if asked is None:
        raise ExplainError("No number is given")
    what = f"{asked.entry}.{asked.setting}" if asked.entry else str(asked.post)
    problems = [(n, _numbered(known.problem, asked, n)) for n in asked.numbers]
    found = price_list(what, problems, asked.tier, known.roster, _effort(question), stop.is_set)
    yield Answer(number=question.number, prices=found)


def _lower(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    if question.lowering is None:
        raise ExplainError("No post is given")
    yield Answer(number=question.number, lowering=lower(prober, question.lowering, stop, question.seconds))


def _certify(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    locked = {(lock.badge, lock.on) for lock in known.roster.locks}
    if locked:  # as for a build: what is locked stands, and better rosters are looked for around it
        fixed = tuple(t for t in known.roster.tours if (t.badge, t.on) in locked)
        known = Prepared.of(replace(known.problem, fixed=fixed, locks=known.roster.locks), known.roster)
    yield Answer(number=question.number, certificate=prove_roster(known, _effort(question), stop.is_set))


def _stints(known: Prepared, prober: Prober, question: Question, stop: threading.Event) -> Iterator[Answer]:
    on, shift, times = question.on, question.shift, question.stint_times
    if on is None or shift is None or times is None:
        raise ExplainError("No shift is given")
    yield Answer(number=question.number, stints=plan_stints(known, on, shift, times, question.now, stop))


_SEARCHES: dict[Topic, Search] = {
    Topic.RULE_SET: _rule_set,
    Topic.WHY_THIS: _why_this,
    Topic.REPAIR: _repair,
    Topic.PRICES: _prices,
    Topic.LOWER: _lower,
    Topic.CERTIFY: _certify,
    Topic.STINTS: _stints,
}


def _seat(question: Question) -> SeatId:
    if question.seat is None:
        raise ExplainError("No seat is given")
    return question.seat


def _effort(question: Question) -> BuildOptions:
    return BuildOptions(seconds=question.seconds, workers=1)


def _numbered(problem: Problem, asked: Frontier, number: int) -> Problem:
    """Return the problem with the number that is priced set to another value."""
    if asked.entry:
        return with_setting(problem, asked.entry, asked.setting, number, asked.as_limit)
    return with_minimum(problem, asked.post or PostCode(""), number)
