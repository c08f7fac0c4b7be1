"""Locks of rows, columns and periods: which cells they mean. The locking itself is one edit, as for one cell."""

from collections.abc import Iterable
from datetime import date

from console.document import RosterDocument
from console.document.words import count, day
from console.operations.roster import make_edit, may_edit, push
from scheduler.domain.roster import Lock, LockChange
from scheduler.domain.words import Badge

Cell = tuple[Badge, date]


def lock_rows(document: RosterDocument, badges: Iterable[Badge], is_set: bool = True) -> bool:
    """Lock or unlock every date of some officers."""
    roster, facts = document.roster, document.facts
    if roster is None or facts is None:
        return False
    chosen = tuple(dict.fromkeys(badges))
    what = f"all dates of {facts.surname(chosen[0])}" if len(chosen) == 1 else f"all dates of {len(chosen)} officers"
    return _set(document, [(badge, on) for badge in chosen for on in roster.period.dates], is_set, what)


def lock_columns(document: RosterDocument, dates: Iterable[date], is_set: bool = True) -> bool:
    """Lock or unlock every officer on some dates."""
    facts = document.facts
    if facts is None:
        return False
    chosen = tuple(dict.fromkeys(dates))
    what = f"all officers on {day(chosen[0])}" if len(chosen) == 1 else f"all officers on {count(len(chosen), 'date')}"
    return _set(document, [(badge, on) for badge in facts.officers for on in chosen], is_set, what)


def lock_until(document: RosterDocument, until: date, is_set: bool = True) -> bool:
    """Lock or unlock everything from the first date of the roster until a date, inclusive."""
    roster, facts = document.roster, document.facts
    if roster is None or facts is None:
        return False
    dates = [on for on in roster.period.dates if on <= until]
    what = "the whole period" if until >= roster.period.last else f"everything until {day(until)}"
    return _set(document, [(badge, on) for badge in facts.officers for on in dates], is_set, what)


def _set(document: RosterDocument, cells: Iterable[Cell], is_set: bool, what: str) -> bool:
    if not may_edit(document, [], is_locking=True):
        return False
    held = document.locks()
    places = sorted(lock for lock in (Lock(badge=badge, on=on) for badge, on in cells) if (lock in held) != is_set)
    verb = "Lock" if is_set else "Unlock"
    if not places:
        document.failed.emit("Everything there is locked already." if is_set else "Nothing there is locked.")
        return False
    changes = [LockChange(lock=lock, is_set=is_set) for lock in places]
    return push(document, make_edit(document, f"{verb} {what}", locks=changes))
