"""In which cells the roster differs from another one: gone through once, then brought up to date edit by edit."""

from collections.abc import Iterable
from datetime import date

from console.document.index import Cell, TourIndex
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge


def _place(tour: Tour) -> tuple[Badge, date, object]:
    """What makes a tour another one to its holder: not which of several like seats it is."""
    return tour.badge, tour.on, (tour.post, tour.shift, tour.start, tour.end, tour.kind)


def moved(before: Roster | None, after: Roster) -> frozenset[Cell]:
    """Return the (officer, date) cells in which two rosters differ; all of `after` when there is no `before`."""
    if before is not None and before.tours == after.tours:
        return frozenset()
    old = set() if before is None else {_place(t) for t in before.tours}
    new = {_place(t) for t in after.tours}
    return frozenset((place[0], place[1]) for place in old ^ new)


class Apart:
    """The cells in which the roster as it stands differs from one that does not change.

    Attributes:
        other: That one: the published version, or a proposal.
        index: Its tours.
        cells: The cells that differ.
    """

    def __init__(self, roster: Roster, other: Roster, index: TourIndex | None = None) -> None:
        """Compare two rosters.

        Args:
            roster: The roster as it stands.
            other: The other one.
            index: The tours of the other one, where they are looked up already.
        """
        self.other = other
        self.index = index or TourIndex(other)
        self.cells: set[Cell] = set(moved(roster, other))

    def follow(self, cells: Iterable[Cell], index: TourIndex) -> None:
        """Take over an edit of the roster.

        Args:
            cells: What it touched.
            index: The roster's tours after it.
        """
        for cell in cells:
            now = {_place(tour) for tour in index.of_cell(*cell)}
            then = {_place(tour) for tour in self.index.of_cell(*cell)}
            (self.cells.discard if now == then else self.cells.add)(cell)
