"""Dates and times of day as whoever reads wants them."""

from datetime import date, datetime, time

from scheduler.language.speech import manner


def when(at: date | datetime | time, form: str) -> str:
    """Return a date or time in a form of `strftime` as whoever reads wants it: `when(at, "%d %b %H:%M")`."""
    return manner().moment(at, form)


def month_name(on: date) -> str:
    """Return "December"."""
    return manner().tongue.months[on.month - 1]


def month_short(on: date) -> str:
    """Return "Dec"."""
    return manner().tongue.months_short[on.month - 1]


def weekday_name(on: date) -> str:
    """Return "Friday"."""
    return manner().tongue.days[on.weekday()]


def weekday_short(on: date) -> str:
    """Return "Fri"."""
    return manner().tongue.days_short[on.weekday()]


def weekday_letters(on: date) -> str:
    """Return "Fr"."""
    return manner().tongue.days_letters[on.weekday()]
