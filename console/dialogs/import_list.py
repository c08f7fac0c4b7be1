"""Take over a list of another system: which file, what its columns hold, what that would do, and only then."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count
from console.operations import lists
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import WorkbookErrors, WorkbookFault
from scheduler.api.imports import (
    JOINED,
    WANTED,
    ColumnPlan,
    DateOrder,
    ForeignTable,
    ImportField,
    ImportKind,
    ListPreview,
    fields_of,
    read_rows,
)

FAULT_HEADS = ("Row", "Column", "What is expected")
START = "Choose a CSV or XLSX file as the other system wrote it. Nothing is written before you say so."
LEFT_OUT = "(not in the file)"
ALONE = "(date and time in one column)"
ORDERS = {DateOrder.MONTH: "03/04 is 4 March", DateOrder.DAY: "03/04 is 3 April"}
MOST_SHOWN = 100
CELL, FAULT_WIDTHS, LEAST = 120, (60, 130), 200
FIELDS_WIDTH = 340


class ImportListDialog(QDialog):
    """The file, how its columns are read beside what was read of them, or everything that is wrong with it.

    Attributes:
        outcome: What was done, in a sentence.
    """

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self.setWindowTitle("Import a list from another system")
        self.resize(look.px(960), look.px(620))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.tables: tuple[ForeignTable, ...] = ()
        self.preview: ListPreview | None = None
        self.faults: tuple[WorkbookFault, ...] = ()
        self.outcome, self._is_remembered = "", False
        self._asked: Path | None = None
        self._checks, self._is_checking = 0, False
        self.path = QLineEdit()
        self.path.setAccessibleName("File")
        self.path.setPlaceholderText("A CSV or XLSX file")
        self.kind, self.sheet, self.order = QComboBox(), QComboBox(), QComboBox()
        self.columns: dict[str, tuple[QComboBox, QComboBox | None]] = {}
        self.said, self.about = paragraph(START, "second"), paragraph("", "second")
        self.table, self._model = QuietTable("What was read"), TextTable(self)
        self.offers, self._fields = QScrollArea(), QWidget()
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Import a list from another system", "title"))
        row = QHBoxLayout()
        for kind, wanted in WANTED.items():
            self.kind.addItem(wanted.title, kind)
        for order, words in ORDERS.items():
            self.order.addItem(words, order)
        for combo, name in ((self.kind, "What it is about"), (self.sheet, "Sheet"), (self.order, "Dates")):
            combo.setAccessibleName(name)
        row.addWidget(self.kind)
        row.addWidget(self.path, 1)
        row.addWidget(self.sheet)
        row.addWidget(button("File...", "", self._choose, name="Choose a file"))
        column.addLayout(row)
        column.addWidget(self.about)
        column.addWidget(self.said)
        self._middle = QWidget()
        middle = QHBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        self.offers.setWidgetResizable(True)
        self.offers.setFrameShape(QFrame.Shape.NoFrame)
        self.offers.setAccessibleName("What the columns hold")
        self.offers.setFixedWidth(self._look.px(FIELDS_WIDTH))
        self.offers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        middle.addWidget(self.offers)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        middle.addWidget(self.table, 1)
        self._room = QWidget()
        column.addWidget(self._middle, 1)
        column.addWidget(self._room, 1)
        column.addWidget(self._buttons())
        self.path.returnPressed.connect(lambda: self.look_at(Path(self.path.text())))
        self.path.textEdited.connect(lambda _: self._forget())
        self.kind.currentIndexChanged.connect(lambda _: self._suggest())
        self.sheet.currentIndexChanged.connect(lambda _: self._suggest())
        self.order.currentIndexChanged.connect(lambda _: self._check())

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Take over", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        self.back = button("Undo the last import", "", self._take_back)
        buttons.addButton(self.back, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        return buttons

    # ------------------------------------------------------------ the file

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a list", "", "Lists (*.csv *.txt *.xlsx);;All files (*)")
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Read a file away from the window, and show how its columns are understood."""
        if not str(path).strip() or str(path) == ".":
            return
        self._forget()
        self.path.setText(str(path))
        self._asked = path
        self._refresh()
        run_in_background(
            lists.reading(path),
            lambda found: self._on_read(path, found),
            lambda error: self._on_failed(path, error),
            self,
        )

    @property
    def is_reading(self) -> bool:
        """Whether a file is being read, or what its columns would do is being looked at."""
        return self._asked is not None or self._is_checking

    def _forget(self) -> None:
        self.tables, self.preview, self.faults, self._asked = (), None, (), None
        self._checks, self._is_checking = self._checks + 1, False
        self._refresh()

    def _on_read(self, path: Path, found: tuple[ForeignTable, ...]) -> None:
        if path != self._asked:
            return
        self._asked, self.tables = None, found
        self.sheet.blockSignals(True)
        self.sheet.clear()
        self.sheet.addItems([table.sheet for table in found])
        self.sheet.blockSignals(False)
        self._suggest()

    def _on_failed(self, path: Path, error: Exception) -> None:
        if path != self._asked:
            return
        self._asked = None
        self.faults = error.faults if isinstance(error, WorkbookErrors) else (WorkbookFault(expected=str(error)),)
        self._refresh()

    # ------------------------------------------------------------ the columns

    @property
    def chosen_kind(self) -> ImportKind:
        """What the list is about."""
        return ImportKind(self.kind.currentData())

    @property
    def _chosen(self) -> ForeignTable | None:
        at = self.sheet.currentIndex()
        return self.tables[at] if 0 <= at < len(self.tables) else None

    def _suggest(self) -> None:
        """Offer how the columns of the file were read last, or what their headings say."""
        table = self._chosen
        if table is None:
            self._refresh()
            return
        plan = lists.suggested(self._document, table, self.chosen_kind)
        self._is_remembered = plan.is_remembered
        self.order.blockSignals(True)
        self.order.setCurrentIndex(self.order.findData(plan.order))
        self.order.blockSignals(False)
        self._offer_columns(table, plan)
        self._check()

    def _offer_columns(self, table: ForeignTable, plan: ColumnPlan) -> None:
        self.columns = {}
        self._fields = QWidget()
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 8, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields_of(self.chosen_kind):
            first, _, second = self._parts(table, plan.fields.get(field.name, ""))
            combo = self._headings(table, first, LEFT_OUT, field)
            form.addRow(field.title, combo)
            beside = None
            if field.is_moment:
                beside = self._headings(table, second, ALONE, field)
                beside.setAccessibleName(f"{field.title}, the time")
                form.addRow("", beside)
            self.columns[field.name] = combo, beside
        form.addRow("Dates", self.order)
        old = self.offers.takeWidget()
        self.offers.setWidget(self._fields)
        if old is not None:
            old.deleteLater()

    @staticmethod
    def _parts(table: ForeignTable, heading: str) -> tuple[str, str, str]:
        return (heading, "", "") if heading in table.headings else heading.partition(JOINED)

    def _headings(self, table: ForeignTable, chosen: str, none: str, field: ImportField) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(field.title)
        combo.setAccessibleDescription(field.meaning)
        combo.setToolTip(field.meaning)
        combo.setMinimumContentsLength(12)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.addItems([none, *table.headings])
        combo.setCurrentIndex(table.headings.index(chosen) + 1 if chosen in table.headings else 0)
        combo.currentIndexChanged.connect(lambda _: self._check())
        return combo

    def plan(self) -> ColumnPlan:
        """Return how the columns are read, as it is chosen."""
        found = {}
        for name, (combo, beside) in self.columns.items():
            if combo.currentIndex() > 0:
                parts = [combo] + ([beside] if beside is not None and beside.currentIndex() > 0 else [])
                found[name] = JOINED.join(part.currentText() for part in parts)
        return ColumnPlan(fields=found, order=DateOrder(self.order.currentData()))

    def _check(self) -> None:
        """Look away from the window at what the chosen columns would do; what was chosen last is shown."""
        table, desk = self._chosen, self._document.desk
        if table is None or desk is None:
            return
        self.preview, self.faults = None, ()
        self._checks, self._is_checking = self._checks + 1, True
        number = self._checks
        self._refresh()
        run_in_background(
            lists.checking(desk, table, self.chosen_kind, self.plan()),
            lambda found: self._on_checked(number, found, ""),
            lambda error: self._on_checked(number, None, lists.why(error)),
            self,
        )

    def _on_checked(self, number: int, found: ListPreview | None, failed: str) -> None:
        if number != self._checks:
            return
        self._is_checking = False
        self.preview, self.faults = found, found.faults if found is not None else ()
        if failed:
            self._document.failed.emit(failed)
        self._refresh()

    # ------------------------------------------------------------ what is shown

    def _refresh(self) -> None:
        found = self.preview
        lacks = "It is being checked." if self._is_checking else "It is being read."
        if not self.is_reading:
            lacks = "Choose a file first." if found is None else ""
        if found is not None and found.edit is not None and not found.edit.changes:
            lacks = "Nothing in the list is new."
        offer(self.take, "Mend what is wrong first." if self.faults else lacks)
        self.about.setText(WANTED[self.chosen_kind].meaning)
        self.said.setText(self._words())
        last = lists.last(self._document)
        offer(self.back, "" if last else "Nothing was imported that could be taken back.")
        if last:
            self.back.setToolTip(last)
            self.back.setAccessibleDescription(last)
        self.sheet.setVisible(len(self.tables) > 1)
        self.offers.setVisible(bool(self.tables))
        self._middle.setVisible(bool(self.tables or self.faults))
        self._room.setVisible(not self._middle.isVisibleTo(self))
        self._fill()

    def _words(self) -> str:
        table, found = self._chosen, self.preview
        if self._is_checking:
            return "The list is being checked ..."
        if self.is_reading:
            return "The file is being read ..."
        if self.faults:
            verb = "is" if len(self.faults) == 1 else "are"
            return f"{count(len(self.faults), 'thing')} {verb} wrong; nothing can be taken over before."
        if table is None or found is None:
            return START
        read = "read as the last time" if self._is_remembered else "read by their headings"
        would = f"{count(found.new, 'row')} new, {found.changed:,} changed, {found.same:,} known already"
        return f"{table.form}, {count(len(table.rows), 'row')}; columns {read}. Taking it over: {would}."

    def _fill(self) -> None:
        table = self._chosen
        if self._is_checking:
            return  # what is shown stays until it is known better
        if self.faults:
            self.table.setAccessibleName("What is wrong")
            rows = [(str(f.row or ""), f.column, f.expected) for f in self.faults]
            self._model.set_table(FAULT_HEADS, rows, frozenset({0}))
            for number, width in enumerate(FAULT_WIDTHS):
                self.table.setColumnWidth(number, self._look.px(width))
            self.table.let_fill(2, self._look.px(LEAST))
            return
        if table is None or self.preview is None:
            self._model.set_table((), ())
            return
        plan = self.plan()
        titles = {field.name: field.title for field in fields_of(self.chosen_kind)}
        heads = ("Row", *(title for name, title in titles.items() if name in plan.fields))
        self.table.setAccessibleName("What was read")
        self._model.set_table(heads, read_rows(table, self.chosen_kind, plan, MOST_SHOWN), frozenset({0}))
        self.table.setColumnWidth(0, self._look.px(FAULT_WIDTHS[0]))
        for number in range(1, len(heads)):
            self.table.setColumnWidth(number, self._look.px(CELL))
        self.table.let_fill(len(heads) - 1, self._look.px(CELL))

    def _take(self) -> None:
        if self.preview is not None:
            self.outcome = lists.take(self._document, self.preview)
            if self.outcome:
                self.accept()

    def _take_back(self) -> None:
        self.outcome = lists.take_back(self._document)
        if self.outcome:
            self.accept()
