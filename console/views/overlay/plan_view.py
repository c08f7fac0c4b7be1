"""Posts on the floor plan, or as cards where there is none: zoom, pan, levels, and every post by keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QGraphicsScene,
    QGraphicsView,
    QWidget,
)

from console.background import Soon
from console.models.overlay import Mark
from console.models.overlay_plan import PlanLayout
from console.theme import Look
from console.views.overlay.handles import Handles
from console.views.overlay.post_item import ROOM, Grounds, PostItem
from scheduler.domain.words import PostCode

LEAST_ZOOM, MOST_ZOOM, ZOOM_STEP = 1.0, 8.0, 1.25
SHARP = 2.0
"""Pixels of the kept picture of the plan for a unit of the plan, as far as `MOST_SIDE` lets it."""
MOST_SIDE = 4_000
CLICK = 4
"""Pixels that the mouse may move between press and release of a click."""
KEYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class PlanView(QGraphicsView):
    """The view.

    Attributes:
        marks: What is drawn at each post.
        chosen: The post that is explained.
        is_stale: The figures rest on old data.

    Signals:
        post_chosen: A post was clicked, or gone to by key.
        zoomed: Another part of the plan is seen.
        opened: Enter was pressed on the chosen post.
    """

    post_chosen = Signal(object)
    zoomed = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.look = Look()
        self.grounds = Grounds(self.look)
        self.marks: dict[PostCode, Mark] = {}
        self.chosen: PostCode | None = None
        self.is_stale = False
        self.level = ""
        self.layout_shown: PlanLayout | None = None
        self.items_by_post: dict[PostCode, PostItem] = {}
        self.name_of: Callable[[PostCode], str] = str
        self.sentence_of: Callable[[PostCode], str] = str
        self._scene = QGraphicsScene(self)
        self._handles = Handles(self.viewport(), self.post_chosen.emit)
        self._soon_placed, self._soon_told = Soon(self._place_handles, self), Soon(self._tell_handles, self)
        self._soon_pictured = Soon(self._keep_picture, self)
        self.zoomed.connect(self._soon_placed.ask)
        self._picture = QPixmap()
        self._zoom, self._pressed = 1.0, QPoint()
        self.setScene(self._scene)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        for part in (self, self.viewport()):
            part.setAccessibleName("Floor plan")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    @property
    def handles(self) -> Handles:
        """What a screen reader finds of the posts, as it is now."""
        self._soon_placed.now()
        self._soon_told.now()
        return self._handles

    # ------------------------------------------------------------ what is drawn

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.look, self.grounds = look, Grounds(look)
        self.setBackgroundBrush(look.colour("sheet"))
        self._keep_picture()
        self.viewport().update()

    def show_layout(self, layout: PlanLayout) -> None:
        """Draw another plan."""
        self.layout_shown = layout
        self._scene.clear()
        self.items_by_post = {}
        for place in layout.places:
            item = PostItem(place, self)
            self._scene.addItem(item)
            self.items_by_post[place.post] = item
        self._handles.show_posts(self.items_by_post)
        left, top, wide, high = layout.box
        self._scene.setSceneRect(QRectF(left, top, wide, high).adjusted(-ROOM, -ROOM, ROOM, ROOM))
        self.level = ""
        self._picture = QPixmap()
        self._soon_pictured.ask()
        self.fit()

    def show_marks(self, marks: tuple[Mark, ...], is_stale: bool) -> None:
        """Draw other figures."""
        self.marks = {mark.post: mark for mark in marks}
        self.is_stale = is_stale
        self._soon_told.ask()
        self.viewport().update()

    def choose(self, post: PostCode | None) -> None:
        """Frame a post, and bring it into sight."""
        self.chosen = post
        item = self.items_by_post.get(post) if post is not None else None
        if item is not None and self._zoom > LEAST_ZOOM:
            self.ensureVisible(item, 20, 20)
            self.zoomed.emit()
        self._soon_told.ask()
        self.viewport().update()

    def area_of(self, post: PostCode | None) -> QRect | None:
        """Return where a post is seen, in pixels of the viewport; None: nowhere."""
        item = self.items_by_post.get(post) if post is not None else None
        if item is None or not item.isVisible():
            return None
        area = self.mapFromScene(item.path.boundingRect()).boundingRect().intersected(self.viewport().rect())
        return area if not area.isEmpty() else None

    def _tell_handles(self) -> None:
        """Let a screen reader say what the posts have now."""
        self._handles.tell(self.sentence_of, self.chosen)

    def _place_handles(self) -> None:
        """Keep what a screen reader finds where the posts are seen, once all is drawn that eyes see."""
        areas = {post: self.area_of(post) for post in self.items_by_post}
        self._handles.place({post: area for post, area in areas.items() if area is not None})

    def _keep_picture(self) -> None:
        """Draw the plan once, in the colours of the theme: on a dark sheet its lightness is turned round."""
        layout = self.layout_shown
        self._picture = QPixmap()
        self.resetCachedContent()
        if layout is None or layout.plan is None:
            return
        wide, high = layout.plan.box[2:]
        scale = min(SHARP, MOST_SIDE / max(wide, high))
        image = QImage(QSize(max(1, round(wide * scale)), max(1, round(high * scale))), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(layout.plan.svg.encode("utf-8"))).render(painter, QRectF(image.rect()))
        painter.end()
        if self.look.tokens.is_dark:
            image.invertPixels()
            painter = QPainter(image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Screen)
            painter.fillRect(image.rect(), self.look.colour("sheet"))
            painter.end()
        self._picture = QPixmap.fromImage(image)

    @property
    def picture(self) -> QPixmap:
        """The plan without posts, empty without a plan."""
        self._soon_pictured.now()
        return self._picture

    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Draw the plan, and the heading of the posts that are not on it."""
        super().drawBackground(painter, rect)  # type: ignore[arg-type]
        layout = self.layout_shown
        if layout is None or layout.plan is None:
            return
        if not self.picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRectF(*layout.plan.box), self._picture, QRectF(self._picture.rect()))
        if layout.head is not None and not self.level:
            at = painter.worldTransform().map(QPointF(*layout.head))
            painter.save()
            painter.setWorldTransform(QTransform())
            painter.setFont(self.look.font(12, True))
            painter.setPen(self.look.colour("second"))
            painter.drawText(at, "Not on the plan")
            painter.restore()

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Draw a frame around the view that has the focus."""
        super().drawForeground(painter, rect)  # type: ignore[arg-type]
        if self.hasFocus():
            painter.save()
            painter.setWorldTransform(QTransform())
            painter.setPen(QPen(self.look.colour("accent"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.restore()

    # ------------------------------------------------------------ what part is seen

    def show_level(self, level: str) -> None:
        """Show one level of the plan, "" for all."""
        self.level = level
        self.resetCachedContent()
        for item in self.items_by_post.values():
            item.setVisible(not level or item.place.level == level)
        self.fit()

    @property
    def extent(self) -> QRectF:
        """What is to be seen at zoom 1: everything, or the level that is shown."""
        every = self._scene.sceneRect()
        if not self.level or self.layout_shown is None or self.layout_shown.plan is None:
            return every
        found = QRectF()
        for outline in self.layout_shown.plan.outlines.values():
            if outline.level == self.level:
                found = found.united(QRectF(*outline.box))
        return found.adjusted(-ROOM, -ROOM, ROOM, ROOM) if not found.isEmpty() else every

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is seen."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    @property
    def zoom(self) -> float:
        """1: everything is seen; 2: everything is twice as large."""
        return self._zoom

    def fit(self) -> None:
        """Show everything."""
        self._zoom = 1.0
        self.resetTransform()
        self.fitInView(self.extent, Qt.AspectRatioMode.KeepAspectRatio)
        self.zoomed.emit()

    def zoom_by(self, factor: float) -> None:
        """Show everything larger (above 1) or smaller, never smaller than it fits."""
        wanted = min(max(self._zoom * factor, LEAST_ZOOM), MOST_ZOOM)
        if wanted == LEAST_ZOOM:
            self.fit()
        elif wanted != self._zoom:
            self.scale(wanted / self._zoom, wanted / self._zoom)
            self._zoom = wanted
            self.zoomed.emit()

    # ------------------------------------------------------------ keys and mouse

    def step(self, across: int, down: int) -> None:
        """Go to the nearest post in a direction: what lies aside counts more than what lies ahead."""
        here = self.items_by_post.get(self.chosen) if self.chosen is not None else None
        shown = [item for item in self.items_by_post.values() if item.isVisible()]
        if here is None or not here.isVisible():
            self._go(shown[0] if shown else None)
            return
        start = here.path.boundingRect().center()
        best: tuple[float, PostItem] | None = None
        for item in shown:
            to = item.path.boundingRect().center() - start
            ahead, aside = to.x() * across + to.y() * down, abs(to.x() * down) + abs(to.y() * across)
            if item is not here and ahead > 1:
                cost = ahead + 2.5 * aside
                if best is None or cost < best[0]:
                    best = cost, item
        self._go(best[1] if best is not None else None)

    def _go(self, item: PostItem | None) -> None:
        if item is not None:
            self.post_chosen.emit(item.place.post)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the post that lies there, Page Down to the next one; plus, minus and 0 zoom, Enter explains."""
        key = Qt.Key(event.key())
        shown = [item for item in self.items_by_post.values() if item.isVisible()]
        if key in KEYS and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step(*KEYS[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom_by(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_Home and shown:
            self._go(shown[0])
        elif key == Qt.Key.Key_End and shown:
            self._go(shown[-1])
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp) and shown:
            order = [item.place.post for item in shown]
            at = order.index(self.chosen) if self.chosen in order else -1
            self._go(shown[(at + (1 if key == Qt.Key.Key_PageDown else -1)) % len(shown)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the pointer is."""
        turned = event.angleDelta().y()
        if turned:
            self.zoom_by(ZOOM_STEP ** (turned / 120))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the plan; without a button, say what is under the pointer."""
        super().mouseMoveEvent(event)
        if event.buttons():
            self.zoomed.emit()
            return
        item = self.post_at(event.position().toPoint())
        self.viewport().setToolTip(self.sentence_of(item) if item is not None else "")
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if item else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the post that was clicked."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        if (at - self._pressed).manhattanLength() <= CLICK:
            post = self.post_at(at)
            if post is not None:
                self.post_chosen.emit(post)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)

    def post_at(self, at: QPoint) -> PostCode | None:
        """Return the post at a point of the viewport, the smallest where several lie over each other."""
        found = [item for item in self.items(at) if isinstance(item, PostItem)]
        if not found:
            return None
        return min(found, key=lambda i: i.boundingRect().width() * i.boundingRect().height()).place.post

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep everything in sight, unless a part was zoomed in on."""
        super().resizeEvent(event)
        if self._zoom == LEAST_ZOOM:
            self.fit()
        else:
            self.zoomed.emit()
