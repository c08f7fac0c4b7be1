"""What left the database: who exported what and when, and which export wrote a file."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from console.dialogs.secrets import say
from console.document import RosterDocument
from console.operations import exporting
from console.theme import Look
from console.widgets.basics import button, label, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api.exports import PastExport

HEADS = ("When", "Who", "What", "About", "Format", "Rows", "SHA-256")
WIDTHS = (140, 130, 130, 190, 80, 70)
LEAST, SHOWN_LETTERS = 120, 16
ROWS = 5


class ExportHistoryDialog(QDialog):
    """All exports that one may read of, newest first; a file is held against them by its hash."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Show the newest exports."""
        super().__init__(parent)
        self.setWindowTitle("What was exported")
        self.resize(look.px(980), look.px(560))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.past: tuple[PastExport, ...] = ()
        self.said, self.found = paragraph("", "second"), paragraph("", "strong")
        self.table, self._model = QuietTable("Exports"), TextTable(self)
        self.table.setModel(self._model)
        self.table.set_look(look)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("What was exported", "title"))
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        column.addWidget(self.found)
        self.found.setVisible(False)
        buttons = QDialogButtonBox()
        for words, act in (
            ("Which export wrote a file...", self._ask_file),
            ("Which wrote a folder of calendars...", self._ask_folder),
        ):
            made = button(words, "", act)
            made.setAutoDefault(False)
            buttons.addButton(made, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Read the exports anew."""
        self.past, sentence = exporting.history(self._document)
        self._show(self.past)
        self.said.setText(sentence)

    def _show(self, past: tuple[PastExport, ...]) -> None:
        zone = self._document.zone
        rows = [
            (
                f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
                one.actor,
                one.action,
                ", ".join(one.what),
                ", ".join(one.formats),
                "" if one.rows is None else f"{one.rows:,}",
                ", ".join(digest[:SHOWN_LETTERS] for digest in one.hashes),
            )
            for one in past
        ]
        self._model.set_table(HEADS, rows, frozenset({ROWS}))
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, self._look.px(width))
        self.table.let_fill(len(WIDTHS), self._look.px(LEAST))

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Which file?")
        if path:
            self.hold(Path(path))

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Which folder of calendars?")
        if path:
            self.hold(Path(path))

    def hold(self, path: Path) -> None:
        """Say which export wrote a file, and choose it in the list."""
        found, sentence = exporting.which(self._document, path)
        self.found.setVisible(True)
        say(self.found, sentence)
        numbers = {one.number for one in found}
        shown = (row for row in range(len(self.past)) if self.past[self._model.given_row(row)].number in numbers)
        row = next(shown, None)
        self.table.clearSelection()
        if row is not None:
            self.table.selectRow(row)
