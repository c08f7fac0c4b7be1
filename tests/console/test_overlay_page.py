"""The risk overlay: every view says the same, every post can be reached, old and missing data look so."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from support.attention_tables import GivenTable
from support.desk_site import FIRST, badge

from console import app
from console.background import wait_for_background
from console.main_window import MainWindow
from console.models.overlay import NOT_A_FINDING, Moment, Pictures
from console.models.overlay_table import HeatModel, rows_of
from console.operations import roster as edits
from console.theme import Look
from console.views.overlay import OverlayPage
from console.views.overlay.picturing import is_stale, table_of_moment
from console.widgets.bar_rows import FIGURE_WIDE, WORDS
from scheduler.api import here
from scheduler.domain.attention import OF_HOLDERS
from scheduler.domain.clock import Clock
from scheduler.domain.observations import STATIC_SCALES, StaticReview, UnitEntries
from scheduler.domain.site_edit import SiteEdit
from scheduler.exchange.csv_text import csv_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
PLAN = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<g id="level-1"><title>Ground floor</title><rect id="HA-F" x="10" y="10" width="150" height="100"/>
<rect id="CTL" x="200" y="10" width="150" height="100"/></g>
<g id="level-2"><title>Upper floor</title><rect id="HB-F" x="10" y="160" width="150" height="100"/></g></svg>"""
BY_POST = {"CTL-A": (1, 6, 6), "HA-F": (1, 67, 67), "HB-F": (1, 36, 48), "YRD-1": (0, 0, 0)}


def settle(page: OverlayPage) -> None:
    for _ in range(400):
        QApplication.processEvents()
        if page.picturing.is_current:
            break
        wait_for_background(20)
    for _ in range(3):
        QApplication.processEvents()


@pytest.fixture
def page(window: MainWindow) -> Iterator[OverlayPage]:
    """The page with the figures of the small jail, which has no floor plan."""
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    window.go_to("overlay")
    made = window.places.overlay
    settle(made)
    assert made.overlay.posts
    yield made
    window.go_to("roster")


def given(page: OverlayPage, cells: dict = BY_POST, **also: object) -> Pictures:
    """Return figures that are told by post, more by one point with each date."""
    facts = page.overlay.facts
    dates = tuple(FIRST - timedelta(days=27) + timedelta(days=n) for n in range(27 + len(facts.problem.period.dates)))

    def cell(post, shift, on):
        state, low, high = cells[post]
        grown = (on - FIRST).days % 3 if state == 1 else 0
        return state, low + grown, high + grown

    shifts = tuple(shift.code for shift in facts.problem.shifts)
    return Pictures(now=GivenTable(tuple(cells), shifts, dates, cell), **also)


def show(page: OverlayPage, pictures: Pictures) -> None:
    page.overlay.show(pictures, page.overlay.facts)
    QApplication.processEvents()


def with_plan(window: MainWindow, page: OverlayPage) -> None:
    desk = window.document.desk
    desk.setup.apply(SiteEdit.between(desk.site(), replace(desk.site(), floor_plan=PLAN), "plan"))
    show(page, page.overlay.pictures)


def test_the_page_says_that_it_is_about_posts(page: OverlayPage) -> None:
    words = " ".join(label.text() for label in page.findChildren(type(page._said)) if label.isVisible())
    assert NOT_A_FINDING in words
    assert "Risk overlay" in words


