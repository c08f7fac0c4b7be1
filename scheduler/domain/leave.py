"""Asking for leave: slots that a day offers, requests, balances, and the yearly choice of vacation weeks.

None of it reaches a problem: what is granted becomes `Leave`, which says neither kind nor reason.
"""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.words import Badge, LeaveState, SquadCode


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSlots:
    """At most `most` officers of `squad` (None: of the facility) are on leave on each local date, ends inclusive.

    Of several lines for one squad and date the later one in the list holds. An officer takes a slot on dates on which
    the pattern gives a tour, without a pattern on every date of the leave.
    """

    first: date
    last: date
    most: int
    squad: SquadCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveRequest:
    """An officer asks to be away on local dates `first` to `last`, inclusive, and what became of it.

    `filed` (with UTC offset) orders requests for one day; `decided_by` and `decided` are empty while it is asked.
    """

    id: str
    badge: Badge
    first: date
    last: date
    filed: datetime
    state: LeaveState = LeaveState.ASKED
    decided_by: str = ""
    decided: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveBalance:
    """Minutes of leave that an officer may still take at the end of local date `as_of`.

    All leave for later dates draws on it, until a line with a later `as_of` speaks of them (next year's, in advance).
    """

    badge: Badge
    as_of: date
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VacationChoice:
    """The choice numbered `rank` (1: first) of an officer in one year's vacation bid: dates, ends inclusive."""

    badge: Badge
    year: int
    rank: int
    first: date
    last: date
