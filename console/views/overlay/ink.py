"""How attention looks: a fill for each band, stripes and hatch where something is not known, bars beside colour."""

from itertools import product
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF, QStaticText

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
MOST_WORDS = 8_192
"""Words of a kind that are kept laid out; where more are seen they are laid out again."""


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
    if is_stale and mark.kind != "closed":
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


class Words(NamedTuple):
    """What is written below on a post: lines from the lowest up, their size, and whether bars stand at the right."""

    lines: tuple[str, ...]
    size: float
    has_bars: bool


class Lettering:
    """Measures and laid out words of a look, each worked out once: that takes longer than all else that is drawn."""

    def __init__(self, look: Look) -> None:
        """Start empty."""
        self.look = look
        self._widths: dict[tuple[str, float], float] = {}
        self._heights: dict[float, float] = {}
        self._texts: dict[tuple[str, float], QStaticText] = {}
        self._fonts: dict[float, QFont] = {}
        self.sizes = tuple(size for size in SIZES if size * look.zoom / 100 >= LEAST_SIZE)
        self.bars = bars_width(look) + look.px(6)

    def font(self, size: float) -> QFont:
        """Return the bold face of a size."""
        found = self._fonts.get(size)
        if found is None:
            found = self._fonts[size] = self.look.font(size, True)
        return found

    def width(self, text: str, size: float) -> float:
        """Return the width of bold words of a size in pixels."""
        found = self._widths.get((text, size))
        if found is None:
            if len(self._widths) >= MOST_WORDS:
                self._widths.clear()
            found = QFontMetricsF(self.font(size)).horizontalAdvance(text)
            self._widths[text, size] = found
        return found

    def height(self, size: float) -> float:
        """Return the height of a line of bold words of a size in pixels."""
        found = self._heights.get(size)
        if found is None:
            found = self._heights[size] = QFontMetricsF(self.font(size)).height()
        return found

    def text(self, text: str, size: float) -> QStaticText:
        """Return bold words of a size, laid out."""
        found = self._texts.get((text, size))
        if found is None:
            if len(self._texts) >= MOST_WORDS:
                self._texts.clear()
            found = self._texts[text, size] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.font(size))
        return found


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
    lettering = Lettering(look)
    area = writing_area(look, path)
    words = words_on(lettering, area, mark)
    draw_ground(painter, lettering, path, mark, name, words, is_chosen, is_stale)
    draw_words(painter, lettering, area, mark, words, ink_of(look, mark))


def writing_area(look: Look, path: QPainterPath) -> QRectF:
    """Return where a post is written on: its extent without a margin."""
    whole = path.boundingRect()
    inset = min(look.px(7), whole.width() / 12)
    return whole.adjusted(inset, min(look.px(5), inset), -inset, -min(look.px(6), inset))


def draw_ground(
    painter: QPainter,
    lettering: Lettering,
    path: QPainterPath,
    mark: Mark,
    name: str,
    words: Words | None,
    is_chosen: bool,
    is_stale: bool,
) -> None:
    """Draw all of a post but code and figures: the same for every mark with the same bands and words as long.

    Args:
        painter: Draws in device pixels.
        lettering: Colours, sizes and words.
        path: The shape.
        mark: What is known.
        name: What stands above.
        words: What will be written below, None for nothing.
        is_chosen: It is the one explained.
        is_stale: The figures rest on old data.
    """
    look = lettering.look
    fill_mark(painter, look, path, mark, is_stale)
    if words is not None:
        _write_around(painter, lettering, writing_area(look, path), mark, name, words)
    if is_chosen:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour("sheet"), look.px(5)))
        painter.drawPath(path)
        painter.setPen(QPen(look.colour("accent"), look.px(3)))
        painter.drawPath(path)
        painter.restore()


def draw_words(
    painter: QPainter, lettering: Lettering, area: QRectF, mark: Mark, words: Words | None, ink: QColor
) -> None:
    """Write code and figures at the lower left of a post, what `words_on` and `ink_of` gave for its mark."""
    if words is None or not words.lines:
        return
    size = words.size
    left, top, line = area.left(), area.bottom(), lettering.height(size)
    painter.setFont(lettering.font(size))
    painter.setPen(ink)
    for text in words.lines:
        top -= line
        if mark.kind != "settled":
            plate(painter, lettering.look, mark, QRectF(left - 3, top, lettering.width(text, size) + 6, line))
        painter.drawStaticText(QPointF(left, top), lettering.text(text, size))


def words_on(lettering: Lettering, area: QRectF, mark: Mark) -> Words | None:
    """Return the most that can be written without cutting anything: code and figures, else figures, as large as fits.

    A figure that is cut would be another figure; the bars give way before it does. None where nothing has room.
    """
    look, room = lettering.look, area.width()
    if room <= 16 or area.height() <= LEAST_SIZE:
        return None
    wants_bars = room > look.px(70) and mark.has_points and (mark.was is None or bool(mark.direction))
    faces = dict.fromkeys((mark.face, mark.points or mark.kind))
    sizes = lettering.sizes
    code = f"{mark.post}  "
    for has_bars in dict.fromkeys((wants_bars, False)):
        left = room - (lettering.bars if has_bars else 0)
        for face, size in product(faces, sizes):
            high, wide = lettering.height(size), lettering.width(face, size)
            if lettering.width(code, size) + wide <= left and high <= area.height():
                return Words((code + face,), size, has_bars)
            if area.height() >= 2 * high and max(wide, lettering.width(str(mark.post), size)) <= left:
                return Words((face, str(mark.post)), size, has_bars)
    for face, size in product(faces, sizes):
        if lettering.width(face, size) <= room and lettering.height(size) <= area.height() + 2:
            return Words((face,), size, False)
    return Words((), sizes[-1], wants_bars)


def _write_around(painter: QPainter, lettering: Lettering, area: QRectF, mark: Mark, name: str, words: Words) -> None:
    """Draw the bars at the lower right, or an arrow, and the name above where it has room."""
    look = lettering.look
    ink = ink_of(look, mark)
    if words.has_bars:
        corner = QPointF(area.right(), area.bottom() - 2)
        wide = bars_width(look)
        box = QRectF(corner.x() - wide - 3, corner.y() - look.px(TALLEST) - 3, wide + 6, look.px(TALLEST) + 6)
        plate(painter, look, mark, box)
        if mark.was is not None:
            side = look.px(10)
            draw_arrow(painter, QPointF(corner.x() - side, corner.y() - side), side, mark.direction, ink)
        else:
            draw_bars(painter, look, corner, mark, ink)
    plain = look.font(12)
    small = QFontMetricsF(plain)
    above = area.height() - len(words.lines) * lettering.height(words.size)
    if name and above >= small.height() + look.px(4):
        said = small.elidedText(name, Qt.TextElideMode.ElideRight, area.width())
        box = QRectF(area.left(), area.top(), small.horizontalAdvance(said), small.height())
        plate(painter, look, mark, box.adjusted(-3, 0, 3, 0))
        painter.setFont(plain)
        painter.setPen(ink)
        painter.drawText(box.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
