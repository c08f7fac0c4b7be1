"""Windows that ask from when to when: which week is copied where, and until when an officer is kept on a post."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.document.words import count, weekday
from console.operations.blocks import WEEK
from console.widgets.basics import date_field, date_of, label, offer, paragraph
from scheduler.domain.words import Badge


class CopyWeekDialog(QDialog):
    """Which week, onto which weeks, and for whom. What is overwritten is shown afterwards, before anything is done."""

    def __init__(
        self, weeks: tuple[date, ...], source: date, groups: dict[str, tuple[Badge, ...]], parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            weeks: First dates of the weeks to choose from.
            source: The week that is proposed.
            groups: For whom, in words, with the officers; the first is proposed.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Copy a week")
        self.setMinimumWidth(440)
        self._weeks = weeks
        self.source, self.targets = QComboBox(), QListWidget()
        for first in weeks:
            self.source.addItem(_span(first), first)
        self.source.setCurrentIndex(weeks.index(source) if source in weeks else 0)
        self.targets.setProperty("role", "lines")
        self.targets.setMaximumHeight(150)
        self.source.currentIndexChanged.connect(self._fill)
        self.targets.itemChanged.connect(self._refresh)
        self._whom = QButtonGroup(self)
        self._groups = tuple(groups.values())
        form = QFormLayout()
        form.setSpacing(8)
        for words, field in (("Copy the week", self.source), ("Onto", self.targets)):
            field.setAccessibleName(words)
            form.addRow(words, field)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label("Copy a week", "title"))
        column.addWidget(
            paragraph("The other weeks become the same, date by date. Next, every cell is shown first.", "second")
        )
        column.addLayout(form)
        for number, words in enumerate(groups):
            choice = QRadioButton(words)
            choice.setChecked(number == 0)
            self._whom.addButton(choice, number)
            column.addWidget(choice)
        buttons = QDialogButtonBox()
        self.next_button = buttons.addButton("Show what changes", QDialogButtonBox.ButtonRole.AcceptRole)
        self.next_button.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._fill()

    @property
    def chosen_source(self) -> date:
        """The first date of the week that is copied."""
        return self._weeks[max(0, self.source.currentIndex())]

    @property
    def chosen_targets(self) -> tuple[date, ...]:
        """The first dates of the weeks that are overwritten."""
        others = [first for first in self._weeks if first != self.chosen_source]
        ticked = [self.targets.item(row).checkState() == Qt.CheckState.Checked for row in range(self.targets.count())]
        return tuple(first for first, is_ticked in zip(others, ticked, strict=True) if is_ticked)

    @property
    def chosen_badges(self) -> tuple[Badge, ...]:
        """For whom."""
        return self._groups[max(0, self._whom.checkedId())]

    def _fill(self, *_: object) -> None:
        """Offer every other week, and propose the next one."""
        source = self.chosen_source
        self.targets.clear()
        for first in self._weeks:
            if first != source:
                item = QListWidgetItem(_span(first))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                is_next = first == source + timedelta(days=WEEK)
                item.setCheckState(Qt.CheckState.Checked if is_next else Qt.CheckState.Unchecked)
                self.targets.addItem(item)
        self._refresh()

    def _refresh(self, *_: object) -> None:
        is_ready = self.targets.count() == len(self._weeks) - 1 and bool(self.chosen_targets)
        offer(self.next_button, "" if is_ready else "Tick a week to copy onto.")


class UntilDialog(QDialog):
    """Until which date something holds."""

    def __init__(
        self, title: str, sentence: str, earliest: date, latest: date, go: str, parent: QWidget | None = None
    ) -> None:
        """Lay the window out.

        Args:
            title: What is done.
            sentence: What that means.
            earliest: First date that can be chosen.
            latest: Last date that can be chosen; it is proposed.
            go: The button's words.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(420)
        self.until: QDateEdit = date_field("Until and with", latest)
        self.until.setDateRange(QDate(earliest.year, earliest.month, earliest.day),
                                QDate(latest.year, latest.month, latest.day))  # fmt: skip
        form = QFormLayout()
        form.addRow("Until and with", self.until)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(title, "title"))
        column.addWidget(paragraph(sentence, "second"))
        column.addLayout(form)
        buttons = QDialogButtonBox()
        buttons.addButton(go, QDialogButtonBox.ButtonRole.AcceptRole).setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)

    def chosen(self) -> date:
        """Return the date, inclusive."""
        return date_of(self.until)


def _span(first: date) -> str:
    return f"{weekday(first)} to {weekday(first + timedelta(days=WEEK - 1))}"


def whom(selected: int, shown: int, everyone: int) -> tuple[str, str, str]:
    """Return the three groups of officers in words."""
    return (
        f"For the {count(selected, 'selected officer')}",
        f"For the {count(shown, 'officer')} shown",
        f"For all {count(everyone, 'officer')}",
    )
