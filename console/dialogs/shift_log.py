"""The window of the shift log, and the one in which an entry is typed. Neither has a field for an officer."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.dialogs.form import FormDialog
from console.dialogs.secrets import is_confirmed, say
from console.document import RosterDocument
from console.document.shift_log import EntryWords, LogWords, WatchChoice
from console.document.words import full
from console.operations import observing, shift_log
from console.theme import Look
from console.widgets.basics import button, label, lines_list, offer, paragraph
from console.widgets.flow import FlowRow, together
from console.widgets.moment_field import moment_field, moment_of, qt_moment
from console.widgets.quiet_table import PILL_ROLE, QUIET_ROLE, QuietTable, TextTable
from scheduler.api import Action
from scheduler.domain.shift_log import LONGEST_TEXT
from scheduler.domain.site import Site

COLUMNS = shift_log.HEADS
TIME, WHAT, WHERE, TEXT, NOTE, BY = range(len(COLUMNS))
WIDTHS = (62, 104, 84, 250, 118, 104)
ABOUT = (
    "About the watch, a post or an area, and never about the conduct of an officer. An inmate is a reference number. "
    "What is written stays; a correction stands beside it."
)
WHOLE = "The whole watch"
KEPT = "The original stays, and is read with it."
_DAY = timedelta(days=1)


class EntryDialog(FormDialog):
    """When, where, what happened, and whether the next watch is to read it."""

    def __init__(
        self,
        site: Site,
        typed: EntryWords,
        write: Callable[[EntryWords], str],
        is_correction: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out.

        Args:
            site: Whose posts and areas there are.
            typed: What stands in the fields at first; its time is the latest one that can be chosen, if it is new.
            write: Takes what was typed; returns why it was not written down, in a sentence, "" where it was.
            is_correction: Whether it takes the place of another entry.
            parent: Owner.
        """
        title, lead = ("Correct an entry", KEPT) if is_correction else ("Add an entry", ABOUT)
        super().__init__(title, lead, "Correct" if is_correction else "Write down", parent)
        self._write = write
        self.at = moment_field(typed.at)
        if not is_correction:
            self.at.setMaximumDateTime(qt_moment(typed.at))
        self.where = QComboBox()
        self.where.addItem(WHOLE, (None, None))
        for post in sorted(site.posts, key=lambda p: p.code):
            self.where.addItem(f"{post.code}, {post.name}", (str(post.code), None))
        for area in site.areas:
            self.where.addItem(f"{area.name} ({area.code})", (None, str(area.code)))
        places = [self.where.itemData(n) for n in range(self.where.count())]
        wanted = (typed.post, typed.area)
        self.where.setCurrentIndex(next((n for n, place in enumerate(places) if tuple(place) == wanted), 0))
        self.text = QPlainTextEdit(typed.text)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * 5)
        self.hand_on = QCheckBox("Hand on to the next watch")
        self.hand_on.setChecked(typed.is_handed_on)
        self.said = paragraph("", "stop")
        self.add_fields(time=self.at, about=self.where, what_happened=self.text)
        self.where.view().setAccessibleName("About")
        self.form.addRow("", self.hand_on)
        self.column.addWidget(self.said)
        self.close_form()
        self.resize(560, self.sizeHint().height())
        QShortcut(QKeySequence("Ctrl+Return"), self, self.accept)
        self.text.textChanged.connect(self._offer)
        self.text.setFocus()
        self._offer()

    def _offer(self) -> None:
        letters = len(" ".join(self.text.toPlainText().split()))
        over = f"At most {LONGEST_TEXT} letters are kept in an entry, not {letters}." if letters > LONGEST_TEXT else ""
        say(self.said, over)
        offer(self.buttons.buttons()[0], over or ("" if letters else "Say what happened first."))

    def typed(self) -> EntryWords:
        """Return what stands in the fields."""
        post, area = self.where.currentData()
        return EntryWords(
            at=moment_of(self.at),
            text=self.text.toPlainText(),
            post=post,
            area=area,
            is_handed_on=self.hand_on.isChecked(),
        )

    def accept(self) -> None:
        """Write it down; stay where that does not work."""
        if not self.buttons.buttons()[0].isEnabled():
            return
        sentence = self._write(self.typed())
        say(self.said, sentence)
        if not sentence:
            super().accept()


