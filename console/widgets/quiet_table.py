"""A table of quiet lines: whole rows are chosen, some cells are a word in a frame, nothing else shouts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QKeyCombination,
    QLineF,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
    QStaticText,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from console.theme import Look
from console.widgets.pill import draw_pill, pill_width
from console.widgets.sorted_rows import SortedRows

Index = QModelIndex | QPersistentModelIndex
PILL_ROLE = Qt.ItemDataRole.UserRole + 101
"""(text, tone) of a cell that is a word in a frame, see `draw_pill`."""
QUIET_ROLE = Qt.ItemDataRole.UserRole + 102
"""Whether a cell is written in the second colour."""
BOLD_ROLE = Qt.ItemDataRole.UserRole + 103
"""Whether a cell is written in bold."""
ROW_HEIGHT = 34
ORDER_KEY = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_S)
PILL_HEIGHT = 17
MEASURED_ROWS = 60
"""So many rows from the first one seen say how wide a column is: a list of all officers has too many to go through."""
MOST_CUT = 4000
"""Words whose length is known, at the most: some screens full."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class QuietDelegate(QStyledItemDelegate):
    """Paints one cell."""

    def __init__(self, view: QTableView) -> None:
        """Paint for a view."""
        super().__init__(view)
        self._view = view
        self.look = Look()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room that the words take: a cell is asked for nothing but them."""
        words = QFontMetrics(option.font).size(0, str(index.data() or ""))
        margin = self._view.style().pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self._view) + 1
        return QSize(words.width() + 2 * margin, words.height())

    @property
    def look(self) -> Look:
        """Colours and sizes."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        """Draw with others; what every cell is drawn with is made once."""
        self._look = look
        self._fonts = {is_bold: look.font(12.5, is_bold) for is_bold in (False, True)}
        self._metrics = {is_bold: QFontMetrics(font) for is_bold, font in self._fonts.items()}
        self._inks = {is_quiet: QPen(look.colour("second" if is_quiet else "text")) for is_quiet in (False, True)}
        self._line = QPen(look.colour("line"), 1)
        self._cut: dict[tuple[str, int, bool], tuple[QStaticText, float, float]] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell. The model is asked without the index: through it each answer is converted there and back."""
        look, area, data = self._look, QRectF(option.rect), index.model().data
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, look.colour("accent_soft"))
            if look.tokens.is_outlined:  # no fill tells the chosen row there
                painter.setPen(QPen(look.colour("accent"), look.px(2)))
                for y in (area.top() + 1, area.bottom() - 1):
                    painter.drawLine(QLineF(area.left(), y, area.right(), y))
        inner = area.adjusted(look.px(10), 0, -look.px(8), 0)
        pill = data(index, PILL_ROLE)
        if pill is not None:
            text, tone = pill
            broad, tall = pill_width(look, text), look.px(PILL_HEIGHT)
            draw_pill(painter, look, QRectF(inner.left(), inner.center().y() - tall / 2, broad, tall), text, tone)
        elif said := str(data(index, Qt.ItemDataRole.DisplayRole) or ""):
            is_bold = bool(data(index, BOLD_ROLE))
            painter.setFont(self._fonts[is_bold])
            painter.setPen(self._inks[bool(data(index, QUIET_ROLE))])
            is_right = data(index, Qt.ItemDataRole.TextAlignmentRole) == RIGHT
            text, wide, high = self._fitting(said, int(inner.width()), is_bold)
            left = inner.right() - wide if is_right else inner.left()
            painter.drawStaticText(QPointF(left, inner.top() + (inner.height() - high) / 2), text)
        painter.setPen(self._line)
        painter.drawLine(QLineF(area.left(), area.bottom() - 0.5, area.right(), area.bottom() - 0.5))
        if state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawLine(QLineF(area.left(), area.bottom() - 1, area.right(), area.bottom() - 1))
        painter.restore()

    def _fitting(self, words: str, width: int, is_bold: bool) -> tuple[QStaticText, float, float]:
        """Return words as far as they fit into some pixels, laid out, and their width and height.

        Worked out once for words that are seen again and again: to lay them out takes longer than all else of a cell.
        """
        key = words, width, is_bold
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) >= MOST_CUT:
                self._cut.clear()
            metrics, font = self._metrics[is_bold], self._fonts[is_bold]
            cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            text = QStaticText(cut)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=font)
            found = self._cut[key] = text, QFontMetricsF(font).horizontalAdvance(cut), metrics.height()
        return found


