"""A field for a password: nothing of it is shown, and it is said when capital lock is on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

CAPITALS = "Capital lock is on."


class PasswordField(QLineEdit):
    """Dots instead of letters; neither copied, nor undone, nor offered again.

    Signals:
        capitals_changed: Whether capital lock seems to be on, told by a letter that comes out the other way round.
    """

    capitals_changed = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is what a screen reader calls it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(
            hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoAutoUppercase | hints.ImhNoPredictiveText
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Notice capital lock: no system tells it in the same way, but a letter does."""
        text, is_shifted = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_CapsLock:
            self.capitals_changed.emit(False)
        elif len(text) == 1 and text.isalpha() and text.lower() != text.upper():
            self.capitals_changed.emit(text.isupper() != is_shifted)
        super().keyPressEvent(event)

    def take(self) -> str:
        """Return what was typed, and forget it."""
        typed = self.text()
        self.clear()
        return typed
