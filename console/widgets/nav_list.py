"""The list at the left: a name and a word of state on each line."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.theme import Look

_KEY_ROLE = Qt.ItemDataRole.UserRole + 1
_STATE_ROLE = Qt.ItemDataRole.UserRole + 2


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, view: QListWidget) -> None:
        super().__init__(view)
        self._view = view
        self.look = Look()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self.look.px(100), self.look.px(46 if index.data(_STATE_ROLE) else 34))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look = self.look
        state: QStyle.StateFlag = option.state
        area = QRectF(option.rect).adjusted(look.px(8), look.px(1), -look.px(8), -look.px(1))
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(QPen(look.colour("accent"), 1) if look.tokens.is_outlined else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("accent_soft"))
            painter.drawRoundedRect(area, look.px(6), look.px(6))
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), look.px(6), look.px(6))
        inner = area.adjusted(look.px(10), look.px(5), -look.px(8), -look.px(5))
        painter.setFont(look.font(13, is_chosen))
        is_off = not state & QStyle.StateFlag.State_Enabled
        painter.setPen(look.off_colour() if is_off else look.colour("accent" if is_chosen else "text"))
        state_words = str(index.data(_STATE_ROLE) or "")
        height = Qt.AlignmentFlag.AlignTop if state_words else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | height, str(index.data() or ""))
        painter.setFont(look.font(11))
        painter.setPen(look.off_colour() if is_off else look.colour("accent" if is_chosen else "second"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, state_words)
        painter.restore()


class NavList(QListWidget):
    """Lines to choose from.

    Signals:
        chosen: The key of the line that was clicked or reached by key.
    """

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is what a screen reader calls the list."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("role", "nav")
        self._lines = _LineDelegate(self)
        self.setItemDelegate(self._lines)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._on_current_item_changed)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._lines.look = look
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def set_lines(self, lines: list[tuple[object, str, str]], current: object) -> None:
        """Show (key, name, state) lines and mark one."""
        self.blockSignals(True)
        self.clear()
        for key, name, state in lines:
            item = QListWidgetItem(name)
            item.setData(_KEY_ROLE, key)
            item.setData(_STATE_ROLE, state)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}, {state}" if state else name)
            self.addItem(item)
            if key == current:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def choose(self, key: object) -> None:
        """Mark a line without telling anybody."""
        self.blockSignals(True)
        for row in range(self.count()):
            if self.item(row).data(_KEY_ROLE) == key:
                self.setCurrentRow(row)
        self.blockSignals(False)

    def height_of_lines(self) -> int:
        """Return the height, in pixels, at which every line is seen without scrolling."""
        return sum(self.sizeHintForRow(row) for row in range(self.count())) + 2 * self.frameWidth()

    def sizeHint(self) -> QSize:
        """Return the room in which every line is seen."""
        return QSize(super().sizeHint().width(), self.height_of_lines())

    def _on_current_item_changed(self, item: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_KEY_ROLE))
