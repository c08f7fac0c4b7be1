"""Repair of a roster after an event: as few changed tours as can be, with a proof of it."""

import threading
import time
from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np

from scheduler.check import Checker
from scheduler.domain.events import Event, changed_tours
from scheduler.domain.findings import Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour, TourChange, difference
from scheduler.domain.words import Minute
from scheduler.engine.compiled import Bools
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.repair.pieces import fill_in_parts
from scheduler.engine.repair.prepared import Prepared
from scheduler.engine.repair.search import WHOLE_UP_TO, Mended, Search
from scheduler.engine.repair.situation import Situation, situation_after
from scheduler.rule import KINDS

FIRST_TIERS = ("critical", "mandatory")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOptions:
    """How a repair is looked for.

    Attributes:
        seconds: Time limit.
        seed: Random seed of the solver, which runs on one core.
        first_tiers: Keys of the tiers that come before the number of changes.
        most_further: How many changes beyond those that the event forces are tried in turn.
        whole_up_to: Problems with so many open cells are solved at once instead.
        in_parts: Whether seats that nobody can take whole may be taken in parts.
    """

    seconds: float = 10.0
    seed: int = 1
    first_tiers: tuple[str, ...] = FIRST_TIERS
    most_further: int = 3
    whole_up_to: int = WHOLE_UP_TO
    in_parts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """A mended roster.

    Attributes:
        problem: The problem after the event.
        roster: The roster; tours that did not change are the same values as before.
        changes: How many tours differ from the roster before the event: `changed_tours`.
        least_changes: No repair with whole tours that leaves the first tiers as they are now changes fewer.
        proved_by: How that is known; "" when no more is known than what the event itself changes.
        tiers: Values by the checker, with the bounds that are proven for repairs of as many changes.
        report: All that the checker says of the roster.
        seconds: Time used.
        notes: Sentences on what the repair could not do or prove.
    """

    problem: Problem
    before: Roster
    roster: Roster
    changes: int
    least_changes: int
    proved_by: str
    tiers: tuple[TierValue, ...]
    report: Report
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether no repair changes fewer tours."""
        return self.changes <= self.least_changes

    @property
    def difference(self) -> tuple[TourChange, ...]:
        """What changes, tour by tour."""
        return difference(self.before, self.roster)


def repair(
    problem: Problem,
    roster: Roster,
    event: Event,
    options: RepairOptions | None = None,
    prepared: Prepared | None = None,
    stop: threading.Event | None = None,
) -> Repaired:
    """Mend a roster after an event.

    Never and stop rules and the first tiers come before all else; then as few tours change as can be; then the other
    tiers, in order. What began before the event's `now`, locked tours and dates, and the tours of officers who break a
    limit already stay as they are.

    Args:
        problem: What the roster answers, before the event.
        roster: The roster as it stands.
        event: What happened.
        options: Time for the search itself, seed and what comes first.
        prepared: The same problem and roster compiled beforehand, which saves the longest part.
        stop: Set: end now and keep the best so far.

    Raises:
        EventError: the event names what is not there.
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    given = options or RepairOptions()
    begun = time.monotonic()
    situation = situation_after(prepared or Prepared.of(problem, roster), event, given.first_tiers)
    effort = BuildOptions(seconds=given.seconds, workers=1, seed=given.seed)
    with Control(effort, (stop or threading.Event()).is_set) as control:
        found = mended(situation, control, given)
    return replace(found, seconds=time.monotonic() - begun)


def mended(situation: Situation, control: Control, options: RepairOptions) -> Repaired:
    """Return the repair with fewest changes of what an event has left."""
    search = Search(situation, control, options.most_further, options.whole_up_to)
    return _finish(situation, search.run(), control, options)


