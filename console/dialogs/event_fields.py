"""What happened, as fields: who does not come or comes late, what opens, what closes, who is housed elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDateTime, QSignalBlocker, QTimeZone, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDateTimeEdit,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import weekday
from console.operations import repairing
from console.widgets.basics import date_field, date_of, let_search, number_field, paragraph
from console.widgets.local import in_words
from scheduler.api import Action, Happened, ReasonCode, Rung
from scheduler.domain.deviations import LONGEST
from scheduler.domain.events import Event, EventError
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, ContactMode, InmateRef, Minute, PostCode, ShiftCode, WatchKind

HOUR = 60
REFERENCE_LENGTH = 18
"""Letters for which a box of inmates' references has room."""
OVER_LIMIT = "over_limit"
NONE_TO_LEAVE = "No post may be left on this shift: those that are held are critical"
RESTRICTION = "restriction"
_OF_OFFICER = (
    (Happened.CALL_OFF.value, "Called off: does not come"),
    (Happened.LATE.value, "Comes late"),
    (Happened.SENT_HOME.value, "Goes home, or is called away, before the end"),
    (Happened.TRANSPORT.value, "Away on a transport or another duty"),
    (Happened.LEAVE.value, "Leave granted late, on whole dates"),
    (RESTRICTION, "Not to be posted somewhere, from a date on"),
)
_OF_POST = (
    (Happened.HOSPITAL_WATCH.value, "A hospital watch opens"),
    (Happened.CONSTANT_WATCH.value, "A constant watch opens"),
    (Happened.EMERGENCY.value, "Emergency: a post needs more officers"),
    (Happened.CLOSED.value, "A post closes"),
    (Happened.COMBINED.value, "Another post's officer covers a post too"),
)
_OF_INMATE = (Happened.MOVED.value, "An inmate is housed elsewhere")
_OVER_LIMIT = (OVER_LIMIT, "Over a limit: somebody else is to take this tour")
_WATCHES = {Happened.HOSPITAL_WATCH.value: WatchKind.HOSPITAL, Happened.CONSTANT_WATCH.value: WatchKind.CONSTANT}
_AWAY = (Happened.CALL_OFF.value, Happened.LATE.value, Happened.SENT_HOME.value, Happened.TRANSPORT.value)
_CLOSES = (Happened.CLOSED.value, Happened.COMBINED.value)


@dataclass(frozen=True, slots=True)
class Closing:
    """What is written down with a post that closes or is combined.

    Attributes:
        reason: Why, as the audit of a jail asks for it.
        mitigation: What was done so that nobody came to harm.
        combined_with: The post whose officer covers it; None where it closes.
    """

    reason: ReasonCode
    mitigation: str
    combined_with: PostCode | None


