"""What lies behind a restriction changes no picture: each place that a scheduler sees, to the last point."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from support.causes import CAUSES, PERIOD, WHO, as_seen_by, built_house
from support.house import House

from console import app
from console.main_window import MainWindow
from console.operations import exchange
from console.preferences import Preferences
from scheduler.api import Desk, Role, here

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FIRST, *OTHERS = "move", "separate, an inmate", "no contact", "medical"
"""A request, one that follows an inmate, and two orders; tests/api/test_non_interference.py has all causes."""
TRIES = 40


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as patch:
        house = built_house(tmp_path_factory.mktemp("house"), patch)
        with as_seen_by(house, Role.SCHEDULER, patch) as desk:
            desk.create_roster(PERIOD, "two weeks")
        yield house


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass: moments on the screen are those of the cause, not of the computer that draws it."""
    moment = here.utc_now()
    monkeypatch.setattr(here, "utc_now", lambda: moment)


def pictures(built: House, cause: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, QImage]:
    """Return a picture of each place that a scheduler can open, with the officer chosen in the roster."""
    place = folder / "same"  # the address stands on the screen
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    house = built.copy(place, monkeypatch)
    CAUSES[cause](house)
    with monkeypatch.context() as patch:
        patch.setattr(Desk, "open", lambda url: as_seen_by(house, Role.SCHEDULER, patch))
        window = app.make_window(Preferences(None))
        window.resize(1500, 900)
        window.show()
        try:
            assert window.open_database(exchange.url_of(Path(house.url)))
            app.settle(window)
            return dict(taken(window))
        finally:
            exchange.close_database(window.document)
            window.close()


def taken(window: MainWindow) -> Iterator[tuple[str, QImage]]:
    for place, _ in window.places.open_names():
        window.go_to(place)
        yield place, steady(window)
    window.go_to("roster")
    for view in ("board", "grid"):
        window.work.show_view(view)
        if view == "grid":
            assert window.work.grid.select(WHO, PERIOD.first)
        yield f"roster, {view}", steady(window)


def steady(window: MainWindow) -> QImage:
    """Return a picture of the window once it does not change any more: some places are filled after they are shown."""
    last = QImage()
    for _ in range(TRIES):
        app.settle(window)
        QTest.qWait(50)
        now = window.grab().toImage()
        if now == last:
            return now
        last = now
    raise AssertionError("the window goes on changing")


@pytest.mark.slow
@pytest.mark.usefixtures("still")
def test_no_picture_tells_one_cause_from_another(
    qapp, built: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.make_application()
    pictures(built, FIRST, tmp_path, monkeypatch)  # the first window of a process measures its letters otherwise
    expected = pictures(built, FIRST, tmp_path, monkeypatch)
    assert {"roster", "requests", "roster, board", "roster, grid"} <= set(expected)
    again = pictures(built, FIRST, tmp_path, monkeypatch)
    assert [place for place in expected if again[place] != expected[place]] == [], "pictures are steady by themselves"
    for cause in OTHERS:
        found = pictures(built, cause, tmp_path, monkeypatch)
        assert list(found) == list(expected)
        for place, picture in expected.items():
            assert found[place] == picture, f"the picture of {place} tells {cause} from {FIRST}"
