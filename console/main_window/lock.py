"""The lock: a curtain over every window, when asked for or after a while without a key or the mouse.

What lies behind a curtain is hidden, not painted over: neither a picture of the screen nor a screen reader finds it.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QToolTip, QVBoxLayout, QWidget
from shiboken6 import isValid

from console.dialogs.secrets import say
from console.operations.session import Answer
from console.widgets.basics import button, label, paragraph
from console.widgets.password import CAPITALS, PasswordField
from scheduler.language import tr

TITLE = tr("Fairwatch is locked")
LETTERS, LINES = 52, 4
SENTENCE = tr(
    "Enter your password to go on where you were. If it is not you who locked it, sign out: "
    "whatever was not saved is lost, and the next person can sign in."
)
LONGEST_IDLE = 30
"""Minutes without a key or the mouse after which a screen has to be locked at the latest."""
MINUTE = 60_000
_SIGNS = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    )
)
"""What tells that somebody is there."""


class Curtain(QWidget):
    """Covers a window: that it is locked, the password, and the way out. No name, nothing else."""

    def __init__(self, over: QWidget, unlock: Callable[[str], Answer], sign_out: Callable[[], object]) -> None:
        """Cover a window.

        Args:
            over: The window; what is in it is hidden.
            unlock: Tries a password.
            sign_out: Ends the session, for somebody else to sign in.
        """
        super().__init__(over)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._over, self._unlock, self._title = over, unlock, over.windowTitle()
        self._hidden = [child for child in _children(over) if child is not self and not child.isHidden()]
        for child in self._hidden:
            child.hide()
        over.setWindowTitle(TITLE)
        self.secret = PasswordField(tr("Password"))
        self.secret.setPlaceholderText(tr("Password"))
        self.open, self.leave = button(tr("Unlock"), "primary", self.try_it), button(tr("Sign out"), "", sign_out)
        self._title_line, self._who = label(TITLE, "title"), paragraph(SENTENCE, "second")
        self._capitals, self.said = label("", "small"), paragraph("", "stop")
        self.secret.capitals_changed.connect(lambda is_on: self._capitals.setText(CAPITALS if is_on else ""))
        self._lay_out()
        self.setGeometry(over.rect())
        over.installEventFilter(self)
        self.show()
        self.raise_()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.open)
        row.addWidget(self.leave)
        row.addStretch(1)
        inner = QWidget()
        width = self.fontMetrics().averageCharWidth() * LETTERS
        inner.setFixedWidth(width)
        self._who.ensurePolished()
        for words in (self._who, self.said):  # a wrapped line in the middle of a window is not asked for its height
            words.setMinimumHeight(words.fontMetrics().lineSpacing() * LINES)
        column = QVBoxLayout(inner)
        column.setSpacing(10)
        for part in (self._title_line, self._who, self.secret):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self._capitals)
        column.addWidget(self.said)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def ask(self, is_asked: bool) -> None:
        """Ask for the password here, or leave that to the window in front."""
        for part in (self._who, self.secret, self._capitals, self.said, self.open, self.leave):
            part.setVisible(is_asked)
        if is_asked:
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_it(self) -> None:
        """Try what was typed, and forget it."""
        answer = self._unlock(self.secret.take())
        say(self.said, answer.sentence)
        if answer.sentence:
            self.secret.setFocus(Qt.FocusReason.OtherFocusReason)

    def lift(self) -> None:
        """Show what was there before."""
        self._over.removeEventFilter(self)
        self._over.setWindowTitle(self._title)
        self.hide()
        for child in self._hidden:
            child.show()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover all of the window when it gets another size."""
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tries the password; no other key gets to the window behind, where Esc would close it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.try_it()
        event.accept()


