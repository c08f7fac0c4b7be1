"""Published rosters without anybody in them: `Desk.oversight`. For auditors and observers of a union."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from scheduler.api.errand import Errand
from scheduler.api.export import ExportChoice, Source, subjects_of, write_files
from scheduler.api.guard import needs
from scheduler.api.notices import without_posts
from scheduler.domain.draws import Muster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import Badge
from scheduler.identity.permissions import Action
from scheduler.identity.session import Session
from scheduler.storage import DeskError, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedRoster:
    """A roster that was published: its number, dates, version, and when (aware) that version was published."""

    id: int
    period: Period
    version: int
    published_at: datetime


class OversightDesk:
    """What may be seen without knowing who it is. Methods raise `DeskError`, one sentence."""

    def __init__(
        self,
        store: Store,
        problem: Callable[[Period], Problem],
        sealed: Callable[[int], frozenset[Muster]],
        now: Callable[[], datetime],
        session: Session,
    ) -> None:
        self._store, self._problem, self._sealed, self._now, self._session = store, problem, sealed, now, session

    @needs(Action.READ_ANONYMOUS)
    def rosters(self) -> tuple[PublishedRoster, ...]:
        """Return the latest version of each roster that was published, newest roster first."""
        latest = [head for roster in self._store.rosters() for head in self._store.versions(roster.id)[:1]]
        return tuple(
            PublishedRoster(id=head.id, period=head.period, version=head.version, published_at=head.saved_at)
            for head in latest
        )

    @needs(Action.READ_ANONYMOUS)
    def roster(self, id: int) -> Roster:
        """Return the latest published version of a roster, officers numbered in an order drawn anew each time.

        Posts that are still to be drawn are not in it.

        Raises:
            DeskError: there is no such roster, or it was never published.
        """
        found = self._store.published_version(id)
        if found is None:
            raise DeskError(f"Roster number {id} was never published")
        return without_people(without_posts(found, self._sealed(id)))

    @needs(Action.EXPORT_ANONYMOUS)
    def export(
        self,
        id: int,
        folder: Path,
        formats: tuple[str, ...] = ("csv", "json"),
        choice: ExportChoice | None = None,
        errand: Errand | None = None,
    ) -> tuple[Path, ...]:
        """Write what `roster` returns to files in a folder and return them; the audit trail gets a row.

        Raises:
            CancelledError: whoever waits has given up; nothing is written.
            DeskError: there is no such version, a format is not known, or a file cannot be written.
        """
        roster, at = self.roster(id), self._now()
        source = Source(roster=roster, problem=self._problem(roster.period), at=at, sealed=self._sealed(id))
        written = write_files(source, folder, formats, choice, errand)
        self._store.note_export(id, subjects_of((*formats, "anonymous"), written), at, self._session.actor)
        return tuple(one.path for one in written)


def without_people(roster: Roster) -> Roster:
    """Return a roster with numbers for badges, in an order that nobody can foresee, and without locks and waivers."""
    badges = sorted({tour.badge for tour in roster.tours})
    secrets.SystemRandom().shuffle(badges)
    names = {badge: Badge(f"officer-{number:04}") for number, badge in enumerate(badges, 1)}
    tours = tuple(replace(tour, badge=names[tour.badge]) for tour in roster.tours)
    return replace(roster, tours=(), locks=(), waivers=()).with_tours(tours)
