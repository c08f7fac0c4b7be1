"""What other systems say of inmates' whereabouts, laid over what is known: nobody is in two places at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from scheduler.domain.inmates import Activity
from scheduler.domain.words import InmateRef, Minute

P = TypeVar("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceSpan(Generic[P]):
    """An inmate is at `place` in [start, end) of elapsed minutes; `end` None: until the next span, or no end is known.

    `place` None: the inmate is not in the facility.
    """

    inmate: InmateRef
    place: P | None
    start: Minute
    end: Minute | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanRepair(Generic[P]):
    """What a delivery does to a span that was known otherwise, beyond closing one that was open.

    `after` holds what is left of `before`: nothing, a shorter span, or two with something else between them.
    """

    before: PlaceSpan[P]
    after: tuple[PlaceSpan[P], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOver(Generic[P]):
    """The spans after a delivery, by inmate and start, and what became of those before it.

    Attributes:
        spans: All of them; `place` is never None, and an `end` of None means that no end is known.
        new: Delivered spans that were not known.
        changed: Delivered spans that were known with another place or end.
        closed: Open spans that a delivered one ended.
        repairs: Known spans that overlapped a delivered one and had to give way.
    """

    spans: tuple[PlaceSpan[P], ...]
    new: int
    changed: int
    closed: int
    repairs: tuple[SpanRepair[P], ...]


def lay_over(known: Iterable[PlaceSpan[P]], delivered: Iterable[PlaceSpan[P]]) -> LaidOver[P]:
    """Lay delivered spans over known ones: insert or replace by inmate and start, then repair what overlaps.

    What is delivered beats what was known; among delivered spans a later start beats an earlier one. A delivered span
    without an end lasts until the next start that is known or delivered, so that a whole log may be delivered again
    and changes nothing. What was known beyond a delivered span's end stands: the inmate is back.

    Args:
        known: Spans that do not overlap.
        delivered: At most one for each inmate and start.
    """
    before: dict[InmateRef, dict[Minute, PlaceSpan[P]]] = defaultdict(dict)
    fresh: dict[InmateRef, dict[Minute, PlaceSpan[P]]] = defaultdict(dict)
    for span in known:
        before[span.inmate][span.start] = span
    for span in delivered:
        fresh[span.inmate][span.start] = span
    spans: list[PlaceSpan[P]] = []
    repairs: list[SpanRepair[P]] = []
    new = changed = closed = 0
    for inmate in sorted({*before, *fresh}):
        old, laid = before.get(inmate, {}), _ended(before.get(inmate, {}), fresh.get(inmate, {}))
        result = _painted([*(s for start, s in sorted(old.items()) if start not in laid), *laid.values()])
        spans += result
        new += sum(start not in old and span.place is not None for start, span in laid.items())
        changed += sum(start in old and old[start] not in result for start in laid)
        for start, span in sorted(old.items()):
            left = _left(span, result, laid)
            if start in laid or left == (span,):
                continue
            if span.end is None and len(left) == 1 and left[0].start == start:
                closed += 1
            else:
                repairs.append(SpanRepair(before=span, after=left))
    return LaidOver(spans=tuple(spans), new=new, changed=changed, closed=closed, repairs=tuple(repairs))


def _ended(old: dict[Minute, PlaceSpan[P]], fresh: dict[Minute, PlaceSpan[P]]) -> dict[Minute, PlaceSpan[P]]:
    """Return delivered spans by start, in order; those without an end last until the next start."""
    starts = sorted({*old, *fresh})
    following = dict(zip(starts, [*starts[1:], None], strict=True))
    return {
        start: span if span.end is not None else replace(span, end=following[start])
        for start, span in sorted(fresh.items())
    }


def _painted(layers: Sequence[PlaceSpan[P]]) -> list[PlaceSpan[P]]:
    """Return what is seen of spans that were painted one over the other, by start, without absences."""
    seen: list[PlaceSpan[P]] = []
    for layer in layers:
        seen = [part for span in seen for part in _without(span, layer)]
        seen.append(layer)
    return sorted((span for span in seen if span.place is not None), key=lambda span: span.start)


def _without(span: PlaceSpan[P], over: PlaceSpan[P]) -> list[PlaceSpan[P]]:
    """Return what another span leaves of one."""
    if (over.end is not None and over.end <= span.start) or (span.end is not None and span.end <= over.start):
        return [span]
    parts = []
    if span.start < over.start:
        parts.append(replace(span, end=over.start))
    if over.end is not None and (span.end is None or over.end < span.end):
        parts.append(replace(span, start=over.end))
    return parts


def _left(
    span: PlaceSpan[P], result: Sequence[PlaceSpan[P]], laid: dict[Minute, PlaceSpan[P]]
) -> tuple[PlaceSpan[P], ...]:
    """Return the parts of a known span that are still there."""
    return tuple(
        part
        for part in result
        if part.place == span.place
        and part.start not in laid
        and span.start <= part.start
        and (span.end is None or (part.end is not None and part.end <= span.end) or part == span)
    )


def replaced(known: Sequence[Activity], delivered: Iterable[Activity]) -> tuple[tuple[Activity, ...], int, int]:
    """Return activities with delivered ones put in, how many of them are new, and how many changed one that was known.

    One activity is known by inmate, area, first date and time of the clock.
    """

    def key(line: Activity) -> tuple[object, ...]:
        return line.inmate, line.area, line.first, line.start_wall_minute

    after = {key(line): line for line in known}
    new = changed = 0
    for line in delivered:
        old = after.get(key(line))
        new += old is None
        changed += old is not None and old != line
        after[key(line)] = line
    return tuple(after.values()), new, changed
