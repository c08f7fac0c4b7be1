"""A plain ground that draws itself: what lies on it can be given another style sheet without the rest."""

from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from console.theme import Look


class Ground(QWidget):
    """One colour, with an edge or without.

    A style sheet on a ground would go through everything that lies on it, however little of that is another.
    """

    def __init__(self, colour: str, edge: str = "", parent: QWidget | None = None) -> None:
        """Have a colour, and an edge a pixel wide, by their names; "" for no edge."""
        super().__init__(parent)
        self._colour, self._edge, self._look = colour, edge, Look()

    def set_look(self, look: Look) -> None:
        """Draw in other colours."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and edge."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.colour(self._colour))
        if self._edge:
            painter.setPen(QPen(self._look.colour(self._edge), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
