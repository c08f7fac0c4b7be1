"""What happened on running days: `Desk.happenings`. Each event is written down once, with the repair chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.api.guard import needs
from scheduler.domain.happenings import LONGEST, DayEvent, Happened
from scheduler.domain.site import Site
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class EventNote:
    """What is to be written down about an event, as `DayEvent` says."""

    kind: Happened
    on: date
    start: Minute
    end: Minute
    badge: Badge | None = None
    post: PostCode | None = None
    shift: ShiftCode | None = None
    combined_with: PostCode | None = None
    changes: int = 0
    empty_minutes: int = 0
    is_proven: bool = False
    words: str = ""


class HappeningDesk:
    """What happened, and what was done about it. Methods raise `DeskError`, whose message is one sentence."""

    def __init__(self, store: Store, site: Callable[[], Site], now: Callable[[], datetime], session: Session) -> None:
        self._store, self._site, self._now, self._session = store, site, now, session

    @needs(Action.READ_ROSTER)
    def between(self, first: date, last: date) -> tuple[DayEvent, ...]:
        """Return the events of local dates `first` to `last`, inclusive, in the order of their writing."""
        return self._store.happenings.of_dates(first, last)

    @needs(Action.EDIT)
    def write(self, note: EventNote) -> DayEvent:
        """Write an event down; it is never changed afterwards.

        Raises:
            DeskError: it ends before it starts, or names somebody or something that the facility does not have.
        """
        if note.end <= note.start:
            raise DeskError("An event ends after it starts")
        site = self._site()
        posts = {post.code for post in site.posts}
        if note.badge is not None and note.badge not in {officer.badge for officer in site.officers}:
            raise DeskError(f"No officer has the badge {note.badge}")
        for post in (note.post, note.combined_with):
            if post is not None and post not in posts:
                raise DeskError(f"There is no post {post}")
        if note.shift is not None and note.shift not in {shift.code for shift in site.shifts}:
            raise DeskError(f"There is no shift {note.shift}")
        if (note.combined_with is not None) != (note.kind is Happened.COMBINED):
            raise DeskError("A post is combined with another one, and nothing else is")
        made = DayEvent(
            kind=note.kind,
            on=note.on,
            start=note.start,
            end=note.end,
            badge=note.badge,
            post=note.post,
            shift=note.shift,
            combined_with=note.combined_with,
            changes=note.changes,
            empty_minutes=note.empty_minutes,
            is_proven=note.is_proven,
            words=note.words[:LONGEST],
            at=self._now(),
            by=self._session.actor,
        )
        self._store.happenings.add(made)
        return made
