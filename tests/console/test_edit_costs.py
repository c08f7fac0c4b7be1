"""What one edit sets in motion: its own cells, each panel once, and nothing that goes through the whole roster."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QApplication
from support.desk_site import FIRST, badge

import console.document as documents
from console import app
from console.background import Soon, attend
from console.document.index import TourIndex
from console.main_window import MainWindow
from console.operations import roster as edits
from console.views import build as summary
from scheduler.api import ToursCount

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Painted(QObject):
    """Notes what is painted of a widget."""

    def __init__(self, watched: QObject) -> None:
        super().__init__()
        self.region = QRegion()
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.region = self.region.united(event.region())  # type: ignore[attr-defined]
        return False


@pytest.fixture
def filled(window: MainWindow) -> Iterator[MainWindow]:
    """A window whose roster has a tour, so that an edit is one of many."""
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    yield window
    app.settle(window)


def test_an_edit_goes_through_the_report_once_and_through_no_roster(
    filled: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    asked: list[frozenset[str] | None] = []
    found, index, words, count = documents.Found, TourIndex.__init__, summary.cell_words, ToursCount.of
    monkeypatch.setattr(documents, "Found", lambda *a, **k: made.append("found") or found(*a, **k))
    monkeypatch.setattr(TourIndex, "__init__", lambda *a: made.append("index") or index(*a))
    monkeypatch.setattr(summary, "cell_words", lambda *a: made.append("words") or words(*a))
    monkeypatch.setattr(
        ToursCount, "of", lambda self, tours, badges: asked.append(badges) or count(self, tours, badges)
    )
    filled.work.grid.select(badge(2), FIRST)
    QApplication.processEvents()
    made.clear()
    edits.assign(filled.document, badge(2), FIRST + timedelta(days=1), "HB-F")
    app.settle(filled)
    assert sorted(made) == ["found", "words"]
    assert asked == [frozenset({badge(2)})]


def test_an_edit_announces_its_own_cells_and_resets_no_model(filled: MainWindow) -> None:
    announced: set[tuple[int, int]] = set()
    resets: list[str] = []
    models = (filled.grid_model, filled.work.posts._model, filled.findings_model)
    for model in models:
        model.modelReset.connect(partial(resets.append, type(model).__name__))
    filled.grid_model.dataChanged.connect(
        lambda a, b, *_: announced.update(
            (row, column) for row in range(a.row(), b.row() + 1) for column in range(a.column(), b.column() + 1)
        )
    )
    on = FIRST + timedelta(days=2)
    edits.assign(filled.document, badge(3), on, "HB-F")
    app.settle(filled)
    outlined = filled.document.found.outlines
    own = {(filled.grid_model.row_of(badge(3)), column) for column in range(filled.grid_model.columnCount())}
    others = announced - own
    assert (filled.grid_model.row_of(badge(3)), 2) in announced
    assert len(others) <= len(outlined) + 3
    assert resets == []


def test_an_edit_draws_its_own_cells(filled: MainWindow) -> None:
    viewport = filled.work.grid.table.viewport()
    filled.work.grid.select(badge(0), FIRST)
    app.settle(filled)
    painted = Painted(viewport)
    edits.toggle_lock(filled.document, [(badge(3), FIRST + timedelta(days=2))])
    app.settle(filled)
    QApplication.processEvents()
    cell = filled.work.grid.table.visualRect(filled.grid_model.index_of(badge(3), FIRST + timedelta(days=2)))
    assert painted.region.contains(cell.center())
    far = filled.grid_model.index_of(badge(1), FIRST + timedelta(days=9))
    assert not painted.region.contains(filled.work.grid.table.visualRect(far).center())


def test_soon_does_its_work_once_for_all_who_ask(qapp: QApplication) -> None:
    done: list[int] = []
    owner = QObject()
    soon = Soon(lambda: done.append(1), owner)
    soon.ask()
    soon.ask("with", "arguments")
    assert done == []
    QApplication.processEvents()
    assert done == [1]
    soon.now()
    assert done == [1], "nothing was asked for since"
    soon.ask()
    soon.now()
    QApplication.processEvents()
    assert done == [1, 1]


def test_work_that_is_waited_for_lets_events_pass_and_hands_its_error_on(qapp: QApplication) -> None:
    seen: list[int] = []
    owner = QObject()
    soon = Soon(lambda: seen.append(1), owner)
    soon.ask()
    assert attend(lambda: 7) == 7
    assert seen == [1]

    def fail() -> None:
        raise ValueError("out of order")

    with pytest.raises(ValueError, match="out of order"):
        attend(fail)
