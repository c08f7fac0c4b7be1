"""The tours of a roster by cell and by slot, kept up to date edit by edit so that no screen has to go through all."""

from bisect import insort
from collections import defaultdict
from datetime import date

from console.document.facts import Facts, Filled, filled_on
from scheduler.domain.roster import Roster, RosterEdit, Tour
from scheduler.domain.words import Badge, PostCode, ShiftCode

Cell = tuple[Badge, date]
SlotKey = tuple[PostCode, date, ShiftCode]


class TourIndex:
    """Lookups over the tours of one roster, which follows it through its edits."""

    def __init__(self, roster: Roster | None = None) -> None:
        """Look up the tours of a roster; None: there are none."""
        self._cells: dict[Cell, list[Tour]] = defaultdict(list)
        self._slots: dict[SlotKey, list[Tour]] = defaultdict(list)
        self._filled: dict[date, tuple[Facts, Filled]] = {}
        self._numbers: dict[tuple[PostCode, ShiftCode], int] = {}
        for tour in roster.tours if roster is not None else ():
            self._note_number(tour)
            self._cells[tour.badge, tour.on].append(tour)
            self._slots[tour.post, tour.on, tour.shift].append(tour)

    def follow(self, edit: RosterEdit) -> None:
        """Take over an edit that was applied to the roster."""
        for _, on in edit.cells:
            self._filled.pop(on, None)
        for change in edit.changes:
            if change.before is not None:
                for tours in self._both(change.before):
                    tours.remove(change.before)
        for change in edit.changes:
            if change.after is not None:
                self._note_number(change.after)
                for tours in self._both(change.after):
                    insort(tours, change.after)

    def of_cell(self, badge: Badge, on: date) -> tuple[Tour, ...]:
        """Return what an officer does on a date, by start."""
        return tuple(self._cells.get((badge, on), ()))

    def has(self, badge: Badge, on: date) -> bool:
        """Whether an officer has a tour that starts on a date."""
        return bool(self._cells.get((badge, on)))

    def of_slot(self, post: PostCode, on: date, shift: ShiftCode) -> tuple[Tour, ...]:
        """Return who holds the seats of a slot, by start."""
        return tuple(self._slots.get((post, on, shift), ()))

    def seats(self, post: PostCode, on: date, shift: ShiftCode) -> dict[int, tuple[Tour, ...]]:
        """Return the tours of a slot by the number of their seat; empty seats are left out."""
        tours = self._slots.get((post, on, shift), ())
        if len(tours) == 1:
            return {tours[0].index: (tours[0],)}
        found: dict[int, tuple[Tour, ...]] = {}
        for tour in tours:
            found[tour.index] = (*found.get(tour.index, ()), tour)
        return found

    def seats_used(self, post: PostCode, shift: ShiftCode) -> int:
        """Return how many seats a row for each number needs that was held on any date since the roster was opened."""
        return self._numbers.get((post, shift), 0)

    def filled_on(self, facts: Facts, on: date) -> Filled:
        """Return how many seats of a date are filled."""
        known = self._filled.get(on)
        if known is None or known[0] is not facts:
            slots = facts.slots_on.get(on, ())
            known = facts, filled_on(slots, {(s.post, on, s.shift): self.seats(s.post, on, s.shift) for s in slots})
            self._filled[on] = known
        return known[1]

    def _note_number(self, tour: Tour) -> None:
        row = tour.post, tour.shift
        if tour.index >= self._numbers.get(row, 0):
            self._numbers[row] = tour.index + 1

    def _both(self, tour: Tour) -> tuple[list[Tour], list[Tour]]:
        return self._cells[tour.badge, tour.on], self._slots[tour.post, tour.on, tour.shift]
