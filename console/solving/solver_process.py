"""The solver as a child process: problem in on stdin, progress out as JSON lines, stopped softly and then hard."""

import json
from collections import deque
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from console.background import run_in_background
from console.solving.child import ChildProcess, Ending, program
from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.wire import UnreadableError, decode, encode
from scheduler.wire.progress import Progress

STOP_GRACE_MILLISECONDS = 2000
LONG_LINE = 20_000
"""A line of more bytes holds a roster, and reading it takes longer than a blink."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long and with what a build may work."""

    seconds: int = 30
    workers: int = 2
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a build ended: its best roster, if it had any, and one sentence where something went wrong."""

    roster: Roster | None
    certificate: Certificate | None
    error: str = ""
    is_stopped: bool = False


def _read(line: bytes) -> Progress | str:
    """Return what a line of the solver says, or why it says nothing."""
    try:
        return decode(line, Progress, "the solver's answer")
    except UnreadableError as error:
        return str(error)


def worker_command() -> list[str]:
    """Return what starts the solver: this program again, also when it is a bundle of one file."""
    return [*program(), "--solve-worker"]


class SolverProcess(QObject):
    """One build. Started once; `ended` comes exactly once, whatever happens to the child.

    Attributes:
        last: The newest progress, None before the first.

    Signals:
        progressed: A `Progress` has come.
        ended: The `Outcome`.
    """

    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        """Make it, not yet running.

        Args:
            parent: Owner.
            command: Program and arguments instead of the usual worker.
        """
        super().__init__(parent)
        self._child = ChildProcess(command or worker_command(), self)
        self._child.line_read.connect(self._on_line_read)
        self._child.ended.connect(self._on_child_ended)
        self._unread: deque[bytes] = deque()
        self._is_reading = self._is_killed = False
        self._ending: Ending | None = None
        self._failure = ""
        self._roster: Roster | None = None
        self._certificate: Certificate | None = None
        self._is_stopped = False
        self._is_complete = False
        self.last: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._child.is_running or self._ending is not None

    @property
    def pid(self) -> int:
        """The child's process id, 0 when there is none."""
        return self._child.pid

    def start(self, problem: Problem, options: Options, base: Roster | None = None) -> None:
        """Start the child and hand it the problem, with the roster as it stands to begin from."""
        asked = {"seconds": options.seconds, "workers": options.workers, "seed": options.seed}
        line = b'{"problem":' + encode(problem) + b',"options":' + json.dumps(asked).encode()
        line += b"}\n" if base is None or not base.tours else b',"start":' + encode(base) + b"}\n"
        self._child.start([], line)

    def stop(self) -> None:
        """Ask for the best roster so far; after two seconds the child is killed and its last roster is kept."""
        if self._is_stopped or not self.is_running:
            return
        self._is_stopped = True
        self._child.write(b"stop\n")
        self._child.kill_after(STOP_GRACE_MILLISECONDS)

    def kill(self) -> None:
        """End the child at once, with no answer: the window is closing."""
        self._is_killed = True
        self._unread.clear()
        self._child.kill()

    def _on_line_read(self, line: bytes) -> None:
        if line.strip():
            self._unread.append(line)
            self._read_on()

    def _read_on(self) -> None:
        """Read the lines that came, in their order: those with a roster away from the window."""
        while self._unread and not self._is_reading:
            line = self._unread.popleft()
            if len(line) > LONG_LINE:
                self._is_reading = True
                run_in_background(partial(_read, line), self._on_read, self._on_unreadable)
            else:
                self._take(_read(line))
        if self._ending is not None and not self._is_reading and not self._unread:
            ending, self._ending = self._ending, None
            self._end(ending)

    def _on_read(self, read: Progress | str) -> None:
        self._is_reading = False
        if not self._is_killed:
            self._take(read)
            self._read_on()

    def _on_unreadable(self, error: Exception) -> None:
        self._on_read(f"its answer could not be read ({error})")

    def _take(self, progress: Progress | str) -> None:
        if isinstance(progress, str):
            self._failure = self._failure or progress
            return
        self.last = progress
        if progress.roster is not None:
            self._roster = progress.roster
            self._certificate = progress.certificate
        if progress.event == "failed":
            self._failure = progress.message or "the solver gave no reason"
        if progress.event == "finished":
            self._is_complete = True
            self._child.close_input()
        self.progressed.emit(progress)

    def _on_child_ended(self, ending: Ending) -> None:
        self._ending = ending
        self._read_on()

    def _end(self, ending: Ending) -> None:
        error = ""
        if ending.not_started:
            error = f"The solver could not be started ({ending.not_started}): install Fairwatch again."
        elif self._failure and not (self._is_complete or self._is_stopped):
            error = f"The build failed: {self._failure.rstrip('.')}."
        elif not (self._is_complete or self._is_stopped):
            reason = f" Its last words: {ending.last_words}" if ending.last_words else ""
            error = f"The solver {ending.verb} before it was done.{reason}"
        self.ended.emit(
            Outcome(roster=self._roster, certificate=self._certificate, error=error, is_stopped=self._is_stopped)
        )
