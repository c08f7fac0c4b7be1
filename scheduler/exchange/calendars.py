"""Tours as calendar files (RFC 5545 and 7986): private, and without a word of anything but the tour."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from scheduler.domain.words import Minute

if TYPE_CHECKING:
    import icalendar

_DAY = timedelta(days=1)
_PRODUCER = "-//Fairwatch//Own schedule//EN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a calendar: [start, end) of elapsed minutes, a name that stays the same, and what is read.

    Attributes:
        uid: Stays the same through every change.
        start: First minute.
        end: Where it ends, exclusive.
        title: What is read.
        sequence: How often it was changed since it was first given out.
        changed_at: When it was changed last, with UTC offset; None where that is not known.
        is_cancelled: It is taken back: calendars that have it take it out.
    """

    uid: str
    start: Minute
    end: Minute
    title: str
    sequence: int = 0
    changed_at: datetime | None = None
    is_cancelled: bool = False


def calendar_of(entries: Iterable[Entry], zone: str, at: datetime, name: str = "Duty") -> str:
    """Return the text of a calendar file, its lines ended by CR and LF and folded at 75 octets.

    Args:
        entries: What is in it.
        zone: IANA name of the time zone in which it is read.
        at: When it is made, with UTC offset.
        name: What calendars call it.
    """
    listed = tuple(entries)
    head = [
        _text_line("BEGIN", "VCALENDAR"),
        _text_line("VERSION", "2.0"),
        _text_line("PRODID", _PRODUCER),
        _text_line("CALSCALE", "GREGORIAN"),
        _text_line("METHOD", "PUBLISH"),
        _text_line("NAME", _plain(name)),  # RFC 7986; the next is what came before it and is read more widely
        _text_line("X-WR-CALNAME", _plain(name)),
        _moment_line("LAST-MODIFIED", at.astimezone(UTC)),
    ]
    if listed:
        head.append(_zone_part(zone, min(e.start for e in listed) // 1440, max(e.end for e in listed) // 1440))
    lines = (line for entry in listed for line in _event(entry, zone, at))
    return b"".join((*head, *lines, _text_line("END", "VCALENDAR"))).decode("utf-8")


def _event(entry: Entry, zone: str, at: datetime) -> Iterator[bytes]:
    yield _text_line("BEGIN", "VEVENT")
    yield _text_line("UID", _plain(entry.uid))
    yield _moment_line("DTSTAMP", at.astimezone(UTC))
    yield _wall_line("DTSTART", entry.start, zone)
    yield _wall_line("DTEND", entry.end, zone)
    yield _text_line("SUMMARY", _plain(entry.title))
    yield _text_line("SEQUENCE", str(entry.sequence))
    if entry.changed_at is not None:
        yield _moment_line("LAST-MODIFIED", entry.changed_at.astimezone(UTC))
    yield _text_line("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    yield _text_line("CLASS", "PRIVATE")
    yield _text_line("TRANSP", "TRANSPARENT" if entry.is_cancelled else "OPAQUE")
    yield _text_line("END", "VEVENT")


@cache
def _any() -> "icalendar.Component":
    import icalendar  # takes long to load; most sessions write no calendar

    return icalendar.Component()


def _line(name: str, value: object) -> bytes:
    """Return a line of a calendar, folded and ended."""
    data: bytes = _any().content_line(name, value).to_ical()
    return data + b"\r\n"


# Writing a line takes a while, and but for names of entries thousands of entries share a few hundred lines.
@lru_cache(maxsize=4096)
def _text_line(name: str, text: str) -> bytes:
    from icalendar import vText

    return _line(name, vText(text))


@lru_cache(maxsize=4096)
def _wall_line(name: str, minute: Minute, zone: str) -> bytes:
    from icalendar import vDDDTypes

    return _line(name, vDDDTypes(_utc(minute).astimezone(ZoneInfo(zone))))


@lru_cache(maxsize=4096)
def _moment_line(name: str, at: datetime) -> bytes:
    from icalendar import vDDDTypes

    return _line(name, vDDDTypes(at))


@lru_cache(maxsize=64)
def _zone_part(zone: str, first: int, last: int) -> bytes:
    """Return the zone from before UTC day `first` to after day `last`, one part for each change of the clock."""
    import icalendar

    info = ZoneInfo(zone)
    start = _utc(Minute(first * 1440)) - _DAY
    made = icalendar.Timezone()
    made.add("TZID", zone)
    for at in [start, *_changes(info, start, _utc(Minute((last + 1) * 1440)) + _DAY)]:
        before, after = (at - timedelta(minutes=1)).astimezone(info), at.astimezone(info)
        offset = before.utcoffset() or timedelta()
        part = icalendar.TimezoneDaylight() if after.dst() else icalendar.TimezoneStandard()
        part.add("DTSTART", (at + offset).replace(tzinfo=None))
        part.add("TZOFFSETFROM", offset)
        part.add("TZOFFSETTO", after.utcoffset() or timedelta())
        part.add("TZNAME", after.tzname() or zone)
        made.add_component(part)
    data: bytes = made.to_ical(sorted=False)
    return data


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """Return the minutes (UTC) in (start, end] at which the zone's offset changes."""
    found, at = [], start
    while at < end:
        low, high = at, min(at + _DAY, end)
        if low.astimezone(zone).utcoffset() != high.astimezone(zone).utcoffset():
            while high - low > timedelta(minutes=1):
                middle = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        at += _DAY
    return found


def _utc(minute: Minute) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _plain(words: str) -> str:
    """Return words on one line, without signs that no calendar may hold."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())
