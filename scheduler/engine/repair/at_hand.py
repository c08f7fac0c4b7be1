"""Who could take a tour that an officer calls off from, told at once: while the repair is looked for and proven."""

from dataclasses import replace

from scheduler.domain.answers import RepairPlan, steps
from scheduler.domain.events import Event, cut
from scheduler.domain.roster import Tour, TourChange
from scheduler.engine.repair.candidates import SeatError, candidates
from scheduler.engine.repair.prepared import Prepared


def at_hand(prepared: Prepared, event: Event, most: int) -> tuple[Tour, tuple[RepairPlan, ...]] | None:
    """Return the tour that an event takes, and who could take it at the price of one change each, best first.

    Each keeps every never and stop rule. None of them is proven: that one change is least says nothing of what a repair
    of more changes could fill. Only for a call-off that takes one whole tour; other events need a search.

    Args:
        prepared: The roster as it stands.
        event: What happened.
        most: So many at most.

    Returns:
        None where the event is of another kind, the tour stands, or it is no whole seat.
    """
    tour = _called_off(prepared, event)
    if tour is None:
        return None
    try:
        found = candidates(prepared.problem, prepared.roster, tour.seat, prepared, detailed=0, is_worded=False)
    except SeatError:
        return None
    before = prepared.checker.report.tiers
    return tour, tuple(
        RepairPlan(
            changes=(TourChange(before=tour, after=one.tour),),
            count=1,
            least=0,
            proved_by="",
            tiers=steps(before, tuple(replace(t, value=t.value + n) for t, n in zip(before, one.tiers, strict=True))),
        )
        for one in found[:most]
        if one.is_possible
    )


def _called_off(prepared: Prepared, event: Event) -> Tour | None:
    """Return the one tour, held whole and not begun, all of which an officer calls off from; None for anything else."""
    away = event.call_off
    if away is None:
        return None
    taken = [t for t in prepared.roster.tours if t.badge == away.badge and t.start < away.end and away.start < t.end]
    if len(taken) != 1:
        return None
    (tour,) = taken
    has_begun = event.now is not None and tour.start < event.now
    cell = prepared.cell(tour)
    if has_begun or cell is None or cut(tour, away.start, away.end):
        return None
    slot = prepared.compiled.frame.slots[cell[1]]
    return tour if (tour.start, tour.end) == (slot.start, slot.end) else None
