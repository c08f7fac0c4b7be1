"""Kinds of cells with dates, times and lengths of time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import ClassVar

from scheduler.domain.clock import MINUTES_A_DAY, Clock
from scheduler.domain.words import Minute
from scheduler.exchange.faults import UnfitError
from scheduler.exchange.kinds.base import Cell, Kind, text_of, unfit

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_YEAR_OF_TIMES = 1970
"""Elapsed minutes begin here."""
_EPOCH = datetime(FIRST_YEAR_OF_TIMES, 1, 1, tzinfo=UTC)

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})(?:-01)?")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::00)?")
_LENGTH = re.compile(r"([0-9]{1,7}):([0-9]{2})(?::00)?")
_STAMP = re.compile(r"(.{16}):([0-9]{2})(?:\.([0-9]{1,6}))?\s*(Z|[+-][0-9]{2}:[0-9]{2})?")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::00)?\s*(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


@dataclass(frozen=True)
class Day(Kind):
    """A local date."""

    name: ClassVar[str] = "date"
    form: ClassVar[str] = "YYYY-MM-DD, such as 2026-12-06, or a date cell"

    def parse(self, cell: Cell, clock: Clock) -> date:
        """See `Kind.parse`."""
        found = None
        if isinstance(cell, datetime):
            found = cell.date() if cell.time() == time(0) else None
        elif isinstance(cell, date):
            found = cell
        elif isinstance(cell, str):
            found = read_day(cell)
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise unfit("a date such as 2026-12-06", cell)
        return found

    def cell(self, value: date, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value


def read_day(text: str) -> date | None:
    """Return the date that text shows as YYYY-MM-DD, None if it shows none."""
    if match := _DAY.fullmatch(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None


@dataclass(frozen=True)
class Month(Kind):
    """A calendar month, kept as its first date."""

    name: ClassVar[str] = "month"
    form: ClassVar[str] = "YYYY-MM, such as 2026-12, or a date cell with the first of the month"

    def parse(self, cell: Cell, clock: Clock) -> date:
        """See `Kind.parse`."""
        if isinstance(cell, str) and (match := _MONTH.fullmatch(cell)):
            cell = f"{match[1]}-{match[2]}-01"
        try:
            found = Day().parse(cell, clock)
        except UnfitError:
            found = None
        if found is None or found.day != 1:
            raise unfit("a month such as 2026-12", cell)
        return found

    def cell(self, value: date, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return value

    def text(self, value: date, clock: Clock) -> str:
        """See `Kind.text`."""
        return f"{value.year:04d}-{value.month:02d}"


@dataclass(frozen=True)
class WallTime(Kind):
    """A time of the local clock, kept as minutes after midnight."""

    name: ClassVar[str] = "time of day"
    form: ClassVar[str] = "HH:MM from 00:00 to 23:59, such as 06:00, or a time cell"

    def parse(self, cell: Cell, clock: Clock) -> int:
        """See `Kind.parse`."""
        if isinstance(cell, time) and cell.second == 0 and cell.microsecond == 0:
            return cell.hour * 60 + cell.minute
        if isinstance(cell, timedelta) and cell.days == 0 and cell.seconds % 60 == 0:
            return cell.seconds // 60
        if isinstance(cell, str) and (match := _CLOCK.fullmatch(cell)):
            hour, minute = int(match[1]), int(match[2])
            if hour < 24 and minute < 60:
                return hour * 60 + minute
        raise unfit("a time of day such as 06:00", cell)

    def cell(self, value: int, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return time(value // 60, value % 60)


@dataclass(frozen=True)
class Length(Kind):
    """A length of time, kept as minutes."""

    name: ClassVar[str] = "length of time"
    form: ClassVar[str] = "hours and minutes as H:MM, such as 12:00 or 168:30"
    least: int = 0
    most: int = 100 * MINUTES_A_DAY

    @property
    def allowed(self) -> str:
        """The range."""
        return f"{self._show(self.least)} to {self._show(self.most)}"

    @staticmethod
    def _show(minutes: int) -> str:
        return text_of(timedelta(minutes=minutes))

    def parse(self, cell: Cell, clock: Clock) -> int:
        """See `Kind.parse`."""
        value: int | None = None
        if isinstance(cell, timedelta):
            near = round(cell.total_seconds() / 60)
            value = near if abs(cell.total_seconds() - near * 60) < 1 else None
        elif isinstance(cell, time):
            value = cell.hour * 60 + cell.minute if cell.second == 0 else None
        elif isinstance(cell, str) and (match := _LENGTH.fullmatch(cell)) and int(match[2]) < 60:
            value = int(match[1]) * 60 + int(match[2])
        if value is None or not self.least <= value <= self.most:
            raise unfit(f"a length of time from {self.allowed} hours", cell)
        return value

    def cell(self, value: int, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        return timedelta(minutes=value)


@dataclass(frozen=True)
class Instant(Kind):
    """A local date and wall time, kept as elapsed minutes. An offset tells the hours of the autumn change apart."""

    name: ClassVar[str] = "date and time"
    form: ClassVar[str] = (
        "YYYY-MM-DD HH:MM on the facility's clock, such as 2026-12-06 06:00, or a date-and-time cell; a date alone is "
        "its 00:00; an hour that the clock shows twice is the first one, and with an offset, such as "
        "2026-11-01 01:30-05:00, the one that is meant"
    )

    def parse(self, cell: Cell, clock: Clock) -> Minute:
        """See `Kind.parse`."""
        found: Minute | None = None
        if isinstance(cell, datetime):
            if cell.second == 0 and FIRST_YEAR_OF_TIMES <= cell.year <= LAST_YEAR:
                found = clock.minute(cell.date(), cell.hour * 60 + cell.minute)
        elif isinstance(cell, date):
            found = clock.midnight(cell) if FIRST_YEAR_OF_TIMES <= cell.year <= LAST_YEAR else None
        elif isinstance(cell, str) and (match := _INSTANT.fullmatch(cell)):
            found = self._of_text(match, clock)
        if found is None:
            raise unfit("a date and time such as 2026-12-06 06:00", cell)
        return found

    @staticmethod
    def _of_text(match: re.Match[str], clock: Clock) -> Minute | None:
        on, hour, minute, offset = read_day(match[1]), int(match[2] or 0), int(match[3] or 0), match[4]
        if on is None or not FIRST_YEAR_OF_TIMES <= on.year <= LAST_YEAR or hour > 23 or minute > 59:
            return None
        if offset is None:
            return clock.minute(on, hour * 60 + minute)
        ahead = 0 if offset == "Z" else int(offset[0] + "1") * (int(offset[1:3]) * 60 + int(offset[4:]))
        if abs(ahead) >= MINUTES_A_DAY:
            return None
        wall = datetime(on.year, on.month, on.day, hour, minute, tzinfo=timezone(timedelta(minutes=ahead)))
        return Minute(int(wall.timestamp()) // 60)

    def cell(self, value: Minute, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        local = clock.local(value)
        if local.second == 0 and clock.minute(local.date(), local.hour * 60 + local.minute) == value:
            return local.replace(tzinfo=None, fold=0)
        offset = local.utcoffset() or timedelta(0)
        if offset.total_seconds() % 60:
            local = local.astimezone(UTC)
        return local.isoformat(sep=" ", timespec="minutes")


@dataclass(frozen=True)
class Stamp(Kind):
    """The moment at which something was noted, to the microsecond: requests are put in order by it."""

    name: ClassVar[str] = "moment"
    form: ClassVar[str] = (
        "as a date and time, and with seconds where they are known, such as 2026-10-02 08:15:30 or "
        "2026-10-02 12:15:30.250Z"
    )

    def parse(self, cell: Cell, clock: Clock) -> datetime:
        """See `Kind.parse`."""
        beyond = timedelta(0)
        if isinstance(cell, datetime):
            beyond = timedelta(seconds=cell.second, microseconds=cell.microsecond)
            cell = cell - beyond
        elif isinstance(cell, str) and (match := _STAMP.fullmatch(cell)) and int(match[2]) < 60:
            beyond = timedelta(seconds=int(match[2]), microseconds=int((match[3] or "").ljust(6, "0")))
            cell = match[1] + (match[4] or "")
        return _EPOCH + timedelta(minutes=Instant().parse(cell, clock)) + beyond

    def cell(self, value: datetime, clock: Clock) -> Cell:
        """See `Kind.cell`."""
        minutes, beyond = divmod(value - _EPOCH, timedelta(minutes=1))
        if not beyond:
            return Instant().cell(Minute(minutes), clock)
        return value.astimezone(UTC).isoformat(sep=" ").replace("+00:00", "Z")
