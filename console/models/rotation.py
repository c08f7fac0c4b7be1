"""How many tours each officer has left before rotation: the last column of the grid. Names no inmate."""

from datetime import date

from console.document.words import count, day
from scheduler.api import ToursLeft
from scheduler.domain.words import Badge


def rotation_words(left: dict[Badge, tuple[ToursLeft, ...]], last: date) -> dict[Badge, tuple[str, bool]]:
    """Return each officer's words, and whether rotation is due.

    Args:
        left: Tours left after the roster, fewest first.
        last: The roster's last date.
    """
    return {badge: _words(lines, last) for badge, lines in left.items()}


def _words(lines: tuple[ToursLeft, ...], last: date) -> tuple[str, bool]:
    due = [
        (line.rotation_due, line.area) for line in lines if line.rotation_due is not None and line.rotation_due <= last
    ]
    if due:
        on, area = min(due)
        return f"due {day(on)}, {area}", True
    if not lines:
        return "", False
    nearest = lines[0]
    if nearest.tours <= 0:
        return f"none left, {nearest.area}", True
    return f"{count(nearest.tours, 'tour')}, {nearest.area}", False
