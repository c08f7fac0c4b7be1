"""Publishing and what follows: open findings, waivers with their reasons, notices to officers."""

import sqlite3
import time
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QMessageBox
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.notices import NoticesDialog
from console.dialogs.publish import PublishDialog
from console.document import RosterDocument
from console.main_window import MainWindow
from console.now import utc_now
from console.operations import notices, waivers
from console.operations import roster as edits
from console.theme import Look
from scheduler.api import check_roster
from scheduler.domain.words import RosterState, Severity

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def published(document: RosterDocument, *placed: tuple[int, int, str]) -> None:
    """Put officers on posts and publish that past the rules, which such a small roster breaks."""
    for number, days, post in placed:
        assert edits.assign(document, badge(number), FIRST + timedelta(days=days), post)
    document.set_report(check_roster(document.problem, document.roster))
    today = document.today()
    for finding in document.report.findings:
        if finding.severity == Severity.STOP and document.waiver_of(finding) is None:
            waivers.waive(document, finding, "Captain Diaz", "training day", today + timedelta(days=400))
    document.desk.publish(document.roster_id, "first")
    document.take_published(document.desk.roster(document.roster_id).roster)


def test_a_waived_finding_shows_who_why_and_until_when(window: MainWindow) -> None:
    document = window.document
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    asked = []

    def waive(finding) -> None:
        asked.append(finding)
        waivers.waive(document, finding, "Captain Diaz", "training day", FIRST + timedelta(days=30))

    dialog = PublishDialog(document, window, waive)
    assert "this roster's publication" in dialog.obstacle
    dialog.list.setCurrentRow(0)
    assert dialog.waive.isEnabled()
    before = dialog.obstacle
    dialog.waive.click()
    assert len(asked) == 1
    assert dialog.obstacle != before
    line = dialog.list.item(0).text()
    assert line.startswith("waived")
    assert "Approved by Captain Diaz until 5 Jan: training day" in line
    assert not dialog.waive.isEnabled()


def test_a_new_version_needs_a_reason(document: RosterDocument) -> None:
    published(document, (0, 0, "HB-F"))
    edits.assign(document, badge(1), FIRST + timedelta(days=1), "HB-F")
    document.set_report(check_roster(document.problem, document.roster))
    dialog = PublishDialog(document)
    assert "version 1 is replaced" in dialog._needed.text()
    dialog.obstacle = ""
    dialog._refresh_button()
    assert not dialog.publish_button.isEnabled()
    dialog.reason.setPlainText("Alvarez swapped")
    assert dialog.publish_button.isEnabled()


def test_officers_are_told_in_their_own_words_and_acknowledge(document: RosterDocument) -> None:
    published(document, (0, 0, "HB-F"), (1, 0, "HA-F"))
    edits.clear(document, [(badge(1), FIRST)])
    edits.assign(document, badge(2), FIRST + timedelta(days=1), "HB-F")
    published(document)
    dialog = NoticesDialog(document, Look())
    assert dialog.said.text() == "4 of 4 notices not acknowledged yet."
    rows = {(n.badge, n.version): n for n in dialog._notices}
    assert notices.lines(rows[badge(1), 2], document.facts) == ["Sun 6 Dec: you are no longer on HA-F, 06:00 to 18:00"]
    assert notices.lines(rows[badge(2), 2], document.facts)[0].startswith("Mon 7 Dec: you are on HB-F")
    dialog.table.selectAll()
    assert not dialog.told.count()  # several are chosen: nobody's changes are shown
    dialog.table.choose_row(0)
    assert dialog.who.text() == document.facts.name(dialog.chosen()[0].badge)
    assert dialog.told.count()
    dialog.read.click()
    assert dialog.said.text() == "3 of 3 notices not acknowledged yet."
    dialog.table.selectAll()
    dialog.read.click()
    assert dialog.said.text().startswith("All ")
    assert not dialog.read.isEnabled()


def test_times_are_the_facility_s_wherever_the_computer_stands(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = window.document
    then = utc_now().astimezone(document.zone)
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        try:
            published(document, (0, 0, "HB-F"))
            document.desk.notices.acknowledge(document.roster_id, 1, badge(0))
            dialog = NoticesDialog(document, Look())
            assert f"acknowledged {then:%d %b %H:%M}" in dialog.table.model().index(0, 3).data()
            window.status.refresh()
            assert window.status.saved.text().startswith(f"Saved {then:%H}:")
            dialog.close()
        finally:
            patch.undo()
            time.tzset()


def test_an_acknowledgement_stands_for_good(document: RosterDocument) -> None:
    published(document, (0, 0, "HB-F"))
    assert notices.acknowledge(document, notices.of_latest(document)) == 1
    assert notices.acknowledge(document, notices.of_latest(document)) == 0
    path = document.desk.url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="never changes"):
        connection.execute("DELETE FROM notice_read")


def test_only_what_is_published_is_archived_and_then_stands(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = window.document
    assert "Only a published roster" in window.actions_by_key.reason("archive")
    published(document, (0, 0, "HB-F"))
    window.refresh()
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.actions_by_key["archive"].trigger()
    assert document.roster.state == RosterState.ARCHIVED
    assert window.actions_by_key.reason("archive") == "The roster is archived already."
    said: list[str] = []
    document.failed.connect(said.append)
    assert not edits.assign(document, badge(1), FIRST, "HA-F")
    assert said
    app.settle(window)
