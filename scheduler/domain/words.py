"""The names of things: identifiers and the closed sets of words that the whole program uses."""

from enum import StrEnum
from typing import NewType

FacilityId = NewType("FacilityId", str)
AreaCode = NewType("AreaCode", str)
PostCode = NewType("PostCode", str)
ShiftCode = NewType("ShiftCode", str)
Badge = NewType("Badge", str)
SquadCode = NewType("SquadCode", str)
PatternCode = NewType("PatternCode", str)
QualificationCode = NewType("QualificationCode", str)
DocumentCode = NewType("DocumentCode", str)
"""A post order or policy that must be read, whatever its version."""
InmateRef = NewType("InmateRef", str)
"""A keyed surrogate: never a name, never a booking number."""
SeatId = NewType("SeatId", str)
"""`POST/DATE/SHIFT/INDEX`, DATE being the local date on which the tour starts."""
Minute = NewType("Minute", int)
"""Elapsed whole minutes since 1970-01-01T00:00Z. Differences are true durations on every day of the year."""


class Priority(StrEnum):
    """How a post is treated when there are too few officers."""

    CRITICAL = "critical"
    MANDATORY = "mandatory"
    PULL = "pull"


class ContactMode(StrEnum):
    """How near the holder of a post comes to the inmates of the areas covered."""

    NONE = "none"
    INDIRECT = "indirect"
    GROUP = "group"
    CREW = "crew"
    ONE_TO_ONE = "one_to_one"
    WATCH = "watch"


class RotationClass(StrEnum):
    """Which cadence of rotation an area follows (none: its tenure is not watched)."""

    NONE = "none"
    HOUSING = "housing"
    SPECIAL = "special"
    SUPPORT = "support"


class StaffClass(StrEnum):
    """The staff class of an officer."""

    SWORN = "sworn"
    SUPERVISOR = "supervisor"
    CIVILIAN = "civilian"
    CONTRACTOR = "contractor"


class TourKind(StrEnum):
    """Why an officer is on a seat."""

    REGULAR = "regular"
    VOLUNTARY_OVERTIME = "voluntary_overtime"
    MANDATED_OVERTIME = "mandated_overtime"
    HOLD_OVER = "hold_over"
    EARLY_CALL_IN = "early_call_in"
    SWAP = "swap"

    @property
    def is_overtime(self) -> bool:
        """Whether the tour lies outside the officer's own pattern and is paid as overtime."""
        return self in _OVERTIME


_OVERTIME = frozenset(
    {TourKind.VOLUNTARY_OVERTIME, TourKind.MANDATED_OVERTIME, TourKind.HOLD_OVER, TourKind.EARLY_CALL_IN}
)


class DutyKind(StrEnum):
    """Paid time without a seat."""

    COURT = "court"
    TRAINING = "training"
    LIGHT_DUTY = "light_duty"
    WELLNESS = "wellness"
    OTHER = "other"


class WatchKind(StrEnum):
    """What kind of watch is kept over one inmate."""

    CONSTANT = "constant"
    HOSPITAL = "hospital"


class Severity(StrEnum):
    """What a finding asks of the supervisor. `PRICED` findings only count in a tier and are not listed."""

    NEVER = "never"
    STOP = "stop"
    ASK = "ask"
    SHOW = "show"
    PRICED = "priced"

    @property
    def blocks(self) -> bool:
        """Whether a roster with such a finding may not be published without a waiver (or not at all)."""
        return self in (Severity.NEVER, Severity.STOP)


class RosterState(StrEnum):
    """Where a roster stands between first draft and archive."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PUBLISHED = "published"
    AMENDED = "amended"
    ARCHIVED = "archived"


class PayBasis(StrEnum):
    """Which law prices an officer's overtime: 29 CFR 553.230 for adopted work periods, or 40 hours a week."""

    WORK_PERIOD = "work_period"
    FORTY_HOURS = "forty_hours"


class LeaveState(StrEnum):
    """Where a request for leave stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
