"""The window in which is written down why a post was below the staffing plan: four choices and one line of words."""

from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLineEdit, QWidget

from console.dialogs.form import FormDialog
from console.document.words import full
from console.widgets.basics import offer
from console.widgets.moment_field import moment_field, moment_of
from scheduler.api import Below, DeviationNote, PostStatus, ReasonCode
from scheduler.domain.clock import Clock
from scheduler.domain.deviations import LONGEST
from scheduler.domain.site import Site
from scheduler.domain.words import Minute, PostCode

NEEDED = "Say what was done so that nobody came to harm."
WHICH = "Say which other reason."
WITH = "Choose the post whose officer covers this one."
SPAN = "From and to must lie inside the shift, one after the other."


class DeviationDialog(FormDialog):
    """Vacated, combined or closed; from when to when; why; what was done. Nobody is named."""

    def __init__(self, site: Site, below: Below, is_approved_with_it: bool, parent: QWidget | None = None) -> None:
        """Lay the window out for a post on a shift; what was written down before stands in it.

        Args:
            site: The facility.
            below: The post, and what is known of it.
            is_approved_with_it: Whether whoever writes approves it too.
            parent: The window above.
        """
        shift = next(one for one in site.shifts if one.code == below.shift)
        lead = f"{below.post} on {full(below.on)}, {shift.name}: {below.there} of {below.planned}. The plan asks for a "
        lead += "reason, and for what was done. Never say who was away."
        accept = "Write down and approve" if is_approved_with_it else "Write down"
        super().__init__("Why below the plan?", lead, accept, parent)
        self._below, self._clock = below, Clock(site.facility.zone)
        self._span = shift.span(self._clock, below.on)
        record = below.record
        begin, stop = (record.note.start, record.note.end) if record is not None else self._span
        self.status, self.other, self.reason = QComboBox(), QComboBox(), QComboBox()
        self.start, self.end = moment_field(self._wall(begin)), moment_field(self._wall(stop))
        self.words, self.mitigation = QLineEdit(), QLineEdit()
        self.tried = QCheckBox("Overtime was tried before")
        for status in PostStatus:
            self.status.addItem(status.value, status)
        for reason in ReasonCode:
            self.reason.addItem(reason.value, reason)
        for post in site.posts:
            if post.code != below.post:
                self.other.addItem(f"{post.name} ({post.code})", post.code)
        for field in (self.words, self.mitigation):
            field.setMaxLength(LONGEST)
            field.textChanged.connect(lambda *_: self._check())
        self.words.setPlaceholderText("such as: flooding in the unit")
        self.mitigation.setPlaceholderText("such as: rover looks in every 30 minutes")
        for box in (self.status, self.other, self.reason):
            box.currentIndexChanged.connect(lambda *_: self._check())
        for moment in (self.start, self.end):
            moment.dateTimeChanged.connect(lambda *_: self._check())
        self._fill()
        self.add_fields(
            the_post_was=self.status, covered_from=self.other, **{"from": self.start, "to": self.end}, why=self.reason
        )
        self.add_fields(more_about_it=self.words, what_was_done=self.mitigation)
        self.form.addRow("", self.tried)
        self.close_form()
        self._check()

    def _fill(self) -> None:
        record = self._below.record
        if record is None:
            return
        note = record.note
        for box, value in ((self.status, note.status), (self.other, note.combined_with), (self.reason, note.reason)):
            box.setCurrentIndex(max(0, box.findData(value)))
        self.words.setText(note.words)
        self.mitigation.setText(note.mitigation)
        self.tried.setChecked(note.overtime_tried)

    def _wall(self, minute: Minute) -> datetime:
        return self._clock.local(minute).replace(tzinfo=None)

    def _minute(self, local: datetime) -> Minute:
        return self._clock.minute(local.date(), local.hour * 60 + local.minute)

    def _check(self) -> None:
        is_combined = self._status() is PostStatus.COMBINED
        self.other.setEnabled(is_combined)
        faults = (
            NEEDED if not self.mitigation.text().strip() else "",
            WHICH if self._reason() is ReasonCode.OTHER and not self.words.text().strip() else "",
            WITH if is_combined and self.other.currentData() is None else "",
            "" if self._span[0] <= self._moments()[0] < self._moments()[1] <= self._span[1] else SPAN,
        )
        accept = next(
            made
            for made in self.buttons.buttons()
            if self.buttons.buttonRole(made) == QDialogButtonBox.ButtonRole.AcceptRole
        )
        offer(accept, next((fault for fault in faults if fault), ""))

    def _status(self) -> PostStatus:
        return PostStatus(self.status.currentData())

    def _reason(self) -> ReasonCode:
        return ReasonCode(self.reason.currentData())

    def _moments(self) -> tuple[Minute, Minute]:
        return self._minute(moment_of(self.start)), self._minute(moment_of(self.end))

    def note(self) -> DeviationNote:
        """Return what was filled in."""
        is_combined = self._status() is PostStatus.COMBINED
        start, end = self._moments()
        return DeviationNote(
            post=self._below.post,
            shift=self._below.shift,
            on=self._below.on,
            start=start,
            end=end,
            status=self._status(),
            reason=self._reason(),
            mitigation=self.mitigation.text(),
            overtime_tried=self.tried.isChecked(),
            combined_with=PostCode(self.other.currentData()) if is_combined else None,
            words=self.words.text(),
        )
