"""One talk with a shared database, in a thread: what waits is sent, and what others did since is read."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise
from uuid import uuid4

from console.document import edited
from console.document.words import count
from console.now import utc_now
from console.operations.ages import DataAges, ages_of
from scheduler.api import Desk, DeskError, JournalStep, LostServerError, Outbox, StaleEditError
from scheduler.domain.findings import Certificate
from scheduler.domain.roster import LockChange, Roster, RosterEdit, difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What is proven of a roster, until the server holds that."""

    roster: Roster
    certificate: Certificate | None
    problem_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What came of one talk with the database.

    Attributes:
        desk: Whom with.
        is_lost: It did not answer; nothing else is known then.
        said: Why it refused something, "" for nothing.
        ages: How old the data is.
        roster_id: Number of the roster that was read, None for none.
        shown: The roster that was on screen.
        step: The last step of the roster's journal.
        base: The roster as the database holds it.
        target: The roster with the edits that wait, None where it is what was on screen.
        published: A version that was published since, None for none.
        edits: What leads from what was on screen to `published`, and from that to `target`; else to `target` alone.
        steps: What others did.
        certificate: What is proven of `target`.
        refused: Ids of the edits of this roster that were not taken over: `base` holds what others made instead.
    """

    desk: Desk
    is_lost: bool = False
    said: str = ""
    ages: DataAges | None = None
    roster_id: int | None = None
    shown: Roster | None = None
    step: int = 0
    base: Roster | None = None
    target: Roster | None = None
    published: Roster | None = None
    edits: tuple[RosterEdit, ...] = ()
    steps: tuple[JournalStep, ...] = ()
    certificate: Certificate | None = None
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a talk with the database is about."""

    desk: Desk
    boxes: tuple[Outbox, ...]
    box: Outbox | None
    roster_id: int | None
    shown: Roster | None
    since: int
    made: frozenset[str]
    proven: Proven | None
    is_served: bool


def with_waiting(roster: Roster, edits: Iterable[RosterEdit]) -> Roster:
    """Return a roster with the edits that wait done on it; one that does not fit any more is passed over."""
    for edit in edits:
        with suppress(StaleEditError):
            roster = edited(edit.apply(roster))
    return roster


def change_between(before: Roster, after: Roster) -> RosterEdit:
    """Return all that leads from one roster to another as one edit."""
    old, new = set(before.locks), set(after.locks)
    locks = [LockChange(lock=lock, is_set=False) for lock in sorted(old - new)]
    locks += [LockChange(lock=lock, is_set=True) for lock in sorted(new - old)]
    return RosterEdit(
        id=uuid4().hex,
        label="Changes by others",
        actor="",
        at=utc_now(),
        changes=difference(before, after),
        locks=tuple(locks),
    )


def _is_same(one: Roster, other: Roster) -> bool:
    def rest(roster: Roster) -> object:
        return roster.state, roster.version, roster.waivers, roster.locks

    return one is other or (rest(one) == rest(other) and one.tours == other.tours)


def talk(asked: Asked) -> Heard:
    """Send what waits and read what others did; in a thread."""
    desk, said = asked.desk, ""
    try:
        for each in asked.boxes:
            try:
                if not each.send():
                    return Heard(desk=desk, is_lost=True)
            except LostServerError:
                raise
            except DeskError as error:  # only these edits: others may go, and all that is new is read
                said = str(error)
        heard = Heard(desk=desk, said=said, ages=ages_of(desk) if asked.is_served else None)
        if asked.roster_id is None or asked.shown is None:
            return heard
        return _read(asked, heard, asked.roster_id, asked.shown)
    except LostServerError:
        return Heard(desk=desk, is_lost=True)
    except DeskError as error:
        return Heard(desk=desk, said=str(error))


def _read(asked: Asked, heard: Heard, number: int, shown: Roster) -> Heard:
    """Read the roster that is on screen as it is now."""
    desk = asked.desk
    refused = frozenset(one.edit.id for one in asked.box.conflicts) if asked.box is not None else frozenset[str]()
    step, base = desk.shared.look(number)
    waiting = asked.box.waiting if asked.box is not None else ()
    target = with_waiting(base, waiting)
    heard = replace(heard, roster_id=number, shown=shown, step=step, base=base, refused=refused)
    if asked.proven is not None and not waiting and base.tours == asked.proven.roster.tours:
        desk.set_certificate(number, asked.proven.certificate, asked.proven.problem_sha256)
    certificate = desk.certificate(number) if asked.is_served and not waiting else None
    heard = replace(heard, certificate=certificate)
    if _is_same(shown, target):
        return heard
    published = desk.published(number) if target.version != shown.version else None
    own = asked.made | (asked.box.own if asked.box is not None else frozenset())
    steps = tuple(s for s in desk.shared.steps(number, asked.since) if s.edit is None or s.edit.id not in own)
    between = (shown, target) if published is None else (shown, published, target)
    edits = tuple(change_between(one, other) for one, other in pairwise(between))
    return replace(heard, target=target, published=published, edits=edits, steps=steps)


def words_of(steps: Iterable[JournalStep], zone: tzinfo) -> str:
    """Return who changed how much and when, in a time zone: "lieutenant changed 3 cells, 21:04"; "" for nothing."""
    done = [step for step in steps if step.edit is not None]
    if not done:
        return ""
    who = list(dict.fromkeys(step.actor for step in done))
    names = " and ".join((", ".join(who[:-1]), who[-1]) if len(who) > 1 else who)
    cells = frozenset(cell for step in done if step.edit is not None for cell in step.edit.cells)
    return f"{names} changed {count(len(cells), 'cell')}, {done[-1].at.astimezone(zone):%H:%M}"
