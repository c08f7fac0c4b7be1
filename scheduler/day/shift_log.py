"""The lines of the shift log: what supervisors wrote down, between what the program recorded of the watch by itself.

Only entries are kept as lines. All other lines are drawn from records that stand elsewhere, each time anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.calls import Call, CallOutcome
from scheduler.domain.deviations import DeviationRecord
from scheduler.domain.happenings import DayEvent
from scheduler.domain.rounds import Round
from scheduler.domain.shift_log import EntryKind, LogThread
from scheduler.domain.swaps import Swap, SwapState
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode
from scheduler.domain.worked import DayClose


class LogKind(StrEnum):
    """What a line tells of."""

    NOTE = "entry"
    HAND_OVER = "hand-over read"
    EVENT = "event"
    CALLS = "calls"
    DEVIATION = "below the plan"
    SWAP = "swap approved"
    ROUND = "round"
    CLOSE = "day closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsMade:
    """Calls about one seat. Who did not take it is counted and not named: the log is nobody's file.

    Attributes:
        last: The last of them.
        accepted: Who took it, None for nobody.
        number: How many calls were made.
    """

    last: Call
    accepted: Badge | None
    number: int


About = LogThread | DayEvent | CallsMade | DeviationRecord | Swap | Round | DayClose


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A line.

    Attributes:
        at: Elapsed minute at which it happened; of what the program recorded, when it was.
        kind: What it tells of.
        about: The record itself.
        by: Who wrote it down, or did it.
        is_late: Whether it was written down long after it happened.
        post, area: What it is about, None for no single one.
    """

    at: Minute
    kind: LogKind
    about: About
    by: str
    is_late: bool = False
    post: PostCode | None = None
    area: AreaCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecords:
    """All from which lines are drawn. Any of them may hold more than the span that is asked for."""

    entries: tuple[LogThread, ...] = ()
    events: tuple[DayEvent, ...] = ()
    calls: tuple[Call, ...] = ()
    deviations: tuple[DeviationRecord, ...] = ()
    swaps: tuple[Swap, ...] = ()
    rounds: tuple[Round, ...] = ()
    closes: tuple[DayClose, ...] = ()


def log_lines(records: LogRecords, start: Minute, end: Minute) -> tuple[LogLine, ...]:
    """Return the lines of [start, end) in elapsed minutes, in the order of what happened."""
    every = (*_entries(records.entries), *_calls(records.calls), *_recorded(records))
    return tuple(sorted((line for line in every if start <= line.at < end), key=lambda line: line.at))


def _entries(found: Iterable[LogThread]) -> Iterator[LogLine]:
    for thread in found:
        held = thread.standing
        is_read = held.kind is EntryKind.HAND_OVER
        yield LogLine(
            at=held.performed_at,
            kind=LogKind.HAND_OVER if is_read else LogKind.NOTE,
            about=thread,
            by=held.by,
            is_late=thread.is_late,
            post=held.post,
            area=held.area,
        )


def _calls(found: Iterable[Call]) -> Iterator[LogLine]:
    """Yield a line for the calls of one seat up to the one that was accepted; calls after that are another line."""
    waiting: dict[tuple[object, ...], list[Call]] = defaultdict(list)
    for call in sorted(found, key=lambda c: c.at):
        seat = (call.post, call.shift, call.on, call.start)
        waiting[seat].append(call)
        if call.outcome is CallOutcome.ACCEPTED:
            yield _call_line(waiting.pop(seat), call.badge)
    for calls in waiting.values():
        yield _call_line(calls, None)


def _call_line(calls: list[Call], accepted: Badge | None) -> LogLine:
    last = calls[-1]
    made = CallsMade(last=last, accepted=accepted, number=len(calls))
    return LogLine(at=_minute(last.at), kind=LogKind.CALLS, about=made, by=last.by, post=last.post)


def _recorded(records: LogRecords) -> Iterator[LogLine]:
    for event in records.events:
        yield LogLine(at=_minute(event.at), kind=LogKind.EVENT, about=event, by=event.by, post=event.post)
    for record in records.deviations:
        by = record.approver or record.by
        yield LogLine(at=_minute(record.at), kind=LogKind.DEVIATION, about=record, by=by, post=record.note.post)
    for swap in records.swaps:
        if swap.state is SwapState.APPROVED and swap.decided_at is not None:
            yield LogLine(at=_minute(swap.decided_at), kind=LogKind.SWAP, about=swap, by=swap.decided_by)
    for made in records.rounds:
        yield LogLine(
            at=made.performed_at,
            kind=LogKind.ROUND,
            about=made,
            by=str(made.badge),
            is_late=made.is_late_entry,
            post=made.post,
            area=made.area,
        )
    for close in records.closes:
        yield LogLine(at=_minute(close.at), kind=LogKind.CLOSE, about=close, by=close.by)


def _minute(at: datetime) -> Minute:
    return Minute(int(at.timestamp()) // 60)
