"""The one build that may be running: its phase, its newest progress, and the course of its values."""

from enum import StrEnum

from PySide6.QtCore import QObject, QTimer, Signal

from console.solving.solver_process import Options, Outcome, SolverProcess
from scheduler.domain.findings import TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.wire import sha256
from scheduler.wire.progress import Progress


class Phase(StrEnum):
    """Where a build stands."""

    IDLE = "idle"
    RUNNING = "running"
    STOPPING = "stopping"


class BuildState(QObject):
    """The running build, or none.

    Attributes:
        phase: Where it stands.
        tiers: Newest value and bound of each tier, in order.
        course: (seconds, tiers) of each progress line that had values, for the chart.
        seconds: How long it has been running, or took.
        limit: How long it may.
        notes: What went wrong in it and cost only itself, in sentences.
        base: The roster that stood when it began.
        scope: What it may change, in a sentence; "" for everything that is not locked.

    Signals:
        changed: Phase, tiers or time are others.
        ended: The `Outcome`.
    """

    changed = Signal()
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None, command: list[str] | None = None) -> None:
        """Make it idle; `command` replaces the usual worker."""
        super().__init__(parent)
        self._command = command
        self._process: SolverProcess | None = None
        self._ticker = QTimer(self, interval=1000)
        self._ticker.timeout.connect(self._on_ticker_timeout)
        self.phase = Phase.IDLE
        self.tiers: tuple[TierValue, ...] = ()
        self.course: list[tuple[float, tuple[TierValue, ...]]] = []
        self.seconds = 0.0
        self.limit = 0
        self.message = ""
        self.notes: list[str] = []
        self.base: Roster | None = None
        self.scope = ""
        self.problem_sha256 = ""

    @property
    def is_running(self) -> bool:
        """Whether a build is under way."""
        return self.phase != Phase.IDLE

    @property
    def pid(self) -> int:
        """The solver's process id, 0 for none."""
        return self._process.pid if self._process is not None else 0

    def start(self, problem: Problem, base: Roster, options: Options, scope: str = "") -> None:
        """Start a build; one at a time.

        Args:
            problem: What is to be rostered.
            base: The roster as it stands.
            options: Time, workers and seed.
            scope: What it may change, in a sentence; "" for everything that is not locked.
        """
        if self.is_running:
            return
        self.base, self.scope = base, scope
        self.problem_sha256 = sha256(problem)
        self.tiers, self.course, self.seconds, self.message = (), [], 0.0, ""
        self.notes = []
        self.limit = options.seconds
        self.phase = Phase.RUNNING
        self._process = SolverProcess(self, self._command)
        self._process.progressed.connect(self._on_process_progressed)
        self._process.ended.connect(self._on_process_ended)
        self._process.start(problem, options, base)
        self._ticker.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stop and keep the best roster so far."""
        if self.phase == Phase.RUNNING and self._process is not None:
            self.phase = Phase.STOPPING
            self._process.stop()
            self.changed.emit()

    def kill(self) -> None:
        """End the child without an answer: the window is closing."""
        self._ticker.stop()
        if self._process is not None:
            self._process.kill()
            self._process = None
        self.phase = Phase.IDLE

    def forget(self) -> None:
        """Drop what the last build reached."""
        if not self.is_running:
            self.tiers, self.course, self.message = (), [], ""
            self.changed.emit()

    def _on_ticker_timeout(self) -> None:
        self.seconds += 1
        self.changed.emit()

    def _on_process_progressed(self, progress: Progress) -> None:
        self.seconds = max(self.seconds, progress.seconds)
        self.message = progress.message
        if progress.event == "note":
            self.notes.append(progress.message)
        if progress.tiers:
            self.tiers = progress.tiers
            self.course.append((progress.seconds, progress.tiers))
        self.changed.emit()

    def _on_process_ended(self, outcome: Outcome) -> None:
        self._ticker.stop()
        self.phase = Phase.IDLE
        if self._process is not None:
            self._process.deleteLater()
            self._process = None
        self.changed.emit()
        self.ended.emit(outcome)