class Lock(QObject):
    """Knows whether the console is locked, and locks it when nobody has been there for a while.

    Signals:
        locked: The curtain is drawn.
    """

    locked = Signal()

    def __init__(self, window: QWidget, unlock: Callable[[str], Answer], sign_out: Callable[[], object]) -> None:
        """Watch over a window and all that lie over it.

        Args:
            window: The console's window.
            unlock: Tries a password.
            sign_out: Ends the session.
        """
        super().__init__(window)
        self._window, self._unlock, self._sign_out = window, unlock, sign_out
        found = QApplication.instance()
        assert isinstance(found, QApplication), "a window has an application"
        self._application = found
        self._curtains: dict[QWidget, Curtain] = {}
        self._listened: list[QWindow] = []
        self._focus: QWidget | None = None
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self.is_watching = False

    @property
    def is_locked(self) -> bool:
        """Whether a curtain hides everything."""
        return bool(self._curtains)

    def curtain(self) -> Curtain | None:
        """Return the curtain that asks for the password, None while nothing is locked."""
        return self._curtains.get(self._front())

    def watch(self, idle_minutes: int) -> None:
        """Begin to watch for somebody who is signed in; lock after so many minutes without a key or the mouse.

        Only the windows that keys come to are listened to, not all that happens in them: that would take time of each
        drawing and each timer.
        """
        self._idle.setInterval(min(max(1, idle_minutes), LONGEST_IDLE) * MINUTE)
        self._idle.start()
        if not self.is_watching:
            self._application.focusWindowChanged.connect(self._listen)
        self.is_watching = True
        self._listen(self._window.windowHandle())

    def stop(self) -> None:
        """Watch no longer; what is locked is opened, for what is behind is gone."""
        if self.is_watching:
            self._application.focusWindowChanged.disconnect(self._listen)
        for listened in self._listened:
            listened.removeEventFilter(self)
        self._listened.clear()
        self.is_watching = False
        self._idle.stop()
        self._lift()

    def lock(self) -> None:
        """Draw the curtain over every window that is there."""
        if not self.is_watching or self.is_locked:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if QApplication.activePopupWidget() is popup:
                popup.hide()
        QToolTip.hideText()
        self._focus = QApplication.focusWidget()
        for window in (*_dialogs(), self._window):
            self._cover(window)
        self._application.installEventFilter(self)  # for windows that come up or go meanwhile
        self._ask_in_front()
        self.locked.emit()

    def _cover(self, window: QWidget) -> None:
        self._curtains[window] = Curtain(window, self._try, self._sign_out)

    def _listen(self, window: QWindow | None) -> None:
        if window is not None and window not in self._listened:
            self._listened.append(window)
            window.installEventFilter(self)
            window.destroyed.connect(lambda *_: self._listened.remove(window) if window in self._listened else None)

    def _try(self, secret: str) -> Answer:
        answer = self._unlock(secret)
        if not answer.sentence:
            self._lift()
            self._idle.start()
        return answer

    def _lift(self) -> None:
        self._application.removeEventFilter(self)
        curtains, self._curtains = self._curtains, {}
        for curtain in curtains.values():
            if isValid(curtain):
                curtain.lift()
        focus, self._focus = self._focus, None
        if curtains and focus is not None and focus.isVisible():
            focus.setFocus(Qt.FocusReason.OtherFocusReason)

    def _front(self) -> QWidget:
        """Return the window that keys and clicks go to."""
        return QApplication.activeModalWidget() or self._window

    def _ask_in_front(self) -> None:
        front = self._front()
        for window, curtain in self._curtains.items():
            if isValid(curtain):
                curtain.ask(window is front)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there; cover windows that come up while the console is locked."""
        if isinstance(watched, QWindow):
            if event.type() in _SIGNS and not self.is_locked:
                self._idle.start()
        elif self.is_locked and isinstance(watched, QDialog) and watched not in self._curtains:
            if event.type() == QEvent.Type.Show:
                self._cover(watched)
                self._ask_in_front()
        elif self.is_locked and event.type() == QEvent.Type.Hide and watched in self._curtains:
            QTimer.singleShot(0, self, self._ask_in_front)
        return super().eventFilter(watched, event)


def _children(window: QWidget) -> list[QWidget]:
    """Return the widgets that lie directly in a window."""
    return [child for child in window.children() if isinstance(child, QWidget) and not child.isWindow()]


def _dialogs() -> list[QWidget]:
    """Return the windows that lie over the console's."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()]
