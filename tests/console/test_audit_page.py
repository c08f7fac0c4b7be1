"""The place Audit: who did what, by kind, dates and roster; whether the log is whole; written to a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from support.sites import FIRST, PERIOD, edit, small_site, tour

from console import app
from console.main_window import MainWindow
from console.operations import audit
from console.preferences import Preferences
from console.views.audit import CHECKING, AuditPage
from scheduler.api import AuditRow, Desk
from scheduler.domain.words import Badge
from scheduler.wire import sha256


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "keys"))
    path = tmp_path / "f.db"
    with Desk.open(str(path), actor="sergeant") as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD, "Week")
        desk.create_roster(PERIOD, "Another")
        desk.apply_edit(1, edit("first", tour("B1", FIRST)))
        desk.publish(1)
    return path


@pytest.fixture
def window(path: Path) -> Iterator[MainWindow]:
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    window.open_database(str(path))
    window.go_to("audit")
    checked(window)
    yield window
    window.close()


def checked(window: MainWindow) -> AuditPage:
    """Let the check that runs beside the window end, and return the page."""
    page = window.places.audit
    for _ in range(400):
        app.settle(window)
        if page.check.isEnabled():
            break
        QTest.qSleep(10)
    assert page.check.isEnabled()
    return page


def shown(page: AuditPage) -> list[tuple[str, str]]:
    return [
        (str(page.model.index(row, 2).data()), str(page.model.index(row, 3).data()))
        for row in range(page.model.rowCount())
    ]


def said(page: AuditPage) -> str:
    return page._sentence.text()


def test_it_lists_everything_and_says_that_the_log_is_whole(window: MainWindow) -> None:
    page = window.places.audit
    tours = sha256(window.document.desk.version(1, 1).roster.tours)[:12]
    assert shown(page) == [
        ("Roster published", f"roster 1, version 1, tours {tours}"),
        ("Roster changed", "roster 1"),
        ("Roster begun", "roster 2"),
        ("Roster begun", "roster 1"),
        ("Facility imported", ""),
    ]
    assert said(page).startswith("The log is whole: 5 records, none changed, inserted or missing. Checked at ")
    assert said(page).endswith("5 records in these dates, the newest first.")
    assert page._sentence.property("role") == ""


def test_kind_dates_and_roster_choose(window: MainWindow) -> None:
    page = window.places.audit
    page.show_report("Decisions on rosters")
    assert [what for what, _ in shown(page)] == ["Roster published", "Roster begun", "Roster begun"]
    page.roster.setCurrentIndex(page.roster.findData(1))
    assert [what for what, _ in shown(page)] == ["Roster published", "Roster begun"]
    page.show_report("Policy")
    assert shown(page) == []
    assert said(page).endswith("No record in these dates.")
    page.show_report("")
    page.last.setDate(page.last.date().addDays(-3))
    assert shown(page) == []


def test_a_changed_log_is_said_in_words_at_its_record(window: MainWindow, path: Path) -> None:
    page = window.places.audit
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DROP TRIGGER audit_refuses_update")
        raw.execute("UPDATE audit SET actor = 'somebody else' WHERE id = 3")
    QTest.keyClick(page.check, Qt.Key.Key_Space)
    assert said(page).startswith(CHECKING)
    checked(window)
    assert said(page).startswith("The log is NOT as it was written: record 3: changed")
    assert page._sentence.property("role") == "stop"


def test_the_log_is_written_to_a_file(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, file = window.places.audit, tmp_path / "log.audit"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    QTest.keyClick(page.export, Qt.Key.Key_Space)
    assert len(file.read_bytes().splitlines()) == 6 + 1
    assert shown(page)[0] == ("Audit log exported", "")
    assert said(page).startswith("log.audit: 6 records. Anybody can prove the file: fairwatch verify log.audit")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "f.db" / "x"), ""))
    failed: list[str] = []
    window.document.failed.connect(failed.append)
    QTest.keyClick(page.export, Qt.Key.Key_Space)
    assert ["f.db" in sentence for sentence in failed] == [True]


def test_another_accounts_records_are_told_apart(
    window: MainWindow, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAIRWATCH_KEYS", str(tmp_path / "others"))
    with Desk.open(str(path), actor="chief") as desk:
        desk.create_roster(PERIOD, "Third")
    page = window.places.audit
    page.check.click()
    checked(window)
    assert said(page).startswith(
        "The chain is whole: 6 records follow each other. 5 of them, from number 1 on, are sealed with another "
        "account's key and can be proved with it only."
    )


def test_words_name_officers_and_moments_and_leave_out_what_says_nothing() -> None:
    row = AuditRow(
        id=1,
        at=datetime(2026, 12, 6, 19, 5, 9, tzinfo=UTC),
        actor="me",
        action="enter round",
        subjects=("area:HB", "minute:29943065", "officer:B1", "edit:3f", "commitment:" + "a" * 64),
    )
    zone = ZoneInfo("America/Chicago")
    assert audit.stamp(row.at, zone) == "6 Dec 2026, 13:05:09"
    assert audit.about(row, {Badge("B1"): "Adams"}, zone) == (
        "area HB, 6 Dec 2026, 13:05:00, Adams, commitment aaaaaaaaaaaa"
    )
