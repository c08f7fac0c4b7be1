"""The shift log in the window: entries typed and corrected, filters by watch and kind, a file of what is shown."""

import csv
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPlainTextEdit
from support.accounts import NAMES, as_role, with_quick_passwords
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour
from support.windows import Answers

from console import app
from console.dialogs.shift_log import BY, NOTE, TEXT, TIME, WHAT, WHERE, EntryDialog, ShiftLogDialog
from console.document import RosterDocument
from console.document.shift_log import EntryWords
from console.main_window import MainWindow
from console.operations import exchange, shift_log
from console.theme import Look
from console.widgets.quiet_table import PILL_ROLE
from scheduler.api import Desk, EventNote, Happened, LogNote, Role, here
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute, PostCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CLOCK = Clock(ZONE)
TEN = CLOCK.minute(FIRST, 600)
CONTROL = Qt.KeyboardModifier.ControlModifier


def at(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, tz=UTC)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ten in the morning of the first date, until a test says otherwise."""
    held = [int(TEN)]
    monkeypatch.setattr(here, "utc_now", lambda: at(held[0]))
    return held


@pytest.fixture
def desk(tmp_path: Path, now: list[int]) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="commander", now=lambda: at(now[0])) as opened:
        opened.import_site(small_site(), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N")))
        opened.publish(1)
        yield opened


@pytest.fixture
def document(desk: Desk) -> RosterDocument:
    app.make_application()
    made = RosterDocument()
    made.desk = desk
    return made


@pytest.fixture
def dialog(document: RosterDocument) -> Iterator[ShiftLogDialog]:
    made = ShiftLogDialog(document, Look(), "P1")
    QAbstractItemModelTester(made.model)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def rows(dialog: ShiftLogDialog) -> list[tuple[str, ...]]:
    model = dialog.model
    return [
        tuple(str(model.index(row, column).data()) for column in (TIME, WHAT, WHERE, TEXT, NOTE))
        for row in range(model.rowCount())
    ]


def type_entry(text: str) -> Answers:
    """Type an entry and write it down."""

    def fill(entry: EntryDialog) -> None:
        field = entry.findChild(QPlainTextEdit)
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.mouseClick(entry.buttons.buttons()[0], Qt.MouseButton.LeftButton)

    return Answers((EntryDialog, fill))


def test_an_entry_is_added_by_keyboard_about_the_chosen_post(dialog: ShiftLogDialog, desk: Desk) -> None:
    assert dialog.watch.currentText() == "Day, 06:00 to 18:00"
    type_entry("Gate 3 sticks.")
    QTest.keyClick(dialog, Qt.Key.Key_N, CONTROL)
    assert rows(dialog) == [("10:00", "entry", "P1", "Gate 3 sticks.", "")]
    assert dialog.model.index(0, BY).data() == "commander"
    assert dialog.told.text() == "Written down."
    (line,) = desk.shift_log.lines(TEN, Minute(TEN + 1))
    assert line.post == "P1"


def test_a_correction_stands_and_the_original_is_read_with_it(
    dialog: ShiftLogDialog, desk: Desk, now: list[int]
) -> None:
    type_entry("Two out to court.")
    dialog.add.click()
    now[0] += 200
    type_entry("Three out to court.")
    dialog.correct.click()
    assert rows(dialog) == [("10:00", "entry", "P1", "Three out to court.", "corrected")]
    more = [dialog.more.item(n).text() for n in range(dialog.more.count())]
    assert more[1] == "Corrected Mon 23 Nov 13:20 by commander."
    assert more[2].endswith("by commander: 10:00, P1: Two out to court.")
    dialog.take_back.click()
    assert rows(dialog)[0][4] == "taken back"
    assert not dialog.correct.isEnabled()
    assert "Only an entry that stands" in dialog.correct.toolTip()
    assert len(desk.shift_log.lines(TEN, Minute(TEN + 1))) == 1


def test_a_late_entry_is_marked(dialog: ShiftLogDialog, desk: Desk) -> None:
    desk.shift_log.write(LogNote(performed_at=Minute(TEN - 61), text="Forgotten."))
    dialog.read()
    assert rows(dialog) == [("08:59", "entry", "", "Forgotten.", "late entry")]
    assert dialog.model.index(0, NOTE).data(PILL_ROLE) == ("late entry", "ask")
    assert "1 of them written down late" in dialog._words.text()


def test_lines_are_filtered_by_watch_and_by_who_wrote_them(dialog: ShiftLogDialog, desk: Desk) -> None:
    shift = tour("B1", FIRST)
    desk.happenings.write(
        EventNote(
            kind=Happened.CALL_OFF,
            on=FIRST,
            start=shift.start,
            end=shift.end,
            badge=Badge("B1"),
            post=PostCode("P1"),
            words="P1 2026-11-23 D: B1 to B3",
        )
    )
    desk.shift_log.write(LogNote(performed_at=CLOCK.minute(FIRST, 300), text="Before the watch."))
    dialog.read()
    event = (
        "10:00",
        "event",
        "P1",
        "Call-off, Officer 1, Mon 23 Nov 06:00 to 18:00. P1 2026-11-23 D: Officer 1 to Officer 3.",
        "",
    )
    assert rows(dialog) == [event]
    dialog.watch.setCurrentIndex(0)
    assert [row[3] for row in rows(dialog)] == ["Before the watch.", event[3]]
    dialog.kinds.setCurrentText(shift_log.BY_HAND)
    assert [row[3] for row in rows(dialog)] == ["Before the watch."]
    dialog.kinds.setCurrentText(shift_log.BY_ITSELF)
    assert rows(dialog) == [event]
    assert not dialog.correct.isEnabled()
    dialog.before.click()
    assert dialog.on == FIRST - timedelta(days=1)
    dialog.watch.setCurrentText("Night, 18:00 to 06:00")
    dialog.kinds.setCurrentText(shift_log.EVERY)
    assert [row[3] for row in rows(dialog)] == ["Before the watch."]


def test_what_is_refused_is_said_and_the_window_stays(document: RosterDocument) -> None:
    site = document.desk.site()
    typed = EntryWords(at=datetime(2026, 11, 23, 10), text="")
    dialog = EntryDialog(site, typed, lambda _: "Nothing was written down.", False)
    done = dialog.buttons.buttons()[0]
    assert not done.isEnabled()
    dialog.text.setPlainText("x" * 1001)
    assert not done.isEnabled()
    assert "not 1001" in dialog.said.text()
    dialog.text.setPlainText("Count cleared.")
    dialog.accept()
    assert dialog.said.text() == "Nothing was written down."
    assert not dialog.result()
    dialog.reject()
    dialog.deleteLater()


@pytest.mark.parametrize(("minute", "wall"), [(90, 90), (150, 90), (210, 150)])
def test_an_entry_in_the_hour_that_comes_twice_is_not_taken_for_a_late_one(
    desk: Desk, now: list[int], minute: int, wall: int
) -> None:
    """On 1 November the clock goes back from 02:00 to 01:00: 01:30 is 90, and again 150, minutes after midnight."""
    on = date(2026, 11, 1)
    now[0] = int(CLOCK.midnight(on)) + minute
    local = datetime(2026, 11, 1) + timedelta(minutes=wall)
    assert shift_log.moment_of(desk, local) == now[0]


def test_the_lines_shown_are_written_to_a_file_with_what_stood_before(
    dialog: ShiftLogDialog, desk: Desk, tmp_path: Path
) -> None:
    made = desk.shift_log.write(LogNote(performed_at=TEN, text="=Two out."))
    desk.shift_log.correct(made.number, LogNote(performed_at=TEN, text="Three out."))
    dialog.read()
    dialog.save_as(tmp_path / "log.csv")
    heads, line = csv.reader((tmp_path / "log.csv").read_text("utf-8").splitlines())
    assert heads == ["Time", "What", "Where", "What happened", "Note", "By"]
    assert line[3].startswith("Three out. Corrected Mon 23 Nov 10:00 by commander. Before,")
    assert line[3].endswith("=Two out.")
    assert dialog.told.text() == f"Saved to {tmp_path / 'log.csv'}."
    assert desk.audit(1)[0].action == "export table"


def test_who_may_not_write_reads_and_who_may_not_read_does_not_see_it(
    peopled: Path, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_quick_passwords(monkeypatch)
    url = exchange.url_of(shutil.copy(peopled, tmp_path / "roles.db"))
    for role, reads, writes in (
        (Role.SERGEANT, True, True),
        (Role.PREA_MANAGER, True, False),
        (Role.AUTHORITY, False, False),
    ):
        exchange.close_database(window.document)
        assert exchange.open_database(window.document, url, lambda _, role=role: as_role(url, role))
        assert window.document.desk.actor == NAMES[role]
        app.settle(window)
        assert window.actions_by_key["shift_log"].isVisible() == reads
        if reads:
            dialog = ShiftLogDialog(window.document, Look(), parent=window)
            assert dialog.add.isEnabled() == writes
            dialog.deleteLater()
