"""The guard before everything that a desk can do: each public method says what it does, and who may not is refused."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from operator import attrgetter
from typing import Any, ParamSpec, TypeVar

from scheduler.identity.permissions import CONFIRMED, SEALED, Action, may, who_may
from scheduler.identity.session import Session
from scheduler.storage import DeskError

_P = ParamSpec("_P")
_R = TypeVar("_R")
# What every desk has; the guard is as much part of it as its methods are.
_session_of, _time_of, _store_of = attrgetter("_session"), attrgetter("_now"), attrgetter("_store")
_inside: ContextVar[bool] = ContextVar("inside a guarded method", default=False)
MARK = "guarded_by"
"""Attribute of a guarded method: the actions of which one is needed, none where anybody may call it."""


class NotPermittedError(DeskError):
    """Somebody may not do what he asked for; says who may."""


class ConfirmNeededError(DeskError):
    """The password is asked for again before this is done: see `Desk.confirm`."""


def needs(*actions: Action) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Return what lets a desk's method run only in a session that may do one of some actions.

    What a permitted method calls of other guarded ones is part of it, and is not asked about again. Some actions ask
    for the password again first, except in a database without accounts.

    Raises:
        NotPermittedError: the session may do none of them; the audit log gets a record.
        ConfirmNeededError: the password is needed again.
    """

    def guarded(method: Callable[_P, _R]) -> Callable[_P, _R]:
        @wraps(method)
        def checked(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            if _inside.get():
                return method(*args, **kwargs)
            desk: Any = args[0]
            confirms = _admit(desk, actions)
            token = _inside.set(True)
            try:
                result = method(*args, **kwargs)
            finally:
                _inside.reset(token)
            if confirms:
                _session_of(desk).confirmation.use()
            return result

        setattr(checked, MARK, actions)
        return checked

    return guarded


def anybody(method: Callable[_P, _R]) -> Callable[_P, _R]:
    """Mark a desk's method as one that tells nothing and changes nothing that is not everybody's."""
    setattr(method, MARK, ())
    return method


def refusal(actions: tuple[Action, ...], is_open: bool) -> str:
    """Return why something is refused, in a sentence."""
    if is_open and all(action in SEALED for action in actions):
        return f"To {actions[0]} there must be accounts first"
    return f"Only {who_may(*actions)} may {actions[0]}"


def _admit(desk: Any, actions: tuple[Action, ...]) -> bool:
    """Refuse what a session may not do; return whether it takes a confirmation."""
    session: Session = _session_of(desk)
    allowed = [action for action in actions if session.may(action)]
    if not session.is_open:
        # Asked anew: an account that was disabled, or lost a role, stops at once.
        roles = session.roles & _store_of(desk).accounts.standing(session.actor)
        allowed = [action for action in allowed if may(roles, action)]
        if not allowed:
            _store_of(desk).accounts.note_refused(actions[0], _time_of(desk)(), session.actor)
            raise NotPermittedError(session.owes or refusal(actions, False))
    elif _store_of(desk).accounts.exist():
        raise NotPermittedError("This database has accounts now: open it again and sign in")
    if not allowed:
        raise NotPermittedError(refusal(actions, session.is_open))
    if session.is_open or any(action not in CONFIRMED for action in allowed):
        return False
    if not session.confirmation.holds(_time_of(desk)()):
        raise ConfirmNeededError(f"To {allowed[0]}, enter your password again")
    return True
