"""What supervisors observe of places: entries and incidents as counts, yearly reviews of static factors, its age.

Counts belong to areas, reviews to posts. Nothing here names an inmate, or an officer as the subject of anything.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheduler.domain.rounds import Round
from scheduler.domain.words import AreaCode, Minute, PostCode

FEWEST_SHOWN = 5
"""Incidents of an area and quarter are shown as a number from this many on: fewer could point at persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntries:
    """How often staff entered an area on local date `on` without being scheduled there: a count, and nothing else."""

    area: AreaCode
    on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """How many incidents were recorded in an area on local date `on`: evidence beside the index, without points."""

    area: AreaCode
    on: date
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuarter:
    """Incidents of an area in a calendar quarter; `count` None: some, but fewer than `FEWEST_SHOWN`."""

    area: AreaCode
    year: int
    quarter: int
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticReview:
    """Somebody looked at a static factor of a post on local date `reviewed_on` and found `points`."""

    post: PostCode
    factor: str
    points: int
    reviewed_on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticScale:
    """A static factor: its name, and what each of its points stands for, in rising order."""

    factor: str
    name: str
    steps: tuple[tuple[int, str], ...]

    def words(self, points: int) -> str:
        """Return what a number of points stands for."""
        return dict(self.steps)[points]


STATIC_SCALES: tuple[StaticScale, ...] = (
    StaticScale(
        factor="ST1",
        name="one-to-one duty",
        steps=((0, "none"), (6, "now and then, such as a clinic or an escort"), (12, "all the time, such as a watch")),
    ),
    StaticScale(
        factor="ST2",
        name="solo staffing",
        steps=((0, "a second officer in sight or sound"), (6, "alone for part of the shift"), (12, "alone all shift")),
    ),
    StaticScale(
        factor="ST3",
        name="camera and sight line",
        steps=(
            (0, "full view, recordings kept 90 days"),
            (5, "partial view, or recordings kept less long"),
            (10, "blind spot, or no camera"),
        ),
    ),
    StaticScale(
        factor="ST4",
        name="isolated place",
        steps=((0, "in sight of control"), (4, "off the main corridor"), (8, "off site, or locked storage")),
    ),
    StaticScale(
        factor="ST5",
        name="contact mode",
        steps=((0, "none"), (3, "indirect, or with a group"), (5, "one small crew, or a long-stay unit")),
    ),
    StaticScale(
        factor="ST6",
        name="night with thin supervision",
        steps=((0, "day"), (2, "night with a supervisor in the building"), (4, "night without one")),
    ),
    StaticScale(
        factor="ST7",
        name="private or restricted population",
        steps=((0, "no"), (2, "in part"), (4, "yes")),
    ),
)
"""What a yearly review looks at (28 CFR 115.13(c)); points are policy judgement, not estimated probabilities."""


class FeedKind(StrEnum):
    """What other systems drop into a feed folder: one CSV file of this name each."""

    MOVES = "moves"
    WATCHES = "watches"
    ACTIVITIES = "activities"
    ENTRIES = "entries"
    INCIDENTS = "incidents"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMark:
    """When (aware, UTC) a kind of file was last taken over, from where, and how many rows it had."""

    kind: FeedKind
    at: datetime
    source: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """All that was observed of a facility from one local date to another.

    Attributes:
        rounds: By the minute in which they were made.
        entries: Unscheduled entries by area and date.
        incidents: By area and date; not for the index, and shown by quarter only (`by_quarter`).
        reviews: The latest of each post and factor up to the last date.
        rounds_since: When the first round of the facility was made; None: rounds are not written down here, so that
            their absence says nothing.
        entries_since: First date for which entries were counted; None: they are not counted here.
    """

    rounds: tuple[Round, ...] = ()
    entries: tuple[UnitEntries, ...] = ()
    incidents: tuple[Incidents, ...] = ()
    reviews: tuple[StaticReview, ...] = ()
    rounds_since: Minute | None = None
    entries_since: date | None = None


def review_due(review: StaticReview) -> date:
    """Return the local date from which a review is overdue: one year later (29 February: 1 March)."""
    on = review.reviewed_on
    try:
        return on.replace(year=on.year + 1)
    except ValueError:
        return date(on.year + 1, 3, 1)


def by_quarter(incidents: Iterable[Incidents]) -> tuple[IncidentQuarter, ...]:
    """Return incidents by area and calendar quarter, small numbers withheld.

    Only fixed quarters are counted, and no sum over areas: what is withheld cannot be found by taking one window or
    total from another.
    """
    sums: Counter[tuple[AreaCode, int, int]] = Counter()
    for line in incidents:
        sums[line.area, line.on.year, (line.on.month + 2) // 3] += line.count
    return tuple(
        IncidentQuarter(area=area, year=year, quarter=quarter, count=None if count < FEWEST_SHOWN else count)
        for (area, year, quarter), count in sorted(sums.items())
        if count
    )
