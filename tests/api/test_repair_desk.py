"""Repairs and candidates as the console asks for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, small_site, tour

from scheduler.api import Desk
from scheduler.domain.events import CallOff, Event, changed_tours
from scheduler.domain.roster import Roster


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Desk.open(f"sqlite:///{tmp_path / 'f.db'}", actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        yield opened


def test_a_repair_is_one_edit_that_can_be_undone(desk: Desk) -> None:
    held = tour("B1", FIRST)
    roster = Roster(facility=small_site().facility.id, period=PERIOD, tours=(held,))
    event = Event(call_off=CallOff(badge="B1", start=held.start, end=held.end))
    found = desk.repairs.mend(roster, event)
    edit = desk.repairs.edit(found, "Call-off of B1")
    mended = edit.apply(roster)
    assert mended.tours == found.roster.tours
    assert not any(t.badge == "B1" and t.on == FIRST for t in mended.tours)
    assert changed_tours(roster, mended) == found.changes
    assert edit.actor == "sergeant"
    assert edit.inverse().apply(mended) == roster


def test_candidates_of_a_seat_are_everybody_but_its_holder(desk: Desk) -> None:
    held = tour("B1", FIRST)
    roster = Roster(facility=small_site().facility.id, period=PERIOD, tours=(held,))
    found = desk.repairs.candidates(roster, held.seat)
    assert {c.badge for c in found} == {o.badge for o in small_site().officers} - {"B1"}
    assert desk.repairs.prepare(roster) is desk.repairs.prepare(roster)
