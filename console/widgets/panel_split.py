"""A page with a panel at its right whose width the user chooses, by mouse or by a command."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from console.theme import Look

HANDLE = 5
STEP = 40


class _Handle(QSplitterHandle):
    """A line at the edge of a strip that can be pulled; both answer to the mouse."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the strip and its line."""
        split = self.splitter()
        assert isinstance(split, PanelSplit), "made by one"
        is_over, look = self.underMouse(), split.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("accent_soft" if is_over else "sheet"))
        painter.fillRect(QRect(0, 0, 1, self.height()), look.colour("accent" if is_over else "line"))


class PanelSplit(QSplitter):
    """The page takes what the panel leaves.

    Signals:
        width_chosen: The panel's width in pixels at 100 per cent.
    """

    width_chosen = Signal(int)

    def __init__(self, page: QWidget, panel: QWidget, width: int, least: int) -> None:
        """Put both side by side.

        Args:
            page: At the left.
            panel: At the right.
            width: Pixels of the panel at 100 per cent.
            least: The fewest that it may have.
        """
        super().__init__(Qt.Orientation.Horizontal)
        self._panel, self._wanted, self._least, self.look = panel, max(width, least), least, Look()
        self.addWidget(page)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_splitter_moved)

    @property
    def wanted(self) -> int:
        """The panel's width in pixels at 100 per cent."""
        return self._wanted

    def createHandle(self) -> QSplitterHandle:
        """Return what is pulled."""
        return _Handle(self.orientation(), self)

    def set_look(self, look: Look) -> None:
        """Draw in other sizes."""
        self.look = look
        self.setHandleWidth(look.px(HANDLE))
        self.apply()

    def widen(self, by: int) -> None:
        """Make the panel wider (1) or narrower (-1) by a step."""
        most = max(self._least, round(self.width() * 100 / self.look.zoom) - self._least)
        self._wanted = min(max(self._wanted + by * STEP, self._least), most)
        self.apply()
        self.width_chosen.emit(self._wanted)

    def apply(self) -> None:
        """Give the panel the width that is wanted, as far as there is room."""
        self._panel.setMinimumWidth(min(self.look.px(self._least), max(1, self.width() * 2 // 5)))
        wide = min(self.look.px(self._wanted), max(1, self.width() // 2))
        if self._panel.width() != wide or self._panel.isHidden():
            self.setSizes([max(1, self.width() - wide), wide])

    def _on_splitter_moved(self, *_: object) -> None:
        self._wanted = max(self._least, round(self._panel.width() * 100 / self.look.zoom))
        self.width_chosen.emit(self._wanted)
