"""The fields of one row of the facility's data, made from the columns of its sheet."""

from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from console.background import NEXT_TURN
from console.models.setup import SetupRow
from console.widgets.basics import label, let_search, paragraph
from scheduler.api import Column, Sheet

Choices = Mapping[str, Sequence[tuple[str, str]]]
"""By name of a sheet the codes that a cell may name, with the words beside them."""
LONG_SECONDS = 0.010
"""What the making of fields takes of a turn of the event loop, and one field more."""


class RowForm(QScrollArea):
    """One field below the other, each with its name above and, where something is wrong, the fault below.

    Signals:
        typed: Number of a column and the text that its field holds now.
        explained: What the field with the cursor means, "" for none.
    """

    typed = Signal(int, str)
    explained = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take it, and come into view with it
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fields: list[QLineEdit | QComboBox] = []
        self._faults: list[QLabel] = []
        self._columns: tuple[Column, ...] = ()
        self._row: SetupRow | None = None
        self._wanted: tuple[Sheet, Choices, Sequence[str]] | None = None
        self._making: Iterator[bool] = iter(())
        self._inside: QFrame | None = None
        self._turns = QTimer(self, interval=NEXT_TURN)
        self._turns.timeout.connect(self._on_turn)

    @property
    def fields(self) -> list[QLineEdit | QComboBox]:
        """The fields of the sheet shown, from top to bottom."""
        for _ in self._making:
            pass
        return self._fields

    def show_sheet(self, sheet: Sheet, choices: Choices, fixed: Sequence[str]) -> None:
        """Make the fields of a sheet soon; those of the headers in `fixed` can only be read."""
        self._wanted, self._row = (sheet, choices, fixed), None
        if self._inside is not None:  # another sheet is wanted before that one was there
            self._inside.deleteLater()
            self._inside = None
        self._making = self._make(sheet, choices, fixed)
        self._turns.start()

    def _on_turn(self) -> None:
        """Make some fields, in turns of their own: the rows beside them are to be seen first."""
        begin = perf_counter()
        for is_over in self._making:
            if is_over or perf_counter() - begin > LONG_SECONDS:
                return
        self._turns.stop()

    def _make(self, sheet: Sheet, choices: Choices, fixed: Sequence[str]) -> Iterator[bool]:
        """Make the fields out of sight and show them when all are there.

        Yields:
            After each field, whether the turn is over in any case: before the first one and after the last one.
        """
        yield True
        fields, faults = list[QLineEdit | QComboBox](), list[QLabel]()
        self._inside = inside = QFrame(self.viewport())
        inside.hide()
        inside.setProperty("role", "side")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(3)
        for number, what in enumerate(sheet.columns):
            name = label(what.header + (f" ({what.unit})" if what.unit else ""), "small")
            field = self._field(number, what, choices)
            field.setEnabled(what.header not in fixed)
            _name_parts(field, name.text())
            field.setAccessibleDescription(_explained(what))
            field.setToolTip(_explained(what))
            field.installEventFilter(self)
            name.setBuddy(field)
            fault = paragraph("", "stop")
            fault.hide()
            for widget in (name, field, fault):
                column.addWidget(widget)
                widget.ensurePolished()  # else all of them would be when they are shown
            column.addSpacing(5)
            fields.append(field)
            faults.append(fault)
            yield False
        column.addStretch(1)
        yield True
        self._columns, self._fields, self._faults, self._wanted = sheet.columns, fields, faults, None
        self._inside = None
        self.setWidget(inside)
        self._fill()

    def show_row(self, row: SetupRow | None) -> None:
        """Show the cells of a row and what is wrong with them; None: nothing to type into."""
        self.setEnabled(row is not None and not row.is_removed)
        self._row = row
        if self._wanted is None:
            self._fill()

    def _fill(self) -> None:
        row = self._row
        for number, field in enumerate(self._fields):
            text = row.cells[number] if row is not None else ""
            with QSignalBlocker(field):
                if isinstance(field, QLineEdit):
                    if field.text() != text:
                        field.setText(text)
                        field.setCursorPosition(0)
                else:
                    _choose(field, text)
            told = row.faults.get(self._columns[number].header, "") if row is not None else ""
            self._faults[number].setText(told[:1].upper() + told[1:])
            self._faults[number].setVisible(bool(told))

    def go_to(self, column: int) -> None:
        """Put the cursor into the field of a column, or the first one that takes text."""
        for field in (*self.fields[column : column + 1], *self.fields):
            if field.isEnabled():
                field.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self.ensureWidgetVisible(field)
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what the field means to which the cursor comes."""
        if event.type() == QEvent.Type.FocusIn:
            at = next((n for n, field in enumerate(self._fields) if field is watched), None)
            if at is not None:
                self.explained.emit(_explained(self._columns[at]))
                self.ensureWidgetVisible(self._fields[at])
        return super().eventFilter(watched, event)

    def _field(self, number: int, column: Column, choices: Choices) -> QLineEdit | QComboBox:
        words = _words(column, choices)
        if words is None:
            line = QLineEdit()
            line.setPlaceholderText(column.example if column.is_required else f"{column.default_text}")
            line.textEdited.connect(lambda text, n=number: self.typed.emit(n, text.strip()))
            return line
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(10)
        combo.setMaxVisibleItems(16)
        lines = [_line(shown, code) for code, shown in words]
        model = combo.model()
        assert isinstance(model, QStandardItemModel), "what a combo box is made with"
        # One by one, each line of a thousand officers would be told to whoever shows them.
        model.invisibleRootItem().appendRows(lines if column.is_required else [_line(column.default_text, ""), *lines])
        if column.refers:
            line = self._make_searchable(combo, column.header)
            line.textEdited.connect(lambda text, n=number, c=combo: self.typed.emit(n, _code(c, text)))
        combo.activated.connect(lambda _, n=number, c=combo: self.typed.emit(n, str(c.currentData() or "")))
        return combo

    def _make_searchable(self, combo: QComboBox, name: str) -> QLineEdit:
        line = let_search(combo, name)
        completer = combo.completer()
        if completer is not None:
            completer.activated.connect(lambda *_: combo.activated.emit(combo.currentIndex()))
        return line


def _name_parts(field: QLineEdit | QComboBox, name: str) -> None:
    """Give a field and all that it consists of the name that a screen reader says."""
    lists = [field.view()] if isinstance(field, QComboBox) else []
    for part in (field, *field.findChildren(QLineEdit), *lists):
        part.setAccessibleName(name)


def _line(shown: str, code: str) -> QStandardItem:
    """Return a line of a list, and the code that it stands for."""
    line = QStandardItem(shown)
    line.setData(code, Qt.ItemDataRole.UserRole)
    return line


def _words(column: Column, choices: Choices) -> Sequence[tuple[str, str]] | None:
    """Return the codes and words of a cell that holds one of a closed set, None for any other."""
    if column.kind.name == "code" and column.refers in choices:
        return choices[column.refers]
    if column.kind.name in ("word", "phrase", "yes or no"):
        return [(word, word.replace("_", " ")) for word in column.kind.allowed.split(", ")]
    return None


def _choose(combo: QComboBox, text: str) -> None:
    at = combo.findData(text) if text or combo.itemData(0) == "" else -1
    if combo.isEditable() and at < 0:
        combo.setCurrentIndex(-1)
        combo.setEditText(text)
    else:
        combo.setCurrentIndex(at)
    if (line := combo.lineEdit()) is not None:
        line.setCursorPosition(0)  # a long name is read from its beginning


def _code(combo: QComboBox, text: str) -> str:
    """Return the code that is meant by what is typed: that of the line with these words, or the words themselves."""
    at = combo.findText(text, Qt.MatchFlag.MatchFixedString)
    return str(combo.itemData(at)) if at >= 0 else text.strip()


def _explained(column: Column) -> str:
    parts = [f"{column.meaning}."]
    if column.kind.name not in ("word", "phrase", "yes or no", "text"):
        parts.append(f"Written as {column.kind.form}.")
    if column.example:
        parts.append(f"Such as {column.example}.")
    if not column.is_required and column.default_text:
        parts.append(f"Empty: {column.default_text}.")
    return " ".join(parts)
