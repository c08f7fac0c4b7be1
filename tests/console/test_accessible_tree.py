"""What a screen reader and a keyboard find on every screen: roles, names, heads, values, and a way to every part."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QWidget
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.build import BuildDialog
from console.dialogs.import_workbook import ImportDialog
from console.dialogs.notices import NoticesDialog
from console.dialogs.publish import PublishDialog
from console.dialogs.shortcuts import ShortcutsDialog
from console.dialogs.start_empty import StartEmptyDialog
from console.dialogs.versions import VersionsDialog
from console.document import Proposal
from console.main_window import MainWindow
from console.main_window.menus import shortcut_groups
from console.operations import roster as edits
from console.theme import Look

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Role = QAccessible.Role
TABLES = (Role.Table, Role.Tree, Role.List)
CELLS = (Role.Cell, Role.TreeItem, Role.ListItem)
HEADS = (Role.ColumnHeader, Role.RowHeader)
MOST_CHILDREN = 60
"""Cells of a table that are looked at: the first ones stand for all."""
VIEWS = ("grid", "board", "posts", "person", "side", "course")


@pytest.fixture(autouse=True)
def listening(qapp: QApplication) -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def screens(window: MainWindow) -> Iterator[str]:
    """Go to every screen in turn, and return its name."""
    document = window.document
    before = document.roster
    edits.assign(document, badge(0), FIRST, "HB-F")
    app.settle(window)
    document.set_proposal(
        Proposal(roster=document.roster.with_tours(()), base=before, certificate=None, problem_sha256="")
    )
    for view in VIEWS:
        window.go_to("roster")
        window.work.show_view(view)
        yield f"roster, {view}"
    for place, _ in window.places.names():
        if place != "roster":
            window.go_to(place)
            yield place
    document.set_proposal(None)
    app.settle(window)


def dialogs(window: MainWindow) -> list[QDialog]:
    document = window.document
    return [
        BuildDialog(document, 30, window),
        ImportDialog(document, Look(), window),
        NoticesDialog(document, Look(), window),
        PublishDialog(document, window),
        ShortcutsDialog(shortcut_groups(), window),
        StartEmptyDialog(window),
        VersionsDialog([(2, "Version 2"), (1, "Version 1")], window),
    ]


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
    wrong = {}
    for dialog in dialogs(window):
        dialog.show()
        QApplication.processEvents()
        if found := faults(dialog):
            wrong[type(dialog).__name__] = found
        dialog.close()
    assert wrong == {}


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


def focusable(widget: QWidget) -> set[QWidget]:
    """Return the parts of a screen that take the focus by Tab now."""
    return {
        part
        for part in widget.findChildren(QWidget)
        if part.isVisible()
        and part.isEnabled()
        and part.focusPolicy() & Qt.FocusPolicy.TabFocus
        and part.focusProxy() is None
        and part.window() is widget.window()
        and not part.objectName().startswith("qt_")
    }


def walk(widget: QWidget, steps: int = 400) -> set[QWidget]:
    """Press Tab until the walk has come round; return the parts that had the focus."""
    reached: set[QWidget] = set()
    repeats = 0
    for _ in range(steps):
        QTest.keyClick(QApplication.focusWidget() or widget, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None:
            continue
        repeats = repeats + 1 if now in reached else 0
        reached.add(now)
        if repeats > 40:
            break
    return reached


def named(widgets: set[QWidget]) -> list[str]:
    return sorted(f"{type(w).__name__} {w.accessibleName() or getattr(w, 'text', lambda: '')()}" for w in widgets)


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
