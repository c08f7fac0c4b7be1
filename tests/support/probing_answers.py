"""What is answered about a roster to whoever may read it: each question of each topic, as a role asks it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from support.sites import FIRST, PERIOD, tour

from scheduler.api import Desk
from scheduler.domain.events import CallOff, Event
from scheduler.domain.words import Badge, SeatId
from scheduler.wire import encode
from scheduler.wire.asking import Frontier, Question, Topic
from scheduler.worker.answering import Answering

BADGES = ("B1", "B2")
SEATS = tuple(SeatId(f"{post}/{FIRST}/{shift}/0") for post in ("P1", "P2") for shift in ("D", "N"))
SECONDS = 2.0
OF_BOTH = (Topic.WHY_NOT, Topic.WHY_THIS)
OF_SEAT = (Topic.CANDIDATES, Topic.WHY_EMPTY, Topic.REMEDIES, Topic.RULE_SET)
PRICED = Frontier(entry="rest_required", setting="rest_minutes", numbers=(480, 600), tier="quality")


@dataclass(frozen=True)
class Asking:
    """A question, and what it is called."""

    title: str
    question: Question


def askings() -> Iterator[Asking]:
    """Return each question that is asked: all topics, and seats and officers for those that take some."""
    for seat in SEATS:
        for topic in OF_SEAT:
            yield _asking(topic, seat=seat)
        for badge in BADGES:
            for topic in OF_BOTH:
                yield _asking(topic, seat=seat, badge=Badge(badge))
    for badge in BADGES:
        yield _asking(Topic.PLACES, badge=Badge(badge), on=FIRST)
        away = CallOff(badge=Badge(badge), start=tour("B1", FIRST).start, end=tour("B1", FIRST).end)
        yield replace(_asking(Topic.REPAIR, event=Event(call_off=away)), title=f"repair {badge}")
    yield _asking(Topic.PRICES, frontier=PRICED)
    yield _asking(Topic.CERTIFY)


def answered(desk: Desk, asking: Asking) -> bytes:
    """Return all that is answered to somebody who works at a desk, after the question was let pass."""
    question, answering = asking.question, Answering()
    if question.topic == Topic.WHY_NOT and question.seat is not None and question.badge is not None:
        desk.why_not.note(1, question.seat, question.badge)
    answering.hold(desk.problem(PERIOD), desk.roster(1).roster)
    return b"\n".join(encode(answer) for answer in answering.answers(question, threading.Event()))


def _asking(topic: Topic, **fields: object) -> Asking:
    words = " ".join(str(value) for value in fields.values() if isinstance(value, str))
    question = replace(Question(number=1, topic=topic, seconds=SECONDS), **fields)  # type: ignore[arg-type]
    return Asking(f"{topic.value} {words}".strip(), question)
