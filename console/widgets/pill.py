"""A word in a small rounded frame, filled where it must be seen first."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen

from console.theme import Look

TONES = ("stop", "stop_quiet", "ask", "plain")


def pill_width(look: Look, text: str) -> int:
    """Return the width that a word needs."""
    return QFontMetrics(look.font(10.5)).horizontalAdvance(text) + look.px(10)


def draw_pill(painter: QPainter, look: Look, area: QRectF, text: str, tone: str) -> None:
    """Draw a word.

    Args:
        painter: Draws.
        look: Colours and sizes.
        area: Where the pill lies.
        text: The word.
        tone: One of `TONES`: "stop" is filled, the others are outlines; "stop_quiet" names the word without alarm.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if tone == "stop":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("stop"))
        ink = "on_stop"
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ink = {"stop_quiet": "stop", "ask": "ask"}.get(tone, "second")
        painter.setPen(QPen(look.colour(ink if ink != "second" else "control_line"), 1))
    painter.drawRoundedRect(area, look.px(3), look.px(3))
    painter.setFont(look.font(10.5))
    painter.setPen(look.colour(ink))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
