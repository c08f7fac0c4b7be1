"""The policy page as it is used: reading, finding, changing a rule from a date on, putting one to use, ending one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMessageBox
from support.desk_site import FIRST

from console import app
from console.dialogs.policy_entry import PolicyEntryDialog
from console.main_window import MainWindow
from console.models.policy import BROKEN, NOT_IN_USE, PolicyModel, PolicyRow, numbers, rows_of
from console.operations import policy as policies
from scheduler.domain.policy import Policy, PolicyEntry, Setting
from scheduler.domain.words import Severity
from scheduler.rules import RULES

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def opened(window: MainWindow) -> MainWindow:
    window.go_to("policy")
    app.settle(window)
    return window


def row_of(window: MainWindow, entry_id: str) -> PolicyRow:
    assert window.places.policy.show_entry(entry_id)
    row = window.places.policy.current()
    assert row is not None
    return row


def filled(window: MainWindow, row: PolicyRow, is_new: bool = False) -> PolicyEntryDialog:
    page = window.places.policy
    return PolicyEntryDialog(row, page.model.policy.tiers, page.shown_date(), is_new, window)


def test_every_rule_has_a_line_in_use_or_not(window: MainWindow) -> None:
    page = opened(window).places.policy
    policy = window.document.desk.site().policy
    assert page.model.rowCount() == len(rows_of(policy, FIRST)) == sum(page.model.counts().values())
    assert {page.model.row(page.model.index(n, 0)).rule.key for n in range(page.model.rowCount())} == {
        rule.key for rule in RULES
    }
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_words_and_chips_narrow_the_list_and_say_what_they_hide(window: MainWindow) -> None:
    page = opened(window).places.policy
    everything = page.model.rowCount()
    QTest.keyClicks(page.search, "rest between")
    assert 0 < page.model.rowCount() < everything
    assert f"{everything - page.model.rowCount()} hidden" in page._under.text()
    page.search.clear()
    page.chips[NOT_IN_USE].click()
    assert {page.model.index(n, BROKEN).data() for n in range(page.model.rowCount())} == {NOT_IN_USE}
    page.chips[None].click()
    assert page.model.rowCount() == everything
    QTest.keyClicks(page.search, "no such words anywhere")
    assert page.model.rowCount() == 0
    assert page._title.text() == "Nothing found"
    assert not page.change.isEnabled()


def test_a_rule_is_changed_from_a_date_on_and_the_past_stays(window: MainWindow) -> None:
    page = opened(window).places.policy
    before = row_of(window, "rest_required")
    dialog = filled(window, before)
    dialog.inputs["rest_minutes"].setValue(600)
    dialog.severity.setCurrentIndex(dialog.severity.findData("ask"))
    later = FIRST + timedelta(days=7)
    dialog.effective.setDate(QDate(later.year, later.month, later.day))
    dialog.source.setText("Agreement of 2026")
    assert "10 h" in dialog._sentence.text()
    assert policies.put_in_force(window.document, dialog.entry(), "asked for by the union")
    assert row_of(window, "rest_required").entry == before.entry
    page.on.setDate(QDate(later.year, later.month, later.day))
    after = row_of(window, "rest_required")
    assert after.severity == "ask"
    assert "10 h" in after.sentence
    assert page._history.count() == 2
    assert page._history.item(0).text().startswith("From Sunday 13 December 2026: ask. ")
    assert window.document.problem.policy == window.document.desk.site().policy


def test_every_number_says_its_unit_and_range_and_words_are_chosen_from_a_list(window: MainWindow) -> None:
    row = row_of(opened(window), "rest_required")
    dialog = filled(window, row)
    field = dialog.inputs["rest_minutes"]
    assert (field.minimum(), field.maximum()) == (0, 2880)
    assert field.accessibleName().endswith("(minutes)")
    assert field.accessibleDescription() == "0 to 48 h"
    told = next(number for number in numbers(row.rule, row.entry) if number.name == "rest_minutes")
    assert told.words.endswith("8 h  (0 to 48 h)")
    for rule in RULES:
        for number in numbers(rule, None):
            assert number.span or number.choices or not isinstance(number.value, int) or isinstance(number.value, bool)
    week = next(rule for rule in RULES if rule.key == "overtime_week")
    unused = PolicyRow(rule=week, entry=None, sentence="", tier="")
    other = PolicyEntryDialog(unused, window.places.policy.model.policy.tiers, FIRST, True, window)
    starts = other.inputs["week_start"]
    starts.setCurrentText("Wednesday")
    other.inputs["kind"].setCurrentText("voluntary")
    given = {item.name: item.value for item in other.settings()}
    assert (given["week_start"], given["kind"]) == (2, "voluntary")


def test_a_change_without_a_source_cannot_be_saved(window: MainWindow) -> None:
    dialog = filled(opened(window), row_of(window, "rest_required"))
    dialog.source.setText(" ")
    assert not dialog.save.isEnabled()
    assert dialog._fault.text().startswith("Say where this comes from")
    dialog.source.setText("house policy")
    assert dialog.save.isEnabled()


def test_another_use_needs_a_name_of_its_own(window: MainWindow) -> None:
    page = opened(window).places.policy
    row = row_of(window, "rest_required")
    on = page.shown_date()
    dialog = PolicyEntryDialog(row, page.model.policy.tiers, on, True, window, {"rest_required", "rest_asked"})
    dialog.name.setText("rest_asked")
    assert not dialog.save.isEnabled()
    assert dialog._fault.text().startswith("Another use is called rest_asked already")
    dialog.name.setText("rest_transport")
    assert dialog.save.isEnabled()


def test_a_rule_that_nobody_may_break_offers_no_other_severity(window: MainWindow) -> None:
    row = row_of(opened(window), "leave")
    dialog = filled(window, row)
    assert [dialog.severity.itemData(n) for n in range(dialog.severity.count())] == [Severity.NEVER.value]
    assert not window.places.policy.end.isVisible()


def test_an_unused_rule_is_put_to_use(window: MainWindow) -> None:
    page = opened(window).places.policy
    page.chips[NOT_IN_USE].click()
    row = page.current()
    assert row is not None
    assert row.entry is None
    assert page.change.text() == "Put to use..."
    dialog = filled(window, row)
    dialog.source.setText("house policy")
    assert policies.put_in_force(window.document, dialog.entry(), "")
    page.chips[None].click()
    assert row_of(window, row.rule.key).rule is row.rule


def test_a_use_is_ended_from_the_date_shown(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(window).places.policy
    row_of(window, "rest_required")
    asked: list[str] = []

    def yes(*given: object) -> QMessageBox.StandardButton:
        asked.append(str(given[-1]))
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", yes)
    page.end.click()
    assert asked == ["End rest_required from Sunday 6 December 2026? Findings up to the day before stay as they are."]
    assert page.model.row_number("rest_required") == -1
    earlier = FIRST - timedelta(days=1)
    page.on.setDate(QDate(earlier.year, earlier.month, earlier.day))
    assert page.model.row_number("rest_required") >= 0


def test_places_are_reached_by_key_and_by_the_list(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.AltModifier)
    assert window._pages.currentWidget() is window.places.policy
    assert not window.actions_by_key["build"].isEnabled()
    assert window.nav.rosters.isHidden()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert window._pages.currentWidget() is window.work
    window.nav.places.setCurrentRow([name for name, _ in window.places.open_names()].index("policy"))
    assert window._pages.currentWidget() is window.places.policy


def test_the_sentence_of_an_entry_that_cannot_be_read_says_so() -> None:
    entry = PolicyEntry(
        id="x", rule="minimum_rest", severity=Severity.STOP, effective=FIRST,
        settings=(Setting(name="rest_minutes", value=-5),),
    )  # fmt: skip
    model = PolicyModel()
    model.show_policy(Policy(entries=(entry, replace(entry, id="y", settings=()))), FIRST)
    said = {model.row(model.index(n, 0)).sentence for n in range(2)}
    assert any(words.startswith("This entry cannot be read: policy x.rest_minutes") for words in said)
