"""Asking for leave and deciding on it: in order of filing, by slots and balance, with other dates to offer."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.domain.findings import Message
from scheduler.domain.leave import LeaveRequest
from scheduler.domain.people import Leave
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, LeaveState
from scheduler.requests.book import LeaveBook, LeaveRules
from scheduler.requests.words import span_in_words
from scheduler.rule import hours

LONGEST_DAYS = 366
"""The longest leave that can be asked for at once."""


class LeaveError(ValueError):
    """What cannot be done with a request, in one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DateSpan:
    """Local dates `first` to `last`, inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveChange:
    """What one act changes: requests put in, or replacing those of the same id; absences that come and go."""

    requests: tuple[LeaveRequest, ...]
    added: tuple[Leave, ...] = ()
    removed: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveDecision:
    """What slots and balance say about a request that is open.

    Attributes:
        request: The request.
        reasons: Why not; empty if it can be granted.
        others: The nearest free dates of the same length, for a request that cannot be granted.
        cost_minutes: What it costs of the balance.
        left_minutes: What the balance for its last date holds before it; None if no balance speaks of that date.
        after_minutes: What that balance would hold after it.
    """

    request: LeaveRequest
    reasons: tuple[Message, ...]
    others: tuple[DateSpan, ...]
    cost_minutes: int
    left_minutes: int | None
    after_minutes: int | None

    @property
    def is_grantable(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    @property
    def message(self) -> Message:
        """The decision in one sentence."""
        if self.is_grantable:
            if self.after_minutes is None:
                return Message(template="Can be granted; costs {cost}", params={"cost": hours(self.cost_minutes)})
            return Message(
                template="Can be granted; costs {cost}, {left} left",
                params={"cost": hours(self.cost_minutes), "left": hours(self.after_minutes)},
            )
        why = "; ".join(str(reason) for reason in self.reasons)
        if not self.others:
            return Message(template="Cannot be granted: {why}", params={"why": why})
        free = ", ".join(span_in_words(span.first, span.last) for span in self.others)
        return Message(template="Cannot be granted: {why}. Free instead: {free}", params={"why": why, "free": free})


def ask_leave(site: Site, id: str, badge: Badge, first: date, last: date, filed: datetime) -> LeaveRequest:
    """Return a new request for local dates `first` to `last`, inclusive.

    Raises:
        LeaveError: the officer is not known, the dates are no span of at most a year, or the officer has already
            asked for one of them.
    """
    if badge not in {officer.badge for officer in site.officers}:
        raise LeaveError(f"{badge} is not the badge of an officer")
    if last < first:
        raise LeaveError(f"Leave ends on or after the date on which it begins; {last} is before {first}")
    if (last - first).days >= LONGEST_DAYS:
        raise LeaveError(f"Leave of at most {LONGEST_DAYS} days is asked for at once")
    for other in site.leave_requests:
        is_open = other.state in (LeaveState.ASKED, LeaveState.GRANTED)
        if other.badge == badge and is_open and other.first <= last and first <= other.last:
            raise LeaveError(f"{badge} has already asked for {span_in_words(other.first, other.last)}")
    return LeaveRequest(id=id, badge=badge, first=first, last=last, filed=filed)


def decide_leave(site: Site, today: date, rules: LeaveRules) -> tuple[LeaveDecision, ...]:
    """Return what becomes of all open requests, in the order in which they were filed.

    Of two filed at the same moment the more senior officer's comes first. Each that can be granted takes its slots
    and its part of the balance before the next one is looked at.
    """
    return _decided(site, today, LeaveBook(site, rules))


def grant_leave(
    site: Site, id: str, actor: str, today: date, rules: LeaveRules, may_exceed: bool = False
) -> LeaveChange:
    """Return what granting one open request changes. Requests filed before it keep their claim.

    Args:
        site: The facility.
        id: The request.
        actor: Who decides.
        today: The facility's local date.
        rules: What the site has set.
        may_exceed: Grant it although slots or balance do not allow it.

    Raises:
        LeaveError: there is no such open request, or it cannot be granted.
    """
    request = _open(site, id)
    book = LeaveBook(site, rules)
    decision = next(d for d in _decided(site, today, book) if d.request == request)
    if not decision.is_grantable and not may_exceed:
        raise LeaveError(str(decision.message))
    granted = replace(request, state=LeaveState.GRANTED, decided_by=actor, decided=today)
    return LeaveChange(requests=(granted,), added=(book.leave_of(request.badge, request.first, request.last),))


def refuse_leave(site: Site, id: str, actor: str, today: date) -> LeaveChange:
    """Return what refusing one open request changes.

    Raises:
        LeaveError: there is no such open request.
    """
    return LeaveChange(requests=(replace(_open(site, id), state=LeaveState.REFUSED, decided_by=actor, decided=today),))


def withdraw_leave(site: Site, id: str, actor: str, today: date, rules: LeaveRules) -> LeaveChange:
    """Return what withdrawing an open or granted request changes: slot and balance are given back.

    Raises:
        LeaveError: there is no such request, or it was refused or withdrawn already.
    """
    request = _known(site, id)
    if request.state not in (LeaveState.ASKED, LeaveState.GRANTED):
        raise LeaveError(f"The request {id} was {request.state} already")
    withdrawn = replace(request, state=LeaveState.WITHDRAWN, decided_by=actor, decided=today)
    if request.state == LeaveState.ASKED:
        return LeaveChange(requests=(withdrawn,))
    made = LeaveBook(site, rules).leave_of(request.badge, request.first, request.last)
    # After a change of squad the absence made then is another one than would be made now; its dates tell it.
    own = [leave for leave in site.leave if leave.badge == request.badge]
    inside = [leave for leave in own if made.start <= leave.start < leave.end <= made.end]
    return LeaveChange(requests=(withdrawn,), removed=(made,) if made in own else tuple(inside[:1]))


def _decided(site: Site, today: date, book: LeaveBook) -> tuple[LeaveDecision, ...]:
    found = []
    asked = [request for request in site.leave_requests if request.state == LeaveState.ASKED]
    for request in sorted(asked, key=lambda r: (r.filed, book.seniority(r.badge), r.id)):
        badge, first, last = request.badge, request.first, request.last
        reasons = book.obstacles(badge, first, last, today)
        left = book.left(badge, last)
        found.append(
            LeaveDecision(
                request=request,
                reasons=reasons,
                others=_others(book, request, today) if reasons else (),
                cost_minutes=book.cost(badge, first, last),
                left_minutes=left,
                after_minutes=None if left is None else left - book.drawn_from(badge, first, last),
            )
        )
        if not reasons:
            book.take(badge, first, last)
    return tuple(found)


def _others(book: LeaveBook, request: LeaveRequest, today: date) -> tuple[DateSpan, ...]:
    """Return the nearest free dates of the same length, later ones first where two are as near."""
    found: list[DateSpan] = []
    for days in range(1, book.rules.search_days + 1):
        for shift in (timedelta(days=days), timedelta(days=-days)):
            span = DateSpan(first=request.first + shift, last=request.last + shift)
            if len(found) < book.rules.offers and _is_free(book, request.badge, span, today):
                found.append(span)
    return tuple(found)


def _is_free(book: LeaveBook, badge: Badge, span: DateSpan, today: date) -> bool:
    """Whether dates can be had, and there is anything to be off from."""
    return book.cost(badge, span.first, span.last) > 0 and not book.obstacles(badge, span.first, span.last, today)


def _known(site: Site, id: str) -> LeaveRequest:
    for request in site.leave_requests:
        if request.id == id:
            return request
    raise LeaveError(f"There is no request {id!r} for leave")


def _open(site: Site, id: str) -> LeaveRequest:
    request = _known(site, id)
    if request.state != LeaveState.ASKED:
        raise LeaveError(f"The request {id} was {request.state} already")
    return request
