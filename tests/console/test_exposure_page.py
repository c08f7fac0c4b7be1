"""The place Exposure: reports of areas and of what supervisors write down, and the windows in which they do."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from support.desk_site import FIRST

from console import app
from console.background import is_busy_in_background, wait_for_background
from console.dialogs.feed import FeedDialog
from console.dialogs.observing import CountDialog, DecideDialog, ReviewDialog, RoundDialog, SuggestDialog
from console.main_window import MainWindow
from console.operations import exposure, observing, reports
from console.theme import Look
from scheduler.domain.dispositions import DispositionKind, Remedy, Subject
from scheduler.domain.observations import FEWEST_SHOWN, Incidents


def shown(window: MainWindow, key: str) -> str:
    window.go_to("exposure")
    window.places.exposure.show_report(key)
    app.settle(window)
    while is_busy_in_background():
        wait_for_background()
        QApplication.processEvents()
    return window.places.exposure._sentence.text()


def cells(window: MainWindow) -> list[list[str]]:
    model = window.places.exposure.model
    return [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_every_report_can_be_made(window: MainWindow, qtbot) -> None:
    for key, _, make in exposure.REPORTS:
        assert shown(window, key)
        assert reports.make(window.document, make, *window.places.exposure.dates()) is not None
    shown(window, "kept")
    qtbot.waitUntil(lambda: "Counting" not in window.places.exposure._sentence.text(), timeout=20_000)
    assert window.places.exposure._sentence.text() == "Nothing worked or published is known yet."


def test_buttons_and_dates_are_there_where_they_mean_something(window: MainWindow) -> None:
    page = window.places.exposure
    shown(window, "areas")
    assert not page.first.isVisible()
    assert not page.write_round.isVisible()
    shown(window, "rounds")
    assert page.first.isVisible()
    assert page.write_round.isVisible()
    assert not page.review.isVisible()


def test_a_round_is_written_down_and_shown_with_both_times(window: MainWindow, qtbot) -> None:
    assert "unknown, not as missed" in shown(window, "rounds")
    desk = window.document.desk
    now = observing.local_now(window.document)
    dialog = added(qtbot, RoundDialog(desk.site(), desk.names(), now - timedelta(hours=2), window))
    dialog.told.setChecked(True)
    assert dialog.write(window.document)
    assert shown(window, "rounds") == "1 round in these dates, 1 written down more than an hour later."
    (row,) = cells(window)
    assert row[1] == desk.site().areas[0].code
    assert row[5:] == ["late entry", "announced"]
    assert not dialog.write(window.document)


def test_suggested_times_are_gone_with_their_window(window: MainWindow, qtbot) -> None:
    dialog = added(qtbot, SuggestDialog(window.document, window))
    assert dialog.times.count() == 0
    dialog.number.setValue(3)
    dialog.suggest()
    assert dialog.times.count() == 3
    assert window.document.desk.audit(5)[0].action != "suggest"
    assert added(qtbot, SuggestDialog(window.document, window)).times.count() == 0


def test_small_numbers_of_incidents_are_not_shown(window: MainWindow, qtbot) -> None:
    desk = window.document.desk
    dialog = added(qtbot, CountDialog(desk.site(), False, desk.today(), window))
    dialog.number.setValue(FEWEST_SHOWN - 1)
    assert isinstance(dialog.line(), Incidents)
    assert observing.write_count(window.document, dialog.line())
    shown(window, "incidents")
    assert [row[2] for row in cells(window)] == [f"fewer than {FEWEST_SHOWN}"]


def test_a_review_begins_with_the_chosen_row_and_sets_the_points(window: MainWindow, qtbot) -> None:
    shown(window, "reviews")
    page, desk = window.places.exposure, window.document.desk
    page.table.choose_row(2)
    post, factor = page.chosen_review()
    dialog = added(qtbot, ReviewDialog(desk.site(), desk.today(), post, factor, window))
    assert (dialog.review().post, dialog.review().factor) == (post, factor)
    dialog.step.setCurrentIndex(2)
    found = dialog.review()
    assert observing.write_review(window.document, found)
    held = next(p for p in desk.site().posts if p.code == post)
    assert {f.factor: f.points for f in held.attention}[factor] == found.points
    shown(window, "reviews")
    last = cells(window)[-1]
    assert (last[0], last[5]) == (post, desk.actor)


def test_a_breach_gets_a_decision_with_a_date(window: MainWindow, qtbot, monkeypatch) -> None:
    subject = Subject(kind=DispositionKind.BREACH, place="HU-B", about="contact_cap", first=FIRST, last=FIRST, dates=1)
    monkeypatch.setattr(exposure, "subjects_of", lambda *_: (subject,))
    assert shown(window, "decided").startswith("1 of 1 breach or high band of this roster wait")
    assert cells(window)[0][6] == "open"
    page = window.places.exposure
    page.table.choose_row(0)
    assert page.chosen_row() == 0
    desk = window.document.desk
    dialog = added(qtbot, DecideDialog(subject, desk.today(), window))
    assert not observing.decide(window.document, subject, " ", dialog.due_date())
    dialog.note.setText("two of them")
    assert dialog.action() == f"{Remedy.ROTATE}: two of them"
    page.draft(exposure.Draft(subject=subject, action=dialog.action(), due=dialog.due_date()))
    assert "1 decision not saved yet" in shown(window, "decided")
    assert cells(window)[0][6:8] == [dialog.action(), "not saved"]
    page.undo_decision.click()
    assert shown(window, "decided").startswith("1 of 1")
    assert not page.save_decisions.isEnabled()
    page.draft(exposure.Draft(subject=subject, action=dialog.action(), due=dialog.due_date()))
    assert desk.dispositions.every() == ()
    page.save_decisions.click()
    assert shown(window, "decided").startswith("0 of 1")
    assert cells(window)[0][6:8] == [dialog.action(), desk.actor]
    assert page.drafts == []


def test_something_else_needs_a_note(window: MainWindow, qtbot) -> None:
    subject = Subject(kind=DispositionKind.BREACH, place="HU-B", about="contact_cap", first=FIRST, last=FIRST, dates=1)
    dialog = added(qtbot, DecideDialog(subject, window.document.desk.today(), window))
    dialog.remedy.setCurrentText(Remedy.OTHER.value)
    accept = next(b for b in dialog.buttons.buttons() if b.text() == "Decide")
    assert not accept.isEnabled()
    dialog.note.setText("moved the desk")
    assert accept.isEnabled()
    assert dialog.action() == "moved the desk"


def test_a_feed_is_looked_at_before_it_is_taken_over(window: MainWindow, qtbot, tmp_path: Path) -> None:
    desk = window.document.desk
    area = desk.site().areas[0].code
    dialog = added(qtbot, FeedDialog(window.document, Look(), window))
    assert not dialog.take.isEnabled()
    (tmp_path / "moves.csv").write_text("Inmate,Area,Start\nR-1,NOWHERE,2026-11-02 10:00\n")
    dialog.look_at(tmp_path)
    assert not dialog.take.isEnabled()
    assert dialog._model.index(0, 2).data() == "Area"
    (tmp_path / "moves.csv").write_text(
        f"Inmate,Area,Start,End\nR-1,{area},2026-11-01 10:00,2026-11-09 10:00\nR-1,{area},2026-11-02 10:00,\n"
    )
    before = len(desk.site().stays)
    dialog.look_at(tmp_path)
    assert len(desk.site().stays) == before
    dialog.take.click()
    assert len(desk.site().stays) == before + 2
    assert "moves.csv" in (shown(window, "feeds") and cells(window)[0][0])


def added(qtbot, widget: QWidget):
    qtbot.addWidget(widget)
    return widget
