"""Shared by the console's tests: a small facility in a real database, and hunters for what is left behind."""

import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication
from support.desk_site import FIRST, small_site

from console import app
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange
from console.preferences import Preferences
from scheduler.api import Desk
from scheduler.domain.roster import Period


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the small facility and an empty roster of 14 days, made once and then copied."""
    path = tmp_path_factory.mktemp("prepared") / "small.db"
    with Desk.open(exchange.url_of(path), actor="sergeant") as desk:
        desk.import_site(small_site(), "small")
        desk.create_roster(Period(first=FIRST, days=14))
    return path


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> str:
    """The address of a copy of the prepared database."""
    return exchange.url_of(shutil.copy(prepared, tmp_path / "small.db"))


@pytest.fixture
def document(qapp: QApplication, database: str) -> Iterator[RosterDocument]:
    """A document with the empty roster open."""
    made = RosterDocument()
    said: list[str] = []
    made.failed.connect(said.append)
    made.said = said  # type: ignore[attr-defined]
    assert exchange.open_database(made, database)
    yield made
    exchange.close_database(made)


@pytest.fixture
def window(qapp: QApplication, database: str) -> Iterator[MainWindow]:
    """A window with the empty roster open; what it leaves behind fails the test."""
    app.make_application()
    threads = set(threading.enumerate())
    made = app.make_window(Preferences(None))
    made.resize(1600, 960)
    made.show()
    assert made.open_database(database)
    app.settle(made)
    yield made
    made.close()
    assert made.build_state.pid == 0
    assert QThreadPool.globalInstance().waitForDone(10_000)
    qapp.processEvents()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert {t for t in threading.enumerate() if t.is_alive() and not t.daemon} <= threads
