"""The window of papers: which one, of which date or officer, its pages as they will look, to print or to a file."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPainter, QPixmap, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.background import attend, run_in_background
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.document.words import count
from console.operations import papers
from console.operations.papers import FORMATS, SIZES, Pages
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, let_search, offer, paragraph
from console.widgets.flow import FlowRow
from scheduler.api import Action, Desk, DeskError
from scheduler.api.papers import KINDS, PageSize, Print
from scheduler.domain.papers import Paper, Standing
from scheduler.domain.words import Badge

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

SEEN_DOTS, PRINTED_DOTS = 96, 200
"""Dots to the inch on the screen, before its own scale, and in print."""
MAKING, NO_PAGES = "Setting the pages ...", "There are no pages yet."


class PapersDialog(QDialog):
    """What is to be printed at the left, its pages at the right."""

    def __init__(
        self, document: RosterDocument, look: Look, parent: QWidget | None = None, paper: Paper | None = None
    ) -> None:
        """Show a paper, or the post sheet of today, or of the first date of the roster.

        Args:
            document: The open roster.
            look: Colours and sizes.
            parent: The window above.
            paper: The paper; None offers those about the open roster.
        """
        super().__init__(parent)
        self.setWindowTitle("Papers to hand out")
        self.resize(look.px(1180), look.px(800))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look, self._paper = document, look, paper
        self._asked = 0
        self.made: Pages | None = None
        self.kind, self.officer, self.size_box, self.form = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.on = date_field("Date", self._usual_day())
        self.draft = QCheckBox("As it stands now, a draft")
        self.page, self.area = QLabel(), QScrollArea()
        self.where = label("", "second")
        self.told = paragraph("", "second")
        self.before = button("‹", "tool", lambda: self._turn(-1), name="Page before")
        self.after = button("›", "tool", lambda: self._turn(1), name="Next page")
        self.print = button("Print... (Ctrl+P)", "primary", self._print)
        self.save = button("Save...", "", self._ask_folder)
        self.leave = button("Done", "", self.reject)
        self.at = 0
        self._fill()
        self._lay_out()
        self.refresh()

    def _usual_day(self) -> date:
        roster, today = self._document.roster, self._document.today()
        return today if roster is None or today in roster.period else roster.period.first

    def _fill(self) -> None:
        for key, kind in KINDS.items():
            if kind.action is None or self._document.may(kind.action):
                self.kind.addItem(kind.title, key)
        for size, words in SIZES.items():
            self.size_box.addItem(words, size)
        for form, words in FORMATS.items():
            self.form.addItem(words, form)
        facts = self._document.facts
        for badge in facts.in_order if facts is not None else ():
            self.officer.addItem(f"{facts.name(badge)} ({badge})" if facts is not None else str(badge), badge)
        let_search(self.officer, "Officer")

    def _lay_out(self) -> None:
        self.form_rows = QFormLayout()
        self.form_rows.setSpacing(8)
        fields = (("Paper", self.kind), ("Date", self.on), ("Officer", self.officer), ("Pages", self.size_box))
        for words, field in fields:
            field.setAccessibleName(words)
            self.form_rows.addRow(words, field)
        self.form_rows.addRow("", self.draft)
        for chooser in (self.kind, self.on, self.officer, self.draft):
            self.form_rows.setRowVisible(chooser, self._paper is None)
        self.form.setAccessibleName("Format of the file")
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(label("Papers to hand out" if self._paper is None else self._paper.title, "title"))
        left.addLayout(self.form_rows)
        left.addStretch(1)
        left.addWidget(self.told)
        left.addWidget(self.print)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.form, self.save):
            part.setVisible(self._document.may(Action.EXPORT))
        row.addWidget(self.form, 1)
        row.addWidget(self.save)
        left.addLayout(row)
        left.addWidget(self.leave)
        side = QWidget()
        side.setLayout(left)
        side.setFixedWidth(self._look.px(320))
        self.page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.page.setAccessibleName("Page")
        self.area.setWidget(self.page)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("Pages as they will look")
        right = QVBoxLayout()
        right.addLayout(FlowRow((self.before, self.where, self.after)))
        right.addWidget(self.area, 1)
        across = QHBoxLayout(self)
        across.setSpacing(12)
        across.addWidget(side)
        across.addLayout(right, 1)
        for made in (self.before, self.after, self.print, self.save, self.leave):
            made.setAutoDefault(False)
        for box in (self.kind, self.size_box):
            box.currentIndexChanged.connect(self.refresh)
        self.officer.currentIndexChanged.connect(self.refresh)
        self.on.dateChanged.connect(self.refresh)
        self.draft.toggled.connect(self.refresh)
        for keys, act in (("Ctrl+P", self.print.click), ("PgDown", self.after.click), ("PgUp", self.before.click)):
            QShortcut(QKeySequence(keys), self, act)

    # ------------------------------------------------------------ what is shown

    @property
    def size_chosen(self) -> PageSize:
        """Of the pages."""
        return PageSize(self.size_box.currentData())

    def refresh(self, *_: object) -> None:
        """Make the paper that is chosen anew, away from the window; the last one asked for is shown."""
        what = self._paper if self._paper is not None else self._chosen()
        self._asked += 1
        self.made, self.at = None, 0
        desk = self._document.desk
        if what is None or desk is None:
            self._show("Open a roster first.")
            return
        self._show(MAKING)
        self._make(desk, what, self._asked)

    def _chosen(self) -> Print | None:
        """Return what is chosen of the papers about the open roster."""
        kind, badge = str(self.kind.currentData()), self.officer.currentData()
        self.form_rows.setRowVisible(self.on, KINDS[kind].needs_date)
        self.form_rows.setRowVisible(self.officer, KINDS[kind].needs_officer)
        who = Badge(str(badge)) if badge is not None else None
        return papers.asked(self._document, kind, date_of(self.on), who, self.draft.isChecked())

    def _make(self, desk: Desk, what: Print | Paper, number: int) -> None:
        dots = round(SEEN_DOTS * self.devicePixelRatioF() * self._look.px(100) / 100)
        run_in_background(
            papers.making(desk, what, self.size_chosen, dots),
            lambda made: self._on_made(number, made),
            lambda error: self._on_failed(number, error),
            self,
        )

    def _on_made(self, number: int, made: Pages) -> None:
        if number == self._asked:
            self.made = made
            self._show("")

    def _on_failed(self, number: int, error: Exception) -> None:
        if not isinstance(error, DeskError):
            raise error
        if number == self._asked:
            self._show(f"{str(error).rstrip('.')}.")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the page as wide as there is room."""
        super().resizeEvent(event)
        if self.made is not None:
            self._show("")

    def _turn(self, step: int) -> None:
        if self.made is not None and 0 <= self.at + step < len(self.made.pages):
            self.at += step
            self._show("")

    def _show(self, sentence: str) -> None:
        made = self.made
        say(self.told, sentence)
        number = len(made.pages) if made is not None else 0
        self.where.setText(f"Page {self.at + 1} of {number}" if number else "")
        offer(self.before, "" if self.at > 0 else "This is the first page.")
        offer(self.after, "" if self.at + 1 < number else "This is the last page.")
        for button_ in (self.print, self.save):
            offer(button_, "" if made is not None else NO_PAGES)
        if made is None:
            self.page.clear()
            return
        picture = QPixmap()
        picture.loadFromData(made.pages[self.at])
        ratio = self.devicePixelRatioF()
        room = round((self.area.viewport().width() - self._look.px(4)) * ratio)
        if picture.width() > room > 0:  # the whole width is seen; up and down it is scrolled
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        self.page.setPixmap(picture)
        paper = made.paper
        state = {Standing.DRAFT: "a draft", Standing.PUBLISHED: f"version {paper.version}"}.get(
            paper.standing, "report"
        )
        self.page.setAccessibleDescription(f"{paper.title}, {paper.span}, {state}, page {self.at + 1} of {number}")

    # ------------------------------------------------------------ taking along

    def _print(self) -> None:
        if self.made is None:
            return
        from PySide6.QtGui import QPageLayout, QPageSize
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        sizes = {PageSize.LETTER: QPageSize.PageSizeId.Letter, PageSize.LEGAL: QPageSize.PageSizeId.Legal}
        printer.setPageSize(QPageSize(sizes.get(self.size_chosen, QPageSize.PageSizeId.A4)))
        wide = QPageLayout.Orientation.Landscape if self.made.paper.is_wide else QPageLayout.Orientation.Portrait
        printer.setPageOrientation(wide)
        printer.setFullPage(True)
        if QPrintDialog(printer, self).exec():
            say(self.told, self.print_on(printer))

    def print_on(self, printer: "QPrinter") -> str:
        """Print the pages that are shown, and say what was done."""
        made, desk = self.made, self._document.desk
        if made is None or desk is None:
            return NO_PAGES
        refused = papers.note_printed(self._document, made.paper)
        if refused:
            return refused
        try:
            pages = attend(lambda: desk.papers.pages(made.paper, self.size_chosen, PRINTED_DOTS))
        except DeskError as error:
            return f"{str(error).rstrip('.')}."
        painter = QPainter(printer)
        for number, page in enumerate(pages):
            if number:
                printer.newPage()
            picture = QPixmap()
            picture.loadFromData(page)
            painter.drawPixmap(printer.pageLayout().fullRectPixels(printer.resolution()), picture)
        painter.end()
        return f"Sent to the printer: {count(len(pages), 'page')}."

    def _ask_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "Save the paper to which folder?")
        if folder and is_confirmed(self._document, "The paper will be written to a file.", self):
            self.save_to(Path(folder))

    def save_to(self, folder: Path) -> None:
        """Write the paper that is shown to a folder, in the format that is chosen, and say so."""
        if self.made is not None:
            form = str(self.form.currentData())
            say(self.told, papers.write(self._document, self.made.paper, folder, form, self.size_chosen))