def test_every_view_says_the_same_of_every_post_and_moment(page: OverlayPage) -> None:
    """The roster's real figures: plan, map, table, file and drawer, to the last digit."""
    overlay = page.overlay
    heat = HeatModel(overlay)
    for number in (0, 1, 9):
        overlay.go_to(number)
        page.show_view("plan")
        table = overlay.pictures.now
        file = {row["Post"]: row for row in csv.DictReader(io.StringIO(csv_of(table_of_moment(overlay))))}
        rows = {row[0]: row for row in rows_of(overlay).rows}
        for post in overlay.posts:
            mark = page.plan.marks[post]
            assert (rows[post][4], rows[post][5]) == (mark.points, mark.bands)
            assert (file[post]["Points"], file[post]["Band"]) == (mark.points, mark.bands)
            index = heat.index_of(post, overlay.moment)
            if index.isValid():
                assert index.data() == ("" if mark.kind == "closed" else mark.face)
            overlay.choose(post)
            if mark.has_points:
                at = table.posts.index(post), table.shifts.index(mark.shift), table.dates.index(overlay.moment.on)
                assert (mark.low, mark.high) == (table.low[at], table.high[at])
                reading = overlay.reading(post)
                assert (reading.low, reading.high) == (mark.low, mark.high)
                story = page.drawer._story
                parts = (*story.static, *story.dynamic)
                assert (sum(p.low for p in parts), sum(p.high for p in parts)) == (mark.low, mark.high)
                assert mark.points.replace("-", " and ") in story.points


def test_figures_follow_an_edit(window: MainWindow, page: OverlayPage) -> None:
    """A critical post without an officer is uncovered; with one it has points."""
    overlay = page.overlay
    overlay.go_to(0)
    assert overlay.mark("HA-F", overlay.moment).kind == "uncovered"
    edits.assign(window.document, badge(1), FIRST, "HA-F")
    settle(page)
    assert overlay.mark("HA-F", overlay.moment).has_points
    assert page.plan.marks["HA-F"].has_points
    window.document.stack.undo()
    settle(page)
    assert page.plan.marks["HA-F"].kind == "uncovered"


def test_marks_say_what_is_known(page: OverlayPage) -> None:
    show(page, given(page, {"CTL-A": (2, 0, 0), "HA-F": (1, 67, 67), "HB-F": (1, 36, 48), "YRD-1": (1, 10, 50)}))
    overlay = page.overlay
    overlay.go_to(0)
    said = {mark.post: (mark.kind, mark.face, mark.bands) for mark in overlay.marks()}
    assert said == {
        "CTL-A": ("uncovered", "uncovered", "uncovered"),
        "HA-F": ("settled", "67", "high"),
        "HB-F": ("between", "36-48", "guarded to elevated"),
        "YRD-1": ("unknown", "10-50", "low to elevated"),
    }


def test_the_difference_tells_direction_in_words(page: OverlayPage) -> None:
    before = given(page, {"CTL-A": (1, 9, 9), "HA-F": (2, 0, 0), "HB-F": (1, 36, 48), "YRD-1": (1, 5, 5)}).now
    show(page, given(page, before=before, before_name="Published v1", before_words="in v1"))
    overlay = page.overlay
    overlay.go_to(0)
    page.look_at("difference")
    faces = {mark.post: (mark.face, mark.direction) for mark in overlay.marks()}
    assert faces == {
        "CTL-A": ("-3", -1),
        "HA-F": ("covered again", -1),
        "HB-F": ("same", 0),
        "YRD-1": ("now closed", -1),
    }
    page.look_at("before")
    assert overlay.mark("CTL-A", overlay.moment).points == "9"
    page.look_at("now")
    overlay.choose("CTL-A")
    assert "Was 9 in v1." in page.drawer._points.text()


def test_what_differs_is_told_with_why(page: OverlayPage) -> None:
    before = given(page, {"CTL-A": (1, 9, 9), "HA-F": (2, 0, 0), "HB-F": (1, 36, 48), "YRD-1": (1, 5, 5)}).now
    show(page, given(page, before=before, before_name="Published v1", before_words="in v1"))
    overlay, drawer = page.overlay, page.drawer
    overlay.go_to(0)
    page.look_at("difference")
    assert page._differs.text() == "On this watch no post asks for more attention than in v1, 3 for less."
    said = {}
    for post in overlay.posts:
        overlay.choose(post)
        said[post] = drawer.differs.text if not drawer.differs.isHidden() else ""
    assert said["CTL-A"] == "One-to-one duty 9 to 6 What ST1 rests on."
    assert said["HA-F"].startswith("Covered again")
    assert said["HB-F"] == ""
    assert said["YRD-1"].startswith("Now closed")
    heat = HeatModel(overlay)
    assert heat.index_of("YRD-1", overlay.moment).data() == "now closed"
    rows = {row[0]: row for row in rows_of(overlay).rows}
    assert [rows[post][8] for post in overlay.posts].count("") == 3
    assert rows["CTL-A"][6:9] == ("9", "-3", "One-to-one 9 to 6")


