"""Stints on the watches of a shift, and its meals: who watches when, who relieves whom, taken over as one edit."""

from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.document import RosterDocument
from console.operations import stints
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.domain.stints import StintPlan
from scheduler.domain.words import ShiftCode
from scheduler.wire.asking import Answer

OWNER = "stints"
POST_WIDTH, PART_WIDTH = 120, 96
LEAD = (
    "Officers on watches and on posts that give reliefs take turns; nobody's hours change, and no seat is left. "
    "An arrow: the officer goes on. Taken over, the stints are tours like others: each can be changed by hand."
)


class StintsDialog(QDialog):
    """A table of seats and parts of the shift; asks anew where the roster changes meanwhile."""

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        look: Look,
        on: date,
        shift: ShiftCode,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out and ask.

        Args:
            document: The open roster.
            questions: Works the plan out.
            look: Colours and sizes.
            on: Local date on which the shift begins.
            shift: The shift.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Stints and meals")
        self.resize(look.px(900), look.px(620))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._questions, self._look, self._on, self._shift = document, questions, look, on, shift
        self.plan: StintPlan | None = None
        self.model, self.table = TextTable(self), QuietTable("Who watches when")
        self.meal_model, self.meals = TextTable(self), QuietTable("Meals and who relieves")
        self.words = paragraph("", "strong")
        self.accept_button = button("Take this plan", "primary", self._take)
        self.accept_button.setDefault(True)
        self.close_button = button("Close", "", self.reject)
        self._lay_out()
        document.edit_applied.connect(self._ask)
        self._ask()

    def _lay_out(self) -> None:
        facts = self._document.facts
        for table, model in ((self.table, self.model), (self.meals, self.meal_model)):
            table.setModel(model)
            table.set_look(self._look)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        if facts is not None:
            column.addWidget(label(stints.title(facts, self._on, self._shift), "title"))
        column.addWidget(paragraph(LEAD, "second"))
        column.addWidget(self.table, 1)
        column.addWidget(self.words)
        column.addWidget(self.meals, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self.accept_button)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _ask(self, *_: object) -> None:
        self.plan = None
        question = stints.asked(self._document, self._on, self._shift)
        if isinstance(question, str):
            self._say(question)
            return
        self._say("Working out who watches when ...")
        self._questions.ask(OWNER, question, self._on_answer)

    def _on_answer(self, answer: Answer) -> None:
        facts = self._document.facts
        if answer.error:
            self._say(f"{answer.error.rstrip('.')}.")
        elif answer.stints is not None and facts is not None:
            self.plan = answer.stints
            self._say(stints.sentences(facts, self.plan, self._document.roster))

    def _say(self, words: str) -> None:
        facts, plan = self._document.facts, self.plan
        self.words.setText(words)
        if plan is None or facts is None:
            self.model.set_table((), ())
        else:
            shown = stints.table(facts, plan)
            self.model.set_table(shown.columns, shown.rows)
            for n in range(len(shown.columns)):
                self.table.setColumnWidth(n, self._look.px(PART_WIDTH if n else POST_WIDTH))
            self.table.let_fill(len(shown.columns) - 1, self._look.px(PART_WIDTH))
            self.table.choose_row(0)
            rows = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
            self.table.setMaximumHeight(rows + 2 * self.table.frameWidth() + self._look.px(2))
        self.table.setVisible(plan is not None)
        self._show_meals()
        offer(self.accept_button, stints.why_not(plan))
        if self.accept_button.isEnabled():  # Enter takes it: the keys went to Close as long as nothing was known
            self.accept_button.setFocus()

    def _show_meals(self) -> None:
        facts, roster = self._document.facts, self._document.roster
        if facts is not None and roster is not None:
            shown = stints.meals_table(facts, self.plan, roster, self._on, self._shift)
            self.meal_model.set_table(shown.columns, shown.rows)
            for n, width in enumerate((PART_WIDTH + 20, PART_WIDTH * 2, PART_WIDTH * 2)):
                self.meals.setColumnWidth(n, self._look.px(width))
            self.meals.let_fill(len(shown.columns) - 1, self._look.px(PART_WIDTH))
        self.meals.setVisible(self.meal_model.rowCount() > 0)

    def _take(self) -> None:
        if self.plan is None:
            return
        self._document.edit_applied.disconnect(self._ask)
        if stints.take(self._document, self._questions, self.plan):
            self.accept()
        else:
            self._document.edit_applied.connect(self._ask)

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self._questions.drop(OWNER)
        super().done(result)
