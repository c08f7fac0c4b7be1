"""Several repairs of one event, best first: the one with fewest changes, then what is best without its new officers."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduler.domain.answers import RepairPlan, steps
from scheduler.domain.events import Event, changed_tours
from scheduler.domain.findings import Report
from scheduler.domain.roster import Tour, difference
from scheduler.engine.compiled import Bools
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.repair.candidates import beyond
from scheduler.engine.repair.mend import Repaired, RepairOptions, mended
from scheduler.engine.repair.prepared import Prepared
from scheduler.engine.repair.situation import Situation, situation_after

LEFT_EMPTY = "Nobody takes what is empty."


@dataclass(frozen=True)
class Ranked:
    """Repairs found so far, and what the event takes.

    Attributes:
        lost: Tours that the event takes, or parts of which it takes.
        is_last: Whether no more follow.
    """

    lost: tuple[Tour, ...]
    plans: tuple[RepairPlan, ...]
    is_last: bool


def ranked_repairs(
    prepared: Prepared, event: Event, options: RepairOptions, most: int = 4, stop: threading.Event | None = None
) -> Iterator[Ranked]:
    """Yield one repair, then two, and so on, best first; what leaves all seats empty that the event empties comes last.

    The first is that of `repair`. Each other one is the best without all those whom the ones before put on a seat that
    the event emptied: so it is never better than they are, and changes nobody's mind about what came before.

    Args:
        prepared: The roster as it stands.
        event: What happened.
        options: Time for all of them, seed and what comes first.
        most: So many at most, not counting the last.
        stop: Set: end now with what is found.

    Raises:
        EventError: the event names what is not there.
    """
    begun = time.monotonic()
    is_stopped = (stop or threading.Event()).is_set
    situation = situation_after(prepared, event, options.first_tiers)
    still = set(situation.prepared.roster.tours)
    lost = tuple(t for t in situation.before.tours if t not in still)
    before = prepared.checker.report
    found: list[Repaired] = []
    plans: list[RepairPlan] = []
    barred = np.zeros_like(situation.frozen)
    while len(found) < most and not is_stopped():
        left = options.seconds - (time.monotonic() - begun)
        if found and left <= 0:
            break
        effort = BuildOptions(seconds=max(left, 0.1), workers=1, seed=options.seed)
        given = replace(options, in_parts=options.in_parts and not found)
        now = replace(situation, frozen=situation.frozen | barred)
        with Control(effort, is_stopped) as control:
            repaired = mended(now, control, given)
        taken = _taken(situation, repaired)
        if found and (not taken.any() or repaired.report.blocking != found[0].report.blocking):
            break
        found.append(repaired)
        plans.append(_plan(repaired, before, found[0]))
        if not taken.any():
            break
        barred |= taken
        yield Ranked(lost, tuple(plans), is_last=False)
    if lost and (not found or _taken(situation, found[0]).any()):
        plans.append(_left_empty(situation, before))
    yield Ranked(lost, tuple(plans), is_last=True)


def _taken(situation: Situation, repaired: Repaired) -> Bools:
    """Return the cells on the seats emptied by the event that somebody takes."""
    found = np.zeros_like(situation.frozen)
    kept = set(situation.before.tours)
    for tour in repaired.roster.tours:
        cell = situation.prepared.cell(tour)
        if tour not in kept and cell is not None and situation.lost[cell[1]]:
            found[cell] = True
    return found


def _plan(repaired: Repaired, before: Report, first: Repaired) -> RepairPlan:
    return RepairPlan(
        changes=repaired.difference,
        count=repaired.changes,
        least=first.least_changes,
        proved_by=first.proved_by,
        tiers=steps(before.tiers, repaired.report.tiers),
        notes=repaired.notes,
        broken=beyond(repaired.report.blocking, before.blocking),
    )


def _left_empty(situation: Situation, before: Report) -> RepairPlan:
    report, roster = situation.prepared.checker.report, situation.prepared.roster
    return RepairPlan(
        changes=difference(situation.before, roster),
        count=changed_tours(situation.before, roster),
        least=situation.forced,
        proved_by="",
        tiers=steps(before.tiers, report.tiers),
        notes=(LEFT_EMPTY,),
        broken=beyond(report.blocking, before.blocking),
    )
