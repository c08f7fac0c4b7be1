"""The attention index of posts, as the console and the command line see it: `Desk.attention`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from scheduler.api.guard import needs
from scheduler.attention import AttentionTable, CellChange, TrendPoint, attention_table, compare, trend
from scheduler.day import Rung, ladder
from scheduler.domain.attention import Factor, Reading, Weights, weights_on
from scheduler.domain.clock import Clock
from scheduler.domain.facility import Post
from scheduler.domain.observations import Observations
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.site import Site
from scheduler.domain.words import Minute, PostCode, ShiftCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.policies.standards import standards_of
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError
from scheduler.storage import DeskError, Store

BACK_DAYS = 28
"""Dates before the first one shown whose rounds and entries are read too."""
_GUARDING = frozenset({Factor.CAMERA, Factor.ROUNDS})
"""What tells where and when nobody looks."""


class Reader(StrEnum):
    """Who reads the index. An officer reads none of it, so there is no such reader."""

    COMMANDER = "watch commander"
    PREA_MANAGER = "PREA manager"
    SCHEDULER = "scheduler"
    SERGEANT = "shift sergeant"

    @property
    def withheld(self) -> frozenset[Factor]:
        """The factors that are to him as if they were not known: cameras and rounds, outside two roles."""
        return frozenset() if self in (Reader.COMMANDER, Reader.PREA_MANAGER) else _GUARDING


PAIR_READERS = frozenset({Reader.COMMANDER, Reader.PREA_MANAGER})
"""Who may look at shared time of pairs, for a case."""


def read_as(session: Session, asked: Reader) -> Reader:
    """Return whom an answer is for: whoever was asked for, and to nobody is told more than his session may know."""
    if session.is_open or session.may(Action.READ_GUARDING) or asked.withheld:
        return asked
    return Reader.SERGEANT


def as_read(found: Observations, reader: Reader) -> Observations:
    """Return what was observed as a reader may see it: what is withheld is as if it was never written down."""
    withheld = {factor.value for factor in reader.withheld}
    if Factor.ROUNDS in reader.withheld:
        found = replace(found, rounds=(), rounds_since=None)
    return replace(found, reviews=tuple(r for r in found.reviews if r.factor not in withheld))


def posts_as_read(posts: tuple[Post, ...], reader: Reader) -> tuple[Post, ...]:
    """Return posts without the points of what is withheld from a reader."""
    withheld = {factor.value for factor in reader.withheld}
    return tuple(
        replace(post, attention=tuple(factor for factor in post.attention if factor.factor not in withheld))
        for post in posts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionInputs:
    """What the index needs besides problem and roster: what was observed, the minute of now, and for whom it is."""

    seen: Observations
    now: Minute
    reader: Reader = Reader.COMMANDER


def table_of(
    problem: Problem,
    roster: Roster,
    inputs: AttentionInputs,
    first: date | None = None,
    days: int | None = None,
) -> AttentionTable:
    """Return the index of `days` dates from `first` on; for any thread.

    None: from the period's first date, and up to its last.

    Raises:
        DeskError: the policy cannot be read.
    """
    try:
        standards = standards_of(problem)
    except (UnknownRuleError, InvalidSettingError) as error:
        raise DeskError(str(error)) from error
    return attention_table(
        problem, roster.tours, inputs.seen, inputs.now, standards, first, days, withheld=inputs.reader.withheld
    )


class AttentionDesk:
    """What can be asked about the index. All methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        problem: Callable[[Period], Problem],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._problem, self._now, self._session = store, site, problem, now, session

    @needs(Action.READ_OVERLAY)
    def inputs(self, first: date, last: date, reader: Reader = Reader.COMMANDER) -> AttentionInputs:
        """Return what a table from `first` to `last`, both inclusive, needs besides problem and roster."""
        clock = Clock(self._site().facility.zone)
        begin = first - timedelta(days=BACK_DAYS)
        start, end = clock.midnight(begin), clock.midnight(last + timedelta(days=1))
        reader = read_as(self._session, reader)
        seen = as_read(self._store.observations.read(begin, last, start, end), reader)
        return AttentionInputs(seen=seen, now=Minute(int(self._now().timestamp()) // 60), reader=reader)

    @needs(Action.READ_OVERLAY)
    def table(self, roster_id: int, first: date | None = None, reader: Reader = Reader.COMMANDER) -> AttentionTable:
        """Return the index of a roster of the database from `first`, or from its own first date, to its last."""
        roster = self._store.roster(roster_id).roster
        return self._table(self._problem(roster.period), roster, first, reader)

    @needs(Action.READ_OVERLAY)
    def reading(
        self, roster_id: int, post: PostCode, shift: ShiftCode, on: date, reader: Reader = Reader.COMMANDER
    ) -> Reading:
        """Return the index of one post on a shift of a date, with its parts in words."""
        roster = self._store.roster(roster_id).roster
        first = min(on, roster.period.first)
        try:
            return self._table(self._problem(roster.period), roster, first, reader).reading(post, shift, on)
        except KeyError as error:
            raise DeskError(f"There is no {post} on {shift} of {on} in roster number {roster_id}") from error

    @needs(Action.READ_OVERLAY)
    def compare(self, before_id: int, after_id: int, reader: Reader = Reader.COMMANDER) -> tuple[CellChange, ...]:
        """Return what differs between two rosters of one period, cell by cell, and why."""
        before, after = self._store.roster(before_id).roster, self._store.roster(after_id).roster
        if before.period != after.period:
            raise DeskError("Only rosters of the same period can be compared")
        problem = self._problem(after.period)
        return compare(*(self._table(problem, roster, None, reader) for roster in (before, after)))

    @needs(Action.READ_OVERLAY)
    def trend(
        self, roster_id: int, post: PostCode, shift: ShiftCode, reader: Reader = Reader.COMMANDER
    ) -> tuple[TrendPoint, ...]:
        """Return a post's index on a shift over the four weeks before a roster and the roster itself."""
        first = self._store.roster(roster_id).roster.period.first - timedelta(days=BACK_DAYS)
        try:
            return trend(self.table(roster_id, first, reader), post, shift)
        except KeyError as error:
            raise DeskError(f"There is no post {post} or no shift {shift}") from error

    @needs(Action.READ_OVERLAY)
    def ladder(
        self, problem: Problem, roster: Roster, shift: ShiftCode, on: date, reader: Reader = Reader.COMMANDER
    ) -> tuple[Rung, ...]:
        """Return the posts that may be left on a shift of a local date, the first to go first; nothing is changed.

        Args:
            problem: The problem of the roster, as it stands on screen.
            roster: The roster, as it stands on screen.
            shift: The shift.
            on: The date, one of the roster's period.
            reader: Whom it is for.

        Raises:
            DeskError: the roster does not hold the date, or the facility has no such shift.
        """
        if on not in roster.period.dates or shift not in {known.code for known in problem.shifts}:
            raise DeskError(f"There is no {shift} of {on} in this roster")
        table = table_of(problem, roster, self.inputs(on, on, reader), on, days=1)
        return ladder(problem.posts, roster.tours, table, shift, on)

    @needs(Action.READ_OVERLAY, Action.READ_WEIGHTS)
    def weights(self, on: date) -> Weights:
        """Return the weights that hold on a local date."""
        return weights_on(self._site().policy.attention, on)

    def _table(self, problem: Problem, roster: Roster, first: date | None, reader: Reader) -> AttentionTable:
        begin = roster.period.first if first is None else first
        return table_of(problem, roster, self.inputs(begin, roster.period.last, reader), begin)
