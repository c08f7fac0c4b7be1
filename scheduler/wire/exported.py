"""The form of a roster that is given away: who is where and when, and nothing of inmates, restrictions or reasons."""

from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.words import Badge, PostCode, RosterState, SeatId, ShiftCode, TourKind

EXPORT_SCHEMA = "fairwatch/roster-export/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedTour:
    """One tour. `start` and `end` are local wall times with their offsets; `name` is "" where none is given away."""

    seat: SeatId
    date: date
    shift: ShiftCode
    post: PostCode
    post_name: str
    area: str
    index: int
    badge: Badge
    name: str
    start: datetime
    end: datetime
    minutes: int
    kind: TourKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedRoster:
    """The content of an export. `first` and `last` are the first and the last date of the period, both inclusive."""

    facility: str
    facility_name: str
    zone: str
    first: date
    last: date
    state: RosterState
    roster_version: int
    tours: tuple[ExportedTour, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterExport:
    """A roster as it leaves the house.

    `sha256` is the hash of `content` written as JSON in UTF-8 with sorted keys and without blanks, so that anybody can
    check it without this program.
    """

    schema: str = EXPORT_SCHEMA
    generated_at: datetime
    sha256: str
    content: ExportedRoster
