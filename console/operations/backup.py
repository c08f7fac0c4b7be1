"""Backups: made, proved and restored away from the window; made by themselves when they are due."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from console.background import run_in_background
from console.document import RosterDocument
from console.document.words import count
from console.now import utc_now
from scheduler.api import Action, DeskError
from scheduler.api.backup import (
    BackupFile,
    BackupPlan,
    BackupProof,
    MadeBackup,
    Opener,
    Passphrase,
    PublicKey,
    new_backup_key,
    private_key,
    public_key,
    restore_backup,
)
from scheduler.api.here import system_user

EVERY = 5 * 60_000
"""Milliseconds between two looks at whether a backup is due."""
LEAST_LETTERS = 15
Watch = Callable[[int, int], bool]


class Task(QObject):
    """One long piece of work that can be stopped.

    Signals:
        moved: How much is done, and of how much (0: not known).
        done: What came of it.
        failed: One sentence.
    """

    moved = Signal(int, int)
    done = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing runs yet."""
        super().__init__(parent)
        self.is_running = self._is_stopped = False

    def run(self, work: Callable[[Watch], object]) -> None:
        """Begin; `work` takes what it tells its progress to, which returns whether to go on."""
        self.is_running, self._is_stopped = True, False
        run_in_background(lambda: work(self._watch), self._on_done, self._on_failed)

    def stop(self) -> None:
        """Ask the work to end; it says so itself."""
        self._is_stopped = True

    def _watch(self, done: int, of: int) -> bool:
        self.moved.emit(done, of)
        return not self._is_stopped

    def _on_done(self, value: object) -> None:
        self.is_running = False
        self.done.emit(value)

    def _on_failed(self, error: Exception) -> None:
        self.is_running = False
        if not isinstance(error, DeskError):
            raise error
        self.failed.emit(f"{str(error).rstrip('.')}.")


class DueBackups(QObject):
    """Makes backups by themselves while the window is open, and says when the last one is too old.

    Signals:
        told: A sentence for the status line, "" for nothing.
    """

    told = Signal(str)

    def __init__(self, document: RosterDocument, parent: QObject) -> None:
        """Look now and then, and whenever another database is open or the roster was published."""
        super().__init__(parent)
        self._document, self._task = document, Task(self)
        self._task.done.connect(self._on_done)
        self._task.failed.connect(self._on_failed)
        self._ticks = QTimer(self, interval=EVERY)
        self._ticks.timeout.connect(self.look)
        self._ticks.start()

    def look(self) -> None:
        """Make a backup if one is due."""
        desk = self._document.desk
        if desk is None or self._task.is_running or not may_look(self._document):
            return
        try:
            state = desk.backups.state()
        except DeskError:  # said wherever the database is used next
            return
        self.told.emit(f"{state.sentence}: that is too long" if state.is_late and state.is_planned else "")
        if state.is_due:
            self._task.run(desk.backups.make_due)

    def _on_done(self, made: MadeBackup | None) -> None:
        if made is not None:
            self.told.emit("")

    def _on_failed(self, sentence: str) -> None:
        self.told.emit(f"No backup: {sentence}")


def may_look(document: RosterDocument) -> bool:
    """Whether whoever works here may know how old the last backup is."""
    return document.may(Action.READ_ROSTER) or document.may(Action.CONFIGURE_BACKUPS)


def state_words(document: RosterDocument) -> str:
    """Return how old the last backup is, in a sentence."""
    return f"{document.desk.backups.state().sentence}." if document.desk is not None else ""


def plan_of(document: RosterDocument) -> BackupPlan | None:
    """Return when backups are made by themselves, None where nothing is set."""
    return document.desk.backups.plan() if document.desk is not None else None


def set_plan(document: RosterDocument, plan: BackupPlan | None) -> str:
    """Set when backups are made by themselves; return why that cannot be, "" where it was done."""
    try:
        if document.desk is not None:
            document.desk.backups.set_plan(plan)
    except DeskError as error:
        return f"{str(error).rstrip('.')}."
    return ""


def files(document: RosterDocument) -> tuple[BackupFile, ...]:
    """Return the backups of this database in the folder of its plan, newest first, to whom that is shown."""
    if not document.may(Action.CONFIGURE_BACKUPS):
        return ()
    plan = plan_of(document)
    return () if plan is None or document.desk is None else document.desk.backups.files(Path(plan.folder))


def back_up(document: RosterDocument, task: Task, folder: Path, lock: Passphrase | PublicKey) -> None:
    """Begin to write a backup to a folder."""
    desk = document.desk
    if desk is not None:
        task.run(lambda watch: desk.backups.make(folder, lock, watch))


def restore(document: RosterDocument, task: Task, backup: Path, opener: Opener, url: str) -> None:
    """Begin to make a new database of a backup; that takes no database that is open."""
    actor = document.desk.actor if document.desk is not None else system_user()
    task.run(lambda watch: restore_backup(backup, opener, url, actor, utc_now, watch))


def made_words(made: MadeBackup) -> str:
    """Say what was backed up."""
    return f"Backed up: {made.path.name}, {count(made.rows, 'row')}. Hash and anchor lie beside it."


def zone_of(document: RosterDocument) -> tzinfo | None:
    """Return the time zone in which backups are dated: the facility's, the computer's (None) with no database open."""
    return document.zone if document.desk is not None else None


def restored_words(proof: BackupProof, path: Path, zone: tzinfo | None) -> str:
    """Say what was restored, in a time zone (None: the computer's)."""
    then = datetime.fromisoformat(proof.header.at).astimezone(zone)
    return f"Restored as it stood {then:%Y-%m-%d %H:%M}: {path.name}, {count(proof.rows, 'row')}, each of them proved."


def why_not_passphrase(first: str, second: str) -> str:
    """Return what is wrong with a new passphrase that was typed twice, "" for nothing."""
    if len(first.strip()) < LEAST_LETTERS:
        return f"At least {LEAST_LETTERS} letters: four words are good. Without them nobody can open the backup."
    return "" if first == second else "The two differ: type the second one again."


def opener_of(key: Path | None, passphrase: str) -> Opener:
    """Return what a backup is opened with.

    Raises:
        DeskError: the file holds no backup key.
    """
    return private_key(key) if key is not None else Passphrase(passphrase)


def key_of(plan: BackupPlan | None) -> PublicKey | None:
    """Return the backup key of a plan."""
    return None if plan is None else public_key(plan.key)


def make_key(path: Path) -> str:
    """Make a backup key, write the half that opens to a file, and return the half that locks.

    Raises:
        DeskError: the file is there already or cannot be written.
    """
    return new_backup_key(path).text
