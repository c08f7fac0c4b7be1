"""One's own, as values in words: tours, requests, what can be asked for, and a form as it was filled in."""

from dataclasses import dataclass, field
from datetime import date

DUTY = (
    "If what you write describes sexual abuse, harassment or retaliation, law (28 CFR 115.61) requires that it is "
    "passed on at once."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTour:
    """A tour of the officer's own, as it is read.

    Attributes:
        times: "06:45 to 19:00", on the facility's clock.
        post: Code of the post, "" while it is still to be drawn.
        where: Name of the post.
        watch: "day", "evening", "night".
        minutes: How long it is.
        remarks: "overtime", "changed", "" for nothing.
    """

    on: date
    times: str
    post: str
    where: str
    watch: str
    minutes: int
    remarks: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """A request of the officer's own, in words.

    Attributes:
        may: What can be done about it: "withdraw", "appeal", "renew".
    """

    id: str
    what: str
    about: str
    filed: str
    state: str
    next: str
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSchedule:
    """All that "My schedule" shows.

    Attributes:
        who: Name of the officer.
        today: The facility's local date now.
        tours: In order of time.
        away: Dates on leave.
        hours: Sentences on hours worked and to work.
        left: Sentences on tours left in areas here.
        changes: Sentences on changes of the own schedule that were not acknowledged yet.
        requests: The newest first.
        receipts: (when, who, what, why) of everybody who opened something of the officer's, the newest first.
    """

    who: str
    today: date
    tours: tuple[OwnTour, ...] = ()
    away: frozenset[date] = frozenset()
    hours: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    requests: tuple[OwnRequest, ...] = ()
    receipts: tuple[tuple[str, str, str, str], ...] = field(default=())

    def next_tour(self) -> OwnTour | None:
        """Return the first tour from today on."""
        return next((tour for tour in self.tours if tour.on >= self.today), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the site offers to choose from, and whom one can turn to.

    Attributes:
        areas: Code and name of each area.
        here: Code of the area of the next tour, "" where that is not known.
        deciders: Name and words of everybody who may decide, of whom one can be left out.
        ways: Key and words of each way to hand a request in; the first one is oneself.
        readers: By kind, who reads what is written, in words.
        notice: What the law asks, as the site says it.
        contacts: Whom one can turn to, one line each.
    """

    areas: tuple[tuple[str, str], ...] = ()
    here: str = ""
    deciders: tuple[tuple[str, str], ...] = ()
    ways: tuple[tuple[str, str], ...] = (("self", "Myself"),)
    readers: tuple[tuple[str, str], ...] = ()
    notice: str = DUTY
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form was filled in with; "" and None for what it does not ask for.

    Attributes:
        first, last: Local dates, inclusive.
        without: Name of the decider to be left out.
        way: How it is handed in.
    """

    kind: str
    area: str = ""
    inmate: str = ""
    relation: str = ""
    wish: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None
    without: str = ""
    way: str = "self"
