"""The running day: `Desk.day`. What is published for a moment, as a board, with the attention of its posts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.api.attention import AttentionDesk, table_of
from scheduler.api.draws import DrawDesk
from scheduler.api.guard import needs
from scheduler.api.history import tours_held
from scheduler.api.meals import meal_plan
from scheduler.day import Board, board_of
from scheduler.domain.attention import Reading
from scheduler.domain.clock import Clock
from scheduler.domain.draws import Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.stints import StintTimes
from scheduler.domain.words import AreaCode, Minute, PostCode, ShiftCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.rule import InvalidSettingError
from scheduler.rules import UnknownRuleError, uses
from scheduler.storage import DeskError, Store

STINTS = "stint_length"
"""Key of the rule that says how long a stint on a watch lasts."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundsKept:
    """When an area was last looked at by a supervisor, unannounced; None: not since the running watches began."""

    area: AreaCode
    name: str
    last: Minute | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReading:
    """A moment of the running day.

    Attributes:
        board: Who stands where now and on the next watch.
        is_published: Whether anything is published for the date of the moment.
        next_published: Elapsed minute at which the next published tour after the moment begins, None for none.
        attention: The index of each post that is on the board, by (local date, shift, post); empty where the reader
            may not read it.
        rounds: The areas where inmates live, by code; empty for whoever may not know about rounds.
    """

    board: Board
    is_published: bool
    next_published: Minute | None
    attention: Mapping[tuple[date, ShiftCode, PostCode], Reading]
    rounds: tuple[RoundsKept, ...]


class DayDesk:
    """What can be asked about the running day. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        problem: Callable[[Period], Problem],
        draws: DrawDesk,
        attention: AttentionDesk,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._problem, self._draws = store, site, problem, draws
        self._attention, self._now, self._session = attention, now, session

    @needs(Action.READ_ROSTER)
    def now(self) -> Minute:
        """Return the elapsed minute that it is."""
        return Minute(int(self._now().timestamp()) // 60)

    @needs(Action.READ_ROSTER)
    def read(self, at: Minute | None = None) -> DayReading:
        """Return what is published for a moment and the watch after it.

        Args:
            at: Elapsed minute; None for now.

        Raises:
            DeskError: the policy cannot be read, or nothing is imported yet.
        """
        now = self.now() if at is None else at
        clock = Clock(self._site().facility.zone)
        today = clock.date_of(now)
        published = self._store.published(today - _DAY, date.max)
        problem, roster, board, undrawn = self._at(now, published)
        later = (tour.start for one in published for tour in one.tours if tour.start > now)
        return DayReading(
            board=board,
            is_published=any(today in one.period for one in published),
            next_published=min(later, default=None),
            attention=self._readings(problem, roster, board, undrawn),
            rounds=self._rounds(board, clock),
        )

    @needs(Action.READ_ROSTER)
    def board(self, at: Minute) -> Board:
        """Return what is published for an elapsed minute and the watch after it, without attention and rounds.

        Raises:
            DeskError: the policy cannot be read, or nothing is imported yet.
        """
        return self._at(at, None)[2]

    def _at(
        self, now: Minute, published: tuple[Roster, ...] | None
    ) -> tuple[Problem, Roster, Board, frozenset[Muster]]:
        """Return a moment with the problem and roster of the dates around it and the musters still to be drawn."""
        period = Period(first=Clock(self._site().facility.zone).date_of(now) - _DAY, days=3)
        if published is None:
            published = self._store.published(period.first, period.last + _DAY)
        problem, tours = self._problem(period), tours_held(period, published)
        undrawn = frozenset(m for head in self._store.rosters() for m in self._draws.sealed(head.id) if m.on in period)
        try:
            stints = stint_times(problem)
            roster = _roster(problem, tours)
            plans = {on: meal_plan(problem, roster, on) for on in period.dates}
        except (UnknownRuleError, InvalidSettingError) as error:
            raise DeskError(str(error)) from error
        meals = {on: plan for on, plan in plans.items() if plan is not None}
        return problem, roster, board_of(problem, tours, now, meals, stints, undrawn), undrawn

    def _readings(
        self, problem: Problem, roster: Roster, board: Board, undrawn: frozenset[Muster]
    ) -> dict[tuple[date, ShiftCode, PostCode], Reading]:
        lines = (*board.current.lines, *board.coming.lines)
        if not lines or not roster.tours or not self._session.may(Action.READ_OVERLAY):
            return {}
        inputs = self._attention.inputs(problem.period.first, problem.period.last)
        table = table_of(problem, roster, inputs)
        found = {}
        for line in lines:
            watch, post = line.watch, line.post.code
            if line.minimum and Muster(on=watch.on, shift=watch.shift) not in undrawn:
                found[watch.on, watch.shift, post] = table.reading(post, watch.shift, watch.on)
        return found

    def _rounds(self, board: Board, clock: Clock) -> tuple[RoundsKept, ...]:
        if not board.current.watches or not self._session.may(Action.READ_GUARDING):
            return ()
        since = min(watch.start for watch in board.current.watches)
        site, first = self._site(), clock.date_of(since)
        seen = self._store.observations.read(first, first + 2 * _DAY, since, Minute(board.now + 1))
        made: dict[AreaCode, Minute] = {}
        for one in seen.rounds:
            if one.is_unannounced:
                made[one.area] = max(one.performed_at, made.get(one.area, one.performed_at))
        lived_in = {s.area for s in site.stays if s.start <= board.now and (s.end is None or board.now < s.end)}
        return tuple(
            RoundsKept(area=area.code, name=area.name, last=made.get(area.code))
            for area in sorted(site.areas, key=lambda a: a.code)
            if area.code in lived_in
        )


def _roster(problem: Problem, tours: tuple[Tour, ...]) -> Roster:
    """Return published tours of some dates as a roster of their own."""
    known = {post.code for post in problem.posts}
    empty = Roster(facility=problem.facility.id, period=problem.period)
    return empty.with_tours(tuple(tour for tour in tours if tour.post in known))


def stint_times(problem: Problem) -> StintTimes | None:
    """Return after how long relief is due and when it must have come: the shortest and the longest limit in force.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    limits = sorted(use.config.limit_minutes for use in uses(problem) if use.rule.key == STINTS)
    if not limits:
        return None
    standard = StintTimes()
    longest = limits[-1] if len(limits) > 1 else max(limits[0], standard.hard_minutes)
    return StintTimes(due_minutes=limits[0], hard_minutes=longest)
