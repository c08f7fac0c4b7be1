"""Lower this, in the drawer of the overlay: what is asked, what is said of the answer, and the edit that it becomes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from support.attention_tables import GivenTable
from support.desk_site import FIRST, badge

from console import app
from console.main_window import MainWindow
from console.models.overlay import Pictures
from console.models.overlay_lower import lowering_words
from console.operations import roster as edits
from console.views.overlay import OverlayPage
from console.views.overlay.lowering import DONE, LOOKED_AT, LOW_ALREADY, STOPPED
from scheduler.domain.answers import Lowering, TierStep
from scheduler.domain.attention import Band
from scheduler.wire.asking import Answer, Question, Topic

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
COST = TierStep(key="o", name="Voluntary overtime", unit="hours", scale=60, before=0, after=720)


class Asked:
    """Keeps the questions of one owner instead of asking them."""

    def __init__(self, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
        self.question: Question | None = None
        self.take = None
        monkeypatch.setattr(window.questions, "ask", self._ask)
        monkeypatch.setattr(window.questions, "waits", lambda owner: self.take is not None and owner == "lower")
        monkeypatch.setattr(window.questions, "drop", self._drop)

    def _ask(self, owner: str, question: Question, take: object, is_quiet: bool = False) -> None:
        if owner == "lower":
            self.question, self.take = question, take

    def _drop(self, owner: str) -> None:
        if owner == "lower":
            self.take = None

    def answer(self, **fields: object) -> None:
        take, self.take = self.take, None
        take(Answer(number=1, **fields))


@pytest.fixture
def asked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(window, monkeypatch)


@pytest.fixture
def page(window: MainWindow, asked: Asked) -> Iterator[OverlayPage]:
    """HB-F has 48 points and is elevated; an officer of the real roster holds it."""
    edits.assign(window.document, badge(0), FIRST, "HB-F")
    app.settle(window)
    window.go_to("overlay")
    made = window.places.overlay
    for _ in range(100):
        app.settle(window)
        if made.overlay.posts and made.picturing.is_current:
            break
    facts = made.overlay.facts
    dates = tuple(FIRST + timedelta(days=n) for n in range(14))
    shifts = tuple(shift.code for shift in facts.problem.shifts)
    points = {"HB-F": 48, "CTL-A": 6, "HA-F": 30, "YRD-1": 4}
    table = GivenTable(tuple(points), shifts, dates, lambda post, shift, on: (1, points[post], points[post]))
    made.overlay.show(Pictures(now=table), facts)
    made.overlay.go_to(0)
    made.overlay.choose("HB-F")
    yield made
    window.go_to("roster")


def found(window: MainWindow, **changes: object) -> Lowering:
    """Return that the second officer in place of the first brings the post to 40 points."""
    held = next(t for t in window.document.roster.tours if t.post == "HB-F")
    given = {"band": Band.ELEVATED, "before": 48, "fixed": 20, "after": 40, "is_proven": True}
    change = {
        "gone": (held,),
        "come": (replace(held, badge=badge(1)),),
        "tiers": (COST,),
        "changes": 1,
        "least_changes": 1,
    }
    return Lowering(**{**given, **change, **changes})


def test_each_band_that_the_points_reach_can_be_asked_for(page: OverlayPage, asked: Asked) -> None:
    lower = page.drawer.lowering
    assert [band for band, made in lower.bands.items() if not made.isHidden()] == [Band.GUARDED, Band.ELEVATED]
    lower.bands[Band.ELEVATED].click()
    assert asked.question.topic is Topic.LOWER
    about = asked.question.lowering
    assert (about.post, about.on, about.band, about.withheld) == ("HB-F", FIRST, Band.ELEVATED, ())
    assert about.seen is page.picturing.inputs.seen
    assert not lower.stop.isHidden()


def test_a_post_that_is_low_has_nothing_to_be_brought_under(page: OverlayPage) -> None:
    page.overlay.choose("CTL-A")
    lower = page.drawer.lowering
    assert all(made.isHidden() for made in lower.bands.values())
    assert lower.text == LOW_ALREADY


def test_the_answer_is_told_as_proven_and_becomes_one_edit(window: MainWindow, page: OverlayPage, asked: Asked) -> None:
    document, lower = window.document, page.drawer.lowering
    before, depth = document.roster, document.stack.index()
    lower.bands[Band.ELEVATED].click()
    asked.answer(lowering=found(window))
    assert (
        "1 changed tour brings it from 48 to 40 points, guarded. Proven: no change does it without a loss" in lower.text
    )
    assert "Voluntary overtime +12 h" in lower.text
    assert document.facts.name(badge(1)) in lower.text
    lower.make.click()
    assert {t.badge for t in document.roster.tours if t.post == "HB-F"} == {badge(1)}
    assert document.stack.index() == depth + 1
    assert lower.text == DONE
    lower.forget()  # the figures after the edit have come
    assert lower.text == DONE
    document.stack.undo()
    assert document.roster.tours == before.tours
    QApplication.processEvents()


def test_stop_says_that_nothing_is_proven_and_another_post_drops_the_question(page: OverlayPage, asked: Asked) -> None:
    lower = page.drawer.lowering
    lower.bands[Band.GUARDED].click()
    lower.stop.click()
    assert asked.take is None
    assert lower.text == STOPPED
    lower.bands[Band.GUARDED].click()
    page.overlay.choose("HA-F")
    assert asked.take is None
    assert not lower.text


def test_a_proposal_is_only_looked_at(window: MainWindow, page: OverlayPage, asked: Asked, monkeypatch) -> None:
    lower = page.drawer.lowering
    lower.bands[Band.ELEVATED].click()
    monkeypatch.setattr(type(window.document), "shown", property(lambda self: None))
    asked.answer(lowering=found(window))
    assert LOOKED_AT in lower.text
    assert lower.make.isHidden()


def test_what_is_not_proven_is_not_called_so(window: MainWindow, page: OverlayPage) -> None:
    facts = page.overlay.facts
    none = {"after": None, "gone": (), "come": (), "tiers": (), "changes": 0, "least_changes": 0}
    said = {
        key: lowering_words(found(window, **{**none, **changes}), facts, has_gaps=False).verdict
        for key, changes in {
            "fixed": {"fixed": 45},
            "stands": {"is_out_of_reach": True},
            "bound": {"is_proven": False, "least_changes": 2},
            "time": {"is_proven": False},
        }.items()
    }
    assert said == {
        "fixed": "Proven: no roster brings it under elevated. Reviews, rounds and logs alone make 45 points, and "
        "elevated begins at 45.",
        "stands": "Proven: no roster brings it under elevated that keeps the rules and what has begun, is locked or is "
        "past.",
        "bound": "Nothing was found in the time given. At least 2 tours must change: proven.",
        "time": "Nothing was found in the time given. Nothing is proven.",
    }
    whole = {
        (True, True, 3): "Proven: no change that loses nothing before fair shares takes fewer.",
        (True, False, 3): "Proven: no change does it without a loss, and none takes fewer tours.",
        (False, True, 2): "The best found in the time given; whether fewer do is not proven. At least 2 tours must "
        "change: proven.",
        (False, False, 3): "Proven: no change takes fewer tours. Whether one does it without a loss is not proven.",
        (False, False, 1): "The best found in the time given; whether fewer do is not proven. At least 1 tour must "
        "change: proven. Whether one does it without a loss is not proven.",
    }
    for (is_proven, is_free, least), words in whole.items():
        given = found(window, is_proven=is_proven, is_free=is_free, changes=3, least_changes=least)
        assert lowering_words(given, facts, has_gaps=False).verdict.endswith(words)
    gaps = lowering_words(found(window), facts, has_gaps=True).verdict
    assert gaps.endswith("What is not known is left out of both figures.")


def test_several_tours_are_one_change(window: MainWindow, page: OverlayPage, asked: Asked) -> None:
    one = found(window).come[0]
    lower = page.drawer.lowering
    lower.bands[Band.ELEVATED].click()
    come = (one, replace(one, on=one.on + timedelta(days=1)))
    asked.answer(lowering=found(window, come=come, changes=2, least_changes=2, is_free=True))
    assert "2 changed tours bring it from 48 to 40 points, guarded." in lower.text
    assert "Proven: no change that loses nothing before fair shares takes fewer." in lower.text
    assert not lower.make.isHidden()
