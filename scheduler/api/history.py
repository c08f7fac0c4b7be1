"""What the days before a period were: as worked, or as published where nothing worked is known."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from scheduler.domain.people import Duty
from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, Minute
from scheduler.domain.worked import ClosedDays

_NONE_CLOSED = ClosedDays()


def with_published(site: Site, before: date, published: tuple[Roster, ...], closed: ClosedDays = _NONE_CLOSED) -> Site:
    """Return the site with what was worked on dates before one: entries of closed days, else tours as published.

    Args:
        site: The facility; where its worked tours have anything on a date, they have all of it, unless it is closed.
        before: Only dates before this one are filled.
        published: Published rosters, oldest publication first: of two that hold the same date, the later one counts.
        closed: What was worked on closed days: nothing else counts of them.
    """
    known = {tour.on for tour in site.worked} | closed.dates
    planned = _by_date(published)
    extra = [tour for on, tours in planned.items() if on < before and on not in known for tour in tours]
    if closed.dates:
        kept = tuple(tour for tour in site.worked if tour.on >= before or tour.on not in closed.dates)
        extra += [tour for tour in closed.tours if tour.on < before]
        duties = tuple(duty for on, duty in closed.duties if on < before)
        return replace(site, worked=(*kept, *sorted(extra)), duties=(*site.duties, *duties))
    return replace(site, worked=(*site.worked, *sorted(extra))) if extra else site


def beyond_plan(period: Period, held: tuple[Tour, ...], closed: ClosedDays) -> tuple[Duty, ...]:
    """Return what was worked on closed days of a running period beyond what is rostered, as time without a seat.

    The roster of a running period stays what was published of it. Hours, rest and fatigue of its later days must know
    of a hold-over all the same.

    Args:
        period: The dates of the roster.
        held: What is published of them.
        closed: What was worked on closed days.
    """
    duties = [duty for on, duty in closed.duties if on in period]
    parts = held_over(period, held, closed)
    return (*duties, *(Duty(badge=part.badge, start=part.start, end=part.end) for part in parts))


def held_over(period: Period, held: tuple[Tour, ...], closed: ClosedDays) -> tuple[Tour, ...]:
    """Return the same as parts of tours, with where it was: contact with inmates counts there. Duties are not in it."""
    planned: dict[Badge, list[Tour]] = defaultdict(list)
    for tour in held:
        planned[tour.badge].append(tour)
    return tuple(
        replace(tour, start=start, end=end)
        for tour in closed.tours
        if tour.on in period
        for start, end in _without(tour.start, tour.end, planned[tour.badge])
    )


def _without(start: Minute, end: Minute, taken: Iterable[Tour]) -> Iterator[tuple[Minute, Minute]]:
    """Yield what tours leave of a span."""
    for tour in sorted(taken):
        if tour.end <= start or end <= tour.start:
            continue
        if start < tour.start:
            yield start, tour.start
        start = tour.end
    if start < end:
        yield start, end


def tours_held(period: Period, published: tuple[Roster, ...]) -> tuple[Tour, ...]:
    """Return the published tours that start on dates of a period, sorted; `published` as in `with_published`."""
    return tuple(sorted(tour for on, tours in _by_date(published).items() if on in period for tour in tours))


def _by_date(published: tuple[Roster, ...]) -> dict[date, list[Tour]]:
    """Return the tours of each date that a roster holds, those of the later publication where two do."""
    found: dict[date, list[Tour]] = {}
    for roster in published:
        of_date: dict[date, list[Tour]] = {on: [] for on in roster.period.dates}
        for tour in roster.tours:
            if tour.on in of_date:
                of_date[tour.on].append(tour)
        found.update(of_date)
    return found
