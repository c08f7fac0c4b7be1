"""One's own, as values in words: tours, requests, what can be asked for, and a form as it was filled in."""

from dataclasses import dataclass, field
from datetime import date


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
        may: What can be done about it: "withdraw", "appeal", "renew", "escalate".
    """

    id: str
    what: str
    about: str
    filed: str
    state: str
    next: str
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSwap:
    """A swap in which the officer takes part, in words.

    Attributes:
        other: The colleague.
        given: The own tour that goes to the colleague, or the date that is asked for.
        taken: The colleague's tour, or the date that is asked for.
        may: What can be done about it: "accept", "decline", "withdraw".
    """

    number: int
    other: str
    given: str
    taken: str
    state: str
    next: str = ""
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedSwap:
    """What a proposal of a swap chooses from; as it was filled in, what was chosen.

    Attributes:
        tours: Start (elapsed minutes) and words of each own tour that can be swapped.
        dates: Local date of each of them.
        colleagues: Badge and name of each colleague.
        start: The tour that was chosen.
        other: The colleague who was chosen.
        on: The date that is asked of him.
    """

    tours: tuple[tuple[int, str], ...] = ()
    dates: tuple[date, ...] = ()
    colleagues: tuple[tuple[str, str], ...] = ()
    start: int = 0
    other: str = ""
    on: date | None = None


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
        swaps: The newest first.
        receipts: (when, who, what, why) of everybody who opened something of the officer's, the newest first.
        closed: Why requests and receipts are not shown, "" where they are.
    """

    who: str
    today: date
    tours: tuple[OwnTour, ...] = ()
    away: frozenset[date] = frozenset()
    hours: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    requests: tuple[OwnRequest, ...] = ()
    swaps: tuple[OwnSwap, ...] = ()
    receipts: tuple[tuple[str, str, str, str], ...] = field(default=())
    closed: str = ""

    def next_tour(self) -> OwnTour | None:
        """Return the first tour from today on."""
        return next((tour for tour in self.tours if tour.on >= self.today), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the site offers to choose from, and whom one can turn to.

    Attributes:
        areas: Code and name of each area.
        posts: Code and name of each post.
        shifts: Code and name of each shift.
        here: Code of the area to begin with, "" where none is known.
        categories: What may be said of somebody whom one knows in custody.
        deciders: Names of everybody who may decide, any of whom can be left out.
        notice: What the law asks, as the site says it.
        questions: Asked of oneself; nobody else sees an answer, and none is kept.
        contacts: Whom one can turn to, one line each.
    """

    areas: tuple[tuple[str, str], ...] = ()
    posts: tuple[tuple[str, str], ...] = ()
    shifts: tuple[tuple[str, str], ...] = ()
    here: str = ""
    categories: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()
    notice: str = ""
    questions: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form was filled in with; "" and None for what it does not ask for.

    Attributes:
        first, last: Local dates, inclusive.
        without: Name of the decider to be left out.
    """

    kind: str
    area: str = ""
    inmate: str = ""
    relation: str = ""
    post: str = ""
    shift: str = ""
    words: str = ""
    first: date | None = None
    last: date | None = None
    without: str = ""
