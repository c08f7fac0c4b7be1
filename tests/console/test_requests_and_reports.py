"""Leave and reports as they are used: asking, granting, refusing, withdrawing, the bid, the wellness hour, reading."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from support.desk_site import FIRST, badge, small_site

from console import app
from console.dialogs.leave import AskLeaveDialog, BidDialog, WellnessDialog
from console.dialogs.presets import PresetsDialog
from console.main_window import MainWindow
from console.operations import exchange, leave, papers, reports
from console.operations import policy as policies
from console.theme import Look
from scheduler.api import BidOrder
from scheduler.api.reports import KINDS
from scheduler.domain.leave import LeaveSlots, VacationChoice
from scheduler.domain.papers import CellKind, Column, Paper, Plot, Standing, Table

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LATER = FIRST + timedelta(days=60)


@pytest.fixture
def leaving(window: MainWindow) -> MainWindow:
    """The window on a facility with one slot a day, two choices for the first week of 2027, and the page open."""
    site = small_site()
    week = (LATER, LATER + timedelta(days=6))
    choices = tuple(
        VacationChoice(badge=badge(n), year=LATER.year, rank=1, first=week[0], last=week[1]) for n in (1, 2)
    )
    slots = (LeaveSlots(first=FIRST, last=LATER + timedelta(days=90), most=1),)
    window.document.desk.import_site(replace(site, leave_slots=slots, vacation_choices=choices), "slots")
    exchange.reload(window.document)
    window.go_to("requests")
    app.settle(window)
    return window


def test_a_request_is_filed_granted_and_withdrawn(leaving: MainWindow) -> None:
    page = leaving.places.requests
    assert page._title.text() == "Nothing to decide"
    dialog = AskLeaveDialog(leaving.document.desk.names(), LATER, leaving)
    dialog.officer.lineEdit().setText("nobody of that name")
    assert not dialog.file.isEnabled()
    assert dialog.file.toolTip() == "Choose an officer from the list."
    dialog.officer.setCurrentText("chen w (1005)")
    assert dialog.file.isEnabled()
    dialog.last.setDate(dialog.first.date().addDays(2))
    assert leave.ask(leaving.document, dialog.badge(), *dialog.dates())
    row = page.current()
    assert row is not None
    assert (row.name, row.days, row.state) == ("Chen W", 3, "fits")
    assert page._under.text() == "1 request waits, 1 can be granted"
    assert page.grant.isVisible()
    assert not page.exceed.isVisible()
    page.grant.click()
    assert page.model.rowCount() == 0
    assert any(x.badge == badge(5) for x in leaving.document.desk.site().leave if x.start > 0)
    page.all_chip.click()
    assert page.current().state == "granted"
    page.withdraw.click()
    page.all_chip.click()
    assert page.current().state == "withdrawn"
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_request_without_room_says_why_and_can_be_granted_all_the_same(leaving: MainWindow) -> None:
    page, document = leaving.places.requests, leaving.document
    assert leave.ask(document, badge(0), LATER, LATER)
    assert leave.ask(document, badge(5), LATER, LATER)
    assert page._under.text() == "2 requests wait, 1 can be granted"
    page.grant_all.click()
    row = page.current()
    assert (row.request.badge, row.state) == (badge(5), "no room")
    assert "Cannot be granted" in page._sentence.text()
    assert "Free instead" in page._sentence.text()
    assert not page.grant.isVisible()
    assert page._others.item(0).text().endswith("1 of 1 away")
    page.exceed.click()
    assert page.model.rowCount() == 0
    assert leave.ask(document, badge(1), LATER, LATER)
    page.refuse.click()
    page.all_chip.click()
    assert {page.model.row(page.model.index(n, 0)).state for n in range(3)} == {"granted", "refused"}


def test_a_second_request_for_the_same_dates_is_refused_in_words(leaving: MainWindow) -> None:
    said: list[str] = []
    leaving.document.failed.connect(said.append)
    assert leave.ask(leaving.document, badge(0), LATER, LATER)
    assert not leave.ask(leaving.document, badge(0), LATER, LATER)
    assert len(said) == 1
    assert said[0].endswith("Nothing was filed.")


def test_the_bid_is_seen_before_it_is_granted(leaving: MainWindow) -> None:
    dialog = BidDialog(leaving.document, Look(), LATER.year, leaving)
    model = dialog._model
    outcomes = {model.index(n, 0).data(): model.index(n, 3).data() for n in range(model.rowCount())}
    assert outcomes == {"Alvarez J": "given", "Bell T": "not given"}
    assert dialog.accept_button.isEnabled()
    assert leave.accept_bid(leaving.document, *dialog.chosen())
    assert leave.bid(leaving.document, LATER.year, BidOrder.ROUNDS, 1).new == ()
    dialog.year.setValue(2031)
    assert dialog._under.text() == "Nobody has made a choice for 2031."
    assert not dialog.accept_button.isEnabled()


def test_the_wellness_hour_is_seen_before_it_is_planned_and_planned_once(leaving: MainWindow) -> None:
    on = LATER + timedelta(days=90)
    dialog = WellnessDialog(leaving.document, on, leaving)
    assert "10 hours will be planned" in dialog._words.text()
    assert leave.plan_wellness(leaving.document, dialog.date())
    again = WellnessDialog(leaving.document, on, leaving)
    assert "Everyone has an hour in this quarter already." in again._words.text()
    assert not again.plan_button.isEnabled()


def test_reports_speak_of_the_open_roster_and_can_be_copied(leaving: MainWindow) -> None:
    leaving.go_to("reports")
    page = leaving.places.reports
    assert page.dates() == (leaving.document.roster.period.first, leaving.document.roster.period.last)
    assert page._sentence.text().startswith("No staffing plan holds on Sunday 6 December 2026.")
    page.list.setCurrentRow(3)
    assert page._title.text() == "Relief factor"
    minimum = float(leaving.document.desk.plan.relief(page.dates()[0].year).minimum)
    assert page.plot.accessibleName().startswith(
        f"Officers that the posts take, and that there are. For the minimum: {minimum:.1f}; "
    )
    assert page.model.index(0, 0).data() == "CTL-A"
    page.copy.click()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Post\tWhile the holder is off\t")
    assert len(lines) == 1 + page.model.rowCount()
    page.list.setCurrentRow(4)
    assert page._title.text() == "Net work hours"
    assert not page.plot.isVisible()
    for _, _, make in reports.REPORTS:
        assert reports.make(leaving.document, make, *page.dates()) is not None


def test_a_report_has_its_plot_above_the_table_and_leaves_as_it_was_made(leaving: MainWindow) -> None:
    leaving.go_to("reports")
    page = leaving.places.reports
    for name, kind in KINDS.items():
        page.show_report(name)
        if name == "pay-periods":  # this facility has not said how overtime is priced
            assert page._sentence.text().startswith("The site has not chosen how overtime is priced")
            assert not page.paper.isEnabled()
            continue
        made = leaving.document.desk.reports.make(name, *page.dates())
        assert page.model.rowCount() == len(made.tables[0].rows)
        assert page.plot.isVisible() == any(isinstance(block, Plot) for block in made.blocks)
        assert papers.paper_of(leaving.document, page._shown, *page.dates()).kind == name
        if page.plot.isVisible():
            (plot,) = [block for block in made.blocks if isinstance(block, Plot)]
            assert page.plot.accessibleName() == f"{plot.title}. {plot.said}"
        assert kind.title in {entry[1] for entry in reports.REPORTS}
    page.show_report("leave")
    blank = page.plot.grab().toImage().pixelColor(2, 2)
    drawn = page.plot.grab().toImage()
    assert any(drawn.pixelColor(x, y) != blank for x in range(drawn.width()) for y in range(0, drawn.height(), 9))
    page.show_report("staffing-plan")
    assert not page.plot.isVisible()


def test_weeks_and_dates_of_a_report_are_ordered_as_dates_and_abnormal_rows_are_marked() -> None:
    columns = (Column(name="on", heading="On", kind=CellKind.DATE), Column(name="n", heading="N", kind=CellKind.COUNT))
    rows = ((date(2026, 11, 30), 3), (date(2026, 12, 7), None))
    given = Table(name="t", title="", columns=columns, rows=rows, alerts=frozenset({1}), note="Noted.")
    shown = reports.as_shown(
        Paper(
            kind="k", title="T", facility="F", span="", standing=Standing.NEITHER, version=0, anchor="",
            made_at=datetime(2026, 11, 20, tzinfo=UTC), marking="", is_wide=False, blocks=("Said.", given),
        )
    )  # fmt: skip
    assert shown.sentence == "Said. Noted."
    assert shown.rows == (("Mon 2026-11-30", "3"), ("! Mon 2026-12-07", ""))
    assert shown.keys[0] == sorted(shown.keys[0])
    assert shown.keys[1][1] < shown.keys[1][0]


def test_a_preset_is_compared_and_adopted(window: MainWindow, qtbot) -> None:
    window.go_to("policy")
    dialog = PresetsDialog(window.document, Look(), FIRST, window)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._words.text() not in ("", "Comparing ..."), timeout=20_000)
    assert "in this roster" in dialog._words.text().casefold()
    assert dialog._tier_model.rowCount() > 3
    before = len(window.document.desk.site().policy.in_force(FIRST))
    assert policies.adopt_preset(window.document, *dialog.chosen())
    assert len(window.document.desk.site().policy.in_force(FIRST)) > before
    assert len(window.document.desk.site().policy.in_force(FIRST - timedelta(days=1))) == before
    app.settle(window)


def test_past_dates_are_judged_by_the_policy_that_held(leaving: MainWindow) -> None:
    leaving.go_to("reports")
    page = leaving.places.reports
    page.show_report("worked")
    assert "worked" in page._sentence.text()
    assert page.model.rowCount() == 0
