"""Two desks at one roster: others' changes come in, edits that meet are decided about, a lost server loses nothing."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from support.desk_site import FIRST, badge, small_site
from support.postgres import Cluster
from support.windows import Answers

from console import app
from console.dialogs.merge import KEPT, MINE, THEIRS, WAS, WHO, MergeDialog
from console.dialogs.waiting import WaitingDialog
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange, publish
from console.operations import roster as edits
from scheduler.api import Desk
from scheduler.domain.roster import Period, RosterEdit, Tour, TourChange
from scheduler.domain.words import RosterState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SECOND = FIRST + timedelta(days=1)
PATIENCE = 30


def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Let the window live until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come about"
        QCoreApplication.processEvents()
        time.sleep(0.01)


def is_quiet(window: MainWindow) -> bool:
    sharing = window.shared.sharing
    return not sharing.waiting and not sharing._is_talking and not sharing._soon.isActive()


@pytest.fixture
def served(cluster: Cluster) -> str:
    """The address of a database on a server, with the small facility and an empty roster."""
    url = cluster.new_database()
    with Desk.open(url, actor="sergeant") as desk:
        desk.import_site(small_site(), "small")
        desk.create_roster(Period(first=FIRST, days=14))
    return url


@pytest.fixture
def console(window: MainWindow, served: str, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on that database."""
    opened(window, served, tmp_path)
    yield window
    exchange.close_database(window.document)


def opened(window: MainWindow, url: str, folder: Path) -> None:
    exchange.close_database(window.document)
    window.shared.sharing.folder = folder / "waiting"
    assert window.open_database(url)
    app.settle(window)
    until(lambda: is_quiet(window))


@pytest.fixture
def other(served: str) -> Iterator[Desk]:
    """Somebody else's desk on the same database."""
    with Desk.open(served, actor="lieutenant") as desk:
        yield desk


def tour_of(document: RosterDocument, number: int, post: str = "HA-F", on=FIRST) -> Tour:
    """A tour of an officer on the first seat of a post, on the shift of the officer's pattern or else the first one."""
    facts = document.facts
    assert facts is not None
    slots = [s for s in facts.slots_on[on] if s.post == post]
    slot = next((s for s in slots if s.shift == facts.pattern_shift(badge(number), on)), slots[0])
    return Tour(start=slot.start, end=slot.end, badge=badge(number), post=slot.post, on=on, shift=slot.shift, index=0,
                kind=facts.kind_of(badge(number), on, slot.shift))  # fmt: skip


def do(desk: Desk, id: str, *changes: tuple[Tour | None, Tour | None]) -> None:
    """Make an edit at the other desk, which has seen everything."""
    made = tuple(TourChange(before=before, after=after) for before, after in changes)
    edit = RosterEdit(id=id, label=f"Edit {id}", actor=desk.actor, at=desk.rosters()[0].saved_at, changes=made)
    desk.shared.send(1, edit, desk.shared.last_step(1))


def put(document: RosterDocument, tour: Tour, label: str = "Mine") -> bool:
    return edits.push(document, edits.make_edit(document, label, [TourChange(before=None, after=tour)]))


def test_what_somebody_else_does_comes_in_and_what_is_chosen_and_undone_stays(console: MainWindow, other: Desk) -> None:
    document, grid = console.document, console.work.grid
    assert put(document, tour_of(document, 0))
    until(lambda: is_quiet(console))
    chosen = grid.table.model().index(2, 3)
    grid.table.setCurrentIndex(chosen)
    before = grid.table.horizontalScrollBar().value(), document.stack.count()
    theirs = tour_of(document, 1, on=SECOND)
    do(other, "x", (None, theirs))
    until(lambda: document.roster is not None and theirs in document.roster.tours)
    assert document.index.of_cell(badge(1), SECOND) == (theirs,)
    assert grid.table.currentIndex() == chosen
    assert (grid.table.horizontalScrollBar().value(), document.stack.count()) == before
    assert console.shared.line.text().startswith("lieutenant changed 1 cell, ")
    document.stack.undo()
    until(lambda: is_quiet(console))
    assert other.roster(1).roster.tours == (theirs,)
    document.stack.redo()
    until(lambda: is_quiet(console))
    assert other.roster(1).roster.tours == document.roster.tours
    app.settle(console)


