"""A month as a calendar: dates with the own tours in them, walked with the arrow keys."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.document.own import OwnTour
from console.models.own import DAY_ROLE, Day
from console.theme import Look

LEAST_HEIGHT, LEAST_WIDTH = 62, 54
EDGE, MARK = 6, 22
MIDDLE = Qt.AlignmentFlag.AlignVCenter


class DayDelegate(QStyledItemDelegate):
    """Paints a date: its number, and each tour as a band of its watch with post and times."""

    def __init__(self, view: QTableView) -> None:
        """Paint for a view."""
        super().__init__(view)
        self._view = view
        self.look = Look()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the least room of a date."""
        return QSize(self.look.px(LEAST_WIDTH), self.look.px(LEAST_HEIGHT))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw the date."""
        day = index.data(DAY_ROLE)
        if not isinstance(day, Day):
            return
        look, area = self.look, QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.fillRect(area, look.colour("sheet" if day.is_in_month else "window"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        self._draw_number(painter, area, day)
        self._draw_tours(painter, area, day)
        is_here = bool(state & QStyle.StateFlag.State_HasFocus) and self._view.hasFocus()
        if is_here or state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2 if is_here else 1)))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
        painter.restore()

    def _draw_number(self, painter: QPainter, area: QRectF, day: Day) -> None:
        look = self.look
        room = area.width() - look.px(2 * EDGE)
        place = QRectF(area.left() + look.px(EDGE), area.top() + look.px(4), room, look.px(MARK - 4))
        painter.setFont(look.font(12.5, day.is_today))
        painter.setPen(look.colour("accent" if day.is_today else "text" if day.is_in_month else "second"))
        fits = painter.fontMetrics().horizontalAdvance(day.label) <= place.width()
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | MIDDLE, day.label if fits else day.label.split()[0])

    def _draw_tours(self, painter: QPainter, area: QRectF, day: Day) -> None:
        look = self.look
        top, line = area.top() + look.px(MARK + 2), QFontMetrics(look.font(11.5)).height()
        if day.is_away:
            painter.setFont(look.font(11.5))
            painter.setPen(look.colour("second"))
            place = QRectF(area.left() + look.px(EDGE), top, area.width() - look.px(2 * EDGE), line)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | MIDDLE, "leave")
            top += line + look.px(2)
        for tour in day.tours:
            room = area.bottom() - look.px(3) - top
            if room < line:
                break
            top += self._draw_tour(
                painter, QRectF(area.left() + look.px(3), top, area.width() - look.px(7), room), tour
            )

    def _draw_tour(self, painter: QPainter, room: QRectF, tour: OwnTour) -> float:
        """Draw one tour into the room that is left; return the height that it took, with the gap below."""
        look = self.look
        times = tour.times.replace(" to ", "-")
        lines = [tour.post or "at muster", times]
        if tour.remarks:
            lines.append(tour.remarks)
        height = QFontMetrics(look.font(11.5)).height()
        shown = lines[: max(1, int((room.height() - look.px(4)) // height))]
        band = QRectF(room.left(), room.top(), room.width(), min(room.height(), len(shown) * height + look.px(4)))
        painter.fillRect(band, look.colour(tour.watch or "day"))
        painter.setPen(QPen(look.colour("control_line"), 1))
        if look.tokens.is_outlined:
            painter.drawRect(band)
        for number, text in enumerate(shown):
            painter.setFont(look.font(11.5, number == 0))
            painter.setPen(look.colour("text"))
            place = QRectF(
                band.left() + look.px(4), band.top() + look.px(2) + number * height, band.width() - look.px(6), height
            )
            if text == times and painter.fontMetrics().horizontalAdvance(text) > place.width():
                text = text.partition("-")[0]  # when it begins matters most
            fits = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | MIDDLE, fits)
        return band.height() + look.px(2)


class MonthView(QTableView):
    """The calendar; its weeks share the room that there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a month."""
        super().__init__(parent)
        self.setAccessibleName("Calendar of my tours")
        self._days = DayDelegate(self)
        self.setItemDelegate(self._days)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setProperty("role", "roomy")

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._days.look = look
        self.horizontalHeader().setMinimumSectionSize(look.px(LEAST_WIDTH))
        self.fit()
        self.viewport().update()

    def fit(self) -> None:
        """Give each week its part of the room, and no less than its words need."""
        model = self.model()
        weeks = model.rowCount() if model is not None else 0
        if weeks:
            height = max(self._days.look.px(LEAST_HEIGHT), self.viewport().height() // weeks)
            for week in range(weeks):
                self.setRowHeight(week, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self.fit()
