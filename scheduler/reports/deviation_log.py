"""The log of deviations from the staffing plan: each post that was below it, and what was written down about that.

Source: 28 CFR 115.13(b): a facility documents and justifies all deviations from the plan. Who was away stands nowhere.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from scheduler.domain.deviations import DeviationRecord
from scheduler.domain.papers import Block, CellKind, Column, Facts, Paper, Table
from scheduler.domain.words import PostCode, ShiftCode
from scheduler.reports.given import Given, span_in_words

KIND = "deviation-log"
MARKING = "For supervisors, administrators and auditors."
NO_REASON = "NO REASON WRITTEN"
_COLUMNS = (
    Column(name="date", heading="Date", kind=CellKind.DATE),
    Column(name="shift", heading="Watch"),
    Column(name="post", heading="Post"),
    Column(name="there", heading="There", kind=CellKind.COUNT),
    Column(name="planned", heading="Planned", kind=CellKind.COUNT),
    Column(name="status", heading="What", weight=1.1),
    Column(name="start", heading="From"),
    Column(name="end", heading="To"),
    Column(name="reason", heading="Reason", weight=1.8),
    Column(name="mitigation", heading="What was done", weight=2.0),
    Column(name="overtime", heading="Overtime tried", weight=0.8),
    Column(name="by", heading="Written by", weight=1.0),
    Column(name="approver", heading="Approved by", weight=1.0),
)

Below = tuple[PostCode, date, ShiftCode, int, int]
"""Post, local date, watch, officers there at the emptiest moment, and the plan's minimum."""


def deviation_log(
    given: Given, below: Sequence[Below], records: Mapping[tuple[PostCode, date, ShiftCode], DeviationRecord]
) -> Paper:
    """Return the log of the roster's dates.

    Args:
        given: Facility and dates.
        below: Posts that were published below the plan.
        records: What is written down and holds, also of posts that were published full and lost an officer later.
    """
    counts = {(post, on, shift): (there, planned) for post, on, shift, there, planned in below}
    places = sorted({*counts, *records}, key=lambda place: (place[1], place[2], place[0]))
    rows = tuple(_row(given, place, counts.get(place), records.get(place)) for place in places)
    missing = frozenset(at for at, place in enumerate(places) if place not in records)
    approved = sum(bool(record.approver) for record in records.values())
    reasons = Counter(record.note.reason.value for record in records.values())
    pairs = (
        ("Deviations", str(len(places))),
        ("Without a written reason", str(len(missing))),
        ("With a reason that is approved", str(approved)),
        *((f"Reason: {reason}", str(number)) for reason, number in sorted(reasons.items(), key=lambda r: (-r[1], r))),
    )
    empty = "No post was below the staffing plan in these dates."
    table = Table(name="deviations", title="", columns=_COLUMNS, rows=rows, alerts=missing, empty=empty)
    blocks: tuple[Block, ...] = (Facts(title="In these dates", pairs=pairs), table)
    period = given.roster.period
    span = span_in_words(period.first, period.last)
    return given.record(KIND, "Deviations from the staffing plan", span, MARKING, blocks, is_wide=True)


def _row(
    given: Given,
    place: tuple[PostCode, date, ShiftCode],
    counted: tuple[int, int] | None,
    record: DeviationRecord | None,
) -> tuple[str | int | date | None, ...]:
    post, on, shift = place
    there, planned = counted or (None, None)
    if record is None:
        return (on, str(shift), str(post), there, planned, "below", "", "", NO_REASON, "", "", "", "")
    note = record.note
    reason = f"{note.reason.value}{f': {note.words}' if note.words else ''}"
    status = f"combined with {note.combined_with}" if note.combined_with is not None else note.status.value
    return (
        on, str(shift), str(post), there, planned, status, given.wall(note.start), given.wall(note.end), reason,
        note.mitigation, "yes" if note.overtime_tried else "no", record.by, record.approver or "nobody yet",
    )  # fmt: skip
