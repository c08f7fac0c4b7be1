"""What happened, and the repairs of it: ranked as they are found, taken over as one undoable edit."""

from PySide6.QtCore import QDateTime, QLocale, QTimer, QTimeZone
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from console.document import RosterDocument
from console.document.words import count, weekday
from console.models.repairs import repair_lines
from console.operations import repairing
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, date_field, date_of, label, let_search, offer, paragraph
from console.widgets.lines import Line, LinesList
from scheduler.domain.answers import RepairPlan
from scheduler.domain.events import Event, EventError
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode, InmateRef, Minute
from scheduler.wire.asking import Answer, Question, RepairList, Topic

SECONDS = 20.0
MOST = 4
DEBOUNCE_MILLISECONDS = 400
OWNER = "repair"
KINDS = (
    ("call_off", "Called off: sick, stuck or called away"),
    ("late_leave", "Leave granted late, on whole dates"),
    ("restriction", "Not to be posted somewhere, from a date on"),
    ("inmate_move", "An inmate is housed elsewhere"),
)
OVER_LIMIT = ("over_limit", "Over a limit: somebody else is to take this tour")


class RepairDialog(QDialog):
    """Asks what happened; repairs are looked for at once, and again when the answer is another."""

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        look: Look,
        tour: Tour | None = None,
        parent: QWidget | None = None,
        facility_stack: QUndoStack | None = None,
        is_over_limit: bool = False,
    ) -> None:
        """Lay the window out.

        Args:
            document: The roster to mend.
            questions: Answers them.
            look: Colours and sizes.
            tour: Whose officer does not come; None: only inmates can move.
            parent: The window above.
            facility_stack: What can be undone of the facility's data: a new restriction is one of them.
            is_over_limit: Whether the tour breaks a limit that it kept when the roster was published.
        """
        super().__init__(parent)
        self.setWindowTitle("Repair the roster")
        room = self.screen().availableSize()
        self.resize(min(look.px(620), room.width()), min(look.px(640), room.height() * 9 // 10))
        self._document, self._questions, self._tour = document, questions, tour
        self._facility_stack = facility_stack or QUndoStack(self)
        self._told: RepairList | None = None
        self._is_done = True
        self._event: Event | None = None
        self.kind = QComboBox()
        self.kind.setAccessibleName("What happened")
        kinds = KINDS if tour is not None else KINDS[-1:]
        for key, words in (OVER_LIMIT, *kinds) if is_over_limit and tour is not None else kinds:
            self.kind.addItem(words, key)
        self._forms: dict[str, QWidget] = {}
        self._make_fields()
        self._title, self._words = label("", "title"), paragraph("", "second")
        self.list = LinesList("Repairs, best first")
        self.list.set_look(look)
        self.accept_button = button("Take this repair", "primary", self._accept_chosen)
        self.stop = button("Stop searching", "", self._stop)
        self.close_button = button("Close", "", self.reject)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self.search)
        self._lay_out()
        self.list.line_opened.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._refresh())
        self.kind.currentIndexChanged.connect(self._on_kind_changed)
        document.edit_applied.connect(self._on_roster_changed)
        self._on_kind_changed()
        self.search()

    # ------------------------------------------------------------ laying out

    def _make_fields(self) -> None:
        facts, tour = self._document.facts, self._tour
        assert facts is not None
        period = facts.problem.period
        on = tour.on if tour is not None else min(max(self._document.today(), period.first), period.last)
        zone = facts.clock.zone
        self.start = _time_field("Away from", _local(tour.start if tour else facts.clock.midnight(on), zone))
        self.end = _time_field("Away until", _local(tour.end if tour else facts.clock.midnight(on), zone))
        self.first, self.last = date_field("First day away", on), date_field("Last day away", on)
        self.inmate, self.area = QComboBox(), QComboBox()
        for ref in sorted({stay.inmate for stay in facts.problem.stays}):
            self.inmate.addItem(ref, ref)
        let_search(self.inmate, "Inmate")
        housed = {stay.area for stay in facts.problem.stays}
        for area in facts.problem.areas:
            if area.code in housed:
                self.area.addItem(f"{area.name} ({area.code})", area.code)
        self.at = date_field("Housed there from", on)
        self.not_from, self.not_until = date_field("First day", on), date_field("Last day", period.last)
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
        for signal in (
            self.start.dateTimeChanged,
            self.end.dateTimeChanged,
            self.first.dateChanged,
            self.last.dateChanged,
            self.inmate.currentIndexChanged,
            self.area.currentIndexChanged,
            self.at.dateChanged,
            self.not_from.dateChanged,
            self.not_until.dateChanged,
            self.is_open_ended.toggled,
            self.place.currentIndexChanged,
        ):
            signal.connect(lambda *_: self._on_changed())
        self._forms = {
            "call_off": _form((("Away from", self.start), ("Away until", self.end))),
            "late_leave": _form((("First day away", self.first), ("Last day away", self.last))),
            "restriction": _form(
                (
                    ("Not to be posted to", self.place),
                    ("First day", self.not_from),
                    ("Last day", self.not_until),
                    ("", self.is_open_ended),
                )
            ),
            "inmate_move": _form((("Inmate", self.inmate), ("Housed in", self.area), ("From the start of", self.at))),
        }

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self.kind)
        for form in self._forms.values():
            column.addWidget(form)
        column.addWidget(self._words)
        column.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.stop)
        row.addStretch(1)
        row.addWidget(self.accept_button)
        row.addWidget(self.close_button)
        column.addLayout(row)

    def _heading(self) -> str:
        facts, tour = self._document.facts, self._tour
        if facts is None or tour is None or self.kind.currentData() == "inmate_move":
            return "An inmate is housed elsewhere"
        if self.kind.currentData() == "restriction":
            return f"Where {facts.name(tour.badge)} is not to be posted"
        shift = facts.shifts[tour.shift].name.lower()
        if self.kind.currentData() == OVER_LIMIT[0]:
            return f"Somebody else than {facts.name(tour.badge)}: {tour.post} {shift}, {weekday(tour.on)}"
        return f"{facts.name(tour.badge)} does not come: {tour.post} {shift}, {weekday(tour.on)}"

    # ------------------------------------------------------------ asking

    def event_chosen(self) -> Event:
        """Return what happened, as the fields say.

        Raises:
            EventError: the fields say nothing that can be.
        """
        facts = self._document.facts
        assert facts is not None
        kind, now = self.kind.currentData(), repairing.now_in(self._document)
        if kind == OVER_LIMIT[0] and self._tour is not None:
            # For the search only: on that date the officer may be anywhere but there, and nothing of it is kept.
            on = self._tour.on
            return repairing.restricted(self._tour.badge, on, on, None, self._tour.post, now)
        if kind == "call_off" and self._tour is not None:
            return repairing.called_off(self._tour, _minute(self.start), _minute(self.end), now)
        if kind == "late_leave" and self._tour is not None:
            return repairing.late_leave(self._tour.badge, date_of(self.first), date_of(self.last), now)
        if kind == "restriction" and self._tour is not None:
            area, post = self.place.currentData()
            last = None if self.is_open_ended.isChecked() else date_of(self.not_until)
            return repairing.restricted(self._tour.badge, date_of(self.not_from), last, area, post, now)
        inmate = InmateRef(self.inmate.currentText().strip())
        housed = AreaCode(str(self.area.currentData()))
        return repairing.inmate_moved(inmate, housed, facts.clock.midnight(date_of(self.at)), now)

    def search(self) -> None:
        """Look for repairs of what the fields say."""
        self._timer.stop()
        self._told, self._is_done = None, True
        self._questions.drop(OWNER)
        try:
            self._event = self.event_chosen()
        except EventError as error:
            self._event = None
            self._words.setText(f"{str(error).rstrip('.')}.")
        else:
            self._is_done = False
            question = Question(number=0, topic=Topic.REPAIR, event=self._event, seconds=SECONDS, most=MOST)
            self._words.setText("Looking for the repair with fewest changes ...")
            self._questions.ask(OWNER, question, self._on_answer)
        self._refresh()

    def _on_answer(self, answer: Answer) -> None:
        if answer.repairs is not None:
            self._told = answer.repairs
        self._is_done = answer.is_last
        if answer.error:
            self._words.setText(f"{answer.error.rstrip('.')}.")
        else:
            self._words.setText(self._summary())
        is_first = not any(line.key == "accept" for line in self.list.lines)
        self._refresh()
        if is_first:
            self.list.choose_first("accept")

    def _summary(self) -> str:
        told = self._told
        lost = len(told.lost) if told is not None else 0
        taken = f"The event takes {count(lost, 'tour')}." if lost else "The event takes no tour."
        return taken + ("" if self._is_done else " Looking for more ...")

    def _stop(self) -> None:
        self._questions.drop(OWNER)
        self._is_done = True
        self._words.setText(self._summary() if self._told is not None else "Stopped before anything was found.")
        self._refresh()

    def _on_changed(self) -> None:
        self._timer.start()

    def _on_kind_changed(self, *_: object) -> None:
        for key, form in self._forms.items():
            form.setVisible(key == self.kind.currentData())
        self._title.setText(self._heading())
        self._timer.start()

    def _on_roster_changed(self, *_: object) -> None:
        self._timer.start()

    # ------------------------------------------------------------ showing and doing

    def _refresh(self) -> None:
        facts = self._document.facts
        self.list.set_lines(repair_lines(self._told, facts, self._is_done) if facts is not None else [])
        line = self.list.chosen
        can_take = line is not None and line.key == "accept"
        self.accept_button.setText("Take this repair" if can_take or not self._may_only_keep() else "Keep it so")
        offer(self.accept_button, "" if can_take or self._may_only_keep() else "Choose a repair in the list first.")
        self.stop.setVisible(not self._is_done)

    def _may_only_keep(self) -> bool:
        """Whether a restriction takes nobody's tour, and is still to be written down."""
        told = self._told
        if self.kind.currentData() == OVER_LIMIT[0]:
            return False
        is_kept = self._event is not None and self._event.restriction is not None
        return is_kept and self._is_done and told is not None and not any(plan.changes for plan in told.plans)

    def _accept_chosen(self) -> None:
        line = self.list.chosen
        if line is not None and line.key == "accept":
            self._take(line)
            return
        event = self._event
        if event is not None and self._may_only_keep():
            is_kept = repairing.keep_restriction(self._document, event, self._facility_stack)
            self.done(int(is_kept))

    def _take(self, line: Line) -> None:
        if not isinstance(line.value, RepairPlan) or self._event is None:
            return
        self._document.edit_applied.disconnect(self._on_roster_changed)
        self._questions.drop(OWNER)
        is_over, words = self.kind.currentData() == OVER_LIMIT[0], ""
        if is_over and self._tour is not None:
            words = repairing.limit_words(self._document, self._tour)
        is_kept = is_over or repairing.keep_restriction(self._document, self._event, self._facility_stack)
        if is_kept and repairing.accept(self._document, self._questions, self._event, line.value, words):
            self.accept()
        else:
            self._document.edit_applied.connect(self._on_roster_changed)

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self._timer.stop()
        self._questions.drop(OWNER)
        super().done(result)


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


def _time_field(name: str, at: QDateTime) -> QDateTimeEdit:
    made = QDateTimeEdit()
    made.setCalendarPopup(True)
    made.setTimeZone(at.timeZone())
    made.setDateTime(at)
    made.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    made.setDisplayFormat("ddd d MMM yyyy HH:mm")
    made.setAccessibleName(name)
    return made


def _minute(field: QDateTimeEdit) -> Minute:
    return Minute(field.dateTime().toSecsSinceEpoch() // 60)
