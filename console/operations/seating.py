"""Which seats tours take: what a cell shall hold, and the seat that is free for it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from console.document.facts import Facts
from console.document.index import SlotKey, TourIndex
from console.document.words import day
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode, TourKind

_PART = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Want:
    """What a cell shall hold: a post on a shift, or a part of it.

    Attributes:
        late: Minutes from the start of the shift until the tour begins.
        early: Minutes from the end of the tour until the shift ends.
        number: The seat that is taken if it is free; None: the first free one.
        is_swap: The tour stays one that was swapped.
    """

    post: PostCode
    shift: ShiftCode
    late: int = 0
    early: int = 0
    number: int | None = None
    is_swap: bool = False


def wants_of(facts: Facts, tours: Iterable[Tour]) -> tuple[Want, ...]:
    """Return what a cell holds, so that another one may hold the like."""
    found = []
    for tour in tours:
        start, end = facts.shifts[tour.shift].span(facts.clock, tour.on)
        is_swap = tour.kind == TourKind.SWAP
        found.append(Want(tour.post, tour.shift, tour.start - start, end - tour.end, tour.index, is_swap))
    return tuple(found)


class Seating:
    """The seats that are taken while an edit is planned; the roster itself is left alone."""

    def __init__(self, facts: Facts, index: TourIndex) -> None:
        """Start with the seats as they are taken now."""
        self._facts = facts
        self._index = index
        self._taken: dict[SlotKey, list[Tour]] = {}

    def leave(self, tour: Tour) -> None:
        """Free the seat of a tour."""
        self._of((tour.post, tour.on, tour.shift)).remove(tour)

    def take(self, badge: Badge, on: date, want: Want) -> Tour | str:
        """Take a seat and return the tour on it, or return in a sentence why there is none."""
        facts = self._facts
        slot = facts.slots.get((want.post, on, want.shift))
        name = f"{want.post} {facts.shifts[want.shift].name.lower()}"
        if slot is None:
            return f"{name} is not needed on {day(on)}."
        start, end = Minute(slot.start + want.late), Minute(slot.end - want.early)
        if start >= end:
            return f"{name} is shorter on {day(on)}: this part of it does not exist."
        tours = self._of((want.post, on, want.shift))
        numbers = list(range(slot.wanted))
        if want.number in numbers:
            numbers.sort(key=lambda number: number != want.number)
        for number in numbers:
            if not any(t.index == number and t.start < end and start < t.end for t in tours):
                kind = TourKind.SWAP if want.is_swap else facts.kind_of(badge, on, want.shift)
                tour = Tour(start=start, end=end, badge=badge, post=want.post, on=on, shift=want.shift, index=number,
                            kind=kind)  # fmt: skip
                tours.append(tour)
                return tour
        holders = ", ".join(sorted({facts.name(t.badge) for t in tours}))
        return f"{name} has no empty seat on {day(on)}: {holders} {'holds' if len(tours) == 1 else 'hold'} it."

    def _of(self, key: SlotKey) -> list[Tour]:
        found = self._taken.get(key)
        if found is None:
            found = self._taken[key] = list(self._index.of_slot(*key))
        return found


def text_of(facts: Facts, badge: Badge, on: date, wants: Iterable[Want]) -> str:
    """Return what a cell holds as it is typed: "HB-F" on the own shift, "HB-F N", "HB-F N 18:00-22:00"."""
    own = facts.pattern_shift(badge, on)
    texts = []
    for want in wants:
        words = [want.post, *([] if want.shift == own else [want.shift])]
        if want.late or want.early:
            start, end = facts.shifts[want.shift].span(facts.clock, on)
            words = [want.post, want.shift]
            from_time, to_time = (
                facts.clock.local(Minute(start + want.late)),
                facts.clock.local(Minute(end - want.early)),
            )
            words.append(f"{from_time:%H:%M}-{to_time:%H:%M}")
        texts.append(" ".join(words))
    return " + ".join(texts)


def read_wants(facts: Facts, badge: Badge, on: date, text: str) -> tuple[Want, ...] | str:
    """Return what `text_of` wrote, typed or pasted; a sentence where it means nothing.

    Without a shift, the one of the officer's pattern is meant, else the only one that the post has on the date.
    """
    posts = {code.upper(): code for code in facts.posts}
    found = []
    for part in text.upper().split("+"):
        words = part.split()
        if not words or words[0] not in posts:
            return f"There is no post {words[0] if words else text.strip() or '(nothing)'}."
        post = posts[words.pop(0)]
        times = _PART.fullmatch(words[-1]) if words else None
        name = " ".join(words[:-1] if times is not None else words)
        shift = _shift_of(facts, badge, on, post, name)
        if shift is None:
            return f"{post} {name} is not needed on {day(on)}.".replace("  ", " ")
        late, early = _part(facts, on, shift, times) if times is not None else (0, 0)
        found.append(Want(post, shift, late, early))
    return tuple(found)


def _shift_of(facts: Facts, badge: Badge, on: date, post: PostCode, name: str) -> ShiftCode | None:
    own = facts.pattern_shift(badge, on)
    offered = [slot.shift for slot in facts.slots_on.get(on, ()) if slot.post == post]
    if name:
        return next((s for s in offered if name in (s.upper(), facts.shifts[s].name.upper())), None)
    if own in offered:
        return own
    return offered[0] if offered else None


def _part(facts: Facts, on: date, shift: ShiftCode, times: re.Match[str]) -> tuple[int, int]:
    start, end = facts.shifts[shift].span(facts.clock, on)
    from_hour, from_minute, to_hour, to_minute = (int(number) for number in times.groups())
    begin = start + (from_hour * 60 + from_minute - _wall(facts, start)) % DAY_MINUTES
    finish = end - (_wall(facts, end) - to_hour * 60 - to_minute) % DAY_MINUTES
    return begin - start, end - finish


def _wall(facts: Facts, at: Minute) -> int:
    local = facts.clock.local(at)
    return local.hour * 60 + local.minute
