"""Equity audit: how work was shared, for whoever has to compare groups of staff outside.

Three papers: figures of units, watches and bands of seniority, where small ones are withheld; counts by badge; and the
same counts by a random key, so that whoever reckons with them does not know whose they are.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import pairwise

from scheduler.domain.papers import Block, Cell, CellKind, Column, Facts, Paper, Standing, Table
from scheduler.domain.words import Badge
from scheduler.ledger.equity import Carried
from scheduler.ledger.small_cells import LEAST, told
from scheduler.reports.given import span_in_words

SUMMARY, BY_BADGE, BY_KEY = "equity", "equity-by-badge", "equity-by-key"
TITLES = {
    SUMMARY: "Equity audit: units, watches and seniority",
    BY_BADGE: "Equity audit: counts by badge",
    BY_KEY: "Equity audit: counts by random key",
}
_MARKINGS = {
    SUMMARY: "For administrators, auditors and representatives of staff.",
    BY_BADGE: "For human resources and counsel only.",
    BY_KEY: "For whoever compares groups of staff; the keys stay with human resources.",
}
_YEARS = (0, 2, 5, 10, 20)
"""Years of seniority at which a band begins."""
NO_TRAITS = (
    "Fairwatch knows no trait of a person: no sex, age, origin, faith, family or health. Differences between such "
    "groups are found by joining these figures with other records outside."
)
_COUNTS = (
    Column(name="tours", heading="Tours", kind=CellKind.COUNT),
    Column(name="worked_minutes", heading="Hours", kind=CellKind.MINUTES),
    Column(name="nights", heading="Nights", kind=CellKind.COUNT),
    Column(name="weekends", heading="Weekends", kind=CellKind.COUNT),
    Column(name="hard_posts", heading="Hard posts", kind=CellKind.COUNT),
    Column(name="voluntary_overtime", heading="Overtime chosen", kind=CellKind.COUNT),
    Column(name="mandates", heading="Mandates", kind=CellKind.COUNT),
    Column(name="held_over", heading="Held over", kind=CellKind.COUNT),
    Column(name="leave_decided", heading="Leave decided", kind=CellKind.COUNT),
    Column(name="leave_refused", heading="Leave refused", kind=CellKind.COUNT),
    Column(name="swaps_decided", heading="Swaps decided", kind=CellKind.COUNT),
    Column(name="swaps_refused", heading="Swaps refused", kind=CellKind.COUNT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquityFacts:
    """What an equity audit tells of.

    Attributes:
        facility: Name of the facility.
        first, last: Local dates, both inclusive.
        at: When it is made, with UTC offset.
        anchor: Of the audit log, "" for none.
        closed: How many of the dates are closed: of these it is known what was worked.
        hard_points: Points of static attention from which on a post is hard.
        carried: What each officer carried.
        unit: Returns the unit in which somebody mostly worked, "" for none.
        watch: Returns the watch that somebody mostly worked, "" for none.
    """

    facility: str
    first: date
    last: date
    at: datetime
    anchor: str
    closed: int
    hard_points: int
    carried: tuple[Carried, ...]
    unit: Callable[[Carried], str]
    watch: Callable[[Carried], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rate:
    """A column of the summary: part of whole, each summed over a group; the whole is at least 1 for who counts."""

    column: Column
    part: Callable[[Carried], int]
    whole: Callable[[Carried], int]


def _share(name: str, heading: str, part: Callable[[Carried], int], whole: Callable[[Carried], int]) -> _Rate:
    return _Rate(column=Column(name=name, heading=heading, kind=CellKind.SHARE), part=part, whole=whole)


def _tours(one: Carried) -> int:
    return one.tours


_RATES = (
    _share("nights", "Nights", lambda one: one.nights, _tours),
    _share("weekends", "Weekends", lambda one: one.weekends, _tours),
    _share("hard_posts", "Hard posts", lambda one: one.hard, _tours),
    _share("voluntary_overtime", "Overtime chosen", lambda one: one.voluntary, _tours),
    _share("mandates", "Mandates", lambda one: one.mandates, _tours),
    _share("held_over", "Held over", lambda one: one.held_over, _tours),
    _share("leave_refused", "Leave refused", lambda one: one.leave.refused, lambda one: one.leave.decided),
    _share("swaps_refused", "Swaps refused", lambda one: one.swaps.refused, lambda one: one.swaps.decided),
)


# ------------------------------------------------------------ groups


def equity_summary(facts: EquityFacts) -> Paper:
    """Return figures of units, watches and bands of seniority; of fewer than five people there are none.

    What is withheld cannot be computed from what is told, also not across tables (`scheduler.ledger.small_cells`).
    """
    sortings: tuple[tuple[str, str, Callable[[Carried], str]], ...] = (
        ("unit", "By unit, where an officer was most often", facts.unit),
        ("watch", "By watch, which an officer worked most often", facts.watch),
        ("seniority", "By years of seniority", _band),
    )
    groups = [
        (name, words, [one for one in facts.carried if sorting(one) == words])
        for name, _, sorting in sortings
        for words in _words_of(name, map(sorting, facts.carried))
    ]
    # Most columns are about the same people, and so the same groups are told of.
    may_tell = cache(told)
    columns = [_told_column(groups, rate, may_tell) for rate in (None, *_RATES)]
    blocks: list[Block] = [_facts_of(facts), _everybody(facts.carried)]
    for name, title, _ in sortings:
        rows = tuple(
            (words or "no tours", *(column[at] for column in columns))
            for at, (table, words, _) in enumerate(groups)
            if table == name
        )
        head = Column(name=name, heading=name.capitalize(), weight=1.6)
        blocks.append(Table(name=f"by_{name}", title=title, columns=(head, *_heads()), rows=rows, empty="Nobody."))
    blocks.append(
        f"An empty cell is withheld: it is about fewer than {LEAST} people, or with it and others the figure of fewer "
        f"than {LEAST} could be computed. Shares are of tours; of refusals, of what was decided."
    )
    blocks.append(NO_TRAITS)
    return _paper(SUMMARY, facts, blocks)


def _words_of(name: str, found: Iterable[str]) -> list[str]:
    """Return the groups of a table in their order; those of seniority all, whoever is in them."""
    return [_words(at) for at in range(len(_YEARS))] if name == "seniority" else sorted(set(found))


def _band(one: Carried) -> str:
    return _words(max(at for at, start in enumerate(_YEARS) if start <= one.years))


def _words(band: int) -> str:
    ends = dict(pairwise(_YEARS))
    start = _YEARS[band]
    return f"{start} to {ends[start] - 1} years" if start in ends else f"{start} years or more"


def _heads() -> tuple[Column, ...]:
    return (Column(name="officers", heading="Officers", kind=CellKind.COUNT), *(rate.column for rate in _RATES))


def _told_column(
    groups: Sequence[tuple[str, str, list[Carried]]],
    rate: _Rate | None,
    may_tell: Callable[[tuple[frozenset[Hashable], ...]], tuple[bool, ...]],
) -> list[Cell]:
    """Return a column over all tables at once: how many people (no rate), or a rate of those whom it is about."""
    about = [[one for one in members if rate is None or rate.whole(one)] for _, _, members in groups]
    known = may_tell(tuple(frozenset(one.badge for one in members) for members in about))
    return [_figure(members, rate) if is_told else None for members, is_told in zip(about, known, strict=True)]


def _figure(members: Sequence[Carried], rate: _Rate | None) -> Cell:
    if rate is None:
        return len(members)
    return round(sum(map(rate.part, members)) / sum(map(rate.whole, members)), 4)


def _everybody(carried: Sequence[Carried]) -> Table:
    columns = []
    for rate in (None, *_RATES):
        about = [one for one in carried if rate is None or rate.whole(one)]
        columns.append(_figure(about, rate) if len(about) >= LEAST else None)
    head = Column(name="group", heading="Group", weight=1.6)
    return Table(name="everybody", title="Everybody", columns=(head, *_heads()), rows=(("all officers", *columns),))


# ------------------------------------------------------------ one by one


def equity_counts(facts: EquityFacts, keys: Mapping[Badge, str] | None = None) -> Paper:
    """Return the counts of each officer by badge; or by his key, in the order of keys, which tells nothing.

    Args:
        facts: What it tells of.
        keys: A key for each badge, None for none.
    """
    head = Column(name="badge", heading="Badge") if keys is None else Column(name="key", heading="Key")
    rows: dict[str, tuple[Cell, ...]] = {
        (name := str(one.badge) if keys is None else keys[one.badge]): (name, *_counts(one)) for one in facts.carried
    }
    table = Table(
        name="counts",
        title="",
        columns=(head, *_COUNTS),
        rows=tuple(rows[name] for name in sorted(rows)),
        empty="Nobody.",
    )
    words = (
        "A rate is a count divided by the tours of the same row, that of refusals by what was decided. Leave counts "
        "by its first date, a swap by the date of the tour that was offered; what was taken back is in neither."
    )
    return _paper(BY_BADGE if keys is None else BY_KEY, facts, (_facts_of(facts), table, words, NO_TRAITS))


def equity_keys(facts: EquityFacts, keys: Mapping[Badge, str]) -> Paper:
    """Return which key is whose: a file of its own, which does not leave with the counts."""
    columns = (Column(name="key", heading="Key"), Column(name="badge", heading="Badge"))
    rows = tuple(sorted((key, str(badge)) for badge, key in keys.items()))
    return _paper(f"{BY_KEY}-keys", facts, (Table(name="keys", title="", columns=columns, rows=rows),))


def _counts(one: Carried) -> tuple[int, ...]:
    return (
        *(one.tours, one.minutes, one.nights, one.weekends, one.hard, one.voluntary, one.mandates, one.held_over),
        *(one.leave.decided, one.leave.refused, one.swaps.decided, one.swaps.refused),
    )


def _facts_of(facts: EquityFacts) -> Facts:
    days = (facts.last - facts.first).days + 1
    pairs = (
        ("Dates", f"{days}, of which {facts.closed} closed; of the others what was published counts"),
        ("Nights", "tours on watches that are nights"),
        ("Weekends", "tours that start on a Saturday or Sunday"),
        ("Hard posts", f"tours on posts with {facts.hard_points} points of static attention or more"),
        ("Held over", "tours with a part after their end that was not chosen"),
        ("Holidays", "not counted: Fairwatch keeps no list of them"),
    )
    return Facts(title="What is counted", pairs=pairs)


def _paper(kind: str, facts: EquityFacts, blocks: Sequence[Block]) -> Paper:
    return Paper(
        kind=kind,
        title=TITLES.get(kind, "Equity audit: whose key is which"),
        facility=facts.facility,
        span=span_in_words(facts.first, facts.last),
        standing=Standing.NEITHER,
        version=0,
        anchor=facts.anchor,
        made_at=facts.at,
        marking=_MARKINGS.get(kind, _MARKINGS[BY_BADGE]),
        is_wide=True,
        blocks=tuple(blocks),
    )
