"""Take over what a jail system exports: choose the folder, see what it would do and what it would mend, then do it."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.words import count
from console.operations import observing
from console.theme import Look
from console.widgets.basics import button, label, lines_list, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import FeedPreview

LINE_HEADS = ("File", "Rows", "New", "Changed", "Ended by them")
FAULT_HEADS = ("File", "Row", "Column", "What is expected")
START = (
    "Choose the folder into which the jail system drops moves.csv, watches.csv, activities.csv, entries.csv or "
    "incidents.csv. Nothing is written before you say so."
)
FIXED, LAST_LEAST = 110, 200


class FeedDialog(QDialog):
    """The folder, what each file would do, and the overlaps that would be mended."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Start without a folder."""
        super().__init__(parent)
        self.setWindowTitle("Take over a feed")
        self.resize(look.px(720), look.px(520))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.preview: FeedPreview | None = None
        self.path = QLineEdit()
        self.path.setAccessibleName("Folder")
        self.path.setPlaceholderText("A folder with moves.csv and the like")
        self.said = paragraph(START, "second")
        self.table, self._model = QuietTable("What the feed would do"), TextTable(self)
        self.overlaps = lines_list("Overlaps that would be mended")
        self._overlaps_head = label("Overlaps that would be mended", "strong")
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("Take over a feed", "title"))
        row = QHBoxLayout()
        row.addWidget(self.path, 1)
        row.addWidget(button("Folder...", "", self._choose, name="Choose a folder"))
        column.addLayout(row)
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        column.addWidget(self.table, 2)
        column.addWidget(self._overlaps_head)
        column.addWidget(self.overlaps, 1)
        column.addStretch(0)
        buttons = QDialogButtonBox()
        self.take = buttons.addButton("Take over", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.path.returnPressed.connect(lambda: self.look_at(Path(self.path.text())))
        self.path.textEdited.connect(lambda _: self._forget())
        self._forget()

    def _choose(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Choose the folder of the feed")
        if path:
            self.look_at(Path(path))

    def look_at(self, folder: Path) -> None:
        """Read a folder and show what it would do, or everything that is wrong with it."""
        self.path.setText(str(folder))
        found = observing.preview_feed(self._document, folder)
        self.preview = found if isinstance(found, FeedPreview) else None
        offer(self.take, "" if self.preview is not None else "Mend what is wrong with the files first.")
        self.table.setVisible(True)
        if isinstance(found, FeedPreview):
            self.said.setText(observing.summary(found))
            self._model.set_table(LINE_HEADS, [observing.line_words(x) for x in found.lines], frozenset({1, 2, 3, 4}))
        else:
            verb = "is" if len(found) == 1 else "are"
            self.said.setText(f"{count(len(found), 'thing')} {verb} wrong; nothing can be taken over before.")
            rows = [(f.sheet or "the folder", str(f.row or ""), f.column, f.expected) for f in found]
            self._model.set_table(FAULT_HEADS, rows, frozenset({1}))
        for number in range(len(self._model_heads())):
            self.table.setColumnWidth(number, self._look.px(FIXED))
        self.table.let_fill(0 if self.preview is not None else 3, self._look.px(LAST_LEAST))
        repairs = self.preview.repairs if self.preview is not None else ()
        self.overlaps.clear()
        self.overlaps.addItems([observing.repair_words(self._document, repair) for repair in repairs])
        self._show_overlaps(bool(repairs))

    def _model_heads(self) -> tuple[str, ...]:
        return LINE_HEADS if self.preview is not None else FAULT_HEADS

    def _forget(self) -> None:
        self.preview = None
        offer(self.take, "Choose the folder of the feed first.")
        self.table.setVisible(False)
        self.said.setText(START)
        self._show_overlaps(False)

    def _show_overlaps(self, is_shown: bool) -> None:
        self._overlaps_head.setVisible(is_shown)
        self.overlaps.setVisible(is_shown)

    def _take(self) -> None:
        if self.preview is not None and observing.take_feed(self._document, self.preview):
            self.accept()
