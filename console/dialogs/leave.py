"""Windows about leave: ask for an officer, settle the vacation bid, plan the wellness hour."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from console.document import RosterDocument
from console.document.words import count, full
from console.operations import leave
from console.theme import Look
from console.widgets.basics import date_field, date_of, label, let_search, number_field, offer, paragraph
from console.widgets.quiet_table import QuietTable, TextTable
from scheduler.api import BidOrder, span_in_words
from scheduler.domain.words import Badge

ORDERS = (
    (BidOrder.ROUNDS, "all first choices by seniority, then all second choices"),
    (BidOrder.OFFICER, "all choices of the most senior officer, then the next"),
)


class AskLeaveDialog(QDialog):
    """An officer and two dates; no reason is asked for."""

    def __init__(self, names: dict[Badge, str], on: date, parent: QWidget | None = None) -> None:
        """Lay the window out, with the dates on `on`."""
        super().__init__(parent)
        self.setWindowTitle("Ask for leave")
        self.officer, self.first, self.last = QComboBox(), date_field("First day", on), date_field("Last day", on)
        for badge, name in sorted(names.items(), key=lambda item: item[1]):
            self.officer.addItem(f"{name} ({badge})", badge)
        let_search(self.officer, "Officer")
        self.first.dateChanged.connect(self._keep_order)
        form = QFormLayout()
        form.setSpacing(8)
        for words, field in (("Officer", self.officer), ("First day", self.first), ("Last day", self.last)):
            field.setAccessibleName(words)
            form.addRow(words, field)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Ask for leave", "title"))
        column.addWidget(paragraph("Requests are decided in the order in which they are filed.", "second"))
        column.addLayout(form)
        self.file = _buttons(self, column, "File")
        self.officer.currentTextChanged.connect(self._refresh)
        self._refresh()

    def badge(self) -> Badge:
        """Return the officer chosen."""
        return Badge(str(self.officer.itemData(self._at())))

    def _at(self) -> int:
        return self.officer.findText(self.officer.currentText(), Qt.MatchFlag.MatchFixedString)

    def _refresh(self, *_: object) -> None:
        """Nobody is asked for whom the words do not name."""
        none = "Choose an officer from the list." if self.officer.count() else "There are no officers yet."
        offer(self.file, "" if self._at() >= 0 else none)

    def dates(self) -> tuple[date, date]:
        """Return the first and the last date, inclusive."""
        return date_of(self.first), date_of(self.last)

    def _keep_order(self) -> None:
        self.last.setMinimumDate(self.first.date())


class BidDialog(QDialog):
    """Shows who gets what before anything is granted."""

    def __init__(self, document: RosterDocument, look: Look, year: int, parent: QWidget | None = None) -> None:
        """Lay the window out for the bid of a calendar year."""
        super().__init__(parent)
        self.setWindowTitle("Vacation bid")
        self.resize(760, 560)
        self._document = document
        self.year, self.most = number_field(year, 2000, 2200), number_field(1, 1, 20)
        self.year.setGroupSeparatorShown(False)
        self.order = QComboBox()
        for order, words in ORDERS:
            self.order.addItem(words, order)
        self._table, self._model = QuietTable("Outcome of the bid"), TextTable(self)
        self._table.setModel(self._model)
        self._table.set_look(look)
        self._under = paragraph("", "second")
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, field in (("Year", self.year), ("Order", self.order), ("Choices given to each", self.most)):
            field.setAccessibleName(words)
            row.addWidget(label(words, "second"))
            row.addWidget(field)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Vacation bid", "title"))
        column.addWidget(self._under)
        column.addLayout(row)
        column.addWidget(self._table, 1)
        self.accept_button = _buttons(self, column, "Grant these")
        for signal in (self.year.valueChanged, self.most.valueChanged, self.order.currentIndexChanged):
            signal.connect(lambda *_: self._show())
        self._show()

    def chosen(self) -> tuple[int, BidOrder, int]:
        """Return year, order, and how many choices each may be given."""
        return self.year.value(), BidOrder(self.order.currentData()), self.most.value()

    def _show(self) -> None:
        year, order, most = self.chosen()
        settlement = leave.bid(self._document, year, order, most)
        outcomes = settlement.outcomes if settlement is not None else ()
        names = self._document.desk.names() if self._document.desk is not None else {}
        rows = [
            (
                names.get(o.choice.badge, o.choice.badge),
                str(o.choice.rank),
                span_in_words(o.choice.first, o.choice.last),
                "given" if o.is_given else "not given",
                "; ".join(str(reason) for reason in o.reasons),
            )
            for o in outcomes
        ]
        self._model.set_table(("Officer", "Choice", "Dates", "Outcome", "Why not"), rows, frozenset({1}))
        self._table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self._table.resizeColumnsToContents()
        new = len(settlement.new) if settlement is not None else 0
        given = sum(o.is_given for o in outcomes)
        words = f"{count(len(outcomes), 'choice')} for {year}, {given} given, {new} of them new."
        self._under.setText(words if outcomes else f"Nobody has made a choice for {year}.")
        offer(self.accept_button, "" if new else "There is nothing new to grant.")


class WellnessDialog(QDialog):
    """Says what will be planned before it is."""

    def __init__(self, document: RosterDocument, on: date, parent: QWidget | None = None) -> None:
        """Lay the window out for the quarter of a date."""
        super().__init__(parent)
        self.setWindowTitle("Wellness hour")
        self.resize(480, 220)
        self._document = document
        self.on = date_field("A date of the quarter", on)
        self._words = paragraph("")
        row = QHBoxLayout()
        row.addWidget(label("A date of the quarter", "second"))
        row.addWidget(self.on)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Wellness hour", "title"))
        text = "One paid hour in each calendar quarter for everyone, under one code. Nothing tells one from another."
        column.addWidget(paragraph(text, "second"))
        column.addLayout(row)
        column.addWidget(self._words)
        column.addStretch(1)
        self.plan_button = _buttons(self, column, "Plan")
        self.on.dateChanged.connect(lambda *_: self._show())
        self._show()

    def date(self) -> date:
        """Return the date chosen."""
        return date_of(self.on)

    def _show(self) -> None:
        plan = leave.wellness(self._document, self.date())
        if plan is None:
            self._words.setText("Nothing can be planned now.")
        else:
            self._words.setText(f"{full(plan.first)} to {full(plan.last)}. {leave.plan_words(plan)}")
        is_any = plan is not None and bool(plan.duties)
        offer(self.plan_button, "" if is_any else "There is nothing to plan in this quarter.")


def _buttons(dialog: QDialog, column: QVBoxLayout, words: str) -> QPushButton:
    buttons = QDialogButtonBox()
    made = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
    made.setProperty("role", "primary")
    buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    return made
