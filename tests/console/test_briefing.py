"""The briefing sheet in the window: read, signed, saved; the muster copy says places and times alone."""

import hashlib
import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtPrintSupport import QPrinter
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from console import app
from console.background import wait_for_background
from console.dialogs.briefing import BriefingDialog, print_sheet
from console.document import RosterDocument
from console.document.briefing import Section, SheetWords, page_of
from console.operations.briefing import EMPTY, MUSTER, POSTS, SUPERVISORS
from console.theme import Look
from scheduler.api import Desk, DeviationNote, EventNote, Happened, LogNote, PostStatus, ReasonCode, here
from scheduler.api.audit import Anchor
from scheduler.domain.clock import Clock
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode, StaffClass, TourKind

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CLOCK = Clock(ZONE)
NIGHT = ShiftCode("N")
SIX_PM = CLOCK.minute(FIRST, 1080)
HELD = replace(tour("B1", FIRST, "N", "P2"), end=Minute(SIX_PM + 240), kind=TourKind.HOLD_OVER)
SECRETS = ("keys 7", "call-off", "Locked in", "Read by", "Handed on", "Reliefs", "mandated", "Officer 4")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Half an hour before the night: B2, a supervisor, on P1; B1 held over on P2 until 22:00, and nobody after that."""
    now = datetime.fromtimestamp((SIX_PM - 30) * 60, tz=UTC)
    monkeypatch.setattr(here, "utc_now", lambda: now)
    site = small_site()
    officers = tuple(
        replace(o, staff_class=StaffClass.SUPERVISOR if o.badge == "B2" else o.staff_class) for o in site.officers
    )
    with Desk.open(str(tmp_path / "f.db"), actor="commander", now=lambda: now) as opened:
        opened.import_site(replace(site, officers=officers), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, "N"), HELD))
        opened.publish(1)
        opened.shift_log.write(LogNote(performed_at=SIX_PM - 60, text="Count <keys 7> by hand", is_handed_on=True))
        gone = tour("B4", FIRST, "N")
        opened.happenings.write(
            EventNote(kind=Happened.CALL_OFF, on=FIRST, start=gone.start, end=gone.end, badge=Badge("B4"))
        )
        opened.plan.write_deviation(
            DeviationNote(
                post=PostCode("P2"),
                shift=NIGHT,
                on=FIRST,
                start=Minute(SIX_PM + 240),
                end=Minute(SIX_PM + 720),
                status=PostStatus.CLOSED,
                reason=ReasonCode.CALL_OFF,
                mitigation="Locked in",
                overtime_tried=True,
            )
        )
        yield opened


@pytest.fixture
def dialog(desk: Desk) -> Iterator[BriefingDialog]:
    app.make_application()
    document = RosterDocument()
    document.desk = desk
    made = BriefingDialog(document, Look())
    made.show()
    settle(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(dialog: BriefingDialog) -> str:
    wait_for_background(5_000)
    QCoreApplication.processEvents()
    return dialog.page.toPlainText()


def section(dialog: BriefingDialog, title: str) -> Section:
    return next(part for part in dialog.words.sections if part.title == title)


def test_the_supervisors_copy_of_the_next_watch_is_shown_first(dialog: BriefingDialog) -> None:
    assert dialog.watch.currentText() == "Night, 18:00 to 06:00"
    assert dialog.copy.currentText() == SUPERVISORS
    text = settle(dialog)
    assert "Small Jail. For supervisors only." in text
    assert "Night, Monday 23 November 2026" in text
    assert "In charge by the roster: Officer 2 (P1)." in text
    assert "1 officer below the minimum of 2." in text
    posts = section(dialog, "Posts")
    assert posts.rows == (
        ("P1", "Post P1", "Officer 2", "18:00", "06:00", ""),
        ("P2", "Post P2", "Officer 1", "18:00", "22:00", "held over"),
        ("", "", EMPTY, "22:00", "06:00", "closed: call-off; Locked in"),
    )
    assert posts.alerts == {2}
    assert section(dialog, "Handed on").rows == (("Mon 23 Nov 17:00", "", "Count <keys 7> by hand", "commander"),)
    (change,) = section(dialog, "Since the watch before").rows
    assert change[2].startswith("Call-off, Officer 4,")


def test_the_muster_copy_says_places_and_times_alone(dialog: BriefingDialog) -> None:
    dialog.sign.click()
    dialog.copy.setCurrentText(MUSTER)
    text = settle(dialog)
    assert section(dialog, "Posts").rows == (
        ("P1", "Post P1", "Officer 2", "18:00", "06:00", ""),
        ("P2", "Post P2", "Officer 1", "18:00", "22:00", "held over"),
        ("", "", EMPTY, "22:00", "06:00", ""),
    )
    assert "Muster copy." in text
    page = html.unescape(page_of(dialog.words))
    assert [word for word in SECRETS if word in text or word in page] == []
    assert not dialog.sign.isEnabled()
    assert "supervisors' copy" in dialog.sign.toolTip()


def test_whoever_takes_over_signs_once_and_it_stands_on_the_sheet_and_in_the_log(
    dialog: BriefingDialog, desk: Desk
) -> None:
    assert "Not signed yet" in settle(dialog)
    dialog.sign.click()
    text = settle(dialog)
    assert "Read by commander, Mon 23 Nov 17:30." in text
    assert dialog.told.text() == "Signed. It stands in the shift log."
    assert not dialog.sign.isEnabled()
    (entry,) = desk.shift_log.read_by(FIRST, NIGHT)
    assert entry.by == "commander"


def test_a_watch_that_is_far_off_is_not_signed(dialog: BriefingDialog) -> None:
    dialog.after.click()
    settle(dialog)
    assert dialog.on == FIRST + timedelta(days=1)
    dialog.sign.click()
    settle(dialog)
    assert "up to 2 h before" in dialog.told.text()
    assert "Nothing was signed." in dialog.told.text()


def test_the_page_is_saved_complete_in_itself_and_noted(dialog: BriefingDialog, desk: Desk, tmp_path: Path) -> None:
    dialog.save_as(tmp_path / "sheet.html")
    page = (tmp_path / "sheet.html").read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "Count &lt;keys 7&gt; by hand" in page
    assert not any(word in page for word in ("http", "<script", "<img", "src=", "url("))
    assert dialog.told.text() == f"Saved to {tmp_path / 'sheet.html'}."
    row = desk.audit(1)[0]
    digest = hashlib.sha256((tmp_path / "sheet.html").read_bytes()).hexdigest()
    assert (row.action, row.subjects) == ("export page", ("page:briefing", f"sha256:{digest}"))
    dialog.save_as(tmp_path / "sheet.html" / "sheet.html")
    assert dialog.told.text().startswith("Nothing was saved:")


def test_a_day_on_which_nothing_is_published_says_so(dialog: BriefingDialog) -> None:
    for _ in range(8):
        dialog.after.click()
    text = settle(dialog)
    assert "Nothing is published for 1 Dec." in text


def test_text_of_the_log_is_never_taken_for_a_part_of_the_page() -> None:
    words = SheetWords(
        title="<b>", facility="&", copy="x", lead=("<i>",), sections=(Section(title="a", rows=(("<u>",),)),)
    )
    page = page_of(words)
    assert not any(tag in page for tag in ("<b>", "<i>", "<u>"))


def test_the_supervisors_copy_carries_the_anchor_of_the_audit_log(dialog: BriefingDialog, desk: Desk) -> None:
    settle(dialog)
    printed = dialog.words.foot.rpartition(" ")[2]
    log, number, hash = printed.split(":")
    assert desk.audit_log.verify([Anchor(int(number), hash, log)]).faults == []
    assert desk.audit_log.verify([Anchor(int(number), "0" * 32, log)]).faults
    dialog.copy.setCurrentText(MUSTER)
    settle(dialog)
    assert printed not in page_of(dialog.words)


def test_what_is_printed_can_be_read(tmp_path: Path) -> None:
    """Letters of 14 pixels are as large on paper as on a screen: 120 posts do not fit on two pages."""
    app.make_application()
    rows = tuple((f"P{n}", "Post", "Officer", "06:00", "18:00", "") for n in range(120))
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "sheet.pdf"))
    posts = Section(title="Posts", heads=POSTS, rows=rows)
    print_sheet(SheetWords(title="Night", facility="Jail", copy="Muster copy.", sections=(posts,)), printer)
    pages = (tmp_path / "sheet.pdf").read_bytes().count(b"/Type /Page\n")
    assert 3 <= pages <= 6
