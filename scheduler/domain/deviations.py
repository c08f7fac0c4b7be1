"""Why a post had fewer officers than the staffing plan asks for: 28 CFR 115.13(b) wants each such deviation documented.

What is written down is about the post. Who was away, and why, is in no field.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.words import Minute, PostCode, ShiftCode

LONGEST = 500
"""Characters of one field of words."""


class PostStatus(StrEnum):
    """What was done with a post that had too few officers."""

    VACATED = "vacated"
    COMBINED = "combined"
    CLOSED = "closed"


class ReasonCode(StrEnum):
    """Why, as the audit of a jail asks for it."""

    CALL_OFF = "call-off"
    VACANCY = "vacancy"
    TRAINING = "training"
    OUTSIDE_WATCH = "hospital or outside watch"
    CONSTANT_WATCH = "constant watch"
    TRANSPORT = "transport or court"
    EMERGENCY = "emergency or lockdown"
    NOBODY_LEFT = "no volunteer and nobody to mandate"
    EQUIPMENT = "equipment"
    POPULATION = "population below the trigger"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationNote:
    """What there is to say about a post that was below the plan's minimum on a shift of a local date.

    Attributes:
        start, end: Elapsed minutes from when to when, [start, end).
        combined_with: The post whose holder covered this one too; None unless it was combined.
        words: More about the reason; needed where its code is `ReasonCode.OTHER`.
        mitigation: What was done so that nobody came to harm.
        overtime_tried: Whether overtime was offered, and mandated where policy has it, before.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    start: Minute
    end: Minute
    status: PostStatus
    reason: ReasonCode
    mitigation: str
    overtime_tried: bool
    combined_with: PostCode | None = None
    words: str = ""

    @property
    def place(self) -> tuple[PostCode, date, ShiftCode]:
        """What it is about."""
        return self.post, self.on, self.shift


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRecord:
    """A note as it was written down: by whom and when (aware, UTC), and who approved it ("" for nobody yet)."""

    note: DeviationNote
    by: str
    at: datetime
    approver: str = ""


def latest(records: tuple[DeviationRecord, ...]) -> dict[tuple[PostCode, date, ShiftCode], DeviationRecord]:
    """Return what holds of each place: of several records the one given last; what stood before stays written down."""
    return {record.note.place: record for record in records}
