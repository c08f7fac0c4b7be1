"""A roster as a paper: a table of seats by date for each watch."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.domain.draws import Muster
from scheduler.domain.papers import Block, Column, NewPage, Paper, Standing, Table
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, RosterState
from scheduler.exchange.roster_book import rows_of_watch, texts_of
from scheduler.exchange.roster_cells import KIND_LETTERS, SeatKey
from scheduler.exchange.roster_files import NO_NAMES, NONE_SEALED, TO_BE_DRAWN


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
    days = tuple(Column(name=on.isoformat(), heading=f"{on:%a} {on.day} {on:%b}") for on in dates)
    head = (Column(name="seat", heading="Post and seat"), Column(name="post_name", heading="Name"))
    blocks: list[Block] = []
    for number, shift in enumerate(problem.shifts):
        rows = []
        drawn = [Muster(on=on, shift=shift.code) in sealed for on in dates]
        for post, index in rows_of_watch(roster, problem, shift, sealed):
            keys = (SeatKey(on=on, shift=shift.code, post=post.code, index=index) for on in dates)
            cells = (TO_BE_DRAWN if is_drawn else texts.get(key, "") for key, is_drawn in zip(keys, drawn, strict=True))
            rows.append((f"{post.code} {index + 1}", post.name, *cells))
        if number:
            blocks.append(NewPage())
        note = ", ".join(f"({letter}) {kind.value.replace('_', ' ')}" for kind, letter in KIND_LETTERS.items())
        title = f"{shift.name}, {shift.code}"
        blocks.append(Table(name=shift.code, title=title, columns=(*head, *days), rows=tuple(rows), note=note))
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
