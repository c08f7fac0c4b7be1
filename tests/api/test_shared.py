"""Two desks at one roster: edits are done once, conflicts are told, what cannot be sent waits."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from queue import Queue

import pytest
from support.postgres import Cluster
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api.desk import Desk
from scheduler.api.shared import Outbox
from scheduler.domain.roster import RosterEdit, StaleEditError
from scheduler.storage import ConflictError, DeskError, LostServerError, Seen, Watcher

ONE, TWO, THREE = tour("B1", FIRST), tour("B2", FIRST, "N"), tour("B3", FIRST + timedelta(days=1))


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        opened.create_roster(PERIOD)
        yield opened


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    with Desk.open(desk.url, actor="lieutenant", now=lambda: NOW) as opened:
        yield opened


def test_edits_at_other_places_are_merged_and_those_at_the_same_are_told(desk: Desk, other: Desk) -> None:
    since = other.shared.last_step(1)
    desk.shared.send(1, edit("a", ONE), since)
    other.shared.send(1, edit("b", TWO), since)
    assert desk.roster(1).roster.tours == (ONE, TWO)
    elsewhere = tour("B1", FIRST, index=1)
    with pytest.raises(ConflictError, match="sergeant changed the same place meanwhile") as caught:
        other.shared.send(1, edit("c", elsewhere), since)
    assert [step.edit.id for step in caught.value.steps if step.edit] == ["a"]
    assert desk.roster(1).roster.tours == (ONE, TWO)


def test_a_seat_taken_meanwhile_by_somebody_else_is_a_conflict(desk: Desk, other: Desk) -> None:
    desk.shared.send(1, edit("a", ONE), 0)
    with pytest.raises(ConflictError):
        other.shared.send(1, edit("b", tour("B4", FIRST)), 0)
    other.shared.send(1, edit("b", tour("B4", FIRST)), other.shared.last_step(1))  # seen, and meant


def test_an_edit_sent_twice_is_done_once(desk: Desk) -> None:
    step = desk.shared.send(1, edit("a", ONE), 0)
    assert desk.shared.send(1, edit("a", ONE), 0) == step
    assert len(desk.journal(1)) == 1
    with pytest.raises(StaleEditError, match="another edit was made under the same name"):
        desk.shared.send(1, edit("a", TWO), 0)


def test_what_was_made_before_others_were_seen_conflicts_and_what_was_made_after_does_not(
    desk: Desk, other: Desk
) -> None:
    box = Outbox(desk.shared, 1, lambda: NOW)
    box.add(edit("a", ONE))
    seen = other.shared.send(1, edit("x", tour("B4", FIRST)), 0)
    box.saw(seen)
    box.add(edit("b", tour("B4", FIRST, index=1), gone=(tour("B4", FIRST),)))
    assert box.send()
    assert [one.edit.id for one in box.conflicts] == ["a"]
    step, roster = desk.shared.look(1)
    assert roster.tours == (tour("B4", FIRST, index=1),)
    assert [one.edit.id for one in desk.shared.steps(1, 0) if one.edit] == ["x", "b"]
    assert step == 2


def test_edits_that_wait_can_be_withdrawn(desk: Desk) -> None:
    box = Outbox(desk.shared, 1, lambda: NOW)
    for one in (edit("a", ONE), edit("b", TWO)):
        box.add(one)
    box.withdraw(["a"])
    assert box.send()
    assert desk.roster(1).roster.tours == (TWO,)


class Broken:
    """A desk whose server answers only when it may, and whose answers may be lost."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.is_gone, self.loses_answer = desk.shared, False, False

    def last_step(self, roster: int) -> int:
        return self.desk.last_step(roster)

    def send(self, roster: int, edit: RosterEdit, since: int, own: frozenset[str] = frozenset()) -> int:
        if self.is_gone:
            raise LostServerError("gone")
        step = self.desk.send(roster, edit, since, own)
        if self.loses_answer:
            raise LostServerError("gone")
        return step


def test_what_waits_outlasts_the_program_and_is_sent_once(desk: Desk, other: Desk, tmp_path: Path) -> None:
    line = Broken(desk)
    box = Outbox(line, 1, lambda: NOW, tmp_path / "waiting")  # type: ignore[arg-type]
    line.is_gone = True
    for one in (edit("a", ONE), edit("b", TWO), edit("c", THREE, gone=(ONE,))):
        box.add(one)
    assert not box.send()
    assert box.lost_since == NOW
    other.shared.send(1, edit("x", tour("B2", FIRST, index=1)), 0)
    again = Outbox(line, 1, lambda: NOW, tmp_path / "waiting")  # type: ignore[arg-type]
    assert [one.id for one in again.waiting] == ["a", "b", "c"]
    line.is_gone, line.loses_answer = False, True
    assert not again.send()
    assert [one.id for one in again.waiting] == ["a", "b", "c"]
    line.loses_answer = False
    assert again.send()
    assert again.lost_since is None
    assert [(one.edit.id, [step.actor for step in one.steps]) for one in again.conflicts] == [("b", ["lieutenant"])]
    assert desk.roster(1).roster.tours == tuple(sorted((THREE, tour("B2", FIRST, index=1))))
    kept = Outbox(line, 1, lambda: NOW, tmp_path / "waiting")  # type: ignore[arg-type]
    assert kept.conflicts == again.conflicts
    with pytest.raises(DeskError, match="are for roster number 1"):
        Outbox(line, 2, lambda: NOW, tmp_path / "waiting")  # type: ignore[arg-type]
    assert kept.settle()
    assert not (tmp_path / "waiting").exists()
    assert not Outbox(line, 1, lambda: NOW, tmp_path / "waiting").conflicts  # type: ignore[arg-type]
    assert [step.edit.id for step in desk.journal(1) if step.edit].count("a") == 1


def watched(desk: Desk) -> tuple[Watcher, Queue[Seen]]:
    """Return a watcher that has begun, and what it tells from then on."""
    seen: Queue[Seen] = Queue()
    watcher = desk.shared.watch(seen.put)
    assert seen.get(timeout=20) == Seen.CHANGED
    return watcher, seen


def test_a_watcher_tells_of_changes_by_others(desk: Desk, other: Desk) -> None:
    watcher, seen = watched(desk)
    other.shared.send(1, edit("a", ONE), 0)
    assert seen.get(timeout=20) == Seen.CHANGED
    watcher.stop()


def test_a_watcher_tells_that_a_server_is_lost_and_back(cluster: Cluster) -> None:
    url = cluster.new_database()
    with Desk.open(url) as desk:
        watcher, seen = watched(desk)
        cluster.cut(url)
        assert [seen.get(timeout=20), seen.get(timeout=20)] == [Seen.LOST, Seen.BACK]
        assert desk.is_empty()
        watcher.stop()
