"""What the fills of the overlay mean: bands with their points, and what is not known."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.models.overlay import Mark
from console.theme import Look
from console.views.overlay.ink import bars_width, draw_bars, fill_mark, ink_of
from console.widgets.basics import label
from console.widgets.flow import FlowRow
from scheduler.domain.attention import Band
from scheduler.domain.words import PostCode

MOST = 100
SWATCH, HEIGHT = 30, 16
_NO_POST = PostCode("")


class Swatch(QWidget):
    """A small piece of what a mark looks like; its words stand beside it."""

    def __init__(self, mark: Mark, is_stale: bool = False) -> None:
        """Show a mark."""
        super().__init__()
        self._mark, self._is_stale, self._look = mark, is_stale, Look()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.setFixedSize(QSize(look.px(SWATCH), look.px(HEIGHT)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the piece."""
        look = self._look
        painter = QPainter(self)
        path = QPainterPath()
        path.addRect(QRectF(self.rect()).adjusted(1, 1, -2, -2))
        fill_mark(painter, look, path, self._mark, self._is_stale)
        if self._mark.kind == "settled":
            across = (self.width() + bars_width(look)) / 2
            ink = ink_of(look, self._mark)
            draw_bars(painter, look, QPointF(across, self.height() - look.px(2)), self._mark, ink)
        painter.end()


class Legend(QWidget):
    """One line, or several where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay the pieces out; bands are fixed, so is the legend."""
        super().__init__(parent)
        bands = list(Band)
        ends = [band.least - 1 for band in bands[1:]] + [MOST]
        lines: list[tuple[Mark, str, bool]] = [
            (Mark(_NO_POST, None, "settled", band.least, band.least), f"{band} {band.least} to {end}", False)
            for band, end in zip(bands, ends, strict=True)
        ]
        low, next_one = bands[1].least - 1, bands[1].least
        lines += [
            (Mark(_NO_POST, None, "between", low, next_one), "one of two, data missing", False),
            (Mark(_NO_POST, None, "unknown", 0, MOST), "not enough data", False),
            (Mark(_NO_POST, None, "uncovered"), "uncovered", False),
            (Mark(_NO_POST), "closed", False),
        ]
        self._swatches = [Swatch(mark, is_stale) for mark, _, is_stale in lines]
        self._stale = Swatch(Mark(_NO_POST, None, "settled", low, low), True)
        self._stale_pair = _pair(self._stale, "from old data")
        first = label("Points", "small")
        pairs = [_pair(s, words) for s, (_, words, _) in zip(self._swatches, lines, strict=True)]
        self.setLayout(FlowRow((first, *pairs, self._stale_pair), spacing=12))
        self.show_stale(False)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        for swatch in (*self._swatches, self._stale):
            swatch.set_look(look)

    def show_stale(self, is_stale: bool) -> None:
        """Explain the look of old data while there is some."""
        self._stale_pair.setVisible(is_stale)


def _pair(swatch: Swatch, words: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(swatch)
    row.addWidget(label(words, "small"))
    return made
