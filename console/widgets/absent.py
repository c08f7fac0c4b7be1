"""Parts of the window that somebody may not use: not there, whatever else would show them."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class Absent(QObject):
    """Keeps widgets hidden, or gives them back."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Keep nothing hidden."""
        super().__init__(parent)
        self._kept: dict[QWidget, bool] = {}

    def keep(self, widget: QWidget, is_absent: bool) -> None:
        """Hide a widget for as long as it is kept, or let it be seen again."""
        if is_absent == (widget in self._kept):
            return
        if is_absent:
            self._kept[widget] = not widget.isHidden()
            widget.installEventFilter(self)
            widget.hide()
        else:
            widget.removeEventFilter(self)
            widget.setVisible(self._kept.pop(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take back what shows a widget that is kept hidden."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.ShowToParent) and isinstance(watched, QWidget):
            watched.hide()
        return super().eventFilter(watched, event)
