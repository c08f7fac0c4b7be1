"""The control room's post sheet of a date: a block for each watch, to be filled in by hand, and lines to sign on.

Columns as post logs of agencies have them (IDOC post log SOP; published sheets of county jails): post, who, kind of
tour, from and to, meal relief; radio, keys, equipment, times and initials are written in. Neither an inmate, a
restriction nor attention stands on it. Whoever is absent is counted, not named: why is nobody's business at a desk.
"""

from datetime import date

from scheduler.domain.facility import Shift
from scheduler.domain.papers import Block, Column, Facts, Paper, Signatures, Table
from scheduler.reports.given import KINDS_IN_WORDS, Given, day_in_words

KIND = "post-sheet"
MARKING = "Control room and supervisors only. Not for posting."
NOBODY = "NOBODY"
SIGNED_BY = ("Watch commander", "Relieved by", "Time and date")
_COLUMNS = (
    Column(name="post", heading="Post"),
    Column(name="post_name", heading="Where", weight=2.1),
    Column(name="priority", heading="Prio"),
    Column(name="needs", heading="Needs", weight=2.3),
    Column(name="officer", heading="Officer", weight=2.1),
    Column(name="status", heading="Kind"),
    Column(name="start", heading="From"),
    Column(name="end", heading="To"),
    Column(name="meal", heading="Meal"),
    Column(name="radio", heading="Radio", is_for_hand=True),
    Column(name="keys", heading="Keys", is_for_hand=True),
    Column(name="equipment", heading="Equip.", weight=0.9, is_for_hand=True),
    Column(name="time_in", heading="In", is_for_hand=True),
    Column(name="initials", heading="Init.", is_for_hand=True),
    Column(name="time_out", heading="Out", is_for_hand=True),
    Column(name="remarks", heading="Remarks", weight=1.3, is_for_hand=True),
)
_BELOW = (
    Column(name="post", heading="Post"),
    Column(name="shift", heading="Watch"),
    Column(name="what", heading="What"),
    Column(name="reason", heading="Reason", weight=2.0),
    Column(name="mitigation", heading="What was done", weight=2.0),
    Column(name="approver", heading="Approved by", weight=1.0),
)


def post_sheet(given: Given, on: date) -> Paper:
    """Return the sheet of a local date of the roster."""
    blocks: list[Block] = []
    for shift in given.problem.shifts:
        blocks += _watch(given, on, shift)
    rows = tuple(
        (
            str(record.note.post),
            str(record.note.shift),
            record.note.status.value,
            f"{record.note.reason.value}{f': {record.note.words}' if record.note.words else ''}",
            record.note.mitigation,
            record.approver or "nobody yet",
        )
        for place, record in sorted(given.deviations.items(), key=lambda item: item[0])
        if place[1] == on
    )
    blocks.append(
        Table(name="below_plan", title="Below the staffing plan", columns=_BELOW, rows=rows, empty="Nothing.")
    )
    blocks.append(Signatures(lines=SIGNED_BY))
    return given.paper(KIND, "Post sheet", day_in_words(on), MARKING, blocks, is_wide=True)


def _watch(given: Given, on: date, shift: Shift) -> list[Block]:
    start, end = shift.span(given.problem.clock, on)
    title = f"{shift.name}, {given.wall(start)} to {given.wall(end)}"
    if given.is_drawn_later(on, shift):
        return [Facts(title=title, pairs=(("Posts", "drawn at muster"),))]
    rows: list[tuple[str | None, ...]] = []
    empty: set[int] = set()
    there = asked = 0
    for post, index, tours in given.seats(on, shift):
        minimum, _ = given.asked.get((post.code, on, shift.code), (0, 0))
        asked += index < minimum
        there += index < minimum and bool(tours)
        seat = f"{post.code} {index + 1}" if index else str(post.code)
        head = (seat, post.name, post.priority.name.lower(), ", ".join(post.qualifications))
        for tour in tours:
            times = given.wall(tour.start), given.wall(tour.end)
            rows.append((*head, given.name(tour.badge), given.status(tour), *times, given.meal_of(tour), *[None] * 7))
        if not tours:
            if index < minimum:
                empty.add(len(rows))
            rows.append((*head, NOBODY if index < minimum else "", *[""] * 4, *[None] * 7))
    if not rows:
        return []
    heads = sorted({t.badge for _, _, tours in given.seats(on, shift) for t in tours if t.badge in given.supervisors})
    facts = (
        ("Seats that must be filled", f"{there} of {asked} are"),
        ("Away on leave", str(_absent(given, start, end))),
        ("Supervisors", ", ".join(given.name(badge) for badge in heads) or "none"),
    )
    sheet = Table(
        name=str(shift.code),
        title=title,
        columns=_COLUMNS,
        rows=tuple(rows),
        alerts=frozenset(empty),
        is_together=True,
        note=f"Kind: {KINDS_IN_WORDS}.",
    )
    return [sheet, Facts(title="", pairs=facts)]


def _absent(given: Given, start: int, end: int) -> int:
    return len({away.badge for away in given.problem.leave if away.start < end and start < away.end})
