"""Deciding about a request: what may follow on what, and who may not decide. Pure functions."""

from dataclasses import replace
from datetime import datetime

from scheduler.domain.requests import Decision, Denial, InmateTask, Request, RequestKind, RequestState
from scheduler.domain.words import Badge
from scheduler.requests.asking import ORDERS, RequestError
from scheduler.requests.clocks import is_overdue, next_rank


def refuse_decider(request: Request, by: str, badge: Badge | None) -> None:
    """Refuse who must not decide.

    Raises:
        RequestError: it is the decider's own, he filed it, he denied what is appealed against, or he is excluded.
    """
    if badge is not None and badge == request.badge:
        raise RequestError("Nobody decides about himself; somebody else has to")
    if by == request.by and request.kind not in ORDERS:
        raise RequestError("You filed this request; somebody else has to decide")
    if request.appeal and request.decision is not None and by == request.decision.by:
        raise RequestError("Somebody else than who denied it decides about an appeal")
    if by in request.excluded:
        raise RequestError("Somebody else has to decide about this request")


def grant(request: Request, by: str, at: datetime, words: str = "", moves_inmate: bool = False) -> Request:
    """Return a request that is granted; that of a move goes on until it is withdrawn, as silence renews it.

    Args:
        request: Open, or denied and appealed against.
        by: Who decides.
        at: Now.
        words: What the decider adds.
        moves_inmate: Whether the inmate is to be moved, not the officer.

    Raises:
        RequestError: there is nothing to decide, or no inmate is named.
    """
    _refuse_decided(request)
    task = None
    if moves_inmate:
        if request.kind != RequestKind.APPROACH or request.scope.inmate is None or request.scope.area is None:
            raise RequestError("To move an inmate, inmate and area must be named in the report")
        task = InmateTask(inmate=request.scope.inmate, area=request.scope.area, opened=at)
    decision = Decision(by=by, at=at, is_granted=True, words=words.strip())
    return replace(request, state=RequestState.GRANTED, decision=decision, appeal="", task=task)


def deny(request: Request, by: str, at: datetime, denial: Denial, alternative: str, words: str = "") -> Request:
    """Return a request that is denied, with what is offered in its place and who decides about an appeal.

    Raises:
        RequestError: there is nothing to decide, or no alternative is offered.
    """
    _refuse_decided(request)
    if not alternative.strip():
        raise RequestError("A denial needs what is offered in its place")
    above = next_rank(request) or request.rank
    decision = Decision(
        by=by,
        at=at,
        is_granted=False,
        denial=denial,
        alternative=alternative.strip(),
        appeal_to=above.value,
        words=words.strip(),
    )
    return replace(request, state=RequestState.DENIED, decision=decision, appeal="")


def second(request: Request, by: str, at: datetime) -> Request:
    """Return a precautionary move that a second person approved: from now on it is in force.

    Raises:
        RequestError: it does not wait for that, or it is the one who gave it.
    """
    if request.state != RequestState.AWAITS_SECOND:
        raise RequestError("This does not wait for a second approval")
    if by == request.by:
        raise RequestError("The second approval comes from somebody else")
    decision = Decision(by=by, at=at, is_granted=True)
    return replace(request, state=RequestState.GRANTED, seconded_by=by, decision=decision)


def review(request: Request, by: str, at: datetime) -> Request:
    """Return a precautionary move that was looked at again and goes on for another seven days.

    Raises:
        RequestError: it is not in force.
    """
    if request.kind != RequestKind.PRECAUTION or request.state != RequestState.GRANTED:
        raise RequestError("There is nothing in force that is looked at again")
    return replace(request, decision=Decision(by=by, at=at, is_granted=True))


def appeal(request: Request, words: str, at: datetime) -> Request:
    """Return a denied request that is appealed against: the next rank decides, somebody else in the last one.

    Args:
        request: Denied.
        words: What the asker says against it.
        at: Now; the whole time to decide begins again.

    Raises:
        RequestError: it was not denied, it was appealed against before, or nothing is said.
    """
    if request.state != RequestState.DENIED or request.appeal:
        raise RequestError("Only a denial can be appealed against, and only once")
    if not words.strip():
        raise RequestError("Say in a few words what is to be looked at again")
    return replace(request, appeal=words.strip(), rank=next_rank(request) or request.rank, handed=at)


def withdraw(request: Request, at: datetime) -> Request:
    """Return a request that is withdrawn.

    Raises:
        RequestError: it is over, or it is an order.
    """
    if request.is_over or request.kind in ORDERS:
        raise RequestError("There is nothing to withdraw")
    return replace(request, state=RequestState.WITHDRAWN, ended=at)


def renew(request: Request, at: datetime) -> Request:
    """Return a move whose 28 days begin anew.

    Raises:
        RequestError: it is no move that is in force.
    """
    if request.kind != RequestKind.MOVE_ME or request.state not in (RequestState.OPEN, RequestState.GRANTED):
        raise RequestError("Only a move that is in force is renewed")
    return replace(request, renewed=at)


def escalate(request: Request, now: datetime) -> Request:
    """Return a request that is handed to the next rank, because its time has passed.

    Raises:
        RequestError: its time has not passed, or there is nobody above.
    """
    above = next_rank(request)
    if above is None or not is_overdue(request, now):
        raise RequestError("There is still time to decide, or nobody above who could")
    return replace(request, rank=above, handed=now)


def end(request: Request, at: datetime) -> Request:
    """Return what is in force as ended.

    Raises:
        RequestError: nothing is in force.
    """
    if request.state != RequestState.GRANTED:
        raise RequestError("Only what is in force can end")
    return replace(request, state=RequestState.ENDED, ended=at)


def _refuse_decided(request: Request) -> None:
    is_appealed = request.state == RequestState.DENIED and bool(request.appeal)
    if request.state != RequestState.OPEN and not is_appealed:
        raise RequestError("There is nothing to decide about this any more")
