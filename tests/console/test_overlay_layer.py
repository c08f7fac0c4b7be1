"""The overlay as a layer on the roster's views of posts: off at first, remembered, and the same figures everywhere."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from support.desk_site import FIRST, badge

from console import app
from console.main_window import MainWindow
from console.models.overlay import Mark, Moment
from console.models.overlay_table import HeatModel, rows_of
from console.operations import roster as edits
from console.preferences import Preferences
from console.views.overlay.picturing import table_of_moment
from scheduler.exchange.csv_text import csv_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def settle(window: MainWindow) -> None:
    page = window.places.overlay
    for _ in range(200):
        app.settle(window)
        if page.overlay.posts and page.picturing.is_current:
            break
    app.settle(window)


@pytest.fixture
def layered(window: MainWindow) -> Iterator[MainWindow]:
    """A window with two officers on posts and the layer switched on in the view of posts by day."""
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    edits.assign(window.document, badge(1), FIRST, "HA-F")
    window.work.show_view("posts")
    window.show_attention(True)
    settle(window)
    yield window
    window.show_attention(False)
    window.work.show_view("grid")


def picture(window: MainWindow) -> QImage:
    QApplication.processEvents()
    return window.work.active.table.viewport().grab().toImage()


def beside(window: MainWindow) -> dict[tuple[str, str, object], Mark]:
    """Return the marks beside the seats of the view that is shown, by post, shift and date."""
    view, found = window.work.active, {}
    model = view.table.model()
    for row in range(model.rowCount()):
        for column in range(model.columnCount()):
            seat = view.seat(model.index(row, column))
            mark = window.layer.mark(seat) if seat is not None else None
            if mark is not None:
                key = seat.slot.post, seat.slot.shift, seat.slot.on
                assert key not in found, "one mark for a post and shift, however many seats there are"
                found[key] = mark
                assert mark.sentence in str(model.index(row, column).data(SPOKEN))
    return found


def test_it_is_off_at_first_and_remembered(window: MainWindow, tmp_path) -> None:
    assert not window.layer.is_on
    window.work.show_view("posts")
    plain = picture(window)
    window.actions_by_key["attention"].trigger()
    settle(window)
    assert window.layer.is_on
    assert window.work.attention_chip.isChecked()
    assert window.preferences.choices.attention
    assert picture(window) != plain
    window.work.attention_chip.click()
    settle(window)
    assert picture(window) == plain
    kept = Preferences(tmp_path / "console.json")
    kept.change(attention=True)
    assert Preferences(tmp_path / "console.json").choices.attention is True
    window.work.show_view("grid")


def test_any_two_views_agree_to_the_last_digit(layered: MainWindow) -> None:
    """Plan, map, table, file, drawer, and the layer in both views of the roster."""
    window, page = layered, layered.places.overlay
    overlay, heat = page.overlay, HeatModel(page.overlay)
    by_day = beside(window)
    assert len(by_day) > 20
    for on in (FIRST, FIRST + timedelta(days=3)):
        window.work.board.show_date(on)
        window.work.show_view("board")
        on_board = beside(window)
        assert on_board == {key: mark for key, mark in by_day.items() if key[2] == on}
        for number, moment in enumerate(overlay.moments):
            if moment.on != on:
                continue
            overlay.go_to(number)
            page.plan.show_marks(overlay.marks(), False)
            rows = {row[0]: row for row in rows_of(overlay).rows}
            for post in overlay.posts:
                mark = page.plan.marks[post]
                if mark.shift is None:
                    continue
                assert on_board[post, mark.shift, on] == mark
                assert heat.index_of(post, Moment(on, moment.watch)).data() == mark.face
                assert (rows[post][4], rows[post][5]) == (mark.points, mark.bands)
                assert f",{mark.points},{mark.bands}," in csv_of(table_of_moment(overlay))
                overlay.choose(post)
                reading = overlay.reading(post)
                assert (reading.low, reading.high) == (mark.low, mark.high)
                assert sum(part.low for part in reading.parts) == mark.low


def test_it_follows_edits_while_nobody_looks_at_the_overlay(layered: MainWindow) -> None:
    window = layered
    key = next(k for k in beside(window) if k[0] == "HA-F" and k[2] == FIRST)
    assert beside(window)[key].has_points
    edits.clear(window.document, [(badge(1), FIRST)])
    settle(window)
    assert beside(window)[key].kind == "uncovered"
    window.document.stack.undo()
    settle(window)
    assert beside(window)[key].has_points


def test_no_view_of_officers_carries_it(layered: MainWindow) -> None:
    """In an officer's row a figure would read as one about the officer."""
    window = layered
    window.work.show_view("grid")
    assert window.work.attention_chip.isHidden()
    said = window.work.grid.table.model().index(0, 0).data(SPOKEN)
    assert "attention" not in str(said)
    on = picture(window)
    window.show_attention(False)
    settle(window)
    assert picture(window) == on
    window.show_attention(True)


def test_what_was_done_at_the_overlay_can_be_undone_there(layered: MainWindow) -> None:
    window = layered
    window.go_to("overlay")
    assert window.actions_by_key["undo"].isEnabled()
    window.actions_by_key["undo"].trigger()
    settle(window)
    assert not any(t.badge == badge(1) for t in window.document.roster.tours)
    window.go_to("roster")
