"""Every place and every window by keyboard alone: both ways round, in the order of reading, into every menu."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from support.desk_site import FIRST, badge
from support.every_window import dialogs, focusable, named, round_by, screens, walk
from support.windows import Answers

from console import app
from console.dialogs.publish import PublishDialog
from console.main_window import MainWindow
from console.preferences import Preferences
from console.views.overlay.handles import PostHandle
from console.widgets.choice_editor import ChoiceEditor
from console.widgets.palette import Palette

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WORKED = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView, QAbstractSpinBox, QAbstractSlider, QPlainTextEdit)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is, as a keyboard does: a list or a menu that is open gets it first."""
    front = QApplication.activePopupWidget()
    receiver = front or QApplication.focusWidget() or QApplication.activeWindow()
    assert receiver is not None, "no window is in front"
    QTest.keyClick(receiver, key, modifier)
    QApplication.processEvents()


def write(text: str) -> None:
    """Type some letters where the focus is."""
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)
        QApplication.processEvents()


def everywhere(window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Go to every place and open every window in turn, and return its name and the window."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    for name in screens(window):
        QApplication.processEvents()
        yield name, window
    for dialog in dialogs(window):
        yield type(dialog).__name__, dialog


# ---------------------------------------------------------------- the walk


def test_shift_tab_leads_back_through_every_place_and_window(window: MainWindow) -> None:
    missed = {}
    for name, top in everywhere(window):
        wanted = focusable(top)
        reached = {of_group(part) for part in walk(top, is_back=True)}
        lost = {w for w in wanted - reached if w.isVisible() and w.isEnabled()}
        if lost:
            missed[name] = named(lost)
    assert missed == {}


def of_group(part: QWidget) -> QWidget:
    """Return the chosen button of a part's group: Qt enters a group that nobody was in yet by its last button."""
    group = part.group() if isinstance(part, QRadioButton) else None
    return group.checkedButton() if group is not None else part


def on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def goes_back(one: QWidget, other: QWidget) -> bool:
    """Whether a step leads up in the same column, or to the left in the same row."""
    before, after = on_screen(one), on_screen(other)
    is_above = after.bottom() <= before.top() and max(before.left(), after.left()) < min(before.right(), after.right())
    is_before = after.right() <= before.left() and after.top() < before.center().y() < after.bottom()
    return is_above or (is_before and abs(before.center().y() - after.center().y()) < before.height() / 2)


def test_tab_goes_down_and_to_the_right_as_one_reads(window: MainWindow) -> None:
    """One step of a round leads back: the last one, to the first part."""
    wrong = {}
    for name, top in everywhere(window):
        way = round_by(top)
        steps = [(one, other) for one, other in zip(way, [*way[1:], *way[:1]], strict=True) if goes_back(one, other)]
        if len(steps) > 1:
            wrong[name] = [f"{named({one})} to {named({other})}" for one, other in steps]
    assert wrong == {}


def keys_lead_there(part: QWidget) -> bool:
    """Whether a part that takes no focus of its own is worked from the one that has it, or only shows something."""
    owner = part.parentWidget()
    if isinstance(part, QScrollBar | QHeaderView | PostHandle) or part.objectName().startswith("qt_"):
        return True  # arrows scroll, order and go from post to post
    if isinstance(owner, QComboBox | QAbstractSpinBox | QAbstractItemView | Palette):
        return True  # the field above a list has its arrows
    if not isinstance(part, QAbstractItemView):
        return False
    views = part.window().findChildren(QAbstractItemView)
    is_beside = any(one is not part and one.selectionModel() is part.selectionModel() for one in views)
    return is_beside or part.selectionMode() == QAbstractItemView.SelectionMode.NoSelection


def test_whatever_the_mouse_works_takes_the_focus(window: MainWindow) -> None:
    missed: dict[str, set[str]] = {}
    for name, top in everywhere(window):
        for part in top.findChildren(QWidget):
            is_worked = isinstance(part, WORKED) and part.isVisible() and part.isEnabled() and part.window() is top
            has_way = part.focusProxy() is not None or part.focusPolicy() & Qt.FocusPolicy.TabFocus
            if is_worked and not has_way and not keys_lead_there(part):
                missed.setdefault(name, set()).update(named({part}))
    assert missed == {}


def test_whatever_scrolls_is_scrolled_by_keys(window: MainWindow) -> None:
    """An area takes the focus itself, or holds parts that do and are brought into sight."""
    stuck: dict[str, list[str]] = {}
    for name, top in everywhere(window):
        for area in top.findChildren(QScrollArea):
            bars = area.verticalScrollBar(), area.horizontalScrollBar()
            is_long = area.isVisible() and area.window() is top and any(bar.maximum() > 0 for bar in bars)
            if is_long and not area.focusPolicy() & Qt.FocusPolicy.TabFocus and not focusable(area):
                stuck.setdefault(name, []).extend(named({area}))
    assert stuck == {}


def test_the_first_pages_are_walked_by_keys(qapp: QApplication) -> None:
    app.make_application()
    window = app.make_window(Preferences(None))
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    assert set(window.no_facility.buttons) <= walk(window)
    assert window.no_facility.buttons[0] in walk(window, is_back=True)
    window.close()
    window.deleteLater()


# ---------------------------------------------------------------- menus


def test_every_menu_opens_by_its_letter_and_the_arrows_reach_every_line(window: MainWindow) -> None:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    bar = window._menu_bar
    shown = [action for action in bar.actions() if action.isVisible()]
    letters = [action.text()[action.text().index("&") + 1] for action in shown]
    assert len({letter.lower() for letter in letters}) == len(letters)
    for letter, head in zip(letters, shown, strict=True):
        QTest.keyClick(window, Qt.Key(ord(letter.upper())), Qt.KeyboardModifier.AltModifier)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu), head.text()
        assert menu.menuAction() is head
        reached = set()
        for _ in menu.actions():
            reached.add(menu.activeAction())
            press(Qt.Key.Key_Down)
        lines = {line for line in menu.actions() if line.isVisible() and not line.isSeparator()}
        assert {line for line in lines if line.isEnabled()} <= reached, head.text()
        press(Qt.Key.Key_Escape)
        press(Qt.Key.Key_Escape)
        assert QApplication.activePopupWidget() is None


