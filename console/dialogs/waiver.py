"""Waive a stop finding, or put rotation off: who approves it, why, and until when."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from console.document.facts import Facts
from console.document.sayings import sentence_of, title_of
from console.widgets.basics import date_field, label, offer, paragraph
from scheduler.domain.findings import Finding


class WaiverDialog(QDialog):
    """The button works when approver and reason are there; the record is kept with the roster."""

    def __init__(
        self,
        finding: Finding,
        facts: Facts,
        expires: date,
        parent: QWidget | None = None,
        rotation_until: date | None = None,
    ) -> None:
        """Lay the window out.

        Args:
            finding: What is waived.
            facts: Names and the policy, for the finding in words.
            expires: The last local date on which the waiver is proposed to hold.
            parent: The window above.
            rotation_until: Rotation is put off, until this date at the latest.
        """
        super().__init__(parent)
        self.setWindowTitle("Put rotation off" if rotation_until is not None else "Waive a finding")
        self.resize(520, 360)
        self.approver, self.reason = QLineEdit(), QPlainTextEdit()
        self.expires = date_field("Holds until", expires)
        remark = "The finding stays on the list; the waiver lets the roster be published."
        if rotation_until is not None:
            self.expires.setMaximumDate(QDate(rotation_until.year, rotation_until.month, rotation_until.day))
            remark = "The officer may stay in this area until then. Who approved it and why is kept."
        self._lay_out(title_of(finding, facts), sentence_of(finding, facts), remark)
        self.waive_button.setText("Put off" if rotation_until is not None else "Waive")
        self._refresh()

    def _lay_out(self, title: str, sentence: str, remark: str) -> None:
        self.approver.setPlaceholderText("name and rank of who may approve this")
        self.reason.setPlaceholderText("what makes the exception necessary, and what is done about it")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(72)
        form = QFormLayout()
        form.setSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            ("Approved by", self.approver),
            ("Reason", self.reason),
            ("Holds until", self.expires),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(title, "title"))
        column.addWidget(paragraph(sentence))
        column.addWidget(paragraph(remark, "second"))
        column.addLayout(form)
        column.addStretch(1)
        buttons = QDialogButtonBox()
        self.waive_button = buttons.addButton("Waive", QDialogButtonBox.ButtonRole.AcceptRole)
        self.waive_button.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.approver.textChanged.connect(self._refresh)
        self.reason.textChanged.connect(self._refresh)

    def until(self) -> date:
        """Return the last date on which the waiver is to hold."""
        chosen: date = self.expires.date().toPython()  # type: ignore[assignment]
        return chosen

    def _refresh(self) -> None:
        is_whole = self.approver.text().strip() and self.reason.toPlainText().strip()
        offer(self.waive_button, "" if is_whole else "Say who approves, and why.")
