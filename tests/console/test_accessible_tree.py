"""What a screen reader and a keyboard find on every screen: roles, names, heads, values, and a way to every part."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QPushButton, QWidget
from support.desk_site import FIRST, badge
from support.every_window import dialogs, focusable, named, screens, walk

import console.dialogs
from console import app
from console.main_window import MainWindow
from console.operations import roster as edits

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Role = QAccessible.Role
TABLES = (Role.Table, Role.Tree, Role.List)
CELLS = (Role.Cell, Role.TreeItem, Role.ListItem)
HEADS = (Role.ColumnHeader, Role.RowHeader)
MOST_CHILDREN = 60
"""Cells of a table that are looked at: the first ones stand for all."""


@pytest.fixture(autouse=True)
def listening(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def parts(widget: QWidget) -> Iterator[QAccessibleInterface]:
    """Return everything that a screen reader can walk to, from a widget down."""
    found = QAccessible.queryAccessibleInterface(widget)
    waiting = [found] if found is not None else []
    while waiting:
        part = waiting.pop()
        if part.state().invisible:
            continue
        yield part
        several = min(part.childCount(), MOST_CHILDREN)
        waiting += [child for child in (part.child(n) for n in range(several)) if child is not None]


def place_of(part: QAccessibleInterface) -> str:
    widget = part.object()
    return f"{part.role()} {type(widget).__name__} {widget.objectName() if widget is not None else ''}"


def faults(widget: QWidget) -> list[str]:
    """Return what a screen reader could not say of a screen."""
    found = []
    for part in parts(widget):
        name, role, state = part.text(QAccessible.Text.Name), part.role(), part.state()
        inner = isinstance(part.object(), QWidget) and part.object().objectName().startswith("qt_")
        if state.focusable and not name and not inner and role not in CELLS and role not in (Role.Client, Role.MenuBar):
            found.append(f"no name: {place_of(part)}")
        if state.focusable and role == Role.NoRole:
            found.append(f"no role: {place_of(part)} {name}")
        if role == Role.ProgressBar and part.valueInterface() is None:
            found.append(f"no value: {place_of(part)}")
        if role in HEADS and not name and not _may_be_nameless(part):
            found.append(f"a head without a name: {place_of(part)}")
    return found


def _may_be_nameless(part: QAccessibleInterface) -> bool:
    """Whether a head belongs to a table that shows none in that direction."""
    table = part.parent().object() if part.parent() is not None else None
    if part.role() == Role.RowHeader:
        return getattr(table, "verticalHeader", None) is None or table.verticalHeader().isHidden()
    return False


def test_every_screen_has_roles_names_heads_and_values(window: MainWindow) -> None:
    wrong = {name: found for name in screens(window) if (found := faults(window))}
    assert wrong == {}


def test_every_dialog_has_roles_names_heads_and_values(window: MainWindow) -> None:
    """None is left out: whatever the console can open, but for the form that others are made of."""
    modules = [import_module(f"console.dialogs.{m.name}") for m in iter_modules(console.dialogs.__path__)]
    made = {
        name
        for module in modules
        for name, found in vars(module).items()
        if isinstance(found, type) and issubclass(found, QDialog) and found.__module__ == module.__name__
    }
    told = {type(dialog).__name__: faults(dialog) for dialog in dialogs(window)}
    assert {name: found for name, found in told.items() if found} == {}
    assert {name for name in made - set(told) if not name.startswith("_")} == {"FormDialog"}


def test_every_dialog_is_walked_by_tab_and_left_by_escape(window: MainWindow) -> None:
    missed = {}
    for dialog in dialogs(window):
        wanted = focusable(dialog)
        lost = {w for w in wanted - walk(dialog) if w.isVisible() and w.isEnabled()}
        if lost:
            missed[type(dialog).__name__] = named(lost)
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        if dialog.isVisible():
            missed.setdefault(type(dialog).__name__, []).append("Escape leaves it open")
    assert missed == {}


def unexplained(widget: QWidget) -> list[str]:
    """Return the buttons that are off and do not say why."""
    buttons = [b for b in widget.findChildren(QPushButton) if b.isVisible() and not b.isEnabled()]
    return [b.text() or b.accessibleName() for b in buttons if not b.toolTip().endswith(".")]


def test_whatever_is_off_says_why(window: MainWindow) -> None:
    silent = {name: found for name in screens(window) if (found := unexplained(window))}
    silent |= {type(dialog).__name__: found for dialog in dialogs(window) if (found := unexplained(dialog))}
    assert silent == {}


def test_cells_are_spoken_with_who_when_and_what(window: MainWindow) -> None:
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    for view, least in (("grid", 4), ("board", 3)):
        window.work.show_view(view)
        table = window.work.active.table
        spoken = [
            str(table.model().index(row, column).data(Qt.ItemDataRole.AccessibleTextRole) or "")
            for row in range(2)
            for column in range(table.model().columnCount())
        ]
        told = [text for text in spoken if len(text.split()) >= least]
        assert told, spoken


# ---------------------------------------------------------------- by keyboard alone


def test_tab_goes_through_every_screen_and_gets_out_of_every_part(window: MainWindow) -> None:
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    missed = {}
    for name in screens(window):
        QApplication.processEvents()
        wanted = focusable(window)
        lost = {w for w in wanted - walk(window) if w.isVisible() and w.isEnabled()}
        if lost:
            missed[name] = named(lost)
    assert missed == {}


def test_the_focus_is_seen_wherever_it_is(window: MainWindow) -> None:
    """Whatever takes the focus looks another way with it than without."""
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    unseen = {}
    for name in screens(window):
        QApplication.processEvents()
        for part in focusable(window):
            if isinstance(part, QLabel):
                continue
            part.setFocus(Qt.FocusReason.TabFocusReason)
            if isinstance(part, QAbstractItemView) and not part.currentIndex().isValid():
                continue
            QApplication.processEvents()
            having = part.grab().toImage()
            part.clearFocus()
            QApplication.processEvents()
            if having == part.grab().toImage():
                unseen.setdefault(name, set()).add(f"{type(part).__name__} {part.accessibleName()}")
    assert unseen == {}
