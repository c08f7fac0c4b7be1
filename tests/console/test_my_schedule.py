"""One's own in the window: calendar, list, hours, changes, forms and receipts, on a database with accounts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from support.accounts import NAMES, password_of
from support.desk_site import badge
from support.windows import Answers

from console import app
from console.dialogs.asking import AskDialog, AskWhatDialog
from console.dialogs.secrets import SignInDialog
from console.document.own import Offered, OwnSchedule, OwnTour
from console.main_window import MainWindow
from console.models.asking import FORMS, form_of
from console.models.own import MonthModel, next_words
from console.operations import own
from console.views.my_schedule import MySchedulePage
from scheduler.api import Role

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TODAY = date(2026, 12, 6)
TOURS = tuple(
    OwnTour(
        on=TODAY + timedelta(days=n), times="06:45 to 19:00", post=post, where="Housing B", watch="day", minutes=735
    )
    for n, post in ((-7, "HB-F"), (2, "HB-F"), (3, ""))
)
SCHEDULE = OwnSchedule(who="Alvarez J, badge 1000", today=TODAY, tours=TOURS, away=frozenset({date(2026, 12, 25)}))
OFFERED = Offered(
    areas=(("HA", "Housing A"), ("HB", "Housing B")),
    shifts=(("D", "Day"),),
    categories=("relative", "other"),
    deciders=("captain.reyes",),
    notice="The law says so.",
    questions=("Would I be uneasy?",),
    contacts=("Peer support 555-0134",),
)


@pytest.fixture
def officer(window: MainWindow, shared: str) -> MainWindow:
    """A window in which the first officer is signed in, on a database whose sealed rows can be recovered."""

    def enter(dialog: QDialog) -> None:
        dialog.name.setText(NAMES[Role.OFFICER])
        QTest.keyClicks(dialog.secret, password_of(NAMES[Role.OFFICER]))
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)

    Answers((SignInDialog, enter))
    assert window.open_database(shared)
    app.settle(window)
    return window


def shown(page: MySchedulePage, qtbot) -> MySchedulePage:
    """Return the page once the schedule is there."""
    qtbot.waitUntil(lambda: page.schedule is not None, timeout=20_000)
    return page


# ---------------------------------------------------------------- the calendar


def test_a_month_begins_on_its_sunday_and_ends_with_its_week() -> None:
    model = MonthModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(SCHEDULE)
    model.show_month(TODAY)
    assert model.title == "December 2026"
    assert (model.rowCount(), model.columnCount()) == (5, 7)
    assert model.date_at(model.index(0, 0)) == date(2026, 11, 29)
    assert model.date_at(model.index_of(TODAY)) == TODAY
    assert not model.index_of(date(2027, 3, 1)).isValid()
    model.step(1)
    assert (model.title, model.rowCount()) == ("January 2027", 6)
    model.step(-2)
    assert model.title == "November 2026"
    model.show_month(date(2026, 2, 1))
    assert model.rowCount() == 4


def test_a_date_is_read_aloud_with_post_place_watch_and_times() -> None:
    model = MonthModel()
    model.show(SCHEDULE)
    model.show_month(TODAY)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index_of(date(2026, 12, 8)).data(role) == (
        "Tuesday 8 December 2026: HB-F, Housing B, day watch, 06:45 to 19:00"
    )
    assert "post to be drawn" in model.index_of(date(2026, 12, 9)).data(role)
    assert model.index_of(date(2026, 12, 25)).data(role) == "Friday 25 December 2026: leave"
    assert model.index_of(date(2026, 12, 10)).data(role).endswith("no tour")


def test_the_next_tour_is_a_sentence() -> None:
    assert next_words(SCHEDULE) == "In 2 days, on Tuesday 8 December 2026, 06:45 to 19:00: HB-F, Housing B."
    assert next_words(replace(SCHEDULE, today=date(2026, 12, 8))) == "Today, 06:45 to 19:00: HB-F, Housing B."
    assert next_words(replace(SCHEDULE, tours=())) == "No tour of yours is published from today on."


def test_arrows_walk_the_dates_and_the_side_says_what_is_there(qtbot) -> None:
    page = MySchedulePage(lambda: lambda: SCHEDULE, print)
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show()
    page.refresh()
    shown(page, qtbot)
    assert page.model.date_at(page.month.currentIndex()) == TODAY
    page.month.setFocus()
    for _ in range(3):
        QTest.keyClick(page.month, Qt.Key.Key_Right)
    assert page._day.text().startswith("Wednesday 9 December 2026: post to be drawn")
    page.forward.click()
    assert page._month.text() == "January 2027"
    page.today.click()
    assert page._month.text() == "December 2026"
    page.chips["list"].click()
    assert page._rows["list"].rowCount() == 3
    assert not page.back.isVisible()


# ---------------------------------------------------------------- forms


def test_a_form_is_filled_in_and_filed_by_keyboard_alone(qtbot) -> None:
    filed: list[object] = []

    def file(asked: object) -> str:
        filed.append(asked)
        return ""

    dialog = AskDialog(form_of("move_me"), replace(OFFERED, here="HB"), TODAY, file)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.qWaitForWindowActive(dialog)
    assert dialog.area.hasFocus()
    QTest.keyClick(dialog.area, Qt.Key.Key_Return)
    assert len(filed) == 1
    assert (filed[0].kind, filed[0].area, filed[0].words, filed[0].without) == ("move_me", "HB", "", "")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_what_cannot_be_filed_stays_in_the_form_with_one_sentence(qtbot) -> None:
    dialog = AskDialog(form_of("keep_separate"), OFFERED, TODAY, lambda _: "Nothing is known of where A-1 is.")
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.file_button.isEnabled()
    assert dialog.file_button.toolTip() == "Enter the booking number, or choose the area."
    QTest.keyClicks(dialog.inmate, "A-1")
    dialog.words.setPlainText("He knows my brother.")
    dialog.file_button.click()
    assert dialog.isVisible()
    assert dialog.said.text() == "Nothing is known of where A-1 is."
    assert dialog.words.toPlainText() == "He knows my brother."
    dialog.reject()
    assert (dialog.inmate.text(), dialog.words.toPlainText()) == ("", "")


def test_the_law_is_said_before_free_text_and_questions_only_where_they_help(qtbot) -> None:
    for form in FORMS:
        dialog = AskDialog(form, OFFERED, TODAY, lambda _: "")
        qtbot.addWidget(dialog)
        said = [part.text() for part in dialog.findChildren(type(dialog.said))]
        assert any(OFFERED.notice in text for text in said) == form.has_words
        assert any("uneasy" in text for text in said) == form.has_questions
        assert any("555-0134" in text for text in said) == form.is_protected
        assert form.next in said
        assert (form.kind == "move_me") <= (not form.has_words)
        dialog.reject()


def test_any_form_is_reached_from_one_list(qtbot) -> None:
    dialog = AskWhatDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    assert dialog.kind() == "keep_separate"
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


# ---------------------------------------------------------------- on a real database


def test_an_officer_asks_to_be_moved_and_follows_it(officer: MainWindow, qtbot, tmp_path) -> None:
    page = shown(officer.places.own, qtbot)
    assert badge(0) in page._who.text()

    def choose_and_file(dialog: QDialog) -> None:
        assert dialog.area.count() > 0
        QTest.keyClick(dialog.area, Qt.Key.Key_Return)
        if dialog.isVisible():
            seen.append(dialog.said.text())
            dialog.reject()

    seen: list[str] = []
    before = page.schedule
    Answers((AskDialog, choose_and_file))
    officer.actions_by_key["ask_move"].trigger()
    assert seen == []
    qtbot.waitUntil(lambda: page.schedule is not before, timeout=20_000)
    assert [r.what for r in page.schedule.requests] == ["Moved from here"]
    assert page.schedule.requests[0].state == "waiting, in force"
    assert page.schedule.requests[0].next.startswith("Decided by ")
    assert "done" in officer.statusBar().currentMessage()
    page.chips["requests"].click()
    assert page._acts["withdraw"].isVisible()
    before = page.schedule
    page._acts["withdraw"].click()
    qtbot.waitUntil(lambda: page.schedule is not before, timeout=20_000)
    assert page.schedule.requests[0].state == "taken back"
    assert not page._acts["withdraw"].isVisible()


def test_a_locked_key_is_said_where_nothing_is_shown_for_it(officer: MainWindow, qtbot) -> None:
    page, desk = officer.places.own, officer.document.desk
    assert desk is not None
    page.chips["requests"].click()
    before = [found.text() for found in page.findChildren(QLabel) if found.isVisible()]
    assert not any("is locked" in text for text in before)
    desk.keys.lock()
    page.refresh()
    qtbot.waitUntil(lambda: page.schedule is not None and bool(page.schedule.closed), timeout=20_000)
    after = [found.text() for found in page.findChildren(QLabel) if found.isVisible()]
    assert any("is locked" in text and "File, Keys" in text for text in after)


def test_leave_is_asked_for_and_withdrawn_here(officer: MainWindow, qtbot) -> None:
    page = shown(officer.places.own, qtbot)
    first = own.today(officer.document) + timedelta(days=30)

    def fill(dialog: QDialog) -> None:
        dialog.first.setDate(first)
        dialog.last.setDate(first + timedelta(days=2))
        dialog.file_button.click()

    Answers((AskWhatDialog, lambda dialog: (dialog.list.setCurrentRow(5), dialog.accept())), (AskDialog, fill))
    before = page.schedule
    officer.actions_by_key["ask_other"].trigger()
    qtbot.waitUntil(lambda: page.schedule is not before, timeout=20_000)
    assert [(r.what, r.state) for r in page.schedule.requests] == [("Leave", "waiting")]
    assert own.do(officer.document, page.schedule.requests[0].id, "withdraw")


def test_a_preference_is_stated_for_a_post_of_the_site(officer: MainWindow, qtbot) -> None:
    shown(officer.places.own, qtbot)
    refused: list[str] = []

    def fill(dialog: QDialog) -> None:
        refused.append(dialog.file_button.toolTip())
        dialog.post.setCurrentIndex(1)
        dialog.file_button.click()
        refused.append(dialog.said.text())

    Answers((AskDialog, fill))
    officer.places.mine.ask("preference")
    assert refused == ["Choose a post or a shift.", ""]


def test_the_calendar_file_is_written_without_posts(officer: MainWindow, qtbot, tmp_path) -> None:
    shown(officer.places.own, qtbot)
    target = tmp_path / "mine.ics"
    assert own.save_calendar(officer.document, target).startswith("mine.ics holds your tours")
    assert target.read_text().startswith("BEGIN:VCALENDAR")
    assert own.save_calendar(officer.document, tmp_path / "no" / "such" / "place.ics") == ""


def test_nothing_of_anybody_else_is_in_the_window(officer: MainWindow, qtbot) -> None:
    shown(officer.places.own, qtbot)
    officer.places.own.show_view("list")
    parts = (*officer.findChildren(QLabel), *officer.findChildren(QAbstractButton))
    said = " ".join(part.text() for part in parts)
    assert "Abara" in said
    for name in ("Alvarez", "Bell", "Chen"):
        assert name not in said
    assert officer.document.facts is None
    assert officer.document.roster is None


def test_every_part_of_the_page_has_a_name_and_tab_reaches_it(officer: MainWindow, qtbot) -> None:
    page = shown(officer.places.own, qtbot)
    officer.activateWindow()
    QTest.qWaitForWindowActive(officer)
    for view in ("calendar", "list", "requests", "receipts"):
        page.show_view(view)
        wanted = {
            part
            for part in page.findChildren(QWidget)
            if part.isVisible() and part.isEnabled() and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        }
        wanted = {part for part in wanted if part.focusProxy() is None and not part.objectName().startswith("qt_")}
        reached = set()
        for _ in range(60):
            QTest.keyClick(QApplication.focusWidget() or officer, Qt.Key.Key_Tab)
            reached.add(QApplication.focusWidget())
        assert wanted <= reached, view
        for part in wanted:
            assert QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name), part
