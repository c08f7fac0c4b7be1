"""An officer's card: the own tours of a period, with times, to carry in a pocket."""

from scheduler.domain.papers import Column, Facts, Paper, Table
from scheduler.domain.words import Badge
from scheduler.reports.given import Given, day_head, span_in_words

KIND = "officer-card"
MARKING = "For the officer named on it."
_COLUMNS = (
    Column(name="date", heading="Date", weight=1.0),
    Column(name="shift", heading="Watch", weight=1.0),
    Column(name="start", heading="From"),
    Column(name="end", heading="To"),
    Column(name="post", heading="Post", weight=1.6),
    Column(name="hours", heading="Hours"),
)


def officer_card(given: Given, badge: Badge) -> Paper:
    """Return the card of an officer; one without a tour has a card too."""
    shifts = {shift.code: shift for shift in given.problem.shifts}
    rows = []
    minutes = 0
    for tour in sorted((t for t in given.roster.tours if t.badge == badge), key=lambda t: t.start):
        shift, post = shifts[tour.shift], given.posts.get(tour.post)
        is_later = given.is_drawn_later(tour.on, shift)
        where = "drawn at muster" if is_later else f"{tour.post} {post.name if post is not None else ''}".strip()
        times = given.wall(tour.start), given.wall(tour.end)
        rows.append((day_head(tour.on), shift.name, *times, where, f"{tour.minutes / 60:g}"))
        minutes += tour.minutes
    period = given.roster.period
    table = Table(name="tours", title="", columns=_COLUMNS, rows=tuple(rows), empty="No tours in these dates.")
    facts = Facts(title="", pairs=(("Tours", str(len(rows))), ("Hours", f"{minutes / 60:g}")))
    title = f"Tours of {given.name(badge)}"
    return given.paper(KIND, title, span_in_words(period.first, period.last), MARKING, (facts, table))
