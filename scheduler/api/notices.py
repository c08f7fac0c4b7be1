"""What a published version changes for each officer, and who has acknowledged that: `Desk.notices`.

A notice holds the changes of one officer and of nobody else. Of posts that are drawn at muster it says nothing before.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.api.guard import needs
from scheduler.domain.compared import CellChange, compare
from scheduler.domain.draws import Muster
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import Badge, PostCode
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, NoticeRead, Store

TO_BE_DRAWN = PostCode("")
"""Stands for a post that is still to be drawn at muster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one version of a roster changed for one officer.

    Attributes:
        roster: Number of the roster.
        period: Its dates.
        version: The version that changed something.
        published_at: When it was published (aware, UTC).
        badge: Whom it concerns.
        changes: His changes since the version before, by date; all of his tours for the first version. A post that is
            still to be drawn is `TO_BE_DRAWN`.
        read_at: When he acknowledged this version or a later one (aware, UTC); None: not yet.
        read_by: Who noted that.
    """

    roster: int
    period: Period
    version: int
    published_at: datetime
    badge: Badge
    changes: tuple[CellChange, ...]
    read_at: datetime | None = None
    read_by: str = ""

    @property
    def is_first(self) -> bool:
        """Whether the roster was published for the first time: the changes are all of the officer's tours."""
        return self.version == 1


class NoticeDesk:
    """What can be asked and done about notices. Methods raise `DeskError`, one sentence."""

    def __init__(
        self, store: Store, sealed: Callable[[int], frozenset[Muster]], now: Callable[[], datetime], session: Session
    ) -> None:
        self._store = store
        self._sealed = sealed
        self._now = now
        self._session = session

    @needs(Action.READ_ROSTER)
    def of_version(self, id: int, version: int | None = None) -> tuple[Notice, ...]:
        """Return the notices of a version of a roster, by badge; by default of the latest one.

        Raises:
            DeskError: there is no such roster or version.
        """
        heads = self._store.versions(id)
        if not heads:
            self._store.roster(id)  # says so where there is no such roster
            return ()
        return self._notices(id, heads[0].version if version is None else version, self._store.notices_read(id))

    @needs(Action.READ_ROSTER)
    def of_officer(self, badge: Badge) -> tuple[Notice, ...]:
        """Return everything that was ever changed for an officer, and nothing of anybody else; the newest first."""
        found = []
        for head in self._store.rosters():
            read = self._store.notices_read(head.id)
            for version in range(head.version, 0, -1):
                found += [notice for notice in self._notices(head.id, version, read) if notice.badge == badge]
        return tuple(sorted(found, key=lambda notice: notice.published_at, reverse=True))

    @needs(Action.READ_ROSTER)
    def waiting(self, id: int) -> tuple[Notice, ...]:
        """Return the notices of a roster that nobody has acknowledged, by version and badge.

        Who has acknowledged a version has thereby acknowledged those before it.
        """
        read = self._store.notices_read(id)
        latest = max((head.version for head in self._store.versions(id)), default=0)
        every = [notice for version in range(1, latest + 1) for notice in self._notices(id, version, read)]
        return tuple(notice for notice in every if notice.read_at is None)

    @needs(Action.ACKNOWLEDGE)
    def acknowledge(self, id: int, version: int, badge: Badge) -> Notice:
        """Note that an officer has read what a version changed for him; return the notice as it now stands.

        Raises:
            DeskError: the version changed nothing for the officer, or he has acknowledged it already.
        """
        if all(notice.badge != badge for notice in self._notices(id, version, ())):
            raise DeskError(f"Version {version} of roster number {id} changed nothing for officer {badge}")
        self._store.note_read(id, version, badge, self._now(), self._session.actor)
        return next(notice for notice in self.of_version(id, version) if notice.badge == badge)

    def _notices(self, id: int, version: int, read: tuple[NoticeRead, ...]) -> tuple[Notice, ...]:
        stored = self._store.version(id, version)
        sealed = self._sealed(id)
        after = without_posts(self._store.as_held(id, version), sealed)
        before = after.with_tours(())
        if version > 1:
            before = without_posts(self._store.as_held(id, version - 1), sealed)
        changes: dict[Badge, list[CellChange]] = {}
        for change in compare(before, after):
            changes.setdefault(change.badge, []).append(change)
        found = []
        for badge in sorted(changes):
            mark = _mark(read, version, badge)
            found.append(
                Notice(
                    roster=id,
                    period=stored.roster.period,
                    version=version,
                    published_at=stored.head.saved_at,
                    badge=badge,
                    changes=tuple(changes[badge]),
                    read_at=mark.at if mark is not None else None,
                    read_by=mark.actor if mark is not None else "",
                )
            )
        return tuple(found)


def _mark(read: Iterable[NoticeRead], version: int, badge: Badge) -> NoticeRead | None:
    """Return the first acknowledgement of a version or a later one by an officer."""
    found = [mark for mark in read if mark.badge == badge and mark.version >= version]
    return min(found, key=lambda mark: mark.at, default=None)


def without_posts(roster: Roster, sealed: frozenset[Muster]) -> Roster:
    """Return a roster without the posts that are still to be drawn: where somebody stands is not known before."""
    if not sealed:
        return roster
    tours = [
        replace(tour, post=TO_BE_DRAWN, index=0) if Muster(on=tour.on, shift=tour.shift) in sealed else tour
        for tour in roster.tours
    ]
    return roster.with_tours(tuple(tours))
