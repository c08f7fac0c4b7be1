"""What payroll was told before: each export with its totals, and its files once more."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.operations import payroll
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.domain.payroll import PayrollExport

HEADS = ("Export", "Receiver", "From", "To", "Told on", "By", "Lines", "Hours by pay code")
WIDTHS = (70, 120, 100, 100, 140, 110, 70)
LINES, LEAST = 6, 160


class PayrollHistoryDialog(QDialog):
    """Earlier exports, newest first; the one that is chosen can be written again."""

    def __init__(
        self, document: RosterDocument, look: Look, forms: tuple[tuple[str, str], ...], parent: QWidget | None = None
    ) -> None:
        """List the exports; `forms` are the formats with their words."""
        super().__init__(parent)
        self.setWindowTitle("Earlier exports of payroll")
        self.resize(look.px(960), look.px(480))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.screen().availableSize() * 0.94))
        self._document, self._look = document, look
        self.exports: tuple[PayrollExport, ...] = tuple(reversed(payroll.every(document)))
        self.form, self.said = QComboBox(), paragraph("", "second")
        self.form.setAccessibleName("Format")
        for key, words in forms:
            self.form.addItem(words, key)
        self.table, self._model = QuietTable("Earlier exports"), TextTable(self)
        self.table.setModel(self._model)
        self.table.set_look(look)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Earlier exports of payroll", "title"))
        words = "An export never changes; its files can be written again, should they have been lost."
        column.addWidget(paragraph(words if self.exports else "Nothing was exported to payroll yet.", "second"))
        column.addWidget(self.table, 1)
        column.addWidget(self.said)
        row = QHBoxLayout()
        row.addWidget(self.form)
        row.addStretch(1)
        self.again = button("Write again...", "primary", self._ask_folder)
        buttons = QDialogButtonBox()
        buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        column.addLayout(row)
        self._fill()
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        if self.exports:
            self.table.selectRow(0)
        self._refresh()

    def _fill(self) -> None:
        zone = self._document.zone
        rows = [
            (
                *(str(one.number), one.template.name, f"{one.first}", f"{one.last}"),
                *(f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}", one.by, f"{len(one.entries):,}"),
                payroll.totals_of(one),
            )
            for one in self.exports
        ]
        self._model.set_table(HEADS, rows, frozenset({0, LINES}))
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, self._look.px(width))
        self.table.let_fill(len(WIDTHS), self._look.px(LEAST))

    @property
    def chosen(self) -> PayrollExport | None:
        """The export that is chosen, None for none."""
        rows = self.table.selectionModel().selectedRows()
        return self.exports[self._model.given_row(rows[0].row())] if rows else None

    def _refresh(self) -> None:
        offer(self.again, "" if self.chosen is not None else "Choose an export first.")

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Write the files again to which folder?")
        if folder and is_confirmed(self._document, "What payroll was told will be written to files again.", self):
            self.write_to(Path(folder))

    def write_to(self, folder: Path) -> None:
        """Write the files of the export that is chosen again, and say whether they are as they were."""
        chosen = self.chosen
        if chosen is not None:
            say(self.said, payroll.again(self._document, chosen.number, folder, str(self.form.currentData())))
