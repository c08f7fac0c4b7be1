"""What a change did to one list of a facility, small enough to be kept: rows put in and taken out, and where."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPatch:
    """Rows put in and taken out of a list, each with its place.

    Attributes:
        name: The field of `Site`.
        added: (place after the change, row), by place.
        removed: (place before the change, row), by place.
    """

    name: str
    added: tuple[tuple[int, Any], ...]
    removed: tuple[tuple[int, Any], ...]

    @classmethod
    def between(cls, name: str, before: Sequence[Any], after: Sequence[Any]) -> "ListPatch":
        """Return the patch that makes one list of another; where rows changed places, all of them are in it."""
        gone, new = _beside(before, after), _beside(after, before)
        patch = cls(name=name, added=new, removed=gone)
        if patch.undone(after) != tuple(before):
            patch = cls(name=name, added=tuple(enumerate(after)), removed=tuple(enumerate(before)))
        return patch

    def undone(self, now: Sequence[Any]) -> tuple[Any, ...] | None:
        """Return the list as it was before, None where a row that was put in is not at its place any more."""
        if any(not at < len(now) or now[at] != row for at, row in self.added):
            return None
        taken = {at for at, _ in self.added}
        rows = [row for at, row in enumerate(now) if at not in taken]
        for at, row in self.removed:
            if at > len(rows):
                return None
            rows.insert(at, row)
        return tuple(rows)


def _beside(rows: Sequence[Any], others: Sequence[Any]) -> tuple[tuple[int, Any], ...]:
    """Return the rows with their places that others do not hold as often."""
    left = Counter(others)
    found = []
    for at, row in enumerate(rows):
        if left[row]:
            left[row] -= 1
        else:
            found.append((at, row))
    return tuple(found)
