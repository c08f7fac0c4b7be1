"""What the store hands out of rosters, journal and audit: frozen values, never rows."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.draws import Seal
from scheduler.domain.findings import Certificate
from scheduler.domain.roster import Period, Roster, RosterEdit
from scheduler.domain.words import Badge, FacilityId, RosterState


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterHead:
    """A roster, or a published version of one, in a list. `version` is the latest published one, 0 for none."""

    id: int
    period: Period
    state: RosterState
    version: int
    saved_at: datetime
    actor: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalStep:
    """One step of a roster's history, oldest first: `kind` is do, undo, redo, draw or publish (no edit)."""

    step: int
    kind: str
    actor: str
    at: datetime
    edit: RosterEdit | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRoster:
    """A roster as it stands, or a published version as it was.

    Attributes:
        head: Where it stands in the list.
        roster: Tours, locks and waivers.
        certificate: What is known of exactly these tours; None once they were changed by hand.
        problem_sha256: Hash of the problem that was built or, for a version, checked ("" for neither).
        edits: Edits since the last publication or draw that can be undone, oldest first.
        redoable: Edits that were undone and can be done again, the next one last.
        journal: All steps since the last publication, that one not included. Empty for a version.
        reason: Why a version was published, "" where that was not asked.
    """

    head: RosterHead
    roster: Roster
    certificate: Certificate | None
    problem_sha256: str
    edits: tuple[RosterEdit, ...] = ()
    redoable: tuple[RosterEdit, ...] = ()
    journal: tuple[JournalStep, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRead:
    """An officer has acknowledged what a version of a roster changed for him; `actor` noted it."""

    version: int
    badge: Badge
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSeal:
    """What a version commits to, and its hash as it was made known (64 hex digits)."""

    seal: Seal
    commitment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeal(StoredSeal):
    """What a version is to commit to, with the secret behind it (64 hex digits), which only whoever draws reads."""

    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """Who did what, when, to which subjects (ids such as `roster:3`)."""

    id: int
    at: datetime
    actor: str
    action: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Which records of the audit log are asked for.

    Attributes:
        actions: Only these actions, None for all.
        since: Only from this moment on (aware, inclusive).
        before: Only before this moment (aware, exclusive).
        subject: Only those about this id, such as `roster:3`; "" for all.
        actor: Only those of who is named so; "" for all.
    """

    actions: tuple[str, ...] | None = None
    since: datetime | None = None
    before: datetime | None = None
    subject: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityState:
    """Which facility a database holds, when and from what its data was last imported.

    `revision` counts imports and changes between them, so that whoever holds a copy sees that it is old.
    """

    id: FacilityId
    revision: int
    imported_at: datetime
    imported_from: str


def stacks(journal: tuple[JournalStep, ...]) -> tuple[tuple[RosterEdit, ...], tuple[RosterEdit, ...]]:
    """Return the edits that can be undone, oldest first, and those that can be redone, the next one last."""
    done: dict[str, RosterEdit] = {}
    undone: dict[str, RosterEdit] = {}
    for step in journal:
        if step.edit is None:
            continue
        key = step.edit.id
        if step.kind == "undo":
            done.pop(key, None)
            undone[key] = step.edit.inverse()
        else:
            undone.pop(key, None)
            if step.kind == "do":
                undone.clear()
            done[key] = step.edit
    return tuple(done.values()), tuple(undone.values())
