"""Every palette under every kind of colour vision, and second carriers where colours alone would not do."""

from dataclasses import fields
from itertools import combinations, pairwise

import pytest
from PySide6.QtGui import QImage, QPainter, QPalette
from PySide6.QtWidgets import QLineEdit
from support.colour_vision import DEFICIENCIES, distance, luminance

from console import app
from console.models.roles import Face
from console.theme import DARK, GRAPHIC_PAIRS, LIGHT, TEXT_PAIRS, Look, Tokens, contrast, contrast_theme
from console.views.cells import CellPainter

THEMES = (LIGHT, DARK, contrast_theme(False), contrast_theme(True))
NAMES = [f"{t.name}{'-dark' if t.is_dark and t.is_outlined else ''}" for t in THEMES]
SIDE_BY_SIDE = 4.5
"""Twice what can just be told apart."""
WATCHES = ("day", "evening", "night", "sheet")
SEVERITIES = ("stop", "ask", "accent")
FIGURES = ("good", "text")


DECORATION = {"line"}
"""Hairlines between cells: whatever they part can be told apart without them."""


def test_every_colour_is_held_against_its_ground() -> None:
    colours = {f.name for f in fields(Tokens) if f.type == "str" and f.name != "name"} - DECORATION
    assert {name for pairs in (TEXT_PAIRS, GRAPHIC_PAIRS) for pair in pairs for name in pair} >= colours


def closest(tokens: Tokens, names: tuple[str, ...], deficiency: str) -> tuple[float, str, str]:
    return min((distance(getattr(tokens, a), getattr(tokens, b), deficiency), a, b) for a, b in combinations(names, 2))


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colours_with_a_meaning_stay_apart_for_all_eyes(tokens: Tokens, deficiency: str) -> None:
    palettes = [SEVERITIES, FIGURES] if tokens.is_outlined else [WATCHES, SEVERITIES, FIGURES]
    for names in palettes:
        found = closest(tokens, names, deficiency)
        assert found[0] >= SIDE_BY_SIDE, found


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_contrast_holds_for_all_eyes(tokens: Tokens, deficiency: str) -> None:
    """A little less than for all cones: the simulation shifts lightness too, and the guideline knows none."""
    for pairs, least in ((TEXT_PAIRS, 4.0), (GRAPHIC_PAIRS, 2.7)):
        for ink, ground in pairs:
            light = sorted(luminance(getattr(tokens, name), deficiency) for name in (ink, ground))
            assert (light[1] + 0.05) / (light[0] + 0.05) >= least, (ink, ground)


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
def test_every_mark_of_a_cell_survives_without_colour(qapp, tokens: Tokens) -> None:
    """In grey, each state of a cell is still another picture: outline style, letter, corner, edge, hatch."""
    painter = CellPainter()
    painter.set_look(Look(tokens))
    plain = Face("HB-F", "tour", "day")
    faces = {
        "day": plain,
        "evening": plain._replace(watch="evening"),
        "night": plain._replace(watch="night"),
        "stop": plain._replace(outline="stop"),
        "ask": plain._replace(outline="ask"),
        "overtime": plain._replace(is_overtime=True),
        "locked": plain._replace(is_locked=True),
        "changed": plain._replace(is_changed=True),
        "leave": Face("HB-F", "leave"),
        "off": Face("", "off"),
    }
    grey = {name: shape_of(painter, face) for name, face in faces.items()}
    for one, other in combinations(grey, 2):
        assert grey[one] != grey[other], (one, other)


def shape_of(painter: CellPainter, face: Face) -> tuple[bool, ...]:
    """Return which pixels of a cell's picture differ from its ground: what is left of it without any colour."""
    image = QImage(46, 24, QImage.Format.Format_ARGB32_Premultiplied)
    drawing = QPainter(image)
    painter.draw(drawing, image.rect(), face)
    drawing.end()
    ground = image.pixelColor(23, 2).lightness()
    return tuple(
        abs(image.pixelColor(x, y).lightness() - ground) > 24
        for y in range(image.height())
        for x in range(image.width())
    )


BANDS = ("low", "guarded", "elevated", "high")


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=("light", "dark"))
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_bands_of_attention_are_a_scale_for_all_eyes_and_in_grey(tokens: Tokens, deficiency: str) -> None:
    """Each band is plainly darker than the one before it on a light sheet, and lighter on a dark one."""
    assert closest(tokens, BANDS, deficiency)[0] >= SIDE_BY_SIDE
    light = [luminance(getattr(tokens, band), deficiency) for band in BANDS]
    steps = [(max(a, b) + 0.05) / (min(a, b) + 0.05) for a, b in pairwise(light)]
    assert min(steps) >= 1.3, steps
    assert light == sorted(light, reverse=not tokens.is_dark)


@pytest.mark.parametrize("tokens", THEMES, ids=NAMES)
def test_what_an_empty_field_says_can_be_read(qapp, tokens: Tokens) -> None:
    app.make_application()
    app.dress(Look(tokens))
    field = QLineEdit()
    field.setPlaceholderText("does not expire")
    field.ensurePolished()
    ink = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert ink.alpha() == 255
    assert contrast(ink.name(), tokens.sheet) >= 4.5