def test_an_undo_that_somebody_else_stands_in_the_way_of_says_so(console: MainWindow, other: Desk) -> None:
    document, said = console.document, []
    document.failed.connect(said.append)
    mine = tour_of(document, 0)
    put(document, mine)
    until(lambda: is_quiet(console))
    do(other, "x", (mine, None))
    until(lambda: document.roster is not None and not document.roster.tours)
    document.stack.undo()
    assert said
    assert ", was changed by lieutenant at " in said[-1]
    assert "Nothing was changed" in said[-1]


def test_to_take_back_what_somebody_else_did_is_told(
    window: MainWindow, served: str, other: Desk, tmp_path: Path
) -> None:
    exchange.close_database(window.document)
    with Desk.open(served, actor="chief") as desk:
        number = desk.rosters()[0].id
        document = window.document
        opened(window, served, tmp_path)
        theirs = tour_of(document, 1)
        exchange.close_database(document)
        made = (TourChange(before=None, after=theirs),)
        edit = RosterEdit(id="c", label="Chief's", actor="chief", at=desk.rosters()[0].saved_at, changes=made)
        desk.apply_edit(number, edit, "do")
    opened(window, served, tmp_path)
    document.stack.undo()
    assert window.shared.line.text().startswith("Taken back: Chief's. chief had done this")
    until(lambda: is_quiet(window))
    assert other.roster(1).roster.tours == ()
    exchange.close_database(document)


def met(console: MainWindow, other: Desk) -> tuple[Tour, Tour]:
    """Let two people fill one seat; return theirs and mine. Nothing is read in between."""
    document, sharing = console.document, console.shared.sharing
    mine, theirs = tour_of(document, 0), tour_of(document, 1)
    theirs = Tour(**{**{name: getattr(mine, name) for name in mine.__slots__}, "badge": theirs.badge})
    sharing._is_talking = True  # as while the line is slow
    assert put(document, mine)
    do(other, "x", (None, theirs))
    sharing._is_talking = False
    sharing.ask()
    return theirs, mine


@pytest.mark.parametrize("is_mine", [False, True])
def test_edits_that_meet_are_decided_about(console: MainWindow, other: Desk, is_mine: bool) -> None:
    document, seen = console.document, []

    def answer(dialog: MergeDialog) -> None:
        app.settle(console)
        model = dialog.table.model()
        seen.extend([[model.index(r, c).data() for c in range(model.columnCount())] for r in range(model.rowCount())])
        assert not dialog.done_button.isEnabled()
        assert dialog.if_theirs.text()
        assert dialog.if_mine.text()
        QTest.keyClick(dialog.table, Qt.Key.Key_Space)
        assert {model.index(row, KEPT).data() for row in range(model.rowCount())} == {"yours"}
        if not is_mine:
            QTest.keyClick(dialog.table, Qt.Key.Key_Space)
        dialog.accept()

    answers = Answers((MergeDialog, answer))
    theirs, mine = met(console, other)
    until(lambda: not answers.left and is_quiet(console))
    assert len(seen) == 2
    by_name = {row[0].split(",")[0]: row for row in seen}
    own = by_name[document.facts.name(mine.badge)]
    assert own[WAS] == own[THEIRS] == "off"
    assert own[MINE].startswith("HA-F")
    beside = by_name[document.facts.name(theirs.badge)]
    assert beside[THEIRS].startswith("HA-F")
    assert beside[WHO].startswith("lieutenant, ")
    assert beside[MINE] == "off"
    assert document.roster.tours == other.roster(1).roster.tours == ((mine,) if is_mine else (theirs,))
    assert not console.shared.sharing.unsent
    app.settle(console)


