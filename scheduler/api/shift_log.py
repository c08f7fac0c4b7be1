"""The shift log: `Desk.shift_log`. Entries and their corrections, and lines of what the program recorded by itself.

Nothing of restrictions, requests or orders is read here, so nothing of them can stand in it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.api.guard import needs
from scheduler.day import LogLine, LogRecords, Watch, log_lines
from scheduler.domain.clock import Clock
from scheduler.domain.shift_log import LONGEST_TEXT, EntryKind, LogEntry, LogThread, threads
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Minute, PostCode, ShiftCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

MOST_DAYS = 31
"""Days of the log that are read at once, at most."""
EARLIEST_MINUTES = 120
"""So long before a watch begins its hand-over may be read and signed: house rule, the same as for drawing its posts."""
_BEFORE, _AFTER = timedelta(days=31), timedelta(days=366)
"""What is written down today may be about dates so far away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNote:
    """What is to be written down, as `LogEntry` says."""

    performed_at: Minute
    text: str
    post: PostCode | None = None
    area: AreaCode | None = None
    is_handed_on: bool = False


class LogDesk:
    """The log of the watches. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(self, store: Store, site: Callable[[], Site], now: Callable[[], datetime], session: Session) -> None:
        self._store, self._site, self._now, self._session = store, site, now, session

    @needs(Action.READ_LOG)
    def watches(self, on: date) -> tuple[Watch, ...]:
        """Return the watches that start on a local date, by start: the shifts on which any post asks for somebody."""
        return watches_on(self._site(), on)

    @needs(Action.READ_LOG)
    def watch_at(self, at: Minute | None = None) -> Watch | None:
        """Return the watch that runs at an elapsed minute (None: now), of several the one with the most posts.

        None where no watch runs.
        """
        moment, site = self._minute() if at is None else at, self._site()
        today = Clock(site.facility.zone).date_of(moment)
        running = [w for on in (today - timedelta(days=1), today) for w in watches_on(site, on)]
        running = [w for w in running if w.start <= moment < w.end]
        return max(running, key=lambda w: (_posts_of(site, w), w.start), default=None)

    @needs(Action.READ_LOG)
    def lines(self, start: Minute, end: Minute) -> tuple[LogLine, ...]:
        """Return the lines of [start, end) in elapsed minutes, in the order of what happened.

        Who may not know where and when rounds are made is shown none.

        Raises:
            DeskError: the span is not one of up to `MOST_DAYS` days.
        """
        if not 0 < end - start <= MOST_DAYS * 1440:
            raise DeskError(f"The log is read from a moment to a later one, {MOST_DAYS} days at most")
        clock = Clock(self._site().facility.zone)
        first, last = clock.date_of(start), clock.date_of(end)
        wide = first - _BEFORE, last + _AFTER
        is_told = self._session.may(Action.READ_GUARDING)
        seen = self._store.observations.read(first, last, start, end) if is_told else None
        records = LogRecords(
            entries=threads(self._store.shift_log.between(start, end)),
            events=self._store.happenings.of_dates(*wide),
            calls=self._store.calls.of_dates(*wide),
            deviations=self._store.deviations.of_dates(*wide),
            swaps=self._store.swaps.every(),
            rounds=seen.rounds if seen is not None else (),
            closes=self._store.worked.closes(*wide),
        )
        return log_lines(records, start, end)

    @needs(Action.KEEP_LOG)
    def write(self, note: LogNote) -> LogEntry:
        """Write an entry down; it is never changed afterwards.

        Raises:
            DeskError: there is no text or too much of it, it has not happened yet, or post or area is not known.
        """
        return self._store.shift_log.add(self._entry(note, None))

    @needs(Action.KEEP_LOG)
    def correct(self, number: int, note: LogNote) -> LogEntry:
        """Write down what is to stand in the place of an entry; the original stays.

        Raises:
            DeskError: as `write`; or there is no such entry, it was corrected already, or it is no note.
        """
        return self._store.shift_log.add(self._entry(note, self._note(number)))

    @needs(Action.KEEP_LOG)
    def take_back(self, number: int) -> LogEntry:
        """Write down that an entry was made in error; the original stays.

        Raises:
            DeskError: there is no such entry, it was corrected already, or it is no note.
        """
        before = self._note(number)
        made = LogEntry(
            kind=EntryKind.IN_ERROR,
            performed_at=before.performed_at,
            text=before.text,
            post=before.post,
            area=before.area,
            corrects=before.number,
            original=_original(before),
            at=self._now(),
            by=self._session.actor,
        )
        return self._store.shift_log.add(made)

    @needs(Action.READ_LOG)
    def entry(self, number: int) -> LogEntry:
        """Return an entry, whether it stands or not.

        Raises:
            DeskError: there is none of this number.
        """
        return self._store.shift_log.entry(number)

    @needs(Action.READ_LOG)
    def read_by(self, on: date, shift: ShiftCode) -> tuple[LogEntry, ...]:
        """Return who has read the hand-over of a watch, in the order of the reading."""
        return self._store.shift_log.of_watch(on, shift)

    @needs(Action.KEEP_LOG)
    def acknowledge(self, on: date, shift: ShiftCode) -> LogEntry:
        """Sign that the hand-over of a watch was read, in one's own name and now.

        Args:
            on: Local date on which the watch that takes over starts.
            shift: Its shift.

        Raises:
            DeskError: there is no such watch, it is over or far off, or it was signed in this name already.
        """
        site, now = self._site(), self._minute()
        watch = next((w for w in watches_on(site, on) if w.shift == shift), None)
        if watch is None:
            raise DeskError(f"No watch {shift} starts on {on}")
        if not watch.start - EARLIEST_MINUTES <= now < watch.end:
            early = EARLIEST_MINUTES // 60
            raise DeskError(f"A hand-over is signed while its watch runs, or up to {early} h before it begins")
        made = LogEntry(
            kind=EntryKind.HAND_OVER,
            performed_at=now,
            on=on,
            shift=shift,
            at=self._now(),
            by=self._session.actor,
        )
        return self._store.shift_log.add(made)

    def _note(self, number: int) -> LogEntry:
        """Return an entry that can be corrected."""
        before = self._store.shift_log.entry(number)
        if before.kind is EntryKind.HAND_OVER:
            raise DeskError("That a hand-over was read is a signature: it is not corrected")
        if before.kind is EntryKind.IN_ERROR:
            raise DeskError(f"Entry {number} was taken back; write a new one")
        return before

    def _entry(self, note: LogNote, before: LogEntry | None) -> LogEntry:
        site, text = self._site(), " ".join(note.text.split())
        if not text:
            raise DeskError("An entry says what happened")
        if len(text) > LONGEST_TEXT:
            raise DeskError(f"At most {LONGEST_TEXT} letters are kept in an entry, not {len(text)}")
        if not 0 <= note.performed_at <= self._minute():
            raise DeskError("An entry is written down after it happened, not before")
        if note.post is not None and note.post not in {post.code for post in site.posts}:
            raise DeskError(f"There is no post {note.post}")
        if note.area is not None and note.area not in {area.code for area in site.areas}:
            raise DeskError(f"There is no area {note.area}")
        return LogEntry(
            performed_at=note.performed_at,
            text=text,
            post=note.post,
            area=note.area,
            is_handed_on=note.is_handed_on,
            corrects=before.number if before is not None else None,
            original=_original(before) if before is not None else None,
            at=self._now(),
            by=self._session.actor,
        )

    def _minute(self) -> Minute:
        return Minute(int(self._now().timestamp()) // 60)


def watches_on(site: Site, on: date) -> tuple[Watch, ...]:
    """Return the watches that start on a local date, by start: the shifts on which any post asks for somebody."""
    clock, asked = Clock(site.facility.zone), {c.shift for post in site.posts for c in post.coverage_on(on) if c.wanted}
    found = []
    for shift in site.shifts:
        if shift.code in asked:
            start, end = shift.span(clock, on)
            watch = Watch(start=start, end=end, on=on, shift=shift.code, name=shift.name, is_night=shift.is_night)
            found.append(watch)
    return tuple(sorted(found))


def handed_on(entries: Iterable[LogThread]) -> tuple[LogThread, ...]:
    """Return the entries that the next watch is to read, as they stand."""
    return tuple(e for e in entries if e.standing.kind is EntryKind.NOTE and e.standing.is_handed_on)


def _posts_of(site: Site, watch: Watch) -> int:
    return sum(any(c.shift == watch.shift for c in post.coverage_on(watch.on)) for post in site.posts)


def _original(before: LogEntry) -> int:
    return before.number if before.original is None else before.original
