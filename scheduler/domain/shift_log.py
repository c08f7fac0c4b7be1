"""The shift log: what the supervisor in charge of a watch writes down, and that a hand-over was read.

Entries only pile up: a correction is another entry that names the one it takes the place of. An entry is about the
watch, a post or an area. It has no field for an officer and none for an inmate, and it is found by time and place
alone: so it becomes nobody's file. What else happened on the watch stands in records of its own, and not here again.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.rounds import LATE_MINUTES
from scheduler.domain.words import AreaCode, Minute, PostCode, ShiftCode

LONGEST_TEXT = 1000
"""Letters of an entry, at most."""


class EntryKind(StrEnum):
    """What an entry is."""

    NOTE = "note"
    HAND_OVER = "hand-over read"
    IN_ERROR = "entered in error"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry.

    Attributes:
        number: Of the entry, larger than those of earlier ones; 0 before it is stored.
        performed_at: Elapsed minute at which it happened.
        text: What happened; "" where only a hand-over was read.
        post, area: What it is about, None for the whole watch.
        on, shift: Of a hand-over the watch that was taken over: local date on which it starts, and its shift.
        is_handed_on: Whether the next watch is to read it on its briefing sheet.
        corrects: Number of the entry that this one takes the place of, None for none.
        original: Number of the first entry of those that take each other's place, None where it is this one.
        at: When it was written down (aware, UTC).
        by: Who did.
    """

    number: int = 0
    kind: EntryKind = EntryKind.NOTE
    performed_at: Minute
    text: str = ""
    post: PostCode | None = None
    area: AreaCode | None = None
    on: date | None = None
    shift: ShiftCode | None = None
    is_handed_on: bool = False
    corrects: int | None = None
    original: int | None = None
    at: datetime
    by: str

    @property
    def entered_at(self) -> Minute:
        """Elapsed minute at which it was written down."""
        return Minute(int(self.at.timestamp()) // 60)


@dataclass(frozen=True, slots=True)
class LogThread:
    """An entry with its corrections, in the order of their writing; the last one stands."""

    entries: tuple[LogEntry, ...]

    @property
    def standing(self) -> LogEntry:
        """The entry that stands."""
        return self.entries[-1]

    @property
    def is_late(self) -> bool:
        """Whether it was first written down more than `LATE_MINUTES` after what now stands happened."""
        return self.entries[0].entered_at - self.standing.performed_at > LATE_MINUTES

    @property
    def is_corrected(self) -> bool:
        """Whether something else was written at first."""
        return len(self.entries) > 1

    @property
    def is_in_error(self) -> bool:
        """Whether it was taken back."""
        return self.standing.kind is EntryKind.IN_ERROR


def threads(entries: Iterable[LogEntry]) -> tuple[LogThread, ...]:
    """Return entries with their corrections, by when what stands happened, then by number.

    Args:
        entries: All corrections of those among them too.
    """
    found: dict[int, list[LogEntry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: e.number):
        found[entry.number if entry.original is None else entry.original].append(entry)
    made = (LogThread(tuple(of)) for of in found.values())
    return tuple(sorted(made, key=lambda t: (t.standing.performed_at, t.entries[0].number)))
