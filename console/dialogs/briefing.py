"""The window of the briefing sheet: a page to read, to print, to save and to sign."""

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from console.background import run_in_background
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.document.briefing import Inks, SheetWords, page_of
from console.document.words import full
from console.operations import briefing
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.flow import FlowRow, together
from scheduler.api import Action, Watch
from scheduler.domain.words import ShiftCode

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

READING = "Reading the watch ..."
_DAY = timedelta(days=1)


class BriefingDialog(QDialog):
    """The sheet of a watch as a page; the same text goes to the printer and into a file."""

    def __init__(
        self, document: RosterDocument, look: Look, on: date | None = None, parent: QWidget | None = None
    ) -> None:
        """Lay the window out and read the watch that comes, or runs.

        Args:
            document: The open database.
            look: Colours and sizes.
            on: Local date; None for that of the watch that comes, or runs.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Briefing sheet")
        self.resize(look.px(900), look.px(780))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look = document, look
        found = briefing.usual(document) if on is None else None
        self.on = on or (found[0] if found is not None else document.today())
        self._watches: tuple[Watch, ...] = ()
        self._asked = 0
        self.words: SheetWords | None = None
        self._title, self.told = label("", "title"), paragraph("", "second")
        self.before, self.after = button("‹", "tool", name="Day before"), button("›", "tool", name="Day after")
        self.watch, self.copy = QComboBox(), QComboBox()
        self.page = QTextBrowser()
        self.sign = button("I have read the hand-over", "primary", self.acknowledge)
        self.print = button("Print... (Ctrl+P)", "", self._print)
        self.save = button("Save as page...", "", self._ask_save)
        self.leave = button("Done", "", self.reject)
        self._lay_out()
        self._offer_watches(found[1] if found is not None else None)
        self.page.setFocus()

    def _lay_out(self) -> None:
        for made, days in ((self.before, -1), (self.after, 1)):
            made.clicked.connect(lambda *_, days=days: self._go(days))
            made.setToolTip(made.accessibleName())
        self.page.setAccessibleName("Briefing sheet")
        self.page.setOpenLinks(False)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page.document().setDocumentMargin(self._look.px(18))
        for box, name in ((self.watch, "Watch"), (self.copy, "Copy")):
            box.setAccessibleName(name)
            box.view().setAccessibleName(name)
        self.copy.addItems(briefing.COPIES)
        for box in (self.watch, self.copy):
            box.currentIndexChanged.connect(lambda *_: self.read())
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(FlowRow((self._title, together(self.before, self.after), self.watch, self.copy)))
        column.addWidget(self.page, 1)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(FlowRow((self.sign, self.print, self.save)), 1)
        row.addWidget(self.leave)
        column.addLayout(row)
        for made in (self.before, self.after, self.sign, self.print, self.save, self.leave):
            made.setAutoDefault(False)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print.click)

    # ------------------------------------------------------------ reading

    @property
    def shift(self) -> ShiftCode | None:
        """The shift of the chosen watch, None where none starts on the date."""
        row = self.watch.currentIndex()
        return self._watches[row].shift if 0 <= row < len(self._watches) else None

    @property
    def is_muster(self) -> bool:
        """Whether the copy for the muster is shown."""
        return self.copy.currentText() == briefing.MUSTER

    def _go(self, days: int) -> None:
        self.on += days * _DAY
        self._offer_watches(self.shift)

    def _offer_watches(self, shift: ShiftCode | None) -> None:
        self._watches = briefing.watches(self._document, self.on)
        self.watch.blockSignals(True)
        self.watch.clear()
        self.watch.addItems([briefing.named(self._document, watch) for watch in self._watches])
        self.watch.setCurrentIndex(next((n for n, w in enumerate(self._watches) if w.shift == shift), 0))
        self.watch.blockSignals(False)
        self._title.setText(full(self.on))
        self.read()

    def read(self) -> None:
        """Read the sheet, away from the window."""
        shift = self.shift
        self._asked += 1
        asked = self._asked
        self.words = None
        say(self.told, "")
        work = briefing.reading(self._document, self.on, shift, self.is_muster) if shift is not None else None
        self._say(READING if work is not None else "No watch starts on this date.")
        if work is not None:
            run_in_background(
                work, lambda words: self._on_read(asked, words), lambda error: self._on_failed(asked, error), self
            )
        self._offer()

    def _on_read(self, asked: int, words: SheetWords) -> None:
        if asked == self._asked:
            self.words = words
            self.page.setHtml(page_of(words, self._inks()))
            self._offer()

    def _on_failed(self, asked: int, error: Exception) -> None:
        if asked == self._asked:
            self._say(f"The sheet could not be read: {str(error).rstrip('.')}.")

    def _say(self, sentence: str) -> None:
        self.page.setPlainText(sentence)

    def _inks(self) -> Inks:
        look = self._look
        return Inks(
            paper=look.colour("sheet").name(),
            text=look.colour("text").name(),
            second=look.colour("second").name(),
            line=look.colour("line").name(),
            alert=look.colour("stop").name(),
            pixels=look.px(13),
        )

    def _offer(self) -> None:
        nothing = "" if self.words is not None else "There is no sheet to take along yet."
        for made in (self.print, self.save):
            offer(made, nothing)
        self.save.setVisible(self._document.may(Action.EXPORT))
        shift = self.shift
        reason = nothing
        if not briefing.may_sign(self._document):
            reason = "Whoever supervises the watch signs that the hand-over was read."
        elif self.is_muster:
            reason = "The supervisors' copy is what is handed over."
        elif shift is not None and briefing.signed_by_me(self._document, self.on, shift):
            reason = "You have signed this already."
        offer(self.sign, reason)

    # ------------------------------------------------------------ signing and taking along

    def acknowledge(self) -> None:
        """Sign that the hand-over was read, in one's own name and now."""
        if self.shift is None:
            return
        sentence = briefing.acknowledge(self._document, self.on, self.shift)
        if not sentence:
            self.read()
        say(self.told, sentence or "Signed. It stands in the shift log.")

    def _print(self) -> None:
        if self.words is None or self.shift is None:
            return
        # Loaded here: it takes a while, and many only read.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        if QPrintDialog(printer, self).exec():
            sentence = briefing.note_printed(self._document, self.on, self.shift, self.is_muster)
            if not sentence:
                print_sheet(self.words, printer)
            say(self.told, sentence or "Sent to the printer.")

    def _ask_save(self) -> None:
        which = "muster" if self.is_muster else "briefing"
        name, _ = QFileDialog.getSaveFileName(
            self, "Save the sheet", f"{which}-{self.on}-{self.shift}.html", "Page (*.html)"
        )
        if name and is_confirmed(self._document, "The briefing sheet will be written to a file.", self):
            self.save_as(Path(name))

    def save_as(self, path: Path) -> None:
        """Write the sheet that is shown to an HTML file, and say so, or why not."""
        if self.words is not None:
            say(self.told, briefing.save(self._document, self.words, path))


def print_sheet(words: SheetWords, printer: "QPrinter") -> None:
    """Print a sheet, black on white.

    Args:
        words: The sheet.
        printer: Of the resolution of a screen: the page is measured in pixels, of which paper has many times more.
    """
    page = QTextDocument()
    page.setHtml(page_of(words))
    page.print_(printer)
