"""Edits of the roster by hand: put on a post, take off, lock. Each is one edit with a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from console.background import attend
from console.commands import ApplyEdit
from console.document import MOST_CHANGES_AT_ONCE, RosterDocument
from console.document.facts import Facts
from console.document.words import count, day
from console.now import local_now
from scheduler.api import Action, refusal
from scheduler.domain.demand import Slot
from scheduler.domain.roster import Lock, LockChange, Roster, RosterEdit, StaleEditError, Tour, TourChange
from scheduler.domain.words import Badge, TourKind

Cell = tuple[Badge, date]
CLEARING_WORDS = frozenset({"", "-", ".", "off", "spare", "·"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where an officer could be put on a date.

    Attributes:
        slot: Post, date and shift.
        empty: How many of its wanted seats nobody holds.
        holder: Who would have to leave, where no seat is empty.
        note: What speaks against it in words, "" for nothing known.
        is_pattern: The shift is the one of the officer's pattern.
    """

    slot: Slot
    empty: int
    holder: Badge | None
    note: str
    is_pattern: bool


def make_edit(
    document: RosterDocument, label: str, changes: Iterable[TourChange] = (), locks: Iterable[LockChange] = ()
) -> RosterEdit:
    """Return a new edit in the name of whoever has the database open."""
    return RosterEdit(
        id=uuid4().hex,
        label=label,
        actor=document.desk.actor if document.desk is not None else "",
        at=local_now(),
        changes=tuple(changes),
        locks=tuple(locks),
    )


def push(document: RosterDocument, edit: RosterEdit) -> bool:
    """Do an edit as one undoable step; return whether it was done. An edit that changes nothing is none."""
    roster = document.roster
    if roster is None or not (edit.changes or edit.locks):
        return False
    try:  # before the push: a command that fails while being done would be half done
        if len(edit.changes) > MOST_CHANGES_AT_ONCE:
            attend(lambda: edit.apply(roster))
        else:
            edit.apply(roster)
    except StaleEditError as error:
        document.failed.emit(f"{error}. Nothing was changed.")
        return False
    before = document.roster
    document.stack.push(ApplyEdit(document, edit))
    return document.roster is not before


def may_edit(document: RosterDocument, cells: Iterable[Cell], is_locking: bool = False) -> bool:
    """Whether these cells may be changed now; says why where they may not."""
    if not document.may(Action.EDIT):
        document.failed.emit(f"{refusal((Action.EDIT,), is_open=False)}.")
        return False
    if document.roster is None or document.facts is None:
        document.failed.emit("Open or build a roster first.")
        return False
    if document.proposal is not None and document.is_proposal_shown:
        document.failed.emit("This is a proposal: accept or discard it before editing by hand.")
        return False
    if is_locking:
        return True
    locked = document.locks()
    for badge, on in cells:
        if Lock(badge=badge, on=on) in locked:
            document.failed.emit(f"{document.facts.name(badge)}, {day(on)} is locked: unlock it first (Ctrl+L).")
            return False
    return True


def candidates(document: RosterDocument, badge: Badge, on: date) -> tuple[Candidate, ...]:
    """Return where an officer could be put on a date: empty seats on the own shift first, full ones last."""
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return ()
    own = facts.pattern_shift(badge, on)
    found = []
    for slot in facts.slots_on.get(on, ()):
        holders = document.index.seats(slot.post, on, slot.shift)
        if any(t.badge == badge for tours in holders.values() for t in tours):
            continue
        empty = max(0, slot.wanted - len(holders))
        holder = None if empty else _who_leaves(document, holders)
        if not empty and holder is None:
            continue
        found.append(Candidate(slot, empty, holder, _note(facts, badge, slot), slot.shift == own))

    def rank(c: Candidate) -> tuple[object, ...]:
        return bool(c.note), not c.empty, not c.is_pattern, c.slot.priority != "critical", c.slot.post, c.slot.start

    return tuple(sorted(found, key=rank))


