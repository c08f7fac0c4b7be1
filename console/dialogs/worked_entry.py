"""The window in which is written down what nobody had planned: a call-in to a post, or a duty such as court."""

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from console.dialogs.form import FormDialog
from console.document import RosterDocument
from console.document.words import full
from console.operations import worked
from console.widgets.basics import let_search, offer, paragraph
from console.widgets.moment_field import moment_field, moment_of, qt_moment
from scheduler.api import WorkedKind, WorkedNote
from scheduler.domain.clock import Clock
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, DutyKind, Minute, PostCode, ShiftCode
from scheduler.domain.worked import LONGEST_REASON

CALLED_IN = "called in to a post"
DUTIES = {
    DutyKind.COURT: "court",
    DutyKind.TRAINING: "training",
    DutyKind.LIGHT_DUTY: "light duty",
    DutyKind.WELLNESS: "wellness hour",
    DutyKind.OTHER: "another duty without a post",
}
WHO = "Choose an officer from the list."
SPAN = "What was worked ends after it starts."
WHY = "The day is closed: say why it is corrected."


class WorkedEntryDialog(FormDialog):
    """Who, what, from when to when; a reason where the day is closed. Closes once it is written down."""

    def __init__(self, document: RosterDocument, on: date, is_closed: bool, parent: QWidget | None = None) -> None:
        """Lay the window out for a day.

        Args:
            document: The open database.
            on: Local date of the day's sheet.
            is_closed: Whether the day is closed, so that this corrects it.
            parent: The window above.
        """
        sentence = f"What nobody had planned of {full(on)}. Tours that were planned are typed over in the sheet."
        super().__init__("Add to the day", sentence, "Write down", parent)
        desk = document.desk
        assert desk is not None
        self._document, self._on, self._is_closed = document, on, is_closed
        self._site: Site = desk.site()
        self._clock = Clock(self._site.facility.zone)
        self.officer, self.what, self.post, self.shift = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.reason, self.said = QLineEdit(), paragraph("", "stop")
        noon = datetime(on.year, on.month, on.day, 12)
        self.start, self.end = moment_field(noon), moment_field(noon)
        self._fill(desk.names())
        self._take_shift()
        fields = {"officer": self.officer, "what": self.what, "post": self.post, "shift": self.shift}
        self.add_fields(**fields, **{"from": self.start, "to": self.end})
        if is_closed:
            self.add_fields(why=self.reason)
        self.column.addWidget(self.said)
        self.close_form()
        self._accept = next(
            b for b in self.buttons.buttons() if self.buttons.buttonRole(b) == self.buttons.ButtonRole.AcceptRole
        )
        self.officer.currentTextChanged.connect(self._refresh)
        self.reason.textChanged.connect(self._refresh)
        for moment in (self.start, self.end):
            moment.dateTimeChanged.connect(self._refresh)
        self.what.currentIndexChanged.connect(self._refresh)
        self.shift.currentIndexChanged.connect(self._take_shift)
        self._refresh()

    def _fill(self, names: dict[Badge, str]) -> None:
        for badge, name in sorted(names.items(), key=lambda item: item[1]):
            self.officer.addItem(f"{name} ({badge})", badge)
        self.officer.setCurrentIndex(-1)
        let_search(self.officer, "Officer").setPlaceholderText("name or badge")
        self.what.addItem(CALLED_IN, None)
        for kind, words in DUTIES.items():
            self.what.addItem(words, kind)
        for post in self._site.posts:
            self.post.addItem(f"{post.name} ({post.code})", post.code)
        for shift in self._site.shifts:
            self.shift.addItem(shift.name, shift.code)
        self.reason.setMaxLength(LONGEST_REASON)

    @property
    def is_duty(self) -> bool:
        """Whether it is a duty, without a post."""
        return self.what.currentData() is not None

    def _take_shift(self, *_: object) -> None:
        """Suggest the times of the shift that is chosen."""
        shift = next((s for s in self._site.shifts if s.code == self.shift.currentData()), None)
        if shift is not None:
            for field, minute in zip((self.start, self.end), shift.span(self._clock, self._on), strict=True):
                field.setDateTime(qt_moment(self._clock.local(minute)))

    def _moments(self) -> tuple[Minute, Minute]:
        walls = (moment_of(self.start), moment_of(self.end))
        start, end = (self._clock.minute(wall.date(), wall.hour * 60 + wall.minute) for wall in walls)
        return start, end

    def _at(self) -> int:
        return self.officer.findText(self.officer.currentText(), Qt.MatchFlag.MatchFixedString)

    def _refresh(self, *_: object) -> None:
        for field in (self.post, self.shift):
            self.form.setRowVisible(field, not self.is_duty)
        start, end = self._moments()
        faults = (
            WHO if self._at() < 0 else "",
            SPAN if start >= end else "",
            WHY if self._is_closed and not self.reason.text().strip() else "",
        )
        offer(self._accept, next((fault for fault in faults if fault), ""))

    def note(self) -> WorkedNote:
        """Return what was filled in."""
        start, end = self._moments()
        duty = self.what.currentData()
        return WorkedNote(
            badge=Badge(str(self.officer.itemData(self._at()))),
            on=self._on,
            start=start,
            end=end,
            kind=WorkedKind.DUTY if self.is_duty else None,
            post=None if self.is_duty else PostCode(self.post.currentData()),
            shift=None if self.is_duty else ShiftCode(self.shift.currentData()),
            duty=DutyKind(duty) if self.is_duty else DutyKind.OTHER,
            reason=self.reason.text(),
        )

    def accept(self) -> None:
        """Write it down; stay where that cannot be."""
        if not self._accept.isEnabled():
            return
        refused = worked.enter(self._document, (self.note(),))
        self.said.setText(refused)
        if not refused:
            super().accept()
