"""The staffing plan and the relief factor, as the console and the command line see them: `Desk.plan`."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

from scheduler.api.guard import anybody, needs
from scheduler.domain.clock import Clock
from scheduler.domain.plan import StaffingPlan
from scheduler.domain.site import Site
from scheduler.domain.words import Minute
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import Deviation, ReliefReport, deviations, plan_on, relief_report
from scheduler.storage import DeskError, Store

MOST_DAYS = 400
"""The longest span for which deviations are looked for at once."""


class PlanDesk:
    """What can be asked about the staffing plan. All methods raise `DeskError`, whose message is one sentence."""

    def __init__(self, store: Store, site: Callable[[], Site], now: Callable[[], datetime], session: Session) -> None:
        self._store = store
        self._site = site
        self._now = now
        self._session = session

    @anybody
    def today(self) -> date:
        """Return the facility's local date."""
        return Clock(self._site().facility.zone).date_of(Minute(int(self._now().timestamp()) // 60))

    @needs(Action.READ_ROSTER)
    def plans(self) -> tuple[StaffingPlan, ...]:
        """Return all plans, the latest first."""
        return tuple(sorted(self._site().staffing_plans, key=lambda plan: plan.effective, reverse=True))

    @needs(Action.READ_ROSTER)
    def plan(self, on: date | None = None) -> StaffingPlan | None:
        """Return the plan that holds on a local date, by default today; None if there is none."""
        return plan_on(self._site().staffing_plans, on or self.today())

    @needs(Action.READ_ROSTER)
    def deviations(self, first: date, last: date, roster: int | None = None) -> tuple[Deviation, ...]:
        """Return all deviations on local dates `first` to `last`, inclusive, and overdue reviews as of today.

        Args:
            first: First date looked at.
            last: Last date looked at.
            roster: Number of the roster to look at as it stands; by default all published ones.
        """
        if not 0 <= (last - first).days < MOST_DAYS:
            raise DeskError(f"1 to {MOST_DAYS} days are looked at at once, not {first} to {last}")
        if roster is None:
            rosters = self._store.published(first, last + timedelta(days=1))
        else:
            rosters = (self._store.roster(roster).roster,)
        return deviations(self._site(), first, last, self.today(), rosters)

    @needs(Action.READ_ROSTER)
    def relief(
        self, year: int | None = None, contracted_hours: int | None = None, authorised: int | None = None
    ) -> ReliefReport:
        """Return what the coverage of a calendar year (by default this one) takes, and what there is today.

        Args:
            year: The calendar year whose coverage is counted.
            contracted_hours: Contracted hours a year of an average officer; by default what the patterns give.
            authorised: Positions authorised, if known.
        """
        today = self.today()
        contracted = None if contracted_hours is None else Fraction(contracted_hours * 60)
        try:
            return relief_report(self._site(), year or today.year, today, contracted, authorised)
        except ValueError as error:
            raise DeskError(str(error)) from error