def _who_leaves(document: RosterDocument, holders: dict[int, tuple[Tour, ...]]) -> Badge | None:
    """The holder of the last seat that one officer alone holds and that is not locked."""
    locked = document.locks()
    for index in sorted(holders, reverse=True):
        tours = holders[index]
        if len(tours) == 1 and Lock(badge=tours[0].badge, on=tours[0].on) not in locked:
            return tours[0].badge
    return None


def _note(facts: Facts, badge: Badge, slot: Slot) -> str:
    lacking = facts.lacks(badge, slot.post, slot.on)
    if lacking or facts.is_barred(badge, slot.post, slot.on):
        return "not eligible"
    return "on leave" if (badge, slot.on) in facts.leave else ""


@dataclass(frozen=True, slots=True)
class Taker:
    """An officer who could take a seat, with what has to be said about it."""

    badge: Badge
    name: str
    note: str
    is_dim: bool


def officers_for(document: RosterDocument, slot: Slot) -> tuple[Taker, ...]:
    """Return who could take a seat: those whose own shift it is and who are free first, those not eligible last."""
    facts, roster = document.facts, document.roster
    if facts is None or roster is None:
        return ()
    at_work = {badge: tours[0].post for badge in facts.officers if (tours := document.index.of_cell(badge, slot.on))}
    found = []
    for badge in facts.in_order:
        barred = _note(facts, badge, slot)
        kind = facts.kind_of(badge, slot.on, slot.shift)
        busy = f"now on {at_work[badge]}" if badge in at_work else ""
        overtime = kind.value.replace("_", " ") if kind.is_overtime else ""
        note = barred or ", ".join(words for words in (busy, overtime) if words)
        rank = (bool(barred), bool(busy), kind != TourKind.REGULAR, kind == TourKind.MANDATED_OVERTIME)
        found.append((rank, Taker(badge, facts.name(badge), note, bool(barred))))
    return tuple(taker for _, taker in sorted(found, key=lambda pair: pair[0]))


def find_candidate(document: RosterDocument, badge: Badge, on: date, text: str) -> Candidate | str:
    """Return what a typed code such as "HB-F" or "HB-F N" means for an officer and date, or why it means nothing."""
    parts = text.strip().upper().split()
    facts = document.facts
    if facts is None or not parts:
        return "Type the code of a post."
    posts = {code.upper(): code for code in facts.posts}
    if parts[0] not in posts:
        return f"There is no post {parts[0]}. Type the code of a post, or press F2 to choose one."
    found = [c for c in candidates(document, badge, on) if c.slot.post == posts[parts[0]]]
    if len(parts) > 1:
        found = [c for c in found if parts[1] in (c.slot.shift.upper(), facts.shifts[c.slot.shift].name.upper())]
    if not found:
        return f"{' '.join(parts)} has no other seat on {day(on)}."
    return min(found, key=lambda c: (not c.is_pattern, not c.empty, c.slot.start))


def assign(document: RosterDocument, badge: Badge, on: date, text: str) -> bool:
    """Put an officer on the post whose code was typed, or take the tour off for a clearing word."""
    if text.strip().lower() in CLEARING_WORDS:
        return clear(document, [(badge, on)])
    found = find_candidate(document, badge, on, text)
    if isinstance(found, str):
        document.failed.emit(found)
        return False
    return put(document, badge, found.slot)


def put(document: RosterDocument, badge: Badge, slot: Slot, number: int | None = None) -> bool:
    """Put an officer on a seat of a slot, instead of what the officer did that date; who held that seat leaves.

    Args:
        document: What is edited.
        badge: Who.
        slot: Post, date and shift.
        number: Which of the slot's seats; None: an empty one, or else the last one that may be emptied.
    """
    facts, roster = document.facts, document.roster
    if facts is None or roster is None or not may_edit(document, [(badge, slot.on)]):
        return False
    holders = document.index.seats(slot.post, slot.on, slot.shift)
    index = _seat_to_take(document, slot, holders) if number is None else number
    if index is None:
        document.failed.emit(f"Every seat of {slot.post} on {day(slot.on)} is locked or shared: unlock one first.")
        return False
    leaving = [t for t in holders.get(index, ()) if t.badge != badge]
    if not may_edit(document, [(t.badge, t.on) for t in leaving]):
        return False
    tour = Tour(
        start=slot.start,
        end=slot.end,
        badge=badge,
        post=slot.post,
        on=slot.on,
        shift=slot.shift,
        index=index,
        kind=facts.kind_of(badge, slot.on, slot.shift),
    )
    gone = [*document.index.of_cell(badge, slot.on), *leaving]
    if tour in gone:
        return False
    label = f"Put {facts.surname(badge)} on {slot.post}, {day(slot.on)}"
    if leaving:
        label += f", instead of {facts.surname(leaving[0].badge)}"
    changes = [TourChange(before=t, after=None) for t in gone] + [TourChange(before=None, after=tour)]
    return push(document, make_edit(document, label, changes))


