"""What lies behind a restriction changes nothing that anybody else can see: not a byte, not a statement."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from support.causes import CAUSES, HOUSING, PERIOD, WANTED, WHO, as_seen_by, built_house
from support.house import House

from scheduler.api import Desk, Role, write_workbook
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.site import Site
from scheduler.domain.words import PostCode, SeatId
from scheduler.wire import decode, encode
from scheduler.wire.asking import Frontier, Question, Topic
from scheduler.worker.answering import Answering

SEAT = SeatId(f"HA-F/{PERIOD.first}/D/0")
ASKED = (
    *(Question(number=1, topic=topic, seat=SEAT) for topic in (Topic.CANDIDATES, Topic.WHY_EMPTY, Topic.REMEDIES)),
    Question(number=1, topic=Topic.WHY_NOT, seat=SEAT, badge=WHO),
    Question(number=1, topic=Topic.PLACES, badge=WHO, on=PERIOD.first),
)
PRICES = Question(
    number=1,
    topic=Topic.PRICES,
    frontier=Frontier(post=PostCode("HA-F"), numbers=(1, 2), tier="critical"),
    seconds=20.0,
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        yield built_house(tmp_path_factory.mktemp("house"), patch)


@pytest.fixture(scope="module")
def filed(built: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    with pytest.MonkeyPatch.context() as patch:
        houses = {}
        for name, cause in CAUSES.items():
            houses[name] = built.copy(tmp_path_factory.mktemp("filed"), patch)
            cause(houses[name])
        yield houses


def seen(house: House, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Return all that a scheduler and an auditor can take out of a database, by name."""
    found: dict[str, bytes] = {}
    with as_seen_by(house, Role.SCHEDULER, monkeypatch) as desk:
        found["site"] = encode(desk.site())
        problem = desk.problem(PERIOD)
        found["problem"] = encode(problem)
        draft = desk.create_roster(PERIOD, "two weeks")
        found["findings"] = encode(desk.check(draft.id))
        found["explanations"] = answered(problem, desk.roster(draft.id).roster, ASKED)
        path = folder / "site.xlsx"
        write_workbook(desk.site(), path)
        found["workbook"] = path.read_bytes()
        found["facility"] = repr(desk._store.facility()).encode()
    with as_seen_by(house, Role.AUDITOR, monkeypatch) as desk:
        # Who signed in is in the log for everybody to see; what was asked for is not.
        rows = [row for row in desk._store.audit(1000) if row.action == "change availability"]
        found["audit"] = json.dumps([(str(r.at), r.actor, r.action, r.subjects) for r in rows]).encode()
    return found


def answered(problem: Problem, roster: Roster, questions: tuple[Question, ...]) -> bytes:
    """Return what is answered, but how long it took."""
    answering = Answering()
    answering.hold(problem, roster)
    answers = [one for question in questions for one in answering.answers(question, threading.Event())]
    assert not [one.error for one in answers if one.error]
    return b"\n".join(encode(replace(one, seconds=0.0)) for one in answers)


def test_nothing_that_others_see_differs_by_a_byte(
    filed: dict[str, House], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = filed
    expected = seen(filed[first], tmp_path, monkeypatch)
    held = {(bar.area, bar.post) for bar in decode(expected["site"], Site, "a site").restrictions if bar.badge == WHO}
    assert held == {(HOUSING, None), (None, WANTED)}
    for name in others:
        found = seen(filed[name], tmp_path, monkeypatch)
        for part, content in expected.items():
            assert found[part] == content, f"{part} tells {name} from {first}"


@pytest.mark.slow
def test_no_price_differs_by_a_byte(filed: dict[str, House], monkeypatch: pytest.MonkeyPatch) -> None:
    told = {}
    for name, house in filed.items():
        with as_seen_by(house, Role.SCHEDULER, monkeypatch) as desk:
            roster = Roster(facility=desk.site().facility.id, period=PERIOD)
            told[name] = answered(desk.problem(PERIOD), roster, (PRICES,))
    assert len(set(told.values())) == 1, told.keys()


def test_reading_takes_the_same_work_whatever_lies_behind(
    filed: dict[str, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 11 causes, every one read once; the threshold is equality, as what is counted does not depend on time.

    Counted are the statements that a scheduler's reading of facility and problem sends to the database, and the rows
    that come back. How long it takes is measured by tests/campaigns/quiet_clock.py.
    """
    counted = {}
    for name, house in filed.items():
        with as_seen_by(house, Role.SCHEDULER, monkeypatch) as desk:
            counted[name] = work(desk, lambda desk=desk: encode(desk.problem(PERIOD)))
    assert len(set(counted.values())) == 1, counted


def work(desk: Desk, act: Callable[[], bytes]) -> tuple[tuple[str, ...], int]:
    """Return the statements that something sends to the database, and the number of bytes that it makes of them."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    engine = desk._store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        made = act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return tuple(sent), len(made)


def test_filing_leaves_envelopes_of_one_length(filed: dict[str, House], monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = {}
    for name, house in filed.items():
        with as_seen_by(house, Role.AUDITOR, monkeypatch) as desk:
            (row,) = desk._store.requests.sealed()
            assert row.envelope is not None
            lengths[name] = len(row.envelope)
    assert len(set(lengths.values())) == 1, lengths
