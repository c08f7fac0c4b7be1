"""An officer's own tours as a calendar file (RFC 5545): private, and by default without saying where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.words import Minute

_WIDTH = 75
"""Octets of a line (RFC 5545, 3.1)."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a calendar: [start, end) of elapsed minutes, a name that stays the same, and what is read."""

    uid: str
    start: Minute
    end: Minute
    title: str


def calendar_of(entries: Iterable[Entry], zone: str, at: datetime) -> str:
    """Return the text of a calendar file, its lines ended by CR and LF and folded at 75 octets.

    Args:
        entries: What is in it.
        zone: IANA name of the time zone in which it is read.
        at: When it is made, with UTC offset.
    """
    listed = tuple(entries)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Fairwatch//Own schedule//EN", "CALSCALE:GREGORIAN"]
    if listed:
        lines += _zone_lines(zone, min(e.start for e in listed), max(e.end for e in listed))
    for entry in listed:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(entry.uid)}",
            f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;TZID={zone}:{_wall(entry.start, zone)}",
            f"DTEND;TZID={zone}:{_wall(entry.end, zone)}",
            f"SUMMARY:{_text(entry.title)}",
            "CLASS:PRIVATE",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _zone_lines(zone: str, first: Minute, last: Minute) -> list[str]:
    """Return the zone's offsets from before `first` to after `last`, one part for each change of the clock."""
    info = ZoneInfo(zone)
    start = _utc(first) - _DAY
    changes = [start, *_changes(info, start, _utc(last) + _DAY)]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    for at in changes:
        before = (at - timedelta(minutes=1)).astimezone(info)
        after = at.astimezone(info)
        offset = before.utcoffset() or timedelta()
        kind = "DAYLIGHT" if after.dst() else "STANDARD"
        lines += [
            f"BEGIN:{kind}",
            f"DTSTART:{(at + offset).replace(tzinfo=None):%Y%m%dT%H%M%S}",
            f"TZOFFSETFROM:{_offset(offset)}",
            f"TZOFFSETTO:{_offset(after.utcoffset() or timedelta())}",
            f"TZNAME:{_text(after.tzname() or zone)}",
            f"END:{kind}",
        ]
    return [*lines, "END:VTIMEZONE"]


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


def _wall(minute: Minute, zone: str) -> str:
    return f"{_utc(minute).astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _offset(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    hours, rest = divmod(abs(seconds), 3600)
    text = f"{'-' if seconds < 0 else '+'}{hours:02}{rest // 60:02}"
    return f"{text}{rest % 60:02}" if rest % 60 else text


def _text(words: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(sign, written)
    return words


def _folded(line: str) -> list[str]:
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _WIDTH:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]


def uid_of(facility: str, badge: str, on: date, shift: str, number: int) -> str:
    """Return the name of a tour in calendars: the same in each file of the officer, also when post or hours change."""
    return f"{facility}-{badge}-{on:%Y%m%d}-{shift}-{number}@fairwatch".lower()
