"""How dates, periods and counts are written on screen."""

from datetime import date, datetime

from console.now import utc_now
from scheduler.domain.roster import Period
from scheduler.domain.words import RosterState, TourKind
from scheduler.language import manner, month_name, month_short, tr, trn, weekday_name, weekday_short

STATES = {
    RosterState.DRAFT: tr("draft"),
    RosterState.PROPOSED: tr("proposed"),
    RosterState.APPROVED: tr("approved"),
    RosterState.PUBLISHED: tr("published"),
    RosterState.AMENDED: tr("amended"),
    RosterState.ARCHIVED: tr("archived"),
}


KIND_WORDS = {
    TourKind.REGULAR: "",
    TourKind.VOLUNTARY_OVERTIME: tr("voluntary overtime"),
    TourKind.MANDATED_OVERTIME: tr("mandated overtime"),
    TourKind.HOLD_OVER: tr("hold-over"),
    TourKind.EARLY_CALL_IN: tr("early call-in"),
    TourKind.SWAP: tr("swap"),
}
"""What kind of tour it is, "" for the usual."""


def day(on: date) -> str:
    """Return "6 Dec"."""
    return tr("{day} {month}", day=on.day, month=month_short(on))


def weekday(on: date) -> str:
    """Return "Fri 11 Dec"."""
    return f"{weekday_short(on)} {day(on)}"


def full(on: date) -> str:
    """Return "Friday 11 December 2026"."""
    return tr(
        "{weekday} {day} {month} {year}", weekday=weekday_name(on), day=on.day, month=month_name(on), year=on.year
    )


def month(on: date) -> str:
    """Return "December 2026"."""
    return tr("{month} {year}", month=month_name(on), year=on.year)


def span(period: Period) -> str:
    """Return "6 Dec to 2 Jan", with the years only where they are not those of the first date."""
    return tr("{first} to {last}", first=day(period.first), last=day(period.last))


def count(number: int, one: str, many: str | None = None) -> str:
    """Return "1 tour", "3 tours"; catalogues have every noun that is counted so, in its forms."""
    return trn(f"{{n:,}} {one}", f"{{n:,}} {many or one + 's'}", number)


def amount(value: int, scale: int) -> str:
    """Return a tier's value, kept in 1/`scale` of its unit, with at most one decimal."""
    whole, rest = divmod(abs(value), scale)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{manner().number(whole, ',')}"
    return f"{sign}{manner().number(abs(value) / scale, ',.1f')}"


def age(then: datetime, now: datetime | None = None) -> str:
    """Return how old something is: "14 min", "3 h", "2 days"."""
    minutes = int(((now or utc_now()) - then).total_seconds() // 60)
    if minutes < 1:
        return tr("less than a minute")
    if minutes < 120:
        return tr("{minutes} min", minutes=minutes)
    hours = minutes // 60
    return tr("{hours} h", hours=hours) if hours < 48 else count(hours // 24, "day")