def _finish(situation: Situation, mended: Mended | None, control: Control, options: RepairOptions) -> Repaired:
    """Turn what was found into tours, let the checker judge them, and take what is left in parts."""
    notes: list[str] = []
    checker, left = situation.prepared.checker, situation.prepared.checker
    if mended is not None:
        checker = left.edited(tours_of(situation, mended.worked))
        broken = situation.breaks(checker.report)
        if broken:
            notes.append(f"A repair was found that the checker refuses ({', '.join(broken)}); it is left out.")
            checker, mended = left, None
    if mended is None:
        notes.append("No repair with whole tours that keeps all limits was found in the time given.")
    whole = checker
    if options.in_parts and any(checker.report.tiers[t].value for t in situation.first_tiers):
        checker = fill_in_parts(situation, checker, control.is_over)
    changes = changed_tours(situation.before, checker.roster)
    if checker is not whole:
        notes.append("Some seats are taken in parts; the least number of changes is proven for whole tours alone.")
    if situation.breaks(checker.report):
        notes.append("The event breaks limits that no repair found can keep: see the findings.")
    engine = None if mended is None else _values(situation, mended)
    tiers = _tiers(situation, mended if checker is whole else None, engine, checker)
    return Repaired(
        problem=situation.prepared.problem,
        before=situation.before,
        roster=checker.roster,
        changes=changes,
        least_changes=situation.forced if mended is None else mended.changes_bound,
        proved_by="" if mended is None else mended.proved_by,
        tiers=tiers,
        report=checker.report,
        seconds=control.seconds,
        notes=tuple(notes),
    )


def _values(situation: Situation, mended: Mended) -> tuple[int, ...]:
    """Return the tiers' values as the engine counts them."""
    made = situation.assignment.copy()
    rows = np.flatnonzero((made.worked != mended.worked).any(axis=1))
    made.put(rows, mended.worked[rows])
    return made.values()


def _tiers(
    situation: Situation, mended: Mended | None, engine: tuple[int, ...] | None, checker: Checker
) -> tuple[TierValue, ...]:
    """Return the checker's values with bounds, as far as the engine counts the same."""
    found = []
    agrees = mended is not None
    for n, tier in enumerate(checker.report.tiers):
        agrees = agrees and engine is not None and engine[n] == tier.value
        bound, how = None, ""
        if mended is not None and agrees:
            if n in situation.first_tiers:
                bound = mended.first_bounds[situation.first_tiers.index(n)]
                how = "" if bound is None else "no repair at all goes below"
            elif mended.is_best[n]:
                bound, how = tier.value, "best of all repairs with as few changes"
        found.append(replace(tier, bound=bound, proved_by=how))
    return tuple(found)


def tours_of(situation: Situation, worked: Bools) -> Roster:
    """Return the roster with the tours of some cells: those that stay as they are, new ones on the seats that are free.

    A new tour takes a seat that the event or the repair emptied before one that was empty.
    """
    prepared = situation.prepared
    frame, roster = prepared.compiled.frame, prepared.roster
    was = prepared.cells
    dropped = {(int(o), int(s)) for o, s in np.argwhere(was & ~worked)}
    tours = [t for t in roster.tours if prepared.cell(t) not in dropped]
    taken: dict[int, set[int]] = defaultdict(set)
    for tour in tours:
        cell = prepared.cell(tour)
        if cell is not None:
            taken[cell[1]].add(tour.index)
    emptied: dict[int, list[int]] = defaultdict(list)
    kept = set(tours)
    for tour in situation.before.tours:
        cell = prepared.cell(tour)
        if cell is not None and tour not in kept:
            emptied[cell[1]].append(tour.index)
    for officer, slot in np.argwhere(worked & ~was).tolist():
        place = frame.slots[slot]
        free = [i for i in (*sorted(emptied[slot]), *range(len(taken[slot]) + 1)) if i not in taken[slot]]
        taken[slot].add(free[0])
        tours.append(
            Tour(
                start=Minute(place.start),
                badge=frame.badges[officer],
                post=place.post,
                on=place.on,
                shift=place.shift,
                index=free[0],
                end=Minute(place.end),
                kind=KINDS[int(frame.kind[officer, frame.instance[slot]])],
            )
        )
    return roster.with_tours(tuple(tours))
