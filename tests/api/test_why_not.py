"""Asking why an officer cannot take a seat is noted, and slowed down."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.desk_site import badge, small_site
from support.house import House

from scheduler.api import Desk, DeskError, Role
from scheduler.api.whynot import MOST
from scheduler.domain.words import SeatId

SEAT = SeatId("HA-F/2026-12-06/D/0")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        yield House.built(tmp_path, small_site(), badge(2), patch)


def test_questions_are_noted_and_slowed_down_in_each_session(house: House) -> None:
    with house.desk(Role.SCHEDULER) as desk:
        for _ in range(MOST):
            desk.why_not.note(1, SEAT, badge(3))
        with pytest.raises(DeskError, match="in a few minutes"):
            desk.why_not.note(1, SEAT, badge(3))
        rows = [row for row in desk._store.audit(200) if row.action == "ask why not"]
        assert len(rows) == MOST
        assert rows[0].subjects == ("roster:1", f"seat:{SEAT}", f"officer:{badge(3)}")
        house.clock.go_on(minutes=10)
        desk.why_not.note(1, SEAT, badge(3))


def test_to_sign_in_again_does_not_begin_anew_and_others_are_not_slowed_down(house: House) -> None:
    with house.desk(Role.SCHEDULER) as first, house.desk(Role.SCHEDULER) as second:
        for number in range(MOST):
            (first, second)[number % 2].why_not.note(1, SEAT, badge(3))
    with house.desk(Role.SCHEDULER) as again:
        with pytest.raises(DeskError, match="in a few minutes"):
            again.why_not.note(1, SEAT, badge(3))
        assert sum(row.action == "ask why not" for row in again._store.audit(200)) == MOST
    with house.desk(Role.SERGEANT) as other:
        other.why_not.note(1, SEAT, badge(3))


def test_a_database_without_accounts_answers_all(tmp_path: Path) -> None:
    with Desk.open(str(tmp_path / "open.db")) as desk:
        desk.import_site(small_site(), "test")
        for _ in range(MOST + 1):
            desk.why_not.note(1, SEAT, badge(3))
        assert "ask why not" not in {row.action for row in desk.audit()}
