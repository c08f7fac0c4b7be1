"""A child process of this program: its lines as they come, its last words, its end told exactly once."""

import os
import signal
import sys
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, QProcess, QProcessEnvironment, QTimer, Signal

MOST_WORDS = 4000
"""So many characters of the error stream are kept."""

KILL_MILLISECONDS = 3000
"""How long a killed child is waited for."""


def program() -> list[str]:
    """Return what starts this program again, also when it is a bundle of one file."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a child ended.

    Attributes:
        status: Its exit status.
        is_crash: It did not end by itself.
        last_words: The last line of its error stream, "" for none.
        not_started: Why it could not even be started, "" when it was.
    """

    status: int = 0
    is_crash: bool = False
    last_words: str = ""
    not_started: str = ""

    @property
    def verb(self) -> str:
        """What it did, after "the solver"."""
        return "crashed" if self.is_crash else f"ended with status {self.status}"


class ChildProcess(QObject):
    """One child. Started once; `ended` comes exactly once, whatever happens to it, and not after `kill`.

    Signals:
        line_read: A line of its output, as bytes; what comes after the last line break is told at the end.
        told: A line of its error stream.
        ended: The `Ending`.
    """

    line_read = Signal(object)
    told = Signal(str)
    ended = Signal(object)

    def __init__(self, command: list[str], parent: QObject | None = None) -> None:
        """Make it, not yet running; `command` is program and first arguments."""
        super().__init__(parent)
        self._command = command
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._on_output_ready)
        self._process.readyReadStandardError.connect(self._on_error_ready)
        self._process.finished.connect(self._on_process_finished)
        self._process.errorOccurred.connect(self._on_process_error)
        self._killer = QTimer(self, singleShot=True)
        self._killer.timeout.connect(self._process.kill)
        self._words = self._unfinished = ""
        self._has_ended = False

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @property
    def pid(self) -> int:
        """The child's process id, 0 when there is none."""
        return int(self._process.processId())

    def start(self, arguments: list[str], first: bytes = b"") -> None:
        """Start the child and write the first bytes to it."""
        self._process.start(self._command[0], [*self._command[1:], *arguments])
        if first:
            self.write(first)

    def write(self, data: bytes) -> None:
        """Write to the child's input."""
        self._process.write(QByteArray(data))

    def close_input(self) -> None:
        """Tell the child that nothing more will be written."""
        self._process.closeWriteChannel()

    def interrupt(self) -> bool:
        """Interrupt the child as Ctrl+C does; return whether that is possible here."""
        if os.name != "posix" or not self.pid:
            return False
        os.kill(self.pid, signal.SIGINT)
        return True

    def kill_after(self, milliseconds: int) -> None:
        """Kill the child if it is still there then; its end is told."""
        self._killer.start(milliseconds)

    def kill(self) -> None:
        """End the child at once and tell nobody."""
        self._has_ended = True
        self._killer.stop()
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(KILL_MILLISECONDS)

    def _on_output_ready(self) -> None:
        while self._process.canReadLine():
            self._hand_on(bytes(self._process.readLine().data()))

    def _hand_on(self, line: bytes) -> None:
        if line and not self._has_ended:
            self.line_read.emit(line)

    def _on_error_ready(self) -> None:
        came = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        *lines, self._unfinished = (self._unfinished + came).split("\n")
        self._words = (self._words + came)[-MOST_WORDS:]
        for line in lines:
            if line.strip():
                self.told.emit(line.strip())

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(Ending(not_started=self._process.errorString()))

    def _on_process_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_output_ready()
        self._hand_on(bytes(self._process.readAllStandardOutput().data()))
        self._on_error_ready()
        lines = self._words.strip().splitlines()
        is_crash = how == QProcess.ExitStatus.CrashExit
        self._end(Ending(status=status, is_crash=is_crash, last_words=lines[-1].strip() if lines else ""))

    def _end(self, ending: Ending) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._killer.stop()
            self.ended.emit(ending)
