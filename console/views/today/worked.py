"""The window in which a day is closed: planned tours with what was worked, typed over where it was something else."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.dialogs.worked_entry import WorkedEntryDialog
from console.document import RosterDocument
from console.document.words import full
from console.models.worked import FROM, NOTE, TO, WorkedModel
from console.operations import worked
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable
from scheduler.api import DaySheet
from scheduler.domain.clock import Clock

WIDTHS = (160, 76, 56, 122, 68, 68, 116, 150)
CLOSE_KEY, SAVE_KEY, PLANNED_KEY, ADD_KEY = "Ctrl+Return", "Ctrl+S", "Ctrl+Backspace", "Ctrl+N"
UNSAVED = "Write the changes down first, or put them back as planned."
_DAY = timedelta(days=1)


class CloseDayDialog(QDialog):
    """A table of the day's tours, prefilled as planned; a time is typed over, one key closes the day."""

    def __init__(
        self, document: RosterDocument, look: Look, on: date | None = None, parent: QWidget | None = None
    ) -> None:
        """Lay the window out and read a day.

        Args:
            document: The open roster.
            look: Colours and sizes.
            on: Local date; None for the earliest one that is open.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Close the day")
        self.resize(look.px(1020), look.px(640))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._look = document, look
        self.on = on if on is not None else worked.usual_day(document)
        self._sheet: DaySheet | None = None
        self.model, self.table = WorkedModel(self), QuietTable("What was worked")
        self._title, self._words, self._age = label("", "title"), paragraph("", "strong"), paragraph("", "second")
        self._told = paragraph("", "second")
        self.before = button("", "tool", lambda: self._go(-1), "Day before")
        self.after = button("", "tool", lambda: self._go(1), "Day after")
        self.absent = button("Absent (Del)", "", self._set_absent)
        self.as_planned = button("As planned (Ctrl+Backspace)", "", self._set_planned)
        self.add = button("Add... (Ctrl+N)", "", self._add, name="Add a call-in or a duty that nobody had planned")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why a closed day is corrected, such as: by the log of the post")
        self.reason.setAccessibleName("Reason of the correction")
        self.save = button("Write down", "", self._save)
        self.close_day = button("Close the day (Ctrl+Enter)", "primary", self._close_day)
        self.leave = button("Done", "", self.reject)
        self._lay_out()
        self.read()
        self.table.setFocus()

    def _lay_out(self) -> None:
        look = self._look
        for made, text, tip in ((self.before, "‹", "Day before"), (self.after, "›", "Day after")):
            made.setText(text)
            made.setToolTip(tip)
        self.table.setModel(self.model)
        self.table.set_look(look)
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, look.px(width))
        self.table.let_fill(NOTE, look.px(WIDTHS[NOTE]))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.table.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)
        self.model.changed.connect(self._refresh)
        self.model.refused.connect(self._told.setText)
        keys = {CLOSE_KEY: self._close_day, SAVE_KEY: self._save, PLANNED_KEY: self._set_planned, ADD_KEY: self._add}
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.table, self._set_absent)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addLayout(FlowRow((self._title, self.before, self.after)))
        for part in (self._words, self._age):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addWidget(self._told)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(FlowRow((self.absent, self.as_planned, self.add)), 1)
        for made in (self.save, self.close_day, self.leave):
            row.addWidget(made)
            made.setAutoDefault(False)
        for made in (self.before, self.after, self.absent, self.as_planned, self.add):
            made.setAutoDefault(False)
        column.addLayout(row)

    def read(self) -> None:
        """Read the day anew; changes that were not saved are forgotten."""
        desk = self._document.desk
        found = worked.sheet_of(self._document, self.on)
        self._sheet = found if isinstance(found, DaySheet) else None
        self._told.setText("" if isinstance(found, DaySheet) else found)
        if desk is not None:
            is_editable = self._sheet is not None and (self._sheet.close is None or worked.may_close(self._document))
            clock = Clock(desk.facility().zone)
            self.model.show(self._sheet, desk.names(), clock, is_editable)
            self._age.setText(worked.age_words(desk.worked.age()))
        self._title.setText(full(self.on))
        if self.model.rowCount():
            self.table.choose_row(0, TO)
        self._refresh()

    def _refresh(self) -> None:
        sheet, changes = self._sheet, self.model.change_count
        is_closed = sheet is not None and sheet.close is not None
        self._words.setText(worked.sheet_words(sheet, self.model.exceptions, changes) if sheet is not None else "")
        if changes:
            self._told.setText("")
        self.reason.setVisible(is_closed and bool(changes))
        self.close_day.setVisible(not is_closed)
        self.save.setText("Correct (Ctrl+S)" if is_closed else "Write down (Ctrl+S)")
        offer(self.save, "" if changes else "Nothing is changed.")
        reason = "Nothing is known of this day." if sheet is None else sheet.open_reason and f"{sheet.open_reason}."
        if not worked.may_close(self._document):
            reason = "A watch commander, or who makes the duty roster, closes a day."
        offer(self.close_day, reason)
        can_change = "" if self.model.is_editable and self.model.rowCount() else "Nothing can be changed here."
        offer(self.absent, can_change)
        offer(self.as_planned, can_change)
        offer(self.add, self._why_not_add())

    def _go(self, days: int) -> None:
        if self.model.change_count:
            self._told.setText(UNSAVED)
            return
        self.on += days * _DAY
        self.read()

    def _why_not_add(self) -> str:
        desk = self._document.desk
        if desk is None or self._sheet is None or not self.model.is_editable:
            return "Nothing can be changed here."
        if self.on > desk.today():
            return "The day has not come yet."
        return UNSAVED if self.model.change_count else ""

    def _add(self) -> None:
        if not self.add.isEnabled() or self._sheet is None:
            self._told.setText(self._why_not_add())
            return
        dialog = WorkedEntryDialog(self._document, self.on, self._sheet.close is not None, self)
        if dialog.exec():
            self.read()
            self._told.setText("Written down.")

    def _change(self, act: str) -> None:
        index = self.table.currentIndex()
        if not index.isValid() or not self.model.is_editable:
            return
        row, column = index.row(), index.column()
        change = self.model.set_absent if act == "absent" else self.model.set_planned
        change(row)
        self.table.choose_row(row, column if column in (FROM, TO) else TO)

    def _set_absent(self) -> None:
        self._change("absent")

    def _set_planned(self) -> None:
        self._change("planned")

    def _save(self) -> None:
        if self.save.isEnabled():
            self._tell(worked.enter(self._document, self.model.notes(self.reason.text())), "Written down.")

    def _close_day(self) -> None:
        if self.close_day.isEnabled() and not self.close_day.isHidden():
            notes = self.model.notes()
            self._tell(worked.close_day(self._document, self.on, notes), f"{full(self.on)} is closed.")

    def _tell(self, refused: str, done: str) -> None:
        if not refused:
            self.reason.clear()
            self.read()
        self._told.setText(refused or done)


def close_day(document: RosterDocument, look: Look, parent: QWidget) -> None:
    """Open the window on the earliest day that is not closed."""
    CloseDayDialog(document, look, None, parent).exec()
