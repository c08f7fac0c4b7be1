"""One's own: read the schedule in words, file requests and follow them, save the calendar. Nothing of anybody else."""

from collections.abc import Callable

from console.document import RosterDocument
from console.document.own import OwnSchedule


def reading(document: RosterDocument) -> Callable[[], OwnSchedule] | None:
    """Return what reads the own schedule, None where nobody with one is signed in."""
    return None
