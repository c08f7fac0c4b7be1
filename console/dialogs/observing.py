"""Windows in which supervisors write down what they saw: a round, a count, a review of a post; and times for rounds."""

from datetime import date, datetime, timedelta

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QWidget,
)

from console.dialogs.form import FormDialog, areas_box
from console.document import RosterDocument
from console.operations import observing
from console.widgets.basics import button, date_field, date_of, lines_list, number_field, offer
from console.widgets.moment_field import moment_field, moment_of, qt_moment
from scheduler.domain.dispositions import Remedy, Subject
from scheduler.domain.observations import STATIC_SCALES, Incidents, StaticReview, UnitEntries
from scheduler.domain.rounds import LATE_MINUTES, MOST_SUGGESTED
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, PostCode, StaffClass

HOURS_AHEAD = 8
DECISION_DAYS = 14


class RoundDialog(FormDialog):
    """Which area or post, when, by whom, and whether anybody was told before."""

    def __init__(self, site: Site, names: dict[Badge, str], now: datetime, parent: QWidget | None = None) -> None:
        """Lay the window out; `now` is the facility's wall time."""
        late = f"One that is written down more than {LATE_MINUTES} minutes later is shown as a late entry."
        super().__init__("Write down a round", late, "Write down", parent)
        self._site = site
        self.area, self.post, self.badge = areas_box(site), QComboBox(), QComboBox()
        self.at = moment_field(now)
        self.at.setMaximumDateTime(qt_moment(now))
        supervisors = [o for o in site.officers if o.staff_class == StaffClass.SUPERVISOR] or list(site.officers)
        for badge, name in sorted(((o.badge, names.get(o.badge, o.badge)) for o in supervisors), key=lambda x: x[1]):
            self.badge.addItem(f"{name} ({badge})", badge)
        self.told = QCheckBox("The unit was told before")
        self.area.currentIndexChanged.connect(lambda *_: self._fill_posts())
        self.add_fields(area=self.area, post=self.post, made_at=self.at, supervisor=self.badge)
        self.form.addRow("", self.told)
        self.close_form()
        self._fill_posts()

    def _fill_posts(self) -> None:
        self.post.clear()
        self.post.addItem("the whole area", None)
        for post in self._site.posts:
            if post.area == self.area.currentData():
                self.post.addItem(f"{post.name} ({post.code})", post.code)

    def write(self, document: RosterDocument) -> bool:
        """Write the round down; return whether that was done."""
        return observing.write_round(
            document,
            AreaCode(self.area.currentData()),
            self.post.currentData(),
            moment_of(self.at),
            Badge(self.badge.currentData()),
            not self.told.isChecked(),
        )


class SuggestDialog(FormDialog):
    """Times for rounds that nobody can foresee: made when asked for, gone when the window is closed."""

    def __init__(self, document: RosterDocument, parent: QWidget | None = None) -> None:
        """Lay the window out for the hours to come."""
        kept = "Made by chance when you ask, and kept nowhere. Do not write them on a board."
        super().__init__("Times for rounds", kept, "", parent)
        self._document = document
        now = observing.local_now(document)
        self.start, self.end = moment_field(now), moment_field(now + timedelta(hours=HOURS_AHEAD))
        self.number = number_field(2, 1, MOST_SUGGESTED)
        self.times: QListWidget = lines_list("Suggested times")
        self.add_fields(**{"from": self.start, "to": self.end, "how_many": self.number})
        self.column.addWidget(button("Suggest", "primary", self.suggest), 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.times, 50)
        self.close_form()

    def suggest(self) -> None:
        """Make new times in place of those shown."""
        self.times.clear()
        self.times.addItems(
            observing.suggested(self._document, self.number.value(), moment_of(self.start), moment_of(self.end))
        )


class CountDialog(FormDialog):
    """Unscheduled entries or incidents of an area on a date: a number and nothing else."""

    def __init__(self, site: Site, is_entries: bool, today: date, parent: QWidget | None = None) -> None:
        """Lay the window out."""
        title = "Count unscheduled entries" if is_entries else "Count incidents"
        super().__init__(
            title, "A count of the area on one date, in place of the one before. Never who.", "Save", parent
        )
        self._is_entries = is_entries
        self.area, self.on, self.number = areas_box(site), date_field("Date", today), number_field(0, 0, 999)
        self.on.setMaximumDate(QDate(today.year, today.month, today.day))
        self.add_fields(area=self.area, date=self.on, how_many=self.number)
        self.close_form()

    def line(self) -> UnitEntries | Incidents:
        """Return what was typed."""
        area, on, number = AreaCode(self.area.currentData()), date_of(self.on), self.number.value()
        if self._is_entries:
            return UnitEntries(area=area, on=on, count=number)
        return Incidents(area=area, on=on, count=number)