class EventFields(QWidget):
    """A choice of what happened, and the fields of the one chosen.

    Attributes:
        tour: Whose officer it is about, None for nobody's.

    Signals:
        changed: Something else is chosen or typed.
        kind_changed: Something of another kind happened, or it is about somebody else.
    """

    changed = Signal()
    kind_changed = Signal()

    def __init__(
        self,
        document: RosterDocument,
        tour: Tour | None,
        is_over_limit: bool = False,
        others: Sequence[Tour] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Lay the fields out.

        Args:
            document: The roster to mend.
            tour: Whose officer it is about at first, None: only posts and inmates.
            is_over_limit: Whether the tour breaks a limit that it kept when the roster was published.
            others: Tours of which another one may be chosen.
            parent: The widget above.
        """
        super().__init__(parent)
        self._document, self.tour = document, tour
        self.kind, self.who = QComboBox(), QComboBox()
        self.kind.setAccessibleName("What happened")
        for key, words in self._kinds(is_over_limit):
            self.kind.addItem(words, key)
        for one in others:
            self.who.addItem(self._tour_words(one), one)
        if tour is not None and tour in others:
            self.who.setCurrentIndex(list(others).index(tour))
        let_search(self.who, "Who")
        self._forms: dict[str, QWidget] = {}
        self._rungs: tuple[Rung, ...] = ()
        self._is_known = self._is_chosen = False
        self._asked = 0
        self._make_fields()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.who)
        column.addWidget(self.kind)
        for form in dict.fromkeys(self._forms.values()):
            column.addWidget(form)
        self.who.currentIndexChanged.connect(self._on_other_tour)
        self.kind.currentIndexChanged.connect(self._on_kind)
        self._on_kind()

    def _kinds(self, is_over_limit: bool) -> list[tuple[str, str]]:
        desk = self._document.desk
        may_change = desk is not None and desk.session.may(Action.CHANGE_FACILITY)
        kinds = [*(_OF_OFFICER if self.tour is not None else ()), *(_OF_POST if may_change else ()), _OF_INMATE]
        if not may_change:
            kinds = [kind for kind in kinds if kind[0] != RESTRICTION]
        return [_OVER_LIMIT, *kinds] if is_over_limit and self.tour is not None else kinds

    def _tour_words(self, tour: Tour) -> str:
        facts = self._document.facts
        assert facts is not None
        shift = facts.shifts[tour.shift].name.lower()
        return f"{facts.name(tour.badge)}: {tour.post} {shift}, {weekday(tour.on)}, {facts.times(tour)}"

    # ------------------------------------------------------------ fields

    def _make_fields(self) -> None:
        facts, tour = self._document.facts, self.tour
        assert facts is not None
        period = facts.problem.period
        on = tour.on if tour is not None else min(max(self._document.today(), period.first), period.last)
        midnight, zone = facts.clock.midnight(on), facts.clock.zone
        self.start = _time_field(_local(tour.start if tour else midnight, zone))
        self.end = _time_field(_local(tour.end if tour else midnight, zone))
        self.first, self.last = date_field("First day away", on), date_field("Last day away", on)
        self._make_inmate(on)
        self._make_restriction(on)
        self._make_post(on)
        self._set_times()
        self._forms |= dict.fromkeys(_AWAY, _form((("Away from", self.start), ("Away until", self.end))))
        self._forms[Happened.LEAVE.value] = _form((("First day away", self.first), ("Last day away", self.last)))
        for form in dict.fromkeys(self._forms.values()):
            for field in form.findChildren(QWidget):
                self._listen(field)

    def _listen(self, field: QWidget) -> None:
        if isinstance(field, QDateEdit):
            field.dateChanged.connect(lambda *_: self.changed.emit())
        elif isinstance(field, QDateTimeEdit):
            field.dateTimeChanged.connect(lambda *_: self.changed.emit())
        elif isinstance(field, QComboBox) and field not in (self.kind, self.who):
            field.currentIndexChanged.connect(lambda *_: self.changed.emit())
        elif isinstance(field, QSpinBox):
            field.valueChanged.connect(lambda *_: self.changed.emit())
        elif isinstance(field, QCheckBox):
            field.toggled.connect(lambda *_: self.changed.emit())

    def _make_inmate(self, on: date) -> None:
        facts = self._document.facts
        assert facts is not None
        self.inmate, self.area, self.watched = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.inmate, "Inmate"), (self.watched, "Inmate watched")):
            let_search(box, name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(REFERENCE_LENGTH)
        housed = {stay.area for stay in facts.problem.stays}
        for area in facts.problem.areas:
            if area.code in housed:
                self.area.addItem(f"{area.name} ({area.code})", area.code)
        self.at = date_field("Housed there from", on)
        rows = (("Inmate", self.inmate), ("Housed in", self.area), ("From the start of", self.at))
        self._forms[Happened.MOVED.value] = _form(rows)

    def _fill_inmates(self) -> None:
        """Offer the inmates once they are asked for: a call-off does not wait for a thousand references."""
        facts = self._document.facts
        if facts is None or self.inmate.count() or self.chosen not in (Happened.MOVED.value, *_WATCHES):
            return
        refs = sorted({stay.inmate for stay in facts.problem.stays})
        for box, words in ((self.inmate, refs), (self.watched, ["", *refs])):
            with QSignalBlocker(box):
                for ref in words:
                    box.addItem(ref or "not named here", ref)
                box.setCurrentIndex(0)

    def _make_restriction(self, on: date) -> None:
        facts = self._document.facts
        assert facts is not None
        period = facts.problem.period
        self.not_from = date_field("First day", on)
        self.not_until = date_field("Last day", period.last)
        self.is_open_ended = QCheckBox("Until further notice")
        self.is_open_ended.setChecked(True)
        self.not_until.setEnabled(False)
        self.is_open_ended.toggled.connect(lambda is_open: self.not_until.setEnabled(not is_open))
        self.place = QComboBox()
        self.place.addItem("Any post with inmate contact", (None, None))
        for area in facts.problem.areas:
            self.place.addItem(f"{area.name} ({area.code}), whole area", (area.code, None))
        for post in facts.problem.posts:
            self.place.addItem(f"{post.name} ({post.code})", (None, post.code))
        self._forms[RESTRICTION] = _form(
            (
                ("Not to be posted to", self.place),
                ("First day", self.not_from),
                ("Last day", self.not_until),
                ("", self.is_open_ended),
            )
        )

    def _make_post(self, on: date) -> None:
        facts = self._document.facts
        assert facts is not None
        self.opens, self.needs, self.closes, self.other = QComboBox(), QComboBox(), QComboBox(), QComboBox()
        self.effect = paragraph("", "second")
        for post in facts.problem.posts:
            boxes = [self.needs, self.other, *((self.opens,) if post.contact == ContactMode.WATCH else ())]
            for box in boxes:
                box.addItem(f"{post.name} ({post.code})", post.code)
        if not self.opens.count():  # a facility that has no post for watches opens one on any post
            for post in facts.problem.posts:
                self.opens.addItem(f"{post.name} ({post.code})", post.code)
        self.shift = QComboBox()
        for code, shift in facts.shifts.items():
            self.shift.addItem(shift.name, code)
        self.seats = number_field(1, 1, 9)
        self.from_date = date_field("First day", on)
        self.to_date = date_field("Last day", on)
        self.reason = QComboBox()
        for reason in ReasonCode:
            if reason is not ReasonCode.OTHER:
                self.reason.addItem(reason.value, reason)
        self.mitigation = QLineEdit()
        self.mitigation.setMaxLength(LONGEST)
        self.mitigation.setPlaceholderText("such as: rover looks in every 30 minutes")
        self.mitigation.textChanged.connect(lambda *_: self.changed.emit())
        self.shift.currentIndexChanged.connect(self._order_posts)
        self.from_date.dateChanged.connect(self._order_posts)
        for signal in (self.closes.currentIndexChanged, self.closes.activated):
            signal.connect(self._choose_post)
        if self.tour is not None:
            self.shift.setCurrentIndex(self.shift.findData(self.tour.shift))
        form = _form(
            (
                ("Post of the watch", self.opens),
                ("Post", self.needs),
                ("Shift", self.shift),
                ("Officers more", self.seats),
                ("First day", self.from_date),
                ("Last day", self.to_date),
                ("Post not held", self.closes),
                ("", self.effect),
                ("Covered from", self.other),
                ("Inmate watched", self.watched),
                ("Why", self.reason),
                ("What was done", self.mitigation),
            )
        )
        self._post_form = form.layout()
        self._forms |= dict.fromkeys((kind for kind, _ in _OF_POST), form)

    def _show_fields(self, kind: str) -> None:
        """Show of the fields about posts those that the kind needs."""
        form = self._post_form
        if not isinstance(form, QFormLayout):
            return
        is_watch, is_closing = kind in _WATCHES, kind in _CLOSES
        for field, is_shown in (
            (self.opens, is_watch),
            (self.needs, kind == Happened.EMERGENCY.value),
            (self.closes, is_closing),
            (self.effect, is_closing),
            (self.other, kind == Happened.COMBINED.value),
            (self.seats, not is_closing),
            (self.to_date, not is_closing),
            (self.watched, is_watch),
            (self.reason, is_closing),
            (self.mitigation, is_closing),
        ):
            form.setRowVisible(field, is_shown)
        name = form.labelForField(self.from_date)
        if name is not None:
            name.setProperty("text", "On" if is_closing else "First day")

    def _order_posts(self, *_: object) -> None:
        """Offer the posts that may be left on the chosen shift and date, the first to go by the plan first."""
        shift, on = ShiftCode(str(self.shift.currentData())), date_of(self.from_date)
        self.drop()
        if self.chosen not in _CLOSES:
            return
        self._show_rungs(repairing.plan_order(self._document, shift, on), is_known=False)
        work, asked = repairing.ladder(self._document, shift, on), self._asked
        if work is None:
            return

        def take(rungs: tuple[Rung, ...]) -> None:
            if asked == self._asked:
                self._show_rungs(rungs, is_known=True)

        run_in_background(work, take, lambda error: None, self)  # of a date of another roster the plan's order is all

    def drop(self) -> None:
        """Wait no longer for what leaving a post adds."""
        self._asked += 1

    def _show_rungs(self, rungs: tuple[Rung, ...], is_known: bool) -> None:
        facts = self._document.facts
        assert facts is not None
        names = {post.code: post.name for post in facts.problem.posts}
        kept = self.closes.currentData() if self._is_chosen else None
        self._rungs, self._is_known = rungs, is_known
        with QSignalBlocker(self.closes):
            self.closes.clear()
            for place, rung in enumerate(rungs, start=1):
                self.closes.addItem(f"{place}. {names[rung.post]} ({rung.post}), {rung.priority.value}", rung.post)
            self.closes.setCurrentIndex(max(0, self.closes.findData(kept)))
        self._say_effect()

    def _choose_post(self, *_: object) -> None:
        self._is_chosen = True
        self._say_effect()

    def _say_effect(self) -> None:
        place, words = (
            self.closes.currentIndex(),
            f"{NONE_TO_LEAVE}.",
        )
        if 0 <= place < len(self._rungs):
            words = repairing.rung_words(self._document, self._rungs[place], place + 1, self._is_known)
        self.effect.setText(words)

    # ------------------------------------------------------------ another choice

    @property
    def chosen(self) -> str:
        """The key of what happened."""
        return str(self.kind.currentData())

    def _on_kind(self, *_: object) -> None:
        form = self._forms.get(self.chosen)
        self.who.setVisible(self.who.count() > 1 and self.chosen in {key for key, _ in _OF_OFFICER})
        for one in dict.fromkeys(self._forms.values()):
            one.setVisible(one is form)
        self._fill_inmates()
        self._show_fields(self.chosen)
        self._order_posts()
        self._set_times()
        self.kind_changed.emit()
        self.changed.emit()

    def _on_other_tour(self, *_: object) -> None:
        tour = self.who.currentData()
        if isinstance(tour, Tour):
            self.tour = tour
            self._set_times()
            self.kind_changed.emit()
            self.changed.emit()

    def _set_times(self) -> None:
        """Set from when to when somebody is away as is usual for what happened."""
        facts, tour = self._document.facts, self.tour
        if facts is None or tour is None:
            return
        now, start, end = repairing.now_in(self._document), tour.start, tour.end
        if self.chosen == Happened.LATE.value:
            end = Minute(min(tour.end, max(tour.start + HOUR, now or 0)))
        elif self.chosen == Happened.SENT_HOME.value:
            is_running = now is not None and tour.start < now < tour.end
            start = Minute(now) if is_running and now is not None else Minute((tour.start + tour.end) // 2)
        for field, at in ((self.start, start), (self.end, end)):
            field.setDateTime(_local(at, facts.clock.zone))

    # ------------------------------------------------------------ what is said

    def event_chosen(self) -> Event:
        """Return what happened, as the fields say.

        Raises:
            EventError: the fields say nothing that can be.
        """
        facts, tour, kind = self._document.facts, self.tour, self.chosen
        assert facts is not None
        now = repairing.now_in(self._document)
        if kind == OVER_LIMIT and tour is not None:
            # For the search only: on that date the officer may be anywhere but there, and nothing of it is kept.
            return repairing.restricted(tour.badge, tour.on, tour.on, None, tour.post, now)
        if kind in _AWAY and tour is not None:
            return repairing.called_off(tour, _minute(self.start), _minute(self.end), now)
        if kind == Happened.LEAVE.value and tour is not None:
            return repairing.late_leave(tour.badge, date_of(self.first), date_of(self.last), now)
        if kind == RESTRICTION and tour is not None:
            area, post = self.place.currentData()
            last = None if self.is_open_ended.isChecked() else date_of(self.not_until)
            return repairing.restricted(tour.badge, date_of(self.not_from), last, area, post, now)
        if kind in _CLOSES:
            return self._closing_event(now)
        if kind in _WATCHES or kind == Happened.EMERGENCY.value:
            box = self.opens if kind in _WATCHES else self.needs
            return repairing.seats_added(
                repairing.Opening(
                    post=PostCode(str(box.currentData())),
                    shift=ShiftCode(str(self.shift.currentData())),
                    first=date_of(self.from_date),
                    last=date_of(self.to_date),
                    seats=self.seats.value(),
                    kind=_WATCHES.get(kind),
                    inmate=InmateRef(str(self.watched.currentData() or "")) if kind in _WATCHES else None,
                ),
                facts.clock,
                facts.shifts,
                now,
            )
        inmate = InmateRef(self.inmate.currentText().strip())
        housed = AreaCode(str(self.area.currentData()))
        return repairing.inmate_moved(inmate, housed, facts.clock.midnight(date_of(self.at)), now)

    def _closing_event(self, now: Minute | None) -> Event:
        post, closing = PostCode(str(self.closes.currentData() or "")), self.closing()
        if not post:
            raise EventError(NONE_TO_LEAVE)
        if closing is not None and closing.combined_with == post:
            raise EventError("Another post is expected to cover this one")
        if closing is None or not closing.mitigation:
            raise EventError("Say what was done so that nobody came to harm")
        on = date_of(self.from_date)
        return repairing.post_closed(post, ShiftCode(str(self.shift.currentData())), on, now)

    def closing(self) -> Closing | None:
        """Return what is written down with a post that closes; None where none does."""
        if self.chosen not in _CLOSES:
            return None
        other = PostCode(str(self.other.currentData())) if self.chosen == Happened.COMBINED.value else None
        return Closing(ReasonCode(self.reason.currentData()), self.mitigation.text().strip(), other)

    def happened(self) -> Happened | None:
        """Return what kind of event is written down; None for what is none."""
        return None if self.chosen in (OVER_LIMIT, RESTRICTION) else Happened(self.chosen)


def _form(rows: tuple[tuple[str, QWidget], ...]) -> QWidget:
    holder = QWidget()
    form = QFormLayout(holder)
    form.setContentsMargins(0, 0, 0, 0)
    form.setSpacing(8)
    for words, field in rows:
        if words:
            field.setAccessibleName(words)
        form.addRow(words, field)
    return holder


def _local(minute: int, zone: str) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(minute * 60, QTimeZone(zone.encode()))


def _time_field(at: QDateTime) -> QDateTimeEdit:
    made = QDateTimeEdit()
    made.setCalendarPopup(True)
    made.setTimeZone(at.timeZone())
    made.setDateTime(at)
    in_words(made, "ddd d MMM yyyy HH:mm")
    return made


def _minute(field: QDateTimeEdit) -> Minute:
    return Minute(field.dateTime().toSecsSinceEpoch() // 60)
