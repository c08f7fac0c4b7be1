"""Pictures of cells and heads: what looks the same is painted once and then copied."""

from collections.abc import Callable, Hashable
from math import inf
from time import thread_time

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

MOST = 6000
TURN_SECONDS = 0.012
"""For so long new pictures are painted in one turn of the event loop, in the window's own processor time."""
Paint = Callable[[QPainter, QRectF], None]


class Pictures:
    """Keeps pictures by what they show. To be cleared when the look changes."""

    def __init__(self) -> None:
        """Start without any."""
        self._known: dict[tuple[Hashable, int, int, float], QPixmap] = {}
        self._until = inf
        self._left, self._ground = QRegion(), QColor()

    def clear(self) -> None:
        """Forget all."""
        self._known.clear()

    def begin_turn(self, ground: QColor) -> None:
        """Begin to draw what there is time for; what can wait and has none gets the colour of the ground."""
        self._until = thread_time() + TURN_SECONDS
        self._left, self._ground = QRegion(), ground

    def end_turn(self) -> QRegion:
        """Return what was left for the next turn."""
        self._until = inf
        return self._left

    def draw(self, painter: QPainter, rect: QRect, shown: Hashable, paint: Paint, can_wait: bool = False) -> None:
        """Draw a picture into a rectangle.

        Args:
            painter: Where to.
            rect: Of what size, and where there.
            shown: What it shows: all that its look depends on but for size and resolution.
            paint: Paints it into (0, 0, width, height) where it is not known yet; what it leaves out is clear.
            can_wait: Whether it can be painted in a later turn when there is no time left in this one.
        """
        ratio = painter.device().devicePixelRatioF()
        key = (shown, rect.width(), rect.height(), ratio)
        picture = self._known.get(key)
        if picture is None and can_wait and thread_time() > self._until:
            painter.fillRect(rect, self._ground)
            self._left += rect
            return
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
