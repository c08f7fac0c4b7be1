"""The help window: what is looked at has a part of the manual, all pages are searched, links stay inside."""

import re
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.desk_site import FIRST, badge

import console.dialogs
from console import app
from console.dialogs.help import SECTION, HelpDialog
from console.dialogs.policy_entry import PolicyEntryDialog
from console.main_window import MainWindow
from console.models import help_pages
from console.models.help_pages import PLACES, find, linked, of_window, search, sections
from console.operations import roster as edits
from console.theme import Look
from scheduler.api import ABOUT_OFFICERS, ABOUT_THE_PLACE
from scheduler.locate import resource
from scheduler.rules import RULES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_every_place_of_the_window_has_a_part_of_the_manual(window: MainWindow) -> None:
    for place, _ in window.places.names():
        assert find("manual", PLACES[place]).heading == PLACES[place]


def test_windows_lead_to_parts_that_there_are_and_others_to_the_place_behind_them() -> None:
    for heading, _ in help_pages._WINDOWS:
        section, inside = help_pages._spot(heading)
        assert heading in (section.heading, inside)
    assert of_window("BuildDialog", "today") == (find("manual", "Building"), "")
    assert of_window("ImportListDialog", "today") == (find("manual", "Lists of other systems"), "")
    assert of_window("CallingDialog", "roster") == (find("manual", "Today"), "Calling officers in")
    assert of_window("ListDialog", "audit") == (find("manual", "Audit"), "")


PLAIN = {"FormDialog", "HelpDialog", "ListDialog", "ShortcutsDialog"}
"""Windows that show what somebody else says: the help of the place behind them is theirs."""


def test_every_window_that_asks_something_has_help_of_its_own() -> None:
    modules = [import_module(f"console.dialogs.{m.name}") for m in iter_modules(console.dialogs.__path__)]
    names = {
        name
        for module in [*modules, import_module("console.views.today.worked")]
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, QDialog) and kind.__module__ == module.__name__
    }
    starts = tuple(start for _, starts in help_pages._WINDOWS for start in starts)
    public = {name for name in names if not name.startswith("_")} - PLAIN
    assert {name for name in public if not name.startswith(starts)} == set()


def test_help_begins_at_the_heading_for_the_window(qtbot) -> None:
    section, heading = of_window("CloseDayDialog", "today")
    dialog = HelpDialog(Look(), None, section, heading)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.qWaitForWindowExposed(dialog)
    assert dialog.page.textCursor().block().text() == "Closing the day"
    assert dialog.page.verticalScrollBar().value() > 0
    dialog.show_section(section, "The wall")
    assert dialog.page.textCursor().block().text() == "The wall"


def test_f1_in_a_list_of_the_facility_shows_what_its_columns_mean(window: MainWindow) -> None:
    window.activateWindow()
    for place, page in (("facility", window.places.facility), ("officers", window.places.officers)):
        window.go_to(place)
        app.settle(window)
        page.table.setFocus()
        shown = window.helping.show_help()
        assert shown.section == find("workbook", page.model.sheet.name)
        shown.reject()
        page.search.setFocus()
        shown = window.helping.show_help()
        assert shown.section.heading == PLACES[place]
        shown.reject()
    for sheet in (*ABOUT_OFFICERS, *ABOUT_THE_PLACE):
        assert find("workbook", sheet).heading == sheet


def test_f1_while_a_line_of_the_policy_is_changed_shows_its_rule(window: MainWindow) -> None:
    window.go_to("policy")
    row = window.places.policy.current()
    dialog = PolicyEntryDialog(row, (), FIRST, parent=window)
    shown = window.helping.show_help(dialog)
    assert shown.section.page == f"rules/{row.rule.key}"
    shown.close()
    dialog.reject()


def test_pages_lose_nothing_when_they_are_taken_apart() -> None:
    for page in ("manual", "glossary", "rules/contact"):
        whole = resource("docs", *f"{page}.md".split("/")).read_text("utf-8")
        parts = [one.text for one in sections() if one.page == page]
        kept = [line for text in parts for line in text.splitlines() if line.strip()]
        assert kept == [line for line in whole.splitlines() if line.strip()]


def test_every_rule_has_a_page() -> None:
    titles = {one.page.removeprefix("rules/") for one in sections() if one.page.startswith("rules/")}
    assert {rule.key for rule in RULES} <= titles


def test_words_in_a_heading_come_first_and_all_words_are_needed() -> None:
    found = search("backups")
    assert found[0].heading == "Backups"
    assert all("backups" in one.text.casefold() for one in found)
    assert search("backups zebra") == ()
    assert search("  ") == ()


def test_links_between_pages_stay_inside_and_others_are_told(qtbot) -> None:
    manual = find("manual")
    assert linked(manual, "draw.md").page == "draw"
    assert linked(find("rules/contact"), "../glossary.md").page == "glossary"
    assert linked(manual, "https://example.org/x.md") is None
    dialog = HelpDialog(Look(), None, manual)
    qtbot.addWidget(dialog)
    dialog._on_link(QUrl("https://example.org/"))
    assert dialog._said.text() == "This leads out of the help: https://example.org/"
    assert dialog.section is manual


