"""Published tours as entries of calendars: what was taken back stays in them as cancelled, and changes are counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from scheduler.api.notices import without_posts
from scheduler.domain.draws import Muster
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge, FacilityId, Minute, PostCode, ShiftCode
from scheduler.exchange.calendars import Entry
from scheduler.storage import Store

DUTY = "Duty"
"""All that an entry says, unless posts are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A version of a roster, as officers hold or held it, and when it was published (aware)."""

    at: datetime
    roster: Roster


@dataclass(slots=True)
class _Told:
    """What was last given out of a tour, and how often that changed."""

    start: Minute
    end: Minute
    post: PostCode
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False

    def tell(self, tour: Tour | None, at: datetime) -> None:
        """Note what a publication says of it; None: nothing any more."""
        if tour is None:
            if not self.is_cancelled:
                self.is_cancelled, self.sequence, self.changed_at = True, self.sequence + 1, at
            return
        if self.is_cancelled or (self.start, self.end, self.post) != (tour.start, tour.end, tour.post):
            self.start, self.end, self.post = tour.start, tour.end, tour.post
            self.is_cancelled, self.sequence, self.changed_at = False, self.sequence + 1, at


_IN_NAMES = str.maketrans({sign: f"%{ord(sign):02x}" for sign in "\\;,"})
_Key = tuple[date, ShiftCode, int]
"""Date and shift of a tour, and its number among the officer's tours of both."""


@dataclass(slots=True)
class Published:
    """What officers were told of local dates `first` to `last`, inclusive, one publication after another."""

    first: date
    last: date
    _told: dict[Badge, dict[_Key, _Told]] = field(default_factory=dict)

    def add(self, publication: Publication, only: Badge | None = None) -> None:
        """Add the next publication: it says everything about the dates of its roster.

        Args:
            publication: The version.
            only: The one officer who matters, None for all.
        """
        period, at = publication.roster.period, publication.at
        held: dict[Badge, dict[_Key, Tour]] = {}
        for tour in publication.roster.tours:
            if (only is None or tour.badge == only) and self.first <= tour.on <= self.last and tour.on in period:
                mine = held.setdefault(tour.badge, {})
                number = 1
                while (tour.on, tour.shift, number) in mine:
                    number += 1
                mine[tour.on, tour.shift, number] = tour
        for badge, told in self._told.items():
            for key, entry in told.items():
                if key[0] in period and key not in held.get(badge, {}):
                    entry.tell(None, at)
        for badge, tours in held.items():
            told = self._told.setdefault(badge, {})
            for key, tour in tours.items():
                if key in told:
                    told[key].tell(tour, at)
                else:
                    told[key] = _Told(tour.start, tour.end, tour.post, at)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """All who were ever told a tour of these dates."""
        return tuple(sorted(self._told))

    def entries(self, badge: Badge, facility: FacilityId, titles: dict[PostCode, str]) -> tuple[Entry, ...]:
        """Return an officer's entries by start.

        Args:
            badge: The officer.
            facility: Id of the facility.
            titles: What is read instead of "Duty", by post.
        """
        found = [
            Entry(
                uid=uid_of(facility, badge, *key),
                start=told.start,
                end=told.end,
                title=titles.get(told.post) or DUTY,
                sequence=told.sequence,
                changed_at=told.changed_at,
                is_cancelled=told.is_cancelled,
            )
            for key, told in self._told.get(badge, {}).items()
        ]
        return tuple(sorted(found, key=lambda entry: (entry.start, entry.uid)))


def published_between(
    store: Store, sealed: Iterable[tuple[int, frozenset[Muster]]], first: date, last: date, only: Badge | None = None
) -> Published:
    """Return what officers were told of local dates `first` to `last`, inclusive, by all versions of rosters.

    Args:
        store: The database.
        sealed: Number of each roster that counts, with its musters whose posts are still to be drawn.
        first: The first date.
        last: The last one.
        only: The one officer who matters, None for all.
    """
    heads = []
    for number, musters in sealed:
        versions = store.versions(number)
        if versions and versions[0].period.first <= last and versions[0].period.last >= first:
            heads += [(head.saved_at, number, head.version, musters) for head in versions]
    found = Published(first, last)
    for at, number, version, musters in sorted(heads, key=lambda head: head[:3]):
        found.add(Publication(at=at, roster=without_posts(store.as_held(number, version), musters)), only)
    return found


def uid_of(facility: str, badge: str, on: date, shift: str, number: int) -> str:
    """Return the name of a tour in calendars: the same in each file of the officer, also when post or hours change."""
    # Programs differ in what they make of escaped signs in a name, and then would not know it again.
    return f"{facility}-{badge}-{on:%Y%m%d}-{shift}-{number}@fairwatch".lower().translate(_IN_NAMES)
