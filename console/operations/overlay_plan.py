"""The facility's floor plan: read from a file made by anybody, and saved with the places of its posts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImageReader, QUndoStack

from console.document import RosterDocument
from console.operations import exchange
from console.operations.setup import ChangeFacility
from scheduler.api import DeskError
from scheduler.domain.floor_plan import MOST_CHARACTERS, FloorPlanError, picture_plan, read_floor_plan, with_placed
from scheduler.domain.floor_plan_shapes import Point
from scheduler.domain.site_edit import SiteEdit
from scheduler.domain.words import PostCode

LONGEST_SIDE = 2_400
"""Pixels of a picture's longer side; larger ones are made smaller."""
Placed = Mapping[PostCode, Sequence[Point]]


def load_plan(path: Path) -> tuple[str, str]:
    """Return (plan, "") from an SVG or a picture, cleaned of all that does not draw; or ("", why not)."""
    try:
        if path.stat().st_size > MOST_CHARACTERS:
            return "", f"{path.name} is larger than {MOST_CHARACTERS // 1_000_000} MB."
        if path.suffix.lower() == ".svg":
            return read_floor_plan(path.read_text(encoding="utf-8-sig")).svg, ""
        return read_floor_plan(_picture(path)).svg, ""
    except (FloorPlanError, UnicodeDecodeError) as error:
        return "", f"{path.name} is no plan that can be used: {str(error).rstrip('.')}."
    except OSError as error:
        return "", f"{path.name} could not be read: {error.strerror or error}."


def _picture(path: Path) -> str:
    """Return a plan of a picture, drawn anew: nothing but its pixels is kept."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(size.scaled(QSize(LONGEST_SIDE, LONGEST_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise FloorPlanError(f"{reader.errorString()}.")
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return picture_plan(bytes(held.data()), image.width(), image.height())


def outline_id(post: PostCode) -> str:
    """Return the id of a post's outline on the plan."""
    return f"post-{re.sub(r'[^A-Za-z0-9_.-]', '_', post)}"


def save_plan(document: RosterDocument, stack: QUndoStack, svg: str, placed: Placed) -> str:
    """Save a plan with posts placed on it; return "" or why it was not saved.

    Outlines that the new plan does not have are forgotten, so that no post points to nothing.

    Args:
        document: Its database gets the plan.
        stack: Undo and redo of the facility's data.
        svg: The plan, "" for none.
        placed: Polygons in the plan's own units.
    """
    desk = document.desk
    if desk is None:
        return "Open a database first: File, Open database."
    try:
        before = desk.site()
        made = with_placed(svg, {outline_id(post): points for post, points in placed.items()}) if svg else ""
        ids = set(re.findall(r' id="([^"]+)"', made))
        posts = tuple(
            replace(post, outline=outline_id(post.code))
            if post.code in placed
            else post
            if not post.outline or post.outline in ids
            else replace(post, outline="")
            for post in before.posts
        )
        areas = tuple(
            area if not area.outline or area.outline in ids else replace(area, outline="") for area in before.areas
        )
        edit = SiteEdit.between(before, replace(before, floor_plan=made, posts=posts, areas=areas), "Floor plan")
        desk.setup.apply(edit)
    except (DeskError, FloorPlanError) as error:
        return f"Nothing was saved: {str(error).rstrip('.')}."
    if edit.changes:
        stack.push(ChangeFacility(document, edit))
        exchange.reload(document)
    return ""