class LogTable(TextTable):
    """The lines; a late entry is a word in a frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.lines: tuple[LogWords, ...] = ()
        self.set_table(COLUMNS, ())

    def show(self, lines: tuple[LogWords, ...]) -> None:
        """Show other lines."""
        self.lines = lines
        rows = [(x.time, x.what, x.where, x.text, x.note, x.by) for x in lines]
        self.set_table(COLUMNS, rows, frozenset(), {TIME: [x.at for x in lines]})

    def line_at(self, row: int) -> LogWords:
        """Return the line of a row."""
        return self.lines[self.given_row(row)]

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Look a cell up."""
        if index.isValid() and index.row() < self.rowCount():
            line, column = self.line_at(index.row()), index.column()
            if role == PILL_ROLE:
                return (line.note, "ask") if column == NOTE and line.is_late else None
            if role == QUIET_ROLE:
                return column in (WHAT, BY, NOTE) or (column == TEXT and line.number is None)
        return super().data(index, role)


class ShiftLogDialog(QDialog):
    """The lines of a watch or a day; entries are added and corrected, the table is written to a file."""

    def __init__(
        self,
        document: RosterDocument,
        look: Look,
        post: str = "",
        on: date | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out and read the running watch.

        Args:
            document: The open database.
            look: Colours and sizes.
            post: Code of the post that a new entry is about at first, "" for the whole watch.
            on: Local date; None for that on which the running watch began.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Shift log")
        self.resize(look.px(1020), look.px(660))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look, self._post = document, look, post
        running, name = shift_log.usual(document)
        self.on = on if on is not None else running
        self._choices: tuple[WatchChoice, ...] = ()
        self.model, self.table = LogTable(self), QuietTable("Lines of the shift log")
        self._title, self._words, self.told = label("", "title"), paragraph("", "second"), paragraph("", "second")
        self.before, self.after = button("‹", "tool", lambda: self._go(-1), "Day before"), button("›", "tool")
        self.after.clicked.connect(lambda *_: self._go(1))
        self.after.setAccessibleName("Day after")
        self.watch, self.kinds = QComboBox(), QComboBox()
        self.more = lines_list("The chosen line")
        self.add = button("Add entry... (Ctrl+N)", "primary", self.add_entry)
        self.correct = button("Correct...", "", self.correct_entry)
        self.take_back = button("Take back", "", self.take_entry_back)
        self.save = button("Save as CSV...", "", self._ask_save)
        self.leave = button("Done", "", self.reject)
        self._lay_out()
        self._read_day(name if on is None else "")
        self.table.setFocus()

    def _lay_out(self) -> None:
        for made, tip in ((self.before, "Day before"), (self.after, "Day after")):
            made.setToolTip(tip)
        self.watch.setAccessibleName("Watch")
        self.kinds.setAccessibleName("Which lines")
        self.kinds.addItems(shift_log.SHOWN)
        for box in (self.watch, self.kinds):
            box.view().setAccessibleName(box.accessibleName())
            box.currentIndexChanged.connect(lambda *_: self.read())
        self.table.setModel(self.model)
        self.table.set_look(self._look)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, self._look.px(width))
        self.table.let_fill(TEXT, self._look.px(WIDTHS[TEXT]))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_chosen())
        self.table.doubleClicked.connect(lambda *_: self.correct.click())
        QShortcut(QKeySequence("Ctrl+N"), self, self.add.click)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        head = (self._title, together(self.before, self.after), self.watch, self.kinds)
        column.addLayout(FlowRow(head))
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        column.addWidget(label("The chosen line", "section"))
        column.addWidget(self.more)
        self.table.setMinimumHeight(self._look.px(110))
        self.more.setFixedHeight(self._look.px(96))
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(FlowRow((self.add, self.correct, self.take_back, self.save)), 1)
        row.addWidget(self.leave)
        column.addLayout(row)
        for made in (self.before, self.after, self.add, self.correct, self.take_back, self.save, self.leave):
            made.setAutoDefault(False)

    # ------------------------------------------------------------ reading

    def _go(self, days: int) -> None:
        self.on += days * _DAY
        self._read_day(self.watch.currentText().split(",")[0])

    def _read_day(self, name: str = "") -> None:
        """Offer the watches of the day, that of a name chosen, and read it."""
        self._choices = shift_log.choices(self._document, self.on)
        self.watch.blockSignals(True)
        self.watch.clear()
        self.watch.addItems([shift_log.span_words(self._document, choice) for choice in self._choices])
        self.watch.setCurrentIndex(next((n for n, choice in enumerate(self._choices) if choice.name == name), 0))
        self.watch.blockSignals(False)
        self._title.setText(full(self.on))
        offer(self.after, "" if self.on < self._document.today() else "Nothing stands in the log of days to come.")
        self.read()

    def read(self, number: int | None = None) -> None:
        """Read the lines anew, and choose that of an entry, else the last one."""
        row = self.watch.currentIndex()
        if not 0 <= row < len(self._choices):
            return
        found = shift_log.lines(self._document, self._choices[row], self.kinds.currentText())
        lines = () if isinstance(found, str) else found
        self.model.show(lines)
        self._words.setText(found if isinstance(found, str) else shift_log.summary(lines))
        rows = range(self.model.rowCount())
        chosen = next((n for n in rows if number is not None and self.model.line_at(n).number == number), None)
        if lines:
            self.table.choose_row(chosen if chosen is not None else len(lines) - 1)
        self._show_chosen()

    def chosen(self) -> LogWords | None:
        """Return the chosen line."""
        index = self.table.currentIndex()
        return self.model.line_at(index.row()) if index.isValid() and index.row() < self.model.rowCount() else None

    def _show_chosen(self) -> None:
        line, may = self.chosen(), shift_log.may_write(self._document)
        self.more.clear()
        self.more.addItems([line.text, *line.more] if line is not None else ["Nothing is chosen."])
        who = "" if may else "Whoever supervises the watch writes the log."
        own = "" if line is not None and line.can_correct else "Only an entry that stands can be corrected."
        offer(self.add, who)
        for made in (self.correct, self.take_back):
            offer(made, who or own)
        offer(self.save, "" if self.model.rowCount() else "There is nothing to save.")
        self.save.setVisible(self._document.may(Action.EXPORT))

    # ------------------------------------------------------------ writing

    def add_entry(self) -> None:
        """Ask for an entry about now, and write it down."""
        typed = EntryWords(at=observing.local_now(self._document), text="", post=self._post or None)
        self._ask(typed, None)

    def correct_entry(self) -> None:
        """Ask what is to stand in the place of the chosen entry."""
        line = self.chosen()
        typed = shift_log.entry_of(self._document, line.number) if line is not None and line.number else None
        if line is not None and typed is not None:
            self._ask(typed, line.number)

    def take_entry_back(self) -> None:
        """Say that the chosen entry was made in error."""
        line = self.chosen()
        if line is None or line.number is None:
            return
        sentence = shift_log.take_back(self._document, line.number)
        self.read()
        say(self.told, sentence or f"Taken back. {KEPT}")

    def _ask(self, typed: EntryWords, corrects: int | None) -> None:
        desk = self._document.desk
        if desk is None:
            return

        def write(entry: EntryWords) -> str:
            return shift_log.write(self._document, entry, corrects)

        if EntryDialog(desk.site(), typed, write, corrects is not None, self).exec():
            self.read()
            say(self.told, f"Corrected. {KEPT}" if corrects is not None else "Written down.")

    # ------------------------------------------------------------ taking it along

    def _ask_save(self) -> None:
        suggested = f"shift-log-{self.on}.csv"
        name, _ = QFileDialog.getSaveFileName(self, "Save the shift log", suggested, "Table (*.csv)")
        if name and is_confirmed(self._document, "The shift log will be written to a file.", self):
            self.save_as(Path(name))

    def save_as(self, path: Path) -> None:
        """Write the lines that are shown to a CSV file, and say so, or why not."""
        say(self.told, shift_log.save(self._document, self.model.lines, path))
