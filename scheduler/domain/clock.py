"""Local wall time at the edges, elapsed minutes inside: the only place where one becomes the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scheduler.domain.words import Minute

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of one facility.

    Attributes:
        zone: IANA time zone name, such as "America/New_York".

    Raises:
        ValueError: the zone is not known.
    """

    zone: str

    def __post_init__(self) -> None:
        _zone(self.zone)

    def minute(self, on: date, wall_minute: int) -> Minute:
        """Return the elapsed minute at which the local clock first shows `wall_minute` on `on`.

        Args:
            on: Local date.
            wall_minute: Minutes after local midnight as the clock shows them; 1440 and more lie on later dates.

        A wall time that the spring change skips is read with the offset before the change (02:30 becomes 03:30);
        one that the autumn change repeats is its first occurrence.
        """
        return _minute(self.zone, on, wall_minute)

    def midnight(self, on: date) -> Minute:
        """Return the elapsed minute at which local date `on` begins."""
        return _minute(self.zone, on, 0)

    def local(self, minute: Minute) -> datetime:
        """Return the aware local wall time of an elapsed minute."""
        return datetime.fromtimestamp(minute * 60, tz=UTC).astimezone(_zone(self.zone))

    def date_of(self, minute: Minute) -> date:
        """Return the local date to which an elapsed minute belongs."""
        return _date_of(self.zone, minute)

    def by_date(self, start: Minute, end: Minute) -> Iterator[tuple[date, int]]:
        """Yield (local date, elapsed minutes on it) for the half-open span [start, end)."""
        while start < end:
            on = self.date_of(start)
            stop = min(end, self.midnight(on + timedelta(days=1)))
            yield on, stop - start
            start = stop


@lru_cache(maxsize=64)
def _zone(zone: str) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{zone!r} is not a known IANA time zone") from error


@lru_cache(maxsize=65536)
def _minute(zone: str, on: date, wall_minute: int) -> Minute:
    days, rest = divmod(wall_minute, MINUTES_A_DAY)
    wall = datetime.combine(on + timedelta(days=days), time(rest // 60, rest % 60), tzinfo=_zone(zone))
    return Minute(int(wall.timestamp()) // 60)


@lru_cache(maxsize=65536)
def _date_of(zone: str, minute: Minute) -> date:
    return datetime.fromtimestamp(minute * 60, tz=UTC).astimezone(_zone(zone)).date()
