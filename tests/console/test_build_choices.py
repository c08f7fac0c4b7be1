"""Building with choices: the scope, the course of a build in words, the proposal side by side, and parts of it."""

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from support.desk_site import FIRST, badge

from console import app
from console.dialogs.build import BuildDialog
from console.dialogs.versions import VersionsDialog
from console.document import Proposal, RosterDocument
from console.document.facts import Facts
from console.main_window import MainWindow
from console.models.comparison import DifferencesModel, SideGridModel, line_of
from console.models.course import CourseModel, sentence
from console.operations import build as building
from console.operations import comparing
from console.operations import roster as edits
from scheduler.api import BuildScope
from scheduler.domain.compared import compare
from scheduler.domain.findings import TierValue

FAKE = Path(__file__).resolve().parents[1] / "support" / "fake_solver.py"
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
EMPTY = TierValue(key="critical", name="Critical seats empty", unit="seat-hours", scale=60, value=720, bound=720)


def propose(document: RosterDocument, *placed: tuple[int, int, str]) -> None:
    """Propose a roster with officers on posts on dates, given as (officer, days from the first date, post)."""
    before = document.roster
    for number, days, post in placed:
        assert edits.assign(document, badge(number), FIRST + timedelta(days=days), post)
    proposed = document.roster
    while document.stack.canUndo():
        document.stack.undo()
    assert document.roster.tours == before.tours
    document.set_proposal(Proposal(roster=proposed, base=before, certificate=None, problem_sha256=""))


# ---------------------------------------------------------------- what may change


def test_the_dialog_says_what_stands(window: MainWindow) -> None:
    dialog = BuildDialog(window.document, 30, window)
    assert dialog.asked().scope == BuildScope()
    assert dialog.said.text().startswith("Every tour may change.")
    assert not dialog.kinds[2].isEnabled()  # nobody holds a seat yet, so all seats are empty
    dialog.kinds[1].setChecked(True)
    dialog.last.setDate(dialog.first.date().addDays(6))
    asked = dialog.asked()
    assert asked.scope.last == FIRST + timedelta(days=6)
    assert asked.scope.shifts == {"D"}
    assert asked.words == "Only 6 Dec to 12 Dec, day watch; everything else stands as it is."
    dialog.first.setDate(dialog.last.date().addDays(1))
    assert not dialog.build.isEnabled()


def test_only_from_tomorrow_starts_after_today(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window.document, "today", lambda: FIRST + timedelta(days=2))
    dialog = BuildDialog(window.document, 30, window)
    dialog.from_tomorrow.setChecked(True)
    assert dialog.asked().scope.first == FIRST + timedelta(days=3)


def test_a_build_within_a_scope_reaches_the_solver(window: MainWindow, qtbot, monkeypatch: pytest.MonkeyPatch) -> None:
    edits.assign(window.document, badge(5), FIRST, "HB-F N")
    night = window.document.roster.tours
    monkeypatch.setattr(BuildDialog, "exec", lambda dialog: dialog.kinds[1].setChecked(True) or True)
    window.build_state._command = [sys.executable, str(FAKE), "good"]
    window.actions_by_key["build_with"].trigger()
    assert window.build_state.scope == "Only day watch; everything else stands as it is."
    window.actions_by_key["course"].trigger()
    with qtbot.waitSignal(window.build_state.ended, timeout=20_000):
        pass
    app.settle(window)
    assert set(night) <= set(window.document.proposal.roster.tours)
    assert "Only day watch" in window.work.course._said.text()


# ---------------------------------------------------------------- the course in words


def test_tiers_are_told_in_their_own_words() -> None:
    assert sentence(EMPTY) == "12 h of critical seats empty; proven, no roster can do better."
    assert sentence(EMPTY, is_part=True).endswith("proven, no roster around what stands can do better.")
    assert sentence(replace(EMPTY, bound=240)) == "12 h of critical seats empty; no roster can do better than 4 h."
    assert sentence(replace(EMPTY, bound=None)) == "12 h of critical seats empty; nothing is proven of it yet."
    waits = TierValue(key="r", name="Requests that wait", unit="requests", scale=1, value=1, bound=1)
    assert sentence(waits) == "1 requests that wait; proven, no roster can do better."


def test_the_course_is_a_sound_model(qtbot) -> None:
    model = CourseModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    course = [(1.0, (replace(EMPTY, value=1440, bound=None),)), (4.0, (EMPTY,))]
    model.set_course(course[-1][1], course, 5.0, False)
    assert model.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole) == "from 24 to 12 in 5 s"
    model.set_course((EMPTY, replace(EMPTY, key="b")), course, 6.0, False)
    assert model.rowCount() == 2
    del tester


# ---------------------------------------------------------------- side by side


