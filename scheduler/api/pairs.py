"""Pairs near a limit, opened for a case: `Desk.pairs`. From an area and a purpose, never from an officer."""

from collections.abc import Callable
from datetime import datetime

from scheduler.api.attention import PAIR_READERS, Reader
from scheduler.api.guard import needs
from scheduler.api.letters import leave_receipts
from scheduler.api.rotation import contact_limits
from scheduler.domain.pairs import PairLine, PairPurpose
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import AreaCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import pairs_in
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.storage import DeskError, Store


class PairDesk:
    """What may be seen of pairs. Methods raise `DeskError`, one sentence; every look leaves an audit record."""

    def __init__(self, store: Store, now: Callable[[], datetime], session: Session) -> None:
        self._store, self._now, self._session = store, now, session

    @needs(Action.READ_PAIRS)
    def open(
        self,
        case: str,
        purpose: PairPurpose,
        area: AreaCode,
        problem: Problem,
        roster: Roster,
        reader: Reader = Reader.COMMANDER,
    ) -> tuple[PairLine, ...]:
        """Return the pairs that come near a limit with the inmates of an area, by inmate; see `pairs_in`.

        Args:
            case: Number of the case; it is kept in the audit log with purpose and area.
            purpose: For what.
            area: Where the inmates are on the roster's last date.
            problem: What the roster answers.
            roster: The roster.
            reader: Who looks.

        Raises:
            DeskError: no case is named, the area is not known, the policy cannot be read, or the reader may not look.
        """
        if reader not in PAIR_READERS:
            raise DeskError(f"Pairs are not shown to a {reader}")
        if not case.strip():
            raise DeskError("Pairs are opened for a case: its number is expected")
        if area not in {known.code for known in problem.areas}:
            raise DeskError(f"There is no area {area}")
        try:
            limits = contact_limits(problem)
        except (UnknownRuleError, InvalidSettingError) as error:
            raise DeskError(str(error)) from error
        # Noted first: who could not be noted does not look.
        self._store.look_backs.note_pairs(case.strip(), purpose.value, area, self._now(), self._session.actor)
        lines = pairs_in(problem, roster.tours, area, limits)
        badges, why = [line.badge for line in lines], f"{purpose.value}, case {case.strip()}"
        leave_receipts(self._store, self._now(), self._session.actor, badges, "pairs of an area", why)
        return lines
