"""How long records are kept, and what stands in the way of expunging them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

REQUEST, ORDER = "request", "order"
"""Kinds of sealed rows; those of the audit log are `scheduler.audit.KINDS`."""
IMPORT = "import"
"""What imported lists changed, row by row: needed only to undo them."""
EVERYTHING, ALL_SEALED, LOG = "everything", "sealed", "log"
"""What a hold can cover beside a single sealed row."""
USUAL_DAYS: Mapping[str, int | None] = MappingProxyType({REQUEST: 365, ORDER: 3650, IMPORT: 365})
"""Days after closing. An order is kept as its case is: 28 CFR 115.89(d) asks for ten years. None: kept for ever, as all
kinds are that are not named here or set by the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A sealed row, as one who can open it knows it: `closed` is a local date, None while it is open."""

    row: str
    kind: str
    closed: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A sealed row whose retention has ended on `since`; `is_held` when a hold forbids to expunge it."""

    row: str
    kind: str
    since: date
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A litigation hold; `scope` is everything, sealed, log, or the name of one sealed row."""

    id: int
    scope: str
    case_name: str
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None


def due(kept: Iterable[Kept], days: Mapping[str, int | None], holds: Iterable[Hold], today: date) -> tuple[Due, ...]:
    """Return what is to be expunged, the longest overdue first.

    Args:
        kept: Sealed rows.
        days: What the site has set, by kind; `USUAL_DAYS` stands for the others.
        holds: All that were placed, lifted ones included.
        today: The local date.
    """
    standing, found = tuple(holds), []
    for one in kept:
        after = days.get(one.kind, USUAL_DAYS.get(one.kind))
        if one.closed is None or after is None:
            continue
        since = one.closed + timedelta(days=after)
        if since <= today:
            found.append(Due(row=one.row, kind=one.kind, since=since, is_held=is_held(standing, one.row)))
    return tuple(sorted(found, key=lambda one: (one.since, one.row)))


def is_all_held(holds: Iterable[Hold]) -> bool:
    """Whether a hold that stands covers everything."""
    return any(hold.lifted_at is None and hold.scope == EVERYTHING for hold in holds)


def is_held(holds: Iterable[Hold], row: str) -> bool:
    """Whether a hold that stands covers a sealed row, or `LOG` for records of the audit log."""
    covering = (EVERYTHING, LOG) if row == LOG else (EVERYTHING, ALL_SEALED, row)
    return any(hold.lifted_at is None and hold.scope in covering for hold in holds)
