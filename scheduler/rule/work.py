"""All work of officers as arrays: who may have rested too little or worked too long. For checks; terms never use it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.domain.people import Duty
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge
from scheduler.ledger.numbers import distinct
from scheduler.rule.frame import Bools, Ints

_APART = 2**32
"""More minutes than any history and period have: keeps officers apart when all are searched at once."""


@dataclass(frozen=True)
class Pieces:
    """Spans of work, row n being of the officer with number `officer[n]`, in [start[n], end[n])."""

    officer: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, work: Sequence[tuple[Tour | Duty, ...]]) -> "Pieces":
        """Return the pieces of each officer in turn as columns."""
        pieces = [piece for own in work for piece in own]
        return cls(
            np.repeat(np.arange(len(work)), np.array([len(own) for own in work], dtype=np.int64)),
            np.array([piece.start for piece in pieces], dtype=np.int64),
            np.array([piece.end for piece in pieces], dtype=np.int64),
        )


@dataclass(frozen=True)
class Work:
    """History, duties and rostered tours of some officers, by officer and start.

    What it answers may name an officer too many, never one too few: rules look closely at those it names.

    Attributes:
        badges: The officers by number.
        officer: Number of each piece's officer.
        start, end: Elapsed minutes, `_APART` further for each officer.
        begins_late, ends_late: Whether each piece starts, or ends, no earlier than its officer's first rostered tour
            begins: all that this roster can be blamed for.
    """

    badges: tuple[Badge, ...]
    officer: Ints
    start: Ints
    end: Ints
    begins_late: Bools
    ends_late: Bools

    @classmethod
    def of(cls, badges: tuple[Badge, ...], known: Pieces, rostered: Pieces) -> "Work":
        """Put what stands anyway and what the roster adds in order."""
        begins = np.full(len(badges), np.iinfo(np.int64).max)
        np.minimum.at(begins, rostered.officer, rostered.start)
        officer = np.concatenate((known.officer, rostered.officer))
        start = np.concatenate((known.start, rostered.start))
        end = np.concatenate((known.end, rostered.end))
        zero = int(start.min()) if len(start) else 0
        order = np.lexsort((end, start, officer))
        officer, start, end = officer[order], start[order], end[order]
        apart = officer * _APART - zero
        since = begins[officer]
        return cls(badges, officer, start + apart, end + apart, start >= since, end > since)

    def closer_than(self, minutes: int) -> list[Badge]:
        """Return the officers with two pieces of work, one perhaps rostered, less than so many minutes apart."""
        latest = np.maximum.accumulate(self.end)
        is_close = (self.start[1:] - latest[:-1] < minutes) & (self.officer[1:] == self.officer[:-1])
        is_close &= self.begins_late[1:]
        return self._named(self.officer[1:][is_close])

    def longer_than(self, minutes: int, window_minutes: int, before: int = 0) -> list[Badge]:
        """Return the officers with pieces of more than so many minutes that reach into one window of so many.

        Windows end with a piece that ends after the officer's first rostered tour began. Each piece is taken to begin
        `before` minutes earlier.
        """
        start = self.start - before
        length = self.end - start
        until = np.concatenate(([0], np.cumsum(length)))
        by_end = np.argsort(self.end, kind="stable")
        ended = np.concatenate(([0], np.cumsum(length[by_end])))
        begun = until[np.searchsorted(start, self.end)]
        over = ended[np.searchsorted(self.end[by_end], self.end - window_minutes, side="right")]
        return self._named(self.officer[self.ends_late & (begun - over > minutes)])

    def _named(self, officers: Ints) -> list[Badge]:
        return [self.badges[o] for o in distinct(officers).tolist()]
