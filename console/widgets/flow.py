"""A row that becomes several where there is no room: nothing in it is ever cut off."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget


def together(*widgets: QWidget) -> QWidget:
    """Return widgets side by side that stay in one line."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(QMargins())
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return made


class FlowRow(QLayout):
    """Widgets side by side, each at the width it asks for; what does not fit goes on in the next line."""

    def __init__(self, widgets: Sequence[QWidget] = (), push: int | None = None, spacing: int = 8) -> None:
        """Take the widgets in.

        Args:
            widgets: From left to right.
            push: Number of the first widget that stands at the right, as long as all fit into one line.
            spacing: Pixels between widgets and between lines.
        """
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._push = push
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins())
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Put an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return an item, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Neither direction is asked for."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in pixels that the lines take."""
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._place(QRect(0, 0, width, 0), is_trial=True)
        return found

    def invalidate(self) -> None:
        """Forget what was worked out: a widget has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, area: QRect) -> None:
        """Place the items."""
        super().setGeometry(area)
        self._place(area, is_trial=False)

    def sizeHint(self) -> QSize:
        """Return the size of all in one line."""
        shown = self._shown()
        wide = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(wide, self._tallest(shown))

    def minimumSize(self) -> QSize:
        """Return the size of the widest item."""
        shown = self._shown()
        return QSize(max((item.minimumSize().width() for item in shown), default=0), self._tallest(shown))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _tallest(self, items: list[QLayoutItem]) -> int:
        return max((item.sizeHint().height() for item in items), default=0)

    def _place(self, area: QRect, is_trial: bool) -> int:
        shown, gap = self._shown(), self.spacing()
        spare = area.width() - self.sizeHint().width()
        pushed = self._items[self._push :] if self._push is not None and spare > 0 else []
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in shown:
            wide = min(item.sizeHint().width(), area.width())
            if not lines or used + wide > area.width():
                lines.append([])
                used = 0
            lines[-1].append(item)
            used += wide + gap
        top = area.top()
        for line in lines:
            left, tall = area.left(), self._tallest(line)
            for item in line:
                wide, high = min(item.sizeHint().width(), area.width()), item.sizeHint().height()
                if pushed and item in pushed:
                    left += spare
                    pushed = []
                if not is_trial:
                    item.setGeometry(QRect(QPoint(left, top + (tall - high) // 2), QSize(wide, high)))
                left += wide + gap
            top += tall + gap
        return max(0, top - gap - area.top())
