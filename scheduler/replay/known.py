"""What a site knew when a period began: inmates who were there stay, and nobody knows who will come."""

from dataclasses import replace
from datetime import date

from scheduler.domain.people import Willingness
from scheduler.domain.problem import Problem
from scheduler.domain.site import Site
from scheduler.domain.words import TourKind

ASSUMPTIONS = (
    "Rostered time only.",
    "Planned: what was known on a period's first date, with every inmate staying where he or she was then.",
    "Realised: the same tours judged by where inmates really were.",
    "Leave, duties, restrictions and open posts are taken as they came out.",
    "Whoever worked voluntary overtime on a date is taken to have offered it.",
    "Each period is rebuilt from what was really worked before it.",
    "A move is another main area than in the 28 days before, as those were worked; the main area is the one with most"
    " time.",
    "An award is broken when its holder has less than half of the regular time of a period on its post.",
    "Bands have five officers or more, and a number that speaks of fewer is left out.",
)
"""What the numbers rest on, for the foot of every report."""


def as_known(problem: Problem) -> Problem:
    """Return the problem of a past period with the moves of inmates that were known when it began.

    Stays, watches and activities that began later are left out, and those that ended later have no end.
    """
    begin = problem.clock.midnight(problem.period.first)
    first = problem.period.first
    return replace(
        problem,
        stays=tuple(
            replace(x, end=None) if x.end is not None and x.end > begin else x for x in problem.stays if x.start < begin
        ),
        watches=tuple(
            replace(x, end=None) if x.end is not None and x.end > begin else x
            for x in problem.watches
            if x.start < begin
        ),
        activities=tuple(
            replace(x, last=None) if x.last is not None and x.last >= first else x
            for x in problem.activities
            if x.first <= first
        ),
    )


def with_shown_offers(site: Site, first: date, last: date) -> Site:
    """Return the site with an offer for each tour of voluntary overtime that was worked on dates `first` to `last`."""
    shown = tuple(
        Willingness(badge=tour.badge, first=tour.on, last=tour.on, shifts=(tour.shift,))
        for tour in site.worked
        if tour.kind == TourKind.VOLUNTARY_OVERTIME and first <= tour.on <= last
    )
    known = {officer.badge for officer in site.officers}
    return replace(site, willing=(*site.willing, *(x for x in shown if x.badge in known)))
