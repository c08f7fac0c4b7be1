"""Who stands a watch over an inmate when: the tours of one shift in stints, as a plan that can be taken over."""

from dataclasses import dataclass

from scheduler.domain.findings import Finding
from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import Badge, Minute, SeatId


class StintError(ValueError):
    """No stints can be planned; the message is one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StintTimes:
    """Minutes on a watch over one inmate after which relief is due, and after which nobody may stay.

    2 h and 4 h are house policy: no number of the field was found for corrections; psychiatric hospitals relieve an
    observer after some 2 h.
    """

    due_minutes: int = 120
    hard_minutes: int = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class StintPlan:
    """The stints of one shift on one local date.

    Attributes:
        edges: Elapsed minutes at which somebody may be relieved, first and last included; two or more.
        watches: Seats of the watches that are planned.
        reliefs: Seats of those who relieve: whoever is off the watch stands there.
        stints: What everybody stands from the first edge on, by start: parts of tours, on both kinds of seats.
        changes: What leads from the roster to the plan; empty where it is as good as any already.
        past_hard: Minutes that officers stay on a watch beyond the hard limit, all together.
        past_due: Minutes beyond the time at which relief is due.
        most: The most minutes that one officer watches.
        is_proven: No plan stays shorter beyond the limits; of those none leaves fewer without relief for a meal; and of
            those none spreads the watches better.
        without_meal: How many of the shift have no relief for a meal; 0 also where policy plans no meals.
        worn: Who cannot be relieved in time, by badge.
        broken: Findings of never and stop rules that the plan would add; it is not to be taken then.
    """

    edges: tuple[Minute, ...]
    watches: tuple[SeatId, ...]
    reliefs: tuple[SeatId, ...]
    stints: tuple[Tour, ...]
    changes: tuple[TourChange, ...]
    past_hard: int
    past_due: int
    most: int
    is_proven: bool
    without_meal: int = 0
    worn: tuple[Badge, ...] = ()
    broken: tuple[Finding, ...] = ()