def put_by_name(document: RosterDocument, slot: Slot, number: int, text: str) -> bool:
    """Put the one officer whose name or badge begins with the text on a seat; a clearing word takes the holder off."""
    if text.strip().lower() in CLEARING_WORDS:
        held = document.index.seats(slot.post, slot.on, slot.shift).get(number, ())
        return clear(document, [(t.badge, t.on) for t in held])
    start = text.strip().casefold()
    takers = officers_for(document, slot)
    found = [t for t in takers if t.name.casefold().startswith(start) or t.badge.casefold() == start]
    exact = [t for t in found if t.name.casefold() == start]
    if len(exact or found) != 1:
        what = "No officer's name begins" if not found else f"{len(found)} officers' names begin"
        document.failed.emit(f"{what} with {text.strip()}: press F2 at the seat and choose one.")
        return False
    return put(document, (exact or found)[0].badge, slot, number)


def _seat_to_take(document: RosterDocument, slot: Slot, holders: dict[int, tuple[Tour, ...]]) -> int | None:
    free = [i for i in range(slot.wanted) if i not in holders]
    if free:
        return free[0]
    leaving = _who_leaves(document, holders)
    return next(
        (i for i in sorted(holders, reverse=True) if leaving is not None and holders[i][0].badge == leaving), None
    )


def clear(document: RosterDocument, cells: Iterable[Cell]) -> bool:
    """Take off all tours in some cells."""
    wanted = set(cells)
    roster, facts = document.roster, document.facts
    if roster is None or facts is None:
        return False
    gone = sorted(t for cell in wanted for t in document.index.of_cell(*cell))
    if not gone or not may_edit(document, [(t.badge, t.on) for t in gone]):
        return False
    only = gone[0]
    label = (
        f"Clear {facts.surname(only.badge)}, {day(only.on)}" if len(gone) == 1 else f"Clear {count(len(gone), 'tour')}"
    )
    return push(document, make_edit(document, label, [TourChange(before=t, after=None) for t in gone]))


def toggle_lock(document: RosterDocument, cells: Iterable[Cell]) -> bool:
    """Lock some cells, or unlock them when all of them are locked."""
    places = sorted({Lock(badge=badge, on=on) for badge, on in cells})
    if not places or not may_edit(document, [], is_locking=True) or document.facts is None:
        return False
    held = document.locks()
    is_set = any(lock not in held for lock in places)
    changing = [lock for lock in places if (lock in held) != is_set]
    verb = "Lock" if is_set else "Unlock"
    only = changing[0]
    what = (
        f"{document.facts.surname(only.badge)}, {day(only.on)}" if len(changing) == 1 else count(len(changing), "cell")
    )
    changes = [LockChange(lock=lock, is_set=is_set) for lock in changing]
    return push(document, make_edit(document, f"{verb} {what}", locks=changes))


def difference(document: RosterDocument, target: Roster, label: str) -> RosterEdit:
    """Return the one edit that makes the roster hold exactly the tours of `target`."""
    now = set(document.roster.tours if document.roster is not None else ())
    then = set(target.tours)
    changes = [TourChange(before=t, after=None) for t in sorted(now - then)]
    changes += [TourChange(before=None, after=t) for t in sorted(then - now)]
    return make_edit(document, label, changes)
