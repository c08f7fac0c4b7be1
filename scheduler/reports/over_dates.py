"""What reports over dates have in common: whose they are, which dates, when they were made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.domain.papers import Block, Paper, Plot, Standing
from scheduler.domain.words import Badge
from scheduler.reports.given import span_in_words

SUPERVISORS = "For supervisors and administrators."


@dataclass(frozen=True, slots=True, kw_only=True)
class OverDates:
    """A facility and local dates, both ends inclusive, that a report speaks of.

    Attributes:
        facility: Name of the facility.
        first, last: The dates.
        names: Officers' names as the site writes them.
        at: When the report is made, with UTC offset.
        anchor: Of the audit log, "" for none.
    """

    facility: str
    first: date
    last: date
    names: Mapping[Badge, str]
    at: datetime
    anchor: str = ""

    @property
    def dates(self) -> tuple[date, ...]:
        """All dates in order."""
        return tuple(self.first + timedelta(days=day) for day in range((self.last - self.first).days + 1))

    @property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks that the dates touch."""
        return tuple(dict.fromkeys(week_of(on) for on in self.dates))

    def name(self, badge: Badge) -> str:
        """Return name and badge of an officer."""
        return f"{self.names[badge]} ({badge})" if badge in self.names else str(badge)

    def by_name(self, badges: Iterable[Badge]) -> list[Badge]:
        """Return officers by name, without case, those without a name by badge."""
        return sorted(badges, key=lambda badge: (self.names.get(badge, badge).casefold(), badge))

    def paper(self, kind: str, title: str, blocks: Sequence[Block], is_wide: bool = False) -> Paper:
        """Return the report as a paper; a plot of a table without rows is left out."""
        return Paper(
            kind=kind,
            title=title,
            facility=self.facility,
            span=span_in_words(self.first, self.last),
            standing=Standing.NEITHER,
            version=0,
            anchor=self.anchor,
            made_at=self.at,
            marking=SUPERVISORS,
            is_wide=is_wide,
            blocks=tuple(b for b in blocks if not isinstance(b, Plot) or b.table.rows),
        )


def week_of(on: date) -> date:
    """Return the Monday of a date's week."""
    return on - timedelta(days=on.weekday())


def months(first: date, last: date) -> Iterator[date]:
    """Yield the first of each month from that of one date to that of another, both inclusive."""
    on = first.replace(day=1)
    while on <= last:
        yield on
        on = (on + timedelta(days=31)).replace(day=1)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with what it counts: "1 date", "3 dates"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
