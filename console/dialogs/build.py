"""Build with choices: which dates, what may change, how long. What stands is said before the build starts."""

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.document import RosterDocument
from console.document.words import count, day, span
from console.preferences import TIME_LIMITS
from console.widgets.basics import date_field, date_of, label, offer, paragraph
from scheduler.api import BuildScope
from scheduler.domain.words import ShiftCode

WHOLE, WATCH, EMPTY = range(3)
WATCHES = {"day": "Day watch", "evening": "Evening watch", "night": "Night watch"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen: the scope, its sentence ("" for everything), and the time in seconds."""

    scope: BuildScope
    words: str
    seconds: int


class BuildDialog(QDialog):
    """The choices of one build of the open roster."""

    def __init__(self, document: RosterDocument, seconds: int, parent: QWidget | None = None) -> None:
        """Offer the dates of the roster, its watches, and the usual time."""
        super().__init__(parent)
        self.setWindowTitle("Build")
        roster, facts = document.roster, document.facts
        assert roster is not None, "asked for with a roster open"
        assert facts is not None, "asked for with a roster open"
        self._roster, self._facts, self._today = roster, facts, document.today()
        self.first = date_field("First date", roster.period.first)
        self.last = date_field("Last date", roster.period.last)
        earliest, latest = self.first.date(), self.last.date()
        for field in (self.first, self.last):
            field.setDateRange(earliest, latest)
        self.from_tomorrow = QCheckBox("Only from tomorrow: today stands as it is")
        is_running = roster.period.first <= self._today < roster.period.last
        offer(self.from_tomorrow, "" if is_running else "Today is not a date of this roster.")
        self.kinds = [
            QRadioButton("The whole facility"),
            QRadioButton("One watch; the others stand as they are"),
            QRadioButton("Only empty seats; nobody is moved"),
        ]
        self.watch = QComboBox()
        self.watch.setAccessibleName("Watch")
        self.seconds = QComboBox()
        self.seconds.setAccessibleName("Time limit")
        self.said = paragraph("", "second")
        self._fill(seconds)
        self._lay_out()
        self._refresh()

    def _fill(self, seconds: int) -> None:
        found = {self._facts.watch(shift.code) for shift in self._facts.problem.shifts}
        for key, words in WATCHES.items():
            if key in found:
                self.watch.addItem(words, key)
        self._group = QButtonGroup(self)
        for number, kind in enumerate(self.kinds):
            self._group.addButton(kind, number)
        self.kinds[WHOLE].setChecked(True)
        offer(self.kinds[EMPTY], "" if self._roster.tours else "All seats are empty.")
        offer(self.kinds[WATCH], "" if self.watch.count() > 1 else "There is only one watch.")
        for limit in TIME_LIMITS:
            self.seconds.addItem(f"{limit} s" if limit < 60 else f"{limit // 60} min", limit)
        self.seconds.setCurrentIndex(TIME_LIMITS.index(seconds))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(f"Build {span(self._roster.period)}", "title"))
        dates = QHBoxLayout()
        dates.addWidget(self.first)
        dates.addWidget(label("to"))
        dates.addWidget(self.last)
        dates.addStretch(1)
        column.addWidget(label("Dates", "section"))
        column.addLayout(dates)
        column.addWidget(self.from_tomorrow)
        column.addWidget(label("What may change", "section"))
        column.addWidget(self.kinds[WHOLE])
        row = QHBoxLayout()
        row.addWidget(self.kinds[WATCH])
        row.addWidget(self.watch)
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.kinds[EMPTY])
        form = QFormLayout()
        form.addRow("Build for at most", self.seconds)
        column.addLayout(form)
        column.addWidget(self.said)
        column.addStretch(1)
        buttons = QDialogButtonBox()
        self.build = buttons.addButton("Build", QDialogButtonBox.ButtonRole.AcceptRole)
        self.build.setProperty("role", "primary")
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        for field in (self.first, self.last):
            field.dateChanged.connect(self._refresh)
        self.from_tomorrow.toggled.connect(self._refresh)
        self._group.idToggled.connect(self._refresh)
        self.watch.currentIndexChanged.connect(self._refresh)

    def asked(self) -> Asked:
        """Return what was chosen."""
        return Asked(self._scope(), self._words(), int(self.seconds.currentData()))

    def _dates(self) -> tuple[date, date]:
        first = date_of(self.first)
        if self.from_tomorrow.isChecked():
            first = max(first, self._today + timedelta(days=1))
        return first, date_of(self.last)

    def _scope(self) -> BuildScope:
        first, last = self._dates()
        period = self._roster.period
        return BuildScope(
            first=first if first > period.first else None,
            last=last if last < period.last else None,
            shifts=self._shifts(),
            is_empty_only=self.kinds[EMPTY].isChecked(),
        )

    def _shifts(self) -> frozenset[ShiftCode] | None:
        if not self.kinds[WATCH].isChecked():
            return None
        chosen = self.watch.currentData()
        return frozenset(s.code for s in self._facts.problem.shifts if self._facts.watch(s.code) == chosen)

    def _words(self) -> str:
        scope = self._scope()
        if scope.is_whole:
            return ""
        first, last = self._dates()
        parts = []
        if scope.first is not None or scope.last is not None:
            parts.append(day(first) if first == last else f"{day(first)} to {day(last)}")
        if scope.shifts is not None:
            parts.append(self.watch.currentText().lower())
        if scope.is_empty_only:
            parts.append("empty seats")
        return f"Only {', '.join(parts)}; everything else stands as it is."

    def _refresh(self, *_: object) -> None:
        first, last = self._dates()
        self.watch.setEnabled(self.kinds[WATCH].isChecked())
        locked = len(self._roster.locks)
        locks = f" {count(locked, 'locked cell')} {'stays' if locked == 1 else 'stay'} as they are." if locked else ""
        is_sound = first <= last
        offer(self.build, "" if is_sound else "The last date lies before the first one.")
        words = self._words() or "Every tour may change."
        self.said.setText(
            f"{words}{locks} The result is a proposal: nothing changes before you accept it."
            if is_sound
            else "The last date lies before the first one."
        )
