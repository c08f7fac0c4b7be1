"""Why this officer: what the best roster would cost, tier by tier, if she were barred from the seat."""

from collections.abc import Callable

from scheduler.domain.answers import Choice, ExplainError, steps
from scheduler.domain.words import Badge
from scheduler.engine.control import BuildOptions
from scheduler.engine.explain.again import solve_again
from scheduler.engine.explain.probe import Prober, find_seat
from scheduler.rule import Frame


def why_this(
    prober: Prober,
    seat_id: str,
    badge: Badge,
    options: BuildOptions,
    stop: Callable[[], bool] = lambda: False,
) -> Choice:
    """Return what the roster would cost if the officer were barred from a seat's post and shift on its date.

    Both rosters are searched for from the one at hand, each with half of the time.

    Raises:
        ExplainError: there is no such seat or officer, she is not on it, or her tour there stands.
        ImpossibleError, NoRosterError: without her there is no roster, or none was found.
    """
    problem, roster = prober.problem, prober.roster
    seat = find_seat(problem, roster, seat_id)
    own = [t for t in seat.holders if t.badge == badge]
    if not own:
        raise ExplainError(f"{badge} is not on {seat_id}")
    if not prober.is_movable(own[0]):
        raise ExplainError(f"{seat_id}: the tour of {badge} there is fixed or locked")
    half = BuildOptions(seconds=options.seconds / 2, workers=options.workers, seed=options.seed, work=options.work / 2)
    kept = solve_again(problem, roster, half, stop)
    frame = Frame.of(problem)
    cell = frame.officer_index[badge], frame.slot_index[seat.slot.post, seat.slot.on, seat.slot.shift]
    rest = roster.with_tours(tuple(t for t in roster.tours if t not in own))
    without = solve_again(problem, rest, half, stop, closed=cell)
    place = seat.slot.post, seat.slot.on, seat.slot.shift
    return Choice(
        seat=seat.id,
        badge=badge,
        tiers=steps(kept.tiers, without.tiers),
        proven=min(kept.proven, without.proven),
        instead=tuple(t.badge for t in without.roster.tours if (t.post, t.on, t.shift) == place),
    )
