"""Why a seat is empty: all officers, each counted once, under the first reason that holds."""

from scheduler.domain.answers import ExplainError, Reason, SeatArithmetic, Share
from scheduler.domain.findings import Finding
from scheduler.domain.words import Badge, Priority
from scheduler.engine.explain.probe import Prober, Seat, find_seat
from scheduler.engine.explain.reasons import first_reason, share_message
from scheduler.rule import facts_of


def why_empty(prober: Prober, seat_id: str) -> SeatArithmetic:
    """Return the arithmetic of a seat.

    Who holds a seat at that time is counted there; all others are put on the seat, and the checker says which never
    and stop findings come.

    Raises:
        ExplainError: there is no such seat, or somebody holds it.
    """
    seat = find_seat(prober.problem, prober.roster, seat_id)
    if not seat.is_empty:
        raise ExplainError(f"{seat_id} is held by {seat.holders[0].badge}: ask about an officer")
    reasons, findings, free = _reasons(prober, seat)
    shares = []
    for reason in Reason:
        badges = tuple(badge for badge, own in reasons.items() if own == reason)
        if badges:
            said = tuple(f for badge in badges for f in findings.get(badge, ()) if first_reason([f.rule]) == reason)
            shares.append(Share(reason=reason, message=share_message(reason, len(badges), said), badges=badges))
    is_critical = seat.slot.priority == Priority.CRITICAL
    needed, filled = _demand(prober, seat, is_critical)
    return SeatArithmetic(
        seat=seat.id,
        needed=needed,
        filled=filled,
        is_critical=is_critical,
        officers=len(prober.problem.officers),
        shares=tuple(shares),
        free=free,
    )


def _demand(prober: Prober, seat: Seat, is_critical: bool) -> tuple[int, int]:
    """Return how many seats must be filled in the middle of the seat's time, and how many of those are."""
    middle = (seat.start + seat.end) // 2
    needed = filled = 0
    for slot in facts_of(prober.problem).slot_at.values():
        is_meant = slot.start <= middle < slot.end and (slot.priority == Priority.CRITICAL or not is_critical)
        if is_meant:
            place = slot.post, slot.on, slot.shift
            heads = sum((t.post, t.on, t.shift) == place and t.start <= middle < t.end for t in prober.roster.tours)
            least = max(slot.minimum, seat.index + 1) if slot == seat.slot else slot.minimum
            needed += least
            filled += min(heads, least)
    return needed, filled


def _reasons(prober: Prober, seat: Seat) -> tuple[dict[Badge, Reason], dict[Badge, list[Finding]], tuple[Badge, ...]]:
    problem = prober.problem
    priority = {place: slot.priority for place, slot in facts_of(problem).slot_at.items()}
    found: dict[Badge, Reason] = {}
    for tour in prober.roster.tours:
        if tour.start < seat.end and tour.end > seat.start:
            is_critical = priority.get((tour.post, tour.on, tour.shift)) == Priority.CRITICAL
            if is_critical or tour.badge not in found:
                found[tour.badge] = Reason.ON_CRITICAL if is_critical else Reason.ON_OTHER
    for duty in problem.duties:
        if duty.start < seat.end and duty.end > seat.start:
            found.setdefault(duty.badge, Reason.ON_DUTY)
    left = [o.badge for o in problem.officers if o.badge not in found]
    objections = prober.each({badge: ((), seat.tour(problem, badge)) for badge in left})
    for badge, findings in objections.items():
        if findings:
            found[badge] = first_reason([f.rule for f in findings])
    ordered = {o.badge: found[o.badge] for o in problem.officers if o.badge in found}
    return ordered, objections, tuple(badge for badge in left if badge not in found)
