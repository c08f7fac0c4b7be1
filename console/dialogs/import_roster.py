"""Take over a roster that was changed in a spreadsheet: each difference and what it would break, and only then."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count
from console.operations import roster_files
from console.theme import Look
from console.widgets.basics import button, label, lines_list, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import WorkbookErrors, WorkbookFault
from scheduler.api.roster_import import RosterPreview

CELL_HEADS = ("In the file", "Seat", "Date", "Was", "Becomes", "Would break")
FAULT_HEADS = ("Sheet", "Row", "Column", "What is expected")
CELL_WIDTHS, FAULT_WIDTHS = (130, 145, 95, 120, 120, 0), (130, 60, 80, 0)
LAST_LEAST = 120
START = "Choose a roster workbook that was exported and changed. Nothing is written before you say so."


class ImportRosterDialog(QDialog):
    """The file, what is different in it with what that would break, or everything that is wrong with it.

    Attributes:
        outcome: What was done, in a sentence.
    """

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self.setWindowTitle("Import a changed roster")
        self.resize(look.px(860), look.px(600))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.preview: RosterPreview | None = None
        self.faults: tuple[WorkbookFault, ...] = ()
        self.outcome = ""
        self._asked: Path | None = None
        self.path = QLineEdit()
        self.path.setAccessibleName("Workbook")
        self.path.setPlaceholderText("A workbook that was exported from this roster")
        self.said = paragraph(START, "second")
        self.table, self._model = QuietTable("What is different"), TextTable(self)
        self.findings_head = label("What this would break", "section")
        self.findings = lines_list("What this would break")
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Import a changed roster", "title"))
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(button("Workbook...", "", self._choose, name="Choose a workbook"))
        column.addLayout(row)
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._show_row(index.row()))
        self._room = QWidget()
        column.addWidget(self.table, 3)
        column.addWidget(self._room, 3)
        column.addWidget(self.findings_head)
        column.addWidget(self.findings, 1)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Take over", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        self.again = button("Check again", "", lambda: self.look_at(Path(self.path.text())))
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.path.returnPressed.connect(lambda: self.look_at(Path(self.path.text())))
        self.path.textEdited.connect(lambda _: self._forget())

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a roster workbook", "", "Workbooks (*.xlsx);;All files (*)")
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Read a workbook away from the window, and say what is different in it."""
        work = roster_files.previewing(self._document, path)
        if work is None or not str(path).strip() or str(path) == ".":
            return
        self.path.setText(str(path))
        self.preview, self.faults, self._asked = None, (), path
        self._refresh()
        run_in_background(
            work, lambda found: self._on_read(path, found), lambda error: self._on_failed(path, error), self
        )

    def _forget(self) -> None:
        self.preview, self.faults, self._asked = None, (), None
        self._refresh()

    def _on_read(self, path: Path, found: RosterPreview) -> None:
        if path == self._asked:
            self.preview = found
            self._refresh()

    def _on_failed(self, path: Path, error: Exception) -> None:
        if path != self._asked:
            return
        self._asked = None
        if isinstance(error, WorkbookErrors):
            self.faults = error.faults
        self._refresh()
        if not self.faults:
            self.said.setText(f"{path.name} could not be read: {error}")

    @property
    def is_reading(self) -> bool:
        """Whether a workbook is being read."""
        return self._asked is not None and self.preview is None

    def _refresh(self) -> None:
        found = self.preview
        lacks = "It is being read." if self.is_reading else ""
        offer(self.again, lacks or ("" if self.path.text() else "Choose a workbook first."))
        if self.faults:
            lacks = "Mend what is wrong first."
        elif found is None:
            lacks = lacks or "Choose a workbook first."
        elif not found.cells:
            lacks = "Nothing is different."
        offer(self.take, lacks)
        self.said.setText(self._words())
        is_filled = bool(self.faults or (found is not None and found.cells))
        self.table.setVisible(is_filled)
        self._room.setVisible(not is_filled)
        self._fill()
        self._show_row(0)

    def _words(self) -> str:
        if self.is_reading and self._asked is not None:
            return f"Reading {self._asked.name} ..."
        if self.faults:
            number = count(len(self.faults), "thing")
            return f"{number} {'is' if len(self.faults) == 1 else 'are'} wrong; nothing can be taken over before."
        return START if self.preview is None else roster_files.summary(self.preview)

    def _fill(self) -> None:
        if self.faults:
            rows = [(f.sheet or "whole file", str(f.row or ""), _column(f), f.expected) for f in self.faults]
            self._model.set_table(FAULT_HEADS, rows, frozenset({1}))
        else:
            cells = self.preview.cells if self.preview is not None else ()
            self._model.set_table(CELL_HEADS, [roster_files.row_of(self._document, cell) for cell in cells])
        widths = FAULT_WIDTHS if self.faults else CELL_WIDTHS
        self.table.let_fill(len(widths) - 1, self._look.px(LAST_LEAST))
        for column, wide in enumerate(widths):
            if wide:
                self.table.setColumnWidth(column, self._look.px(wide))
        if self._model.rowCount():
            self.table.choose_row(0)

    def _show_row(self, row: int) -> None:
        """Tell what the chosen cell would break, and what breaks elsewhere; or the chosen fault in full."""
        given = self._model.given_row(row) if 0 <= row < self._model.rowCount() else -1
        self.findings.clear()
        lines: tuple[str, ...] = ()
        if self.faults and 0 <= given < len(self.faults):
            lines = (str(self.faults[given]),)
        elif self.preview is not None and 0 <= given < len(self.preview.cells):
            lines = roster_files.sentences(self._document, self.preview.cells[given].findings)
            elsewhere = roster_files.sentences(self._document, self.preview.elsewhere)
            lines += tuple(f"Elsewhere: {line}" for line in elsewhere)
        self.findings_head.setText("The chosen line in full" if self.faults else "What this would break")
        self.findings.addItems(lines or ("Nothing.",))
        for part in (self.findings, self.findings_head):
            part.setVisible(self.table.isVisibleTo(self))

    def _take(self) -> None:
        if self.preview is not None and self.preview.cells and roster_files.take(self._document, self.preview):
            number = count(len(self.preview.cells), "cell")
            self.outcome = f"{number} of {self.preview.source} taken over. Ctrl+Z takes it back."
            self.accept()


def _column(fault: WorkbookFault) -> str:
    """Return the letters of a fault's column: that it is one, the head of the table says."""
    return fault.column.removeprefix("column ")
