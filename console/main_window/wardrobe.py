"""Another theme or size, put on part by part: the page that is seen at once, what is around it and hidden later.

The application's style sheet is given once. Given anew it goes through every widget there is, most of them hidden,
which takes half a second. Each part of the window has a sheet of its own instead, which stands above the application's.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from PySide6.QtCore import QChildEvent, QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from console.theme import Look


class Part(NamedTuple):
    """A part of the window that is dressed in one go; no part lies in another.

    Attributes:
        widget: The part with all that is in it.
        take: Takes over colours and sizes that it draws with itself.
    """

    widget: QWidget
    take: Callable[[Look], object] | None = None


class Divided(Protocol):
    """A page that is dressed in parts.

    Attributes:
        views: The parts of which one is seen at a time.
    """

    views: QStackedWidget

    def parts(self) -> tuple[Part, ...]:
        """Return all its parts."""


def _part(widget: QWidget) -> Part:
    """Return a widget as a part; one that can take a look takes it."""
    return Part(widget, getattr(widget, "set_look", None))


class Wardrobe(QObject):
    """Dresses the parts of a window."""

    def __init__(
        self,
        window: QMainWindow,
        frame: Iterable[QWidget],
        pages: QStackedWidget,
        divided: Divided,
    ) -> None:
        """Know the parts.

        Args:
            window: What comes up over its frame later, such as a dialog, is dressed when it does.
            frame: Parts around the pages, besides menus and status line.
            pages: Pages; all but one are parts. They are dressed at the latest when they come up.
            divided: The page that is dressed in parts of its own.
        """
        super().__init__(window)
        self._window, around = window, tuple(frame)
        inner, menus = divided.parts(), window.menuWidget()
        stacked = (pages.widget(n) for n in range(pages.count()))
        whole = (page for page in stacked if page is not None and not page.isAncestorOf(divided.views))
        self._parts = {widget: _part(widget) for widget in (menus, window.statusBar(), *around, *whole) if widget}
        self._parts |= {part.widget: part for part in inner}
        self._frame = {menus, window.statusBar(), *around}
        self._look: Look | None = None
        self._sheet = ""
        self._waiting: list[Part] = []
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._on_turn)
        for stack in (pages, divided.views):
            stack.currentChanged.connect(lambda number, of=stack: self.dress(of.widget(number)))
        window.installEventFilter(self)

    def wear(self, look: Look) -> None:
        """Take another look; the first one has no sheets but the application's."""
        is_first, self._look = self._look is None, look
        self._sheet = "" if is_first else look.style_sheet()
        self._waiting = sorted(self._parts.values(), key=lambda part: not part.widget.isVisible())
        for widget in self._parts:
            if is_first or (widget.isVisible() and widget not in self._frame):
                self.dress(widget)
        if self._waiting:
            self._window.setUpdatesEnabled(False)  # until all is dressed that is seen
            self._turns.start()

    def dress(self, widget: QWidget | None) -> None:
        """Dress a part now if it waits for that."""
        part = next((part for part in self._waiting if part.widget is widget), None)
        if part is None or self._look is None:
            return
        self._waiting.remove(part)
        if self._sheet:
            part.widget.setStyleSheet(self._sheet)
        if part.take is not None:
            part.take(self._look)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress what comes up over the frame, if the application's sheet is not the look now."""
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget) and child is not self._window.centralWidget() and child not in self._parts:
                self._dress_late(child)
        return super().eventFilter(watched, event)

    def _dress_late(self, widget: QWidget) -> None:
        if self._sheet and widget.styleSheet() != self._sheet:
            widget.setStyleSheet(self._sheet)

    def _on_turn(self) -> None:
        try:
            if self._waiting:
                self.dress(self._waiting[0].widget)
        finally:
            if not any(part.widget.isVisible() for part in self._waiting):
                self._window.setUpdatesEnabled(True)
        if not self._waiting:
            self._turns.stop()
