"""Stints on watches in the window: asked on the real process, shown as a table, taken over as one step."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from support.desk_site import FIRST
from support.windows import Answers

from console.dialogs.stints import StintsDialog
from console.main_window import MainWindow
from console.operations import stints
from console.operations.roster import make_edit, push
from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import ShiftCode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
DAY = ShiftCode("D")


def hold(window: MainWindow, posts: tuple[str, ...]) -> list[Tour]:
    document = window.document
    slots = {s.post: s for s in document.problem.slots() if (s.on, s.shift) == (FIRST, DAY)}
    tours = [
        Tour(badge=badge, post=post, on=FIRST, shift=DAY, index=0, start=slots[post].start, end=slots[post].end)
        for badge, post in zip(document.facts.in_order, posts, strict=False)
    ]
    assert push(document, make_edit(document, "Held", [TourChange(before=None, after=t) for t in tours]))
    return tours


def test_without_a_watch_it_is_said_and_nothing_can_be_taken(window: MainWindow, qtbot) -> None:
    window.answering._hold()
    dialog = StintsDialog(window.document, window.questions, window.look, FIRST, DAY, window)
    qtbot.waitUntil(lambda: "watch over" in dialog.words.text() or "policy" in dialog.words.text(), timeout=60_000)
    assert dialog.words.text() in ("No watch over an inmate is held on this shift.", stints.NO_RULE)
    assert not dialog.accept_button.isEnabled()
    dialog.reject()


def test_shift_f9_asks_about_the_shift_of_the_chosen_tour(window: MainWindow) -> None:
    post = next(s.post for s in window.document.problem.slots() if (s.on, s.shift) == (FIRST, DAY))
    (tour,) = hold(window, (post,))
    window.going.show_seat(str(tour.post), str(tour.shift), FIRST)
    asked: list[tuple[object, ...]] = []
    answers = Answers((StintsDialog, lambda dialog: (asked.append((dialog._on, dialog._shift)), dialog.reject())))
    QTest.keyClick(window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert not answers.left
    assert asked == [(FIRST, DAY)]
