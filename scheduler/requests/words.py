"""Dates as a sergeant says them."""

from collections.abc import Iterable
from datetime import date, timedelta

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def dates_in_words(dates: Iterable[date]) -> str:
    """Return dates as "14 and 15 December", "3 and 5 to 9 May" or "30 December 2026 to 2 January 2027"."""
    ordered = sorted(set(dates))
    shows_year = len({on.year for on in ordered}) > 1
    runs: list[tuple[date, date]] = []
    for on in ordered:
        if runs and on - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], on)
        else:
            runs.append((on, on))
    pieces: list[tuple[str, str]] = []
    for first, last in runs:
        if (last - first).days < 2:
            pieces += [(str(on.day), _month(on, shows_year)) for on in sorted({first, last})]
        elif _month(first, shows_year) == _month(last, shows_year):
            pieces.append((f"{first.day} to {last.day}", _month(last, shows_year)))
        else:
            pieces.append((f"{first.day} {_month(first, shows_year)} to {last.day}", _month(last, shows_year)))
    # The month is said once for neighbours that share it.
    said = [
        days if n + 1 < len(pieces) and pieces[n + 1][1] == month else f"{days} {month}"
        for n, (days, month) in enumerate(pieces)
    ]
    return " and ".join(said) if len(said) < 3 else f"{', '.join(said[:-1])} and {said[-1]}"


def span_in_words(first: date, last: date) -> str:
    """Return local dates `first` to `last`, inclusive, in words."""
    return dates_in_words(first + timedelta(days=d) for d in range((last - first).days + 1))


def _month(on: date, shows_year: bool) -> str:
    return f"{_MONTHS[on.month - 1]} {on.year}" if shows_year else _MONTHS[on.month - 1]
