"""Frozen headers: officers or posts at the left, dates or shifts with their filled seats above."""

from PySide6.QtCore import QLineF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QWidget

from console.models.roles import KIND_ROLE, MARK_ROLE, SECOND_ROLE
from console.theme import Look
from console.views.pictures import Pictures


class TopHeader(QHeaderView):
    """Two lines of text, and below them a row of filled seats."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it for columns."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = Look()
        self._pictures = Pictures()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # which sections fill
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(10)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self._pictures.clear()
        self.setFixedHeight(look.px(40) + look.px(24))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Both rows; how wide the sections are together is not asked for."""
        return QSize(self._look.px(64), self._look.px(64))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one column's head."""
        model = self.model()
        if model is None or not rect.isValid():
            return
        roles = (KIND_ROLE, Qt.ItemDataRole.DisplayRole, SECOND_ROLE, MARK_ROLE)
        shown = tuple(str(model.headerData(section, Qt.Orientation.Horizontal, role) or "") for role in roles)
        self._pictures.draw(painter, rect, shown, lambda own, area: self._paint(own, area, *shown))

    def _paint(self, painter: QPainter, area: QRectF, kind: str, text: str, filled: str, mark: str) -> None:
        look = self._look
        painter.fillRect(area, look.colour("window" if kind == "weekend" else "sheet"))
        upper = QRectF(area.left(), area.top(), area.width() - 1, look.px(40) - 1)
        lower = QRectF(area.left(), area.top() + look.px(40), area.width() - 1, look.px(24) - 1)
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(upper.bottomLeft(), upper.bottomRight())
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        painter.drawLine(QLineF(area.right() - 0.5, area.top(), area.right() - 0.5, area.bottom()))
        painter.setPen(look.colour("second"))
        painter.setFont(look.font(11.5))
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, text)
        if filled:
            painter.setPen(look.colour("text"))
            painter.setFont(look.font(11.5, bool(mark)))
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, filled)
        if mark:
            wide = max(1.5, look.zoom * 0.018)
            pen = QPen(look.colour(mark), wide)
            if mark == "ask":
                pen.setDashPattern([3.0, 2.0])
            painter.setPen(pen)
            painter.drawRect(lower.adjusted(1, 1, -1, -1))


class SideHeader(QHeaderView):
    """A name and a second, narrower column beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it for rows."""
        super().__init__(Qt.Orientation.Vertical, parent)
        self._look = Look()
        self._pictures = Pictures()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # which sections fill
        self._widths = (100, 40)
        self.setSectionsClickable(True)
        self.setHighlightSections(True)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_look(self, look: Look, first: int, second: int) -> None:
        """Draw in other colours; the two columns are that wide in pixels of the design."""
        self._look = look
        self._pictures.clear()
        self._widths = (look.px(first), look.px(second))
        self.setFixedWidth(sum(self._widths))
        self.viewport().update()

    @property
    def widths(self) -> tuple[int, int]:
        """Width of name and second column."""
        return self._widths

    def sizeHint(self) -> QSize:
        """Both columns; how high the sections are together is not asked for."""
        return QSize(sum(self._widths), self._look.px(64))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw one row's head; the row of the selection stands out."""
        model = self.model()
        if model is None or not rect.isValid():
            return
        selection = self.selectionModel()
        is_selected = selection is not None and selection.currentIndex().row() == section
        roles = (KIND_ROLE, Qt.ItemDataRole.DisplayRole, SECOND_ROLE)
        kind, name, more = (str(model.headerData(section, Qt.Orientation.Vertical, role) or "") for role in roles)
        shown = (is_selected, kind, name, more)
        self._pictures.draw(painter, rect, shown, lambda own, area: self._paint(own, area, *shown))

    def _paint(self, painter: QPainter, area: QRectF, is_selected: bool, kind: str, name: str, more: str) -> None:
        look = self._look
        painter.fillRect(area, look.colour("accent_soft" if is_selected else "sheet"))
        edge = area.left() + self._widths[0]
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        painter.drawLine(QLineF(edge - 0.5, area.top(), edge - 0.5, area.bottom()))
        painter.drawLine(QLineF(area.right() - 0.5, area.top(), area.right() - 0.5, area.bottom()))
        painter.setFont(look.font(11.5))
        painter.setPen(look.colour("accent" if is_selected else "text"))
        room = self._widths[0] - look.px(12)
        first = QRectF(area.left() + look.px(8), area.top(), room, area.height())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        text = "" if kind == "again" else painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(first, middle, text)
        painter.setPen(look.colour("second"))
        second = QRectF(edge, area.top(), self._widths[1], area.height())
        painter.drawText(second, Qt.AlignmentFlag.AlignCenter, more)


class Corner(QWidget):
    """What stands above the side header: its column names, and what the row of filled seats is."""

    def __init__(self, first: str, second: str, below: str, parent: QWidget | None = None) -> None:
        """Name the columns and the row."""
        super().__init__(parent)
        self._words = (first, second, below)
        self._widths = (0, 0)
        self._look = Look()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_look(self, look: Look, widths: tuple[int, int]) -> None:
        """Draw in other colours and at the side header's widths."""
        self._look, self._widths = look, widths
        self.resize(sum(widths), look.px(64))
        self.update()

    def paintEvent(self, event: object) -> None:
        """Draw names and lines."""
        look, painter = self._look, QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, look.colour("sheet"))
        painter.setPen(QPen(look.colour("line"), 1))
        cut, edge = look.px(40) - 0.5, self._widths[0] - 0.5
        painter.drawLine(QLineF(0, cut, area.right(), cut))
        painter.drawLine(QLineF(0, area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        painter.drawLine(QLineF(edge, 0, edge, cut))
        painter.drawLine(QLineF(area.right() - 0.5, 0, area.right() - 0.5, area.bottom()))
        painter.setFont(look.font(11.5))
        painter.setPen(look.colour("second"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(look.px(8), 0, edge, cut), left, self._words[0])
        painter.drawText(QRectF(edge, 0, self._widths[1], cut), Qt.AlignmentFlag.AlignCenter, self._words[1])
        painter.setPen(look.colour("text"))
        painter.drawText(QRectF(look.px(8), cut, area.width(), look.px(24)), left, self._words[2])
        painter.end()
