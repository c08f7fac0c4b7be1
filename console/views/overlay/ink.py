"""How attention looks: a fill for each band, stripes and hatch where something is not known, bars beside colour."""

from itertools import product
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from console.models.overlay import Mark
from console.theme import Look
from scheduler.domain.attention import Band

ORDER = tuple(Band)
VEIL = 110
"""How much of the sheet, of 255, lies over figures that rest on old data."""
BAR, BAR_GAP, TALLEST = 3.0, 2.0, 12.0
SIZES = (13.0, 11.0, 9.0, 7.0, 5.5)
"""Sizes of the writing on a post, the first that fits."""
LEAST_SIZE = 9.0
"""What is smaller than this on screen is not written at all: where everything is larger, more sizes are left."""


def ink_of(look: Look, mark: Mark) -> QColor:
    """Return the colour of writing on a mark."""
    if mark.is_unchanged:
        return look.colour("second")
    if mark.kind in ("settled", "between") and not look.tokens.is_outlined:
        return look.colour(f"on_{mark.band}")
    return look.colour({"closed": "second", "uncovered": "stop"}.get(mark.kind, "text"))


def fill_mark(painter: QPainter, look: Look, path: QPainterPath, mark: Mark, is_stale: bool = False) -> None:
    """Fill a shape as its mark says: a band, stripes of two, a hatch, or nothing, and draw its edge.

    Where a difference is looked at, what stands as before stays empty, so that what differs stands out.

    Args:
        painter: Draws in device pixels.
        look: Colours and sizes.
        path: The shape.
        mark: What is known.
        is_stale: The figures rest on old data: they are veiled, the edge is dotted.
    """
    is_outlined = look.tokens.is_outlined
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    has_ground = mark.kind in ("settled", "between") and not mark.is_unchanged
    painter.fillPath(path, look.colour(f"{mark.band}" if has_ground else "sheet"))
    if mark.kind == "between" and has_ground:
        _stripes(
            painter, look, path, look.colour("line" if is_outlined else f"{mark.top}"), 12, 1 if is_outlined else 4
        )
    elif mark.kind == "unknown" and not mark.is_unchanged:
        _stripes(painter, look, path, look.colour("control_line"), 7, 1)
    elif mark.kind == "uncovered":
        _cross(painter, look, path)
    if is_stale and mark.kind != "closed":
        veil = look.colour("sheet")
        veil.setAlpha(VEIL)
        painter.fillPath(path, veil)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_edge(look, mark, is_stale))
    painter.drawPath(path)
    painter.restore()


def _edge(look: Look, mark: Mark, is_stale: bool) -> QPen:
    if mark.kind == "uncovered":
        return QPen(look.colour("stop"), look.px(3))
    wide = 1.0
    if (
        look.tokens.is_outlined and mark.has_points and not mark.is_unchanged
    ):  # no fills there: the edge grows with the band
        wide = look.px(1 + ORDER.index(mark.top))
    pen = QPen(look.colour("line" if mark.kind == "closed" or mark.is_unchanged else "control_line"), wide)
    if is_stale:
        pen.setStyle(Qt.PenStyle.DotLine)
        pen.setWidthF(max(wide, look.px(2)))
    elif mark.kind == "closed":
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen


def _stripes(painter: QPainter, look: Look, path: QPainterPath, ink: QColor, step: float, wide: float) -> None:
    area = path.boundingRect()
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(ink, look.px(wide * 10) / 10))
    gap = look.px(step) * 1.4142
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(QLineF(x, area.bottom(), x + area.height(), area.top()))
        x += gap
    painter.restore()


def _cross(painter: QPainter, look: Look, path: QPainterPath) -> None:
    area = path.boundingRect()
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(look.colour("line"), look.px(2)))
    painter.drawLine(QLineF(area.topLeft(), area.bottomRight()))
    painter.drawLine(QLineF(area.topRight(), area.bottomLeft()))
    painter.restore()


def plate(painter: QPainter, look: Look, mark: Mark, area: QRectF) -> None:
    """Lay a plain ground under words that stand on stripes."""
    if mark.kind in ("between", "unknown", "uncovered") and not mark.is_unchanged:
        painter.fillRect(area, look.colour(f"{mark.band}" if mark.kind == "between" else "sheet"))


def draw_bars(painter: QPainter, look: Look, corner: QPointF, mark: Mark, ink: QColor) -> None:
    """Draw four bars, as many of them filled as the band is high; `corner` is their lower right end.

    Where two bands are possible, the bars between them are outlines.
    """
    if not mark.has_points:
        return
    low, top = ORDER.index(mark.band), ORDER.index(mark.top)
    wide, gap = look.px(BAR), look.px(BAR_GAP)
    left = corner.x() - 4 * wide - 3 * gap
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for n in range(4):
        high = look.px(TALLEST * (n + 1) / 4)
        bar = QRectF(round(left + n * (wide + gap)), round(corner.y()) - high, wide, high)
        if n <= low:
            painter.fillRect(bar, ink)
        elif n <= top:
            painter.setPen(QPen(ink, 1))
            painter.drawRect(bar.adjusted(0, 0, -1, -1))
        else:
            painter.fillRect(QRectF(bar.left(), bar.bottom() - look.px(1), wide, look.px(1)), ink)
    painter.restore()


