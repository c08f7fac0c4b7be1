"""The weights of the risk overlay on the policy page: which hold when, another one from a date on, and undo."""

from datetime import timedelta

from PySide6.QtCore import QDate

from console import app
from console.dialogs.weights import WeightDialog, WeightsDialog
from console.main_window import MainWindow
from console.operations import weights
from console.theme import Look
from scheduler.domain.attention import Factor, weights_on


def points(window: MainWindow, on) -> int:
    return weights_on(window.document.desk.site().policy.attention, on).points(Factor.SOLO, "full")


def test_a_weight_changes_from_a_date_on_and_comes_back(window: MainWindow, qtbot, monkeypatch) -> None:
    shown = []
    monkeypatch.setattr(WeightsDialog, "exec", lambda dialog: shown.append(dialog))
    window.go_to("policy")
    app.settle(window)
    window.places.policy.weights.click()
    (dialog,) = shown
    qtbot.addWidget(dialog)
    assert dialog.model.rowCount() == 32
    assert not dialog.undo.isEnabled()
    dialog.table.choose_row([(x.factor, x.step) for x in dialog._lines].index((Factor.SOLO, "full")))
    on = window.document.desk.today() + timedelta(days=10)
    one = WeightDialog(dialog.chosen(), on, dialog)
    qtbot.addWidget(one)
    one.points.setValue(10)
    accept = next(b for b in one.buttons.buttons() if b.text() == "Put in force")
    assert not accept.isEnabled()
    one.source.setText("captain's order 12")
    assert accept.isEnabled()
    dialog.put(one)
    assert (points(window, on - timedelta(days=1)), points(window, on)) == (12, 10)
    assert dialog.history.item(0).text().endswith("10 points, 12 in review. captain's order 12")
    assert "Version 2" in dialog._said.text()
    dialog.undo.click()
    assert points(window, on) == 12
    assert not dialog.undo.isEnabled()
    assert len(window.document.desk.site().policy.attention) == 2, "nothing is rewritten"


def test_what_would_make_more_than_a_hundred_is_refused(window: MainWindow, qtbot) -> None:
    said: list[str] = []
    window.document.failed.connect(said.append)
    on = window.document.desk.today()
    line = weights_on((), on).lines[3]
    assert weights.change(window.document, line, on, 40, line.limit, "order", "") is None
    assert "may make 100 points" in said[-1]


def test_the_date_chosen_shows_what_held_then(window: MainWindow, qtbot) -> None:
    dialog = WeightsDialog(window.document, Look(), window.document.desk.today(), window)
    qtbot.addWidget(dialog)
    dialog.on.setDate(QDate(2020, 1, 1))
    assert "Version 1, the defaults" in dialog._said.text()
