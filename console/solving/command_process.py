"""A long command of this program as a child process: its words line by line, its answer at the end."""

import os
import signal
import sys

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

STOP_GRACE_MILLISECONDS = 60_000
"""A command that was asked to stop may first finish what it has in hand."""


def program() -> list[str]:
    """Return what starts this program again, also when it is a bundle of one file."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]


class CommandProcess(QObject):
    """One command. Started once; `ended` comes exactly once, whatever happens to the child.

    Signals:
        told: A line of its error stream: how far it is.
        ended: (answer, error): what it printed, and one sentence where something went wrong.
    """

    told = Signal(str)
    ended = Signal(str, str)

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        """Make it, not yet running; `command` is program and first arguments instead of this one's."""
        super().__init__(parent)
        self._command = command or program()
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
        self._answer, self._words, self._last = "", "", ""
        self._is_stopped = self._has_ended = False

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, arguments: list[str]) -> None:
        """Start the command."""
        self._process.start(self._command[0], [*self._command[1:], *arguments])

    def stop(self) -> None:
        """Ask the command to end with what it has; where it cannot be asked, it is killed."""
        if self._is_stopped or not self.is_running:
            return
        self._is_stopped = True
        if os.name == "posix":
            os.kill(int(self._process.processId()), signal.SIGINT)
            self._killer.start()
        else:
            self._process.kill()

    def kill(self) -> None:
        """End the child at once, with no answer: the window is closing."""
        self._has_ended = True
        self._killer.stop()
        if self.is_running:
            self._process.kill()
            self._process.waitForFinished(3000)

    def _on_output_ready(self) -> None:
        self._answer += bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")

    def _on_error_ready(self) -> None:
        self._words += bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        *lines, self._words = self._words.split("\n")
        for line in lines:
            if line.strip():
                self._last = line.strip()
                self.told.emit(self._last)

    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(f"It could not be started ({self._process.errorString()}): install Fairwatch again.")

    def _on_process_finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._on_output_ready()
        self._on_error_ready()
        if self._answer.strip() and (status == 0 or self._is_stopped):
            self._end("")
        elif self._is_stopped:
            self._end("Stopped before anything was done.")
        else:
            verb = "crashed" if how == QProcess.ExitStatus.CrashExit else "gave no answer"
            self._end(self._words.strip() or self._last or f"The command {verb}.")

    def _end(self, error: str) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._killer.stop()
            self.ended.emit(self._answer, error)
