"""The panes of the window and the keys that go from one to the next, as F6 does in other programs."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class Panes:
    """Knows the panes in order and where the focus last was in each."""

    def __init__(self, panes: Callable[[], Sequence[QWidget]]) -> None:
        """Walk through `panes()`, which are asked for anew each time: what is hidden is passed over."""
        self._panes = panes
        self._last: dict[QWidget, QWidget] = {}
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def close(self) -> None:
        """Watch the focus no longer."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.disconnect(self._on_focus_changed)
        self._last.clear()

    def step(self, by: int) -> None:
        """Give the focus to the next pane (1) or the previous one (-1), to the part of it that had it last."""
        panes = [pane for pane in self._panes() if pane.isVisible() and self._part(pane) is not None]
        if not panes:
            return
        here = next((i for i, pane in enumerate(panes) if _holds(pane, QApplication.focusWidget())), None)
        chosen = panes[(here + by) % len(panes) if here is not None else 0]
        part = self._part(chosen)
        if part is not None:
            reason = Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason
            part.setFocus(reason)

    def enter(self, page: QWidget) -> None:
        """Give the focus to the part of a page that had it last, or to its first one.

        A page that holds the focus itself would be told by nothing: no edge on the screen, no word to a screen reader.
        """
        last = page.focusWidget()
        part = last if last is not None and last is not page and _takes_focus(last) else self._part(page)
        (part or page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _part(self, pane: QWidget) -> QWidget | None:
        last = self._last.get(pane)
        if last is not None and isValid(last) and _takes_focus(last) and _holds(pane, last):
            return last
        if _takes_focus(pane):
            return pane
        found = pane.nextInFocusChain()
        while found is not None and found is not pane:
            if _holds(pane, found) and _takes_focus(found):
                return found
            found = found.nextInFocusChain()
        return None

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        for pane in self._panes():
            if now is not None and _holds(pane, now):
                self._last[pane] = now


def _holds(pane: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is pane or pane.isAncestorOf(widget))


def _takes_focus(widget: QWidget) -> bool:
    wanted = Qt.FocusPolicy.TabFocus
    return bool(widget.focusPolicy() & wanted) and widget.isVisible() and widget.isEnabled()
