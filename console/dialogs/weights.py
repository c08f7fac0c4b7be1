"""The weights of the risk overlay: which hold on a date, since when and why; another one from a date on, and undo."""

from datetime import date

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from console.dialogs.form import FormDialog
from console.document import RosterDocument
from console.operations import weights
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, lines_list, number_field, offer, paragraph
from console.widgets.flow import FlowRow, together
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import PolicyChange
from scheduler.attention import TITLES
from scheduler.domain.attention import AttentionWeight, weights_on
from scheduler.domain.policy import Policy

WIDE, TALL = 940, 640
WIDTHS = (300, 80, 130, 60, 95, 190)
HISTORY = 96
MOST_LIMIT = 100_000


class WeightsDialog(QDialog):
    """A table of all steps; the chosen one's history below it."""

    def __init__(self, document: RosterDocument, look: Look, on: date, parent: QWidget | None = None) -> None:
        """Show the weights that hold on a local date."""
        super().__init__(parent)
        self.setWindowTitle("Weights of the risk overlay")
        self.resize(look.px(WIDE), look.px(TALL))
        if parent is not None:
            self.resize(self.size().boundedTo(parent.size() * 0.94))
        self._document, self._look = document, look
        self.made: list[tuple[PolicyChange, Policy]] = []
        self.on = date_field("Show the weights as they hold on", on)
        self._said = paragraph("", "second")
        self.table, self.model = QuietTable("Weights"), TextTable(self)
        self.history = lines_list("History of the chosen step")
        self.change = button("Change from a date...", "primary", self.ask)
        self.undo = button("Undo last change", "", self.undo_last)
        self._lay_out()
        self.show_weights()

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        self.table.set_look(self._look)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_history())
        self.on.dateChanged.connect(lambda *_: self.show_weights())
        self.history.setFixedHeight(min(self._look.px(HISTORY), self.height() // 7))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        head = (label("Weights of the risk overlay", "title"), together(label("on", "second"), self.on))
        column.addLayout(FlowRow(head, push=1))
        column.addWidget(self._said)
        column.addWidget(self.table, 1)
        column.addWidget(label("History of the chosen step, latest first", "section"))
        column.addWidget(self.history)
        buttons = QDialogButtonBox()
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addLayout(FlowRow((self.change, self.undo, buttons), push=2))

    def show_weights(self) -> None:
        """Show what holds on the date chosen, and keep the chosen step."""
        desk = self._document.desk
        if desk is None:
            return
        chosen = max(0, self.table.currentIndex().row())
        held = weights_on(desk.policy().attention, date_of(self.on))
        self._lines = held.lines
        self._said.setText(weights.sentence(held))
        self.model.set_table(weights.COLUMNS, weights.rows(held), weights.FIGURES)
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, self._look.px(width))
        self.table.let_fill(len(WIDTHS) - 1, self._look.px(WIDTHS[-1]))
        self.table.choose_row(chosen)
        offer(self.undo, "" if self.made else "Nothing was changed in this window.")

    def chosen(self) -> AttentionWeight:
        """Return the chosen step with what holds for it."""
        return self._lines[self.model.given_row(max(0, self.table.currentIndex().row()))]

    def ask(self) -> None:
        """Ask what is to hold instead, and put it in force."""
        dialog = WeightDialog(self.chosen(), date_of(self.on), self)
        if dialog.exec():
            self.put(dialog)

    def put(self, dialog: "WeightDialog") -> None:
        """Put in force what a window says."""
        desk = self._document.desk
        assert desk is not None, "shown with a database open"
        before, on = desk.policy(), date_of(dialog.effective)
        made = weights.change(
            self._document,
            dialog.line,
            on,
            dialog.points.value(),
            dialog.limit.value(),
            dialog.source.text().strip(),
            dialog.reason.text().strip(),
        )
        if made is not None:
            self.made.append((made, before))
            self.on.setDate(dialog.effective.date())
        self.show_weights()

    def undo_last(self) -> None:
        """Put back what held before the last change made here."""
        if self.made and weights.undo(self._document, *self.made[-1]):
            self.made.pop()
        self.show_weights()

    def _show_history(self) -> None:
        desk = self._document.desk
        self.history.clear()
        if desk is not None and self.table.currentIndex().isValid():
            self.history.addItems(weights.history(desk.policy(), self.chosen()))


class WeightDialog(FormDialog):
    """Points and limit of one step, from when they hold, and who says so."""

    def __init__(self, line: AttentionWeight, on: date, parent: QWidget | None = None) -> None:
        """Lay the window out with what holds now."""
        super().__init__(
            f"{line.factor} {TITLES[line.factor]}, step {line.step}",
            f"Now {line.points} points, {weights.limit_words(line) or 'no limit'}. What was counted before the date "
            "stays as it was.",
            "Put in force",
            parent,
        )
        self.line = line
        self.points = number_field(line.points, 0, 100)
        self.limit = number_field(line.limit, 0, MOST_LIMIT)
        self.effective = date_field("Holds from", on)
        self.source, self.reason = QLineEdit(), QLineEdit()
        self.source.setPlaceholderText("order or agreement")
        self.reason.setPlaceholderText("why, for the record")
        fields: dict[str, QWidget] = {"points": self.points}
        if weights.limit_words(line):
            fields["begins_at"] = self.limit
        self.add_fields(**fields, holds_from=self.effective, source=self.source, reason=self.reason)
        self.close_form()
        self.source.textChanged.connect(lambda *_: self._check())
        self._check()

    def _check(self) -> None:
        for one in self.buttons.buttons():
            if self.buttons.buttonRole(one) == QDialogButtonBox.ButtonRole.AcceptRole:
                offer(one, "" if self.source.text().strip() else "Say where the new weight comes from.")
