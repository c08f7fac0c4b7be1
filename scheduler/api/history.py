"""What the days before a period were: as worked, or as published where nothing worked is known."""

from dataclasses import replace
from datetime import date

from scheduler.domain.roster import Period, Roster, Tour
from scheduler.domain.site import Site


def with_published(site: Site, before: date, published: tuple[Roster, ...]) -> Site:
    """Return the site with published tours taken as worked on those dates of which nothing worked is known.

    Args:
        site: The facility; where its worked tours have anything on a date, they have all of it.
        before: Only dates before this one are filled.
        published: Published rosters, oldest publication first: of two that hold the same date, the later one counts.
    """
    known = {tour.on for tour in site.worked}
    planned = _by_date(published)
    extra = [tour for on, tours in planned.items() if on < before and on not in known for tour in tours]
    return replace(site, worked=(*site.worked, *sorted(extra))) if extra else site


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
