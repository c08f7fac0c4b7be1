"""The solver as a child process: problem in on stdin, progress out as JSON lines, stopped softly and then hard."""

import json
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from console.solving.command_process import program
from scheduler.domain.findings import Certificate
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.wire import UnreadableError, decode, encode
from scheduler.wire.progress import Progress

STOP_GRACE_MILLISECONDS = 2000


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
        self._command = command or worker_command()
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._on_output_ready)
        self._process.readyReadStandardError.connect(self._on_error_ready)
        self._process.finished.connect(self._on_process_finished)
        self._process.errorOccurred.connect(self._on_process_error)
        self._killer = QTimer(self, singleShot=True, interval=STOP_GRACE_MILLISECONDS)
        self._killer.timeout.connect(self._process.kill)
        self._words = ""
        self._failure = ""
        self._roster: Roster | None = None
        self._certificate: Certificate | None = None
        self._is_stopped = False
        self._has_ended = False
        self._is_complete = False
        self.last: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def pid(self) -> int:
        """The child's process id, 0 when there is none."""
        return int(self._process.processId())

    def start(self, problem: Problem, options: Options) -> None:
        """Start the child and hand it the problem."""
        asked = {"seconds": options.seconds, "workers": options.workers, "seed": options.seed}
        line = b'{"problem":' + encode(problem) + b',"options":' + json.dumps(asked).encode() + b"}\n"
        self._process.start(self._command[0], self._command[1:])
        self._process.write(QByteArray(line))

    def stop(self) -> None:
        """Ask for the best roster so far; after two seconds the child is killed and its last roster is kept."""
        if self._has_ended or self._is_stopped:
            return
        self._is_stopped = True
        self._process.write(QByteArray(b"stop\n"))
        self._killer.start()

    def kill(self) -> None:
        """End the child at once, with no answer: the window is closing."""
        self._has_ended = True
        self._killer.stop()
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(3000)

    def _on_output_ready(self) -> None:
        while self._process.canReadLine():
            self._take(bytes(self._process.readLine().data()))

    def _take(self, line: bytes) -> None:
        if not line.strip():
            return
        try:
            progress = decode(line, Progress, "the solver's answer")
        except UnreadableError as error:
            self._failure = self._failure or str(error)
            return
        self.last = progress
        if progress.roster is not None:
            self._roster = progress.roster
            self._certificate = progress.certificate
        if progress.event == "failed":
            self._failure = progress.message or "the solver gave no reason"
        if progress.event == "finished":
            self._is_complete = True
            self._process.closeWriteChannel()
        self.progressed.emit(progress)

    def _on_error_ready(self) -> None:
        self._words = (self._words + bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace"))[
            -4000:
        ]

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(f"The solver could not be started ({self._process.errorString()}): install Fairwatch again.")

    def _on_process_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_output_ready()
        self._on_error_ready()
        if self._is_complete or self._is_stopped:
            self._end("")
        elif self._failure:
            self._end(f"The build failed: {self._failure.rstrip('.')}.")
        else:
            lines = self._words.strip().splitlines()
            reason = f" Its last words: {lines[-1]}" if lines else ""
            verb = "crashed" if how == QProcess.ExitStatus.CrashExit else f"ended with status {status}"
            self._end(f"The solver {verb} before it was done.{reason}")

    def _end(self, error: str) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        self._killer.stop()
        self.ended.emit(
            Outcome(roster=self._roster, certificate=self._certificate, error=error, is_stopped=self._is_stopped)
        )
