"""The palette of the overlay: in order in grey, apart for all eyes, and told by bars, stripes and edges as well."""

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPainterPath
from support.colour_vision import DEFICIENCIES, distance, luminance

from console.models.overlay import Mark
from console.theme import DARK, LIGHT, Look, Tokens, contrast_theme
from console.views.overlay.ink import draw_post
from scheduler.domain.attention import Band

THEMES = (LIGHT, DARK, contrast_theme(False), contrast_theme(True))
NAMES = [f"{t.name}{'-dark' if t.is_dark and t.is_outlined else ''}" for t in THEMES]
FILLED = [tokens for tokens in THEMES if not tokens.is_outlined]
BANDS = [band.value for band in Band]
SIDE_BY_SIDE = 4.5
"""Twice what can just be told apart."""
STEP = 4.0
"""Steps of L*, of 100, between neighbours: printed in grey they are still told apart."""


def lightness(tokens: Tokens, name: str, deficiency: str = "none") -> float:
    light = luminance(getattr(tokens, name), deficiency)
    return 116 * light ** (1 / 3) - 16


@pytest.mark.parametrize("tokens", FILLED, ids=[t.name for t in FILLED])
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_bands_go_one_way_in_grey_and_stay_apart_for_all_eyes(tokens: Tokens, deficiency: str) -> None:
    steps = [b - a for a, b in pairwise(lightness(tokens, band, deficiency) for band in BANDS)]
    assert all(step <= -STEP for step in steps) or all(step >= STEP for step in steps), steps
    for one, other in combinations((*BANDS, "sheet"), 2):
        if {one, other} != {"low", "sheet"}:  # low is near the sheet on purpose: it has an edge and one bar
            assert distance(getattr(tokens, one), getattr(tokens, other), deficiency) >= SIDE_BY_SIDE, (one, other)


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
def test_writing_on_every_band_can_be_read(tokens: Tokens) -> None:
    for band in BANDS:
        light = sorted(luminance(getattr(tokens, name), "none") for name in (band, f"on_{band}"))
        assert (light[1] + 0.05) / (light[0] + 0.05) >= 4.5, band


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
def test_every_mark_is_another_picture_without_colour(qapp, tokens: Tokens) -> None:
    """The same code and no figure: what is left is bars, stripes, hatch, cross and edge."""
    marks = {band.value: Mark("P", None, "settled", band.least, band.least) for band in Band}
    marks |= {
        "between": Mark("P", None, "between", 24, 25),
        "unknown": Mark("P", None, "unknown", 0, 100),
        "uncovered": Mark("P", None, "uncovered"),
        "closed": Mark("P"),
        "stale": Mark("P", None, "settled", 0, 0),
    }
    shapes = {name: shape_of(Look(tokens), mark, name == "stale") for name, mark in marks.items()}
    for one, other in combinations(shapes, 2):
        assert shapes[one] != shapes[other], (one, other)


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
def test_what_is_closed_has_no_figures_that_could_be_old(qapp, tokens: Tokens) -> None:
    look, closed = Look(tokens), Mark("P")
    assert shape_of(look, closed, True) == shape_of(look, closed, False)


def shape_of(look: Look, mark: Mark, is_stale: bool) -> tuple[bool, ...]:
    """Return which pixels of a post's right half, where no word is, stand out from its ground."""
    image = QImage(160, 60, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(look.colour("sheet"))
    painter = QPainter(image)
    path = QPainterPath()
    path.addRect(QRectF(4, 4, 150, 50))
    draw_post(painter, look, path, mark, "", False, is_stale)
    painter.end()
    ground = image.pixelColor(120, 12).lightness()
    return tuple(abs(image.pixelColor(x, y).lightness() - ground) > 24 for y in range(60) for x in range(100, 160))
