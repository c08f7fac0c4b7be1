"""Export the roster: in which format, with what in it, and to which folder."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
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

from console.document import RosterDocument
from console.theme import Look
from console.widgets.basics import button, label, let_search, offer, paragraph
from scheduler.api.export import DELIMITERS, CsvForm, ExportChoice
from scheduler.domain.words import Badge

FORMS = (
    (
        "xlsx",
        "Workbook (XLSX)",
        "A sheet for each watch, all tours as a list, a legend. It can be changed in a spreadsheet and imported again.",
    ),
    ("html", "Page (HTML)", "One page that needs nothing else: for the screen, a screen reader and the printer."),
    ("csv", "Table (CSV)", "A row a tour, for spreadsheets and other programs."),
    ("ics", "Calendars of officers", "Each officer's own tours as published, for calendar programs; private entries."),
    ("json", "Data (JSON)", "For other programs, with the hash of what is in it."),
)
DELIMITER_WORDS = {"comma": "Commas", "semicolon": "Semicolons", "tab": "Tabs"}
EVERYBODY = "All officers"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for."""

    form: str
    folder: Path
    with_names: bool
    choice: ExportChoice


class ExportDialog(QDialog):
    """Format, what is chosen of it, folder. Nothing is written here."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Offer a workbook first."""
        super().__init__(parent)
        self.setWindowTitle("Export the roster")
        self.setMinimumWidth(look.px(520))
        self._document = document
        self.form, self.delimiter, self.officer = QComboBox(), QComboBox(), QComboBox()
        for key, words, _ in FORMS:
            self.form.addItem(words, key)
        for word in DELIMITERS:
            self.delimiter.addItem(DELIMITER_WORDS[word], word)
        self.names = QCheckBox("Officers' names too, not only their badges")
        self.mark = QCheckBox("Begin with the mark by which Excel knows UTF-8")
        self.posts = QCheckBox('Name the posts; otherwise entries say "Duty"')
        self.archive = QCheckBox("One ZIP file, not a folder of files")
        self.about = paragraph("", "second")
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("Where the files go")
        self._fill_officers()
        self._lay_out()
        self._refresh()

    def _fill_officers(self) -> None:
        self.officer.addItem(EVERYBODY, "")
        facts, roster = self._document.facts, self._document.roster
        if facts is not None and roster is not None:
            for badge in sorted({tour.badge for tour in roster.tours}, key=lambda badge: (facts.name(badge), badge)):
                self.officer.addItem(f"{facts.name(badge)}, {badge}", badge)
        let_search(self.officer, "Whose calendar")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Export the roster", "title"))
        self._fields = QFormLayout()
        self._fields.setSpacing(8)
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(button("Folder...", "", self._choose, name="Choose a folder"))
        self.form.setAccessibleName("Format")
        self.delimiter.setAccessibleName("Cells parted by")
        self.folder.setAccessibleName("Folder")
        self._fields.addRow("Format", self.form)
        self._fields.addRow("", self.about)
        self._fields.addRow("Cells parted by", self.delimiter)
        self._fields.addRow("Whose calendar", self.officer)
        for box in (self.names, self.mark, self.posts, self.archive):
            self._fields.addRow("", box)
        self._fields.addRow("Folder", where)
        column.addLayout(self._fields)
        column.addStretch(1)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.form.currentIndexChanged.connect(lambda _: self._refresh())
        self.folder.textChanged.connect(lambda _: self._refresh())

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Export to which folder?", self.folder.text())
        if path:
            self.folder.setText(path)

    def _refresh(self) -> None:
        form = self.form.currentData()
        self.about.setText(next(about for key, _, about in FORMS if key == form))
        shown = {self.delimiter: "csv", self.mark: "csv", self.officer: "ics", self.posts: "ics", self.archive: "ics"}
        for field, of in shown.items():
            self._fields.setRowVisible(field, form == of)
        self._fields.setRowVisible(self.names, form != "ics")
        lacks = ""
        if form == "ics" and (self._document.roster is None or not self._document.roster.version):
            lacks = "Calendars are of what is published: publish the roster first."
        offer(self.take, lacks or ("" if self.folder.text().strip() else "Choose a folder first."))
        if lacks:
            self.about.setText(lacks)

    def asked(self) -> Asked:
        """Return what was asked for."""
        badge = self.officer.currentData()
        form = self.form.currentData()
        choice = ExportChoice(
            csv=CsvForm(delimiter=self.delimiter.currentData(), with_mark=self.mark.isChecked()),
            badges=(Badge(badge),) if badge else (),
            tells_posts=self.posts.isChecked(),
            as_archive=self.archive.isChecked(),
        )
        folder = Path(self.folder.text().strip()).expanduser()
        return Asked(form, folder, self.names.isChecked() and form != "ics", choice)