class QuietTable(QTableView):
    """The table. Ctrl+C copies the chosen rows, tab between cells, as spreadsheets take them.

    A click on a head, or Ctrl+Shift+S for the column with the cursor, puts the rows in order: up, down, as they were.
    A width that the user gave to a column stays, whatever the table would give it.

    Attributes:
        chosen_widths: The widths that the user gave, by the column's head, in pixels at 100 per cent.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Start empty; `name` is what a screen reader calls the table."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.chosen_widths: dict[str, int] = {}
        self._is_pulled = self._is_filling = False
        self._filled: tuple[int, int] | None = None
        self._lines = QuietDelegate(self)
        self.setItemDelegate(self._lines)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setProperty("role", "roomy")
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        header.setResizeContentsPrecision(MEASURED_ROWS)
        header.sectionResized.connect(self._on_section_resized)
        header.viewport().installEventFilter(self)

    def setColumnWidth(self, column: int, width: int) -> None:
        """Give a column a width, unless the user gave it one."""
        chosen = self.chosen_widths.get(self._head(column))
        super().setColumnWidth(column, width if chosen is None else self._lines.look.px(chosen))

    def resizeColumnsToContents(self) -> None:
        """Give the columns the width of their words, except where the user gave one."""
        super().resizeColumnsToContents()
        for column in range(self.horizontalHeader().count()):
            if self._head(column) in self.chosen_widths:
                self.setColumnWidth(column, self.columnWidth(column))

    def _head(self, column: int) -> str:
        model = self.model()
        return str(model.headerData(column, Qt.Orientation.Horizontal) or "") if model is not None else ""

    def _on_section_resized(self, column: int, before: int, width: int) -> None:
        is_free = self.horizontalHeader().sectionResizeMode(column) == QHeaderView.ResizeMode.Interactive
        if self._is_pulled and is_free and before and width:
            self.chosen_widths[self._head(column)] = round(width * 100 / self._lines.look.zoom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Know whether the user pulls at a head: columns also change with the room, with rows, and with other data."""
        if watched is self.horizontalHeader().viewport():
            if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
                self._is_pulled = True
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._is_pulled = False
        return super().eventFilter(watched, event)

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._lines.look = look
        self.verticalHeader().setDefaultSectionSize(look.px(ROW_HEIGHT))
        self.viewport().update()

    def choose_row(self, row: int, column: int = 0) -> None:
        """Make a row the current and only chosen one, with the cursor in a column."""
        index = self.model().index(row, column)
        choose = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, choose)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Show a model; one that can be put in order gets heads to click on."""
        super().setModel(model)
        self.setSortingEnabled(isinstance(model, SortedRows))

    def let_fill(self, column: int, least: int) -> None:
        """Give a column the room that the others leave, but no less than `least` pixels: then the table scrolls."""
        if self._filled is not None and 0 <= self._filled[0] < self.horizontalHeader().count():
            self.horizontalHeader().setSectionResizeMode(self._filled[0], QHeaderView.ResizeMode.Interactive)
        self._filled = column, least
        self._fill()

    def _fill(self) -> None:
        if self._filled is None or self._is_filling:
            return
        column, least = self._filled
        header = self.horizontalHeader()
        if not 0 <= column < header.count():
            return
        self._is_filling = True  # a scroll bar that comes or goes asks again
        # The header takes a new width of the table over later: what is left is counted here.
        others = sum(self.columnWidth(n) for n in range(header.count()) if n != column)
        if self.viewport().width() - others >= least:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        else:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, least)
        self._is_filling = False

    def drop_columns(self, dropped: Sequence[int], widths: Mapping[int, int], room: int) -> None:
        """Hide those of some columns for which there is no room.

        Args:
            dropped: The columns that may be hidden, the one that goes first first.
            widths: What each column takes, those that always stay too, in pixels.
            room: What there is for all of them, in pixels.
        """
        room -= sum(width for column, width in widths.items() if column not in dropped)
        for column in reversed(dropped):
            room -= widths[column]
            self.setColumnHidden(column, room < 0)

    def order_by_current(self) -> None:
        """Order by the column with the cursor: up, down, and as the rows were given."""
        column, header = self.currentIndex().column(), self.horizontalHeader()
        if column < 0 or not self.isSortingEnabled():
            return
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if header.sortIndicatorSection() != column:
            header.setSortIndicator(column, up)
        elif header.sortIndicatorOrder() == up:
            header.setSortIndicator(column, down)
        else:
            header.setSortIndicator(-1, up)

    def copy(self) -> str:
        """Put the chosen rows, with the heads of the columns, on the clipboard; return the text."""
        model = self.model()
        shown = [c for c in range(model.columnCount()) if not self.isColumnHidden(c)]
        heads = [str(model.headerData(c, Qt.Orientation.Horizontal) or "") for c in shown]
        rows = sorted({index.row() for index in self.selectedIndexes()})
        lines = [[str(model.index(row, c).data() or "") for c in shown] for row in rows]
        text = "\n".join("\t".join(cells) for cells in (heads, *lines))
        QGuiApplication.clipboard().setText(text)
        return text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the column that fills the table the room that there is now."""
        super().resizeEvent(event)
        self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; everything else is Qt's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.keyCombination() == ORDER_KEY:
            self.order_by_current()
        else:
            super().keyPressEvent(event)


