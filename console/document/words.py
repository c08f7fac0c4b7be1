"""How dates, periods and counts are written on screen."""

from datetime import date, datetime

from console.now import utc_now
from scheduler.domain.roster import Period
from scheduler.domain.words import RosterState, TourKind

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

STATES = {
    RosterState.DRAFT: "draft",
    RosterState.PROPOSED: "proposed",
    RosterState.APPROVED: "approved",
    RosterState.PUBLISHED: "published",
    RosterState.AMENDED: "amended",
    RosterState.ARCHIVED: "archived",
}


KIND_WORDS = {
    TourKind.REGULAR: "",
    TourKind.VOLUNTARY_OVERTIME: "voluntary overtime",
    TourKind.MANDATED_OVERTIME: "mandated overtime",
    TourKind.HOLD_OVER: "hold-over",
    TourKind.EARLY_CALL_IN: "early call-in",
    TourKind.SWAP: "swap",
}
"""What kind of tour it is, "" for the usual."""


def day(on: date) -> str:
    """Return "6 Dec"."""
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def weekday(on: date) -> str:
    """Return "Fri 11 Dec"."""
    return f"{WEEKDAYS[on.weekday()][:3]} {day(on)}"


def full(on: date) -> str:
    """Return "Friday 11 December 2026"."""
    return f"{WEEKDAYS[on.weekday()]} {on.day} {MONTHS[on.month - 1]} {on.year}"


def span(period: Period) -> str:
    """Return "6 Dec to 2 Jan", with the years only where they are not those of the first date."""
    return f"{day(period.first)} to {day(period.last)}"


def count(number: int, one: str, many: str | None = None) -> str:
    """Return "1 tour", "3 tours"."""
    return f"{number:,} {one if number == 1 else (many or one + 's')}"


def amount(value: int, scale: int) -> str:
    """Return a tier's value, kept in 1/`scale` of its unit, with at most one decimal."""
    whole, rest = divmod(abs(value), scale)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole:,}"
    return f"{'-' if value < 0 else ''}{abs(value) / scale:,.1f}"


def age(then: datetime, now: datetime | None = None) -> str:
    """Return how old something is: "14 min", "3 h", "2 days"."""
    minutes = int(((now or utc_now()) - then).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else count(hours // 24, "day")
