"""One roster at several desks: others' changes come in, own edits go out one by one, and what cannot go waits.

A database on a server is talked to in a thread. What is on screen is the roster as the server held it last, with the
edits that wait done on it; whenever something is heard, both are put together anew and what differs is taken over.
A file is saved to at once, as before; changes by another window on it come in too.
"""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from threading import Thread
from uuid import uuid4

from PySide6.QtCore import QObject, QTimer, Signal

from console.background import Soon, attend, run_in_background
from console.commands import ApplyEdit
from console.document import EditKind, RosterDocument
from console.document.words import STATES, count, day
from console.now import local_now, utc_now
from console.operations.ages import DataAges
from console.operations.talking import Asked, Heard, Proven, change_between, talk, with_waiting, words_of
from scheduler.api import (
    Action,
    Conflict,
    Desk,
    DeskError,
    JournalStep,
    NotPermittedError,
    Outbox,
    Seen,
    Watcher,
    refusal,
)
from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Roster, RosterEdit
from scheduler.domain.words import Badge, RosterState

GRACE_MILLISECONDS = 700
"""A line that is back within this was not lost: nobody is told."""
FIRST_PAUSE, MOST_PAUSE = 1_000, 30_000
"""Milliseconds until a server that did not answer is asked again: each time twice as long, up to the second."""


