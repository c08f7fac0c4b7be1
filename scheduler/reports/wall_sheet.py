"""The sheet that hangs on a wall: who stands where from when to when, and nothing that somebody could use.

No keys, radios, reliefs, equipment, kinds of tours or reasons; and who watches one inmate stands on it without the
post, for the post would say where that inmate is.
"""

from datetime import date

from scheduler.domain.papers import Block, Column, Facts, Paper, Table
from scheduler.domain.roster import Tour
from scheduler.domain.words import ContactMode
from scheduler.reports.given import Given, day_in_words

KIND = "wall-sheet"
MARKING = "May hang where officers muster."
APART = "apart"
_COLUMNS = (
    Column(name="post", heading="Post"),
    Column(name="post_name", heading="Where", weight=1.5),
    Column(name="officer", heading="Officer", weight=2.0),
    Column(name="start", heading="From"),
    Column(name="end", heading="To"),
)


def wall_sheet(given: Given, on: date) -> Paper:
    """Return the sheet of a local date of the roster."""
    blocks: list[Block] = []
    for shift in given.problem.shifts:
        start, end = shift.span(given.problem.clock, on)
        title = f"{shift.name}, {given.wall(start)} to {given.wall(end)}"
        if given.is_drawn_later(on, shift):
            blocks.append(Facts(title=title, pairs=(("Posts", "drawn at muster"),)))
            continue
        rows: list[tuple[str, ...]] = []
        apart: list[Tour] = []
        for post, index, tours in given.seats(on, shift):
            if post.contact is ContactMode.WATCH:
                apart += tours
                continue
            seat = f"{post.code} {index + 1}" if index else str(post.code)
            rows += [(seat, post.name, *_who(given, tour)) for tour in tours]
        rows += [("", APART, *_who(given, tour)) for tour in sorted(apart, key=lambda t: (t.badge, t.start))]
        if rows:
            table = Table(name=str(shift.code), title=title, columns=_COLUMNS, rows=tuple(rows), is_together=True)
            blocks.append(table)
    return given.paper(KIND, "Duty posts", day_in_words(on), MARKING, blocks)


def _who(given: Given, tour: Tour) -> tuple[str, str, str]:
    return given.name(tour.badge), given.wall(tour.start), given.wall(tour.end)
