"""The yearly vacation bid: who gets which of the weeks asked for, by seniority and slots.

Two orders are in use, and the site says which is its own:

- rounds: first all officers' first choices in order of seniority, then all second choices, and so on: a junior's first
  choice goes before a senior's second;
- officer by officer: the most senior officer's choices in their order, then those of the next officer.

An officer is given at most `most` choices (one: the others are there in case the first cannot be had). A choice is
refused only for slots taken by leave that stood before the bid or by a choice that was looked at earlier, for the
officer's own balance or other leave, or because the officer has all that may be given.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from scheduler.domain.findings import Message
from scheduler.domain.leave import LeaveRequest, VacationChoice
from scheduler.domain.people import Leave
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, LeaveState
from scheduler.requests.book import LeaveBook, LeaveRules
from scheduler.requests.leave import LeaveChange


class BidOrder(StrEnum):
    """In which order the choices of a bid are looked at."""

    ROUNDS = "rounds"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidRules:
    """What the site's agreement says of the bid; `most` choices at most are given to an officer."""

    order: BidOrder = BidOrder.ROUNDS
    most: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BidOutcome:
    """What became of one choice; `reasons` says why it was not given."""

    choice: VacationChoice
    is_given: bool
    reasons: tuple[Message, ...] = ()

    @property
    def id(self) -> str:
        """The request that stands for the choice once it is given."""
        return f"bid-{self.choice.year}-{self.choice.badge}-{self.choice.rank}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BidSettlement:
    """The outcome of a year's bid, in the order in which the choices were looked at, and what is new in it."""

    outcomes: tuple[BidOutcome, ...]
    leave: tuple[Leave, ...] = ()
    """The absences that the choices given for the first time make, in order of the outcomes."""
    new: tuple[BidOutcome, ...] = ()
    """The choices given for the first time; those given in an earlier run of the same bid stand already."""

    def of(self, badge: Badge) -> tuple[BidOutcome, ...]:
        """Return the outcomes of one officer's choices, by rank."""
        own = [outcome for outcome in self.outcomes if outcome.choice.badge == badge]
        return tuple(sorted(own, key=lambda outcome: outcome.choice.rank))


def settle_bid(site: Site, year: int, today: date, rules: BidRules, leave_rules: LeaveRules) -> BidSettlement:
    """Return who gets what in the bid for a calendar year. The same site always gives the same outcome.

    Choices that an earlier run gave stand as they are, also those withdrawn since: they are not given again.
    """
    book = LeaveBook(site, leave_rules)
    known = {request.id: request for request in site.leave_requests}
    choices = [choice for choice in site.vacation_choices if choice.year == year]
    given: dict[Badge, int] = {}
    for choice in choices:
        request = known.get(BidOutcome(choice=choice, is_given=True).id)
        given.setdefault(choice.badge, 0)
        given[choice.badge] += request is not None and request.state == LeaveState.GRANTED
    outcomes, new, leave = [], [], []
    for choice in sorted(choices, key=lambda c: _claim(c, book, rules.order)):
        request = known.get(BidOutcome(choice=choice, is_given=True).id)
        if request is not None:
            is_given = request.state == LeaveState.GRANTED
            why = () if is_given else (Message(template="withdrawn"),)
            outcomes.append(BidOutcome(choice=choice, is_given=is_given, reasons=why))
            continue
        reasons = book.obstacles(choice.badge, choice.first, choice.last, today)
        if given[choice.badge] >= rules.most:
            reasons = (Message(template="has an earlier choice"),)
        outcomes.append(BidOutcome(choice=choice, is_given=not reasons, reasons=reasons))
        if not reasons:
            given[choice.badge] += 1
            new.append(outcomes[-1])
            leave.append(book.take(choice.badge, choice.first, choice.last))
    return BidSettlement(outcomes=tuple(outcomes), leave=tuple(leave), new=tuple(new))


def accept_bid(settlement: BidSettlement, actor: str, today: date, at: datetime) -> LeaveChange:
    """Return what accepting a settled bid changes: each choice given for the first time is a granted request."""
    return LeaveChange(
        requests=tuple(
            LeaveRequest(
                id=outcome.id,
                badge=outcome.choice.badge,
                first=outcome.choice.first,
                last=outcome.choice.last,
                filed=at,
                state=LeaveState.GRANTED,
                decided_by=actor,
                decided=today,
            )
            for outcome in settlement.new
        ),
        added=settlement.leave,
    )


def _claim(choice: VacationChoice, book: LeaveBook, order: BidOrder) -> tuple[Any, ...]:
    """Return what sorts choices: those with the earlier claim first."""
    seniority, dates = book.seniority(choice.badge), (choice.first, choice.last)
    if order == BidOrder.ROUNDS:
        return (choice.rank, seniority, dates)
    return (seniority, choice.rank, dates)
