"""The briefing sheet: `Desk.briefing`. What is published of a watch, and what its supervisors have to know beside it.

Rounds are read here for nobody: the sheet lies on a table. Nothing of restrictions, requests or orders is read at all.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from scheduler.api.guard import needs
from scheduler.api.shift_log import LogDesk, handed_on, watches_on
from scheduler.day import Board, Briefing, LogKind, LogLine, LogRecords, Watch, briefing_of, log_lines, previous_start
from scheduler.domain.deviations import latest
from scheduler.domain.happenings import DayEvent, Happened
from scheduler.domain.shift_log import threads
from scheduler.domain.site import Site
from scheduler.domain.words import Minute, ShiftCode, StaffClass
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

HANDED_ON_MINUTES = 24 * 60
"""So long what was handed on stands on the sheets that follow."""
_DAY = timedelta(days=1)
_BEFORE = timedelta(days=31)
_TOLD = frozenset({LogKind.EVENT, LogKind.CALLS, LogKind.SWAP})


class BriefingDesk:
    """The sheets of watches. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(
        self,
        store: Store,
        site: Callable[[], Site],
        board: Callable[[Minute], Board],
        log: LogDesk,
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._site, self._board, self._log = store, site, board, log
        self._now, self._session = now, session

    @needs(Action.READ_LOG)
    def usual(self) -> Watch | None:
        """Return the watch whose sheet is looked at first: the next one within 2 h, else the running one."""
        now = Minute(int(self._now().timestamp()) // 60)
        running = self._log.watch_at(now)
        soon = self._log.watch_at(running.end) if running is not None and running.end - now <= 120 else None
        return soon or running

    @needs(Action.READ_LOG)
    def read(self, on: date, shift: ShiftCode) -> Briefing:
        """Return the supervisors' sheet of a watch; `Briefing.for_muster` is the other copy.

        Args:
            on: Local date on which the watch starts.
            shift: Its shift.

        Raises:
            DeskError: there is no such watch, or the policy cannot be read.
        """
        site = self._site()
        watch = next((w for w in watches_on(site, on) if w.shift == shift), None)
        if watch is None:
            raise DeskError(f"No watch {shift} starts on {on}")
        supervisors = frozenset(o.badge for o in site.officers if o.staff_class is StaffClass.SUPERVISOR)
        is_published = any(on in one.period for one in self._store.published(on, on + _DAY))
        found = briefing_of(self._board(watch.start), watch, supervisors, is_published)
        around = tuple(w for back in (2, 1, 0) for w in watches_on(site, on - back * _DAY))
        since = previous_start(around, watch)
        entries = self._store.shift_log.between(Minute(watch.start - HANDED_ON_MINUTES), watch.start)
        held = [t for t in threads(entries) if t.standing.performed_at < watch.start]
        return replace(
            found,
            reasons=latest(self._store.deviations.of_dates(on, on + _DAY)),
            changes=self._changes(since, watch),
            notes=handed_on(held),
            read_by=self._store.shift_log.of_watch(on, shift),
        )

    @needs(Action.READ_LOG)
    def note_printed(self, on: date, shift: ShiftCode, is_muster: bool) -> None:
        """Note in the audit log that a copy of a sheet was printed."""
        which = "muster" if is_muster else "supervisors"
        what = f"sheet:{on}:{shift}:{which}"
        self._store.audit_log.note_export(what, self._now(), self._session.actor, "print briefing")

    def _changes(self, since: Minute, watch: Watch) -> tuple[LogLine, ...]:
        """Return what was recorded from a moment on and before the watch ends, and what reaches into the watch."""
        first, last = watch.on - _BEFORE, watch.on + _BEFORE
        records = LogRecords(
            events=self._store.happenings.of_dates(first, last),
            calls=self._store.calls.of_dates(first, last),
            swaps=self._store.swaps.every(),
        )
        every = log_lines(records, Minute(0), watch.end)
        return tuple(x for x in every if x.kind in _TOLD and (x.at >= since or _reaches(x, watch)) and _is_told(x))


def _reaches(line: LogLine, watch: Watch) -> bool:
    about = line.about
    return isinstance(about, DayEvent) and about.start < watch.end and watch.start < about.end


def _is_told(line: LogLine) -> bool:
    """Whether a change may stand on a sheet: where an inmate was moved is told elsewhere, to those who must know."""
    return not (isinstance(line.about, DayEvent) and line.about.kind is Happened.MOVED)
