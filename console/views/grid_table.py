"""A table of cells that are edited by keys and by dragging, with no scroll bars of its own."""

from PySide6.QtCore import (
    SIGNAL,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView, QWidget

from console.views.pictures import Pictures

SCROLL_MILLISECONDS = 40
EDGE = 28
"""Pixels from the edge of the table within which a drag scrolls it."""


class SolidTable(QTableView):
    """A table whose cells leave nothing of the ground to be seen: scrolled, it paints only what comes into sight.

    Where many cells need a new picture at once, the last ones get theirs in the next turns of the event loop.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set the table up."""
        super().__init__(parent)
        self._ground = QColor()
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_ground(self, colour: QColor) -> None:
        """Take the colour of the room beside and below the cells."""
        self._ground = colour
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, as far as there is time, and the room that they leave."""
        pictures = getattr(self.itemDelegate(), "pictures", None)
        if isinstance(pictures, Pictures):
            pictures.begin_turn(self._ground)
            super().paintEvent(event)
            left = pictures.end_turn()
            if not left.isEmpty():
                QTimer.singleShot(0, self, lambda: self.viewport().update(left))
        else:
            super().paintEvent(event)
        across, down = self.horizontalHeader(), self.verticalHeader()
        cells = QRect(0, 0, across.length() - across.offset(), down.length() - down.offset())
        rest = event.region().subtracted(QRegion(cells))
        if not rest.isEmpty():
            painter = QPainter(self.viewport())
            painter.setClipRegion(rest)
            painter.fillRect(rest.boundingRect(), self._ground)
            painter.end()


class GridTable(SolidTable):
    """The table itself. A press on a cell that can be dragged and a move of the pointer drag it; Escape lets it go.

    A drag of Qt's own would stand still while its words are worked out and could not be driven by tests, so the table
    follows the pointer itself.

    Signals:
        cleared: Delete was pressed.
        resized: The space for cells has changed.
        drag_moved: (source, target or an invalid index, whether to copy, where the pointer is in the table's window).
        drag_dropped: (source, target, whether to copy).
        drag_ended: The drag is over, dropped or let go.
    """

    cleared = Signal()
    resized = Signal()
    drag_moved = Signal(QModelIndex, QModelIndex, bool, QPoint)
    drag_dropped = Signal(QModelIndex, QModelIndex, bool)
    drag_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Set the table up."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self._pressed: tuple[QPersistentModelIndex, QPoint] | None = None
        self._dragged: QPersistentModelIndex | None = None
        self._at = QPoint()
        self._scroll = QTimer(self, interval=SCROLL_MILLISECONDS)
        self._scroll.timeout.connect(self._on_scroll_timeout)

    @property
    def is_dragging(self) -> bool:
        """Whether a cell is being dragged."""
        return self._dragged is not None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the field, Delete clears, Escape lets a drag go. An open field keeps the keys it passes on."""
        if self._dragged is not None:
            if event.key() == Qt.Key.Key_Escape:
                self.end_drag()
            elif event.key() == Qt.Key.Key_Control:
                self._tell_drag(True)
            event.accept()
        elif self.state() == QAbstractItemView.State.EditingState:
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Without Ctrl a drag moves again."""
        if self._dragged is not None and event.key() == Qt.Key.Key_Control:
            self._tell_drag(False)
        else:
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag could begin."""
        index = self.indexAt(event.position().toPoint())
        is_plain = event.button() == Qt.MouseButton.LeftButton and not (
            event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        can_drag = index.isValid() and bool(self.model().flags(index) & Qt.ItemFlag.ItemIsDragEnabled)
        self._pressed = (QPersistentModelIndex(index), event.position().toPoint()) if is_plain and can_drag else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin or go on with a drag; elsewhere the pointer selects."""
        spot = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        index, since = self._pressed
        if self._dragged is None:
            if (spot - since).manhattanLength() < QApplication.startDragDistance():
                return
            self._dragged = index
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(plain(index), flag)
            self._scroll.start()
        self._at = spot
        self._tell_drag(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop what is dragged."""
        source = self._dragged
        if source is None:
            self._pressed = None
            super().mouseReleaseEvent(event)
            return
        target = self.indexAt(event.position().toPoint())
        is_copy = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        origin = plain(source)
        self.end_drag()
        if target.isValid() and target != origin:
            self.drag_dropped.emit(origin, target, is_copy)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another window came up: the drag is over."""
        if event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self.end_drag()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the frame around."""
        super().resizeEvent(event)
        self.resized.emit()

    def end_drag(self) -> None:
        """Let go of what is dragged."""
        self._pressed = None
        self._scroll.stop()
        if self._dragged is not None:
            self._dragged = None
            self.viewport().unsetCursor()
            self.drag_ended.emit()

    def _tell_drag(self, is_copy: bool) -> None:
        if self._dragged is not None:
            spot = self.viewport().mapTo(self.window(), self._at)
            self.drag_moved.emit(plain(self._dragged), self.indexAt(self._at), is_copy, spot)

    def _on_scroll_timeout(self) -> None:
        """Scroll while the pointer waits at an edge."""
        area = self.viewport().rect()
        for low, high, at, bar in (
            (area.left(), area.right(), self._at.x(), self.horizontalScrollBar()),
            (area.top(), area.bottom(), self._at.y(), self.verticalScrollBar()),
        ):
            step = -EDGE // 2 if at < low + EDGE else EDGE // 2 if at > high - EDGE else 0
            if step:
                bar.setValue(bar.value() + step)


def draw_heads_alone(view: QTableView) -> None:
    """Let a change of heads draw these heads anew; Qt would lay out and draw every cell.

    To be called when model and headers are set.
    """
    headers = (view.horizontalHeader(), view.verticalHeader())
    for part in (view, *headers):
        QObject.disconnect(view.model(), SIGNAL("headerDataChanged(Qt::Orientation,int,int)"), part, None)  # type: ignore[call-overload]
    for header in headers:
        view.model().headerDataChanged.connect(header.headerDataChanged)


def plain(index: QPersistentModelIndex) -> QModelIndex:
    """Return the index that a persistent one stands for now."""
    return index.model().index(index.row(), index.column()) if index.isValid() else QModelIndex()
