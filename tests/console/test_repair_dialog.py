"""Somebody does not come: the window that asks what happened and offers repairs, on the real process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QWidget
from support.desk_site import FIRST
from support.fake_solver import roster_of

from console.dialogs.repair import RepairDialog
from console.main_window import MainWindow
from console.models.repairs import repair_lines
from console.operations import repairing
from console.operations.roster import difference, push
from scheduler.api import DeskError, Rung
from scheduler.domain.answers import RepairPlan
from scheduler.domain.events import CallOff, Event
from scheduler.domain.roster import Lock, Tour
from scheduler.domain.words import InmateRef, PostCode, Priority, ShiftCode, WatchKind
from scheduler.engine.repair import Prepared
from scheduler.engine.repair.at_hand import at_hand
from scheduler.wire.asking import RepairList

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


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


def test_who_could_come_is_shown_before_anything_is_proven(filled: MainWindow, qtbot) -> None:
    document = filled.document
    known = Prepared.of(document.problem, document.roster)
    tour = next(t for t in document.roster.tours if (at_hand(known, _call_off(t), 1) or (t, ()))[1])
    dialog = RepairDialog(document, filled.questions, filled.look, tour, filled)
    headings: list[str] = []
    for change in (dialog.list.model().modelReset, dialog.list.model().dataChanged):
        change.connect(lambda *_: headings.extend(x.title for x in dialog.list.lines[:1]))
    qtbot.waitUntil(lambda: dialog._is_done and bool(plans(dialog)), timeout=60_000)
    assert list(dict.fromkeys(headings)) == ["Could take it, best first", "Repairs, best first"]
    first = next(line for line in dialog.list.lines if line.key == "accept")
    assert dialog.list.chosen == first
    assert first.mark == "proven"
    dialog.reject()


def test_that_nobody_could_come_is_said_before_anything_is_proven(filled: MainWindow, held: Tour) -> None:
    told = RepairList(lost=(held,), plans=(), is_at_hand=True)
    (line,) = repair_lines(told, filled.document.facts, is_done=False)
    assert line.detail == "Nobody can take it whole within every limit. Looking for what else can be done ..."


def _call_off(tour: Tour) -> Event:
    return Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))


def test_whoever_was_chosen_at_a_glance_stays_chosen(dialog: RepairDialog, qtbot) -> None:
    qtbot.waitUntil(lambda: len(plans(dialog)) > 1, timeout=60_000)
    chosen = [line for line in dialog.list.lines if line.key == "accept"][1]
    dialog.list.choose(chosen)
    qtbot.waitUntil(lambda: dialog._is_done, timeout=60_000)
    titles = [line.title for line in dialog.list.lines]
    assert dialog.list.chosen.title == (chosen.title if chosen.title in titles else titles[1])


def test_enter_takes_the_chosen_repair_from_where_the_window_begins(
    filled: MainWindow, held: Tour, dialog: RepairDialog, qtbot
) -> None:
    dialog.show()
    dialog.fields.kind.setFocus()
    qtbot.waitUntil(lambda: dialog._is_done and bool(plans(dialog)), timeout=60_000)
    QTest.keyClick(dialog.fields.kind, Qt.Key.Key_Return)
    assert held not in filled.document.roster.tours
    assert dialog.result()


def test_other_dates_are_another_question_and_a_search_can_be_stopped(
    filled: MainWindow, dialog: RepairDialog, held: Tour, qtbot
) -> None:
    dialog.fields.end.setDateTime(dialog.fields.start.dateTime().addSecs(-3600))
    dialog.search()
    assert "an end after its start" in dialog._words.text()
    assert not dialog.accept_button.isEnabled()
    dialog.fields.kind.setCurrentIndex(dialog.fields.kind.findData("late leave"))
    dialog.fields.last.setDate(dialog.fields.last.date().addDays(3))
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
    dialog.fields.kind.setCurrentIndex(dialog.fields.kind.findData("restriction"))
    words = " ".join(
        w.text() if isinstance(w, QLabel) else w.accessibleName()
        for w in dialog.fields._forms["restriction"].findChildren(QWidget)
        if isinstance(w, (QLabel, QComboBox, QDateEdit))
    ).lower()
    assert not any(word in words for word in ("reason", "why", "inmate ref"))
    dialog.fields.place.setCurrentIndex(next(n for n in range(dialog.fields.place.count())
                                      if dialog.fields.place.itemData(n) == (None, held.post)))  # fmt: skip
    dialog.fields.is_open_ended.setChecked(False)
    dialog.fields.not_until.setDate(dialog.fields.not_from.date())
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


def test_without_a_tour_nothing_is_about_an_officer(filled: MainWindow) -> None:
    made = RepairDialog(filled.document, filled.questions, filled.look, None, filled)
    kinds = [made.fields.kind.itemData(n) for n in range(made.fields.kind.count())]
    made.reject()
    assert kinds == ["hospital watch", "constant watch", "emergency", "post closed", "posts combined", "inmate moved"]


def test_a_call_off_that_leaves_the_seat_to_nobody_leads_to_the_overtime_desk(
    filled: MainWindow, held: Tour, dialog: RepairDialog, qtbot
) -> None:
    qtbot.waitUntil(lambda: dialog._is_done and bool(plans(dialog)), timeout=60_000)
    last = next(line for line in dialog.list.lines if line.value == plans(dialog)[-1])
    dialog.list.choose(last)
    assert dialog.accept_button.text() == "Take this, then call in..."
    dialog.accept_button.click()
    assert dialog.to_call == held.seat
    (event,) = filled.document.desk.happenings.between(held.on, held.on)
    assert (event.kind.value, event.badge, event.post, event.start) == ("call-off", held.badge, held.post, held.start)
    assert (event.changes, event.empty_minutes > 0) == (1, True)


def test_a_post_that_closes_needs_what_was_done_and_is_written_down_twice_over(
    filled: MainWindow, held: Tour, dialog: RepairDialog, qtbot
) -> None:
    """As an event, and as a deviation from the staffing plan; the coverage of that shift alone is taken away."""
    document, fields = filled.document, dialog.fields
    fields.kind.setCurrentIndex(fields.kind.findData("post closed"))
    dialog.search()
    assert "so that nobody came to harm" in dialog._words.text()
    posts = {post.code: post.priority.value for post in document.problem.posts}
    offered = [posts[fields.closes.itemData(n)] for n in range(fields.closes.count())]
    assert offered == sorted(offered, key=["pull", "mandatory"].index), "critical posts are never left"
    assert fields.shift.currentData() == held.shift
    held = next(t for t in document.roster.tours if t.on == held.on and posts[t.post] != "critical")
    fields.closes.setCurrentIndex(fields.closes.findData(held.post))
    fields.shift.setCurrentIndex(fields.shift.findData(held.shift))
    fields.mitigation.setText("unit locked down")
    dialog.search()
    qtbot.waitUntil(lambda: dialog._is_done and bool(plans(dialog)), timeout=60_000)
    dialog._accept_chosen()
    places = {(s.post, s.on, s.shift) for s in document.problem.slots()}
    assert (held.post, held.on, held.shift) not in places
    assert (held.post, held.on + timedelta(days=1), held.shift) in places
    assert not [t for t in document.roster.tours if (t.post, t.on, t.shift) == (held.post, held.on, held.shift)]
    desk = document.desk
    assert [e.kind.value for e in desk.happenings.between(held.on, held.on)] == ["post closed"]
    (record,) = desk.plan.records(held.on, held.on)
    assert (record.note.status.value, record.note.mitigation) == ("closed", "unit locked down")


def test_posts_are_offered_in_the_order_in_which_they_go_with_what_that_adds(
    filled: MainWindow, held: Tour, qtbot
) -> None:
    document = filled.document
    dialog = RepairDialog(document, filled.questions, filled.look, held, filled, filled.places.officers.stack)
    fields = dialog.fields
    fields.kind.setCurrentIndex(fields.kind.findData("post closed"))
    qtbot.waitUntil(lambda: fields._is_known, timeout=20_000)
    found = document.desk.attention.ladder(document.problem, document.roster, held.shift, held.on)
    assert found
    assert [fields.closes.itemData(n) for n in range(fields.closes.count())] == [rung.post for rung in found]
    assert fields.closes.currentIndex() == 0
    assert "The first to go by the plan" in fields.effect.text()
    assert "attention" in fields.effect.text()
    last = fields.closes.count() - 1
    fields.closes.setCurrentIndex(last)
    fields.from_date.setDate(fields.from_date.date().addDays(1))
    qtbot.waitUntil(lambda: fields._is_known, timeout=20_000)
    assert fields.closes.currentData() == found[last].post, "who has chosen keeps what was chosen"
    dialog.reject()


def test_a_post_that_closes_again_has_its_row_changed_in_its_place(filled: MainWindow) -> None:
    desk = filled.document.desk

    def row(minimum: int) -> tuple[str, ...]:
        return ("HB-F", "D", str(minimum), str(minimum), "", f"{FIRST}", f"{FIRST}", "", "")

    def held() -> tuple[int, ...]:
        (post,) = (p for p in desk.site().posts if p.code == "HB-F")
        return tuple(line.minimum for line in post.coverage_on(FIRST) if line.shift == "D")

    before = len(desk.setup.rows("Coverage"))
    for minimum in (0, 2, 0):
        changes = repairing.coverage_changes(desk.setup.rows("Coverage"), [row(minimum)])
        desk.setup.change("Coverage", changes, "event")
        assert held() == (minimum,)
    assert repairing.coverage_changes(desk.setup.rows("Coverage"), [row(0)]) == []
    assert len(desk.setup.rows("Coverage")) == before + 1


def test_a_watch_over_a_named_inmate_is_kept_and_can_be_undone(filled: MainWindow) -> None:
    document, stack = filled.document, filled.places.officers.stack
    clock, desk = document.facts.clock, document.desk
    opening = repairing.Opening(
        post=PostCode("HB-F"), shift=ShiftCode("D"), first=FIRST, last=FIRST, seats=1, kind=WatchKind.HOSPITAL,
        inmate=InmateRef("R-0001"),
    )  # fmt: skip
    event = repairing.seats_added(opening, clock, document.facts.shifts, None)
    assert repairing.keep(document, event, stack)
    (watch,) = desk.site().watches
    assert (watch.inmate, watch.post, watch.kind) == ("R-0001", "HB-F", WatchKind.HOSPITAL)
    assert (watch.start, watch.end) == (clock.minute(FIRST, 360), clock.minute(FIRST, 1080))
    assert document.problem.watches == (watch,)
    stack.undo()
    assert desk.site().watches == ()
    with pytest.raises(DeskError, match="not row by row"):
        desk.setup.change("Watches", [], "watch")


def test_programmes_for_women_are_named_before_they_lose_their_officer(filled: MainWindow, held: Tour) -> None:
    rung = Rung(
        post=held.post,
        priority=Priority.PULL,
        holders=(held.badge,),
        least=2,
        most=2,
        grows=("HA-F",),
        serves_women=True,
    )
    words = repairing.rung_words(filled.document, rung, 2, is_known=True)
    assert words.startswith("Number 2 to go by the plan: a pull post. Frees ")
    assert "Adds 2 points of attention at HA-F." in words
    assert "28 CFR 115.15(b)" in words
    plain = repairing.rung_words(filled.document, replace(rung, serves_women=False, most=0, least=0), 1, is_known=True)
    assert "women" not in plain.lower()
    assert "Adds no attention to other posts." in plain


def test_a_watch_that_opens_is_a_seat_and_is_filled(
    filled: MainWindow, dialog: RepairDialog, held: Tour, qtbot
) -> None:
    document, fields = filled.document, dialog.fields
    fields.kind.setCurrentIndex(fields.kind.findData("hospital watch"))
    post, shift = fields.opens.currentData(), fields.shift.currentData()
    before = {(s.post, s.on, s.shift): s.minimum for s in document.problem.slots()}.get((post, held.on, shift), 0)
    dialog.search()
    qtbot.waitUntil(lambda: dialog._is_done and dialog._told is not None, timeout=60_000)
    dialog._accept_chosen()
    after = {(s.post, s.on, s.shift): s.minimum for s in document.problem.slots()}
    assert after[post, held.on, shift] == before + 1
    assert [e.kind.value for e in document.desk.happenings.between(held.on, held.on)] == ["hospital watch"]
    page = filled.places.reports
    filled.go_to("reports")
    page.show_report("events")
    assert page.model.index(0, 1).data() == "hospital watch"
