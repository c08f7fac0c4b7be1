"""What stands in a cell of a roster workbook: who holds a seat, as `1001`, `1001 (V)` or `1001 06:00-12:00; 1002`."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.clock import Clock
from scheduler.domain.facility import Shift
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode, TourKind
from scheduler.exchange.faults import UnfitError

KIND_LETTERS = {
    TourKind.VOLUNTARY_OVERTIME: "V",
    TourKind.MANDATED_OVERTIME: "M",
    TourKind.HOLD_OVER: "H",
    TourKind.EARLY_CALL_IN: "E",
    TourKind.SWAP: "S",
}
"""Stand in parentheses after the badge; regular tours have none."""
_KINDS = {letter: kind for kind, letter in KIND_LETTERS.items()}
_TIMES = re.compile(r"(.*?)\s*\b(\d{1,2}):(\d{2})\s*[-\N{EN DASH}]\s*(\d{1,2}):(\d{2})")
_KIND = re.compile(r"(.*?)\s*\(([A-Za-z])\)")
_MOST_LETTERS = 2000
_MOST_OFFICERS = 20
_DAY = 1440


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SeatKey:
    """A seat of a roster."""

    on: date
    shift: ShiftCode
    post: PostCode
    index: int


def key_of(tour: Tour) -> SeatKey:
    """Return the seat of a tour."""
    return SeatKey(on=tour.on, shift=tour.shift, post=tour.post, index=tour.index)


def tour_text(tour: Tour, shift: Shift | None, clock: Clock) -> str:
    """Return how a tour is written: its times only where it is not the whole shift."""
    letter = KIND_LETTERS.get(tour.kind)
    text = f"{tour.badge} ({letter})" if letter else str(tour.badge)
    if shift is not None and (tour.start, tour.end) == shift.span(clock, tour.on):
        return text
    return f"{text} {clock.local(tour.start):%H:%M}-{clock.local(tour.end):%H:%M}"


def seat_text(parts: Iterable[str]) -> str:
    """Return what stands in the cell of a seat, its tours in order of start."""
    return "; ".join(parts)


def parts_of(text: str) -> tuple[str, ...]:
    """Return the tours written in a cell, in their order, without blanks at their ends."""
    return tuple(part for part in (" ".join(piece.split()) for piece in re.split(r"[;\n]", text)) if part)


def parse_cell(
    text: str, seat: SeatKey, shift: Shift, clock: Clock, badges: Container[str], standing: Iterable[Tour] = ()
) -> tuple[Tour, ...]:
    """Return the tours that a cell asks for.

    Args:
        text: What stands in it.
        seat: The seat that it is about.
        shift: Its shift.
        clock: The facility's clock.
        badges: All badges there are.
        standing: Tours of the seat now; those that the text still names stay what they are, with their locks.

    Raises:
        UnfitError: an officer is not known, or the text is not of the form.
    """
    pieces = parts_of(text)
    if len(text) > _MOST_LETTERS or len(pieces) > _MOST_OFFICERS:
        raise UnfitError(f"at most {_MOST_OFFICERS} officers on one seat are expected")
    known = {tour_text(tour, shift, clock): tour for tour in standing}
    tours = [known[piece] if piece in known else _parse(piece, seat, shift, clock, badges) for piece in pieces]
    if len(set(tours)) != len(tours):
        raise UnfitError(f"each officer is expected once, not {_short(text)}")
    return tuple(tours)


def _parse(piece: str, seat: SeatKey, shift: Shift, clock: Clock, badges: Container[str]) -> Tour:
    start, end = shift.span(clock, seat.on)
    rest, kind = piece, TourKind.REGULAR
    if rest not in badges and (times := _TIMES.fullmatch(rest)):
        rest = times[1]
        start, end = _span(seat.on, shift, clock, *(int(part) for part in times.groups()[1:]))
    if rest not in badges and (letter := _KIND.fullmatch(rest)):
        rest = letter[1]
        if letter[2].upper() not in _KINDS:
            raise UnfitError(f"one of {', '.join(_KINDS)} is expected in parentheses, not {letter[2]!r}")
        kind = _KINDS[letter[2].upper()]
    if rest not in badges:
        raise UnfitError(f"the badge of an officer is expected, not {_short(rest or piece)}")
    return Tour(
        start=start,
        end=end,
        badge=Badge(rest),
        post=seat.post,
        on=seat.on,
        shift=seat.shift,
        index=seat.index,
        kind=kind,
    )


def _span(on: date, shift: Shift, clock: Clock, *wall: int) -> tuple[Minute, Minute]:
    """Return the elapsed minutes [start, end) of a wall span on a seat.

    It is the one nearest to the shift, so that `00:00` of a night lies on the next date.
    """
    hour, minute, end_hour, end_minute = wall
    if hour > 23 or end_hour > 24 or minute > 59 or end_minute > 59 or (end_hour == 24 and end_minute):
        raise UnfitError(f"times such as 06:00-12:00 are expected, not {hour}:{minute:02}-{end_hour}:{end_minute:02}")
    begin, stop = shift.start_wall_minute, shift.start_wall_minute + shift.wall_minutes
    choices = [hour * 60 + minute + day * _DAY for day in range(3)]
    first = min(choices, key=lambda at: 0 if begin <= at < stop else max(begin - at, at - stop) + 1)
    last = end_hour * 60 + end_minute
    while last <= first:
        last += _DAY
    return clock.minute(on, first), clock.minute(on, last)


def _short(text: str) -> str:
    """Return words from a file as they can stand in a sentence."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return repr(shown if len(shown) <= 40 else f"{shown[:40]}...")
