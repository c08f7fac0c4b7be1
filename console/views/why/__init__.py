"""Who and why: the chosen cell or seat, what the rules say of it, who else could be there, and what that would change.

Everything but the rules' words comes from the process that answers. Nothing is asked while the page is hidden, and an
answer about what is no longer chosen or no longer so is dropped.
"""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.background import Soon
from console.document import RosterDocument
from console.models.seats import Seat
from console.models.why import (
    candidate_lines,
    choice_words,
    refusal_words,
    remedy_lines,
    rule_lines,
    rule_set_lines,
)
from console.operations.explain import OpenSeat, cell_words, empty_seat_words, place, settled
from console.operations.roster import Cell
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, label, paragraph
from console.widgets.flow import FlowRow
from console.widgets.lines import Line, LinesList
from scheduler.domain.answers import Candidate, Remedy
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, SeatId
from scheduler.wire.asking import Answer, CandidateList, Question, Topic

DEBOUNCE_MILLISECONDS = 120
"""Arrow keys run over many cells; only where they rest something is asked."""

WITHOUT_SECONDS = 20.0
RULE_SET_SECONDS = 20.0
_WORKING = "Working it out ..."
_LOCKED = "Unlock it (Ctrl+L) to see what else could be"


class WhyPage(QWidget):
    """The page.

    Signals:
        left: Escape was pressed or a candidate taken: the roster gets the focus back.
        repair_asked: A tour's officer does not come.
    """

    left = Signal()
    repair_asked = Signal()

    def __init__(self, document: RosterDocument, questions: Questions, parent: QWidget | None = None) -> None:
        """Watch a document and ask on behalf of it."""
        super().__init__(parent)
        self._document, self._questions = document, questions
        self._chosen: tuple[Cell | None, OpenSeat | None] = (None, None)
        self._cell: Cell | None = None
        self._seat: OpenSeat | None = None
        self._forget()
        self._timer = QTimer(self, singleShot=True, interval=DEBOUNCE_MILLISECONDS)
        self._timer.timeout.connect(self._ask)
        self._title, self._text = label("", "title"), paragraph("", "small")
        self._wait = label("", "small")
        self.list = LinesList("Who and why")
        self.list.line_opened.connect(self._on_line_opened)
        self.take = button("Put on this seat", "primary", self._take_chosen)
        self.repair = button("Does not come...", "", self.repair_asked.emit)
        self._lay_out()
        for signal in (document.opened, document.edit_applied, document.proposal_changed, document.published):
            signal.connect(self._on_roster_changed)
        self._soon = Soon(self._refresh, self)
        document.report_changed.connect(self._soon.ask)
        document.rotation_changed.connect(self._soon.ask)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._refresh_buttons())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._head = QVBoxLayout()
        self._head.setContentsMargins(8, 0, 6, 0)
        self._head.setSpacing(4)
        for widget in (self._title, self._text):
            self._head.addWidget(widget)
        row = FlowRow((self.take, self.repair))
        self._head.addLayout(row)
        self._head.addWidget(self._wait)
        column.addLayout(self._head)
        column.addWidget(self.list, 1)
        column.addStretch(0)  # before there is an answer, the words stay together at the top

    # ------------------------------------------------------------ what the panel asks

    def set_look(self, look: Look) -> None:
        """Draw in other colours or sizes."""
        self.list.set_look(look)

    def select(self, badge: Badge, on: date) -> None:
        """Explain an officer's date."""
        self._choose((badge, on), None)

    def select_seat(self, seat: Seat) -> None:
        """Explain a seat that nobody holds."""
        self._choose(None, (seat.slot, seat.index))

    def start(self) -> None:
        """Give the list the focus, on the first candidate where there is one."""
        self.list.setFocus()
        self._is_started = not self.list.choose_first("take")

    @property
    def tour(self) -> Tour | None:
        """The tour of the chosen cell, the first where there are several."""
        if self._document.shown is None or self._cell is None:
            return None
        return next(iter(self._document.shown_index.of_cell(*self._cell)), None)

    @property
    def text(self) -> str:
        """The sentences above the list."""
        self._soon.now()
        return self._text.text()

    # ------------------------------------------------------------ asking

    def _choose(self, cell: Cell | None, seat: OpenSeat | None) -> None:
        if (cell, seat) != self._chosen:
            self._chosen = (cell, seat)
            self._on_roster_changed()
            self._soon.now()

    def _forget(self) -> None:
        """Drop what was answered; folds close, but for those of the rules."""
        self._told: CandidateList | None = None
        self._sentence = ""
        self._without = ""
        self._error = ""
        self._extra: list[Line] = []
        self._answers: dict[Badge, str] = {}
        self._opened: frozenset[str] = frozenset()
        self._is_started = False

    def _on_roster_changed(self, *_: object) -> None:
        is_started = self._is_started
        if self._told is not None:  # what was answered before can no longer be taken
            self.list.set_lines([])
        self._forget()
        self._is_started = is_started
        for owner in ("candidates", "reason", "further"):
            self._questions.drop(owner)
        self._cell, self._seat = settled(self._document, *self._chosen)
        self._soon.ask()
        if self.isVisible():
            self._timer.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask what was not asked while the page was hidden."""
        super().showEvent(event)
        self._refresh()
        if self._told is None:
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the roster with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask no more."""
        super().hideEvent(event)
        self._timer.stop()

    @property
    def seat_id(self) -> SeatId | None:
        """The seat that is meant: the empty one, or that of the chosen cell's tour."""
        if self._seat is not None:
            slot, index = self._seat
            return slot.seats[index] if index < slot.wanted else None
        return self.tour.seat if self.tour is not None else None

    def _ask(self) -> None:
        if not self.isVisible():
            return
        seat = self.seat_id
        if self._cell is not None and self._document.is_locked(*self._cell):
            self._error = _LOCKED
        elif seat is not None:
            self._questions.ask(
                "candidates", Question(number=0, topic=Topic.CANDIDATES, seat=seat), self._on_candidates
            )
        elif self._cell is not None and self._document.shown is not None:
            badge, on = self._cell
            question = Question(number=0, topic=Topic.PLACES, badge=badge, on=on)
            self._questions.ask("candidates", question, self._on_candidates)
        self._refresh()

    def _on_candidates(self, answer: Answer) -> None:
        self._error = answer.error
        if answer.candidates is not None:
            self._told = answer.candidates
        if answer.is_last and self._seat is not None and not answer.error:
            question = Question(number=0, topic=Topic.WHY_EMPTY, seat=self.seat_id)
            self._questions.ask("reason", question, self._on_reason)
        self._refresh()
        if self._is_started and self.list.choose_first("take"):
            self._is_started = False

    def _on_reason(self, answer: Answer) -> None:
        self._sentence = answer.empty.sentence if answer.empty is not None else ""
        self._refresh()

    def _ask_further(self, question: Question, take: Callable[[Answer], None]) -> None:
        self._questions.ask("further", question, take)
        self._refresh()

    # ------------------------------------------------------------ showing

    def _refresh(self, *_: object) -> None:
        self._soon.stop()
        title, lines = "", list[str]()
        if self._seat is not None:
            title, lines = empty_seat_words(self._document, self._seat[0])
            lines = lines[:1] if self._sentence else lines  # the exact count takes the place of the quick one
        elif self._cell is not None:
            title, lines = cell_words(self._document, *self._cell)
        if not title:
            lines = ["Choose an officer's date, or a seat of the day board: what is known of it is told here."]
        self._title.setText(title or "Who and why")
        self._text.setText("\n".join([*lines, *([self._sentence] if self._sentence else []), *self._errors()]))
        self.list.set_lines(self._lines() if title else [])
        self.list.setVisible(bool(self.list.lines))
        is_working = any(map(self._questions.waits, ("candidates", "reason", "further")))
        self._wait.setText(_WORKING)
        self._wait.setVisible(is_working)
        self._refresh_buttons()

    def _errors(self) -> list[str]:
        return [f"{self._error.rstrip('.')}."] if self._error else []

    def _lines(self) -> list[Line]:
        facts = self._document.facts
        if facts is None:
            return []
        is_officer = self._cell is not None and self.tour is None
        people = candidate_lines(self._told, facts, self._opened, self._answers, is_officer)
        if self._seat is not None:
            return [*people, *self._seat_lines()]
        if self._cell is None:
            return []
        rules = rule_lines(self._document, *self._cell, "rules" in self._opened) if self.tour is not None else []
        return [*rules, *self._without_lines(), *people]

    def _without_lines(self) -> list[Line]:
        """What the roster would be worth without the officer here."""
        if self.tour is None or self._told is None:
            return []
        if self._without:
            return [Line("line", "", self._without)]
        return [Line("fold", f"What if not here? (up to {WITHOUT_SECONDS:.0f} s)", key="without")]

    def _seat_lines(self) -> list[Line]:
        if self._told is None or not self._told.is_worded:
            return []
        if self._extra:
            return self._extra
        lines = [Line("fold", "What else would it take? Moves, waivers, closing the seat", key="remedies")]
        if not any(c.is_possible for c in self._told.candidates):
            lines.append(Line("fold", "Which rules stand in the way?", key="rule_set"))
        return lines

    def _refresh_buttons(self) -> None:
        line = self.list.chosen
        can_take = line is not None and line.key == "take" and self._document.shown is self._document.roster
        self.take.setVisible(can_take)
        if can_take and line is not None:
            self.take.setText(f"Put on {line.title}" if self._is_of_officer(line) else f"Put {line.title} here")
        self.repair.setVisible(self.tour is not None and self._document.shown is self._document.roster)

    def _is_of_officer(self, line: Line) -> bool:
        return self._cell is not None and self.tour is None

    # ------------------------------------------------------------ doing

    def _take_chosen(self) -> None:
        line = self.list.chosen
        if line is not None:
            self._on_line_opened(line)

    def _on_line_opened(self, line: Line) -> None:
        if line.key == "take":
            self._place(line)
        elif line.key in ("rules", "more", "cannot"):
            self._opened = self._opened ^ {line.key}
            self._refresh()
        elif line.key == "why_not" and isinstance(line.value, Candidate):
            self._ask_why_not(line.value)
        elif line.key == "without" and self.tour is not None:
            question = Question(
                number=0, topic=Topic.WHY_THIS, seat=self.tour.seat, badge=self.tour.badge, seconds=WITHOUT_SECONDS
            )
            self._without = _WORKING
            self._ask_further(question, self._on_without)
        elif line.key == "remedies":
            self._ask_further(Question(number=0, topic=Topic.REMEDIES, seat=self.seat_id), self._on_remedies)
        elif line.key == "rule_set":
            question = Question(number=0, topic=Topic.RULE_SET, seat=self.seat_id, seconds=RULE_SET_SECONDS)
            self._ask_further(question, self._on_rule_set)

    def _place(self, line: Line) -> None:
        """Take a candidate or a remedy over as one undoable edit."""
        value = line.value
        gone: tuple[Tour, ...] = ()
        if isinstance(value, Remedy):
            tour, gone = value.tour, value.gone
        elif isinstance(value, Candidate):
            tour = value.tour
        else:
            return
        if tour is not None and place(self._document, tour, gone):
            self.left.emit()

    def _ask_why_not(self, candidate: Candidate) -> None:
        seat, facts = self.seat_id, self._document.facts
        if seat is None or facts is None:
            return
        badge = candidate.badge

        def take(answer: Answer) -> None:
            words = refusal_words(answer.refusal, facts) if answer.refusal is not None else answer.error
            self._answers = {**self._answers, badge: words}
            self._refresh()

        self._answers = {**self._answers, badge: _WORKING}
        self._ask_further(Question(number=0, topic=Topic.WHY_NOT, seat=seat, badge=badge), take)

    def _on_without(self, answer: Answer) -> None:
        facts = self._document.facts
        if facts is not None:
            self._without = choice_words(answer.choice, facts) if answer.choice is not None else answer.error
        self._refresh()

    def _on_remedies(self, answer: Answer) -> None:
        facts = self._document.facts
        if answer.remedies is not None and facts is not None:
            self._extra = remedy_lines(answer.remedies, facts)
        self._error = answer.error
        self._refresh()

    def _on_rule_set(self, answer: Answer) -> None:
        if answer.rule_set is not None:
            self._extra = rule_set_lines(answer.rule_set)
        self._error = answer.error
        self._refresh()
