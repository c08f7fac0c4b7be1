"""Questions about the open roster, answered by a child process that stays warm: one at a time, never in this process.

Loading the solver and compiling a roster takes seconds, an answer after that tenths of one. So the child stays as long
as the window, follows the roster from edit to edit, and is started again when it dies.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from PySide6.QtCore import QObject, QTimer, Signal

from console.solving.child import ChildProcess, Ending, program
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.wire import UnreadableError, decode, encode
from scheduler.wire.asking import Answer, Asked, Question, Topic

CANCEL_GRACE_MILLISECONDS = 1000
"""A question that nobody waits for any more may first end by itself; then its process is killed and started again."""

Take = Callable[[Answer], None]


def answer_command() -> list[str]:
    """Return what starts the process that answers: this program again."""
    return [*program(), "--answer-worker"]


@dataclass
class _Waiting:
    """A question on its way.

    Attributes:
        owner: Who asked: a newer question of the same owner replaces it.
        is_quiet: It gives way to any other question and is asked again afterwards.
        is_dropped: Nobody waits for its answer any more.
        tries: How often the process has died over it.
    """

    owner: str
    question: Question
    take: Take
    is_quiet: bool = False
    is_dropped: bool = False
    tries: int = 0


class Questions(QObject):
    """The one process that answers, and who waits for what.

    Signals:
        told: One sentence for the user: the process has died.
        busy_changed: An answer is being worked out, or none is any more.
    """

    told = Signal(str)
    busy_changed = Signal()

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        """Make it, not yet running; `command` replaces the usual worker."""
        super().__init__(parent)
        self._command = command or answer_command()
        self._child: ChildProcess | None = None
        self.refusal: Callable[[Question], str] = lambda _: ""
        """Says why a question is not answered, "" where it is; asked before anything else is done about it."""
        self._numbers = count(1)
        self._problem: Problem | None = None
        self._roster: Roster | None = None
        self._sent: tuple[Problem | None, Roster | None] = (None, None)
        self._queue: list[_Waiting] = []
        self._current: _Waiting | None = None
        self._grace = QTimer(self, singleShot=True, interval=CANCEL_GRACE_MILLISECONDS)
        self._grace.timeout.connect(self._on_grace_over)

    @property
    def pid(self) -> int:
        """The child's process id, 0 for none."""
        return self._child.pid if self._child is not None else 0

    @property
    def is_busy(self) -> bool:
        """Whether an answer is being worked out."""
        return self._current is not None

    def waits(self, owner: str) -> bool:
        """Whether somebody still waits for an answer."""
        known = [self._current, *self._queue]
        return any(w is not None and w.owner == owner and not w.is_dropped for w in known)

    def hold(self, problem: Problem | None, roster: Roster | None) -> None:
        """Make questions be about another roster from now on; what was asked of the last one is dropped."""
        if problem is self._problem and roster is self._roster:
            return
        self._problem, self._roster = problem, roster
        self._queue.clear()
        self._drop_current()

    def ask(self, owner: str, question: Question, take: Take, is_quiet: bool = False) -> None:
        """Ask for an answer about the roster held; without one nothing is asked.

        Args:
            owner: Who asks; what the same owner asked before is dropped.
            question: What is asked; its number is set here.
            take: Called with each part of the answer, in the thread of the window, unless the question is dropped.
            is_quiet: Nobody waits for it: it gives way to any other question.
        """
        self.drop(owner)
        if self._problem is None or self._roster is None:
            return
        if refused := self.refusal(question):
            take(Answer(number=0, error=refused))
            return
        waiting = _Waiting(owner, replace(question, number=next(self._numbers)), take, is_quiet)
        self._queue.append(waiting)
        self._queue.sort(key=lambda w: w.is_quiet)
        current = self._current
        if current is not None and current.is_quiet and not current.is_dropped and not is_quiet:
            self._drop_current()
            if current.question.topic != Topic.WARM:
                self._queue.append(replace(current, is_dropped=False))
        self._go_on()

    def warm(self) -> None:
        """Get ready for the first question."""
        self.ask("warm", Question(number=0, topic=Topic.WARM), lambda answer: None, is_quiet=True)

    def drop(self, owner: str) -> None:
        """Wait no longer for what an owner has asked."""
        self._queue = [w for w in self._queue if w.owner != owner]
        if self._current is not None and self._current.owner == owner:
            self._drop_current()

    def kill(self) -> None:
        """End the child without an answer: the window is closing."""
        self._queue.clear()
        self._problem = self._roster = None
        self._end_child()
        self._set_current(None)

    # ------------------------------------------------------------ one question at a time

    def _drop_current(self) -> None:
        current = self._current
        if current is None or current.is_dropped:
            return
        current.is_dropped = True
        if current.question.topic == Topic.WARM:
            return  # the next question needs just this
        if self._child is not None:
            self._child.write(b"cancel\n")
        self._grace.start()

    def _on_grace_over(self) -> None:
        """Kill a process that goes on with what nobody waits for."""
        if self._current is not None and self._current.is_dropped:
            self._end_child()
            self._set_current(None)
            self._go_on()

    def _end_child(self) -> None:
        self._grace.stop()
        self._sent = (None, None)
        if self._child is not None:
            self._child.kill()
            self._child.deleteLater()
            self._child = None

    def _go_on(self) -> None:
        """Hand the next question to the process, starting it where it is not there."""
        if self._current is not None or not self._queue:
            return
        waiting = self._queue.pop(0)
        self._set_current(waiting)
        problem, roster = self._problem, self._roster
        known_problem, known_roster = self._sent if self._child is not None else (None, None)
        asked = Asked(
            problem=None if problem is known_problem else problem,
            roster=None if roster is known_roster else roster,
            question=waiting.question,
        )
        self._sent = problem, roster
        line = encode(asked) + b"\n"
        if self._child is None:
            self._child = ChildProcess(self._command, self)
            self._child.line_read.connect(self._on_line_read)
            self._child.ended.connect(self._on_child_ended)
            self._child.start([], line)
        else:
            self._child.write(line)

    def _set_current(self, waiting: _Waiting | None) -> None:
        was_busy, self._current = self.is_busy, waiting
        if was_busy != self.is_busy:
            self.busy_changed.emit()

    def _on_line_read(self, line: bytes) -> None:
        current = self._current
        if current is None:
            return
        try:
            answer = decode(line, Answer, "the answer")
        except UnreadableError as error:
            answer = Answer(number=current.question.number, error=str(error))
        if answer.number not in (current.question.number, -1):
            return
        if answer.is_last:
            self._grace.stop()
            self._set_current(None)
        if not current.is_dropped:
            current.take(answer)
        self._go_on()

    def _on_child_ended(self, ending: Ending) -> None:
        """The process is gone unasked: ask once more, then give up on that question in words."""
        current = self._current
        self._end_child()
        self._set_current(None)
        if current is None or current.is_dropped:
            self._go_on()
            return
        if ending.not_started:
            said = f"The process that answers questions could not be started ({ending.not_started})."
            self._fail(current, f"{said} Install Fairwatch again.")
        elif current.tries:
            words = f" Its last words: {ending.last_words}" if ending.last_words else ""
            self._fail(current, f"The process that answers questions {ending.verb} over this one twice.{words}")
        else:
            current.tries += 1
            self._queue.insert(0, current)
            self.told.emit(f"The process that answers questions {ending.verb}. It was started again; nothing is lost.")
        self._go_on()

    def _fail(self, waiting: _Waiting, sentence: str) -> None:
        waiting.take(Answer(number=waiting.question.number, error=sentence))
