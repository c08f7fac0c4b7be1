"""A long command of this program as a child process: its words line by line, its answer at the end."""

from PySide6.QtCore import QObject, Signal

from console.solving.child import ChildProcess, Ending, program

STOP_GRACE_MILLISECONDS = 60_000
"""A command that was asked to stop may first finish what it has in hand."""


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
        self._child = ChildProcess(command or program(), self)
        self._child.line_read.connect(self._on_line_read)
        self._child.told.connect(self.told)
        self._child.ended.connect(self._on_child_ended)
        self._answer = b""
        self._is_stopped = False

    @property
    def is_running(self) -> bool:
        """Whether the child is there."""
        return self._child.is_running

    def start(self, arguments: list[str]) -> None:
        """Start the command."""
        self._child.start(arguments)

    def stop(self) -> None:
        """Ask the command to end with what it has; where it cannot be asked, it is killed."""
        if self._is_stopped or not self.is_running:
            return
        self._is_stopped = True
        self._child.kill_after(STOP_GRACE_MILLISECONDS if self._child.interrupt() else 0)

    def kill(self) -> None:
        """End the child at once, with no answer: the window is closing."""
        self._child.kill()

    def _on_line_read(self, line: bytes) -> None:
        self._answer += line

    def _on_child_ended(self, ending: Ending) -> None:
        answer = self._answer.decode("utf-8", "replace")
        if ending.not_started:
            error = f"It could not be started ({ending.not_started}): install Fairwatch again."
        elif answer.strip() and (ending.status == 0 or self._is_stopped):
            error = ""
        elif self._is_stopped:
            error = "Stopped before anything was done."
        else:
            error = ending.last_words or f"The command {'crashed' if ending.is_crash else 'gave no answer'}."
        self.ended.emit(answer, error)
