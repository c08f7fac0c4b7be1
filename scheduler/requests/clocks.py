"""When a request has to be decided, and who decides it when it was not. Pure functions."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from scheduler.domain.requests import Rank, Request, RequestKind, RequestState

_HOURS, _DAYS = timedelta(hours=1), timedelta(days=1)
DECIDED_WITHIN = MappingProxyType(
    {
        RequestKind.KEEP_SEPARATE: 72 * _HOURS,
        RequestKind.MOVE_ME: 7 * _DAYS,
        RequestKind.HARDSHIP: 14 * _DAYS,
        RequestKind.APPROACH: 72 * _HOURS,
        RequestKind.PRECAUTION: 1 * _DAYS,
    }
)
"""By kind: how long a decision may take. Orders are in force when they are given, and wait for none."""
REVIEWED_AFTER = MappingProxyType({RequestKind.PRECAUTION: 7 * _DAYS})
"""By kind: when what is in force is looked at again."""
RENEWED_EVERY = 28 * _DAYS
"""A move that somebody asked for holds so long, and again so long: silence renews it."""
PROTECTED_DAYS = 90
"""So long after a protected request a later change against an officer's will needs a reason and a second approver."""
LADDERS = MappingProxyType(
    {
        RequestKind.KEEP_SEPARATE: (Rank.COMMANDER, Rank.AUTHORITY, Rank.PREA_MANAGER),
        RequestKind.MOVE_ME: (Rank.AUTHORITY, Rank.PREA_MANAGER),
        RequestKind.HARDSHIP: (Rank.AUTHORITY, Rank.PREA_MANAGER),
        RequestKind.APPROACH: (Rank.PREA_MANAGER, Rank.AUTHORITY),
    }
)
"""By kind: who decides first, and who is next when that takes too long. Orders have both who may give them."""
_ORDER = (Rank.AUTHORITY, Rank.PREA_MANAGER)


def ladder(kind: RequestKind) -> tuple[Rank, ...]:
    """Return who decides about a kind, the first one first."""
    return LADDERS.get(kind, _ORDER)


def decide_by(request: Request) -> datetime | None:
    """Return until when something has to be decided about a request, None where nothing has to be.

    Each rank has the whole time again, from the time at which the one before it let it pass.
    """
    is_appealed = request.state == RequestState.DENIED and bool(request.appeal)
    if is_appealed or request.state in (RequestState.OPEN, RequestState.AWAITS_SECOND):
        span = DECIDED_WITHIN.get(request.kind)
        return None if span is None else (request.handed or request.filed) + span
    if request.state == RequestState.GRANTED and request.kind in REVIEWED_AFTER and request.decision is not None:
        return request.decision.at + REVIEWED_AFTER[request.kind]
    return None


def is_overdue(request: Request, now: datetime) -> bool:
    """Whether a decision is late."""
    by = decide_by(request)
    return by is not None and by <= now


def next_rank(request: Request) -> Rank | None:
    """Return who decides after the present rank, None where there is nobody above."""
    steps = ladder(request.kind)
    at = steps.index(request.rank) + 1
    return steps[at] if at < len(steps) else None


def handed_up(request: Request, now: datetime) -> Request:
    """Return a request in the hands of who is to decide at a time: a rank that lets its time pass hands over."""
    while request.state != RequestState.GRANTED and is_overdue(request, now):
        by, above = decide_by(request), next_rank(request)
        if by is None or above is None:
            break
        request = replace(request, rank=above, handed=by)
    return request


def holds_until(request: Request, today: date) -> date | None:
    """Return the last date of the present 28 days of a move that was asked for, None for other kinds.

    Nothing ends there by itself: silence renews it. It is when the asker is told that it goes on.
    """
    if request.kind != RequestKind.MOVE_ME or request.is_over:
        return None
    since = (request.renewed or request.filed).date()
    rounds = max(0, (today - since).days) // RENEWED_EVERY.days
    return since + RENEWED_EVERY * (rounds + 1) - _DAYS


def protected_until(request: Request) -> date:
    """Return the last date on which a change against the officer's will needs a second approver."""
    return request.filed.date() + timedelta(days=PROTECTED_DAYS)
