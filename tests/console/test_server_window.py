"""A database on a server in the window: asked for, refused in a sentence, opened, edited and published as a file is."""

import pytest
from PySide6.QtWidgets import QDialog
from support import postgres
from support.desk_site import FIRST, badge, small_site
from support.postgres import Cluster
from support.windows import Answers

from console import app
from console.dialogs.server import ServerDialog
from console.main_window import MainWindow
from console.operations import exchange
from console.operations import roster as edits
from scheduler.api import Desk
from scheduler.domain.roster import Period

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def served(cluster: Cluster) -> str:
    """The address of a database on a server, with the small facility and an empty roster."""
    url = cluster.new_database()
    with Desk.open(url, actor="sergeant") as desk:
        desk.import_site(small_site(), "small")
        desk.create_roster(Period(first=FIRST, days=14))
    return url


def test_a_database_on_a_server_is_opened_by_its_address(window: MainWindow, served: str) -> None:
    said: list[str] = []

    def answer(dialog: QDialog) -> None:
        for address in ("f.db", served.replace("postgresql://", "postgresql://nobody:x@").replace("x@tester@", "x@")):
            dialog.address.setText(address)
            dialog.accept()
            said.append(dialog.said.text())
        dialog.address.setText(served)
        dialog.secret.setText(postgres.PASSWORD)
        dialog.accept()

    Answers((ServerDialog, answer))
    window.actions_by_key["open_server"].trigger()
    app.settle(window)
    assert said[0].startswith("An address is expected")
    assert "password" in said[1]
    document = window.document
    assert document.desk is not None
    assert document.desk.url == served
    assert document.roster is not None
    exchange.close_database(document)


def test_edits_are_made_and_undone_on_a_server(window: MainWindow, served: str) -> None:
    assert window.open_database(served)
    app.settle(window)
    document = window.document
    assert document.roster is not None
    before = document.roster.tours
    assert edits.assign(document, badge(0), FIRST, "HA-F")
    app.settle(window)
    assert document.roster.tours != before
    document.stack.undo()
    app.settle(window)
    assert document.roster.tours == before
    exchange.close_database(document)