def test_differences_are_grouped_and_told(document: RosterDocument) -> None:
    propose(document, (0, 0, "HB-F"), (1, 0, "HA-F"), (5, 0, "HB-F N"))
    pair = comparing.proposed(document)
    facts: Facts = document.facts
    model = DifferencesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for group, titles in (("day", ["Sunday 6 Dec"]), ("watch", ["Day watch", "Night watch"])):
        model.set_changes(pair.changes(), facts, group, True)
        assert [model.item(row).text().split("   ")[0] for row in range(model.rowCount())] == titles
    model.set_changes(pair.changes(), facts, "officer", True)
    assert model.rowCount() == 3
    model.item(0).setCheckState(Qt.CheckState.Checked)
    assert model.ticked() == ({(badge(0), FIRST)}, ["Abara N"])
    assert line_of(pair.changes()[0], facts) == "Abara N, Sun 6 Dec: added HB-F day watch (+12 h)"
    assert comparing.summary(pair.changes()) == "3 cells differ: 3 added; 3 officers; 36 h more."
    rows = {row[0]: row[1:] for row in comparing.metrics(pair, facts)}
    assert rows["Tours"] == ("0", "3", "+3")
    assert rows["Hours on duty"] == ("0", "36", "+36")
    del tester


def test_both_grids_show_the_same_cells(document: RosterDocument) -> None:
    propose(document, (0, 0, "HB-F"))
    pair, facts = comparing.proposed(document), document.facts
    changed = frozenset(c.key for c in pair.changes())
    left, right = SideGridModel(), SideGridModel()
    testers = [QAbstractItemModelTester(m, QAbstractItemModelTester.FailureReportingMode.Fatal) for m in (left, right)]
    for model, held in zip((left, right), comparing.study(pair, facts).held, strict=True):
        model.set_roster(held, facts, (badge(0), badge(1)), pair.left.period.dates, changed)
    cell = right.index_of((badge(0), FIRST))
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "Abara N, Sun 6 Dec: HB-F day watch, differs"
    assert left.index_of((badge(0), FIRST)).data(Qt.ItemDataRole.AccessibleTextRole).endswith("no tour, differs")
    assert not right.index_of((badge(4), FIRST)).isValid()
    del testers


def test_a_part_is_accepted_and_the_rest_waits(document: RosterDocument) -> None:
    propose(document, (0, 0, "HB-F"), (1, 0, "HA-F"), (1, 1, "HA-F"))
    assert building.accept_part(document, {(badge(0), FIRST)}, "Abara")
    assert [t.badge for t in document.roster.tours] == [badge(0)]
    assert document.proposal is not None
    assert document.said[-1] == "1 cell accepted; 2 cells wait."
    assert document.stack.undoText() == "Accept Abara of the proposal"
    assert building.accept_part(document, {c.key for c in comparing.proposed(document).changes()}, "the rest")
    assert document.proposal is None
    assert len(document.roster.tours) == 3


def test_whoever_shares_a_seat_is_accepted_too(document: RosterDocument) -> None:
    edits.assign(document, badge(0), FIRST, "HB-F")
    edits.assign(document, badge(1), FIRST, "HA-F")
    before = document.roster
    by = {t.badge: t for t in before.tours}
    one, two = by[badge(0)], by[badge(1)]
    swapped = before.with_tours((replace(one, badge=badge(1)), replace(two, badge=badge(0))))
    document.set_proposal(Proposal(roster=swapped, base=before, certificate=None, problem_sha256=""))
    assert len(compare(before, swapped)) == 2
    assert building.accept_part(document, {(badge(0), FIRST)}, "Abara")
    assert document.proposal is None  # both belong together, and there was nothing else
    assert document.roster.tours == swapped.tours


def test_a_locked_cell_stops_its_part_only(document: RosterDocument) -> None:
    propose(document, (0, 0, "HB-F"), (1, 1, "HA-F"))
    edits.toggle_lock(document, [(badge(0), FIRST)]) if not document.is_proposal_shown else None
    document.show_proposal(False)
    assert edits.toggle_lock(document, [(badge(0), FIRST)]) or document.is_locked(badge(0), FIRST)
    assert not building.accept_part(document, {(badge(0), FIRST)}, "Abara")
    assert "was locked while this was being built" in document.said[-1]
    assert building.accept_part(document, {(badge(1), FIRST + timedelta(days=1))}, "Alvarez")


def test_the_page_side_by_side(window: MainWindow, qtbot) -> None:
    document = window.document
    assert window.actions_by_key.reason("side").startswith("There is nothing to compare")
    propose(document, (0, 0, "HB-F"), (1, 1, "HA-F"))
    window.actions_by_key["side"].trigger()
    page = window.work.side
    assert window.work.view == "side"
    assert "2 cells differ" in page._said.text()
    left, right = page.grids.grids
    assert left.model().rowCount() == right.model().rowCount() == 2
    right.setCurrentIndex(right.model().index(1, 3))
    assert (left.currentIndex().row(), left.currentIndex().column()) == (1, 3)
    page.differences.item(0).setCheckState(Qt.CheckState.Checked)
    assert page.accept_chosen.text() == "Accept ticked (Sunday 6 Dec)"
    page.accept_chosen.click()
    assert len(document.roster.tours) == 1
    assert "1 cell differs" in page._said.text()
    page.discard.click()
    assert window.work.view == "grid"
    app.settle(window)


def test_versions_are_chosen_newest_first(qtbot) -> None:
    dialog = VersionsDialog([(0, "As it stands (amended)"), (2, "Version 2"), (1, "Version 1")])
    assert dialog.chosen() == (2, 0)
    dialog.earlier.setCurrentIndex(0)
    assert not dialog.compare.isEnabled()
