"""Notices: for whom the last version changed something, who has acknowledged it, and each officer's changes alone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.words import count, span
from console.operations import notices
from console.theme import Look
from console.widgets.basics import button, label, lines_list, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import Notice

NAME, VERSION, CHANGES, STATE = range(4)
WIDTHS = {NAME: 170, VERSION: 70, CHANGES: 90}
STATE_LEAST = 150


class NoticesDialog(QDialog):
    """Officers at the left, those who have not acknowledged first; at the right what the chosen one is told."""

    def __init__(self, document: RosterDocument, look: Look, parent: QWidget | None = None) -> None:
        """Read the notices of the open roster."""
        super().__init__(parent)
        self.setWindowTitle("Notices to officers")
        self.resize(look.px(900), look.px(540))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self._notices: tuple[Notice, ...] = ()
        self.said = paragraph("", "second")
        self.table, self._model = QuietTable("Notices, those not acknowledged first"), TextTable(self)
        self.who = label("", "strong")
        self.told = lines_list("What the officer is told")
        self.read = button("Note as acknowledged", "primary", self._acknowledge)
        self._lay_out()
        self._refresh()

    def _lay_out(self) -> None:
        roster = self._document.roster
        when = span(roster.period) if roster is not None else ""
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label(f"Notices, {when}", "title"))
        column.addWidget(self.said)
        self.table.setModel(self._model)
        self.table.set_look(self._look)
        right = QWidget()
        side = QVBoxLayout(right)
        side.setContentsMargins(8, 0, 0, 0)
        side.addWidget(self.who)
        side.addWidget(paragraph("Told to this officer, and to nobody else:", "small"))
        side.addWidget(self.told, 1)
        row = QHBoxLayout()
        row.addWidget(self.read)
        row.addStretch(1)
        side.addLayout(row)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(right)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setChildrenCollapsible(False)
        column.addWidget(split, 1)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_chosen())

    def _refresh(self) -> None:
        facts = self._document.facts
        self._notices = notices.of_latest(self._document)
        rows = []
        for notice in self._notices:
            read = notice.read_at.astimezone(self._document.zone) if notice.read_at is not None else None
            state = (
                "not acknowledged" if read is None else f"acknowledged {read:%d %b %H:%M}, noted by {notice.read_by}"
            )
            name = facts.name(notice.badge) if facts is not None else notice.badge
            rows.append((name, str(notice.version), count(len(notice.changes), "date"), state))
        self._model.set_table(("Officer", "Version", "Changes", "State"), rows)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self._look.px(width))
        self.table.let_fill(STATE, self._look.px(STATE_LEAST))
        self.said.setText(notices.summary(self._notices))
        if self._notices:
            self.table.choose_row(0)
        self._show_chosen()

    def chosen(self) -> tuple[Notice, ...]:
        """Return the notices of the chosen rows."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return tuple(self._notices[self._model.given_row(row)] for row in rows)

    def _show_chosen(self) -> None:
        facts, found = self._document.facts, self.chosen()
        waiting = [notice for notice in found if notice.read_at is None]
        offer(self.read, "" if waiting else "Choose officers who have not acknowledged.")
        self.told.clear()
        if len(found) != 1 or facts is None:
            self.who.setText(f"{count(len(found), 'officer')} chosen" if found else "")
            return
        self.who.setText(facts.name(found[0].badge))
        self.told.addItems(notices.lines(found[0], facts))

    def _acknowledge(self) -> None:
        if notices.acknowledge(self._document, tuple(n for n in self.chosen() if n.read_at is None)):
            self._refresh()
