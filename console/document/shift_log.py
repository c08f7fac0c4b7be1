"""The shift log in words, as its window shows it."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.words import Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class LogWords:
    """A line.

    Attributes:
        at: Elapsed minute at which it happened.
        time: "14:05".
        what: What kind of line it is.
        where: Post or area, "" for the whole watch.
        text: What happened.
        by: Who wrote it down or did it.
        note: "late entry", "corrected", "taken back", "handed on", "" for nothing.
        is_late: Whether it was written down late.
        more: What else there is to read of it, a sentence each: when it was written, what stood there before.
        number: Of the entry that stands, None for a line that nobody wrote.
        can_correct: Whether another one can take its place.
    """

    at: Minute
    time: str
    what: str
    where: str
    text: str
    by: str
    note: str = ""
    is_late: bool = False
    more: tuple[str, ...] = ()
    number: int | None = None
    can_correct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWords:
    """An entry as it is typed.

    Attributes:
        at: The facility's wall time, naive, to the minute.
        text: What happened.
        post, area: Codes, None for none.
        is_handed_on: Whether the next watch is to read it.
    """

    at: datetime
    text: str
    post: str | None = None
    area: str | None = None
    is_handed_on: bool = False


@dataclass(frozen=True, slots=True)
class WatchChoice:
    """A part of a day that can be chosen: its name, and elapsed minutes [start, end)."""

    name: str
    start: Minute
    end: Minute
