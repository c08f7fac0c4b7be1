"""Export payroll: up to which date, how, and to where; beside it what it would tell, as control totals."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.payroll_history import PayrollHistoryDialog
from console.document import RosterDocument
from console.document.words import count
from console.operations import payroll
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api.payroll import PayrollDraft
from scheduler.rule import hours

HEADS = ("Pay code", "Lines", "New", "Taken back", "In all")
FORMS = (
    ("csv", "Table (CSV), control totals beside it"),
    ("xlsx", "Workbook (XLSX)"),
    ("txt", "Columns of fixed width, control totals beside them"),
)
DAYS, WIDTH, LEAST = 13, 110, 120


class PayrollDialog(QDialog):
    """Template, dates, format and folder, and the control totals of what would be told. Nothing is written here.

    Attributes:
        draft: What would be told, None where that cannot be said.
    """

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Offer everything up to yesterday, by the standard template."""
        super().__init__(parent)
        self.setWindowTitle("Export payroll")
        self.resize(look.px(680), look.px(560))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.draft: PayrollDraft | None = None
        assert document.desk is not None
        yesterday = document.desk.today() - timedelta(days=1)
        self.first = date_field("From", yesterday - timedelta(days=DAYS))
        self.last = date_field("To", yesterday)
        self.template, self.folder, self.form = QLineEdit(), QLineEdit(), QComboBox()
        self.template.setPlaceholderText("The standard one")
        self.folder.setPlaceholderText("Where the files go")
        for key, words in FORMS:
            self.form.addItem(words, key)
        self.said, self.notes = paragraph("", "second"), paragraph("", "second")
        self.table, self._model = QuietTable("Control totals"), TextTable(self)
        self._lay_out()
        self.look_at()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Export payroll", "title"))
        column.addWidget(
            paragraph("Tells what was worked on closed days, and of what was told before only what changed.", "second")
        )
        self._fields = QFormLayout()
        self._fields.setSpacing(8)
        self.template.setAccessibleName("Template")
        self.folder.setAccessibleName("Folder")
        self.form.setAccessibleName("Format")
        how, where = QHBoxLayout(), QHBoxLayout()
        how.addWidget(self.template, 1)
        how.addWidget(button("File...", "", self._choose_template, name="Choose a template"))
        where.addWidget(self.folder, 1)
        where.addWidget(button("Folder...", "", self._choose_folder, name="Choose a folder"))
        self._fields.addRow("Template", how)
        self._fields.addRow("From", self.first)
        self._fields.addRow("To", self.last)
        self._fields.addRow("Format", self.form)
        self._fields.addRow("Folder", where)
        column.addLayout(self._fields)
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        earlier = button("Earlier exports...", "", self.show_earlier)
        earlier.setAutoDefault(False)
        buttons.addButton(earlier, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.template.editingFinished.connect(self.look_at)
        for field in (self.first, self.last):
            field.dateChanged.connect(lambda _: self.look_at())
        self.folder.textChanged.connect(lambda _: self._offer())

    def show_earlier(self) -> None:
        """List what payroll was told before."""
        PayrollHistoryDialog(self._document, self._look, FORMS, self).exec()

    def _choose_template(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Choose a template", "", "Templates (*.toml);;All files (*)")
        if path:
            self.template.setText(path)
            self.look_at()

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Export to which folder?", self.folder.text())
        if path:
            self.folder.setText(path)

    def look_at(self) -> None:
        """Say what would be told by what is chosen."""
        template = self.template.text().strip()
        is_first = payroll.first_needed(self._document, template)
        self._fields.setRowVisible(self.first, is_first)
        first = date_of(self.first) if is_first else None
        found = payroll.draft(self._document, template, first, date_of(self.last))
        self.draft = found if isinstance(found, PayrollDraft) else None
        self.said.setText(found if isinstance(found, str) else self._words(found))
        rows = []
        for total in self.draft.totals if self.draft is not None else ():
            whole = f"{'-' if total.minutes < 0 else ''}{hours(abs(total.minutes))}"
            taken = hours(-total.reversed_minutes)
            rows.append((total.code, f"{total.entries:,}", hours(total.added_minutes), taken, whole))
        self._model.set_table(HEADS, rows, frozenset({1, 2, 3, 4}))
        for number in range(1, len(HEADS)):
            self.table.setColumnWidth(number, self._look.px(WIDTH))
        self.table.let_fill(0, self._look.px(LEAST))
        self._offer()

    @staticmethod
    def _words(found: PayrollDraft) -> str:
        if not found.entries:
            return f"{found.first} to {found.last}: payroll knows everything already."
        officers = len({entry.badge for entry in found.entries})
        what = f"{count(len(found.entries), 'line')} about {count(officers, 'officer')}"
        return f"{found.first} to {found.last}, {found.template.name}: {what}."

    def _offer(self) -> None:
        found, notes = self.draft, []
        if found is not None and found.open_dates:
            notes.append(
                f"{count(len(found.open_dates), 'day')} not closed, so not paid: {found.open_dates[0]}"
                + (f" to {found.open_dates[-1]}." if len(found.open_dates) > 1 else ".")
            )
        if found is not None and found.open_swaps:
            notes.append(f"Swaps of which it is not known whose hours they were, not paid: {len(found.open_swaps)}.")
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))
        lacks = "Nothing can be told yet." if found is None else "" if found.entries else "Nothing changed."
        offer(self.take, lacks or ("" if self.folder.text().strip() else "Choose a folder first."))

    @property
    def chosen_folder(self) -> Path:
        """Where the files go."""
        return Path(self.folder.text().strip()).expanduser()