def test_a_choice_that_is_put_off_waits(console: MainWindow, other: Desk) -> None:
    document = console.document
    answers = Answers((MergeDialog, lambda dialog: QTest.keyClick(dialog, Qt.Key.Key_Escape)))
    theirs, mine = met(console, other)
    until(lambda: not answers.left and is_quiet(console))
    assert document.roster.tours == (theirs,)
    assert console.shared.line.text() == "1 edit of yours met a change by others."
    assert console.shared.line.property("role") == "stop"
    assert "decide about them first" in publish.why_not(document)
    answers = Answers((MergeDialog, lambda dialog: (dialog.choose_all(True), dialog.accept())))
    console.shared.look_button.click()
    until(lambda: not answers.left and is_quiet(console))
    assert other.roster(1).roster.tours == (mine,)
    assert not console.shared.look_button.isVisible()
    app.settle(console)


def test_a_lost_server_is_told_and_edits_wait_even_for_another_day(
    console: MainWindow, served: str, cluster: Cluster, tmp_path: Path
) -> None:
    document, shared = console.document, console.shared
    mine, late = tour_of(document, 0), tour_of(document, 2, on=SECOND)
    cluster.stop("immediate")
    try:
        until(lambda: shared.sharing.is_lost)
        assert put(document, mine)
        assert put(document, late, "Late")
        app.settle(console)
        assert set(document.roster.tours) == {mine, late}
        until(lambda: shared.line.text().startswith("Not connected. 2 edits wait. Figures of "))
        assert not console.work.publish.isEnabled()
        assert shared.line.property("role") == "stop"
        assert "server does not answer" in console.actions_by_key.reason("publish")
        assert not console.actions_by_key.reason("undo")
        assert not console.nav.isEnabled()
        listed: list[str] = []

        def read(dialog: WaitingDialog) -> None:
            model = dialog.table.model()
            listed.extend(model.index(row, 0).data() for row in range(model.rowCount()))
            dialog.table.choose_row(1)
            dialog.withdraw.click()
            dialog.reject()

        answers = Answers((WaitingDialog, read))
        console.actions_by_key["waiting"].trigger()
        assert not answers.left
        assert listed == ["Mine", "Late"]
        assert document.roster.tours == (mine,)
        exchange.close_database(document)
    finally:
        cluster.start()
    opened(console, served, tmp_path)
    assert document.roster.tours == (mine,)
    with Desk.open(served, actor="chief") as desk:
        assert desk.roster(1).roster.tours == (mine,)
    assert document.stack.undoText() == "Mine"
    assert not list((tmp_path / "waiting").glob("*"))


def test_a_server_that_comes_back_gets_what_waited(console: MainWindow, other: Desk, cluster: Cluster) -> None:
    document, shared = console.document, console.shared
    mine, theirs = tour_of(document, 0), tour_of(document, 1, on=SECOND)
    cluster.stop("immediate")
    try:
        until(lambda: shared.sharing.is_lost)
        put(document, mine)
    finally:
        cluster.start()
    until(lambda: not shared.sharing.is_lost)  # nobody in this program waits for a server in vain until then
    do(other, "x", (None, theirs))
    until(lambda: is_quiet(console) and len(document.roster.tours) == 2)
    assert document.roster.tours == other.roster(1).roster.tours == tuple(sorted((mine, theirs)))
    assert console.nav.isEnabled()
    assert not console.actions_by_key.reason("versions").startswith("The server")
    assert publish.set_state(document, RosterState.PROPOSED)
    app.settle(console)


def test_what_becomes_of_the_roster_elsewhere_is_told(console: MainWindow, other: Desk) -> None:
    document = console.document
    put(document, tour_of(document, 0))
    until(lambda: is_quiet(console))
    other.propose(1)
    until(lambda: document.roster.state == RosterState.PROPOSED)
    assert console.shared.line.text().startswith("The roster is proposed now")


def test_another_window_on_the_same_file_is_followed(window: MainWindow, database: str) -> None:
    document = window.document
    with Desk.open(database, actor="lieutenant") as other:
        theirs = tour_of(document, 1)
        do(other, "x", (None, theirs))
        until(lambda: document.roster is not None and theirs in document.roster.tours)
        assert window.shared.line.text().startswith("lieutenant changed 1 cell, ")
        assert put(document, tour_of(document, 0, on=SECOND))
        assert other.roster(1).roster.tours == document.roster.tours
    app.settle(window)
