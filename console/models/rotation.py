"""How many tours each officer has left before rotation: the last column of the grid. Names no inmate."""

from collections import defaultdict
from datetime import date

from console.document.facts import Facts
from console.document.words import count, day
from scheduler.api import ToursLeft
from scheduler.domain.roster import Roster
from scheduler.domain.words import AreaCode, Badge


def rotation_words(
    left: dict[Badge, tuple[ToursLeft, ...]], last: dict[Badge, dict[AreaCode, date]]
) -> dict[Badge, tuple[str, bool]]:
    """Return each officer's words, and whether rotation is due: the roster keeps the officer there beyond the date.

    Args:
        left: Tours left after the roster, fewest first.
        last: The last date on which the roster has each officer in each area.
    """
    return {badge: _words(lines, last.get(badge, {})) for badge, lines in left.items()}


def last_dates(roster: Roster, facts: Facts) -> dict[Badge, dict[AreaCode, date]]:
    """Return the last date on which a roster has each officer in each area, rovers' areas included."""
    found: dict[Badge, dict[AreaCode, date]] = defaultdict(dict)
    areas = {code: {post.area, *(share.area for share in post.shares)} for code, post in facts.posts.items()}
    for tour in roster.tours:
        for area in areas.get(tour.post, ()):
            found[tour.badge][area] = max(tour.on, found[tour.badge].get(area, tour.on))
    return dict(found)


def _words(lines: tuple[ToursLeft, ...], last: dict[AreaCode, date]) -> tuple[str, bool]:
    due = [
        (line.rotation_due, line.area)
        for line in lines
        if line.rotation_due is not None and line.area in last and line.rotation_due <= last[line.area]
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
