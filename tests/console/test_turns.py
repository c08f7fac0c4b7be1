"""What is painted when: an edit is done first, and the window takes keys before it paints what the edit changed."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from pytestqt.qtbot import QtBot
from support.desk_site import FIRST, badge

from console.main_window import MainWindow
from console.operations import roster as edits


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_what_an_edit_changed_is_painted_in_the_turn_after_it(window: MainWindow, qtbot: QtBot) -> None:
    port, paints = window.work.grid.table.viewport(), Paints()
    qtbot.wait(50)
    port.installEventFilter(paints)
    for number in range(3):
        paints.count = 0
        assert edits.assign(window.document, badge(number), FIRST, "HB-F")
        QCoreApplication.sendPostedEvents()  # what waits in the turn that the edit took
        assert paints.count == 0
        qtbot.waitUntil(lambda: paints.count > 0)
    port.removeEventFilter(paints)
