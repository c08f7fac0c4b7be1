"""What happened, and the repairs of it: ranked as they are found, taken over as one undoable edit."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from console.dialogs.event_fields import OVER_LIMIT, RESTRICTION, EventFields
from console.document import RosterDocument
from console.document.words import count, weekday
from console.models.repairs import repair_lines
from console.operations import happenings, repairing
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.lines import Line, LinesList
from scheduler.api import Happened
from scheduler.domain.answers import RepairPlan
from scheduler.domain.events import Event, EventError
from scheduler.domain.roster import Tour
from scheduler.domain.words import SeatId
from scheduler.wire.asking import Answer, Question, RepairList, Topic

SECONDS = 20.0
MOST = 4
DEBOUNCE_MILLISECONDS = 400
OWNER = "repair"
TITLES = {
    Happened.LATE: "comes late",
    Happened.SENT_HOME: "goes before the end",
    Happened.TRANSPORT: "is away for a while",
    Happened.HOSPITAL_WATCH: "A hospital watch opens",
    Happened.CONSTANT_WATCH: "A constant watch opens",
    Happened.EMERGENCY: "A post needs more officers",
    Happened.CLOSED: "A post closes",
    Happened.COMBINED: "A post is covered from another one",
    Happened.MOVED: "An inmate is housed elsewhere",
}


class RepairDialog(QDialog):
    """Asks what happened; repairs are looked for at once, and again when the answer is another.

    Attributes:
        to_call: After a repair was taken that leaves a seat to nobody: the seat, None for none.
    """

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        look: Look,
        tour: Tour | None = None,
        parent: QWidget | None = None,
        facility_stack: QUndoStack | None = None,
        is_over_limit: bool = False,
        others: Sequence[Tour] = (),
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
            others: Tours of which another one may be chosen in the window.
        """
        super().__init__(parent)
        self.setWindowTitle("Repair the roster")
        room = self.screen().availableSize()
        self.resize(min(look.px(620), room.width()), min(look.px(640), room.height() * 9 // 10))
        self._document, self._questions = document, questions
        self._facility_stack = facility_stack or QUndoStack(self)
        self._told: RepairList | None = None
        self._is_done = True
        self._event: Event | None = None
        self.to_call: SeatId | None = None
        self.fields = EventFields(document, tour, is_over_limit, others)
        self._title, self._words = label("", "title"), paragraph("", "second")
        self.list = LinesList("Repairs, best first")
        self.list.set_look(look)
        self.accept_button = button("Take this repair", "primary", self._accept_chosen)
        self.accept_button.setDefault(True)  # Enter takes what is chosen, wherever the keys go
        self.stop = button("Stop searching", "", self._stop)
        self.close_button = button("Close", "", self.reject)
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self.search)
        self._lay_out()
        self.list.line_opened.connect(self._take)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._refresh())
        self.fields.changed.connect(self._on_changed)
        self.fields.kind_changed.connect(self._on_kind_changed)
        document.edit_applied.connect(self._on_roster_changed)
        self._on_kind_changed()
        self.search()

    # ------------------------------------------------------------ laying out

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self._title)
        column.addWidget(self.fields)
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
        facts, tour, kind = self._document.facts, self.fields.tour, self.fields.happened()
        title = TITLES.get(kind, "does not come") if kind is not None else ""
        if facts is None or tour is None or title[:1].isupper():
            return title or TITLES[Happened.MOVED]
        name, shift = facts.name(tour.badge), facts.shifts[tour.shift].name.lower()
        if self.fields.chosen == RESTRICTION:
            return f"Where {name} is not to be posted"
        where = f"{tour.post} {shift}, {weekday(tour.on)}"
        if self.fields.chosen == OVER_LIMIT:
            return f"Somebody else than {name}: {where}"
        return f"{name} {title}: {where}"

    # ------------------------------------------------------------ asking

    def search(self) -> None:
        """Look for repairs of what the fields say."""
        self._timer.stop()
        self._told, self._is_done = None, True
        self._questions.drop(OWNER)
        try:
            self._event = self.fields.event_chosen()
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
        was_first = self.list.chosen is None or self.list.chosen is self._first_line()
        if answer.repairs is not None:
            was_first = was_first and (self._told is None or self._told.is_at_hand)
            self._told = answer.repairs
        self._is_done = answer.is_last
        if answer.error:
            self._words.setText(f"{answer.error.rstrip('.')}.")
        else:
            self._words.setText(self._summary())
        self._refresh()
        if was_first or self.list.chosen is None:  # whoever has chosen another one keeps it
            self.list.choose_first("accept")

    def _first_line(self) -> Line | None:
        return next((line for line in self.list.lines if line.key == "accept"), None)

    def _summary(self) -> str:
        told = self._told
        lost = len(told.lost) if told is not None else 0
        taken = f"The event takes {count(lost, 'tour')}." if lost else "The event takes no tour."
        if self._is_done:
            return taken
        is_glance = told is not None and told.is_at_hand
        return f"{taken} Proving which repair changes fewest ..." if is_glance else f"{taken} Looking for more ..."

    def _stop(self) -> None:
        self._questions.drop(OWNER)
        self._is_done = True
        self._words.setText(self._summary() if self._told is not None else "Stopped before anything was found.")
        self._refresh()

    def _on_changed(self) -> None:
        self._timer.start()

    def _on_kind_changed(self, *_: object) -> None:
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
        self.accept_button.setText(self._accept_words(line if can_take else None))
        offer(self.accept_button, "" if can_take or self._may_only_keep() else "Choose a repair in the list first.")
        self.stop.setVisible(not self._is_done)

    def _accept_words(self, line: Line | None) -> str:
        """Return what the button does: of a repair that leaves a seat to nobody, calling officers in follows."""
        facts = self._document.facts
        if line is None:
            return "Keep it so" if self._may_only_keep() else "Take this repair"
        event, plan = self._event, line.value
        if facts is None or event is None or not isinstance(plan, RepairPlan):
            return "Take this repair"
        if happenings.left_empty(facts, event, plan):
            return "Take this, then call in..."
        return "Take this repair"

    def _may_only_keep(self) -> bool:
        """Whether the event takes nobody's tour, and is still to be written down."""
        told = self._told
        if self.fields.chosen == OVER_LIMIT:
            return False
        event = self._event
        is_kept = event is not None and (event.restriction or event.seat_added or event.post_closed) is not None
        return is_kept and self._is_done and told is not None and not any(plan.changes for plan in told.plans)

    def _accept_chosen(self) -> None:
        line = self.list.chosen
        if line is not None and line.key == "accept":
            self._take(line)
            return
        event = self._event
        if event is not None and self._may_only_keep():
            empty = RepairPlan(changes=(), count=0, least=0, proved_by="", tiers=())
            plans = self._told.plans if self._told is not None else ()
            is_kept = repairing.keep(self._document, event, self._facility_stack)
            if is_kept:
                self._write(event, next(iter(plans), empty))
            self.done(int(is_kept))

    def _take(self, line: Line) -> None:
        facts, event = self._document.facts, self._event
        if not isinstance(line.value, RepairPlan) or event is None or facts is None:
            return
        self._document.edit_applied.disconnect(self._on_roster_changed)
        self._questions.drop(OWNER)
        is_over, words = self.fields.chosen == OVER_LIMIT, ""
        if is_over and self.fields.tour is not None:
            words = repairing.limit_words(self._document, self.fields.tour)
        to_call = happenings.left_empty(facts, event, line.value)
        is_kept = is_over or repairing.keep(self._document, event, self._facility_stack)
        if is_kept and repairing.accept(self._document, self._questions, event, line.value, words):
            self.to_call = to_call
            self._write(event, line.value)
            self.accept()
        else:
            self._document.edit_applied.connect(self._on_roster_changed)

    def _write(self, event: Event, plan: RepairPlan) -> None:
        """Write down what happened and what was done; for a post that closes also why, as the law asks."""
        facts, kind, closing = self._document.facts, self.fields.happened(), self.fields.closing()
        if facts is None or kind is None:
            return
        other = closing.combined_with if closing is not None else None
        note = happenings.note_of(facts, kind, event, self.fields.tour, plan)
        if note is not None:
            happenings.write(self._document, note, other)
        if closing is not None and event.post_closed is not None:
            is_tried = happenings.was_overtime_tried(self._document, event)
            happenings.write_deviation(
                self._document, event.post_closed, closing.reason, closing.mitigation, other, is_tried
            )

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self.fields.drop()
        self._timer.stop()
        self._questions.drop(OWNER)
        super().done(result)
