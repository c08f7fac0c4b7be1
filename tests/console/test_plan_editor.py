"""The floor plan's editor: files become harmless plans, posts are placed by mouse and keys, and it can be undone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QUndoStack
from PySide6.QtTest import QTest

from console.dialogs.plan_editor import PlanEditorDialog
from console.document import RosterDocument
from console.operations.overlay_plan import load_plan, save_plan
from console.theme import Look
from scheduler.domain.floor_plan import read_floor_plan

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
HOSTILE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><script>alert(1)</script>
<image href="http://example.org/x.png" width="9" height="9"/><rect id="wall" width="180" height="90"/></svg>"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.svg"
    path.write_text(HOSTILE, "utf-8")
    return path


def chosen(dialog: PlanEditorDialog, post: str) -> None:
    rows = [dialog.list.item(n).text().split(",")[0] for n in range(dialog.list.count())]
    dialog.list.setCurrentRow(rows.index(post))


def test_an_uploaded_drawing_is_cleaned_and_a_post_is_placed(document: RosterDocument, plan_file: Path) -> None:
    dialog, stack = PlanEditorDialog(document, Look()), QUndoStack()
    assert not dialog.keep.isEnabled()
    dialog.take_file(plan_file)
    assert "script" not in dialog.svg
    assert "example.org" not in dialog.svg
    dialog.resize(900, 600)
    dialog.show()
    chosen(dialog, "HA-F")
    canvas = dialog.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 200))
    QTest.mouseMove(canvas, QPoint(260, 300))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(260, 300))
    assert "HA-F" in dialog.polygons
    assert save_plan(document, stack, dialog.svg, dialog.polygons) == ""
    site = document.desk.site()
    post = next(p for p in site.posts if p.code == "HA-F")
    outline = read_floor_plan(site.floor_plan).outlines[post.outline]
    for found, drawn in zip(outline.points, dialog.polygons["HA-F"], strict=True):
        assert found == pytest.approx(drawn, abs=0.01)
    stack.undo()
    assert document.desk.site().floor_plan == ""
    stack.redo()
    assert "post-HA-F" in document.desk.site().floor_plan
    dialog.close()


def test_a_post_that_the_drawing_shows_is_marked_on_it(document: RosterDocument, plan_file: Path) -> None:
    dialog = PlanEditorDialog(document, Look())
    dialog.take_file(plan_file)
    dialog.resize(900, 600)
    dialog.show()
    shape = next(iter(dialog.canvas.plan.outlines))
    dialog._outlines["HB-F"] = shape
    dialog._list_posts()
    chosen(dialog, "HA-F")
    without = dialog.canvas.grab().toImage()
    assert dialog.canvas.drawn == ()
    chosen(dialog, "HB-F")
    assert dialog.list.currentItem().text() == "HB-F, on the drawing"
    assert dialog.canvas.drawn == dialog.canvas.plan.outlines[shape].points
    assert dialog.canvas.grab().toImage() != without
    dialog.close()


def test_keys_alone_place_move_size_and_take_off(document: RosterDocument, plan_file: Path) -> None:
    dialog = PlanEditorDialog(document, Look())
    dialog.take_file(plan_file)
    chosen(dialog, "YRD-1")
    canvas = dialog.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    first = canvas.places["YRD-1"]
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.places["YRD-1"].left() < first.left()
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert canvas.places["YRD-1"].height() > first.height()
    for _ in range(150):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.places["YRD-1"].right() <= 200.001, "it stays on the plan"
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert dialog.polygons == {}


def test_a_picture_becomes_a_plan_of_its_pixels(document: RosterDocument, tmp_path: Path) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    path = tmp_path / "plan.jpg"
    assert image.save(str(path))
    svg, fault = load_plan(path)
    assert fault == ""
    assert read_floor_plan(svg).box == (0, 0, 300, 200)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("plan.svg", b"<html/>", "no SVG"),
        ("plan.svg", b"\xff\xfe\x00", "no plan"),
        ("plan.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "document type"),
        ("plan.png", b"not a picture", "no plan"),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    svg, fault = load_plan(path)
    assert svg == ""
    assert told in fault
    assert load_plan(tmp_path / "gone.svg")[1].startswith("gone.svg could not be read")
