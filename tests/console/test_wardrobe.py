"""Another theme reaches everything: the page that is seen at once, the hidden ones soon, and what comes up later."""

from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.main_window import MainWindow
from console.theme import Look, tokens_for
from console.widgets.basics import button

DARK = Look(tokens_for("dark")).style_sheet()


def settle() -> None:
    for _ in range(60):
        QApplication.processEvents()


def around(widget: QWidget | None) -> str:
    """Return the style sheet that is nearest around a widget."""
    while widget is not None and not widget.styleSheet():
        widget = widget.parentWidget()
    return widget.styleSheet() if widget is not None else ""


def test_every_widget_of_the_window_gets_the_new_theme(window: MainWindow) -> None:
    window.choose_theme("dark")
    settle()
    assert window.updatesEnabled()
    pages = [page for page in window.places.pages() if page is not window.places.overlay]
    parts = window.places.overlay.dressed_apart()
    work = window.work
    for widget in (*pages, *parts, work.grid.table, work.board.table, work.build, window.panel, window.nav):
        assert around(widget) == DARK, widget


def test_what_takes_words_on_the_overlay_is_in_a_part_that_is_dressed(window: MainWindow) -> None:
    page = window.places.overlay
    parts = page.dressed_apart()
    written = [w for kind in (QLabel, QPushButton, QAbstractItemView) for w in page.findChildren(kind)]
    assert written
    assert all(any(part is w or part.isAncestorOf(w) for part in parts) for w in written)


def test_nothing_is_painted_before_all_is_dressed_that_is_seen(window: MainWindow) -> None:
    window.choose_theme("dark")
    while not window.updatesEnabled():
        QApplication.processEvents()
    assert around(window.work.grid.table) == around(window.panel) == around(window.nav) == DARK


def test_a_page_that_comes_up_before_its_turn_is_dressed_by_then(window: MainWindow) -> None:
    window.choose_theme("dark")
    window.go_to("audit")
    while not window.updatesEnabled():
        QApplication.processEvents()
    assert around(window.places.audit) == DARK
    settle()
    assert window.places.audit.updatesEnabled()


def test_a_window_over_the_frame_looks_like_it(window: MainWindow) -> None:
    window.choose_theme("dark")
    settle()
    dialog = QDialog(window)
    QVBoxLayout(dialog).addWidget(button("Close"))
    dialog.ensurePolished()  # as when it is shown
    assert around(dialog) == DARK
    dialog.deleteLater()
