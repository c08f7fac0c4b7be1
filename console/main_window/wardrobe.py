"""Another theme or size, put on part by part: the page that is seen at once, what is around it and hidden later.

The application's style sheet is given once. Given anew it goes through every widget there is, most of them hidden,
which takes half a second. Each part of the window has a sheet of its own instead, which stands above the application's.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QChildEvent, QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from console.theme import Look


class Part(NamedTuple):
    """A part of the window that is dressed in one go; no part with a sheet lies in another.

    Attributes:
        widget: The part with all that is in it.
        take: Takes over colours and sizes that it draws with itself.
        has_sheet: Whether it is given the style sheet; a page whose parts have sheets of their own is not.
    """

    widget: QWidget
    take: Callable[[Look], object] | None = None
    has_sheet: bool = True


class Divided(Protocol):
    """A page that is dressed in parts.

    Attributes:
        views: The parts of which one is seen at a time.
    """

    views: QStackedWidget

    def parts(self) -> tuple[Part, ...]:
        """Return all its parts."""


@runtime_checkable
class Apart(Protocol):
    """A page that is too large to be dressed in one go: what takes a sheet lies in parts, all else it draws itself."""

    def dressed_apart(self) -> tuple[QWidget, ...]:
        """Return the parts that take the style sheet, one turn each; none lies in another."""


def _parts_of(page: QWidget) -> tuple[Part, ...]:
    """Return a page as one part, or as those it consists of; one that can take a look takes it, after the sheets."""
    take = getattr(page, "set_look", None)
    if isinstance(page, Apart):
        return *(Part(widget) for widget in page.dressed_apart()), Part(page, take, has_sheet=False)
    return (Part(page, take),)


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
            pages: Pages; all but one are parts, or consist of parts. They are dressed at the latest when they come up.
            divided: The page that is dressed in parts of its own.
        """
        super().__init__(window)
        self._window, around = window, tuple(frame)
        inner, menus = divided.parts(), window.menuWidget()
        stacked = (pages.widget(n) for n in range(pages.count()))
        whole = (page for page in stacked if page is not None and not page.isAncestorOf(divided.views))
        outer = (menus, window.statusBar(), *around, *whole)
        self._of = {widget: _parts_of(widget) for widget in outer if widget} | {part.widget: (part,) for part in inner}
        self._parts = {part.widget for parts in self._of.values() for part in parts}
        self._look: Look | None = None
        self._sheet = ""
        self._waiting: list[Part] = []
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._on_turn)
        for stack in (pages, divided.views):
            stack.currentChanged.connect(lambda number, of=stack: self.prefer(of.widget(number)))
        window.installEventFilter(self)

    def wear(self, look: Look) -> None:
        """Take another look; the first one has no sheets but the application's, and is taken at once."""
        is_first, self._look = self._look is None, look
        self._sheet = "" if is_first else look.style_sheet()
        in_order = sorted(self._of, key=lambda widget: not widget.isVisible())
        self._waiting = [part for widget in in_order for part in self._of[widget]]
        if is_first:
            while self._waiting:
                self._dress_next()
        elif self._waiting:
            self._begin()

    def prefer(self, page: QWidget | None) -> None:
        """Dress a page that comes up before all others that wait; nothing is painted until it is dressed."""
        first = [part for part in self._of.get(page, ()) if part in self._waiting] if page is not None else []
        if first:
            self._waiting = [*first, *(part for part in self._waiting if part not in first)]
            self._begin()

    def _begin(self) -> None:
        self._window.setUpdatesEnabled(False)  # until all is dressed that is seen
        self._turns.start()

    def _dress_next(self) -> None:
        part = self._waiting.pop(0)
        if self._sheet and part.has_sheet:
            part.widget.setStyleSheet(self._sheet)
        if part.take is not None and self._look is not None:
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
        """Dress a part; when all is dressed that is seen, let the window paint, in a turn of its own."""
        if not self._window.updatesEnabled() and not any(part.widget.isVisible() for part in self._waiting):
            self._window.setUpdatesEnabled(True)
        elif self._waiting:
            self._dress_next()
        if not self._waiting and self._window.updatesEnabled():
            self._turns.stop()