def figure(text: str) -> float:
    """Return the amount that words such as "1,204", "-30.5" or "12 h 15 min" tell; what tells none comes first."""
    found = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))]
    if not found:
        return float("-inf")
    whole = found[0] / 60 if text.strip().endswith("min") and len(found) == 1 else found[0]
    amount = whole + (found[1] / 60 if len(found) > 1 and text.strip().endswith("min") else 0.0)
    return -amount if text.strip().startswith("-") else amount


class TextTable(SortedRows):
    """Rows of words and figures, as they are to be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._columns: tuple[str, ...] = ()
        self._figures: frozenset[int] = frozenset()
        self._keys: Mapping[int, Sequence[Any]] = {}

    def set_table(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        figures: frozenset[int] = frozenset(),
        keys: Mapping[int, Sequence[Any]] | None = None,
    ) -> None:
        """Show other rows.

        Args:
            columns: Heads.
            rows: Cells of each row.
            figures: Numbers of the columns that are set to the right and ordered as numbers.
            keys: By column, what each row is ordered by where its words do not say it.
        """
        self.beginResetModel()
        if tuple(columns) != self._columns:
            self._by = (-1, Qt.SortOrder.AscendingOrder)
        self._columns, self._figures, self._keys = tuple(columns), figures, keys or {}
        self._set_rows(tuple(tuple(row) for row in rows))
        self.endResetModel()

    @property
    def figures(self) -> frozenset[int]:
        """Numbers of the columns that are set to the right."""
        return self._figures

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name the columns."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._columns[index.column()]}: {self._rows[index.row()][index.column()]}"
        return index.column() == 0 if role == BOLD_ROLE else None

    def sort_key(self, number: int, column: int) -> Any:
        """Order by what was said to order, else figures as numbers and words as words."""
        if column in self._keys:
            return self._keys[column][number]
        text = self._given[number][column]
        return figure(text) if column in self._figures else text.casefold()

    def _side(self, column: int) -> Qt.AlignmentFlag:
        return RIGHT if column in self._figures else LEFT
