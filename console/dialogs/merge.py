"""Two people changed the same place: what was there, theirs and yours side by side, and a choice for each place."""

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import count, weekday
from console.models.comparison import words_of
from console.operations import merging
from console.operations.merging import Held, Row
from console.operations.shared import Sharing
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import PILL_ROLE, QuietTable, TextTable
from scheduler.domain.words import Badge

Index = QModelIndex | QPersistentModelIndex
WHERE, KEPT, THEIRS, MINE, WHO, WAS = range(6)
HEADS = ("Officer and date", "To be kept", "Theirs, on the roster now", "Yours", "Theirs is by", "Before")
"""What is decided by comes first: that much is seen in a narrow window too."""
WIDTHS = {WHERE: 180, KEPT: 90, THEIRS: 185, MINE: 185, WHO: 130}
WAS_LEAST = 130


class _Choices(TextTable):
    """The rows, with a word in a frame for what is kept of each."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Look a cell up."""
        if role == PILL_ROLE and index.isValid() and index.column() == KEPT:
            text = str(super().data(index))
            return text, "stop_quiet" if text == "choose" else "ask" if text == "yours" else "plain"
        return super().data(index, role)


class MergeDialog(QDialog):
    """The places at which edits met; nothing is lost where it is closed without a choice.

    Attributes:
        chosen: By group of rows, whether what was meant is taken.
    """

    def __init__(self, document: RosterDocument, sharing: Sharing, look: Look, parent: QWidget | None = None) -> None:
        """Read what there is to decide."""
        super().__init__(parent)
        self.setWindowTitle("Edits that met")
        self.resize(look.px(960), look.px(520))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.96))
        self._document, self._sharing, self._look = document, sharing, look
        self.conflicts = sharing.conflicts
        self.rows: tuple[Row, ...] = ()
        self.chosen: dict[int, bool] = {}
        self._keys: dict[int, frozenset[tuple[Badge, date]]] = {}
        self.said = paragraph("", "second")
        self.table, self._model = QuietTable("Places at which edits met"), _Choices(self)
        self.if_theirs, self.if_mine = paragraph(""), paragraph("")
        self.theirs = button("&Theirs", "", lambda: self.choose(False))
        self.mine = button("&Yours", "", lambda: self.choose(True))
        self.all_theirs = button("All t&heirs", "", lambda: self.choose_all(False))
        self.all_mine = button("&All yours", "", lambda: self.choose_all(True))
        self._lay_out()
        self.refresh()
        document.edit_applied.connect(self._on_changed)
        document.report_changed.connect(self._on_changed)
        sharing.conflicted.connect(self._on_changed)

    def _lay_out(self) -> None:
        self.table.setModel(self._model)
        self.table.setSortingEnabled(False)
        self.table.set_look(self._look)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(label("You and somebody else changed the same place", "title"))
        column.addWidget(self.said)
        column.addWidget(self.table, 1)
        says = QGridLayout()
        says.setColumnStretch(1, 1)
        says.setHorizontalSpacing(12)
        for row, (words, text) in enumerate((("With theirs", self.if_theirs), ("With yours", self.if_mine))):
            says.addWidget(label(words, "section"), row, 0, Qt.AlignmentFlag.AlignTop)
            says.addWidget(text, row, 1)
            text.setAccessibleName(f"What the checker says {words.lower()}")
        column.addLayout(says)
        across = QHBoxLayout()
        across.addWidget(label("Keep for the chosen rows", "second"))
        for made in (self.theirs, self.mine, self.all_theirs, self.all_mine):
            made.setAutoDefault(False)
            across.addWidget(made)
        across.addStretch(1)
        column.addLayout(across)
        buttons = QDialogButtonBox()
        self.done_button = buttons.addButton("Done", QDialogButtonBox.ButtonRole.AcceptRole)
        self.done_button.setProperty("role", "primary")
        later = buttons.addButton("Decide later", QDialogButtonBox.ButtonRole.RejectRole)
        for each in (self.done_button, later):
            each.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_verdicts())
        self.table.doubleClicked.connect(lambda *_: self._turn())
        # A shortcut, because a table takes the key itself: it chooses the row anew.
        QShortcut(QKeySequence(Qt.Key.Key_Space), self.table, self._turn, context=Qt.ShortcutContext.WidgetShortcut)

    # ------------------------------------------------------------ what is there

    def _on_changed(self, *_: object) -> None:
        self.conflicts = self._sharing.conflicts
        self.refresh()

    def refresh(self) -> None:
        """Show the places as they are now; what was chosen stays where the places are the same."""
        before = {self._keys[group]: is_mine for group, is_mine in self.chosen.items()}
        self.rows = merging.rows_of(self._document, self.conflicts)
        self._keys = {
            group: frozenset(row.cell for row in self.rows if row.group == group)
            for group in {row.group for row in self.rows}
        }
        self.chosen = {group: before[key] for group, key in self._keys.items() if key in before}
        number = len(self.conflicts)
        labels = "; ".join(dict.fromkeys(one.edit.label for one in self.conflicts))
        self.said.setText(
            f"{'This edit of yours is' if number == 1 else f'These {number} edits of yours are'} not on the roster: "
            f"{labels}. Say for each place what is to be kept. Rows that share a seat go together. Space changes the "
            "choice; Esc closes, and everything waits for you."
            if self.rows
            else "What you meant is on the roster by now: nothing is left to decide."
        )
        self._fill()

    def _fill(self) -> None:
        facts, row = self._document.facts, max(self.table.currentIndex().row(), 0)
        if facts is None:
            return
        self._model.set_table(HEADS, [self._words(facts, each) for each in self.rows])
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, self._look.px(width))
        self.table.let_fill(WAS, self._look.px(WAS_LEAST))
        if self.rows:
            self.table.choose_row(min(row, len(self.rows) - 1))
            self.table.setFocus()
        open_groups = len(self._keys) - len(self.chosen)
        offer(self.done_button, f"{count(open_groups, 'place')} to be decided." if open_groups else "")
        for made in (self.theirs, self.mine, self.all_theirs, self.all_mine):
            offer(made, "" if self.rows else "Nothing is left to decide.")
        self._show_verdicts()

    def _words(self, facts: Facts, row: Row) -> tuple[str, ...]:
        badge, on = row.cell
        kept = {True: "yours", False: "theirs", None: "choose"}[self.chosen.get(row.group)]
        return (
            f"{facts.name(badge)}, {weekday(on)}",
            kept,
            held_words(row.theirs, facts),
            held_words(row.mine, facts),
            f"{row.who}, {row.at.astimezone(self._document.zone):%H:%M}" if row.at is not None else "",
            held_words(row.was, facts),
        )

    def _show_verdicts(self) -> None:
        row = self.table.currentIndex().row()
        said = (
            merging.verdicts(self._document, self.rows, self.rows[row].group) if 0 <= row < len(self.rows) else ("", "")
        )
        self.if_theirs.setText(said[0])
        self.if_mine.setText(said[1])

    # ------------------------------------------------------------ choosing

    def choose(self, is_mine: bool) -> None:
        """Keep theirs or what was meant, for the chosen rows and all that share a seat with them."""
        rows = {index.row() for index in self.table.selectionModel().selectedRows()}
        self.chosen.update({self.rows[row].group: is_mine for row in rows})
        self._fill()

    def choose_all(self, is_mine: bool) -> None:
        """Keep theirs everywhere, or what was meant."""
        self.chosen = dict.fromkeys(self._keys, is_mine)
        self._fill()

    def _turn(self) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self.rows):
            self.choose(not self.chosen.get(self.rows[row].group, False))

    def accept(self) -> None:
        """Take over what was chosen; stay where that did not work."""
        if len(self.chosen) < len(self._keys):
            return
        mine = {group for group, is_mine in self.chosen.items() if is_mine}
        conflicts, rows = self.conflicts, self.rows
        self._let_go()
        if merging.decide(self._document, conflicts, rows, mine):
            self._sharing.settle(one.edit.id for one in conflicts)
            super().accept()
        else:
            super().reject()

    def reject(self) -> None:
        """Close; what is not decided waits."""
        self._let_go()
        super().reject()

    def _let_go(self) -> None:
        """Follow the roster no longer."""
        if self.conflicts:
            self.conflicts = ()
            self._document.edit_applied.disconnect(self._on_changed)
            self._document.report_changed.disconnect(self._on_changed)
            self._sharing.conflicted.disconnect(self._on_changed)


def held_words(held: Held, facts: Facts) -> str:
    """Return what stands in a cell: "HB-F day watch, locked"; "off" for nothing."""
    words = [words_of(tour, facts) for tour in sorted(held.tours)] or ["off"]
    return "; ".join(words) + (", locked" if held.is_locked else "")
