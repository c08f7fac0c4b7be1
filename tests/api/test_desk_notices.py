"""Notices of published versions: one's own changes, acknowledged once, and nothing of what is still to be drawn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import TO_BE_DRAWN, Desk, DeskError
from scheduler.cli.main import main
from scheduler.domain.compared import ChangeKind
from scheduler.domain.roster import RosterEdit, TourChange

ONE, TWO, THREE = tour("B1", FIRST), tour("B2", FIRST, post="P2"), tour("B3", FIRST, "N")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "f.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    """A roster with two published versions: B2's tour went to B4, and B3 lost his."""
    with Desk.open(str(path), actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        roster = opened.create_roster(PERIOD).id
        opened.apply_edit(roster, edit("plan", ONE, TWO, THREE))
        opened.publish(roster)
        opened.apply_edit(roster, change("amend", (TWO, replace(TWO, badge="B4")), (THREE, None)))
        opened.publish(roster, "two changes")
        yield opened


def change(name: str, *changes: tuple) -> RosterEdit:
    return RosterEdit(
        id=name, label=name, actor="sergeant", at=NOW,
        changes=tuple(TourChange(before=before, after=after) for before, after in changes),
    )  # fmt: skip


def test_each_officer_is_told_of_his_own_changes_only(desk: Desk) -> None:
    found = {notice.badge: notice for notice in desk.notices.of_version(1)}
    assert set(found) == {"B2", "B3", "B4"}
    assert [c.kind for c in found["B2"].changes] == [ChangeKind.REMOVED]
    assert [c.kind for c in found["B4"].changes] == [ChangeKind.ADDED]
    assert all(c.badge == badge for badge, notice in found.items() for c in notice.changes)
    assert {notice.badge for notice in desk.notices.of_version(1, 1)} == {"B1", "B2", "B3"}
    assert [n.version for n in desk.notices.of_officer("B2")] == [2, 1]
    assert desk.notices.of_officer("B9") == ()


def test_acknowledging_a_version_covers_those_before_it(desk: Desk) -> None:
    assert [(n.version, n.badge) for n in desk.notices.waiting(1)] == [
        (1, "B1"), (1, "B2"), (1, "B3"), (2, "B2"), (2, "B3"), (2, "B4"),
    ]  # fmt: skip
    notice = desk.notices.acknowledge(1, 2, "B2")
    assert (notice.read_at, notice.read_by) == (NOW, "sergeant")
    assert [(n.version, n.badge) for n in desk.notices.waiting(1)] == [(1, "B1"), (1, "B3"), (2, "B3"), (2, "B4")]
    desk.notices.acknowledge(1, 1, "B3")
    assert [(n.version, n.badge) for n in desk.notices.waiting(1)] == [(1, "B1"), (2, "B3"), (2, "B4")]
    row = desk.audit(1)[0]
    assert (row.action, row.subjects) == ("acknowledge", ("roster:1", "version:1", "officer:B3"))


def test_an_acknowledgement_is_made_once_and_only_where_there_is_a_notice(desk: Desk) -> None:
    desk.notices.acknowledge(1, 2, "B2")
    with pytest.raises(DeskError, match="already"):
        desk.notices.acknowledge(1, 2, "B2")
    with pytest.raises(DeskError, match="changed nothing for officer B1"):
        desk.notices.acknowledge(1, 2, "B1")
    with pytest.raises(DeskError, match="no version 9"):
        desk.notices.of_version(1, 9)
    with pytest.raises(DeskError, match="no roster number 7"):
        desk.notices.of_version(7)


def test_a_roster_without_versions_tells_nobody(desk: Desk) -> None:
    draft = desk.create_roster(replace(PERIOD, first=PERIOD.first + timedelta(days=PERIOD.days))).id
    assert desk.notices.of_version(draft) == ()
    assert desk.notices.waiting(draft) == ()


def test_a_post_to_be_drawn_is_not_told(desk: Desk) -> None:
    desk.apply_edit(1, change("again", (ONE, replace(ONE, post="P2"))))
    desk.publish(1, "drawn at muster", is_sealed=True)
    held = [t.post for n in desk.notices.of_version(1) for c in n.changes for t in (*c.before, *c.after)]
    assert set(held) <= {TO_BE_DRAWN}
    assert [n.badge for n in desk.notices.of_version(1)] == []  # the same hours, and nobody knows the post yet


def test_the_command_line_does_the_same(desk: Desk, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notices", "list", "--db", str(path)]) == 0
    told = capsys.readouterr().out
    assert "Officer B2, changes of version 2 of roster 1, not acknowledged:" in told
    assert "no longer: P2 " in told
    assert main(["notices", "own", "--db", str(path), "--officer", "B4"]) == 0
    assert "B2" not in capsys.readouterr().out
    assert main(["notices", "acknowledge", "--db", str(path), "--officer", "B4"]) == 0
    assert "has acknowledged version 2" in capsys.readouterr().out
    assert main(["notices", "waiting", "--db", str(path)]) == 0
    told = capsys.readouterr().out
    assert "B4" not in told
    assert told.endswith("5 not acknowledged.\n")
    assert main(["notices", "acknowledge", "--db", str(path), "--officer", "B4"]) == 2


def test_two_versions_are_compared_on_the_command_line(
    desk: Desk, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", "--db", str(path), "--left", "1", "--right", "2"]) == 1
    told = capsys.readouterr().out
    assert told.startswith("Roster number 1: version 1 and version 2\n")
    assert "no longer: P2 " in told
    assert "3 differ (1 added, 2 removed), officers 3, -12 h" in told
    assert "What each of them reaches" in told
    assert main(["compare", "--db", str(path), "--left", "1", "--right", "2", "--officer", "B4"]) == 1
    told = capsys.readouterr().out
    assert "B4 " in told
    assert "B2 " not in told
    assert main(["compare", "--db", str(path)]) == 0
    assert "version 2 and as it stands\nNothing differs for any officer." in capsys.readouterr().out
    assert main(["compare", "--db", str(path), "--left", "7"]) == 2
