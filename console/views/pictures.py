"""Pictures of cells and heads: what looks the same is painted once and then copied."""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

MOST = 6000
Paint = Callable[[QPainter, QRectF], None]


class Pictures:
    """Keeps pictures by what they show. To be cleared when the look changes."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[tuple[Hashable, int, int, float], QPixmap] = {}

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()

    def draw(self, painter: QPainter, rect: QRect, shown: Hashable, paint: Paint) -> None:
        """Draw a picture into a rectangle.

        Args:
            painter: Where to.
            rect: Of what size, and where there.
            shown: What it shows: all that its look depends on but for size and resolution.
            paint: Paints it into (0, 0, width, height) where it is not known yet; what it leaves out is clear.
        """
        ratio = painter.device().devicePixelRatioF()
        key = (shown, rect.width(), rect.height(), ratio)
        picture = self._known.get(key)
        if picture is None:
            if len(self._known) > MOST:
                self._known.clear()
            picture = self._known[key] = self._painted(rect.width(), rect.height(), ratio, paint)
        painter.drawPixmap(rect.topLeft(), picture)

    def _painted(self, width: int, height: int, ratio: float, paint: Paint) -> QPixmap:
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint(painter, QRectF(0, 0, width, height))
        painter.end()
        return picture
