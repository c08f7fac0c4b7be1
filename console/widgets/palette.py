"""One field that finds anything by a part of its name, and the list of what it finds. Knows no roster words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from console.theme import Look
from console.widgets.basics import paragraph

Index = QModelIndex | QPersistentModelIndex
WIDTH, LINE_HEIGHT, MOST_SHOWN = 620, 30, 60
LINES_SEEN = 12
_ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
_BEST, _WORD, _INSIDE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that can be chosen.

    Attributes:
        kind: What it is, in a word: "command", "officer".
        text: What it is called.
        run: What choosing it does.
        detail: What more is said of it, and found too.
        keys: The keys that do the same, "" for none.
        reason: Why it cannot be chosen now, "" when it can.
    """

    kind: str
    text: str
    run: Callable[[], object]
    detail: str = ""
    keys: str = ""
    reason: str = ""


def find(entries: Sequence[Entry], query: str) -> list[Entry]:
    """Return the entries that hold every word of a query, those that begin with it first, else in the given order."""
    words = query.casefold().split()
    found: list[tuple[int, int, Entry]] = []
    for number, entry in enumerate(entries):
        worth = _worth(entry, words)
        if worth is not None:
            found.append((worth, number, entry))
    found.sort(key=lambda line: line[:2])
    return [entry for _, _, entry in found]


def _worth(entry: Entry, words: Sequence[str]) -> int | None:
    """Return how well an entry fits, 0 best; None where a word is missing."""
    text = entry.text.casefold()
    every = f"{text} {entry.detail.casefold()} {entry.kind.casefold()}"
    if not all(word in every for word in words):
        return None
    if not words or text.startswith(" ".join(words)):
        return _BEST
    starts = text.replace("-", " ").split()
    return _WORD if all(any(start.startswith(word) for start in starts) for word in words) else _INSIDE


class _FoundModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Entry] = []

    def set_found(self, found: list[Entry]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.found):
            return None
        entry = self.found[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == _ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (entry.text, entry.detail, entry.keys, entry.reason) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return entry.reason or None
        return None


class _FoundDelegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self.look = Look()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.look.px(100), self.look.px(LINE_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry, look = index.data(_ENTRY_ROLE), self.look
        if not isinstance(entry, Entry):
            return
        state: QStyle.StateFlag = option.state
        area = QRectF(option.rect)
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if is_chosen:
            painter.fillRect(area, look.colour("accent_soft"))
            painter.setPen(QPen(look.colour("accent"), look.px(2)))
            painter.drawLine(QPointF(area.left() + 1, area.top()), QPointF(area.left() + 1, area.bottom()))
            if look.tokens.is_outlined:
                painter.drawRect(area.adjusted(1, 1, -1, -1))
        inner = area.adjusted(look.px(12), 0, -look.px(12), 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(look.font(12))
        painter.setPen(look.colour("second"))
        side = entry.keys or entry.kind
        wide = QFontMetrics(look.font(12)).horizontalAdvance(side)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | middle, side)
        inner.setRight(inner.right() - wide - look.px(16))
        painter.setFont(look.font(13))
        painter.setPen(look.colour("second" if entry.reason else "accent" if is_chosen else "text"))
        metrics = QFontMetrics(look.font(13))
        text = metrics.elidedText(entry.text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, text)
        inner.setLeft(inner.left() + metrics.horizontalAdvance(text) + look.px(12))
        painter.setFont(look.font(12))
        painter.setPen(look.colour("second"))
        more = QFontMetrics(look.font(12)).elidedText(
            entry.reason or entry.detail, Qt.TextElideMode.ElideRight, int(max(0.0, inner.width()))
        )
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | middle, more)
        painter.restore()


class Palette(QDialog):
    """The field with its list; choosing an entry closes it, one that cannot be chosen says why."""

    def __init__(self, entries: Sequence[Entry], look: Look, hint: str, parent: QWidget | None = None) -> None:
        """Offer entries.

        Args:
            entries: Everything that can be found, in the order in which they are offered.
            look: Colours and sizes.
            hint: What can be typed.
            parent: The window over whose top the palette lies.
        """
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Find anything")
        self.setProperty("role", "palette")
        self._entries, self._look = list(entries), look
        self.chosen: Entry | None = None
        self.field = QLineEdit()
        self.field.setAccessibleName(hint)
        self.field.setPlaceholderText(hint)
        self.field.setClearButtonEnabled(True)
        self.list = QListView()
        self.list.setAccessibleName("What was found")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = _FoundModel(self)
        self._lines = _FoundDelegate(self.list)
        self._lines.look = look
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._lines)
        self.said = paragraph("", "second")
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        for part in (self.field, self.list, self.said):
            column.addWidget(part)
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._on_list_clicked)
        self._show("")
        self._place()

    @property
    def found(self) -> list[Entry]:
        """What is listed."""
        return self._model.found

    def _place(self) -> None:
        window = self.parentWidget()
        wide = self._look.px(WIDTH)
        if window is not None:
            wide = min(wide, window.width() - 40)
        self.setFixedWidth(wide)
        if window is not None:
            corner = window.mapToGlobal(window.rect().topLeft())
            self.move(corner.x() + (window.width() - wide) // 2, corner.y() + self._look.px(56))

    def _fit(self) -> None:
        """Be as tall as what was found, within the window."""
        line, window = self._look.px(LINE_HEIGHT), self.parentWidget()
        room = LINES_SEEN if window is None else max(3, (window.height() - self._look.px(180)) // line)
        self.list.setFixedHeight(line * min(len(self.found), LINES_SEEN, room) + 2 * self.list.frameWidth())
        self.list.setVisible(bool(self.found))
        self.adjustSize()

    def _show(self, query: str) -> None:
        found = find(self._entries, query)
        self._model.set_found(found[:MOST_SHOWN])
        if found:
            self._go_to(0)
        more = len(found) - MOST_SHOWN
        words = f"{more:,} more: type part of the name." if more > 0 else ""
        self._say(words if found else f"Nothing is called \u201c{query.strip()}\u201d here.")

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
        self._fit()

    def _go_to(self, row: int) -> None:
        index = self._model.index(min(max(row, 0), len(self.found) - 1), 0)
        self.list.setCurrentIndex(index)
        event = QAccessibleEvent(self.list, QAccessible.Event.Focus)
        event.setChild(index.row())
        QAccessible.updateAccessibility(event)
        if index.isValid() and self.said.isVisible() and len(self.found) < MOST_SHOWN:
            self._say("")

    def _on_list_clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        self._choose()

    def _choose(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.found):
            return
        entry = self.found[row]
        if entry.reason:
            self._say(entry.reason)
            QAccessible.updateAccessibility(QAccessibleEvent(self.said, QAccessible.Event.Alert))
            return
        self.chosen = entry
        self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move through the list from the field."""
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: LINES_SEEN - 1,
                Qt.Key.Key_PageUp: 1 - LINES_SEEN,
            }
            step = steps.get(Qt.Key(event.key()))
            if step is not None and self.found:
                self._go_to(self.list.currentIndex().row() + step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose()
                return True
        return super().eventFilter(watched, event)
