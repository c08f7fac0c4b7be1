"""Work away from the window, and what becomes of it when the window is gone."""

from threading import Event

import shiboken6
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from console import background


def test_work_that_outlives_the_application_ends_quietly(qapp: QApplication, capfd) -> None:
    """Closing the console while something is being compared tells nobody of deleted signals."""
    begun, may_end, told = Event(), Event(), []

    def work() -> str:
        begun.set()
        may_end.wait(10)
        return "late"

    before = set(background._RUNNING)
    background.run_in_background(work, told.append, told.append)
    assert begun.wait(10)
    (relay,) = background._RUNNING - before
    shiboken6.delete(relay)
    may_end.set()
    assert QThreadPool.globalInstance().waitForDone(10_000)
    qapp.processEvents()
    background._RUNNING.discard(relay)
    assert told == []
    assert capfd.readouterr().err == ""
