"""Work that shall not hold the window up: done away from it, or once for several reasons, when events are done."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QObject,
    QRunnable,
    QThread,
    QThreadPool,
    QTimer,
    Signal,
    SignalInstance,
    Slot,
)
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_T = TypeVar("_T")
NEXT_TURN = 1
"""Milliseconds after which surely another turn of the event loop has begun."""


class Soon(QTimer):
    """Does some work once, soon after it was asked for the first time, however often it was asked since."""

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        """Keep the work of a parent."""
        super().__init__(parent)
        self.setSingleShot(True)
        self._work = work
        self.timeout.connect(work)

    def ask(self, *_: object) -> None:
        """Have the work done when the events that wait are done; a signal's arguments are not needed."""
        if not self.isActive():
            self.start(0)

    def now(self) -> None:
        """Do the work at once if it was asked for."""
        if self.isActive():
            self.stop()
            self._work()


def paint_later(widget: QWidget) -> None:
    """Let a widget paint in the next turn of the event loop: this one was taken by what changed it.

    What waits no time at all is an event to Qt, and can come in the same turn, before any key.
    """
    if widget.updatesEnabled():
        widget.setUpdatesEnabled(False)
        QTimer.singleShot(NEXT_TURN, widget, lambda: widget.setUpdatesEnabled(True))


class _Relay(QObject):
    """Lives in the thread of the window and hands results over there."""

    finished = Signal(object)
    broke = Signal(object)

    def __init__(
        self, done: Callable[[Any], None], failed: Callable[[Exception], None], owner: QObject | None, is_apart: bool
    ) -> None:
        super().__init__()
        self._done, self._failed, self._owner, self._is_apart = done, failed, owner, is_apart
        self.finished.connect(self._on_finished)
        self.broke.connect(self._on_broke)

    @Slot(object)
    def _on_finished(self, value: object) -> None:
        if self._is_apart:
            QTimer.singleShot(NEXT_TURN, self, lambda: self._deliver(value))
        else:
            self._deliver(value)

    def _deliver(self, value: object) -> None:
        _RUNNING.discard(self)
        if self._owner is None or isValid(self._owner):
            self._done(value)

    @Slot(object)
    def _on_broke(self, error: Exception) -> None:
        _RUNNING.discard(self)
        if self._owner is None or isValid(self._owner):
            self._failed(error)


_RUNNING: set[_Relay] = set()
"""Keeps relays alive until their result has arrived."""


class _Work(QRunnable):
    def __init__(self, work: Callable[[], object], relay: _Relay) -> None:
        super().__init__()
        self._work = work
        self._relay = relay

    def run(self) -> None:
        """Do the work in a thread of the pool."""
        try:
            value = self._work()
        except Exception as error:  # whatever the work raises belongs to `failed`, never to the pool's thread
            self._tell(self._relay.broke, error)
        else:
            self._tell(self._relay.finished, value)

    def _tell(self, signal: SignalInstance, value: object) -> None:
        with suppress(RuntimeError):  # the application is gone, and with it whoever waited
            signal.emit(value)


def run_in_background(
    work: Callable[[], Any],
    done: Callable[[Any], None],
    failed: Callable[[Exception], None],
    owner: QObject | None = None,
    is_apart: bool = False,
) -> None:
    """Run `work` in a thread; call `done(value)` or `failed(error)` in the window's thread afterwards.

    Args:
        work: What is to be done.
        done: Takes its value.
        failed: Takes what it raised.
        owner: For whom: when it is gone by then, nobody is told.
        is_apart: `done` takes long itself, and gets a turn of the event loop that nothing else was done in.
    """
    relay = _Relay(done, failed, owner, is_apart)
    _RUNNING.add(relay)
    QThreadPool.globalInstance().start(_Work(work, relay))


def attend(work: Callable[[], _T]) -> _T:
    """Do work in a thread and return its value; until it is there the window draws itself, and keys and clicks wait.

    For what takes longer than a blink and must be done before anything else can be. Signals and timers go on: whatever
    the work leads to has to be looked up after it, not before.

    Raises:
        Exception: whatever the work raises.
    """
    application = QCoreApplication.instance()
    if application is None or QThread.currentThread() is not application.thread():
        return work()
    loop, values, errors = QEventLoop(), list[_T](), list[Exception]()

    def done(value: _T) -> None:
        values.append(value)
        loop.quit()

    def failed(error: Exception) -> None:
        errors.append(error)
        loop.quit()

    run_in_background(work, done, failed)
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    if errors:
        raise errors[0]
    return values[0]


def is_busy_in_background() -> bool:
    """Whether some work is not done yet, or its result not delivered."""
    return bool(_RUNNING)


def wait_for_background(milliseconds: int = 30_000) -> bool:
    """Wait until no work is running; return whether that came about. Results still have to be delivered."""
    return QThreadPool.globalInstance().waitForDone(milliseconds)