# ---------------------------------------------------------------- a job


def test_a_seat_is_found_and_filled_and_publishing_asked_for_without_a_mouse(window: MainWindow, qtbot) -> None:
    control, document = Qt.KeyboardModifier.ControlModifier, window.document
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    press(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    assert window.places.current == "facility"
    press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_1, control)
    table = window.work.grid.table
    for _ in range(40):
        if QApplication.focusWidget() is table:
            break
        press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_Home, control)
    assert table.currentIndex() == window.grid_model.index_of(badge(0), FIRST)
    write("hb-f")
    assert isinstance(QApplication.focusWidget(), ChoiceEditor)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(document.roster.tours))
    assert QApplication.focusWidget() is table
    app.settle(window)

    seen: list[str] = []

    def read(dialog: PublishDialog) -> None:
        qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
        for _ in range(12):
            press(Qt.Key.Key_Tab)
            seen.append(named({QApplication.focusWidget()})[0])
        press(Qt.Key.Key_Escape)

    answers = Answers((PublishDialog, read))
    press(Qt.Key.Key_P, control)
    assert answers.left == []
    assert "QPlainTextEdit Reason for publishing" in seen
    assert "QPushButton Cancel" in seen
    assert window.focusWidget() is table, "whoever leaves a window is back where he was"


def test_whoever_goes_to_a_place_is_in_a_part_of_it_with_a_name(window: MainWindow, qtbot) -> None:
    """Not on the bare page, of which neither the eye nor a screen reader is told anything."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    nowhere = {}
    for place, _ in window.places.open_names():
        window.go_to(place)
        app.settle(window)
        overlay = window.places.overlay
        qtbot.waitUntil(lambda: place != "overlay" or overlay.overlay.facts is not None)  # noqa: B023
        part = QApplication.focusWidget()
        page = window._pages.currentWidget()
        if part is None or part is page or not page.isAncestorOf(part) or part not in focusable(page):
            nowhere[place] = type(part).__name__
    assert nowhere == {}
    window.go_to("policy")
    press(Qt.Key.Key_Tab)
    there = QApplication.focusWidget()
    window.go_to("reports")
    window.go_to("policy")
    assert QApplication.focusWidget() is there, "and again in the one where he was"
