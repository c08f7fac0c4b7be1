"""A line above the work that says what went wrong, until it is put away. Never a window of its own."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from console.widgets.basics import button, paragraph


class Notice(QFrame):
    """One sentence with a button to dismiss it; hidden while there is nothing to say.

    Signals:
        action_asked: The button for what can be done about it was pressed, where it has one.
    """

    action_asked = Signal()

    def __init__(self, action: str = "", parent: QWidget | None = None) -> None:
        """Start hidden; `action` is what its button says, "" for no button."""
        super().__init__(parent)
        self.setProperty("role", "notice")
        self._text = paragraph()
        self.action = button(action, "", self.action_asked.emit)
        self.action.setVisible(bool(action))
        if not action:
            self.action.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close = button("Dismiss", "link", self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self.action)
        row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while hidden."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def dismiss(self) -> None:
        """Hide it."""
        self.hide()
