"""Posts on the plan are copied where they look as before: never what stood there on another watch."""

from itertools import product

import pytest
from PySide6.QtGui import QImage

from console.models.overlay import Mark
from console.models.overlay_plan import layout_of
from console.theme import DARK, LIGHT, Look, contrast_theme
from console.views.overlay import post_item
from console.views.overlay.plan_view import PlanView
from scheduler.domain.facility import Area, Post
from scheduler.domain.words import AreaCode, FacilityId, PostCode, Priority

JAIL, POSTS = FacilityId("J"), tuple(PostCode(f"P-{n}") for n in range(6))
KINDS = (
    ("settled", 3, 3),
    ("settled", 24, 24),
    ("settled", 88, 88),
    ("between", 20, 30),
    ("between", 40, 50),
    ("unknown", 0, 70),
    ("uncovered", 0, 0),
    ("closed", 0, 0),
)


def shown(look: Look) -> PlanView:
    area = Area(code=AreaCode("U"), name="Unit", facility=JAIL)
    posts = [
        Post(code=code, name=f"The post {code}", facility=JAIL, area=area.code, priority=Priority.CRITICAL)
        for code in POSTS
    ]
    view = PlanView()
    view.resize(700, 260)
    view.name_of = lambda post: f"The post {post}"
    view.set_look(look)
    view.show_layout(layout_of("", posts, [area], 600.0))
    return view


def moments() -> list[tuple[tuple[Mark, ...], PostCode, bool]]:
    """Return what is seen watch by watch: marks, the post chosen, whether the data are old."""
    found = []
    for step, (is_difference, is_stale) in enumerate(product((False, True), repeat=2)):
        for n in range(len(KINDS)):
            marks = []
            for place, post in enumerate(POSTS):
                kind, low, high = KINDS[(n + place) % len(KINDS)]
                was = Mark(post, None, "settled", 24, 24) if is_difference else None
                marks.append(Mark(post, None, kind, low, high, was))
            found.append((tuple(marks), POSTS[(n + step) % len(POSTS)], is_stale))
    return found


def pixels(view: PlanView) -> QImage:
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.mark.parametrize("look", [Look(LIGHT), Look(DARK), Look(contrast_theme(False)), Look(LIGHT, 200)])
@pytest.mark.parametrize("kept", [post_item.ALL_KEPT, 40_000])
def test_a_plan_slid_over_many_watches_looks_like_one_opened_there(qtbot, look: Look, kept: int, monkeypatch) -> None:
    """Also where little is kept, and pictures come and go."""
    monkeypatch.setattr(post_item, "ALL_KEPT", kept)
    slid = shown(look)
    qtbot.addWidget(slid)
    for _ in range(2):
        for marks, chosen, is_stale in moments():
            slid.choose(chosen)
            slid.show_marks(marks, is_stale)
            pixels(slid)
    for marks, chosen, is_stale in moments()[::3]:
        slid.choose(chosen)
        slid.show_marks(marks, is_stale)
        fresh = shown(look)
        qtbot.addWidget(fresh)
        fresh.choose(chosen)
        fresh.show_marks(marks, is_stale)
        assert pixels(slid) == pixels(fresh)


def test_another_look_and_another_size_draw_all_anew(qtbot) -> None:
    view = shown(Look(LIGHT))
    qtbot.addWidget(view)
    marks, chosen, _ = moments()[0]
    view.choose(chosen)
    view.show_marks(marks, is_stale=False)
    light = pixels(view)
    view.set_look(Look(DARK))
    dark = pixels(view)
    view.set_look(Look(LIGHT))
    assert dark != light
    assert pixels(view) == light
    view.zoom_by(1.5)
    larger = pixels(view)
    view.fit()
    assert larger != light
    assert pixels(view) == light
