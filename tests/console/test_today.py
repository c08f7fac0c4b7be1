"""The place Today and the wall: what a supervisor reads of a moment, and nothing on the wall that is not for all."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour
from support.windows import Answers

from console import app
from console.background import wait_for_background
from console.dialogs.calling import CallingDialog
from console.dialogs.repair import RepairDialog
from console.document.today import DayWords
from console.main_window import MainWindow
from console.models.today import COLUMNS, EMPTY, NOW, POST, STAFFING, STAFFING_THEN, THEN, TodayModel
from console.preferences import Preferences
from console.views.today import TodayPage
from console.views.today.wall import Wall
from console.widgets.quiet_table import PILL_ROLE
from scheduler.api import Desk
from scheduler.domain.clock import Clock
from scheduler.domain.roster import seat_id
from scheduler.domain.words import Minute, PostCode, ShiftCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CLOCK = Clock(ZONE)
TEN, NIGHT = CLOCK.minute(FIRST, 600), CLOCK.minute(FIRST, 1200)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A facility with three tours of one date published: the night lacks an officer on P2."""
    path = tmp_path / "f.db"
    with Desk.open(str(path), actor="sergeant") as desk:
        desk.import_site(small_site(), "small.xlsx")
        desk.create_roster(PERIOD)
        desk.apply_edit(1, edit("plan", tour("B1", FIRST), tour("B2", FIRST, post="P2"), tour("B3", FIRST, "N")))
        desk.publish(1)
    return path


@pytest.fixture
def window(path: Path) -> Iterator[MainWindow]:
    app.make_application()
    window = app.make_window(Preferences(None))
    window.resize(1600, 960)
    window.show()
    window.open_database(str(path))
    window.go_to("today")
    settled(window)
    yield window
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settled(window: MainWindow) -> TodayPage:
    for _ in range(3):
        wait_for_background(5_000)
        app.settle(window)
    return window.places.today


def at(window: MainWindow, moment: Minute) -> TodayPage:
    window.places.today.show_moment(moment)
    return settled(window)


def cells(page: TodayPage, row: int) -> dict[int, str]:
    return {column: str(page.model.index(row, column).data()) for column in range(len(COLUMNS))}


def words_of(page: TodayPage) -> DayWords:
    assert page.words is not None
    return page.words


def test_both_watches_stand_side_by_side_and_what_is_short_is_marked(window: MainWindow) -> None:
    page = at(window, TEN)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    held = [cells(page, row) for row in range(page.model.rowCount())]
    assert [(c[POST], c[NOW], c[STAFFING], c[THEN], c[STAFFING_THEN]) for c in held] == [
        ("P1", "Officer 1", "1 of 1", "Officer 3", "1 of 1"),
        ("P2", "Officer 2", "1 of 1", EMPTY, "0 of 1"),
    ]
    pills = [page.model.index(row, column).data(PILL_ROLE) for row in (0, 1) for column in (STAFFING, STAFFING_THEN)]
    assert pills == [None, None, None, ("0 of 1", "stop_quiet")]
    words = words_of(page)
    assert words.watch == "Day until 18:00"
    assert words.summary == "All 2 officers that must be there are."
    assert words.coming.endswith("1 of 2 officers missing: P2.")


def test_the_page_goes_from_watch_to_watch_and_back_to_now(window: MainWindow) -> None:
    page = at(window, TEN)
    page.later.click()
    settled(window)
    assert words_of(page).watch == "Night until 06:00"
    assert "1 officer below the minimum: P2 until 06:00." in words_of(page).summary
    page.earlier.click()
    settled(window)
    assert words_of(page).watch == "Day until 18:00"
    page.now.click()
    settled(window)
    assert page.at is None
    assert words_of(page).nothing


def test_where_nothing_is_published_the_page_leads_to_what_is(window: MainWindow) -> None:
    page = settled(window)
    assert page.empty.isVisible()
    assert not page.panel.isVisible()
    assert not page.table.isVisible()
    QTest.keyClick(page.empty.buttons[0], Qt.Key.Key_Space)
    settled(window)
    assert page.table.isVisible()
    assert words_of(page).at == tour("B1", FIRST).start


def test_without_anything_published_the_page_says_what_to_do(tmp_path: Path, window: MainWindow) -> None:
    with Desk.open(str(tmp_path / "g.db"), actor="sergeant") as desk:
        desk.import_site(small_site(), "small.xlsx")
    window.open_database(str(tmp_path / "g.db"))
    page = settled(window)
    assert "Build a roster" in words_of(page).nothing
    assert not page.empty.buttons[0].isVisible()


def test_a_post_is_shown_on_the_roster(window: MainWindow) -> None:
    page = at(window, NIGHT)
    page.table.choose_row(1)
    QTest.keyClick(page.on_roster, Qt.Key.Key_Space)
    settled(window)
    assert window.places.is_roster
    assert window.work.view == "board"
    assert window.board_model.on == FIRST
    seat = window.work.board.seat(window.work.board.table.currentIndex())
    assert seat is not None
    assert (seat.slot.post, seat.slot.shift) == ("P2", "N")


def test_a_publication_is_on_the_page_at_once(window: MainWindow) -> None:
    page = at(window, NIGHT)
    document = window.document
    assert document.desk is not None
    document.desk.apply_edit(1, edit("more", tour("B4", FIRST, "N", post="P2")))
    document.desk.publish(1, "filled")
    document.published.emit()
    settled(window)
    assert words_of(page).summary == "All 2 officers that must be there are."


