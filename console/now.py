"""What time it is: asked in one place, so that no two parts of a screen disagree about it."""

from datetime import date, datetime

from scheduler.api import here


def utc_now() -> datetime:
    """Return the time (aware, UTC)."""
    return here.utc_now()


def local_now() -> datetime:
    """Return the time on this computer's clock (aware)."""
    return here.utc_now().astimezone()


def local_date() -> date:
    """Return the date on this computer's clock."""
    return local_now().date()