def bars_width(look: Look) -> int:
    """Return the width of the four bars in pixels."""
    return 4 * look.px(BAR) + 3 * look.px(BAR_GAP)


def draw_arrow(painter: QPainter, corner: QPointF, side: float, direction: int, ink: QColor) -> None:
    """Draw a triangle that points up for more attention than before, down for less; `corner` is its upper left end."""
    if not direction:
        return
    x, y = corner.x(), corner.y()
    tip, base = (y, y + side) if direction > 0 else (y + side, y)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(QPolygonF([QPointF(x, base), QPointF(x + side, base), QPointF(x + side / 2, tip)]))
    painter.restore()


def draw_post(
    painter: QPainter, look: Look, path: QPainterPath, mark: Mark, name: str, is_chosen: bool, is_stale: bool
) -> None:
    """Draw a post on plan or card: fill, name above, code with figures below, bars at the right, a frame if chosen.

    Args:
        painter: Draws in device pixels.
        look: Colours and sizes.
        path: The shape.
        mark: What is known.
        name: What stands above.
        is_chosen: It is the one explained.
        is_stale: The figures rest on old data.
    """
    fill_mark(painter, look, path, mark, is_stale)
    whole = path.boundingRect()
    inset = min(look.px(7), whole.width() / 12)
    area = whole.adjusted(inset, min(look.px(5), inset), -inset, -min(look.px(6), inset))
    if area.width() > 16 and area.height() > LEAST_SIZE:
        _write(painter, look, area, mark, name)
    if is_chosen:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("sheet"), look.px(5)))
        painter.drawPath(path)
        painter.setPen(QPen(look.colour("accent"), look.px(3)))
        painter.drawPath(path)
        painter.restore()


class _Words(NamedTuple):
    """What is written below on a post: lines from the lowest up, their size, and whether bars stand at the right."""

    lines: tuple[str, ...]
    size: float
    has_bars: bool


def _fitting(look: Look, area: QRectF, mark: Mark, wants_bars: bool) -> _Words:
    """Return the most that can be written without cutting anything: code and figures, else figures, as large as fits.

    A figure that is cut would be another figure; the bars give way before it does.
    """
    faces = dict.fromkeys((mark.face, mark.points or mark.kind))
    sizes = [size for size in SIZES if size * look.zoom / 100 >= LEAST_SIZE]
    for has_bars in dict.fromkeys((wants_bars, False)):
        room = area.width() - (bars_width(look) + look.px(6) if has_bars else 0)
        for face, size in product(faces, sizes):
            metrics = QFontMetricsF(look.font(size, True))
            both = f"{mark.post}  {face}"
            if metrics.horizontalAdvance(both) <= room and metrics.height() <= area.height():
                return _Words((both,), size, has_bars)
            is_low = area.height() < 2 * metrics.height()
            if not is_low and max(metrics.horizontalAdvance(face), metrics.horizontalAdvance(mark.post)) <= room:
                return _Words((face, str(mark.post)), size, has_bars)
    for face, size in product(faces, sizes):
        metrics = QFontMetricsF(look.font(size, True))
        if metrics.horizontalAdvance(face) <= area.width() and metrics.height() <= area.height() + 2:
            return _Words((face,), size, False)
    return _Words((), sizes[-1], wants_bars)


def _write(painter: QPainter, look: Look, area: QRectF, mark: Mark, name: str) -> None:
    ink = ink_of(look, mark)
    wants_bars = area.width() > look.px(70) and mark.has_points and (mark.was is None or bool(mark.direction))
    words = _fitting(look, area, mark, wants_bars)
    has_bars, bold, plain = words.has_bars, look.font(words.size, True), look.font(12)
    metrics = QFontMetricsF(bold)
    line = metrics.height()
    painter.setFont(bold)
    for number, text in enumerate(words.lines):
        base = area.bottom() - number * line
        box = QRectF(area.left(), base - line, metrics.horizontalAdvance(text), line)
        plate(painter, look, mark, box.adjusted(-3, 0, 3, 0))
        painter.setPen(ink)
        painter.drawText(box.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
    if has_bars:
        corner = QPointF(area.right(), area.bottom() - 2)
        wide = bars_width(look)
        box = QRectF(corner.x() - wide - 3, corner.y() - look.px(TALLEST) - 3, wide + 6, look.px(TALLEST) + 6)
        plate(painter, look, mark, box)
        if mark.was is not None:
            side = look.px(10)
            draw_arrow(painter, QPointF(corner.x() - side, corner.y() - side), side, mark.direction, ink)
        else:
            draw_bars(painter, look, corner, mark, ink)
    above = area.height() - len(words.lines) * line
    small = QFontMetricsF(plain)
    if name and above >= small.height() + look.px(4):
        said = small.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        box = QRectF(area.left(), area.top(), small.horizontalAdvance(said), small.height())
        plate(painter, look, mark, box.adjusted(-3, 0, 3, 0))
        painter.setFont(plain)
        painter.setPen(ink)
        painter.drawText(box.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
