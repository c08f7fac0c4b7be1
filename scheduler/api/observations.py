"""Rounds, counts by area and yearly reviews of posts: `Desk.observations`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from scheduler.api.attention import Reader, as_read, read_as
from scheduler.api.guard import needs
from scheduler.domain.attention import Factor
from scheduler.domain.clock import Clock
from scheduler.domain.facility import StaticFactor
from scheduler.domain.observations import (
    STATIC_SCALES,
    IncidentQuarter,
    Incidents,
    Observations,
    StaticReview,
    StaticScale,
    UnitEntries,
    by_quarter,
    review_due,
)
from scheduler.domain.rounds import Round, suggested_times
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, Badge, Minute, PostCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store

QUARTERS_BACK = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReview:
    """A static factor of a post and its yearly review.

    Attributes:
        post: The post.
        scale: The factor and what its points stand for.
        points: As last reviewed, or as the facility's workbook has them; None: never rated.
        reviewed_on: When it was last reviewed; None: never.
        by: Who did that.
        due: From when on the review is overdue; None: it never was reviewed, and is overdue now.
        is_overdue: Whether it is overdue today.
    """

    post: PostCode
    scale: StaticScale
    points: int | None
    reviewed_on: date | None
    by: str
    due: date | None
    is_overdue: bool


class ObservationDesk:
    """What supervisors write down of places. Methods raise `DeskError`, one sentence."""

    def __init__(
        self, store: Store, state: Callable[[], tuple[int, Site]], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store, self._state, self._now, self._session = store, state, now, session

    @needs(Action.READ_OVERLAY)
    def read(self, first: date, last: date, reader: Reader = Reader.COMMANDER) -> Observations:
        """Return what was observed on local dates `first` to `last`, both inclusive, as a reader may see it.

        To whom rounds and cameras are withheld it is as if no round and no review of cameras was ever written down.
        """
        clock = self._clock()
        end = clock.midnight(last + timedelta(days=1))
        found = self._store.observations.read(first, last, clock.midnight(first), end)
        return as_read(found, read_as(self._session, reader))

    @needs(Action.OBSERVE)
    def add_round(
        self,
        area: AreaCode,
        performed_at: Minute,
        badge: Badge,
        post: PostCode | None = None,
        is_unannounced: bool = True,
    ) -> Round:
        """Write down a round that a supervisor made; return it with the time of this entry.

        Raises:
            DeskError: area, post or officer is not known, the round lies in the future, or it is there already.
        """
        site = self._site()
        self._known_area(area)
        if post is not None and post not in {p.code for p in site.posts}:
            raise DeskError(f"There is no post {post}")
        if badge not in {officer.badge for officer in site.officers}:
            raise DeskError(f"There is no officer {badge}")
        made = Round(
            area=area,
            performed_at=performed_at,
            entered_at=self._minute(),
            badge=badge,
            post=post,
            is_unannounced=is_unannounced,
        )
        if made.performed_at > made.entered_at:
            raise DeskError("A round is written down after it was made, not before")
        self._store.observations.add_round(made, self._now(), self._session.actor)
        return made

    @needs(Action.READ_GUARDING)
    def suggest_times(
        self, count: int, start: Minute, end: Minute, reader: Reader = Reader.COMMANDER
    ) -> tuple[Minute, ...]:
        """Return times for rounds that nobody could foresee; they are written nowhere.

        Raises:
            DeskError: they do not fit, the span is over, or the reader is not to know of rounds.
        """
        if Factor.ROUNDS in reader.withheld:
            raise DeskError(f"Times of rounds are not shown to a {reader}")
        begin = Minute(max(start, self._minute()))
        if begin >= end:
            raise DeskError("Times for rounds are suggested for hours to come, and these are over")
        try:
            return suggested_times(count, begin, end)
        except ValueError as error:
            raise DeskError(str(error)) from error

    @needs(Action.OBSERVE)
    def set_counts(self, lines: Iterable[UnitEntries | Incidents]) -> None:
        """Put counts of an area and date in, in place of those that are there.

        Raises:
            DeskError: an area is not known, a date lies in the future, or a count is below 0.
        """
        lines, today = tuple(lines), self._clock().date_of(self._minute())
        for line in lines:
            self._known_area(line.area)
            if line.on > today:
                raise DeskError(f"{line.on} lies in the future: counts are of what has happened")
            if line.count < 0:
                raise DeskError("A count from 0 is expected")
        self._store.observations.set_counts(lines, self._now(), self._session.actor)

    @needs(Action.READ_OVERLAY)
    def incidents(self, today: date) -> tuple[IncidentQuarter, ...]:
        """Return incidents by area and calendar quarter of the last two years, small numbers withheld."""
        month = (today.month - 1) // 3 * 3 + 1
        first = date(today.year - QUARTERS_BACK // 4, month, 1)
        return by_quarter(self.read(first, today).incidents)

    @needs(Action.READ_OVERLAY)
    def reviews(self, today: date, reader: Reader = Reader.COMMANDER) -> tuple[DueReview, ...]:
        """Return every open post's static factors with their last review, those overdue first, then by post.

        Factors that are withheld from the reader are left out, as are their points in the facility's data.
        """
        withheld = {factor.value for factor in read_as(self._session, reader).withheld}
        latest = {(r.post, r.factor): r for r in self.read(today, today).reviews}
        found = []
        for post in self._site().posts:
            if not post.is_open_on(today):
                continue
            given = {factor.factor: factor.points for factor in post.attention}
            for scale in (known for known in STATIC_SCALES if known.factor not in withheld):
                last = latest.get((post.code, scale.factor))
                due = review_due(last) if last is not None else None
                found.append(
                    DueReview(
                        post=post.code,
                        scale=scale,
                        points=last.points if last is not None else given.get(scale.factor),
                        reviewed_on=last.reviewed_on if last is not None else None,
                        by=last.by if last is not None else "",
                        due=due,
                        is_overdue=due is None or due <= today,
                    )
                )
        return tuple(sorted(found, key=lambda line: (not line.is_overdue, line.post, line.scale.factor)))

    @needs(Action.REVIEW)
    def review(self, reviews: Iterable[StaticReview]) -> None:
        """Write down that static factors of posts were looked at; by whom is who works here.

        The points of the latest review are those that the post has from now on.

        Raises:
            DeskError: a post, factor or number of points is not known, or a date lies in the future.
        """
        revision, site = self._state()
        today = self._clock().date_of(self._minute())
        posts, scales = {p.code for p in site.posts}, {s.factor: s for s in STATIC_SCALES}
        made = tuple(replace(review, by=self._session.actor) for review in reviews)
        for review in made:
            if review.post not in posts:
                raise DeskError(f"There is no post {review.post}")
            if review.factor not in scales:
                raise DeskError(f"There is no static factor {review.factor}")
            steps = [points for points, _ in scales[review.factor].steps]
            if review.points not in steps:
                words = ", ".join(map(str, steps))
                raise DeskError(f"{review.factor} has {words} points, not {review.points}")
            if review.reviewed_on > today:
                raise DeskError("A review is written down after it was made, not before")
        after = self._with_points(site, made, today)
        posted = after if after.posts != site.posts else None
        self._store.observations.add_reviews(revision, made, posted, self._now(), self._session.actor)

    def _with_points(self, site: Site, made: tuple[StaticReview, ...], today: date) -> Site:
        """Return the site with the points of the latest reviews, those just made included."""
        points: dict[PostCode, dict[str, StaticReview]] = {}
        for review in (*self.read(today, today).reviews, *made):
            known = points.setdefault(review.post, {})
            if review.factor not in known or known[review.factor].reviewed_on <= review.reviewed_on:
                known[review.factor] = review
        touched = {(review.post, review.factor) for review in made}
        posts = []
        for post in site.posts:
            held = {factor.factor: factor for factor in post.attention}
            for factor, review in points.get(post.code, {}).items():
                if (post.code, factor) in touched:
                    held[factor] = StaticFactor(factor=factor, points=review.points)
            attention = tuple(held[factor] for factor in sorted(held))
            posts.append(post if attention == post.attention else replace(post, attention=attention))
        return replace(site, posts=tuple(posts))

    def _site(self) -> Site:
        return self._state()[1]

    def _known_area(self, code: AreaCode) -> None:
        if code not in {area.code for area in self._site().areas}:
            raise DeskError(f"There is no area {code}")

    def _clock(self) -> Clock:
        return Clock(self._site().facility.zone)

    def _minute(self) -> Minute:
        return Minute(int(self._now().timestamp()) // 60)
