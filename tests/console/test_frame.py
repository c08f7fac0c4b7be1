"""The frame: finding anything by name, the sheet of shortcuts, why a command is off, panes, and what is remembered."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.shortcuts import ShortcutsDialog
from console.main_window import MainWindow, finder
from console.main_window.actions import LIMITS_MENU, THEME_WORDS
from console.main_window.availability import Situation, reasons
from console.main_window.menus import MENUS, THEME_LINES, TIME_LINES, Command, commands, shortcut_groups
from console.operations import roster as edits
from console.preferences import Preferences
from console.theme import Look
from console.widgets.palette import Entry, Palette, find
from console.widgets.quiet_table import QuietTable
from scheduler.domain.roster import Period

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def named(*texts: str) -> list[Entry]:
    return [Entry(kind="officer", text=text, run=lambda: None) for text in texts]


def palette(window: MainWindow) -> Palette:
    goals = finder.Goals(
        officer=window.going.show_officer,
        post=window.going.show_post,
        on=window.going.show_date,
        roster=window._on_roster_chosen,
    )
    return Palette(finder.entries(window.document, window.actions_by_key, goals), Look(), finder.HINT, window)


def choose(window: MainWindow, text: str) -> Palette:
    made = palette(window)
    QTest.keyClicks(made.field, text)
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    if made.chosen is not None:
        made.chosen.run()
    return made


# ---------------------------------------------------------------- finding by name


def test_what_begins_with_the_words_comes_first_and_all_words_must_be_there() -> None:
    entries = named("Cabana R", "Bell Aba", "Abara A", "Diaz M")
    assert [e.text for e in find(entries, "ab")] == ["Abara A", "Bell Aba", "Cabana R"]
    assert [e.text for e in find(entries, "ab a")] == ["Bell Aba", "Abara A", "Cabana R"]
    assert find(entries, "ab diaz") == []
    assert find(entries, "") == entries


def test_every_command_and_every_noun_can_be_found(window: MainWindow) -> None:
    made = palette(window)
    kinds = {}
    for entry in made._entries:
        kinds.setdefault(entry.kind, []).append(entry.text)
    plain = {c.plain for _, c in commands() if c.key not in ("palette", "undo", "redo")}
    assert plain <= set(kinds["command"])
    assert len(kinds["date"]) == 14
    assert "HB-F" in kinds["post"]
    assert window.document.facts.name(badge(0)) in kinds["officer"]
    assert len(kinds["roster"]) == 1


def test_an_officer_a_post_and_a_date_are_gone_to(window: MainWindow) -> None:
    name = window.document.facts.name(badge(3))
    choose(window, name)
    assert window.work.grid.cells() == [(badge(3), FIRST)]
    choose(window, "8 december")
    assert window.work.grid.cells() == [(badge(3), FIRST.replace(day=8))]
    choose(window, "hb-f")
    assert window.work.view == "board"
    assert window.board_model.seat(window.work.board.table.currentIndex()).slot.post == "HB-F"
    choose(window, "policy alt")  # no such words: nothing happens
    assert window.places.is_roster


def test_a_command_is_given_and_one_that_is_off_says_why(window: MainWindow) -> None:
    choose(window, "day board")
    assert window.work.view == "board"
    made = choose(window, "accept proposal")
    assert made.chosen is None
    assert made.said.text() == "There is no proposal: a build makes one (Ctrl+B)."


def test_the_arrows_move_through_what_was_found(window: MainWindow) -> None:
    made = palette(window)
    QTest.keyClicks(made.field, "zoom")
    assert [e.text for e in made.found] == ["Zoom in", "Zoom out"]
    QTest.keyClick(made.field, Qt.Key.Key_Down)
    assert made.list.currentIndex().data() == "Zoom out"
    spoken = made.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Zoom out, View, Ctrl+-"
    QTest.keyClicks(made.field, " of the moon")
    assert made.said.text().startswith("Nothing is called")


# ---------------------------------------------------------------- why a command is off


def situation(**changes: object) -> Situation:
    plain = dict(
        has_database=True, has_facility=True, is_roster_place=True, roster=None, has_proposal=False,
        is_building=False, can_undo=False, can_redo=False, can_waive=False, is_panel_shown=True,
    )  # fmt: skip
    return Situation(**{**plain, **changes})  # type: ignore[arg-type]


def test_every_command_that_is_off_has_a_sentence(window: MainWindow) -> None:
    for key, action in window.actions_by_key.by_key.items():
        reason = window.actions_by_key.reason(key)
        assert action.isEnabled() == (not reason)
        assert action.statusTip() == reason
        assert not reason or reason.endswith(".")
    assert window.actions_by_key.reason("publish") == ""
    assert not window.actions_by_key["stop"].isEnabled()


def test_reasons_name_the_state_and_the_way_out(window: MainWindow) -> None:
    roster = window.document.roster
    keys = {c.key for _, c in commands()}
    for case in (
        situation(has_database=False, has_facility=False),
        situation(has_facility=False),
        situation(),
        situation(roster=roster, is_roster_place=False),
        situation(roster=roster, has_proposal=True),
        situation(roster=roster, is_building=True),
    ):
        assert set(reasons(case, ("roster", "policy", "requests", "reports"))) <= keys
    assert "File, Open database" in reasons(situation(has_database=False, has_facility=False), ())["build"]
    assert "Import workbook" in reasons(situation(has_facility=False), ())["build"]
    assert "Next 28 days" in reasons(situation(), ())["build"]
    assert "Alt+1" in reasons(situation(roster=roster, is_roster_place=False), ())["build"]
    assert "accept it" in reasons(situation(roster=roster, has_proposal=True), ())["cut"]
    assert "stop it" in reasons(situation(roster=roster, is_building=True), ())["open"]


def test_keys_of_a_command_that_is_off_say_why(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.work.notice.text == "There is no proposal: a build makes one (Ctrl+B)."
    window.go_to("policy")
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.statusBar().currentMessage().startswith("This is a command for the roster")


# ---------------------------------------------------------------- shortcuts, panes, memory


def test_shortcuts_are_grouped_and_searched(window: MainWindow) -> None:
    sheet = ShortcutsDialog(shortcut_groups(), window)
    every = sheet.lines()
    assert ("Ctrl+Shift+P", "Find anything") in every
    assert len(every) == sum(len(lines) for _, lines in shortcut_groups())
    sheet.search.setText("zoom out")
    assert sheet.lines() == [("Ctrl+-", "Zoom out")]
    sheet.search.setText("f8")
    assert [keys for keys, _ in sheet.lines()] == ["F8", "Shift+F8"]
    sheet.search.setText("nothing of the kind")
    assert sheet.lines() == []
    assert not sheet._none.isHidden()


def test_f6_goes_round_the_panes_and_back(window: MainWindow) -> None:
    window.activateWindow()
    table = window.work.grid.table
    table.setFocus()
    around = []
    for _ in range(4):
        window.actions_by_key["next_pane"].trigger()
        around.append(window.focusWidget())
    assert around[-1] is table
    assert window.panel.isAncestorOf(around[0])
    assert around[1] is window.nav.places
    assert around[2] is window.nav.rosters
    window.actions_by_key["previous_pane"].trigger()
    assert window.focusWidget() is window.nav.rosters


def pull(table: QuietTable, column: int, by: int) -> int:
    """Pull at the right edge of a column's head, and return the width that it has then."""
    header = table.horizontalHeader()
    edge = QPoint(header.sectionViewportPosition(column) + header.sectionSize(column) - 1, header.height() // 2)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(by, 0))
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(by, 0))
    return table.columnWidth(column)


