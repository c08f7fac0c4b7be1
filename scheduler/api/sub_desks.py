"""The parts of a desk: for each thing that is worked on one sub-desk, made when it is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date

from scheduler.api.asks import AskDesk
from scheduler.api.attention import AttentionDesk
from scheduler.api.audit import AuditDesk
from scheduler.api.backup import BackupDesk
from scheduler.api.briefing import BriefingDesk
from scheduler.api.calls import CallDesk
from scheduler.api.deciding import DecidingDesk
from scheduler.api.dispositions import DispositionDesk
from scheduler.api.draws import DrawDesk
from scheduler.api.equity import EquityDesk
from scheduler.api.exports import ExportDesk
from scheduler.api.feed import FeedDesk
from scheduler.api.happenings import HappeningDesk
from scheduler.api.imports import ImportDesk
from scheduler.api.leave import LeaveDesk
from scheduler.api.lookback import LookBackDesk
from scheduler.api.notices import NoticeDesk
from scheduler.api.observations import ObservationDesk
from scheduler.api.oversight import OversightDesk
from scheduler.api.own import OwnDesk
from scheduler.api.packs import PacksDesk
from scheduler.api.pairs import PairDesk
from scheduler.api.papers import PapersDesk, Sources
from scheduler.api.payroll import PayrollDesk
from scheduler.api.plan import PlanDesk
from scheduler.api.reports import ReportsDesk
from scheduler.api.sessions import SessionDesk
from scheduler.api.setup import SetupDesk
from scheduler.api.shared import SharedDesk
from scheduler.api.shift_log import LogDesk
from scheduler.api.swaps import SwapDesk
from scheduler.api.today import DayDesk
from scheduler.api.worked import WorkedDesk
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Lock, Period, ShiftLock, Tour
from scheduler.domain.site import Site
from scheduler.domain.worked import ClosedDays
from scheduler.ledger import PayTable


class SubDesks(SessionDesk, ABC):
    """What the sub-desks need of the whole, and where each of them is."""

    @abstractmethod
    def _state(self) -> tuple[int, Site]:
        """Return the revision of the facility's data, and the data."""

    @abstractmethod
    def _facts(self) -> Site:
        """Return the facility's data."""

    @abstractmethod
    def _past_site(self, before: date) -> Site:
        """Return the facility's data with what was worked, or published, on local dates before one."""

    @abstractmethod
    def _closed_days(self) -> ClosedDays:
        """Return what was worked on closed days."""

    @abstractmethod
    def _problem(
        self,
        period: Period,
        fixed: Iterable[Tour] = (),
        locks: Iterable[Lock] = (),
        shift_locks: Iterable[ShiftLock] = (),
    ) -> Problem:
        """Return the problem of a period, whoever asks."""

    @abstractmethod
    def problem(
        self,
        period: Period,
        fixed: Iterable[Tour] = (),
        locks: Iterable[Lock] = (),
        shift_locks: Iterable[ShiftLock] = (),
    ) -> Problem:
        """Return the problem of a period as whoever works here may read it."""

    @abstractmethod
    def pay(self, first: date, last: date) -> PayTable:
        """Return hours and both kinds of overtime of the pay periods that reach into dates `first` to `last`."""

    @abstractmethod
    def today(self) -> date:
        """Return the facility's local date."""

    @property
    def leave(self) -> LeaveDesk:
        """What can be asked and done about leave, the vacation bid and the wellness hour."""
        return LeaveDesk(self._store, self._state, self._now, self._session)

    @property
    def setup(self) -> SetupDesk:
        """The facility's own data, sheet by sheet."""
        return SetupDesk(self._store, self._state, self._now, self._session)

    @property
    def plan(self) -> PlanDesk:
        """What can be asked about the staffing plan and the relief factor."""
        return PlanDesk(self._store, self._facts, self._now, self._session)

    @property
    def draws(self) -> DrawDesk:
        """What can be asked and done about posts that are drawn at muster."""
        return DrawDesk(self._store, self._problem, self._now, self._session)

    @property
    def notices(self) -> NoticeDesk:
        """What published versions change for officers, and who has acknowledged that."""
        return NoticeDesk(self._store, self.draws.sealed, self._now, self._session)

    @property
    def feed(self) -> FeedDesk:
        """What other systems deliver: moves, watches, activities, counts by area."""
        return FeedDesk(self._store, self._state, self._now, self._session)

    @property
    def imports(self) -> ImportDesk:
        """Lists of other systems: staff, leave, qualifications, housing moves, past rosters."""
        return ImportDesk(self._store, self._state, self.today, self._now, self._session)

    @property
    def observations(self) -> ObservationDesk:
        """Supervisors' rounds, counts by area and the yearly review of posts."""
        return ObservationDesk(self._store, self._state, self._now, self._session)

    @property
    def attention(self) -> AttentionDesk:
        """The attention that posts ask for, shift by shift."""
        return AttentionDesk(self._store, self._facts, self._problem, self._now, self._session)

    @property
    def day(self) -> DayDesk:
        """What is published for a moment: this watch and the next."""
        return DayDesk(self._store, self._facts, self._problem, self.draws, self.attention, self._now, self._session)

    @property
    def calls(self) -> CallDesk:
        """Who is called in to a seat, what came of each call, and what is charged to whom."""
        return CallDesk(self._store, self._facts, self._closed_days, self._now, self._session)

    @property
    def happenings(self) -> HappeningDesk:
        """What happened on running days, and what was done about it."""
        return HappeningDesk(self._store, self._facts, self._now, self._session)

    @property
    def shift_log(self) -> LogDesk:
        """The log of the watches: entries, corrections, who read a hand-over."""
        return LogDesk(self._store, self._facts, self._now, self._session)

    @property
    def briefing(self) -> BriefingDesk:
        """The briefing sheets of watches."""
        return BriefingDesk(self._store, self._facts, self.day.board, self.shift_log, self._now, self._session)

    @property
    def worked(self) -> WorkedDesk:
        """What was really worked: entries, corrections, closed days."""
        return WorkedDesk(self._store, self._facts, self.draws.sealed, self._now, self._session)

    @property
    def papers(self) -> PapersDesk:
        """What is printed of a roster, and given away as pages or tables."""
        sources = Sources(audit_log=self.audit_log, attention=self.attention, calls=self.calls, plan=self.plan)
        drawn = self.draws.sealed
        return PapersDesk(self._store, self._facts, self._problem, drawn, sources, self._now, self._session)

    @property
    def reports(self) -> ReportsDesk:
        """What is reported over dates: coverage, overtime, fairness and others."""
        of = (self._past_site, self._problem, self.plan, self.pay, self.audit_log)
        return ReportsDesk(self._store, *of, self._now, self._session)

    @property
    def equity(self) -> EquityDesk:
        """Equity audits: how work was shared."""
        return EquityDesk(
            *(self._store, self._past_site, self._closed_days, self.draws.sealed),
            *(self.audit_log, self._now, self._session),
        )

    @property
    def packs(self) -> PacksDesk:
        """Evidence packs: what was published, by whom and why, for others to prove."""
        sealed = self.draws.sealed
        return PacksDesk(self._store, self._facts, self.problem, sealed, self.plan, self._now, self._session)

    @property
    def payroll(self) -> PayrollDesk:
        """What payroll is told of closed days."""
        return PayrollDesk(self._store, self._facts, self._closed_days, self.worked.age, self._now, self._session)

    @property
    def exports(self) -> ExportDesk:
        """Profiles of what is exported again and again, and what left when."""
        return ExportDesk(self._store, self._now, self._session)

    @property
    def dispositions(self) -> DispositionDesk:
        """What was decided about breaches of exposure and high bands of posts."""
        return DispositionDesk(self._store, self.today, self._now, self._session)

    @property
    def look_backs(self) -> LookBackDesk:
        """Who was rostered where an inmate was: asked for by case, approved by somebody else."""
        return LookBackDesk(self._store, self._past_site, self._now, self._session)

    @property
    def audit_log(self) -> AuditDesk:
        """Who did what, proved whole."""
        return AuditDesk(self._store, self._facts, self._now, self._session)

    @property
    def backups(self) -> BackupDesk:
        """Backups of the database: made, listed, and when."""
        return BackupDesk(self._store, self._now, self._session)

    @property
    def own(self) -> OwnDesk:
        """One's own tours, hours, changes and calendar, and who opened what about oneself."""
        drawn = self.draws.sealed
        of = (self.problem, drawn, self._closed_days)
        return OwnDesk(self._store, self._state, *of, self._now, self._session, self._opened)

    @property
    def asks(self) -> AskDesk:
        """What an officer asks for himself."""
        return AskDesk(self._store, self._state, self._now, self._session, self._opened)

    @property
    def deciding(self) -> DecidingDesk:
        """What is decided about requests and orders."""
        return DecidingDesk(self._store, self._state, self._now, self._session, self._opened)

    @property
    def swaps(self) -> SwapDesk:
        """Tours that two officers exchange of their own free choice, and what is decided about that."""
        return SwapDesk(self._store, self._facts, self._problem, self.draws.sealed, self._now, self._session)

    @property
    def shared(self) -> SharedDesk:
        """Work on one roster beside others."""
        return SharedDesk(self._store, self._now, self._session)

    @property
    def oversight(self) -> OversightDesk:
        """Published rosters without anybody in them."""
        return OversightDesk(self._store, self._problem, self.draws.sealed, self._now, self._session)

    @property
    def pairs(self) -> PairDesk:
        """Pairs near a limit, opened for a case."""
        return PairDesk(self._store, self._now, self._session)
