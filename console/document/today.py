"""The running day in words, as the place Today and the wall show it."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.words import Minute


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWords:
    """A post on this watch and on the next.

    Attributes:
        code, name: Of the post.
        priority: "critical", "mandatory" or "pull".
        now: Who is there, "" for nobody.
        staffing: "1 of 1", "" where it asks for nobody.
        meal: When its officers are relieved for a meal, and by whom.
        then: Who is there on the next watch.
        staffing_then: The same as `staffing`, of the next watch.
        band: Name of the band of attention, "" where it is not known or may not be read.
        points: What `band` rests on, for putting in order; -1 where there is none.
        missing, missing_then: Officers below the minimum.
        on: Local date of the running watch, or of the next where the post rests now.
        seat: (code, shift, date) to go to on the roster.
        is_watched: Whether a watch over an inmate is held on that shift, here or on another post.
    """

    code: str
    name: str
    priority: str
    now: str
    staffing: str
    meal: str
    then: str
    staffing_then: str
    band: str
    points: float
    missing: int
    missing_then: int
    seat: tuple[str, str, date]
    is_watched: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWords:
    """A moment of the running day.

    Attributes:
        at: Elapsed minute of the moment.
        facility: Name of the facility.
        when: "Wednesday 9 December 2026, 10:00".
        clock: "10:00".
        watch: "Day watch until 18:00", "" where none runs.
        summary: Whether everybody is there who must be, in a sentence.
        is_short: Whether somebody is missing on a post that must be filled.
        coming: The next watch in a sentence.
        is_coming_short: Whether somebody is missing there.
        posts: Line by line.
        due: What is due on this watch, a sentence each.
        rounds: Where no supervisor was yet, a sentence each; None for whoever may not know.
        nothing: Why there is nothing to show, and what would be, in a sentence; "" where there is something.
        earlier, later: Moments at which the watch before and the one after begin, None for none.
        next_published: Elapsed minute at which something published begins, None for nothing.
    """

    at: Minute
    facility: str
    when: str
    clock: str
    watch: str = ""
    summary: str = ""
    is_short: bool = False
    coming: str = ""
    is_coming_short: bool = False
    posts: tuple[PostWords, ...] = ()
    due: tuple[str, ...] = ()
    rounds: tuple[str, ...] | None = None
    nothing: str = ""
    earlier: Minute | None = None
    later: Minute | None = None
    next_published: Minute | None = None
