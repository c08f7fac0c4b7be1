"""Room for more than the window is high: what wraps its words keeps all of them, and is scrolled to."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class TallArea(QScrollArea):
    """Shows a widget with a layout as wide as there is room and at least as high as its words need at that width."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        """Take a widget in; it has its layout already."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what has focus inside is scrolled to
        self.setWidget(inside)
        inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Measure again when something inside was shown, hidden or said otherwise."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._measure()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again at the width that there is now."""
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if inside is None or layout is None:
            return
        if layout.hasHeightForWidth():
            inside.setMinimumHeight(layout.minimumHeightForWidth(self.viewport().width()))
        else:
            inside.setMinimumHeight(layout.minimumSize().height())
