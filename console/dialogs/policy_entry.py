"""Change one use of a rule from a date on: how grave a breach is, its numbers, and where they come from."""

from collections.abc import Container
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.models.policy import SEVERITY_WORDS, Number, PolicyRow, numbers
from console.widgets.basics import date_field, date_of, label, number_field, offer, paragraph
from scheduler.api import value_text
from scheduler.domain.policy import PolicyEntry, Setting, Tier
from scheduler.domain.words import Severity
from scheduler.rule import SettingInfo, settings_of

NO_TIER = "not weighed by a build"
MOST = 2**31 - 1
HOUR = 60
SPAN_LETTERS = 18


class PolicyEntryDialog(QDialog):
    """Shows the sentence as it will read while the numbers are changed; the old entry stays in the history."""

    def __init__(
        self,
        row: PolicyRow,
        tiers: tuple[Tier, ...],
        on: date,
        is_new: bool = False,
        parent: QWidget | None = None,
        taken: Container[str] = (),
    ) -> None:
        """Lay the window out.

        Args:
            row: The use to change, or the rule to put to use.
            tiers: What a priced use can count in.
            on: The local date from which the change is proposed to hold.
            is_new: Another use of the rule is made, under an id of its own.
            parent: The window above.
            taken: Names that other uses have; a new use needs one of its own.
        """
        super().__init__(parent)
        self._rule, self._old, self._is_new = row.rule, None if is_new else row.entry, is_new or row.entry is None
        self.rule_key, self._taken = row.rule.key, taken
        self.setWindowTitle(row.rule.title)
        self.resize(680, 600)
        entry = row.entry
        self._sentence = paragraph("", "strong")
        self._fault = paragraph("", "stop")
        self.name = QLineEdit("" if self._is_new else (entry.id if entry is not None else ""))
        self.severity, self.tier = QComboBox(), QComboBox()
        self.weight = number_field(entry.weight if entry is not None else 1, 1, 1_000_000)
        self.effective = date_field("Holds from", on)
        self.source = QLineEdit(entry.source if entry is not None else "")
        self.agreement = QLineEdit(entry.agreement if entry is not None else "")
        self.reason = QLineEdit()
        self.inputs: dict[str, QSpinBox | QCheckBox | QLineEdit | QComboBox] = {}
        self._lay_out(row, tiers)
        self._show_sentence()

    def _lay_out(self, row: PolicyRow, tiers: tuple[Tier, ...]) -> None:
        form = QFormLayout()
        form.setSpacing(8)
        form.setContentsMargins(0, 0, 8, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for combo in (self.severity, self.tier):  # as wide as the window lets them be, not as their longest choice
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(12)
        if self._is_new:
            self.name.setPlaceholderText("a short name of this use, such as rest_transport")
            self._add(form, "Name of this use", self.name)
        for severity in row.rule.severities:
            self.severity.addItem(SEVERITY_WORDS[severity], severity.value)
        entry = row.entry
        self.severity.setCurrentIndex(max(0, self.severity.findData(entry.severity.value if entry else "show")))
        self._add(form, "When broken", self.severity)
        for number in numbers(row.rule, row.entry):
            self._add(form, number.label, self._input(number, row), number.span)
        self.tier.addItem(NO_TIER, None)
        for tier in tiers:
            self.tier.addItem(f"{tier.name} ({tier.unit})", tier.key)
        self.tier.setCurrentIndex(max(0, self.tier.findData(entry.tier if entry else None)))
        self._add(form, "Counts in", self.tier)
        self._add(form, f"Weight (times {row.rule.price_unit})", self.weight)
        self._add(form, "Holds from", self.effective)
        self.source.setPlaceholderText("law, agreement or order that says so")
        self._add(form, "Source", self.source)
        self.agreement.setPlaceholderText("article or paragraph, where there is one")
        self._add(form, "Agreement reference", self.agreement)
        self.reason.setPlaceholderText("why the policy changes, for the record")
        self._add(form, "Reason", self.reason)
        holder, scroll = QWidget(), QScrollArea()
        holder.setLayout(form)
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(row.rule.title, "title"))
        column.addWidget(self._sentence)
        column.addWidget(scroll, 1)
        column.addWidget(self._fault)
        buttons = QDialogButtonBox()
        self.save = buttons.addButton("Put in force", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        for edit in (self.name, self.source, self.reason):
            edit.textChanged.connect(self._show_sentence)
        self.severity.currentIndexChanged.connect(self._show_sentence)

    def _add(self, form: QFormLayout, words: str, field: QWidget, span: str = "") -> None:
        field.setAccessibleName(words)
        if isinstance(field, QLineEdit):
            field.setCursorPosition(0)  # a long line is read from its beginning
        if not span:
            form.addRow(words, field)
            return
        field.setAccessibleDescription(span)
        row = QHBoxLayout()
        row.setSpacing(8)
        told = label(span, "second")
        told.setMinimumWidth(told.fontMetrics().averageCharWidth() * SPAN_LETTERS)
        row.addWidget(field, 1)
        row.addWidget(told)
        form.addRow(words, row)

    def _input(self, number: Number, row: PolicyRow) -> QWidget:
        name, value = number.name, number.value
        info = next(info for declared, info in settings_of(row.rule.Config) if declared.name == name)
        made: QSpinBox | QCheckBox | QLineEdit | QComboBox
        if number.choices:
            made = QComboBox()
            for choice, words in number.choices:
                made.addItem(words, choice)
            made.setCurrentIndex(made.findData(value))
            made.currentIndexChanged.connect(self._show_sentence)
        elif isinstance(value, bool):
            made = QCheckBox()
            made.setChecked(value)
            made.toggled.connect(self._show_sentence)
        elif isinstance(value, int):
            made = number_field(value, info.least or 0, min(info.most or MOST, MOST))
            made.valueChanged.connect(self._show_sentence)
            if info.unit == "minutes":
                _tell_hours(made, name, info)
        else:
            made = QLineEdit(value)
            made.textChanged.connect(self._show_sentence)
        self.inputs[name] = made
        return made

    def settings(self) -> tuple[Setting, ...]:
        """Return the numbers as they stand in the window."""
        found: list[Setting] = []
        for name, field in sorted(self.inputs.items()):
            value: int | bool | str
            if isinstance(field, QCheckBox):
                value = field.isChecked()
            elif isinstance(field, QSpinBox):
                value = field.value()
            elif isinstance(field, QComboBox):
                value = field.currentData()
            else:
                value = field.text().strip()
            found.append(Setting(name=name, value=value))
        return tuple(found)

    def entry(self) -> PolicyEntry:
        """Return the entry that the window describes."""
        return PolicyEntry(
            id=self.name.text().strip() or self._rule.key,
            rule=self._rule.key,
            severity=Severity(self.severity.currentData()),
            effective=date_of(self.effective),
            settings=self.settings(),
            tier=self.tier.currentData(),
            weight=self.weight.value(),
            source=self.source.text().strip(),
            agreement=self.agreement.text().strip(),
        )

    def _show_sentence(self, *_: object) -> None:
        given = {item.name: item.value for item in self.settings()}
        try:
            self._sentence.setText(str(self._rule.describe(self._rule.Config(**given))))
            fault = ""
        except ValueError as error:
            fault = str(error)
        if not fault and not self.source.text().strip():
            fault = "Say where this comes from: a law, an agreement, an order, or house policy."
        if not fault and self._is_new and self.entry().id in self._taken:
            fault = f"Another use is called {self.entry().id} already: give this one a name of its own."
        self._fault.setText(fault)
        self._fault.setVisible(bool(fault))
        offer(self.save, fault)


def _tell_hours(field: QSpinBox, name: str, info: SettingInfo) -> None:
    """Say behind a number of minutes what it is in hours or days."""

    def tell() -> None:
        field.setSuffix(f" = {value_text(name, info, field.value())}" if field.value() >= HOUR else "")

    field.setSingleStep(HOUR // 4)
    field.valueChanged.connect(lambda *_: tell())
    tell()
