"""The window as it is used: keys, clicks, builds, findings, empty pages, and what everybody can reach and read."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QTableView, QWidget
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.publish import PublishDialog
from console.document import Proposal
from console.main_window import MainWindow
from console.main_window.menus import shortcut_groups
from console.models.roles import FACE_ROLE
from console.operations import build as building
from console.operations import checking, exchange
from console.operations import roster as edits
from console.preferences import Preferences
from console.theme import DARK, GRAPHIC_PAIRS, LIGHT, TEXT_PAIRS, Look, contrast, contrast_theme
from console.widgets.choice_editor import ChoiceEditor
from scheduler.api import DeskError, check_roster
from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Period

FAKE = Path(__file__).resolve().parents[1] / "support" / "fake_solver.py"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def codes(window: MainWindow, number: int, days: int = 0) -> str:
    return window.grid_model.index_of(badge(number), FIRST + timedelta(days=days)).data(FACE_ROLE).text


def select(window: MainWindow, number: int, days: int = 0) -> QTableView:
    assert window.work.grid.select(badge(number), FIRST + timedelta(days=days))
    window.work.grid.table.setFocus()
    return window.work.grid.table


def with_solver(window: MainWindow, mode: str) -> None:
    window.build_state._command = [sys.executable, str(FAKE), mode]


def until_built(window: MainWindow, qtbot, milliseconds: int = 20_000) -> None:
    with qtbot.waitSignal(window.build_state.ended, timeout=milliseconds):
        pass
    app.settle(window)


# ---------------------------------------------------------------- hands


def test_a_code_typed_into_a_cell_assigns(window: MainWindow, qtbot) -> None:
    table = select(window, 0)
    QTest.keyClicks(table, "h")
    editor = table.findChild(ChoiceEditor)
    assert editor is not None
    QTest.keyClicks(editor, "b-f")
    editor.completer().popup().hide()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: codes(window, 0) == "HB-F")
    assert window.status.undo.text() == "Undo: Put Abara on HB-F, 6 Dec"
    assert window.status.saved.text().startswith("Saved ")


def test_a_choice_from_the_list_assigns(window: MainWindow, qtbot) -> None:
    table = select(window, 0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    editor = table.findChild(ChoiceEditor)
    qtbot.waitUntil(lambda: editor.completer().popup().isVisible())
    popup = editor.completer().popup()
    assert popup.model().index(0, 0).data().startswith("CTL-A   day watch   1 empty")
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert codes(window, 0) == "CTL-A"


def test_delete_clears_and_undo_brings_back(window: MainWindow) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    QTest.keyClick(select(window, 0), Qt.Key.Key_Delete)
    assert codes(window, 0) == "spare"
    window.actions_by_key["undo"].trigger()
    assert codes(window, 0) == "HB-F"
    assert window.actions_by_key["redo"].text() == "&Redo Clear Abara, 6 Dec"


def test_cut_copies_rows_of_codes_and_clears(window: MainWindow) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    select(window, 0)
    window.actions_by_key["cut"].trigger()
    assert QGuiApplication.clipboard().text() == "HB-F"
    assert codes(window, 0) == "spare"


def test_lock_from_the_menu_marks_the_cell(window: MainWindow) -> None:
    select(window, 2)
    window.actions_by_key["lock"].trigger()
    assert window.grid_model.index_of(badge(2), FIRST).data(FACE_ROLE).is_locked
    QApplication.processEvents()
    assert "Locked: a build changes nothing here." in window.panel.roster.cell_text.text()


def test_the_day_board_follows_the_header_and_fills_a_seat(window: MainWindow, qtbot) -> None:
    window.work.grid._top.sectionClicked.emit(3)
    assert window.work.view == "board"
    assert window.board_model.on == FIRST + timedelta(days=3)
    window.actions_by_key["previous_day"].trigger()
    assert window.board_model.on == FIRST + timedelta(days=2)
    window.board_model.set_date(FIRST)
    assert window.work.board.select_seat("HB-F", "D", 0, FIRST)
    assert "nobody is on this seat; 1 must be there" in window.panel.roster.cell_text.text()
    window.work.board.edit_current()
    editor = window.work.board.table.findChild(ChoiceEditor)
    QTest.keyClicks(editor, "Diaz")
    QTest.keyClick(editor.completer().popup(), Qt.Key.Key_Return)  # while the list is open, it gets the key
    qtbot.waitUntil(lambda: codes(window, 7) == "HB-F")


def test_the_day_board_opens_on_the_selected_date(window: MainWindow) -> None:
    assert window.work.grid.select(badge(0), FIRST + timedelta(days=2))
    window.actions_by_key["board"].trigger()
    assert window.board_model.on == FIRST + timedelta(days=2)


# ---------------------------------------------------------------- findings


def test_f8_walks_through_findings_and_goes_to_their_cells(window: MainWindow) -> None:
    edits.assign(window.document, badge(5), FIRST, "HB-F N")
    edits.assign(window.document, badge(5), FIRST + timedelta(days=1), "HB-F D")
    app.settle(window)
    window.grid_model.set_filter(watch="day")
    window.actions_by_key["next_finding"].trigger()
    assert window.grid_model.filters.watch == ""
    assert window.work.grid.cells() == [(badge(5), FIRST + timedelta(days=1))]
    window.actions_by_key["next_finding"].trigger()
    assert window.work.view == "board"
    seat = window.board_model.seat(window.work.board.table.currentIndex())
    assert (seat.slot.post, seat.tours) == ("CTL-A", ())
    window.actions_by_key["previous_finding"].trigger()
    assert window.panel.roster.cell_title.text() == "Chen W, Mon 7 Dec"


def test_a_click_on_a_finding_goes_to_its_cell(window: MainWindow) -> None:
    edits.assign(window.document, badge(5), FIRST, "HB-F N")
    edits.assign(window.document, badge(5), FIRST + timedelta(days=1), "HB-F D")
    app.settle(window)
    findings = window.panel.findings
    spot = findings.visualRect(findings.model().index(1, 0)).center()
    QTest.mouseClick(findings.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert window.work.grid.cells() == [(badge(5), FIRST + timedelta(days=1))]


# ---------------------------------------------------------------- builds


def test_a_build_is_proposed_compared_and_accepted(window: MainWindow, qtbot) -> None:
    with_solver(window, "good")
    edits.assign(window.document, badge(0), FIRST, "YRD-1")
    window.actions_by_key["lock"].trigger()
    select(window, 0)
    window.actions_by_key["lock"].trigger()
    window.actions_by_key["build"].trigger()
    assert window.build_state.is_running
    assert not window.actions_by_key["build"].isEnabled()
    until_built(window, qtbot)
    document = window.document
    assert document.is_proposal_shown
    assert document.roster.tours != document.proposal.roster.tours
    assert codes(window, 0) == "YRD-1"  # locked, so the build kept it
    assert "differ" in window.work._under.text()
    window.actions_by_key["compare"].trigger()
    assert document.shown is document.roster
    window.actions_by_key["accept"].trigger()
    assert document.proposal is None
    assert window.status.undo.text().startswith("Undo: Accept proposal of")
    window.actions_by_key["undo"].trigger()
    assert len(document.roster.tours) == 1


def test_stop_keeps_the_best_also_of_a_solver_that_does_not_listen(window: MainWindow, qtbot) -> None:
    with_solver(window, "deaf")
    window.start_build()
    qtbot.waitUntil(lambda: window.build_state.course == [] and window.build_state.pid > 0)
    qtbot.waitUntil(lambda: window.build_state._process._roster is not None, timeout=15_000)
    window.actions_by_key["stop"].trigger()
    assert window.panel.title == "Stopping"
    until_built(window, qtbot, 8000)
    assert window.document.proposal is not None
    assert window.build_state.pid == 0


@pytest.mark.parametrize(
    ("mode", "sentence", "has_proposal"),
    [
        ("crash", "The solver ended with status 7 before it was done.", True),
        ("silent", "The solver ended with status 3 before it was done. Its last words: out of paper", False),
    ],
)
def test_a_solver_that_dies_is_told_in_a_sentence(
    window: MainWindow, qtbot, mode: str, sentence: str, has_proposal: bool
) -> None:
    with_solver(window, mode)
    window.start_build()
    until_built(window, qtbot)
    assert window.work.notice.text == sentence
    assert (window.document.proposal is not None) == has_proposal


def test_what_went_wrong_within_a_build_is_told_and_its_roster_kept(window: MainWindow, qtbot) -> None:
    with_solver(window, "hurt")
    window.start_build()
    until_built(window, qtbot)
    assert window.work.notice.text == "The solver crashed; one improvement was lost, the best roster so far is kept."
    assert window.document.proposal is not None
    with_solver(window, "good")
    window.start_build()
    until_built(window, qtbot)
    assert window.work.notice.text == ""


def test_closing_the_window_ends_the_solver(window: MainWindow, qtbot) -> None:
    with_solver(window, "deaf")
    window.start_build()
    qtbot.waitUntil(lambda: window.build_state.pid > 0)
    pid = window.build_state.pid
    window.close()
    assert window.build_state.pid == 0
    qtbot.waitUntil(lambda: not Path(f"/proc/{pid}").exists() or sys.platform != "linux", timeout=5000)


@pytest.mark.slow
def test_the_real_solver_builds_the_small_facility(window: MainWindow, qtbot) -> None:
    window.preferences.change(build_seconds=10)
    window.start_build()
    until_built(window, qtbot, 60_000)
    assert window.work.notice.text == ""
    proposal = window.document.proposal
    assert proposal is not None
    assert proposal.certificate is not None
    assert window.document.report.blocking == ()
    window.actions_by_key["accept"].trigger()
    app.settle(window)
    dialog = PublishDialog(window.document, window)
    dialog.reason.setPlainText("The next two weeks")
    assert dialog.publish_button.isEnabled()


# ---------------------------------------------------------------- pages, dialogs, looks


def test_the_demonstration_facility_opens_at_a_click(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "demo_path", lambda: tmp_path / "data" / "demonstration.db")
    window.actions_by_key["demo"].trigger()
    assert window._facility.text() == "Harrow Creek Regional Detention Center"
    assert window._pages.currentWidget() is window.no_roster
    assert window.preferences.choices.database.endswith("demonstration.db")


def test_the_last_database_is_opened_again_unless_it_is_gone(
    window: MainWindow, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    path = tmp_path / "console.json"
    monkeypatch.setattr(app, "default_path", lambda: path)
    monkeypatch.setattr(app, "show_until_closed", lambda shown: int(not shown.close()))
    monkeypatch.setattr(MainWindow, "open_database", lambda _, url: opened.append(url))
    Preferences(path).change(database=database)
    assert app.run() == 0
    Preferences(path).change(database=f"{database}.gone")
    assert app.run() == 0
    assert app.run("other.db") == 0
    assert opened == [database, "other.db"]


def test_leaving_a_running_build_is_refused(window: MainWindow, qtbot) -> None:
    with_solver(window, "waits")
    window.start_build()
    other = window.document.desk.create_roster(Period(first=FIRST + timedelta(days=14), days=7))
    window.refresh()
    window.nav.rosters.setCurrentRow(0)
    assert window.document.roster_id != other.id
    assert window.work.notice.text == "A build is running: stop it first, its best roster is kept."
    window.build_state.stop()
    until_built(window, qtbot)
    window.nav.rosters.setCurrentRow(0)
    assert window.document.roster_id == other.id


def test_the_newest_export_says_where_it_went(window: MainWindow, tmp_path: Path) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    sentence = exchange.export(window.document, tmp_path / "out", "csv")
    assert sentence.startswith("Exported ")
    assert list((tmp_path / "out").iterdir())


def test_publish_lists_what_stands_against_it(window: MainWindow) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    dialog = PublishDialog(window.document, window)
    assert "this roster's publication" in dialog.obstacle
    assert not dialog.publish_button.isEnabled()
    assert dialog.list.count() > 50
    assert dialog.list.item(0).text().startswith("stop")


def test_empty_pages_offer_the_next_step(qapp, tmp_path: Path) -> None:
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    assert [b.text() for b in window.no_facility.buttons] == [
        "Open the demonstration facility",
        "Import a workbook",
        "Start empty",
        "Open a database",
    ]
    assert window._pages.currentWidget() is window.no_facility
    assert not window.actions_by_key["build"].isEnabled()
    assert not window.open_database(str(tmp_path / "nowhere" / "deep" / "x.db"))
    assert window.statusBar().currentMessage()
    window.close()
    window.deleteLater()


def test_a_facility_without_rosters_offers_to_build(window: MainWindow, tmp_path: Path) -> None:
    site = window.document.desk.site()
    assert window.open_database(str(tmp_path / "new.db"))
    window.document.desk.import_site(site, "test")
    window.open_database(str(tmp_path / "new.db"))
    assert window._pages.currentWidget() is window.no_roster
    with_solver(window, "waits")
    window.no_roster.buttons[0].click()
    assert window._pages.currentWidget() is window.work
    assert window.build_state.is_running
    window.actions_by_key["new"].trigger()
    assert window.document.roster.period.days == 28


def test_everything_that_takes_focus_has_a_name(window: MainWindow) -> None:
    for (
        place,
        _,
    ) in window.places.open_names():  # some pages are filled when they are first seen, in a turn of their own
        window.go_to(place)
        QApplication.processEvents()
    window.go_to("roster")
    window.work.show_view("board")
    unnamed = [
        f"{type(w).__name__} {w.objectName()} in {type(w.parent()).__name__}"
        for w in [*window.findChildren(QWidget), *PublishDialog(window.document, window).findChildren(QWidget)]
        if w.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(w, QLineEdit)
        and not w.accessibleName()
        and not (isinstance(w, QAbstractButton) and w.text())
        and type(w).__name__ not in ("QMenuBar", "QMenu", "QHeaderView", "SideHeader", "TopHeader")  # parts of others
        and not w.objectName().startswith("qt_")
    ]
    assert unnamed == []


def test_tab_reaches_every_part_of_the_frame(window: MainWindow) -> None:
    assert edits.assign(window.document, badge(0), FIRST, "CTL-A")
    app.settle(window)
    chain, widget = set(), window.work.build
    for _ in range(5000):
        widget = widget.nextInFocusChain()
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.add(widget)
    for part in (
        window.nav.places,
        window.nav.rosters,
        window.work.build,
        window.work.grid_chip,
        window.work.grid.table,
        window.panel.findings,
    ):
        assert part in chain


@pytest.mark.parametrize("tokens", [LIGHT, DARK, contrast_theme(False), contrast_theme(True)], ids=lambda t: t.name)
def test_colours_can_be_told_apart(tokens) -> None:
    for pairs, least in ((TEXT_PAIRS, 4.5), (GRAPHIC_PAIRS, 3.0)):
        short = {(a, b): contrast(getattr(tokens, a), getattr(tokens, b)) for a, b in pairs}
        assert {pair: round(value, 2) for pair, value in short.items() if value < least} == {}


def test_contrast_is_the_published_formula() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_style_sheet_has_no_name_left_open() -> None:
    for tokens in (LIGHT, DARK):
        text = Look(tokens, 150).style_sheet()
        assert "@" not in text
        assert "~" not in text


def test_zoom_and_theme_are_remembered(window: MainWindow) -> None:
    window.actions_by_key["zoom_in"].trigger()
    window.choose_theme("dark")
    assert (window.preferences.choices.zoom, window.preferences.choices.theme) == (110, "dark")
    assert window.look.tokens == DARK
    while not window.updatesEnabled():  # until it has it on
        QApplication.processEvents()
    assert window.work.grid.table.rowHeight(0) == round(24 * 1.1)
    window.actions_by_key["zoom_normal"].trigger()
    window.choose_theme("light")


def test_preferences_survive_and_nonsense_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "console.json"
    Preferences(path).change(zoom=125, database="x.db")
    assert Preferences(path).choices.zoom == 125
    path.write_text('{"zoom": "huge", "theme": 3, "window": [1], "other": true}')
    assert Preferences(path).choices == Preferences(None).choices
    path.write_text("[]")
    assert Preferences(path).choices == Preferences(None).choices


def test_shortcuts_are_listed_once() -> None:
    keys = [keys for heading, lines in shortcut_groups() for keys, _ in lines]
    assert len(keys) == len(set(keys))


# ---------------------------------------------------------------- what goes wrong


def test_a_check_that_fails_is_told_and_the_next_one_works(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("the policy names no such rule")

    with monkeypatch.context() as patch:
        patch.setattr(checking, "rotation_count", fail)
        assert exchange.open_roster(window.document, window.document.roster_id)
        app.settle(window)
    assert window.work.notice.text == "The roster could not be checked: the policy names no such rule"
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    assert window.document.report is not None


def test_what_an_edit_breaks_is_known_with_the_edit(window: MainWindow) -> None:
    document = window.document
    for post in ("HB-F", "HB-F", "HB-F"):
        edits.assign(document, badge(0), FIRST, post)
        assert document.roster is not None
        assert document.report == check_roster(document.problem, document.roster)
    document.stack.undo()
    assert document.report == check_roster(document.problem, document.roster)
    app.settle(window)
    assert document.report == check_roster(document.problem, document.roster)


@pytest.mark.parametrize(
    ("call", "act", "words"),
    [
        ("problem", lambda w: w.start_build(), "The build could not start: out of order"),
        ("roster", lambda w: exchange.open_roster(w.document, 1), "The roster could not be opened: out of order"),
        ("create_roster", lambda w: building.create_next(w.document), "The next 28 days could not be opened"),
        ("export", lambda w: exchange.export(w.document, Path("x"), "csv"), "Nothing was exported: out of order"),
    ],
)
def test_a_database_that_refuses_is_told_in_a_sentence(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, call: str, act, words: str
) -> None:
    said: list[str] = []
    window.document.failed.connect(said.append)

    def refuse(*_: object, **__: object) -> None:
        raise DeskError("out of order")

    monkeypatch.setattr(window.document.desk, call, refuse)
    assert not act(window)
    assert said[0].startswith(words)


def test_one_build_at_a_time(window: MainWindow) -> None:
    with_solver(window, "waits")
    window.start_build()
    pid = window.build_state.pid
    window.start_build()
    assert window.build_state.pid == pid
    assert window.work.notice.text == "A build is running: stop it first, its best roster is kept."


def test_a_worse_proposal_is_called_worse(window: MainWindow) -> None:
    document = window.document
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    now = document.report.tiers
    worse = tuple(replace(t, value=t.value + 60, bound=None) for t in now)
    certificate = Certificate(
        tiers=worse,
        problem_sha256="",
        roster_sha256="",
        seed=1,
        workers=2,
        work_seconds=10,
        seconds=3,
        versions=(),
        assumptions=("if nobody moves",),
    )
    document.set_proposal(
        Proposal(roster=document.roster, base=document.roster, certificate=certificate, problem_sha256="", now=now)
    )
    assert window.panel.roster._under.text().startswith("Worse than the roster as it stands")
    assert window.work.accept.property("role") == ""
    assert not window.panel.roster.tier_table.isColumnHidden(2)
    better = replace(certificate, tiers=tuple(replace(t, value=0, bound=0) for t in now))
    document.set_proposal(replace(document.proposal, certificate=better))
    assert window.work.accept.property("role") == "primary"
    assert window.panel.roster._under.text().endswith("If nobody moves.")
