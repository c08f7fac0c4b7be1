"""The list of findings: grouped by severity, each in words, a click away from its cell."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from console.models.findings import FindingsModel
from console.theme import Look
from console.widgets.lines import LineDelegate
from scheduler.domain.findings import Finding


class FindingsList(QListView):
    """The list.

    Signals:
        finding_opened: A `Finding` was clicked or reached by key.
    """

    finding_opened = Signal(object)

    def __init__(self, model: FindingsModel, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self.setAccessibleName("Findings")
        self._model = model
        self._delegate = LineDelegate(self)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._open)
        self.activated.connect(self._open)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._delegate.set_look(look)
        self.scheduleDelayedItemsLayout()

    @property
    def chosen(self) -> Finding | None:
        """The finding that the keys are on, None for none."""
        return self._model.finding(self.currentIndex())

    def step(self, direction: int) -> Finding | None:
        """Go to the next (1) or previous (-1) finding, round the end; None when there is none."""
        current = self.currentIndex()
        after = current.row() if current.isValid() else (-1 if direction > 0 else self._model.rowCount())
        for _ in range(self._model.rowCount() + 1):
            row = self._model.next_finding(after, direction)
            if row < 0:
                return None
            index = self._model.index(row, 0)
            finding = self._model.finding(index)
            if finding is not None:
                self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
                self.scrollTo(index)
                self.finding_opened.emit(finding)
                return finding
            if direction > 0:
                self._model.toggle(index)  # walk into the fold instead of over it
                after = row - 1
            else:
                after = row
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, index: QModelIndex) -> None:
        finding = self._model.finding(index)
        if finding is not None:
            self.finding_opened.emit(finding)
        else:
            self._model.toggle(index)
