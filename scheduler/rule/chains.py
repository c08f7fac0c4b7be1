"""Chains of touching work, for `Rule.terms`: sequences without a break between. No check uses them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from scheduler.domain.muster import LONGEST_MUSTER, Musters
from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.rule.frame import Frame, Ints
from scheduler.rule.terms import InstanceRows

FIXED = -1
"""`Piece.instance` of history and duties, which are there whatever the roster says."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Work in [start, end), paid from `paid` on: a tour of instance `instance`, or `FIXED`."""

    start: int
    end: int
    paid: int
    instance: int


Chain = tuple[Piece, ...]
"""Each piece starts no earlier than the one before it ends, and is paid from at most a short break after that."""


def instance_pieces(frame: Frame, counts_muster: bool) -> tuple[Piece, ...]:
    """Return a piece for each instance, by start."""
    muster = {s.code: s.muster_minutes if counts_muster else 0 for s in frame.problem.shifts}
    return tuple(Piece(i.start, i.end, i.start - muster[i.shift], n) for n, i in enumerate(frame.instances))


def fixed_pieces(works: Iterable[Tour | Duty], musters: Musters | None) -> tuple[Piece, ...]:
    """Return a piece for each worked tour and duty; `musters` None: they are not counted."""
    return tuple(Piece(w.start, w.end, musters.paid_start(w) if musters else w.start, FIXED) for w in works)


def fixed_shifts(works: Iterable[Tour | Duty]) -> tuple[Piece, ...]:
    """Return a piece for each duty and for each worked shift; parts of one shift that touch are one piece."""
    found: list[tuple[Tour | Duty, int]] = []
    for work in works:
        n = len(found) - 1
        while n >= 0 and not (found[n][1] == work.start and _shift(found[n][0]) == _shift(work) != ()):
            n -= 1
        if n < 0:
            found.append((work, work.end))
        else:
            found[n] = (found[n][0], work.end)
    return tuple(Piece(w.start, end, w.start, FIXED) for w, end in found)


def _shift(work: Tour | Duty) -> tuple[object, ...]:
    return (work.on, work.shift) if isinstance(work, Tour) else ()


def length(chain: Sequence[Piece]) -> int:
    """Return the minutes from the paid start of a chain to its end."""
    return chain[-1].end - chain[0].paid if chain else 0


class Chains:
    """All chains that can be made of some pieces.

    Args:
        pieces: In any order.
        most_break: A break of so many minutes is none.
        needs_tour: Only chains that hold an instance count: history and duties alone are no chain.
    """

    def __init__(self, pieces: Iterable[Piece], most_break: int, needs_tour: bool) -> None:
        self._pieces = sorted(pieces, key=lambda p: (p.start, p.end))
        self._starts = [p.start for p in self._pieces]
        self._ends = sorted(p.end for p in self._pieces)
        self._break = most_break
        self._needs_tour = needs_tour
        self._muster = max((p.start - p.paid for p in self._pieces), default=0)

    def with_fixed(self, fixed: Sequence[Piece], least: int) -> list[Chain]:
        """Return the shortest chains, as `shortest` does, that some history or duties of one officer bring about.

        Args:
            fixed: His history and duties.
            least: How long a chain must be, in minutes.
        """
        if not any(p.end - p.paid >= least or self._is_touched(p) for p in fixed) and not _has_run(fixed, self._break):
            return []
        reach = least + self._break + LONGEST_MUSTER
        near = [p for p in self._pieces if any(0 <= f.start - p.start <= reach for f in fixed)]
        found = Chains((*self._pieces, *fixed), self._break, self._needs_tour).shortest(least, (*near, *fixed))
        return [c for c in found if any(p.instance == FIXED for p in c)]

    def _is_touched(self, piece: Piece) -> bool:
        """Whether one of the pieces begins or ends where this one ends or begins, or a short break away."""
        room = self._break + LONGEST_MUSTER
        after, before = bisect_left(self._starts, piece.end), bisect_left(self._ends, piece.paid - self._break)
        follows = after < len(self._starts) and self._starts[after] <= piece.end + room
        return follows or (before < len(self._ends) and self._ends[before] <= piece.start)

    def shortest(self, least: int, first: Iterable[Piece] | None = None) -> Iterator[Chain]:
        """Yield the chains of at least `least` minutes of which no shorter part is one too.

        Args:
            least: How long a chain must be, in minutes.
            first: Pieces with which a chain may begin (None: any).
        """
        for piece in self._pieces if first is None else first:
            yield from self._longer((piece,), least)

    def _longer(self, chain: Chain, least: int) -> Iterator[Chain]:
        if self._counts(chain):
            if self._counts(chain[1:]) and length(chain[1:]) >= least:
                return
            if length(chain) >= least:
                yield chain
                return
        end = chain[-1].end
        at = bisect_left(self._starts, end)
        while at < len(self._starts) and self._starts[at] - self._muster <= end + self._break:
            if self._pieces[at].paid <= end + self._break:
                yield from self._longer((*chain, self._pieces[at]), least)
            at += 1

    def _counts(self, chain: Chain) -> bool:
        return not self._needs_tour or any(p.instance != FIXED for p in chain)


def _has_run(fixed: Sequence[Piece], most_break: int) -> bool:
    return any(0 <= b.start - a.end <= most_break + LONGEST_MUSTER for a, b in combinations(fixed, 2))


def rows_over_all(frame: Frame, who: Ints, sets: Sequence[tuple[int, ...]]) -> InstanceRows:
    """Return rows that let each officer of `who` work all but one of each set of instances, not all of it.

    Priced, a set of which all instances are worked charges 1.
    """
    sizes = np.array([len(s) for s in sets], dtype=np.int64)
    return InstanceRows(
        officer=np.repeat(who, len(sets)),
        first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        instance=np.array([i for s in sets for i in s], dtype=np.int64),
        coef=np.ones(int(sizes.sum()), dtype=np.int64),
        upper=np.tile(sizes - 1, len(who)),
        day=np.tile(np.array([_last_day(frame, s) for s in sets], dtype=np.int64), len(who)),
        set_of=np.tile(np.arange(len(sets), dtype=np.int64), len(who)),
    )


def rows_of_each(frame: Frame, sets: Sequence[tuple[int, tuple[int, ...]]]) -> InstanceRows:
    """Return the same as `rows_over_all` for (officer, instances) pairs."""
    sizes = np.array([len(s) for _, s in sets], dtype=np.int64)
    return InstanceRows(
        officer=np.array([o for o, _ in sets], dtype=np.int64),
        first=np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        instance=np.array([i for _, s in sets for i in s], dtype=np.int64),
        coef=np.ones(int(sizes.sum()), dtype=np.int64),
        upper=sizes - 1,
        day=np.array([_last_day(frame, s) for _, s in sets], dtype=np.int64),
    )


def _last_day(frame: Frame, instances: tuple[int, ...]) -> int:
    return frame.day_index(frame.instances[instances[-1]].on)
