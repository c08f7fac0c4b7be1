"""What happened on a running day, and what was done about it: one entry for each event, never changed afterwards.

Why an officer is away is not asked and not kept: "call-off" is all that anybody reads. Restrictions are no events here:
they stand among the facility's data as plain availability, whatever lies behind them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode

LONGEST = 400
"""Letters of what was done, at most."""


class Happened(StrEnum):
    """What happened."""

    CALL_OFF = "call-off"
    LATE = "late"
    SENT_HOME = "sent home"
    TRANSPORT = "transport"
    LEAVE = "late leave"
    HOSPITAL_WATCH = "hospital watch"
    CONSTANT_WATCH = "constant watch"
    EMERGENCY = "emergency"
    CLOSED = "post closed"
    COMBINED = "posts combined"
    MOVED = "inmate moved"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEvent:
    """An event, and the repair that was chosen.

    Attributes:
        kind: What happened.
        on: Local date of the shift that it is about, or of the first one.
        start, end: Elapsed minutes [start, end) that it is about.
        badge: Of the officer it is about, None for none.
        post: The post that it is about, None for none.
        shift: The shift, None where it is about whole dates.
        combined_with: The post whose officer covers this one too; None unless it was combined.
        changes: Tours that the repair changed.
        empty_minutes: Minutes of seats that must be filled and stayed empty after the repair, over all of the period.
        is_proven: Whether it is proven that no repair changes fewer tours.
        words: What was done, tour by tour, in badges and codes.
        at: When it was written down (aware, UTC).
        by: Who did.
    """

    kind: Happened
    on: date
    start: Minute
    end: Minute
    badge: Badge | None = None
    post: PostCode | None = None
    shift: ShiftCode | None = None
    combined_with: PostCode | None = None
    changes: int = 0
    empty_minutes: int = 0
    is_proven: bool = False
    words: str = ""
    at: datetime
    by: str