def test_a_post_that_loses_its_officer_became_uncovered(window: MainWindow, page: OverlayPage) -> None:
    """The roster's real figures: the seat of a critical post is emptied, compared with itself as it was."""
    edits.assign(window.document, badge(1), FIRST, "HA-F")
    settle(page)
    pictures = page.overlay.pictures
    page.overlay.go_to(0)
    edits.clear(window.document, [(badge(1), FIRST)])
    settle(page)
    show(page, replace(page.overlay.pictures, before=pictures.now, before_name="Published v1", before_words="in v1"))
    page.look_at("difference")
    page.overlay.choose("HA-F")
    assert page.overlay.mark("HA-F", page.overlay.moment).change == "became uncovered"
    assert "1 post became uncovered" in page._differs.text()
    assert page.drawer.differs.text.startswith("Became uncovered Nobody holds this critical post any more")
    assert "Fill it" in page.drawer.ways.text


def test_few_holders_are_in_words_only_in_table_and_file(page: OverlayPage) -> None:
    overlay = page.overlay
    overlay.go_to(0)
    parts = {part.factor: part for part in overlay.reading("HB-F").parts}
    assert parts["D1"].is_of_few
    row = next(row for row in rows_of(overlay).rows if row[0] == "HB-F")
    heads = rows_of(overlay).columns
    assert (row[heads.index("Holder")], row[heads.index("Tenure")]) == ("", "")
    file = next(row for row in csv.DictReader(io.StringIO(csv_of(table_of_moment(overlay)))) if row["Post"] == "HB-F")
    assert (file["Holder"], file["Tenure"]) == ("", "")


def test_which_of_two_holders_holds_more_changes_no_view_and_no_file(window: MainWindow, page: OverlayPage) -> None:
    """Two hold the post: whoever of them holds it how often, plan, map, table, file and drawer stay the same."""
    overlay, heat = page.overlay, HeatModel(page.overlay)
    said = []
    for who in ((0, 1, 0, 0, 0), (1, 0, 1, 1, 1)):
        for days, number in enumerate(who):
            edits.clear(window.document, [(badge(n), FIRST + timedelta(days=3 * days)) for n in (0, 1)])
            assert edits.assign(window.document, badge(number), FIRST + timedelta(days=3 * days), "HB-F")
        settle(page)
        told = []
        for number, moment in enumerate(overlay.moments):
            overlay.go_to(number)
            overlay.choose("HB-F")
            told += [row for row in csv_of(table_of_moment(overlay)).splitlines() if ",HB-F," in row]
            index = heat.index_of("HB-F", moment)
            told += [page.plan.marks["HB-F"].sentence, index.data() if index.isValid() else ""]
            story = page.drawer._story
            told += [part.sentence for part in story.dynamic if part.factor in OF_HOLDERS]
            told += [story.points, str(story.actions)]
        said.append(told)
    assert said[0] == said[1]
    assert any("no figure is given" in line for line in said[0])


def test_what_is_not_kept_is_said_with_the_way_to_keep_it(window: MainWindow, page: OverlayPage, monkeypatch) -> None:
    kept = "no supervisor rounds and no unscheduled entries are kept yet, so figures are ranges."
    assert page.gaps.sentence == f"4 posts are not wholly rated, and {kept}"
    asked = []
    monkeypatch.setattr(window.places.observed, "review", lambda post: asked.append(post))
    monkeypatch.setattr(window.places.observed, "write_round", lambda: asked.append("round"))
    monkeypatch.setattr(window.places.observed, "count", lambda is_entries: asked.append(is_entries))
    page.overlay.choose("HB-F")
    for way in ("review", "round", "entries"):
        page.gaps.follow(way)
    assert asked == ["HB-F", "round", True]
    settle(page)
    show(page, replace(page.overlay.pictures, gaps=""))
    assert page.gaps.isHidden()


