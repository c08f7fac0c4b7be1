"""Sums of tours in sliding windows of local dates. For `Rule.check` alone: no terms use it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.roster import Tour


@dataclass(slots=True)
class Heap:
    """What counts on one local date: in all, the rostered part, and its latest rostered tour (None: only history)."""

    on: date
    total: int = 0
    rostered: int = 0
    latest: Tour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """A window of dates, `first` to the date of its latest rostered tour, that holds more than is allowed."""

    first: date
    latest: Tour
    total: int
    amount: int


def heaps(history: Iterable[tuple[Tour, int]], rostered: Iterable[tuple[Tour, int]]) -> tuple[Heap, ...]:
    """Return what an officer's tours count for by date, in order; parts of one post and shift count once, as the most.

    Args:
        history: Worked tours before the period, and what each counts for.
        rostered: The roster's tours, and what each counts for.
    """
    found: dict[date, Heap] = {}
    seen: dict[tuple[str, date, str], int] = {}
    for tours, is_rostered in ((history, False), (rostered, True)):
        for tour, worth in tours:
            key = (tour.post, tour.on, tour.shift)
            more = worth - seen.get(key, 0)
            heap = found.get(tour.on) or found.setdefault(tour.on, Heap(tour.on))
            if is_rostered:
                heap.latest = tour
            if more > 0:
                seen[key] = worth
                heap.total += more
                heap.rostered += more if is_rostered else 0
    return tuple(found[on] for on in sorted(found))


def windows_over(piles: tuple[Heap, ...], days: int, limit: int) -> Iterator[Excess]:
    """Yield the windows of `days` dates over the limit that end on a date with a rostered tour.

    A window that ends on another date holds no more than the one that ends with its last tour. What history alone
    exceeds is not charged again: the amount is what the roster adds.
    """
    total = rostered = at = 0
    for heap in piles:
        total += heap.total
        rostered += heap.rostered
        while (heap.on - piles[at].on).days >= days:
            total -= piles[at].total
            rostered -= piles[at].rostered
            at += 1
        if heap.latest is None:
            continue
        amount = min(total - limit, rostered)
        if amount > 0:
            first = heap.on - timedelta(days=days - 1)
            yield Excess(first=first, latest=heap.latest, total=total, amount=amount)
