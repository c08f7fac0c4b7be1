"""Painting and editing of grid cells, and painting of the totals beside them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QLineF, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.roles import FACE_ROLE, MARK_ROLE, Face
from console.operations.plans import Kind
from console.theme import Look
from console.views.cells import CellPainter
from console.views.pictures import Pictures
from console.widgets.choice_editor import Choice, ChoiceEditor

Index = QModelIndex | QPersistentModelIndex
Beside = Callable[[QPainter, QRect, Index], int]
"""Draws at the right end of a cell and returns the pixels that it took."""
_STANDS_OUT = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus


class CellDelegate(QStyledItemDelegate):
    """Paints faces and opens the field with choices."""

    def __init__(
        self,
        choices: Callable[[Index], list[Choice]],
        taken: Callable[[Index, Choice], object],
        name: str,
        is_left_aligned: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make it.

        Args:
            choices: What can be put into a cell.
            taken: Called with the choice that was picked.
            name: What a screen reader calls the field.
            is_left_aligned: Where cells write their text.
            parent: The view.
        """
        super().__init__(parent)
        self._choices = choices
        self._taken = taken
        self._name = name
        self.painter = CellPainter(is_left_aligned)
        self.beside: Beside = lambda *_: 0
        self.mark_of: Callable[[Index], tuple[Kind, bool] | None] = lambda _: None
        self.face_of: Callable[[Index], Face | None] = lambda index: index.data(FACE_ROLE)

    @property
    def pictures(self) -> Pictures:
        """The pictures of cells."""
        return self.painter.pictures

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the kept picture and the selection over it."""
        face = self.face_of(index)
        if face is None:
            return
        rect: QRect = option.rect
        taken = self.beside(painter, rect, index)  # pixels at the right end that something else is drawn in
        self.painter.draw(painter, rect.adjusted(0, 0, -taken, 0), face)
        if option.state & _STANDS_OUT:
            view: Any = self.parent()
            is_current, has_focus = view.currentIndex() == index, view.hasFocus()
            if option.state & QStyle.StateFlag.State_Selected or (is_current and has_focus):
                self.painter.draw_selection(painter, rect, is_current, has_focus)
        mark = self.mark_of(index)
        if mark is not None:
            self.painter.draw_verdict(painter, rect, *mark)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the field with choices."""
        editor = ChoiceEditor(self._choices(index), self._name, parent)
        editor.setFont(self.painter.look.cell_font)
        editor.chosen.connect(lambda: self._on_editor_done(editor))
        editor.entered.connect(lambda: self._on_editor_done(editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Start with an empty field: the old code still stands on the screen around it."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the picked choice, or hand on the text that was typed."""
        if not isinstance(editor, ChoiceEditor):
            return
        if editor.choice is not None:
            self._taken(index, editor.choice)
        elif editor.text().strip():
            model.setData(model.index(index.row(), index.column()), editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Cover the cell, a little wider than it."""
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(0, 0, max(0, self.painter.look.px(72) - rect.width()), 0))

    def _on_editor_done(self, editor: ChoiceEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


class TotalsDelegate(QStyledItemDelegate):
    """Paints hours, overtime and rotation."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it."""
        super().__init__(parent)
        self._look = Look()
        self.pictures = Pictures()

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.pictures.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the text, at the left when it is words."""
        text, mark = str(index.data() or ""), str(index.data(MARK_ROLE) or "")
        side = int(index.data(Qt.ItemDataRole.TextAlignmentRole) or int(Qt.AlignmentFlag.AlignCenter))
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        shown = (text, mark, side, has_focus)
        self.pictures.draw(painter, option.rect, shown, lambda own, area: self._paint(own, area, *shown), can_wait=True)

    def _paint(self, painter: QPainter, area: QRectF, text: str, mark: str, side: int, has_focus: bool) -> None:
        look = self._look
        is_words = bool(side & int(Qt.AlignmentFlag.AlignLeft))
        painter.fillRect(area, look.colour("sheet"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(QLineF(area.right() - 0.5, area.top(), area.right() - 0.5, area.bottom()))
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        painter.setFont(look.font(11.5, bool(mark)))
        painter.setPen(look.colour(mark or ("second" if is_words or text == "·" else "text")))
        inner = area.adjusted(look.px(8) if is_words else 0, 0, -look.px(4) if is_words else 0, 0)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, side, text)
        if has_focus:
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