def test_links_in_the_pages_lead_somewhere() -> None:
    for section in sections():
        for address in re.findall(r"(?<!!)\]\(([^)\s]+\.md[^)\s]*)\)", section.text):
            if "screens/" not in address:
                assert linked(section, address) is not None, (section.page, address)


def test_decisions_are_read_here_too_and_found_last() -> None:
    target = linked(find("threat_model", "What is left, plainly"), "decisions/0026-accounts.md")
    assert target is not None
    assert target.page == "decisions/0026-accounts"
    found = search("argon2id")
    assert found[0].page == "threat_model" or found[0].page == "manual"
    assert found[-1].page.startswith("decisions/")


def test_a_search_lists_marks_and_is_walked_by_keys(qtbot) -> None:
    dialog = HelpDialog(Look())
    qtbot.addWidget(dialog)
    dialog.show()
    before = dialog.section
    QTest.keyClicks(dialog.search, "sealed draw")
    assert dialog.contents.topLevelItemCount() == len(search("sealed draw"))
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.section == dialog.contents.topLevelItem(0).data(0, SECTION)
    marked = {one.cursor.selectedText().casefold() for one in dialog.page.extraSelections()}
    assert marked == {"sealed", "draw"}
    QTest.keyClick(dialog.contents, Qt.Key.Key_Down)
    assert dialog.section == dialog.contents.topLevelItem(1).data(0, SECTION)
    dialog.back.click()
    dialog.back.click()
    assert dialog.section == before
    assert not dialog.back.isEnabled()
    dialog.search.setText("zebra crossing")
    assert dialog._said.text() == "No page has all of these words."
    dialog.search.clear()
    assert dialog.contents.topLevelItemCount() > 5


def test_f1_shows_what_helps_with_the_place_and_uses_one_window(window: MainWindow) -> None:
    window.go_to("reports")
    first = window.helping.show_help()
    assert first.section.heading == "Reports"
    window.go_to("today")
    second = window.helping.show_help()
    assert second is first
    assert second.section.heading == "Today"
    second.close()


def test_f1_in_a_window_that_asks_shows_its_own_part(window: MainWindow, qtbot) -> None:
    from console.dialogs.texts import ListDialog

    dialog = ListDialog("Versions", "", ["one"], window)
    shown = window.helping.show_help(dialog)
    assert isinstance(shown.parent(), QDialog)
    assert shown.section.heading == PLACES[window.places.current]
    shown.close()


def test_f1_on_a_finding_shows_its_rule(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    edits.assign(window.document, badge(5), FIRST, "HB-F N")
    edits.assign(window.document, badge(5), FIRST + timedelta(days=1), "HB-F D")
    app.settle(window)
    findings = window.panel.findings
    finding = findings.step(1)
    assert finding is not None
    monkeypatch.setattr(findings, "hasFocus", lambda: True)
    shown = window.helping.show_help()
    assert shown.section.page == f"rules/{finding.rule}"
    monkeypatch.undo()
    assert window.helping.show_help().section.heading == PLACES["roster"]
    shown.close()


def test_the_rule_of_a_finding_or_of_a_line_of_the_policy_is_a_command(window: MainWindow) -> None:
    about = window.actions_by_key["about_rule"]
    about.trigger()
    assert window.findChildren(HelpDialog) == []
    assert "Choose a finding" in window.work.notice.text
    edits.assign(window.document, badge(5), FIRST, "HB-F N")
    edits.assign(window.document, badge(5), FIRST + timedelta(days=1), "HB-F D")
    app.settle(window)
    finding = window.panel.findings.step(1)
    assert finding is not None
    for command in (about, *window.panel.findings.actions()):
        command.trigger()
        shown = window.findChild(HelpDialog)
        assert shown.section.page == f"rules/{finding.rule}"
        shown.show_section(find("manual"))
    window.go_to("policy")
    about.trigger()
    row = window.places.policy.current()
    assert row is not None
    assert shown.section.page == f"rules/{row.rule.key}"
    shown.close()


def test_the_page_of_a_rule_is_shown_whole(qtbot) -> None:
    dialog = HelpDialog(Look(), None, find("rules/minimum_rest"))
    qtbot.addWidget(dialog)
    text = dialog.page.toPlainText()
    assert "Source: collective agreements" in text
    assert "At least 11 h between two tours." in text
    assert "7 h of rest between two pieces of work; 8 h are asked for." in text


def test_a_page_leads_from_its_beginning_to_each_part_and_from_there_to_the_next(qtbot) -> None:
    dialog = HelpDialog(Look(), None, find("first_hour"))
    qtbot.addWidget(dialog)
    assert "Build four weeks\nRead it\n" in dialog.page.toPlainText()
    assert dialog.contents.currentItem().isExpanded()
    assert linked(dialog.section, "#read-it") is find("first_hour", "Read it")
    dialog._on_link(QUrl("#read-it"))
    assert dialog.page.toPlainText().rstrip().endswith("Next: Change it by hand")
    dialog.show_section(find("first_hour", "And then"))
    assert "Next:" not in dialog.page.toPlainText()


def test_every_part_is_reached_by_its_link() -> None:
    for section in sections():
        for address in re.findall(r"\]\((#[^)]+)\)", help_pages.ways_on(section)):
            target = linked(section, address)
            assert target is not None
            assert help_pages._mark(target.heading) == address[1:]
