"""Import a workbook: choose it, see what it would do or everything that is wrong with it, and only then import it."""

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count
from console.operations import exchange
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import ImportPreview

FAULT_HEADS = ("Sheet", "Row", "Column", "What is expected")
SHEET_HEADS = ("Sheet", "Rows", "New", "Gone")
FAULT_WIDTHS, SHEET_WIDTHS, LAST_LEAST = (150, 56, 130, 0), (0, 90, 90, 90), 200


class ImportDialog(QDialog):
    """The file, where the facility is to be kept if nothing is open, and the preview. Nothing is written before."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Start without a file."""
        super().__init__(parent)
        self.setWindowTitle("Import a facility workbook")
        self.resize(look.px(760), look.px(560))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.preview: ImportPreview | None = None
        self._asked: Path | None = None
        self.path = QLineEdit()
        self.path.setAccessibleName("Workbook or folder")
        self.path.setPlaceholderText("An XLSX file, or a folder with one CSV file for each sheet")
        self.keep = QLineEdit()
        self.keep.setAccessibleName("Database to keep the facility in")
        self.keep.setPlaceholderText("Suggested when the workbook is read")
        self.said, self.fault = paragraph("", "second"), paragraph("", "")
        self.table, self._model = QuietTable("What the import would do"), TextTable(self)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Import a facility workbook", "title"))
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(button("Workbook...", "", self._choose_file, name="Choose a workbook"))
        row.addWidget(button("Folder...", "", self._choose_folder, name="Choose a folder of CSV files"))
        column.addLayout(row)
        self._keep_row = QWidget()
        keep = QHBoxLayout(self._keep_row)
        keep.setContentsMargins(0, 0, 0, 0)
        keep.addWidget(label("Keep it in"))
        keep.addWidget(self.keep, 1)
        self._keep_row.setVisible(self._document.desk is None)
        column.addWidget(self._keep_row)
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        self.table.selectionModel().currentRowChanged.connect(lambda index, _: self._show_fault(index.row()))
        self._room = QWidget()
        column.addWidget(self.table, 1)
        column.addWidget(self._room, 1)
        column.addWidget(self.fault)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        self.again = button("Check again", "", lambda: self.look_at(Path(self.path.text())))
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.path.returnPressed.connect(lambda: self.look_at(Path(self.path.text())))
        self.path.textEdited.connect(lambda _: self._forget())

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a workbook", "", "Workbooks (*.xlsx);;All files (*)")
        if path:
            self.look_at(Path(path))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose a folder of CSV files")
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Read a workbook away from the window, and say what it would do."""
        if not str(path).strip() or str(path) == ".":
            return
        self.path.setText(str(path))
        self.preview, self._asked = None, path
        self._refresh()
        run_in_background(
            exchange.previewing(self._document, path),
            lambda found: self._on_read(path, found),
            lambda error: self._on_failed(path, error),
        )

    def _forget(self) -> None:
        self.preview, self._asked = None, None
        self._refresh()

    def _on_read(self, path: Path, found: ImportPreview) -> None:
        if path == self._asked:
            self.preview = found
            if found.site is not None and not self.keep.text():
                self.keep.setText(str(exchange.suggested_path(found.site.facility.name)))
            self._refresh()

    def _on_failed(self, path: Path, error: Exception) -> None:
        if path == self._asked:
            self._asked = None
            self._refresh()
            self.said.setText(f"{path.name} could not be read: {error}")

    def _refresh(self) -> None:
        found = self.preview
        is_reading = self._asked is not None and found is None
        lacks = "It is being read." if is_reading else "Choose a workbook first." if found is None else ""
        offer(self.take, lacks or ("" if found is None or found.site is not None else "Mend what is wrong first."))
        offer(self.again, "It is being read." if is_reading else "" if self.path.text() else "Choose a workbook first.")
        self.said.setText(self._words())
        self.table.setVisible(found is not None)
        self._room.setVisible(found is None)
        self.fault.setVisible(found is not None and bool(found.faults))
        if found is None:
            return
        if found.faults:
            rows = [(f.sheet or "whole file", str(f.row or ""), f.column, f.expected) for f in found.faults]
            self._model.set_table(FAULT_HEADS, rows, frozenset({1}))
        else:
            lines = [(s.sheet, f"{s.rows:,}", _signed(s.new, "+"), _signed(s.gone, "-")) for s in found.sheets]
            self._model.set_table(SHEET_HEADS, lines, frozenset({1, 2, 3}))
        self.table.let_fill(3 if found.faults else 0, self._look.px(LAST_LEAST))
        for column, wide in enumerate(FAULT_WIDTHS if found.faults else SHEET_WIDTHS):
            if wide:
                self.table.setColumnWidth(column, self._look.px(wide))
        if found.faults:
            self.table.choose_row(0)

    def _show_fault(self, row: int) -> None:
        """Tell the chosen fault in full, however little of it the table has room for."""
        given = self._model.given_row(row) if 0 <= row < self._model.rowCount() else -1
        faults = self.preview.faults if self.preview is not None else ()
        self.fault.setText(str(faults[given]) if 0 <= given < len(faults) else "")

    def _words(self) -> str:
        found = self.preview
        if found is None:
            if self._asked is not None:
                return f"Reading {self._asked.name} ..."
            return "Choose a workbook. You see what it would do first; nothing is written before you say so."
        if found.site is None:
            wrong = count(len(found.faults), "thing")
            verb = "is" if len(found.faults) == 1 else "are"
            mend = "Mend that in the workbook, save it, and check again; Ctrl+C copies the chosen lines."
            return f"{wrong} {verb} wrong in {found.source}. {mend}"
        site = found.site
        what = f"{site.facility.name}: {count(len(site.officers), 'officer')}, {count(len(site.posts), 'post')}"
        if self._document.desk is not None and not self._document.desk.is_empty():
            return f"{what}. Nothing is wrong. Importing replaces the facility's data; rosters stay as they are."
        return f"{what}. Nothing is wrong."


def _signed(number: int, sign: str) -> str:
    return f"{sign}{number:,}" if number else ""
