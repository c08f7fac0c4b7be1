"""The attention that posts ask for on a date, to hand to the supervisor of the next watch: places, never people.

What is withheld from whoever asks stands as a range, as on the screen. Shares and tenures of a post that few hold are
in the sum and in no cell, so that the paper tells about nobody.
"""

from collections import Counter
from datetime import date

from scheduler.attention import ACTIONS, TITLES, AttentionTable
from scheduler.domain.attention import Band, FactorReading, Reading
from scheduler.domain.facility import Post, Shift
from scheduler.domain.papers import Block, CellKind, Column, Facts, Paper, Table
from scheduler.reports.given import Given, day_in_words

KIND = "attention"
MARKING = "Supervisors only. About posts, not about officers. Not for posting."
WHAT_IT_IS = (
    "Points tell in which order posts ask for a supervisor's attention on this date. They are house policy, not a "
    "probability, and say nothing of an officer. A range is what is not known, or not shown to whoever printed this."
)
EMPTY, MOST_PARTS = "critical, nobody there", 3
_COLUMNS = (
    Column(name="post", heading="Post"),
    Column(name="post_name", heading="Where", weight=1.4),
    Column(name="band", heading="Attention", weight=1.0),
    Column(name="least", heading="From", kind=CellKind.COUNT),
    Column(name="most", heading="To", kind=CellKind.COUNT),
    Column(name="firm", heading="Firm"),
    Column(name="parts", heading="What adds most", weight=2.6),
    Column(name="action", heading="What would lower it", weight=2.6),
)


def attention_report(given: Given, table: AttentionTable, on: date) -> Paper:
    """Return the report of a local date, which the table holds: a table for each watch, in the facility's order."""
    blocks: list[Block] = [WHAT_IT_IS]
    readings: list[Reading] = []
    for shift in given.problem.shifts:
        found = [(post, table.reading(post.code, shift.code, on)) for post in given.problem.posts]
        asked = [(post, one) for post, one in found if table.asked[table.index(post.code, shift.code, on)]]
        readings += (one for _, one in asked)
        if asked:
            blocks.append(_watch(given, on, shift, asked))
    # The worst first, and of ranges that reach as high the one that begins higher.
    counted = Counter(_band(one) for one in sorted(readings, key=_worst_first))
    facts = Facts(title="Posts and watches", pairs=tuple((name, str(number)) for name, number in counted.items()))
    blocks.insert(1, facts)
    return given.paper(KIND, "Attention by post", day_in_words(on), MARKING, blocks, is_wide=True)


def _watch(given: Given, on: date, shift: Shift, asked: list[tuple[Post, Reading]]) -> Table:
    start, end = shift.span(given.problem.clock, on)
    rows = tuple(_row(post, one) for post, one in asked)
    alerts = frozenset(at for at, (_, one) in enumerate(asked) if one.is_uncovered or one.band is Band.HIGH)
    title = f"{shift.name}, {given.wall(start)} to {given.wall(end)}"
    return Table(name=str(shift.code), title=title, columns=_COLUMNS, rows=rows, alerts=alerts)


def _row(post: Post, one: Reading) -> tuple[str | int | None, ...]:
    if not one.is_open:
        return (str(post.code), post.name, _band(one), None, None, "", "", "")
    told = sorted((part for part in one.parts if part.high and not part.is_of_few), key=lambda part: -part.high)
    first = told[:MOST_PARTS]
    parts = ", ".join(f"{TITLES[part.factor]} {_points(part)}" for part in first)
    # Several factors are lowered by one thing: it is said once.
    actions = " ".join(dict.fromkeys(ACTIONS[part.factor] for part in first if part.action))
    return (
        str(post.code), post.name, _band(one), one.low, one.high, "yes" if one.is_stable else "no", parts, actions,
    )  # fmt: skip


def _points(part: FactorReading) -> str:
    return str(part.low) if part.low == part.high else f"{part.low} to {part.high}"


def _worst_first(one: Reading) -> tuple[bool, tuple[int, ...]]:
    order = tuple(Band)
    if one.band_range is None:  # nobody there before everything, closed after it
        return not one.is_uncovered, (1,)
    return True, tuple(-order.index(band) for band in reversed(one.band_range))


def _band(one: Reading) -> str:
    if one.is_uncovered:
        return EMPTY
    if one.band_range is None:
        return "closed"
    return " to ".join(dict.fromkeys(band.value for band in one.band_range))