class DecideDialog(FormDialog):
    """What is to be done about a breach or a high band, and by when."""

    def __init__(self, subject: Subject, today: date, parent: QWidget | None = None) -> None:
        """Lay the window out for a subject."""
        sentence = (
            "Say what is done about the place. Until the decisions are saved this can be undone; then it is kept."
        )
        title = f"Decide: {subject.kind.value}, {subject.place}, {subject.about}"
        super().__init__(title, sentence, "Decide", parent)
        self.subject, self.remedy, self.note = subject, QComboBox(), QLineEdit()
        for remedy in Remedy:
            self.remedy.addItem(remedy.value, remedy)
        self.note.setPlaceholderText("such as: two of the holders, nights only")
        self.remedy.currentIndexChanged.connect(lambda *_: self._check())
        self.note.textChanged.connect(lambda *_: self._check())
        self.due = date_field("To be done by", today + timedelta(days=DECISION_DAYS))
        self.due.setMinimumDate(QDate(today.year, today.month, today.day))
        self.add_fields(what_is_done=self.remedy, note=self.note, to_be_done_by=self.due)
        self.close_form()
        self._check()

    def _check(self) -> None:
        is_missing = Remedy(self.remedy.currentData()) is Remedy.OTHER and not self.note.text().strip()
        for one in self.buttons.buttons():
            if self.buttons.buttonRole(one) == QDialogButtonBox.ButtonRole.AcceptRole:
                offer(one, "Say in the note what is done." if is_missing else "")

    def action(self) -> str:
        """Return what is done, in words."""
        remedy, note = Remedy(self.remedy.currentData()), " ".join(self.note.text().split())
        if remedy is Remedy.OTHER:
            return note
        return f"{remedy.value}: {note}" if note else remedy.value

    def due_date(self) -> date:
        """Return by when it is to be done."""
        return date_of(self.due)


class ReviewDialog(FormDialog):
    """A static factor of a post, and which of its steps was found."""

    def __init__(
        self, site: Site, today: date, post: str = "", factor: str = "", parent: QWidget | None = None
    ) -> None:
        """Lay the window out for a post and factor."""
        super().__init__(
            "Review a post",
            "Points are policy judgement about the place and how it is staffed, never about a person.",
            "Save review",
            parent,
        )
        self._site = site
        self.post, self.factor, self.step = QComboBox(), QComboBox(), QComboBox()
        for line in site.posts:
            self.post.addItem(f"{line.name} ({line.code})", line.code)
        for scale in STATIC_SCALES:
            self.factor.addItem(f"{scale.factor} {scale.name}", scale)
        self.on = date_field("Reviewed on", today)
        self.on.setMaximumDate(QDate(today.year, today.month, today.day))
        self.add_fields(post=self.post, factor=self.factor, found=self.step, reviewed_on=self.on)
        self.close_form()
        self.post.setCurrentIndex(max(0, self.post.findData(post)))
        codes = [scale.factor for scale in STATIC_SCALES]
        self.factor.setCurrentIndex(codes.index(factor) if factor in codes else 0)
        for field in (self.post, self.factor):
            field.currentIndexChanged.connect(lambda *_: self._fill_steps())
        self._fill_steps()

    def _fill_steps(self) -> None:
        scale = STATIC_SCALES[self.factor.currentIndex()]
        post = next((p for p in self._site.posts if p.code == self.post.currentData()), None)
        held = {f.factor: f.points for f in post.attention} if post is not None else {}
        self.step.clear()
        for points, words in scale.steps:
            self.step.addItem(f"{words} ({points})", points)
        self.step.setCurrentIndex(max(0, self.step.findData(held.get(scale.factor))))

    def review(self) -> StaticReview:
        """Return what was chosen; who did it is whoever works here."""
        return StaticReview(
            post=PostCode(self.post.currentData()),
            factor=STATIC_SCALES[self.factor.currentIndex()].factor,
            points=int(self.step.currentData()),
            reviewed_on=date_of(self.on),
            by="",
        )
