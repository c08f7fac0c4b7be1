"""The window in which is said by which rules officers are called in, and from when on."""

from datetime import date

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLineEdit, QPushButton, QWidget

from console.dialogs.form import FormDialog
from console.document.calls import ORDERS
from console.widgets.basics import date_field, date_of, number_field, offer
from scheduler.api import CallOrder, CallRules

NEEDED = "Name the agreement or order that says so."
SENTENCE = "Lists of earlier dates stay as they were. Volunteers are called before anybody is mandated, always."
MOST_DAYS, MOST_PROTECTED = 1100, 366


class CallRulesDialog(FormDialog):
    """In which order volunteers are called, what is charged, and how long a mandate protects."""

    def __init__(self, now: CallRules, today: date, parent: QWidget | None = None) -> None:
        """Lay the window out with the rules as they are now; others hold from `today` on at first."""
        super().__init__("Rules of calling in", SENTENCE, "Let these rules hold", parent)
        self.effective = date_field("From", today)
        self.sequence = QComboBox()
        for order, words in ORDERS.items():
            self.sequence.addItem(words, order)
        self.sequence.setCurrentIndex(self.sequence.findData(now.sequence))
        self.counted = number_field(now.counted_days, 1, MOST_DAYS)
        self.counted.setSuffix(" days")
        self.protected = number_field(now.protected_days, 0, MOST_PROTECTED)
        self.protected.setSuffix(" days")
        self.refusals = QCheckBox("An offer refused is charged as if worked")
        self.refusals.setChecked(now.charges_refusals)
        self.no_answer = QCheckBox("A call that nobody answers is charged as if worked")
        self.no_answer.setChecked(now.charges_no_answer)
        self.source = QLineEdit(now.source)
        self.source.setMaxLength(200)
        self.source.setPlaceholderText("such as: agreement of 2026, article 14.3")
        self.source.textChanged.connect(lambda *_: self._check())
        self.add_fields(
            from_date=self.effective,
            volunteers=self.sequence,
            overtime_charged_for=self.counted,
            a_mandate_protects_for=self.protected,
        )
        self.form.addRow("", self.refusals)
        self.form.addRow("", self.no_answer)
        self.add_fields(source=self.source)
        self.close_form()
        self._check()

    def _check(self) -> None:
        role = QDialogButtonBox.ButtonRole.AcceptRole
        for made in self.buttons.buttons():
            if self.buttons.buttonRole(made) == role and isinstance(made, QPushButton):
                offer(made, "" if self.source.text().strip() else NEEDED)

    def rules(self) -> CallRules:
        """Return the rules as the window has them."""
        return CallRules(
            effective=date_of(self.effective),
            sequence=CallOrder(self.sequence.currentData()),
            counted_days=self.counted.value(),
            charges_refusals=self.refusals.isChecked(),
            charges_no_answer=self.no_answer.isChecked(),
            protected_days=self.protected.value(),
            source=self.source.text().strip(),
        )
