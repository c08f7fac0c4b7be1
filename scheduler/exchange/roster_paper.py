"""A roster as a paper: a table of seats by date for each watch."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scheduler.domain.draws import Muster
from scheduler.domain.facility import Post, Shift
from scheduler.domain.papers import Block, Column, NewPage, Paper, Standing, Table
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode, RosterState
from scheduler.exchange.roster_book import asked_seats, rows_of_watch, texts_of
from scheduler.exchange.roster_cells import KIND_LETTERS, SeatKey
from scheduler.exchange.roster_files import NO_NAMES, NONE_SEALED, TO_BE_DRAWN

_DAYS = 14
"""So many dates fit across a page."""
_HEAD = (Column(name="seat", heading="Post and seat"), Column(name="post_name", heading="Name"))
_KINDS = ", ".join(f"({letter}) {kind.value.replace('_', ' ')}" for kind, letter in KIND_LETTERS.items())
NOBODY = "empty"
"""Stands on a seat of the minimum that nobody holds."""


def roster_paper(
    roster: Roster,
    problem: Problem,
    at: datetime,
    names: Mapping[Badge, str] = NO_NAMES,
    sealed: frozenset[Muster] = NONE_SEALED,
) -> Paper:
    """Return a roster as a paper.

    Args:
        roster: The roster to give away.
        problem: The facility that it is of.
        at: The moment of the export, with its offset.
        names: Officers' names to give away with their badges.
        sealed: Musters whose posts are still to be drawn, and are not given away.
    """
    texts, dates = texts_of(roster, problem, sealed), roster.period.dates
    blocks: list[Block] = []
    for shift in problem.shifts:
        if blocks:
            blocks.append(NewPage())
        seats = rows_of_watch(roster, problem, shift, sealed)
        said = _Said(shift, texts, asked_seats(problem, dates, shift), sealed)
        for begin in range(0, len(dates), _DAYS):
            span = dates[begin : begin + _DAYS]
            columns = (*_HEAD, *(Column(name=on.isoformat(), heading=f"{on:%a} {on.day} {on:%b}") for on in span))
            rows = tuple(
                (f"{post.code} {index + 1}", post.name, *(said.of(post, index, on) for on in span))
                for post, index in seats
            )
            name = f"{shift.code}_{span[0]}"
            title = f"{shift.name}, {_date(span[0])} to {_date(span[-1])}"
            blocks.append(Table(name=name, title=title, columns=columns, rows=rows, note=_KINDS))
    if names:
        columns = (Column(name="badge", heading="Badge"), Column(name="name", heading="Name"))
        held = {tour.badge for tour in roster.tours}
        rows_of_names = tuple(pair for pair in sorted(names.items()) if pair[0] in held)
        blocks += [NewPage(), Table(name="officers", title="Officers", columns=columns, rows=rows_of_names)]
    is_published = roster.state in (RosterState.PUBLISHED, RosterState.ARCHIVED)
    return Paper(
        kind="roster",
        title="Roster",
        facility=problem.facility.name,
        span=f"{dates[0]:%Y-%m-%d} to {dates[-1]:%Y-%m-%d}",
        standing=Standing.PUBLISHED if is_published else Standing.DRAFT,
        version=roster.version,
        anchor="",
        made_at=at,
        marking="",
        is_wide=True,
        blocks=tuple(blocks),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands on the seats of a watch."""

    shift: Shift
    texts: Mapping[SeatKey, str]
    asked: Mapping[tuple[PostCode, date], tuple[int, int]]
    sealed: frozenset[Muster]

    def of(self, post: Post, index: int, on: date) -> str:
        """Return what stands on a seat on a date."""
        if Muster(on=on, shift=self.shift.code) in self.sealed:
            return TO_BE_DRAWN
        held = self.texts.get(SeatKey(on=on, shift=self.shift.code, post=post.code, index=index), "")
        return held or (NOBODY if index < self.asked.get((post.code, on), (0, 0))[0] else "")


def _date(on: date) -> str:
    return f"{on.day} {on:%b} {on.year}"