def test_only_what_is_missing_is_asked_for(window: MainWindow, page: OverlayPage) -> None:
    desk = window.document.desk
    on = here.utc_now().date()
    desk.observations.review(
        StaticReview(post=code, factor=scale.factor, points=scale.steps[0][0], reviewed_on=on, by=desk.actor)
        for code in page.overlay.posts
        for scale in STATIC_SCALES
    )
    desk.observations.set_counts([UnitEntries(area=desk.site().areas[0].code, on=on, count=0)])
    page.renew()
    settle(page)
    assert page.gaps.sentence == "No supervisor rounds are kept yet, so figures are ranges."
    assert 'href="round"' in page.gaps.text()
    assert 'href="entries"' not in page.gaps.text()


def until_dressed(window: MainWindow) -> None:
    """Wait until all that is seen has the look, and is painted."""
    while not window.updatesEnabled():
        QApplication.processEvents()
    QApplication.processEvents()


def test_the_plan_keeps_its_height_and_the_page_scrolls(window: MainWindow, page: OverlayPage) -> None:
    window.set_look(Look(window.look.tokens, 200))
    window.resize(1280, 800)
    until_dressed(window)
    scroll = page.findChildren(QScrollArea)[0]
    assert page.plan.height() >= window.look.px(290)
    assert scroll.verticalScrollBar().maximum() > 0
    assert scroll.widget().width() <= scroll.viewport().width()
    for view in ("plan", "heat", "table"):
        page.show_view(view)
        QApplication.processEvents()
        assert page._sheet.isVisible()


# ---------------------------------------------------------------- keyboard, screen reader, mouse


def test_a_screen_reader_finds_every_post_where_it_lies_and_can_choose_it(
    window: MainWindow, page: OverlayPage
) -> None:
    QAccessible.setActive(True)
    for is_drawn in (False, True):
        if is_drawn:
            with_plan(window, page)
        viewport = QAccessible.queryAccessibleInterface(page.plan.viewport())
        found = [viewport.child(n) for n in range(viewport.childCount())]
        buttons = {c.text(QAccessible.Text.Name): c for c in found if c.role() == QAccessible.Role.CheckBox}
        assert set(buttons) == {page.overlay.sentence(post) for post in page.overlay.posts}
        for post in page.overlay.posts:
            handle = page.plan.handles.by_post[post]
            assert page.plan.post_at(handle.geometry().center()) == post
            handle.click()
            assert page.overlay.chosen == post
            assert [p for p, h in page.plan.handles.by_post.items() if h.isChecked()] == [post]
    page.show_level("level-2")
    assert [p for p, handle in page.plan.handles.by_post.items() if handle.isVisible()] == ["HB-F"]
    QAccessible.setActive(False)


def test_arrows_reach_every_post_and_each_is_told(window: MainWindow, page: OverlayPage) -> None:
    for is_drawn in (False, True):
        if is_drawn:
            with_plan(window, page)
        page.plan.setFocus()
        reached = set()
        QTest.keyClick(page.plan, Qt.Key.Key_Home)
        for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Left, Qt.Key.Key_Up):
            reached.add(page.overlay.chosen)
            assert page.plan.accessibleDescription() == page.overlay.sentence(page.overlay.chosen)
            assert page.overlay.chosen in page.drawer._title.text()
            QTest.keyClick(page.plan, key)
        assert reached == set(page.overlay.posts)


def test_arrows_go_to_what_lies_there(window: MainWindow, page: OverlayPage) -> None:
    with_plan(window, page)
    page.plan.setFocus()
    QTest.keyClick(page.plan, Qt.Key.Key_Home)
    steps = ((Qt.Key.Key_Right, "CTL-A"), (Qt.Key.Key_Left, "HA-F"), (Qt.Key.Key_Down, "HB-F"), (Qt.Key.Key_Up, "HA-F"))
    for key, post in steps:
        QTest.keyClick(page.plan, key)
        assert page.overlay.chosen == post


