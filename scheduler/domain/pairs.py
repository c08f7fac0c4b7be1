"""Shared time of pairs, opened for a case: from a place, for a purpose; counted when asked for and kept nowhere."""

from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.words import Badge, InmateRef

LEAST_PERCENT = 75
"""Pairs below so many percent of every limit are not shown: nothing is to be decided about them."""


class PairPurpose(StrEnum):
    """For what pairs may be looked at; anything else is a look-back."""

    BREACH = "a breach or high band is reviewed"
    HOUSING = "an inmate's housing is decided"
    ROTATION = "a rotation is planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairLine:
    """How near an officer and an inmate come to the limit that is nearest for them.

    It is rostered time in a shared place, weighted by how near the posts come to inmates, and no proof of any contact.

    Attributes:
        inmate: Surrogate reference.
        badge: The officer.
        days: Length in dates of the limit's window, which ends with the roster.
        minutes: Weighted minutes in it.
        limit_minutes: The limit.
    """

    inmate: InmateRef
    badge: Badge
    days: int
    minutes: int
    limit_minutes: int

    @property
    def percent(self) -> int:
        """The minutes as a share of the limit, rounded down."""
        return 100 * self.minutes // self.limit_minutes
