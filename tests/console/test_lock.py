"""The lock and the windows that ask who is there: what is seen, what is not, and what keys do."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from console.dialogs.secrets import ConfirmDialog, SignInDialog
from console.main_window.lock import TITLE, Lock
from console.operations.session import Answer
from console.widgets.password import PasswordField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
WRONG = "That is not the password."


class Locked:
    """A window with a name in it, a lock that one password opens, and what was asked for."""

    def __init__(self) -> None:
        self.window, self.left = QWidget(), 0
        self.window.resize(700, 500)
        self.window.setWindowTitle("Alvarez J - Fairwatch")
        self.name, self.field = QLabel("Alvarez J"), QLineEdit("draft")
        column = QVBoxLayout(self.window)
        column.addWidget(self.name)
        column.addWidget(self.field)
        self.window.show()
        self.lock = Lock(self.window, self.unlock, self.leave)
        self.lock.watch(15)

    def unlock(self, secret: str) -> Answer:
        return Answer() if secret == "right" else Answer(sentence=WRONG)

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def locked(qtbot) -> Locked:
    made = Locked()
    qtbot.addWidget(made.window)
    QTest.qWaitForWindowExposed(made.window)
    made.field.setFocus()
    yield made
    made.lock.stop()


def spoken(widget: QWidget) -> list[str]:
    """Return every name that a screen reader finds in a window, from the window down."""
    found, waiting = [], [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        part = waiting.pop()
        if part is None or part.state().invisible:
            continue
        found += [part.text(QAccessible.Text.Name), part.text(QAccessible.Text.Value)]
        waiting += [part.child(n) for n in range(part.childCount())]
    return [text for text in found if text]


def test_a_locked_window_shows_and_says_nothing_of_what_is_behind(locked: Locked) -> None:
    assert "Alvarez J" in spoken(locked.window)
    locked.lock.lock()
    assert locked.lock.is_locked
    assert locked.window.windowTitle() == TITLE
    assert not locked.name.isVisible()
    assert not locked.field.isVisible()
    assert not [text for text in spoken(locked.window) if "Alvarez" in text or "draft" in text]
    curtain = locked.lock.curtain()
    assert curtain.geometry() == locked.window.rect()
    assert curtain.secret.hasFocus()
    locked.window.resize(900, 600)
    assert curtain.geometry() == locked.window.rect()


def test_only_the_password_opens_it_and_everything_is_where_it_was(locked: Locked) -> None:
    locked.lock.lock()
    curtain = locked.lock.curtain()
    QTest.keyClicks(curtain.secret, "wrong")
    QTest.keyClick(curtain.secret, Qt.Key.Key_Return)
    assert locked.lock.is_locked
    assert curtain.said.text() == WRONG
    assert curtain.secret.text() == ""
    QTest.keyClick(curtain.secret, Qt.Key.Key_Escape)
    assert locked.lock.is_locked
    QTest.keyClicks(curtain.secret, "right")
    QTest.keyClick(curtain.secret, Qt.Key.Key_Return)
    assert not locked.lock.is_locked
    assert locked.window.windowTitle() == "Alvarez J - Fairwatch"
    assert locked.field.text() == "draft"
    assert locked.field.isVisible()
    assert locked.field.hasFocus()


def test_windows_over_it_are_hidden_too_and_keep_what_was_typed(locked: Locked) -> None:
    dialog, later = QDialog(locked.window), QDialog(locked.window)
    typed = QLineEdit("Okafor B was here", dialog)
    later_words = QLabel("Bell T", later)
    seen: list[object] = []

    def walk() -> None:
        locked.lock.lock()
        seen.append((typed.isVisible(), dialog.windowTitle(), spoken(dialog)))
        front = locked.lock.curtain()
        seen.append(front.parentWidget() is dialog and dialog.focusWidget() is front.secret)
        QTest.keyClick(front.secret, Qt.Key.Key_Escape)
        later.show()
        seen.append(later_words.isVisible())
        later.close()
        QApplication.processEvents()
        QTest.keyClicks(locked.lock.curtain().secret, "right")
        locked.lock.curtain().open.click()
        seen.append((dialog.isVisible(), typed.isVisible(), typed.text()))
        dialog.accept()

    QTimer.singleShot(0, walk)
    assert dialog.exec() == QDialog.DialogCode.Accepted
    assert seen[0][:2] == (False, TITLE)
    assert not [text for text in seen[0][2] if "Okafor" in text]
    assert seen[1:] == [True, False, (True, True, "Okafor B was here")]


def test_it_locks_by_itself_unless_somebody_is_there(locked: Locked, qtbot) -> None:
    handle = locked.window.windowHandle()
    locked.lock._idle.setInterval(300)
    locked.lock._idle.start()
    for _ in range(4):
        qtbot.wait(120)
        QTest.mouseMove(handle, QPoint(5, 5))
        QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier))
    assert not locked.lock.is_locked
    qtbot.waitUntil(lambda: locked.lock.is_locked, timeout=5000)


def test_somebody_else_can_end_the_session(locked: Locked) -> None:
    locked.lock.lock()
    locked.lock.curtain().leave.click()
    assert locked.left == 1


def test_nobody_waits_longer_than_half_an_hour_for_the_lock(locked: Locked) -> None:
    locked.lock.watch(600)
    assert locked.lock._idle.interval() == 30 * 60_000


def test_a_database_without_accounts_is_not_locked(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    lock = Lock(window, lambda _: Answer(), lambda: None)
    lock.lock()
    assert not lock.is_locked


def tried(*answers: Answer):
    """Return what gives these answers in turn, and what it was asked."""
    waiting, asked = list(answers), []

    def ask(*typed: str) -> Answer:
        asked.append(typed)
        return waiting.pop(0)

    return ask, asked


def test_signing_in_asks_name_password_and_a_code_only_where_there_is_one(qtbot) -> None:
    ask, asked = tried(Answer(sentence="Name or password are not right."), Answer(asks_code=True), Answer())
    dialog = SignInDialog("Harrow Creek", "This system is watched.", ask)
    qtbot.addWidget(dialog)
    dialog.show()
    QTest.qWaitForWindowActive(dialog)
    assert dialog.banner.isVisible()
    assert dialog.name.hasFocus()
    assert not dialog.code.isVisible()
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    assert asked == []
    assert dialog.said.text().startswith("Enter your name")
    QTest.keyClicks(dialog.name, "alvarez")
    QTest.keyClicks(dialog.secret, "one")
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    assert dialog.said.text() == "Name or password are not right."
    assert dialog.secret.text() == ""
    assert dialog.secret.hasFocus()
    QTest.keyClicks(dialog.secret, "two")
    QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    assert dialog.code.isVisible()
    assert dialog.code.hasFocus()
    QTest.keyClicks(dialog.code, "123456")
    QTest.keyClick(dialog.code, Qt.Key.Key_Return)
    assert asked == [("alvarez", "one", ""), ("alvarez", "two", ""), ("alvarez", "two", "123456")]
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert (dialog.name.text(), dialog.secret.text(), dialog.code.text()) == ("", "", "")


def test_confirming_says_what_is_about_to_be_done(qtbot) -> None:
    ask, asked = tried(Answer(sentence=WRONG), Answer())
    dialog = ConfirmDialog("The roster will be published.", "alvarez", ask)
    qtbot.addWidget(dialog)
    dialog.show()
    for typed in ("one", "two"):
        QTest.keyClicks(dialog.secret, typed)
        QTest.keyClick(dialog.secret, Qt.Key.Key_Return)
    assert asked == [("one", ""), ("two", "")]
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_capital_lock_is_noticed_by_letters_that_come_out_the_other_way(qtbot) -> None:
    field, told = PasswordField("Password"), []
    qtbot.addWidget(field)
    field.capitals_changed.connect(told.append)
    for text, shift in (("A", False), ("a", False), ("A", True), ("a", True), ("1", False)):
        keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, keys, text))
    assert told == [True, False, False, True]
    assert field.take() == "AaAa1"
    assert field.text() == ""
