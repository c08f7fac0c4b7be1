"""How many tours each officer has left before rotation: the last column of the grid. Names no inmate."""

from datetime import date

from console.document.words import day
from scheduler.api import ToursLeft
from scheduler.domain.words import AreaCode, Badge


def rotation_words(
    left: dict[Badge, tuple[ToursLeft, ...]], due: frozenset[Badge], last: date
) -> dict[Badge, tuple[str, bool]]:
    """Return each officer's words, and whether rotation is due.

    Args:
        left: Tours left after the roster, fewest first.
        due: Who stays on although rotation is due, by the checker.
        last: The roster's last date.
    """
    return {badge: officer_words(lines, badge in due, last) for badge, lines in left.items()}


def officer_words(lines: tuple[ToursLeft, ...], is_due: bool, last: date) -> tuple[str, bool]:
    """Return the words of one officer, and whether rotation is due; see `rotation_words`."""
    dates: list[tuple[date, AreaCode]] = []
    if is_due:
        dates = [(x.rotation_due, x.area) for x in lines if x.rotation_due is not None and x.rotation_due <= last]
    if dates:
        on, area = min(dates)
        return f"due {day(on)}, {area}", True
    if not lines:
        return "", is_due
    nearest = lines[0]
    if nearest.tours <= 0:
        return f"none left in {nearest.area}", True
    return f"{nearest.tours} left in {nearest.area}", is_due