def test_a_click_opens_the_drawer_on_the_post(window: MainWindow, page: OverlayPage) -> None:
    with_plan(window, page)
    view = page.plan
    for post in page.overlay.posts:
        centre = view.mapFromScene(view.items_by_post[post].path.boundingRect().center())
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre)
        assert page.overlay.chosen == post
        assert page.drawer._title.text().startswith(post)


def test_the_map_leads_to_post_and_moment(page: OverlayPage) -> None:
    page.show_view("heat")
    moment = Moment(FIRST + timedelta(days=3), "night")
    page.heat.setCurrentIndex(page.heat_model.index_of("HA-F", moment))
    assert (page.overlay.chosen, page.overlay.moment) == ("HA-F", moment)
    assert moment.words in page.drawer._moment.text()


def test_the_table_orders_by_points_and_keeps_the_post(page: OverlayPage) -> None:
    show(page, given(page))
    page.overlay.go_to(0)
    page.show_view("table")
    page.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    shown = [page.table.model().index(row, 0).data() for row in range(4)]
    assert shown == ["HA-F", "HB-F", "CTL-A", "YRD-1"]
    page.table.choose_row(2)
    assert page.overlay.chosen == "CTL-A"


def test_models_keep_qt_s_rules(page: OverlayPage) -> None:
    QAbstractItemModelTester(page.heat_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    everywhere = given(page)
    show(page, everywhere)
    open_cells = {mark.post for mark in page.overlay.marks() if mark.kind != "closed"}
    shown = {page.heat_model.place(page.heat_model.index(row, 0))[0] for row in range(page.heat_model.rowCount())}
    assert open_cells <= shown == {"CTL-A", "HA-F", "HB-F"}  # a post that is never open has no line
    assert page.heat_model.columnCount() == len(page.overlay.facts.problem.period.dates)
    before = given(page, {**BY_POST, "YRD-1": (1, 5, 5)}).now
    show(page, replace(everywhere, before=before))
    page.look_at("difference")
    assert {
        page.heat_model.place(page.heat_model.index(row, 0))[0] for row in range(page.heat_model.rowCount())
    } >= shown
    page.look_at("now")


def test_the_drawer_says_nothing_before_there_are_figures(window: MainWindow) -> None:
    window.go_to("overlay")
    drawer = window.places.overlay.drawer
    assert drawer.isVisible()
    assert not drawer._no_way.isVisible(), "that nothing would lower it is not known yet"
    settle(window.places.overlay)


def test_the_cursor_of_the_map_is_seen_on_every_band(window: MainWindow, page: OverlayPage) -> None:
    """Its frame never lies on the fill itself: between them is a line of the sheet."""
    for theme in ("light", "dark"):
        window.choose_theme(theme)
        until_dressed(window)
        look = page._look
        for points in (10, 30, 50, 80):
            show(page, given(page, {"HA-F": (1, points, points)}))
            page.show_view("heat")
            index = page.heat_model.index_of("HA-F", page.overlay.moment)
            page.heat.setCurrentIndex(index)
            QApplication.processEvents()
            cell = page.heat.visualRect(index)
            picture = page.heat.viewport().grab().toImage()
            line = [picture.pixelColor(x, cell.top() + 7) for x in range(cell.left(), cell.left() + 12)]
            assert look.colour("accent") in line[:4], (theme, points)
            after = line[line.index(look.colour("accent")) :]
            assert next(c for c in after if c != look.colour("accent")) == look.colour("sheet"), (theme, points)


# ---------------------------------------------------------------- plan


def test_posts_lie_on_their_outline_on_their_area_or_beside(window: MainWindow, page: OverlayPage) -> None:
    assert page.plan.layout_shown.plan is None
    assert all(place.is_card for place in page.plan.layout_shown.places)
    with_plan(window, page)
    places = {place.post: place for place in page.plan.layout_shown.places}
    assert places["HA-F"].points[0] == (10, 10)
    assert (places["CTL-A"].points[0], places["CTL-A"].level) == ((200, 10), "level-1")
    assert places["YRD-1"].is_card
    assert page.view_chips["plan"].text() == "Floor plan"


def test_a_level_shows_its_posts_alone(window: MainWindow, page: OverlayPage) -> None:
    with_plan(window, page)
    assert [chip.text() for chip in page._levels] == ["All levels", "Ground floor", "Upper floor"]
    QTest.mouseClick(page._levels[2], Qt.MouseButton.LeftButton)
    assert [post for post, item in page.plan.items_by_post.items() if item.isVisible()] == ["HB-F"]
    page.plan.setFocus()
    QTest.keyClick(page.plan, Qt.Key.Key_Right)
    assert page.overlay.chosen == "HB-F"


def test_zoom_shows_the_whole_in_small_and_zero_goes_back(window: MainWindow, page: OverlayPage) -> None:
    with_plan(window, page)
    page.plan.setFocus()
    assert page.minimap.isHidden()
    for _ in range(4):
        QTest.keyClick(page.plan, Qt.Key.Key_Plus)
    assert page.plan.zoom > 2
    assert not page.minimap.isHidden()
    before = page.plan.seen.center()
    QTest.mouseClick(page.minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert page.plan.seen.center() != before
    QTest.keyClick(page.plan, Qt.Key.Key_0)
    assert page.plan.zoom == 1
    assert page.minimap.isHidden()


def test_a_plan_that_cannot_be_shown_gives_cards_and_says_why(window: MainWindow, page: OverlayPage) -> None:
    desk = window.document.desk
    broken = replace(desk.site(), floor_plan="<svg xmlns='http://www.w3.org/2000/svg'/>")
    desk.setup.apply(SiteEdit.between(desk.site(), broken, "plan"))
    show(page, page.overlay.pictures)
    assert all(place.is_card for place in page.plan.layout_shown.places)
    assert "cannot be shown" in page.notice.text


# ---------------------------------------------------------------- time


def test_play_goes_watch_by_watch_and_stops_at_the_end(page: OverlayPage) -> None:
    overlay = page.overlay
    overlay.go_to(len(overlay.moments) - 2)
    page.time.toggle()
    assert page.time.is_playing
    page.time._on_tick()
    assert overlay.number == len(overlay.moments) - 1
    assert not page.time.is_playing
    assert page.time.slider.value() == overlay.number
    assert overlay.moment.words == page.time._words.text()


def test_now_is_marked_where_the_roster_has_it(page: OverlayPage) -> None:
    overlay = page.overlay
    facts = overlay.facts
    during = Clock(facts.clock.zone).minute(FIRST + timedelta(days=2), 19 * 60)
    page.time.set_now(during)
    marked = overlay.moments[page.time.slider.now]
    assert (marked.on, marked.watch) == (FIRST + timedelta(days=2), "night")
    assert not page.time.to_now.isHidden()
    page.time.set_now(facts.clock.minute(FIRST - timedelta(days=2), 0))
    assert page.time.slider.now is None
    assert page.time.to_now.isHidden()


def test_old_data_look_old_and_say_so(page: OverlayPage) -> None:
    fresh = page.plan.grab().toImage()
    old = here.utc_now() - timedelta(days=3)
    assert is_stale(old)
    assert not is_stale(here.utc_now() - timedelta(hours=2))
    show(page, replace(page.overlay.pictures, age=old))
    assert "3 days old" in page.notice.text
    assert page.plan.grab().toImage() != fresh


def test_without_a_roster_the_page_says_what_to_do(window: MainWindow, page: OverlayPage) -> None:
    window.document.clear()
    window.document.opened.emit()
    QApplication.processEvents()
    assert page.overlay.posts == ()
    assert "Open a roster" in page._said.text()
    useless = (page.plan, page.legend, page.time, page.edit, *page.zoom_buttons, *page.view_chips.values())
    assert not [part for part in useless if part.isVisible()]


def test_every_part_s_figure_has_room_beside_its_bar(page: OverlayPage) -> None:
    widest = "0-12/12"
    for rows in (page.drawer.static, page.drawer.dynamic):
        metrics = QFontMetricsF(rows.look.font(WORDS))
        assert metrics.horizontalAdvance(widest) < rows.look.px(FIGURE_WIDE - 8)
