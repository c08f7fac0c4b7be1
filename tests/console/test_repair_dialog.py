"""Somebody does not come: the window that asks what happened and offers repairs, on the real process."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QWidget
from support.desk_site import FIRST
from support.fake_solver import roster_of

from console.dialogs.repair import RepairDialog
from console.main_window import MainWindow
from console.operations import repairing
from console.operations.roster import difference, push
from scheduler.domain.answers import RepairPlan
from scheduler.domain.roster import Lock, Tour


@pytest.fixture
def filled(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window on a roster in which many seats are held, before its period begins."""
    monkeypatch.setattr(repairing, "now_in", lambda document: None)
    target = roster_of(window.document.problem, 99)
    assert push(window.document, difference(window.document, target, "Fill"))
    return window


@pytest.fixture
def held(filled: MainWindow) -> Tour:
    """A tour of the first date on a post that must be filled."""
    minimum = {(s.post, s.shift) for s in filled.document.problem.slots() if s.on == FIRST and s.minimum}
    return next(t for t in filled.document.roster.tours if t.on == FIRST and (t.post, t.shift) in minimum)


@pytest.fixture
def dialog(filled: MainWindow, held: Tour, qtbot) -> Iterator[RepairDialog]:
    stack = filled.places.officers.stack
    made = RepairDialog(filled.document, filled.questions, filled.look, held, filled, stack)
    yield made
    made.reject()


def plans(dialog: RepairDialog) -> list[RepairPlan]:
    return [line.value for line in dialog.list.lines if isinstance(line.value, RepairPlan)]


def test_a_call_off_is_mended_in_one_step_that_can_be_undone(
    filled: MainWindow, held: Tour, dialog: RepairDialog, qtbot
) -> None:
    document = filled.document
    before, steps = document.roster, document.stack.count()
    qtbot.waitUntil(lambda: dialog._is_done and bool(plans(dialog)), timeout=60_000)
    first, found = dialog.list.lines[1], plans(dialog)
    assert first.mark == "proven"
    assert "Proven: no repair changes fewer tours" in first.detail
    assert "\u2192" in first.detail
    worth = [[t.after for t in plan.tiers] for plan in found]
    assert worth == sorted(worth)
    assert not any(c.after for c in found[-1].changes), "the last leaves the seat empty"
    assert dialog.list.chosen == first
    dialog._accept_chosen()
    assert document.stack.count() == steps + 1
    assert held not in document.roster.tours
    assert Lock(badge=held.badge, on=held.on) in document.roster.locks
    assert not any((t.badge, t.on) == (held.badge, held.on) for t in document.roster.tours)
    assert document.certificate is None
    qtbot.waitUntil(lambda: not filled.questions.waits("certificate"), timeout=60_000)
    if document.certificate is not None:
        assert all(t.bound is None or t.bound <= t.value for t in document.certificate.tiers)
        assert document.desk.certificate(document.roster_id) == document.certificate, "a restart keeps it"
    document.stack.undo()
    assert (document.roster.tours, document.roster.locks) == (before.tours, before.locks)


def test_other_dates_are_another_question_and_a_search_can_be_stopped(
    filled: MainWindow, dialog: RepairDialog, held: Tour, qtbot
) -> None:
    dialog.end.setDateTime(dialog.start.dateTime().addSecs(-3600))
    dialog.search()
    assert "an end after its start" in dialog._words.text()
    assert not dialog.accept_button.isEnabled()
    dialog.kind.setCurrentIndex(1)
    dialog.last.setDate(dialog.last.date().addDays(3))
    dialog.search()
    qtbot.waitUntil(lambda: bool(plans(dialog)), timeout=60_000)
    lost = {t for plan in plans(dialog) for c in plan.changes for t in [c.before] if t and t.badge == held.badge}
    assert {t.on for t in lost} <= {held.on + timedelta(days=n) for n in range(4)}
    assert len({t.on for t in lost}) > 1
    dialog._stop()
    assert dialog._is_done
    assert plans(dialog)
    assert not filled.questions.waits("repair")


def test_where_an_officer_is_not_to_be_posted_is_kept_as_availability_alone(
    filled: MainWindow, held: Tour, dialog: RepairDialog, qtbot
) -> None:
    document = filled.document
    before = document.desk.site().restrictions
    dialog.kind.setCurrentIndex(dialog.kind.findData("restriction"))
    words = " ".join(
        w.text() if isinstance(w, QLabel) else w.accessibleName()
        for w in dialog._forms["restriction"].findChildren(QWidget)
        if isinstance(w, (QLabel, QComboBox, QDateEdit))
    ).lower()
    assert not any(word in words for word in ("reason", "why", "inmate ref"))
    dialog.place.setCurrentIndex(next(n for n in range(dialog.place.count())
                                      if dialog.place.itemData(n) == (None, held.post)))  # fmt: skip
    dialog.is_open_ended.setChecked(False)
    dialog.not_until.setDate(dialog.not_from.date())
    dialog.search()
    qtbot.waitUntil(lambda: bool(plans(dialog)), timeout=90_000)
    dialog._accept_chosen()
    (kept,) = set(document.desk.site().restrictions) - set(before)
    assert (kept.badge, kept.post, kept.area, kept.last) == (held.badge, held.post, None, held.on)
    assert kept in document.facts.problem.restrictions
    assert not any(t.badge == held.badge and t.post == held.post and t.on == held.on for t in document.roster.tours)
    filled.places.officers.stack.undo()
    assert document.desk.site().restrictions == before
    document.stack.undo()
    assert held in document.roster.tours


def test_without_a_tour_only_inmates_can_move(filled: MainWindow) -> None:
    made = RepairDialog(filled.document, filled.questions, filled.look, None, filled)
    assert [made.kind.itemData(n) for n in range(made.kind.count())] == ["inmate_move"]
    made.reject()