def test_only_a_width_that_the_user_gave_is_kept(window: MainWindow) -> None:
    window.go_to("facility")
    page = window.places.facility
    for sheet in ("Qualifications", "Shifts", "Patterns", "Posts"):
        page.show_sheet(sheet)
        window.resize(window.width() + 40, window.height())
        app.settle(window)
    assert page.table.chosen_widths == {}
    name = [column.header for column in page.model.sheet.columns].index("Name") + 1
    before = page.table.columnWidth(name)
    assert pull(page.table, name, 31) == before + 31
    page.show_sheet("Areas")
    page.show_sheet("Posts")
    assert page.table.columnWidth(name) == before + 31


def test_place_view_panel_and_columns_are_remembered(window: MainWindow, database: str, tmp_path: Path) -> None:
    path, wide, pulled = tmp_path / "console.json", 0, 0
    for turn in range(2):
        again = app.make_window(Preferences(path))
        again.resize(1600, 960)
        again.show()
        assert again.open_database(database)
        if turn:
            assert again.places.current == "policy"
            assert again.work.view == "board"
            assert again.split.wanted == wide
            assert again.places.policy.table.columnWidth(0) == pulled
        else:
            again.work.show_view("board")
            again.actions_by_key["panel_wider"].trigger()
            wide = again.split.wanted
            again.go_to("policy")
            pulled = pull(again.places.policy.table, 0, 31)
        app.settle(again)
        again.close()
        again.deleteLater()


def test_the_panel_is_made_wider_and_hidden_by_command(window: MainWindow) -> None:
    before = window.panel.width()
    window.actions_by_key["panel_wider"].trigger()
    assert window.panel.width() == before + 40
    window.actions_by_key["panel_narrower"].trigger()
    assert window.panel.width() == before
    window.actions_by_key["panel"].trigger()
    assert window.panel.isHidden()
    assert "Ctrl+4" in window.actions_by_key.reason("panel_wider")
    window.actions_by_key["panel"].trigger()


def test_another_roster_is_opened_by_its_dates(window: MainWindow) -> None:
    other = window.document.desk.create_roster(Period(first=FIRST.replace(day=20), days=7))
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    choose(window, "20 dec to 26")
    assert window.document.roster_id == other.id


def test_every_line_of_a_menu_has_a_letter_of_its_own() -> None:
    for title, lines in MENUS:
        words = [line.words for line in lines if isinstance(line, Command)]
        words += list(THEME_WORDS.values()) if THEME_LINES in lines else []
        words += [LIMITS_MENU] if TIME_LINES in lines else []
        letters = [text[text.index("&") + 1].lower() for text in words]
        assert len(letters) == len(set(letters)), title
