"""Looking back for a case: who was rostered where one inmate was. Approved by another than who asks, and it expires."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.domain.site import HISTORY_DAYS
from scheduler.domain.words import Badge, InmateRef

VALID_DAYS = 14
"""So long after its approval a look-back can be read."""
LONGEST_DAYS = HISTORY_DAYS
"""No window is longer."""


class Office(StrEnum):
    """Who may approve: offices outside the chain of command of those who are looked at and of who asks."""

    PREA = "PREA manager"
    INVESTIGATION = "internal investigation"
    HUMAN_RESOURCES = "human resources"
    COUNSEL = "county counsel"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """A request to see with whom one inmate shared a place.

    Attributes:
        id: Its number.
        case: Number of the case that it is for.
        inmate: Surrogate reference. There is no way to ask by officer.
        first: First local date of the window.
        last: Last one, inclusive.
        asked_by: Who asks.
        asked_at: When (aware, UTC).
        approved_by: Who approved it, "" for nobody yet; never the one who asked.
        approved_at: When (aware, UTC).
        office: From which office he approved it; None: nobody has, or it was not written down.
    """

    id: int
    case: str
    inmate: InmateRef
    first: date
    last: date
    asked_by: str
    asked_at: datetime
    approved_by: str = ""
    approved_at: datetime | None = None
    office: Office | None = None

    @property
    def expires_at(self) -> datetime | None:
        """Until when it can be read, None while it is not approved."""
        return None if self.approved_at is None else self.approved_at + timedelta(days=VALID_DAYS)

    def is_open_at(self, now: datetime) -> bool:
        """Whether it can be read at a moment."""
        return self.expires_at is not None and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTime:
    """How long an officer was rostered where the inmate was: rostered time in a shared place, no proof of any contact.

    `minutes` are weighted by how near the posts come to inmates; `dates` counts the local dates.
    """

    badge: Badge
    dates: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBackQuarter:
    """How many look-backs were asked for and approved in a calendar quarter."""

    year: int
    quarter: int
    asked: int
    approved: int
