"""An officer in the window on a server, at a shared computer and with a login of his own: his schedule, asking."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from support.accounts import NAMES, password_of
from support.postgres import Cluster
from support.probing_scene import LOGIN_SECRET, LOGINS, Scene, make_server_scene
from support.sites import FIRST
from support.windows import Answers

from console import app
from console.dialogs.asking import AskDialog
from console.dialogs.secrets import SignInDialog
from console.main_window import MainWindow
from console.operations import exchange
from scheduler.api import Role, database
from scheduler.storage.address import server_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KIOSK = "hall.kiosk"


@pytest.fixture(params=[KIOSK, NAMES[Role.OFFICER]])
def hall(request, cluster: Cluster, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a facility on a server, over the login of a shared computer, and over the officer's own."""
    scene: Scene = make_server_scene(tmp_path / "scene", cluster.new_database())
    if request.param == KIOSK:
        database.make_kiosk(scene.url, KIOSK, LOGIN_SECRET)
    else:
        database.make_login(scene.url, request.param, LOGIN_SECRET)
    name = server_of(scene.url).database
    with monkeypatch.context() as patch:
        patch.setenv("PGPASSWORD", LOGIN_SECRET)
        yield cluster.url(name, request.param)
    with cluster.connect(name) as raw:
        raw.execute("DROP OWNED BY CURRENT_USER CASCADE")
    with cluster.connect("postgres", "tester") as raw:
        for login in (*LOGINS.values(), request.param):
            raw.execute(f'DROP OWNED BY "{login}"; DROP ROLE "{login}"')


def test_an_officer_sees_his_schedule_and_asks_on_a_server(window: MainWindow, hall: str, qtbot) -> None:
    def enter(dialog: QDialog) -> None:
        dialog.name.setText(NAMES[Role.OFFICER])
        QTest.keyClicks(dialog.secret, password_of(NAMES[Role.OFFICER]))
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)

    said: list[str] = []
    window.document.failed.connect(said.append)
    exchange.close_database(window.document)
    window.asks.entrance.is_again = True
    Answers((SignInDialog, enter))
    assert window.open_database(hall)
    app.settle(window)
    page = window.places.own
    qtbot.waitUntil(lambda: page.schedule is not None, timeout=30_000)
    assert [tour.on for tour in page.schedule.tours] == [FIRST]
    before = page.schedule
    Answers((AskDialog, lambda dialog: QTest.keyClick(dialog.area, Qt.Key.Key_Return)))
    window.actions_by_key["ask_move"].trigger()
    qtbot.waitUntil(lambda: page.schedule is not before, timeout=30_000)
    assert "waiting, in force" in [request.state for request in page.schedule.requests]
    assert said == []
    exchange.close_database(window.document)
