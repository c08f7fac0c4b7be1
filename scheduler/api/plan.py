"""The staffing plan and the relief factor, as the console and the command line see them: `Desk.plan`."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from scheduler.api.guard import anybody, needs
from scheduler.domain.clock import Clock
from scheduler.domain.deviations import LONGEST, DeviationNote, DeviationRecord, PostStatus, ReasonCode, latest
from scheduler.domain.plan import StaffingPlan
from scheduler.domain.site import Site
from scheduler.domain.words import Minute, PostCode, ShiftCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.ledger import Deviation, DeviationKind, ReliefReport, deviations, plan_on, relief_report
from scheduler.storage import DeskError, Store

MOST_DAYS = 400
"""The longest span for which deviations are looked for at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """A post below the plan's minimum on a shift of a local date, and what was written down about it.

    Attributes:
        there: Officers at the emptiest moment, as published.
        planned: The plan's minimum.
        record: What was written down last, None for nothing.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    there: int
    planned: int
    record: DeviationRecord | None

    @property
    def is_justified(self) -> bool:
        """Whether a reason is written down and approved (28 CFR 115.13(b))."""
        return self.record is not None and bool(self.record.approver)


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
    def below(self, first: date, last: date) -> tuple[Below, ...]:
        """Return the posts that were published with fewer officers than the plan asks for, by date, shift and post.

        Args:
            first: First local date.
            last: Last one, inclusive.
        """
        written = latest(self._store.deviations.of_dates(first, last))
        found = []
        for deviation in self.deviations(first, last):
            if deviation.kind is DeviationKind.ROSTER and deviation.shift is not None:
                post, (on,), shift = PostCode(deviation.subject), deviation.dates, deviation.shift
                there, planned, record = deviation.measured, deviation.planned, written.get((post, on, shift))
                found.append(Below(post=post, shift=shift, on=on, there=there, planned=planned, record=record))
        return tuple(sorted(found, key=lambda below: (below.on, below.shift, below.post)))

    @needs(Action.READ_ROSTER)
    def records(self, first: date, last: date) -> tuple[DeviationRecord, ...]:
        """Return all that was written down about local dates `first` to `last`, inclusive, corrected lines included."""
        return self._store.deviations.of_dates(first, last)

    @needs(Action.READ_ROSTER)
    def reasons(self, year: int) -> tuple[tuple[ReasonCode, int], ...]:
        """Return how often each reason was written down in a calendar year, the most common first."""
        held = latest(self._store.deviations.of_dates(date(year, 1, 1), date(year, 12, 31)))
        return tuple(Counter(record.note.reason for record in held.values()).most_common())

    @needs(Action.RECORD_DEVIATION)
    def write_deviation(self, note: DeviationNote) -> DeviationRecord:
        """Write down why a post is below the plan; whoever may approve that approves it with it.

        What was written before about the same post, date and shift stays, and no longer holds.

        Raises:
            DeskError: post or shift is not known, a field is missing or too long, the post it is combined with is none,
                or the span does not lie inside the shift.
        """
        note = replace(note, mitigation=_words(note.mitigation), words=_words(note.words))
        self._refuse_faults(note)
        approver = self._session.actor if self._session.may(Action.APPROVE_DEVIATION) else ""
        made = DeviationRecord(note=note, by=self._session.actor, at=self._now(), approver=approver)
        self._store.deviations.add(made, self._session.actor)
        return made

    def _refuse_faults(self, note: DeviationNote) -> None:
        site = self._site()
        shifts, posts = {one.code: one for one in site.shifts}, {one.code for one in site.posts}
        if note.shift not in shifts or note.post not in posts:
            raise DeskError(f"There is no post {note.post} or no shift {note.shift}")
        start, end = shifts[note.shift].span(Clock(site.facility.zone), note.on)
        if not start <= note.start < note.end <= end:
            raise DeskError("From and to must lie inside the shift, one after the other")
        if (note.status is PostStatus.COMBINED) != (note.combined_with in posts - {note.post}):
            raise DeskError("A combined post names the other post whose officer covers it; no other status does")
        if not note.mitigation or (note.reason is ReasonCode.OTHER and not note.words):
            raise DeskError("Say what was done so that nobody came to harm, and for another reason also which one")

    @needs(Action.APPROVE_DEVIATION)
    def approve_deviation(self, post: PostCode, shift: ShiftCode, on: date) -> DeviationRecord:
        """Approve what was written down about a post on a shift of a local date.

        Raises:
            DeskError: nothing is written down, or it is approved already.
        """
        record = latest(self._store.deviations.of_dates(on, on)).get((post, on, shift))
        if record is None:
            raise DeskError(f"Nothing is written down about {post} on {shift} of {on}")
        if record.approver:
            raise DeskError(f"This is approved already, by {record.approver}")
        made = replace(record, approver=self._session.actor, at=self._now())
        self._store.deviations.add(made, self._session.actor)
        return made

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


def _words(text: str) -> str:
    """Return words on one line.

    Raises:
        DeskError: there are too many of them.
    """
    made = " ".join(text.split())
    if len(made) > LONGEST:
        raise DeskError(f"At most {LONGEST} letters are kept, not {len(made)}")
    return made
