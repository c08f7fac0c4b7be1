"""A field that offers choices below it while one types: codes first, remarks beside them."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from console.widgets.basics import PopupList

_CHOICE_ROLE = Qt.ItemDataRole.UserRole + 2
_TYPED_ROLE = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One offer: what is typed for it, what is shown, and what it stands for."""

    typed: str
    shown: str
    value: object
    is_dim: bool = False


class ChoiceEditor(QLineEdit):
    """The field.

    Signals:
        chosen: One of the offers was picked from the list.
        entered: Enter was pressed on the text while the list is open: the list would keep the key to itself.
    """

    chosen = Signal()
    entered = Signal()

    def __init__(self, choices: list[Choice], name: str, parent: QWidget | None = None) -> None:
        """Offer some choices; `name` is what a screen reader calls the field."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.choice: Choice | None = None
        self._model = QStandardItemModel(self)
        dim = QBrush(self.palette().placeholderText())
        for number, choice in enumerate(choices):
            item = QStandardItem(choice.shown)
            item.setData(choice.typed, _TYPED_ROLE)
            item.setData(number, _CHOICE_ROLE)
            if choice.is_dim:
                item.setForeground(dim)
            self._model.appendRow(item)
        self._choices = choices
        completer = QCompleter(self._model, self)
        completer.setCompletionRole(_TYPED_ROLE)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
        completer.setMaxVisibleItems(12)
        popup = PopupList(self)
        popup.setAccessibleName(name)
        completer.setPopup(popup)
        popup.setProperty("role", "popup")
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        popup.setMinimumWidth(380)
        self.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._on_completer_activated)  # type: ignore[index]
        self.returnPressed.connect(self._on_return_pressed)
        QTimer.singleShot(0, self, self._offer)

    def _offer(self) -> None:
        """Show the list at once, not only after the first letter."""
        completer = self.completer()
        if self.isVisible() and completer is not None:
            completer.setCompletionPrefix(self.text())
            completer.complete()

    def _on_return_pressed(self) -> None:
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        if popup is not None and popup.isVisible() and not popup.currentIndex().isValid():
            QTimer.singleShot(0, self, self.entered.emit)

    def _on_completer_activated(self, index: QModelIndex) -> None:
        number = index.data(_CHOICE_ROLE)
        if isinstance(number, int):
            self.choice = self._choices[number]
            self.chosen.emit()
