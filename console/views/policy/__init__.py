"""The policy page: every rule with its numbers, how grave a breach is, since when, and who says so."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QWidget,
)

from console.document import RosterDocument
from console.document.words import count, full
from console.models.policy import (
    ASKS,
    BROKEN,
    COUNTS,
    NOT_IN_USE,
    RULE,
    SINCE,
    SOURCE,
    PolicyModel,
    PolicyRow,
    history,
    history_line,
    numbers,
)
from console.now import local_date
from console.theme import Look
from console.views.place_page import PlacePage
from console.widgets.basics import (
    beside_panel,
    button,
    column_of_panel,
    date_field,
    date_of,
    hairline,
    label,
    lines_list,
    offer,
    paragraph,
    side_width,
)
from console.widgets.flow import FlowRow, together
from console.widgets.quiet_table import QuietTable
from scheduler.domain.words import Severity

CHIPS = ((None, "All"), ("never", "Never"), ("stop", "Stop"), ("ask", "Ask"), ("show", "Show"), ("priced", "Priced"),
         (NOT_IN_USE, "Not in use"))  # fmt: skip
WIDTHS = {RULE: 190, BROKEN: 100, COUNTS: 150, SINCE: 100, SOURCE: 200}
NUMBERS_SEEN = 7
NUMBERS_TALLEST = 300
SENTENCE_WIDTH = 240


class PolicyPage(PlacePage):
    """Table of uses at the left, the chosen one at the right.

    Signals:
        change_asked: The chosen row (`PolicyRow`) is to be changed, or its rule put to use.
        add_asked: Another use of the chosen row's rule is to be made.
        end_asked: The chosen row's entry is to end.
        weights_asked: The weights of the risk overlay are to be shown.
        presets_asked: Policies to start from are to be shown beside this one.
    """

    change_asked = Signal(object)
    add_asked = Signal(object)
    end_asked = Signal(object)
    presets_asked = Signal()
    weights_asked = Signal()

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the page out."""
        super().__init__(parent)
        self.setProperty("role", "page")
        self._document, self._look = document, Look()
        self.model = PolicyModel(self)
        self.table = QuietTable("Rules of the policy")
        self._under = label("", "second")
        self.on = date_field("Show the policy as it holds on", local_date())
        self.search = QLineEdit()
        self.chips = {key: button(words, "chip", partial(self._choose, key)) for key, words in CHIPS}
        self.presets = button("Compare and adopt...", "", self.presets_asked.emit)
        self.weights = button("Overlay weights...", "", self.weights_asked.emit)
        self.panel = QFrame()
        self._title, self._mark = label("", "title"), label("", "small")
        self._sentence = paragraph("")
        self._facts = paragraph("", "small")
        self._numbers = lines_list("Numbers")
        self._history = lines_list("History")
        self.change = button("Change from a date...", "primary", self._emitter(self.change_asked))
        self.add = button("Use again...", "", self._emitter(self.add_asked))
        self.end = button("End...", "", self._emitter(self.end_asked))
        self._lay_out()
        document.opened.connect(self.keep_fresh)

    def _emitter(self, signal: object) -> Callable[[], None]:
        def emit() -> None:
            row = self.current()
            if row is not None:
                signal.emit(row)  # type: ignore[attr-defined]

        return emit

    def _lay_out(self) -> None:
        self.on.dateChanged.connect(lambda *_: self._show_date())
        self.search.setPlaceholderText("Find a rule, a word, a source")
        self.search.setAccessibleName("Find in the policy")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(200)
        self.search.textChanged.connect(lambda text: self._filter(words=text))
        head = FlowRow(
            (label("Policy", "title"), self._under, self.search, together(label("on", "second"), self.on)), push=2
        )
        chips = FlowRow((*self.chips.values(), self.weights, self.presets), push=len(self.chips), spacing=6)
        table = self.table
        table.setModel(self.model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_row())
        table.activated.connect(self._on_activated)
        beside_panel(self, (head, chips), self.table, self._lay_out_panel())

    def _lay_out_panel(self) -> QFrame:
        column = column_of_panel(self.panel)
        column.addWidget(self._title)
        column.addWidget(self._mark)
        column.addWidget(self._sentence)
        column.addWidget(self._facts)
        column.addLayout(FlowRow((self.change, self.add, self.end)))
        column.addWidget(hairline())
        column.addWidget(label("Numbers", "section"))
        column.addWidget(self._numbers)
        column.addWidget(label("History, latest first", "section"))
        column.addWidget(self._history, 1)
        return self.panel

    # ------------------------------------------------------------ showing

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self._look = look
        self.table.set_look(look)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, look.px(width))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the sentence its room: what the side tells too goes first."""
        super().resizeEvent(event)
        self._fit()

    def _fit_numbers(self) -> None:
        """Give the numbers the height of the first few lines, wrapped as they are."""
        shown = min(self._numbers.count(), NUMBERS_SEEN)
        if not shown:
            return
        needed, most = Qt.ScrollBarPolicy.ScrollBarAsNeeded, self._look.px(NUMBERS_TALLEST)
        self._numbers.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines wrap without one first
        self._numbers.doItemsLayout()
        last = self._numbers.visualItemRect(self._numbers.item(shown - 1)).bottom() + self._numbers.verticalOffset()
        tall = last + 2 * self._numbers.spacing() + 2 * self._numbers.frameWidth()
        self._numbers.setFixedHeight(min(tall, most))
        if tall > most or shown < self._numbers.count():
            self._numbers.setVerticalScrollBarPolicy(needed)

    def _fit(self) -> None:
        self.panel.setFixedWidth(side_width(self._look, self.width()))
        room = self.width() - self.panel.width() - sum(self._look.px(WIDTHS[c]) for c in (RULE, BROKEN))
        for column in (COUNTS, SOURCE, SINCE):
            room -= self._look.px(WIDTHS[column])
            self.table.setColumnHidden(column, room < self._look.px(SENTENCE_WIDTH))
        self.table.let_fill(ASKS, self._look.px(SENTENCE_WIDTH))
        self._fit_numbers()

    def refresh(self) -> None:
        """Show the open facility's policy, on the open roster's first date or else today."""
        roster = self._document.roster
        first = roster.period.first if roster is not None else self._document.today()
        was_stale, self.is_stale = self.is_stale, False
        if was_stale or not self.isVisible():
            self.on.blockSignals(True)
            self.on.setDate(QDate(first.year, first.month, first.day))
            self.on.blockSignals(False)
        self._show_date()

    def current(self) -> PolicyRow | None:
        """Return the chosen row."""
        return self.model.row(self.table.currentIndex())

    def show_entry(self, entry_id: str) -> bool:
        """Choose an entry by its id, lifting filters that hide it; return whether it holds on the date shown."""
        if self.is_stale:
            self.refresh()
        if self.model.row_number(entry_id) < 0:
            self.search.clear()
            self._choose(None)
        number = self.model.row_number(entry_id)
        if number >= 0:
            self.table.choose_row(number)
        return number >= 0

    def shown_date(self) -> date:
        """Return the local date on which the policy is shown."""
        return date_of(self.on)

    def _show_date(self) -> None:
        desk = self._document.desk
        if desk is None or desk.is_empty():
            return
        held = self.current()
        self.model.show_policy(desk.policy(), self.shown_date())
        self._after_filter(held)

    def _choose(self, severity: str | None) -> None:
        held = self.current()
        self.model.set_filter(severity=severity)
        self._after_filter(held)

    def _filter(self, words: str) -> None:
        held = self.current()
        self.model.set_filter(words=words)
        self._after_filter(held)

    def _after_filter(self, held: PolicyRow | None) -> None:
        counts = self.model.counts()
        for key, words in CHIPS:
            chip, number = self.chips[key], sum(counts.values()) if key is None else counts.get(key, 0)
            chip.setVisible(number > 0 or self.model.severity_filter == key)
            chip.setText(f"{words} {number}")
            chip.setChecked(self.model.severity_filter == key)
        in_use = sum(counts.values()) - counts.get(NOT_IN_USE, 0)
        hidden = self.model.hidden_count
        words = count(in_use, "entry in force", "entries in force")
        self._under.setText(words + (f", {hidden} hidden" if hidden else ""))
        number = -1
        if held is not None and held.entry is not None:
            number = self.model.row_number(held.entry.id)
        self.table.choose_row(max(number, 0))
        self._show_row()

    def _show_row(self) -> None:
        row = self.current()
        for made in (self.change, self.add, self.end):
            offer(made, "" if row is not None else "No rule is chosen.")
        for part in (self._numbers, self._history):
            part.setEnabled(row is not None)
        if row is None:
            self._title.setText("Nothing found")
            self._mark.setText("")
            self._sentence.setText("No rule of the policy has these words. Clear the search to see all.")
            self._facts.setText("")
            self._numbers.clear()
            self._history.clear()
            return
        entry = row.entry
        self._title.setText(row.rule.title)
        self._mark.setText(entry.id if entry is not None else "not in use")
        self._sentence.setText(row.sentence)
        self._facts.setText(_facts(row))
        self.change.setText("Change from a date..." if entry is not None else "Put to use...")
        self.add.setVisible(entry is not None)
        self.end.setVisible(entry is not None and entry.severity != Severity.NEVER)
        self._numbers.clear()
        found = numbers(row.rule, entry)
        self._numbers.addItems([number.words for number in found] or ["Nothing to set"])
        self._fit_numbers()
        self._history.clear()
        if entry is not None:
            self._history.addItems([history_line(e, row.rule) for e in history(self.model.policy, entry.id)])
        else:
            self._history.addItem("Never in force so far")

    def _on_activated(self, _: QModelIndex) -> None:
        if self.change.isEnabled():
            self.change.click()


def _facts(row: PolicyRow) -> str:
    entry = row.entry
    if entry is None:
        return "No entry of the policy uses this rule on the date shown."
    lines = [f"Source: {entry.source}" if entry.source else "No source is given."]
    if entry.agreement:
        lines.append(f"Agreement: {entry.agreement}")
    if entry.effective > date.min:
        lines.append(f"In force from {full(entry.effective)}")
    if row.tier:
        lines.append(f"Counts in: {row.tier}" + (f", {entry.weight} for each" if entry.weight != 1 else ""))
    return "\n".join(lines)
