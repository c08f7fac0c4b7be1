"""Asking why somebody cannot take a seat: noted and slowed down, so that nobody searches for what is behind it."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from scheduler.api.guard import needs
from scheduler.domain.words import Badge, SeatId
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

MOST = 40
"""So many of these questions may somebody ask within `WITHIN`, however often he signs in and at how many desks."""
WITHIN = timedelta(minutes=10)


class WhyNotDesk:
    """Lets questions pass why an officer cannot take a seat. In a database without accounts nothing is sealed."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session, asked: deque[datetime]) -> None:
        self._store, self._now, self._session, self._asked = store, now, session, asked

    @needs(Action.READ_ROSTER)
    def note(self, roster: int, seat: SeatId, badge: Badge) -> None:
        """Note in the audit log that it is asked why an officer cannot take a seat; called before it is answered.

        Raises:
            DeskError: too many such questions were asked by this account; the answer must not be given.
        """
        if self._session.is_open:
            return
        now = self._now()
        while self._asked and now - self._asked[0] >= WITHIN:
            self._asked.popleft()
        subjects = (f"roster:{roster}", f"seat:{seat}", f"officer:{badge}")
        is_noted = len(self._asked) < MOST and self._store.requests.note_question(
            subjects, now, self._session.actor, now - WITHIN, MOST
        )
        if not is_noted:
            raise DeskError("You have asked this of many officers in a short time; go on in a few minutes")
        self._asked.append(now)
