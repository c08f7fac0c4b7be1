"""The overtime desk: who is called for a seat and in which order, and what each of them said."""

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.dialogs.call_rules import CallRulesDialog
from console.document import RosterDocument
from console.document.calls import rules_words, seat_words
from console.models.calling import ANSWER, CallingModel, CallRow
from console.operations import calling
from console.solving.questions import Questions
from console.theme import Look
from console.widgets.basics import button, label, offer, paragraph
from console.widgets.flow import FlowRow
from console.widgets.quiet_table import QuietTable
from scheduler.api import OUTCOMES, Action, CallLists, CallOutcome
from scheduler.domain.answers import Candidate
from scheduler.domain.words import SeatId
from scheduler.wire.asking import Answer, Question, Topic

OWNER = "calling"
WIDTHS = (102, 58, 160, 190, 150, 82, 140, 118)
KEYS = {
    Qt.Key.Key_A: CallOutcome.ACCEPTED,
    Qt.Key.Key_R: CallOutcome.REFUSED,
    Qt.Key.Key_E: CallOutcome.EXCUSED,
    Qt.Key.Key_N: CallOutcome.NO_ANSWER,
}
"""A letter on the list is an answer on the telephone."""
_ASKING = "Working out who could take it ..."


class CallingDialog(QDialog):
    """A table of both lists, whoever is next chosen; the answer of a call is one key, and the next one is chosen."""

    def __init__(
        self,
        document: RosterDocument,
        questions: Questions,
        look: Look,
        seat: SeatId,
        parent: QWidget | None = None,
    ) -> None:
        """Lay the window out and ask who could take the seat.

        Args:
            document: The open roster.
            questions: Answers who could.
            look: Colours and sizes.
            seat: Which seat, `POST/DATE/SHIFT/INDEX`.
            parent: The window above.
        """
        super().__init__(parent)
        self.setWindowTitle("Call in")
        self.resize(look.px(1060), look.px(600))
        self.resize(self.size().boundedTo((parent or self).screen().availableSize() * 0.94))
        self._document, self._questions, self._look, self._seat = document, questions, look, seat
        self._candidates: tuple[Candidate, ...] = ()
        self._lists: CallLists | None = None
        self._is_known, self._told = False, ""
        self.model, self.table = CallingModel(self), QuietTable("Who is called")
        self._words, self._rules = paragraph("", "strong"), paragraph("", "second")
        self.say_accepted = button("Accepted (A)", "primary", lambda: self.answer(CallOutcome.ACCEPTED))
        self.say_refused = button("Refused (R)", "", lambda: self.answer(CallOutcome.REFUSED))
        self.say_excused = button("Excused (E)", "", lambda: self.answer(CallOutcome.EXCUSED))
        self.say_no_answer = button("No answer (N)", "", lambda: self.answer(CallOutcome.NO_ANSWER))
        self.put = button("Put on the seat", "primary", self._put)
        self.rules = button("Rules...", "", self._ask_rules)
        self.close_button = button("Close", "", self.reject)
        for key, outcome in KEYS.items():  # before the table takes the letter for the beginning of a name
            QShortcut(QKeySequence(key), self, partial(self.answer, outcome))
        self._lay_out()
        self._follow()
        self._ask()

    def _lay_out(self) -> None:
        facts = self._document.facts
        assert facts is not None
        self.table.setModel(self.model)
        self.table.set_look(self._look)
        for number, width in enumerate(WIDTHS):
            self.table.setColumnWidth(number, self._look.px(width))
        self.table.let_fill(ANSWER, self._look.px(WIDTHS[ANSWER]))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._refresh_buttons())
        self.table.doubleClicked.connect(lambda *_: self._on_enter())
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(label(f"Call in for {seat_words(facts, self._seat)}", "title"))
        column.addWidget(self._words)
        column.addWidget(self.table, 1)
        column.addWidget(self._rules)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(FlowRow((self.put, self.say_accepted, self.say_refused, self.say_excused, self.say_no_answer)), 1)
        row.addWidget(self.rules)
        row.addWidget(self.close_button)
        column.addLayout(row)

    # ------------------------------------------------------------ asking

    def _ask(self) -> None:
        self._questions.ask(OWNER, Question(number=0, topic=Topic.CANDIDATES, seat=self._seat), self._on_answer)
        self._show()

    def _on_answer(self, answer: Answer) -> None:
        self._told = answer.error
        if answer.candidates is not None:  # first their order, which is all that a call needs, then why others are not
            self._candidates = answer.candidates.candidates
        self._is_known = not answer.error
        self._show()

    def _follow(self) -> None:
        self._following = self._document.edit_applied.connect(self._on_roster_changed)

    def _on_roster_changed(self, *_: object) -> None:
        """Other edits change who could: ask anew."""
        self._is_known = False
        self._ask()

    @property
    def _is_empty(self) -> bool:
        return calling.is_empty(self._document, self._seat)

    # ------------------------------------------------------------ showing

    def _show(self) -> None:
        facts, desk = self._document.facts, self._document.desk
        if facts is None or desk is None:
            return
        self._lists = None
        words = f"{self._told.rstrip('.')}." if self._told else "" if self._is_known else _ASKING
        if self._is_known:
            found = calling.lists_of(self._document, self._seat, self._candidates, self._is_empty)
            if isinstance(found, CallLists):
                self._lists = found
                words = calling.next_words(found, facts, self._is_empty)
                self._rules.setText(rules_words(found.rules))
            else:
                words = found
        self._words.setText(words)
        self.model.show(self._lists, facts, self._seat)
        if self.model.rowCount():
            self.table.choose_row(self.model.first_row())
        self._refresh_buttons()

    def _chosen(self) -> CallRow | None:
        index = self.table.currentIndex()
        return self.model.row_at(index.row()) if index.isValid() and self._lists is not None else None

    def _refresh_buttons(self) -> None:
        row, lists = self._chosen(), self._lists
        is_free = row is not None and row.line is None
        self.put.setVisible(is_free)
        offer(self.put, "" if self._is_empty else "Somebody is on the seat already.")
        following = lists.next if lists is not None else None
        can_say = OUTCOMES[following[0]] if following is not None else ()
        reason = self._why_not(row)
        for outcome, made in self._answers().items():
            is_of_list = outcome in can_say or (not can_say and outcome is not CallOutcome.EXCUSED)
            made.setVisible(is_of_list and not is_free)
            offer(made, reason)
        may = self._document.desk is not None and self._document.desk.session.may(Action.CHANGE_POLICY)
        self.rules.setVisible(may)

    def _why_not(self, row: CallRow | None) -> str:
        """Return why nothing can be said of a row now, "" where it can."""
        lists = self._lists
        if lists is None or row is None:
            return "It is not known yet who could."
        if lists.next is None:
            return "Nobody is to be called."
        if row.is_next:
            return ""
        facts = self._document.facts
        name = facts.name(lists.next[1].officer.badge) if facts is not None else lists.next[1].officer.badge
        return f"{name} is called first."

    def _answers(self) -> dict[CallOutcome, QPushButton]:
        return {
            CallOutcome.ACCEPTED: self.say_accepted,
            CallOutcome.REFUSED: self.say_refused,
            CallOutcome.EXCUSED: self.say_excused,
            CallOutcome.NO_ANSWER: self.say_no_answer,
        }

    # ------------------------------------------------------------ doing

    def answer(self, outcome: CallOutcome) -> None:
        """Write down what whoever is next has said; somebody who accepts is put on the seat, and the window closes."""
        row, lists = self._chosen(), self._lists
        if row is None or lists is None or not row.is_next or lists.next is None:
            return
        if outcome not in OUTCOMES[lists.next[0]]:
            return
        is_empty = self._is_empty
        QObject.disconnect(self._following)
        is_noted = calling.note(self._document, self._seat, row.candidate, self._candidates, outcome, is_empty)
        self._follow()
        if is_noted and outcome is CallOutcome.ACCEPTED and not self._is_empty:
            self.accept()
        else:
            self._show()
            self.table.setFocus()

    def _put(self) -> None:
        row = self._chosen()
        if row is None or row.line is not None:
            return
        QObject.disconnect(self._following)
        is_done = calling.put(self._document, row.candidate)
        self._follow()
        if is_done:
            self.accept()

    def _on_enter(self) -> None:
        row = self._chosen()
        if row is not None and row.line is None:
            self._put()
        else:
            self.answer(CallOutcome.ACCEPTED)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter for whoever is chosen."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_enter()
        else:
            super().keyPressEvent(event)

    def _ask_rules(self) -> None:
        desk, facts = self._document.desk, self._document.facts
        if desk is None or facts is None or self._lists is None:
            return
        dialog = CallRulesDialog(self._lists.rules, self._document.today(), self)
        if dialog.exec() and calling.set_rules(self._document, dialog.rules()):
            self._show()

    def done(self, result: int) -> None:
        """Ask nothing more."""
        self._questions.drop(OWNER)
        QObject.disconnect(self._following)
        super().done(result)
