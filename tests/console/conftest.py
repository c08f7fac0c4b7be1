"""Shared by the console's tests: a small facility in a real database, and hunters for what is left behind."""

import gc
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow
from shiboken6 import isValid
from support.accounts import Clock, add_accounts, as_role, password_of, with_quick_passwords
from support.demo_days import made_demo
from support.desk_site import FIRST, badge, small_site

from console import app
from console.document import RosterDocument
from console.main_window import MainWindow
from console.operations import exchange
from console.preferences import Preferences
from scheduler.api import Desk, Role, here
from scheduler.domain.roster import Period


@pytest.fixture(autouse=True)
def nothing_stays() -> Iterator[None]:
    """Delete the windows that a test leaves: closed ones live on, and every new one would go through all of them."""
    before = QApplication.topLevelWidgets()
    yield
    # Lists of a field's offers stand alone too, but belong to the field, and go with it.
    left = [w for w in QApplication.topLevelWidgets() if w not in before and isinstance(w, QMainWindow | QDialog)]
    if left:
        QThreadPool.globalInstance().waitForDone(10_000)
        QCoreApplication.processEvents()
        for widget in left:
            if isValid(widget) and widget.parent() is None:
                widget.deleteLater()
        # Held until all is gone: what is collected as garbage while Qt deletes it would be deleted twice.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        left.clear()
        gc.collect()
        if not any(isinstance(w, QMainWindow) for w in before):
            # A window is laid out four times as fast where it gets its look at the end, as the program's first one.
            QApplication.instance().setStyleSheet("")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's database with four weeks built and published, made once and then copied."""
    return made_demo(tmp_path_factory.mktemp("demo"))


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


@pytest.fixture(scope="session")
def peopled(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of that file with an account of each role, keys of those who read what is sealed, and a recovery key."""
    path = tmp_path_factory.mktemp("peopled") / "small.db"
    shutil.copy(prepared, path)
    url, clock = exchange.url_of(path), Clock(here.utc_now())
    with pytest.MonkeyPatch.context() as patch:
        with_quick_passwords(patch)
        with Desk.open(url, actor="setup") as desk:
            add_accounts(desk, badge(0), clock)
        with as_role(url, Role.PREA_MANAGER, clock) as desk:
            desk.confirm(password_of(desk.actor))
            desk.keys.make_recovery()
        for role in (Role.PREA_MANAGER, Role.AUTHORITY, Role.COMMANDER, Role.OFFICER):
            as_role(url, role, clock).close()
    return path


@pytest.fixture
def shared(peopled: Path, tmp_path: Path, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a copy of that file, and a window that is open on nothing and lets nobody in unasked."""
    with_quick_passwords(monkeypatch)
    exchange.close_database(window.document)
    window.asks.entrance.is_again = True
    yield exchange.url_of(shutil.copy(peopled, tmp_path / "shared.db"))
    exchange.close_database(window.document)


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