class Sharing(QObject):
    """Keeps the roster on screen together with what others do to it.

    Attributes:
        lost_since: Since when the server has not answered, None while it does: what is shown is as old as that.
        ages: How old the data on a server is, as last read.
        is_held_back: Others' changes wait because a proposal is being looked at.

    Signals:
        changed: What the status line says of all this may be another.
        told: One sentence about what others did, or about what was sent.
        conflicted: An edit was not taken over because somebody else changed the same place.
    """

    changed = Signal()
    told = Signal(str)
    conflicted = Signal()
    _seen = Signal(object, object)

    def __init__(self, document: RosterDocument, folder: Path | None, parent: QObject | None = None) -> None:
        """Look after a document.

        Args:
            document: Its roster is shared.
            folder: Where edits that wait are kept, None for only as long as the program runs.
            parent: Owner.
        """
        super().__init__(parent)
        self._document, self.folder = document, folder
        self._watcher: Watcher | None = None
        self._desk: Desk | None = None
        self._is_served = self._is_talking = self._is_asked = False
        self._boxes: dict[int, Outbox] = {}
        self._late: dict[int, tuple[RosterEdit, ...]] = {}
        self._loaded: tuple[RosterEdit, ...] = ()
        self._proven: Proven | None = None
        self._since, self._made = 0, set[str]()
        self._base: Roster | None = None
        self._others: dict[tuple[Badge, date], JournalStep] = {}
        self._ready, self._announced = frozenset[str](), frozenset[str]()
        self._reached = (0, 0)
        self._pause = FIRST_PAUSE
        self.lost_since: datetime | None = None
        self.ages: DataAges | None = None
        self.is_held_back = False
        self._soon = Soon(self._talk, self)
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MILLISECONDS)
        self._grace.timeout.connect(self.changed)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._talk)
        self._seen.connect(self._on_seen)
        document.seated.connect(self._on_seated)
        document.opened.connect(self._on_opened)
        document.edit_applied.connect(self._on_edit_applied)
        document.proposal_changed.connect(self._on_proposal_changed)
        document.stack.indexChanged.connect(self._on_index_changed)

    # ------------------------------------------------------------ what it says

    @property
    def is_lost(self) -> bool:
        """Whether the server does not answer, for longer than a blink."""
        return self.lost_since is not None and not self._grace.isActive()

    @property
    def is_served(self) -> bool:
        """Whether the database is on a server."""
        return self._is_served

    @property
    def waiting(self) -> tuple[tuple[int, RosterEdit], ...]:
        """The edits that wait, each with the number of its roster."""
        return tuple((number, edit) for number, box in self._boxes.items() for edit in box.waiting)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The edits of the open roster that were not taken over, once what others made instead is on screen."""
        box = self._box()
        return tuple(one for one in box.conflicts if one.edit.id in self._ready) if box is not None else ()

    @property
    def unsent(self) -> str:
        """Why the roster on screen is not yet what the server holds, in a sentence; "" where it is."""
        box = self._box()
        if box is None or not (box.waiting or box.conflicts):
            return ""
        if box.conflicts:
            return "Edits of yours met changes by others: decide about them first (Edit, Edits that wait)."
        number = len(box.waiting)
        one = "1 edit is" if number == 1 else f"{number} edits are"
        return f"{one} not on the server yet: wait until what is on screen is (Edit, Edits that wait)."

    # ------------------------------------------------------------ what the document asks

    def keep(self, edit: RosterEdit, kind: EditKind) -> None:
        """Keep an edit until it is sent.

        Raises:
            DeskError: it cannot be kept, or may not be made.
        """
        document, box = self._document, self._box()
        roster = document.roster
        if box is None or roster is None:
            raise DeskError("The roster is not open for edits at the moment")
        if roster.state == RosterState.ARCHIVED:
            raise DeskError("The roster is archived and takes no more changes")
        lifts = kind == "do" and any(not change.is_set for change in edit.locks)
        if not document.may(Action.EDIT) or (lifts and not document.may(Action.UNLOCK)):
            raise NotPermittedError(refusal((Action.UNLOCK if lifts else Action.EDIT,), is_open=False))
        if kind != "do":  # what is taken back is an edit of its own: it can be sent again as well
            words = "Undo" if kind == "undo" else "Redo"
            actor = document.desk.actor if document.desk is not None else edit.actor
            edit = replace(edit, id=uuid4().hex, label=f"{words}: {edit.label}", actor=actor, at=local_now())
        box.add(edit)

    def certify(self, certificate: Certificate | None, problem_sha256: str) -> None:
        """Keep what is proven of the roster until the server holds it."""
        if self._document.roster is not None:
            self._proven = Proven(roster=self._document.roster, certificate=certificate, problem_sha256=problem_sha256)

    def flush(self) -> None:
        """Send what can be sent before the database is closed; what cannot waits in its file."""
        boxes = tuple(box for box in self._boxes.values() if box.waiting)
        if boxes and self.lost_since is None:
            with suppress(DeskError):
                attend(lambda: [box.send() for box in boxes])

    @property
    def zone(self) -> tzinfo:
        """The facility's time zone, in which all of it is told."""
        return self._document.zone

    def blame(self, edit: RosterEdit) -> str:
        """Return who else changed what an edit changes, in a sentence; "" for nobody."""
        facts = self._document.facts
        found = [(cell, self._others[cell]) for cell in sorted(edit.cells) if cell in self._others]
        if not found or facts is None:
            return ""
        (badge, on), step = max(found, key=lambda pair: pair[1].step)
        return f"{facts.name(badge)}, {day(on)}, was changed by {step.actor} at {step.at.astimezone(self.zone):%H:%M}."

    # ------------------------------------------------------------ what the user asks

    def withdraw(self, ids: Iterable[str]) -> None:
        """Let some edits wait no longer."""
        gone = frozenset(ids)
        for box in self._boxes.values():
            box.withdraw(gone)
        self._late = {number: tuple(e for e in late if e.id not in gone) for number, late in self._late.items()}
        if self.lost_since is None:
            self.ask()
        else:
            self._rebuild()
        self.changed.emit()

    def settle(self, ids: Iterable[str]) -> None:
        """Take conflicts as decided."""
        box = self._box()
        if box is not None:
            box.settle(ids)
        self.changed.emit()

    def ask(self) -> None:
        """Talk with the database soon."""
        self._soon.ask()

    # ------------------------------------------------------------ database and roster

    def _box(self) -> Outbox | None:
        number = self._document.roster_id
        return self._boxes.get(number) if number is not None else None

    def _on_seated(self) -> None:
        """Watch another database."""
        self.stop()
        document, desk = self._document, self._document.desk
        if desk is None or not document.may(Action.READ_ROSTER):
            return
        self._desk = desk
        try:
            self._is_served = desk.shared.is_served()
            if self._is_served:
                self._load_boxes(desk)
            self._watcher = desk.shared.watch(lambda seen: self._hand_over(desk, seen))
        except DeskError as error:
            document.failed.emit(f"{str(error).rstrip('.')}.")

    def stop(self) -> None:
        """Watch no longer."""
        watcher, self._watcher, self._desk = self._watcher, None, None
        if watcher is not None and self._is_served:  # it may be waiting for the server
            Thread(target=watcher.stop, name="fairwatch watch end", daemon=True).start()
        elif watcher is not None:
            watcher.stop()
        for timer in (self._grace, self._again, self._soon):
            timer.stop()
        self._boxes, self._late, self._is_served, self._proven = {}, {}, False, None
        self._document.keeper = None
        self.lost_since = self.ages = None
        self.is_held_back = False
        self.changed.emit()

    def _hand_over(self, desk: Desk, seen: Seen) -> None:
        """Tell the window's thread what was seen."""
        with suppress(RuntimeError):  # the window is gone
            self._seen.emit(desk, seen)

    def _load_boxes(self, desk: Desk) -> None:
        """Take up what waits for this database and whoever works here, from times before."""
        folder, key = self.folder, _key(desk)
        for path in sorted(folder.glob(f"{key}-*.waiting")) if folder is not None and folder.is_dir() else ():
            number = int(path.stem.rpartition("-")[2])
            box = self._boxes[number] = self._new_box(desk, number, 0)
            self._late[number] = box.waiting

    def _new_box(self, desk: Desk, number: int, since: int) -> Outbox:
        path = None
        if self.folder is not None:
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path = self.folder / f"{_key(desk)}-{number}.waiting"
        return Outbox(desk.shared, number, utc_now, path, since)

    def _on_opened(self) -> None:
        """Begin with another roster."""
        document, desk, number = self._document, self._document.desk, self._document.roster_id
        self._since, self._made, self._others, self._loaded = document.step, set(), {}, ()
        self._base, self._ready = document.roster, frozenset()
        self._reached = document.stack.index(), document.stack.count()
        document.keeper, self.is_held_back = None, False
        if desk is None or desk is not self._desk or number is None or not self._is_served:
            return
        try:
            if number in self._boxes:
                self._boxes[number].saw(document.step)
            else:
                self._boxes[number] = self._new_box(desk, number, document.step)
        except DeskError as error:
            document.failed.emit(f"{str(error).rstrip('.')}.")
            return
        document.keeper = self
        # Some of it may have been sent while the roster was read, too late to be in the journal that was read.
        late = {edit.id: edit for edit in (*self._late.pop(number, ()), *self._boxes[number].waiting)}
        known = {command.edit.id for command in self._commands()}
        self._loaded = tuple(edit for edit in late.values() if edit.id not in known)
        self._announced = frozenset(one.edit.id for one in self._boxes[number].conflicts)
        self.ask()
        self.changed.emit()

    def _on_edit_applied(self, edit: RosterEdit) -> None:
        self._made.add(edit.id)
        if self._document.keeper is self:
            self.ask()
            self.changed.emit()

    def _on_proposal_changed(self) -> None:
        if self.is_held_back and not self._document.is_other_shown:
            self.ask()

    def _on_index_changed(self, index: int) -> None:
        """Say so where an edit of somebody else was taken back."""
        stack, before = self._document.stack, self._reached
        self._reached = index, stack.count()
        desk = self._document.desk
        if self._document.is_restoring or desk is None or index >= before[0] or stack.count() != before[1]:
            return
        command = stack.command(index)
        if isinstance(command, ApplyEdit) and command.edit.actor != desk.actor:
            edit = command.edit
            self.told.emit(
                f"Taken back: {edit.label}. {edit.actor} had done this, {edit.at.astimezone(self.zone):%d %b %H:%M}; "
                "redo brings it back."
            )

    # ------------------------------------------------------------ talking with the database

    def _on_seen(self, desk: Desk, seen: Seen) -> None:
        if desk is not self._desk:
            return
        if seen == Seen.LOST:
            self._lose()
        else:
            if seen == Seen.BACK:
                self._pause = FIRST_PAUSE
            self._talk()

    def _lose(self) -> None:
        """Note that the server does not answer, and ask again later."""
        if self.lost_since is None:
            self.lost_since = local_now()
            self._grace.start()
        self._again.start(self._pause)
        self._pause = min(2 * self._pause, MOST_PAUSE)

    def _talk(self) -> None:
        document, desk = self._document, self._desk
        if desk is None or document.desk is not desk:
            return
        self._soon.stop()
        if self._is_talking:
            self._is_asked = True
            return
        self._is_talking, self._is_asked = True, False
        self._again.stop()
        asked = Asked(
            desk=desk,
            boxes=tuple(self._boxes.values()),
            box=self._box(),
            roster_id=document.roster_id,
            shown=document.roster,
            since=self._since,
            made=frozenset(self._made),
            proven=self._proven,
            is_served=self._is_served,
        )
        run_in_background(lambda: talk(asked), self._on_heard, self._on_broken)

    def _on_broken(self, error: Exception) -> None:
        self._is_talking = False
        self._document.failed.emit(f"Others' changes could not be read: {error}")

    def _on_heard(self, heard: Heard) -> None:
        """Take over what was heard."""
        self._is_talking = False
        if heard.desk is not self._desk:
            return
        if heard.is_lost:
            self._lose()
            self.changed.emit()
            return
        was_lost, self.lost_since = self.is_lost, None
        self._grace.stop()
        self._pause = FIRST_PAUSE
        self.ages = heard.ages
        if heard.said:
            self.told.emit(f"{heard.said.rstrip('.')}.")
        is_taken = heard.roster_id is None or self._take(heard)
        if was_lost and not self.waiting:
            self.told.emit(f"Connected again.{self._sent_words()}")
        self.changed.emit()
        if not self._ready <= self._announced:
            self._announced |= self._ready
            self.conflicted.emit()
        if self._is_asked or not is_taken or (self.waiting and not heard.said):
            self.ask()
        elif self.waiting:
            self._again.start(MOST_PAUSE)

    def _sent_words(self) -> str:
        number = len(self._ready)
        return f" {count(number, 'edit')} of yours met changes by others." if number else " All edits are sent."

    def _take(self, heard: Heard) -> bool:
        """Bring what is on screen up to date; return whether that is done, or has to wait for the user."""
        document = self._document
        if document.roster_id != heard.roster_id or document.roster is not heard.shown:
            return False
        self.is_held_back = heard.target is not None and document.is_other_shown
        if self.is_held_back:
            return True
        if heard.target is not None:
            if heard.published is not None:
                document.take_others(heard.edits[0], heard.published, None)
                document.take_published(heard.published)
            document.take_others(heard.edits[-1], heard.target, heard.certificate)
            self._tell(heard)
        elif heard.certificate is not None:
            document.certificate = heard.certificate
        self._since, self._base, self._ready = heard.step, heard.base, heard.refused
        box = self._box()
        if box is not None:
            box.saw(heard.step)
            self._restore_undo(box)
            if not box.waiting:
                self._proven = None
                document.saved_at = local_now()
        return True

    def _tell(self, heard: Heard) -> None:
        for step in heard.steps:
            if step.edit is not None:
                self._others.update(dict.fromkeys(step.edit.cells, step))
        words = words_of(heard.steps, self.zone)
        before, now = heard.shown, heard.target
        if before is not None and now is not None and before.state != now.state and not words:
            words = f"The roster is {STATES[now.state]} now, {utc_now().astimezone(self.zone):%H:%M}"
        if words:
            self.told.emit(f"{words}.")

    def _commands(self) -> list[ApplyEdit]:
        stack = self._document.stack
        return [c for c in map(stack.command, range(stack.count())) if isinstance(c, ApplyEdit)]

    def _restore_undo(self, box: Outbox) -> None:
        """Let edits that waited since an earlier time be undone, like any other."""
        document, refused = self._document, {conflict.edit.id for conflict in box.conflicts}
        loaded, self._loaded = self._loaded, ()
        document.is_restoring = True
        try:
            for edit in loaded:
                if edit.id not in refused:
                    document.stack.push(ApplyEdit(document, edit))
        finally:
            document.is_restoring = False

    def _rebuild(self) -> None:
        """Take off the screen what waits no longer, while the server cannot be asked."""
        document, box, base = self._document, self._box(), self._base
        if box is None or base is None or document.roster is None or document.is_other_shown:
            return
        target = with_waiting(base, box.waiting)
        document.take_others(change_between(document.roster, target), target, None)


def _key(desk: Desk) -> str:
    """Return what stands for a database and whoever works there in the name of a file."""
    return hashlib.sha256(f"{desk.url}\n{desk.actor}".encode()).hexdigest()[:16]