# ---------------------------------------------------------------- the wall


def put_up(window: MainWindow) -> Wall:
    window.places.running.put_up()
    settled(window)
    wall = window.places.running.wall
    assert wall is not None
    return wall


def test_the_wall_follows_the_page_and_closes_with_escape(window: MainWindow) -> None:
    at(window, NIGHT)
    wall = put_up(window)
    assert wall.isVisible()
    assert any(line.startswith("P2, Post P2: nobody") for line in wall.lines())
    at(window, TEN)
    assert any(line.startswith("P2, Post P2: Officer 2") for line in wall.lines())
    assert wall.accessibleDescription() == " ".join(wall.lines())
    QTest.keyClick(wall, Qt.Key.Key_Escape)
    settled(window)
    assert window.places.running.wall is None


def test_the_wall_goes_with_its_window_and_with_its_database(window: MainWindow, tmp_path: Path) -> None:
    at(window, NIGHT)
    put_up(window)
    with Desk.open(str(tmp_path / "g.db"), actor="sergeant") as desk:
        desk.import_site(small_site(), "small.xlsx")
    window.open_database(str(tmp_path / "g.db"))
    settled(window)
    assert window.places.running.wall is None
    put_up(window)
    window.close()
    settled(window)
    assert window.places.running.wall is None


def test_nothing_of_attention_or_rounds_is_on_the_wall(window: MainWindow) -> None:
    page = at(window, TEN)
    words = words_of(page)
    marked = replace(
        words,
        posts=tuple(replace(post, band="elevated") for post in words.posts),
        rounds=("No unannounced round on this watch yet: Housing 1.",),
        due=("now  P1: stint of Officer 1 ends.",),
    )
    plain = replace(
        words, posts=tuple(replace(post, band="", points=-1.0) for post in words.posts), rounds=None, due=()
    )
    pictures = []
    for shown in (marked, plain):
        wall = Wall(lambda: None)
        wall.resize(960, 540)
        wall.show_words(shown)
        pictures.append((wall.grab().toImage(), tuple(wall.lines())))
        wall.close()
    assert pictures[0][1] == pictures[1][1]
    assert pictures[0][0] == pictures[1][0]


def test_the_wall_needs_no_colour(window: MainWindow) -> None:
    page = at(window, NIGHT)
    wall = Wall(lambda: None)
    wall.resize(960, 540)
    wall.show_words(words_of(page))
    picture = wall.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = {picture.pixel(x, y) & 0xFFFFFF for x in range(0, 960, 3) for y in range(0, 540, 3)}
    assert all(c >> 16 == c >> 8 & 0xFF == c & 0xFF for c in colours)
    assert len(colours) > 2
    wall.close()


def test_more_posts_than_fit_come_page_by_page(window: MainWindow) -> None:
    (first, *_), words = words_of(at(window, TEN)).posts, words_of(at(window, TEN))
    many = replace(words, posts=tuple(replace(first, code=f"P{n}") for n in range(40)))
    wall = Wall(lambda: None)
    wall.show_words(many)
    assert wall.pages == 4
    QTest.keyClick(wall, Qt.Key.Key_Right)
    assert wall.page == 1
    QTest.keyClick(wall, Qt.Key.Key_Left)
    QTest.keyClick(wall, Qt.Key.Key_Left)
    assert wall.page == 3
    wall.show_words(words)
    assert (wall.page, wall.pages) == (0, 1)
    wall.close()


def test_rows_without_posts_are_none() -> None:
    model = TodayModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(DayWords(at=Minute(0), facility="", when="", clock=""))
    assert (model.rowCount(), model.columnCount()) == (0, len(COLUMNS))


def test_from_a_short_post_officers_are_called_in(window: MainWindow) -> None:
    page = window.places.today
    page.show_moment(NIGHT)
    settled(window)
    rows = {page.model.post_at(n).code: n for n in range(page.model.rowCount())}
    page.table.choose_row(rows["P1"])
    assert not page.call.isEnabled(), "nobody is missing there"
    page.table.choose_row(rows["P2"])
    asked: list[str] = []
    answers = Answers((CallingDialog, lambda dialog: (asked.append(dialog._seat), dialog.reject())))
    page.call.click()
    assert not answers.left
    assert asked == [seat_id(PostCode("P2"), FIRST, ShiftCode("N"), 0)]
    settled(window)


@pytest.mark.parametrize(("hour", "badge"), [(10, "B1"), (17, "B3")])
def test_what_happened_is_asked_about_whoever_is_there(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, hour: int, badge: str
) -> None:
    """F7 on Today: the officer of the chosen post, and the next one once relief is near."""
    page = at(window, TEN)
    rows = {page.model.post_at(n).code: n for n in range(page.model.rowCount())}
    page.table.choose_row(rows["P1"])
    asked: list[str] = []

    def note(dialog: RepairDialog) -> None:
        assert dialog.fields.tour is not None
        asked.append(f"{dialog.fields.tour.badge} {dialog.fields.kind.currentData()} {dialog.fields.who.count()}")
        dialog.reject()

    monkeypatch.setattr("console.operations.today.now_in", lambda _: CLOCK.minute(FIRST, hour * 60))
    answers = Answers((RepairDialog, note))
    QTest.keyClick(page.table, Qt.Key.Key_F7)
    assert not answers.left
    assert asked == [f"{badge} call-off 3"]
    settled(window)
