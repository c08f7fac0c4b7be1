"""Pairs near a limit in one place: for those who may see them, worked out when asked for and kept nowhere."""

from collections.abc import Iterable
from hashlib import sha256

import numpy as np

from scheduler.domain.facility import WHOLE
from scheduler.domain.pairs import LEAST_PERCENT, PairLine
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import AreaCode
from scheduler.ledger.contact import Ledger
from scheduler.ledger.left import ContactLimit
from scheduler.ledger.numbers import distinct
from scheduler.ledger.places import Ints, lines_of_descent


def pairs_in(
    problem: Problem, tours: Iterable[Tour], area: AreaCode, limits: Iterable[ContactLimit]
) -> tuple[PairLine, ...]:
    """Return the pairs that come near a limit with inmates who are in an area, each with the nearest limit.

    Counted is what was worked and what the roster has, in windows that end with the roster, wherever the time was
    shared. The lines stand by inmate; officers stand in an order that follows from nothing that is known of them.

    Args:
        problem: History and whereabouts.
        tours: The roster's tours; they count as worked.
        area: Where the inmates are on the roster's last date, sub-areas included.
        limits: The limits to compare with.
    """
    ledger = Ledger.of(problem)
    met = ledger.contacts(ledger.worked + ledger.planned_work(tours))
    last = ledger.day_of(problem.period.last)
    columns = _columns_in(ledger, area, last)
    if not len(columns):
        return ()
    inmates = {c: [i for i, column in ledger.column.items() if column == c] for c in columns.tolist()}
    nearest: dict[tuple[int, int], tuple[int, int, ContactLimit]] = {}
    for limit in limits:
        position, fragment = ledger.fragments_of(columns)
        day = ledger.day[fragment]
        inside = (day <= last) & (day > last - limit.days)
        at, who, value = met.of(fragment[inside])
        sums: Ints = np.zeros((len(columns), len(problem.officers)), dtype=np.int64)
        np.add.at(sums, (position[inside][at], who), value)
        share = 100 * sums // (limit.limit_minutes * WHOLE)
        for c, o in np.argwhere(share >= LEAST_PERCENT).tolist():
            line = int(share[c, o]), int(sums[c, o]) // WHOLE, limit
            if (c, o) not in nearest or line[0] > nearest[c, o][0]:
                nearest[c, o] = line
    found = [
        PairLine(
            inmate=inmate,
            badge=problem.officers[o].badge,
            days=limit.days,
            minutes=minutes,
            limit_minutes=limit.limit_minutes,
        )
        for (c, o), (_, minutes, limit) in nearest.items()
        for inmate in inmates[int(columns[c])]
    ]
    return tuple(sorted(found, key=_neutral))


def _neutral(line: PairLine) -> tuple[str, bytes]:
    return line.inmate, sha256(f"{line.inmate} {line.badge}".encode()).digest()


def _columns_in(ledger: Ledger, area: AreaCode, day: int) -> Ints:
    """Return the columns that are in an area, or in one below it, at some time of a day."""
    below = {code for code, line in lines_of_descent(ledger.problem.areas).items() if area in line}
    places = [ledger.places.areas[code] for code in below]
    places += [ledger.places.watch[post.code] for post in ledger.problem.posts if post.area in below]
    column, fragment = ledger.fragments_of(np.arange(ledger.columns))
    here = (ledger.day[fragment] == day) & np.isin(ledger.place[fragment], places)
    found: Ints = distinct(column[here])
    return found
