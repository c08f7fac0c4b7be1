"""How a cell looks: painted once for each face, size and look, and kept as a picture."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QRegion

from console.models.roles import Face
from console.operations.plans import Kind
from console.theme import Look
from console.views.pictures import Pictures


class CellPainter:
    """Paints faces. One a view; forgets its pictures when the look changes."""

    def __init__(self, is_left_aligned: bool = False) -> None:
        """Write texts in the middle of the cell, or at its left."""
        self._is_left = is_left_aligned
        self.pictures = Pictures()
        self._fonts: dict[tuple[float, bool], tuple[QFont, QFontMetricsF]] = {}
        self.look = Look()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.look = look
        self.pictures.clear()
        self._fonts.clear()

    def _font(self, size: float, is_bold: bool = False) -> tuple[QFont, QFontMetricsF]:
        """Return the face of texts at a size of the design, and its measures."""
        found = self._fonts.get((size, is_bold))
        if found is None:
            font = self.look.font(size, is_bold)
            found = self._fonts[size, is_bold] = font, QFontMetricsF(font)
        return found

    def draw(self, painter: QPainter, rect: QRect, face: Face) -> None:
        """Draw a face into a cell, from the kept picture if there is one."""
        self.pictures.draw(painter, rect, face, lambda own, area: self._paint(own, area, face), can_wait=True)

    def draw_selection(self, painter: QPainter, rect: QRect, is_current: bool, has_focus: bool) -> None:
        """Draw the selection over a cell: a frame, and a veil on the other cells of a larger selection."""
        accent = self.look.colour("accent")
        if not is_current:
            veil = QColor(accent)
            veil.setAlpha(36)
            painter.fillRect(rect, veil)
        width = self.look.px(2) if is_current and has_focus else 1
        painter.setPen(QPen(accent, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = width / 2
        painter.drawRect(QRectF(rect).adjusted(inset, inset, -inset, -inset))

    def draw_verdict(self, painter: QPainter, rect: QRect, kind: Kind, is_target: bool) -> None:
        """Draw over a cell what a drop on it would be: a tick, a question mark, or a veil with a cross."""
        if kind == "unknown" and not is_target:
            return
        mark = ("verdict", kind, is_target)
        self.pictures.draw(painter, rect, mark, lambda own, area: self._paint_verdict(own, area, kind, is_target))

    def _paint_verdict(self, painter: QPainter, area: QRectF, kind: Kind, is_target: bool) -> None:
        look = self.look
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if kind == "refused":
            veil = look.colour("window")
            veil.setAlpha(190)
            painter.fillRect(area, veil)
        name = {"legal": "good", "ask": "ask", "refused": "second", "unknown": "accent"}[kind]
        painter.setPen(QPen(look.colour(name), look.px(10 if kind == "refused" else 18) / 10))
        side = look.px(5 if kind == "refused" else 7)
        badge = QRectF(area.left() + look.px(3), area.top() + look.px(3), side, side)
        if kind == "legal":
            corner = QPointF(badge.left() + side * 0.35, badge.bottom())
            painter.drawPolyline([QPointF(badge.left(), badge.center().y()), corner, badge.topRight()])
        elif kind == "ask":
            painter.setFont(look.font(9.5, True))
            painter.drawText(QPointF(badge.left(), badge.bottom() + look.px(1)), "?")
        elif kind == "refused":
            painter.drawLine(badge.topLeft(), badge.bottomRight())
            painter.drawLine(badge.topRight(), badge.bottomLeft())
        if is_target:
            wide = look.px(3)
            pen = QPen(look.colour(name), wide)
            if kind != "legal":
                pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(wide / 2, wide / 2, -wide / 2 - 1, -wide / 2 - 1))

    # ------------------------------------------------------------ one picture

    def _paint(self, painter: QPainter, area: QRectF, face: Face) -> None:
        look, width = self.look, area.width()
        has_ground = face.kind == "tour" and face.watch and not look.tokens.is_outlined
        painter.fillRect(area, look.watch(face.watch) if has_ground else look.colour("sheet"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if face.kind == "leave":
            self._hatch(painter, area, face.text)
        elif face.kind == "none":
            painter.fillRect(area, look.colour("window"))
        self._lines(painter, area)
        if face.kind == "tour":
            self._watch(painter, area, face.watch)
        if face.kind == "off":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("control_line"))
            painter.drawEllipse(area.center(), look.px(10) / 10, look.px(10) / 10)
        self._write(painter, area, face)
        if face.is_changed:
            side = look.px(8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent"))
            painter.drawPolygon(
                QPolygonF([QPointF(width - side - 1, 0), QPointF(width - 1, 0), QPointF(width - 1, side)])
            )
        if face.outline:
            self._outline(painter, area, face.outline)

    def _watch(self, painter: QPainter, area: QRectF, watch: str) -> None:
        """Tell evening and night by an edge at the left too, broken and whole: grounds are not seen by everybody."""
        if watch not in ("evening", "night"):
            return
        look = self.look
        wide, gap = look.px(2), area.height() / 5
        ink = look.colour("second")
        if watch == "night":
            painter.fillRect(QRectF(0, 0, wide, area.height() - 1), ink)
        else:
            for n in (0, 2, 4):
                painter.fillRect(QRectF(0, n * gap, wide, gap - 1), ink)

    def _hatch(self, painter: QPainter, area: QRectF, text: str) -> None:
        """Hatch a cell, but for the place of its word."""
        step = self.look.px(7)
        word = self._font(11.5)[1].boundingRect(text).adjusted(-3, 0, 3, 0)
        word.moveCenter(area.center())
        painter.setPen(QPen(self.look.colour("line"), self.look.px(2)))
        painter.setClipRegion(QRegion(area.toRect()).subtracted(QRegion(word.toAlignedRect())))
        x = -area.height()
        while x < area.width():
            painter.drawLine(QPointF(x, area.height()), QPointF(x + area.height(), 0))
            x += step
        painter.setClipping(False)

    def _lines(self, painter: QPainter, area: QRectF) -> None:
        painter.setPen(QPen(self.look.colour("line"), 1))
        right, bottom = area.width() - 0.5, area.height() - 0.5
        painter.drawLine(QPointF(right, 0), QPointF(right, area.height()))
        painter.drawLine(QPointF(0, bottom), QPointF(area.width(), bottom))

    def _write(self, painter: QPainter, area: QRectF, face: Face) -> None:
        if not face.text and not face.is_locked:
            return
        look = self.look
        marks = look.px(11) if face.is_overtime else 0
        margin = look.px(8) if self._is_left else look.px(2)
        room = area.width() - 2 * margin - marks
        text = face.text
        for size in (11.5, 10.5, 9.5):  # a long code is written smaller before it is cut
            font, metrics = self._font(size, face.outline == "stop")
            if self._is_left or metrics.horizontalAdvance(text) <= room:
                break
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        wide = metrics.horizontalAdvance(text)
        left = margin if self._is_left else (area.width() - wide - marks) / 2
        quiet = face.kind in ("leave", "duty", "spare") or (face.kind == "empty" and not face.outline)
        painter.setFont(font)
        painter.setPen(
            look.colour(face.outline if face.kind == "empty" and face.outline else "second" if quiet else "text")
        )
        base = (area.height() + metrics.ascent() - metrics.descent()) / 2
        if face.kind == "leave":  # keep the word clear of the hatch behind it
            painter.fillRect(
                QRectF(left - 2, base - metrics.ascent(), wide + 4, metrics.height()), look.colour("sheet")
            )
        painter.drawText(QPointF(left, base), text)
        if face.is_overtime:
            painter.setFont(self._font(11, True)[0])
            painter.setPen(look.colour("text"))
            painter.drawText(QPointF(left + wide + look.px(2), base), "O")
        if face.is_locked:
            side = look.px(5)
            corner = QRectF(area.width() - side - look.px(2), area.height() - side - look.px(2), side, side)
            painter.fillRect(corner, QBrush(look.colour("second")))

    def _outline(self, painter: QPainter, area: QRectF, mark: str) -> None:
        wide = max(1.5, self.look.zoom * 0.018)
        pen = QPen(self.look.colour(mark), wide)
        if mark == "ask":
            pen.setDashPattern([3.0, 2.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = wide / 2 + 0.5
        painter.drawRect(area.adjusted(inset, inset, -inset - 1, -inset - 1))
