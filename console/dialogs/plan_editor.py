"""Place posts on the facility's floor plan: choose a post, drag its place on the drawing, or move it by keys."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.operations.overlay_plan import load_plan, outline_id
from console.theme import LIGHT, Look
from console.widgets.basics import button, label, offer, paragraph
from scheduler.domain.floor_plan import FloorPlan, FloorPlanError, placed_in, read_floor_plan
from scheduler.domain.words import PostCode

EXPLAINED = (
    "Choose a post, then drag its place on the drawing. By keys: Enter puts it in the middle, arrows move it, Shift "
    "with arrows makes it larger or smaller, Del takes it off. Scripts, links and everything else that does not draw "
    "are left out of an uploaded file."
)
KINDS = "Plans (*.svg *.png *.jpg *.jpeg *.webp *.bmp)"
STEP, LEAST = 0.01, 0.015
"""Of the plan's longer side: what an arrow moves by, and the smallest place."""
SIZE = QSize(1080, 720)
ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class PlanCanvas(QWidget):
    """The drawing with the places on it, always a light sheet: plans are drawn for one.

    Attributes:
        places: Where posts were placed by hand, in the plan's units.
        chosen: The post that is placed and moved.
        drawn: Corners of the shape that the drawing itself has for it, none where it has none.

    Signals:
        placed: (post, `QRectF` in the plan's units, None: taken off).
    """

    placed = Signal(object, object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        """Start without a plan."""
        super().__init__(parent)
        self._look = look
        self.plan: FloorPlan | None = None
        self.places: dict[PostCode, QRectF] = {}
        self.chosen: PostCode | None = None
        self.drawn: tuple[tuple[float, float], ...] = ()
        self._drawing = QSvgRenderer(self)
        self._from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Drawing")
        self.setMinimumSize(320, 240)

    def show_plan(self, plan: FloorPlan | None) -> None:
        """Draw a plan."""
        self.plan = plan
        self._drawing.load(QByteArray((plan.svg if plan is not None else "<svg/>").encode("utf-8")))
        self.update()

    @property
    def _box(self) -> QRectF:
        return QRectF(*self.plan.box) if self.plan is not None else QRectF(0, 0, 1, 1)

    def _scale(self) -> tuple[float, QPointF]:
        """Return pixels for a unit of the plan, and where the plan's origin lies."""
        box, room = self._box, QRectF(self.rect()).adjusted(4, 4, -4, -4)
        scale = min(room.width() / box.width(), room.height() / box.height())
        return scale, room.center() - box.center() * scale

    def to_plan(self, at: QPointF) -> QPointF:
        """Return the point of the plan under a point of the widget."""
        scale, origin = self._scale()
        return (at - origin) / scale

    def place(self, area: QRectF | None) -> None:
        """Place the chosen post, within the plan and not too small to be seen; None takes it off."""
        if self.chosen is None or self.plan is None:
            return
        if area is not None:
            box, least = self._box, LEAST * max(self._box.width(), self._box.height())
            area = QRectF(area.left(), area.top(), max(area.width(), least), max(area.height(), least))
            area.moveLeft(min(max(area.left(), box.left()), box.right() - area.width()))
            area.moveTop(min(max(area.top(), box.top()), box.bottom() - area.height()))
            self.places[self.chosen] = area
        else:
            self.places.pop(self.chosen, None)
        self.placed.emit(self.chosen, area)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw sheet, plan and places."""
        look, painter = self._look, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.plan is not None:
            scale, origin = self._scale()
            box = self._box
            area = QRectF(box.topLeft() * scale + origin, box.bottomRight() * scale + origin)
            self._drawing.render(painter, area)
            painter.setFont(look.font(12, True))
            if self.drawn and self.chosen not in self.places:
                shape = QPolygonF([QPointF(x, y) * scale + origin for x, y in self.drawn])
                painter.setPen(QPen(QColor(LIGHT.accent), 3, Qt.PenStyle.DashLine))
                painter.drawPolygon(shape)
                inside = shape.boundingRect().adjusted(6, 4, -4, -4)
                painter.drawText(inside, Qt.AlignmentFlag.AlignBottom, str(self.chosen))
            for post, place in self.places.items():
                shown = QRectF(place.topLeft() * scale + origin, place.bottomRight() * scale + origin)
                ink = QColor(LIGHT.accent) if post == self.chosen else Qt.GlobalColor.darkGray
                painter.setPen(QPen(ink, 3 if post == self.chosen else 1.5))
                painter.drawRect(shown)
                painter.drawText(shown.adjusted(5, 3, -3, -3), Qt.AlignmentFlag.AlignBottom, post)
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent") if not look.tokens.is_dark else QColor(LIGHT.accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a place."""
        self._from = self.to_plan(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the place along."""
        if self._from is not None:
            self.place(QRectF(self._from, self.to_plan(event.position())).normalized())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the place."""
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Place, move, size and take off by keys."""
        key = Qt.Key(event.key())
        box = self._box
        step = STEP * max(box.width(), box.height())
        here = self.places.get(self.chosen) if self.chosen is not None else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and here is None:
            area = QRectF(0, 0, 10 * step, 7 * step)
            area.moveCenter(box.center())
            self.place(area)
        elif key in ARROWS and here is not None:
            across, down = ARROWS[key][0] * step, ARROWS[key][1] * step
            is_sizing = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.place(here.adjusted(0, 0, across, down) if is_sizing else here.translated(across, down))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and here is not None:
            self.place(None)
        else:
            event.ignore()


class PlanEditorDialog(QDialog):
    """The window. `svg` and `polygons` are what is to be saved."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Start with the facility's plan."""
        super().__init__(parent)
        self.setWindowTitle("Floor plan")
        self.resize(SIZE)
        site = document.desk.site() if document.desk is not None else None
        self.svg = site.floor_plan if site is not None else ""
        self._names = {post.code: post.name for post in site.posts} if site is not None else {}
        self._outlines = {post.code: post.outline for post in site.posts} if site is not None else {}
        self.canvas = PlanCanvas(look)
        self.list = QListWidget()
        self.list.setAccessibleName("Posts")
        self.list.setProperty("role", "lines")
        self.list.setSpacing(2)
        self._said = paragraph("", "second")
        self.upload = button("Upload a plan or picture...", "", self.ask_file)
        self.remove = button("Take off the plan", "", lambda: self.canvas.place(None))
        self.keep = button("Save", "primary", self.accept)
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row)
        self.canvas.placed.connect(self._on_placed)
        self._take(self.svg)
        self.list.setCurrentRow(0)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.addWidget(self.list, 1)
        side.addWidget(self.remove)
        middle = QHBoxLayout()
        middle.addLayout(side, 1)
        middle.addWidget(self.canvas, 4)
        buttons = QHBoxLayout()
        buttons.addWidget(self.upload)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        buttons.addWidget(button("Cancel", "", self.reject))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Floor plan", "title"))
        column.addWidget(paragraph(EXPLAINED, "second"))
        column.addWidget(self._said)
        column.addLayout(middle, 1)
        column.addLayout(buttons)

    @property
    def polygons(self) -> dict[PostCode, tuple[tuple[float, float], ...]]:
        """The places as polygons in the plan's own units."""
        return {
            post: (
                (area.left(), area.top()),
                (area.right(), area.top()),
                (area.right(), area.bottom()),
                (area.left(), area.bottom()),
            )
            for post, area in self.canvas.places.items()
        }

    def ask_file(self) -> None:
        """Ask for a file, and take it."""
        path, _ = QFileDialog.getOpenFileName(self, "Upload a plan or picture", "", KINDS)
        if path:
            self.take_file(Path(path))

    def take_file(self, path: Path) -> None:
        """Take a file instead of the plan; places stay where they lie within it."""
        svg, fault = load_plan(path)
        if fault:
            self._say(fault)
        else:
            self._take(svg)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._said.setVisible(bool(words))

    def _take(self, svg: str) -> None:
        plan, words = None, ""
        try:
            plan = read_floor_plan(svg) if svg else None
        except FloorPlanError as error:
            words = f"The plan cannot be shown: {error}"
        self.svg = svg if plan is not None else ""
        held = placed_in(plan) if plan is not None else {}
        for post in self._names:
            points = held.get(outline_id(post))
            if points:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                self.canvas.places[post] = QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))
        self._say(words or ("" if plan is not None else "There is no plan yet: upload an SVG or a picture."))
        self.canvas.show_plan(plan)
        offer(self.keep, "" if plan is not None else "Upload an SVG or a picture first.")
        self._list_posts()

    def _list_posts(self) -> None:
        at, plan = max(0, self.list.currentRow()), self.canvas.plan
        self.list.blockSignals(True)
        self.list.clear()
        for post, name in self._names.items():
            is_drawn = plan is not None and self._outlines[post] in plan.outlines
            where = "placed" if post in self.canvas.places else "on the drawing" if is_drawn else "not on the plan"
            item = QListWidgetItem(f"{post}, {where}")
            item.setToolTip(name)
            item.setData(Qt.ItemDataRole.UserRole, post)
            self.list.addItem(item)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self._on_row(at)

    def _on_row(self, row: int) -> None:
        item = self.list.item(row)
        self.canvas.chosen = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self.canvas.setAccessibleDescription(item.text() if item is not None else "")
        post, plan = self.canvas.chosen, self.canvas.plan
        outline = plan.outlines.get(self._outlines[post]) if plan is not None and post is not None else None
        self.canvas.drawn = outline.points if outline is not None else ()
        is_placed = self.canvas.chosen in self.canvas.places
        offer(self.remove, "" if is_placed else "Choose a post that was placed on the plan here.")
        self.canvas.update()

    def _on_placed(self, post: PostCode, area: QRectF | None) -> None:
        self._list_posts()
