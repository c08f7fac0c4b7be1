"""What happened on a running day: written down once, by whoever may edit, and never changed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from support.sites import FIRST, NOW, ZONE, small_site

from scheduler.api import Desk, DeskError, EventNote, Happened
from scheduler.domain.clock import Clock
from scheduler.domain.happenings import LONGEST
from scheduler.domain.words import Badge, PostCode, ShiftCode

CLOCK = Clock(ZONE)
NOTE = EventNote(
    kind=Happened.CALL_OFF,
    on=FIRST,
    start=CLOCK.minute(FIRST, 360),
    end=CLOCK.minute(FIRST, 1080),
    badge=Badge("B1"),
    post=PostCode("P1"),
    shift=ShiftCode("D"),
    changes=2,
    is_proven=True,
    words="B1 off P1, B3 on it",
)


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


def test_an_event_is_read_as_it_was_written_and_is_in_the_audit_trail(desk: Desk) -> None:
    made = desk.happenings.write(NOTE)
    assert (made.at, made.by) == (NOW, "sergeant")
    later = desk.happenings.write(replace(NOTE, kind=Happened.CLOSED, badge=None, words="x" * 500))
    assert len(later.words) == LONGEST
    assert desk.happenings.between(FIRST, FIRST) == (made, later)
    assert desk.happenings.between(FIRST.replace(year=2025), FIRST.replace(year=2025)) == ()
    row = desk.audit(2)[1]
    assert (row.action, row.actor) == ("write event", "sergeant")
    assert {"kind:call-off", "officer:B1", "post:P1"} <= set(row.subjects)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"end": NOTE.start}, "ends after it starts"),
        ({"badge": Badge("B9")}, "badge B9"),
        ({"post": PostCode("P9")}, "no post P9"),
        ({"shift": ShiftCode("X")}, "no shift X"),
        ({"combined_with": PostCode("P2")}, "combined with another one"),
        ({"kind": Happened.COMBINED}, "combined with another one"),
    ],
)
def test_what_cannot_be_is_refused_and_not_written(desk: Desk, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(DeskError, match=words):
        desk.happenings.write(replace(NOTE, **wrong))  # type: ignore[arg-type]
    assert desk.happenings.between(FIRST, FIRST) == ()
