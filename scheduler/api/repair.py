"""Mending a roster after an event, and who could take a seat: what the console asks while somebody waits."""

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from scheduler.domain.events import Event
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, RosterEdit
from scheduler.domain.words import SeatId
from scheduler.engine.repair import Candidate, Prepared, Repaired, RepairOptions, candidates, repair


class RepairDesk:
    """Repairs of the rosters of one database; what was compiled for a roster is kept for the next question."""

    def __init__(
        self,
        problem: Callable[[Period], Problem],
        revision: Callable[[], int],
        now: Callable[[], datetime],
        actor: str,
    ) -> None:
        self._problem, self._revision, self._now, self._actor = problem, revision, now, actor
        self._known: tuple[int, Roster, Prepared] | None = None

    def prepare(self, roster: Roster) -> Prepared:
        """Compile what questions about a roster need; takes seconds in a large prison, unless nothing has changed."""
        revision, known = self._revision(), self._known
        if known is not None and known[0] == revision and known[1] == roster:
            return known[2]
        made = Prepared.of(self._problem(roster.period), roster)
        self._known = revision, roster, made
        return made

    def candidates(self, roster: Roster, seat: SeatId) -> tuple[Candidate, ...]:
        """Return every officer for a seat, best first.

        Raises:
            SeatError: there is no such seat, or the tour on it stands.
        """
        known = self.prepare(roster)
        return candidates(known.problem, roster, seat, known)

    def mend(self, roster: Roster, event: Event, options: RepairOptions | None = None) -> Repaired:
        """Return the roster mended after an event.

        Raises:
            EventError: the event names what is not there.
        """
        known = self.prepare(roster)
        return repair(known.problem, roster, event, options, known)

    def edit(self, repaired: Repaired, label: str, reason: str = "") -> RosterEdit:
        """Return a repair as one edit, to be applied and undone like any other."""
        return RosterEdit(
            id=uuid4().hex,
            label=label,
            actor=self._actor,
            at=self._now(),
            changes=repaired.difference,
            reason=reason,
        )
