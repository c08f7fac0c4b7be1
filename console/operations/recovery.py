"""After a crash: the roster that was open is opened again exactly as it was, and the user is told.

Every edit is in the database the moment it is made, undo and redo included. What is noted beside the user's choices is
only which roster was open, so that it can be found again; an orderly end takes the note away.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile

from console.document import RosterDocument
from console.operations.exchange import open_roster

LOCK, NOTE = "console.lock", "open.json"


@dataclass(frozen=True, slots=True)
class Left:
    """What was open when the console last ended without closing.

    Attributes:
        database: Its address.
        roster: Number of the roster, 0 for none.
        has_proposal: A build was running, or its proposal was waiting to be accepted.
    """

    database: str
    roster: int
    has_proposal: bool


class Recovery:
    """Notes what is open, in a folder of the user's. A second console beside the first notes nothing."""

    def __init__(self, document: RosterDocument, folder: Path) -> None:
        """Watch a document."""
        self._document = document
        self._lock_path, self._note_path = folder / LOCK, folder / NOTE
        self._lock = QLockFile(str(self._lock_path))
        self._lock.setStaleLockTime(0)
        self._is_mine = False

    def begin(self) -> Left | None:
        """Begin to note what is open; return what was open when the console last ended without closing, else None."""
        try:
            self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        was_there = self._lock_path.exists()
        self._is_mine = self._lock.tryLock(0)
        found = self._read() if self._is_mine and was_there else None
        if self._is_mine:
            for signal in (self._document.opened, self._document.proposal_changed):
                signal.connect(self.note)
        return found

    def note(self, is_building: bool = False) -> None:
        """Write down what is open now."""
        document = self._document
        if not self._is_mine or document.desk is None:
            return
        left = Left(document.desk.url, document.roster_id or 0, is_building or document.proposal is not None)
        try:
            self._note_path.write_text(json.dumps(asdict(left)), "utf-8")
        except OSError:
            self._is_mine = False  # a read-only home: go on without

    def end(self) -> None:
        """End in order: nothing is to be recovered."""
        if self._lock.isLocked():
            self._note_path.unlink(missing_ok=True)
            self._lock.unlock()

    def _read(self) -> Left | None:
        try:
            found = json.loads(self._note_path.read_text("utf-8"))
            return Left(str(found["database"]), int(found["roster"]), bool(found["has_proposal"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def recover(document: RosterDocument, left: Left) -> str:
    """Open the roster that was open and return what to tell the user, "" where it is not in the open database."""
    if document.desk is None or document.desk.url != left.database or not left.roster:
        return ""
    if document.roster_id != left.roster and not open_roster(document, left.roster):
        return ""
    saved = document.saved_at.astimezone(document.zone) if document.saved_at is not None else None
    words = "Fairwatch did not close in order last time. This is the roster as it was"
    words += f", saved {saved:%d %b %H:%M:%S}." if saved is not None else "."
    if document.stack.undoText():
        words += f" Undo still reaches back, to: {document.stack.undoText()}."
    if left.has_proposal:
        words += " A build or its proposal, not yet accepted, is lost: build again."
    return words
