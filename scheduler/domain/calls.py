"""Calling officers in to a seat: offers of overtime and mandates, what came of each, and by which rules they go.

Source of the order: collective agreements let the list of volunteers be exhausted first, then mandate by inverse
seniority; a large sheriff's order hires whoever has the fewest overtime hours first, ties by seniority. A grievance is
answered from what is written down here: who was called, when, from which list and place, and what was said.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode


class CallList(StrEnum):
    """From which list an officer is called."""

    VOLUNTARY = "voluntary"
    MANDATE = "mandate"


class CallOutcome(StrEnum):
    """What came of a call. Why somebody refuses, or is excused, is not asked and not kept."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_ANSWER = "no answer"
    EXCUSED = "excused"


OUTCOMES = {
    CallList.VOLUNTARY: (CallOutcome.ACCEPTED, CallOutcome.REFUSED, CallOutcome.NO_ANSWER),
    CallList.MANDATE: (CallOutcome.ACCEPTED, CallOutcome.NO_ANSWER, CallOutcome.EXCUSED),
}
"""What can come of a call from each list: an offer can be refused, a mandate excused."""


class CallOrder(StrEnum):
    """In which order volunteers are called."""

    LEAST_HOURS = "fewest charged hours first"
    SENIORITY = "most senior first"
    LONGEST_SINCE = "longest since the last call first"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRules:
    """By which rules lists are made from local date `effective` on.

    Attributes:
        sequence: The order of volunteers; ties go to the more senior.
        counted_days: Overtime of so many days before is charged.
        charges_refusals: Whether an offer that was refused is charged as if it had been worked.
        charges_no_answer: Whether one that nobody answered is.
        protected_days: So many days after a mandate an officer is mandated again only after everybody else.
        source: The agreement or order that says so.
    """

    effective: date
    sequence: CallOrder = CallOrder.LEAST_HOURS
    counted_days: int = 365
    charges_refusals: bool = True
    charges_no_answer: bool = False
    protected_days: int = 7
    source: str = ""


USUAL = CallRules(effective=date(1970, 1, 1))
"""What holds where a facility has said nothing."""


def rules_on(rules: tuple[CallRules, ...], on: date) -> CallRules:
    """Return the rules that hold on a local date: the latest effective ones, of two of one date the later one."""
    held = [one for one in rules if one.effective <= on]
    return max(reversed(held), key=lambda one: one.effective) if held else USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call to an officer about a seat or a part of it, in [start, end) of elapsed minutes.

    Attributes:
        on: Local date on which the seat's shift starts.
        place: His place on the list as it was then, from 1.
        at: When it was made (aware, UTC).
        by: Who made it.
    """

    badge: Badge
    post: PostCode
    shift: ShiftCode
    on: date
    start: Minute
    end: Minute
    list: CallList
    place: int
    outcome: CallOutcome
    at: datetime
    by: str

    @property
    def minutes(self) -> int:
        """Length of what was offered."""
        return self.end - self.start
