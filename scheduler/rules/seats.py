"""Empty seats.

The rule in words: the seats of a period should be filled: the minimum of critical posts before all else, then that of
mandatory posts, then the rest.
Source: the facility's staffing plan (28 CFR 115.13 asks for one), which ranks posts as critical, mandatory and pull.
Kept: two officers on a post that needs two, or one seat filled 4 h + 4 h + 4 h. Broken: nobody from 06:00 to 10:00 on a
seat of a critical post: 4 seat-hours.
`part` "minimum" speaks of the minimum seats of posts of one priority. `part` "rest" speaks of everything else, whatever
`priority` says: pull posts whole, and the seats between minimum and wanted of the others. Minimum seats fill first.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scheduler.domain.demand import Slot
from scheduler.domain.findings import Cell, Finding, Message
from scheduler.domain.roster import Tour
from scheduler.domain.words import Priority
from scheduler.rule import Breach, Cover, Frame, InvalidSettingError, Rule, Scope, Term, View, hours, setting

MINIMUM = "minimum"
REST = "rest"


@dataclass(frozen=True)
class Config:
    """Which seats an entry speaks of."""

    priority: str = setting("critical", "Posts of priority", "critical, mandatory or pull")
    part: str = setting(MINIMUM, "Which seats", "minimum or rest")

    def __post_init__(self) -> None:
        if self.priority not in tuple(Priority):
            raise InvalidSettingError(f"seats.priority: {', '.join(Priority)} are expected, not {self.priority!r}")
        if self.part not in (MINIMUM, REST):
            raise InvalidSettingError(f"seats.part: {MINIMUM} or {REST} is expected, not {self.part!r}")


class Seats(Rule, config=Config):
    """Minutes for which wanted seats are empty."""

    key = "seats"
    title = "Empty seats"
    unit = "minutes"
    price_unit = "seat-minutes"
    judged_by = "date"
    is_only_priced = True

    def describe(self, config: Config) -> Message:
        """See `Rule.describe`."""
        if config.part == REST:
            return Message(template="Pull posts, and seats above the minimum elsewhere, are filled where possible.")
        return Message(
            template="The minimum seats of {priority} posts are filled.", params={"priority": config.priority}
        )

    def terms(self, frame: Frame, config: Config, scope: Scope) -> tuple[Term, ...]:
        """Cover each slot up to its minimum, or from there up to wanted."""
        rows: list[tuple[int, int, int, int]] = []
        for n, slot in enumerate(frame.slots):
            if not scope.covers(slot.on):
                continue
            if config.part == MINIMUM:
                need = cap = slot.minimum if slot.priority == config.priority else 0
            else:
                need = slot.wanted
                cap = slot.wanted if slot.priority == Priority.PULL else slot.wanted - slot.minimum
            if cap > 0:
                rows.append((n, need, cap, slot.end - slot.start))
        table = np.array(rows, dtype=np.int64).reshape(len(rows), 4)
        return (Cover(slot=table[:, 0], need=table[:, 1], cap=table[:, 2], cost=table[:, 3]),)

    def check(self, view: View, config: Config, scope: Scope) -> tuple[Breach, ...]:
        """Go through each slot's hours, from one coming or going to the next, and add up what is missing."""
        found = []
        for slot in view.slots_in(scope):
            first, stop = _seats_meant(slot, config)
            if first == stop:
                continue
            tours = view.tours_on.get((slot.post, slot.on, slot.shift), ())
            if (stop > first and len(tours) < stop) or any((t.start, t.end) != (slot.start, slot.end) for t in tours):
                missing, most = _missing(slot, tours, first, stop)
                if missing:
                    found.append(
                        Breach(
                            cells=_empty_seats(slot, tours, most),
                            measured=missing,
                            limit=0,
                            amount=missing,
                            detail={"heads": most, "post": slot.post},
                        )
                    )
        return tuple(found)

    def explain(self, finding: Finding) -> Message:
        """See `Rule.explain`."""
        return Message(
            template="{time} without an officer at {post}, {heads} missing at most.",
            params={
                "time": hours(finding.measured),
                "post": finding.detail["post"],
                "heads": finding.detail["heads"],
            },
        )


def _seats_meant(slot: Slot, config: Config) -> tuple[int, int]:
    """Return from which head (0: the first) to which, exclusive, the entry speaks."""
    if config.part == MINIMUM:
        return (0, slot.minimum) if slot.priority == config.priority else (0, 0)
    return (0 if slot.priority == Priority.PULL else slot.minimum), slot.wanted


def _missing(slot: Slot, tours: tuple[Tour, ...], first: int, stop: int) -> tuple[int, int]:
    """Return the head-minutes missing among heads `first` to `stop`, and the most heads missing at once."""
    edges = {slot.start, slot.end}
    edges |= {m for t in tours for m in (t.start, t.end) if slot.start < m < slot.end}
    marks = sorted(edges)
    total = most = 0
    for begin, end in pairwise(marks):
        heads = sum(t.start <= begin and end <= t.end for t in tours)
        lacking = max(0, stop - max(first, heads))
        total += lacking * (end - begin)
        most = max(most, lacking)
    return total, most


def _empty_seats(slot: Slot, tours: tuple[Tour, ...], most: int) -> tuple[Cell, ...]:
    """Return the cells of the `most` emptiest seats, for a click to lead to."""
    held = dict.fromkeys(range(slot.wanted), 0)
    for tour in tours:
        if tour.index in held:
            held[tour.index] += min(tour.end, slot.end) - max(tour.start, slot.start)
    emptiest = sorted(sorted(held, key=lambda index: (held[index], index))[:most])
    return tuple(Cell(on=slot.on, seat=slot.seats[index]) for index in emptiest)
