"""The shift log: its lines in words, entries written down and corrected, the table that is written to a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from console.document import RosterDocument
from console.document.shift_log import EntryWords, LogWords, WatchChoice
from console.document.words import count, full, weekday
from console.now import utc_now
from console.operations import exchange
from scheduler.api import (
    Action,
    CallsMade,
    DayClose,
    DayEvent,
    Desk,
    DeskError,
    DeviationRecord,
    EntryKind,
    LogEntry,
    LogKind,
    LogLine,
    LogNote,
    LogThread,
)
from scheduler.domain.clock import Clock
from scheduler.domain.rounds import Round
from scheduler.domain.swaps import Swap
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode

HEADS = ("Time", "What", "Where", "What happened", "Note", "By")
WRITTEN = frozenset({LogKind.NOTE, LogKind.HAND_OVER})
"""Kinds of lines that somebody wrote; the program draws the others from its records."""
EVERY, BY_HAND, BY_ITSELF = "Every line", "Entries and hand-overs", "Recorded by itself"
SHOWN = (EVERY, BY_HAND, BY_ITSELF)
_HOUR = 60
_CHANGED = re.compile(r": (\S+) to ([^\s;]+)")
"""Two badges in what was done about an event: who had a tour, and who has it now."""


def may_write(document: RosterDocument) -> bool:
    """Return whether whoever works here writes the log."""
    return document.desk is not None and document.may(Action.KEEP_LOG)


def usual(document: RosterDocument) -> tuple[date, str]:
    """Return the local date on which the running watch began and the name of its choice; today where none runs."""
    if document.desk is not None:
        try:
            watch = document.desk.shift_log.watch_at()
        except DeskError:
            watch = None
        if watch is not None:
            return watch.on, watch.name or str(watch.shift)
    return document.today(), ""


def choices(document: RosterDocument, on: date) -> tuple[WatchChoice, ...]:
    """Return what can be chosen of a local date: the whole day, then the watches that start on it."""
    desk = document.desk
    if desk is None:
        return ()
    clock = _clock(desk)
    whole = WatchChoice("The whole day", clock.midnight(on), clock.midnight(on + timedelta(days=1)))
    try:
        watches = desk.shift_log.watches(on)
    except DeskError:
        return (whole,)
    named = (WatchChoice(w.name or str(w.shift), w.start, w.end) for w in watches)
    return (whole, *named)


def span_words(document: RosterDocument, choice: WatchChoice) -> str:
    """Return a part of a day as it is chosen: "Day watch, 06:00 to 18:00"."""
    desk = document.desk
    if desk is None or choice.end - choice.start >= 23 * _HOUR:
        return choice.name
    clock = _clock(desk)
    return f"{choice.name}, {clock.local(choice.start):%H:%M} to {clock.local(choice.end):%H:%M}"


def lines(document: RosterDocument, choice: WatchChoice, shown: str = EVERY) -> tuple[LogWords, ...] | str:
    """Return the lines of a part of a day in words, or why they cannot be read.

    Args:
        document: The open database.
        choice: The part of the day.
        shown: One of `SHOWN`.
    """
    desk = document.desk
    if desk is None:
        return "No database is open."
    try:
        found = desk.shift_log.lines(choice.start, choice.end)
    except DeskError as error:
        return f"{str(error).rstrip('.')}."
    if shown != EVERY:
        found = tuple(line for line in found if (line.kind in WRITTEN) == (shown == BY_HAND))
    names, clock = desk.names(), _clock(desk)
    return tuple(words_of(line, names, clock) for line in found)


def summary(found: tuple[LogWords, ...]) -> str:
    """Return how many lines there are, in a sentence."""
    if not found:
        return "Nothing stands in the log of this time."
    late = sum(line.is_late for line in found)
    words = f"{count(len(found), 'line')}, {count(sum(x.number is not None for x in found), 'entry', 'entries')}"
    return f"{words}, {late} of them written down late." if late else f"{words}."


def words_of(line: LogLine, names: Mapping[Badge, str], clock: Clock) -> LogWords:
    """Return a line in words; an officer whose name is not known is called by his badge."""

    def say(badge: Badge) -> str:
        return names.get(badge, str(badge))

    words = LogWords(
        at=line.at,
        time=f"{clock.local(line.at):%H:%M}",
        what=line.kind.value,
        where=str(line.post or line.area or ""),
        text="",
        by=line.by,
        is_late=line.is_late,
        note="late entry" if line.is_late else "",
    )
    if isinstance(line.about, LogThread):
        return _of_entry(words, line.about, clock)
    text, more = _recorded(line, say, clock)
    by = say(line.about.badge) if isinstance(line.about, Round) else line.by
    return replace(words, text=text, by=by, more=more)


def _of_entry(words: LogWords, thread: LogThread, clock: Clock) -> LogWords:
    held = thread.standing
    if held.kind is EntryKind.HAND_OVER:
        watch = f"{held.shift} of {weekday(held.on)}" if held.on is not None else ""
        return replace(words, text=f"The hand-over to {watch} was read.", number=held.number)
    notes = [words.note, "taken back" if thread.is_in_error else "corrected" if thread.is_corrected else ""]
    notes.append("handed on" if held.is_handed_on else "")
    written = [f"Written down {_moment(held, clock)} by {held.by}."]
    if thread.is_corrected:
        written[0] = f"{'Taken back' if thread.is_in_error else 'Corrected'} {_moment(held, clock)} by {held.by}."
        written += [
            f"Before, written {_moment(entry, clock)} by {entry.by}: "
            f"{clock.local(entry.performed_at):%H:%M}{_place(entry)} {entry.text}"
            for entry in reversed(thread.entries[:-1])
        ]
    return replace(
        words,
        text=held.text,
        note=", ".join(filter(None, notes)),
        more=tuple(written),
        number=held.number,
        can_correct=not thread.is_in_error,
    )


def _place(entry: LogEntry) -> str:
    found = entry.post or entry.area
    return f", {found}:" if found is not None else ""


def _moment(entry: LogEntry, clock: Clock) -> str:
    local = clock.local(entry.entered_at)
    return f"{weekday(local.date())} {local:%H:%M}"


def _recorded(line: LogLine, say: Callable[[Badge], str], clock: Clock) -> tuple[str, tuple[str, ...]]:
    """Return what a record says, and what else there is to read of it."""
    about = line.about
    if isinstance(about, DayEvent):
        return _event(about, say, clock), ()
    if isinstance(about, CallsMade):
        seat = f"{about.last.shift} of {weekday(about.last.on)}"
        calls = count(about.number, "call")
        if about.accepted is None:
            return f"{seat}: {calls}, nobody took it yet.", ()
        return f"{seat}: {say(about.accepted)} comes in ({about.last.list.value}), after {calls}.", ()
    if isinstance(about, DeviationRecord):
        note = about.note
        done = f"{note.status.value} with {note.combined_with}" if note.combined_with is not None else note.status.value
        reason = note.words if note.words else note.reason.value
        approved = f" Approved by {about.approver}." if about.approver else " Not approved yet."
        return f"{note.shift} of {weekday(note.on)}: {done}, {reason}.{approved}", (
            f"Done about it: {note.mitigation}",
        )
    if isinstance(about, Swap):
        first, second = (say(badge) for badge in about.badges)
        return f"{first} and {second} exchange tours of {weekday(about.tour.on)} and {weekday(about.other_on)}.", ()
    if isinstance(about, Round):
        told = "Unannounced round" if about.is_unannounced else "Round that was announced"
        return f"{told} of {about.post or about.area}.", ()
    assert isinstance(about, DayClose)
    return f"{full(about.on)} was closed: what was worked on it stands.", ()


def _event(event: DayEvent, say: Callable[[Badge], str], clock: Clock) -> str:
    """Return what happened and what was done: why an officer is away is in no record."""
    who = say(event.badge) if event.badge is not None else ""
    start, end = clock.local(event.start), clock.local(event.end)
    is_short = timedelta(0) < end - start <= timedelta(days=1) and event.end - event.start > 1
    when = f"{weekday(start.date())} {start:%H:%M} to {end:%H:%M}" if is_short else weekday(start.date())
    combined = f" with {event.combined_with}" if event.combined_with is not None else ""
    head = ", ".join(part for part in (f"{event.kind.value}{combined}", who, when) if part)
    done = _CHANGED.sub(lambda found: f": {say(Badge(found[1]))} to {say(Badge(found[2]))}", event.words)
    return f"{head[0].upper()}{head[1:]}. {done + '.' if done else 'No tour was changed.'}"


def entry_of(document: RosterDocument, number: int) -> EntryWords | None:
    """Return an entry that stands as it would be typed, None where it cannot be read."""
    desk = document.desk
    if desk is None:
        return None
    try:
        found = desk.shift_log.entry(number)
    except DeskError:
        return None
    at = _clock(desk).local(found.performed_at).replace(tzinfo=None)
    return EntryWords(at=at, text=found.text, post=found.post, area=found.area, is_handed_on=found.is_handed_on)


def write(document: RosterDocument, typed: EntryWords, corrects: int | None = None) -> str:
    """Write an entry down, in the place of another one or not; return why not, "" where it was."""

    def act(desk: Desk) -> object:
        note = LogNote(
            performed_at=moment_of(desk, typed.at),
            text=typed.text,
            post=PostCode(typed.post) if typed.post is not None else None,
            area=AreaCode(typed.area) if typed.area is not None else None,
            is_handed_on=typed.is_handed_on,
        )
        return desk.shift_log.write(note) if corrects is None else desk.shift_log.correct(corrects, note)

    return _done(document, act)


def take_back(document: RosterDocument, number: int) -> str:
    """Say that an entry was made in error; return why not, "" where it was."""
    return _done(document, lambda desk: desk.shift_log.take_back(number))


def moment_of(desk: Desk, local: datetime) -> Minute:
    """Return the elapsed minute of a naive wall time of the facility.

    In the hour that the autumn change repeats it is the later one, unless that is still to come.
    """
    clock = _clock(desk)
    first = clock.minute(local.date(), local.hour * 60 + local.minute)
    again = Minute(first + _HOUR)
    is_twice = clock.local(again).replace(tzinfo=None) == local
    return again if is_twice and again <= int(utc_now().timestamp()) // 60 else first


def table_of(found: tuple[LogWords, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the lines as a table with its heads, what stood before a correction included."""
    rows = ((x.time, x.what, x.where, " ".join((x.text, *x.more)), x.note, x.by) for x in found)
    return (HEADS, *rows)


def save(document: RosterDocument, found: tuple[LogWords, ...], path: Path) -> str:
    """Write the lines to a CSV file; return what came of it in a sentence."""
    return exchange.save_table(document, "shift log", table_of(found), path)


def _done(document: RosterDocument, act: Callable[[Desk], object]) -> str:
    if document.desk is None:
        return "No database is open."
    try:
        act(document.desk)
    except DeskError as error:
        return f"{str(error).rstrip('.')}. Nothing was written down."
    return ""


def _clock(desk: Desk) -> Clock:
    return Clock(desk.facility().zone)
