"""Deviations from the staffing plan by reason and by post: what an inspector asks for first (28 CFR 115.13(b), (c)).

The log itself, with who wrote and approved what, is `deviation_log`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from scheduler.domain.deviations import DeviationRecord
from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.domain.words import PostCode
from scheduler.reports.over_dates import OverDates, counted

KIND = "deviations"
NO_REASON = "no reason written"
_COUNTS = (
    Column(name="approved", heading="Approved", kind=CellKind.COUNT),
    Column(name="open", heading="Not approved", kind=CellKind.COUNT),
    Column(name="number", heading="Deviations", kind=CellKind.COUNT),
)

PostBelow = tuple[PostCode, DeviationRecord | None]
"""A post that was below the plan on a watch of a date, and what is written down about that."""


def deviation_reasons(over: OverDates, below: Iterable[PostBelow]) -> Paper:
    """Return the report.

    Args:
        over: Facility and dates.
        below: Each post on each watch of each date on which it was below the plan.
    """
    reasons: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    posts: defaultdict[PostCode, Counter[bool]] = defaultdict(Counter)
    for post, record in below:
        is_approved = record is not None and bool(record.approver)
        reasons[record.note.reason.value if record is not None else NO_REASON][is_approved] += 1
        posts[post][is_approved] += 1
    ordered = sorted(reasons, key=lambda reason: (reason == NO_REASON, reason))
    empty = "No post was published below the staffing plan on these dates."
    by_reason = Table(
        name="by_reason",
        title="By reason",
        columns=(Column(name="reason", heading="Reason", weight=2.0), *_COUNTS),
        rows=tuple((reason, *_counts(reasons[reason])) for reason in ordered),
        alerts=frozenset(at for at, reason in enumerate(ordered) if reason == NO_REASON),
        empty=empty,
    )
    by_post = Table(
        name="by_post",
        title="By post",
        columns=(Column(name="post", heading="Post", weight=2.0), *_COUNTS),
        rows=tuple((str(post), *_counts(posts[post])) for post in sorted(posts)),
        empty=empty,
    )
    total = sum(found.total() for found in reasons.values())
    words = empty
    if total:
        without = reasons[NO_REASON].total() if NO_REASON in reasons else 0
        approved = sum(found[True] for found in reasons.values())
        words = f"{counted(total, 'deviation')} from the staffing plan: {approved} with a reason that is approved, "
        words += f"{without} without a reason."
    plot = Plot(
        table=by_reason, labels="reason", series=("approved", "open"), kind=PlotKind.STACKED,
        title="Deviations by reason", said=words,
    )  # fmt: skip
    return over.paper(KIND, "Deviations by reason", (words, plot, by_reason, by_post))


def _counts(found: Counter[bool]) -> tuple[int, int, int]:
    return found[True], found[False], found.total()
