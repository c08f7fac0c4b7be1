"""Why not her: what speaks against an officer on a seat, and the least that would have to change."""

from collections.abc import Callable

from scheduler.domain.answers import ExplainError, Objection, Refusal, Way, steps
from scheduler.domain.findings import Finding
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Priority, Severity
from scheduler.engine.explain.probe import Prober, Seat, find_seat
from scheduler.rule import NOT_ELIGIBLE, facts_of
from scheduler.rules import WORDLESS, rule_of


def why_not(prober: Prober, seat_id: str, badge: Badge) -> Refusal:
    """Return what never and stop rules say against an officer on a seat, and the smallest sets that would allow it.

    Whoever holds the seat leaves it first. Where the officer is not eligible, nothing that a roster or a waiver could
    change is listed.

    Raises:
        ExplainError: there is no such seat or officer, she holds the seat already, or its holder cannot leave.
    """
    seat = find_seat(prober.problem, prober.roster, seat_id)
    if all(o.badge != badge for o in prober.problem.officers):
        raise ExplainError(f"{badge}: there is no such officer")
    leaving = () if seat.is_empty else seat.holders
    for tour in leaving:
        if tour.badge == badge:
            raise ExplainError(f"{badge} holds {seat_id} already")
        if not prober.is_movable(tour):
            raise ExplainError(f"{seat_id}: the tour of {tour.badge} there is fixed or locked")
    after = prober.edited(leaving, [seat.tour(prober.problem, badge)])
    findings = prober.objections(badge, after)
    now = prober.checker.report.tiers
    return Refusal(
        seat=seat.id,
        badge=badge,
        objections=objections_of(prober, findings),
        ways=_ways(prober, seat, badge, leaving, findings) if findings else (),
        tiers=() if findings else steps(now, after.report.tiers),
    )


def objections_of(prober: Prober, findings: list[Finding]) -> tuple[Objection, ...]:
    """Return findings in words; all that make an officer not eligible are one objection, the last."""
    said = [
        Objection(
            entry=f.entry,
            severity=f.severity,
            message=rule_of(f.rule).explain(f),
            measured=f.measured,
            limit=f.limit,
            unit=rule_of(f.rule).unit,
            source=prober.sources[f.entry],
        )
        for f in findings
        if f.rule not in WORDLESS
    ]
    if any(f.rule in WORDLESS for f in findings):
        said.append(Objection(message=NOT_ELIGIBLE))
    return tuple(said)


def _ways(
    prober: Prober, seat: Seat, badge: Badge, leaving: tuple[Tour, ...], findings: list[Finding]
) -> tuple[Way, ...]:
    """Return the ways by moving her own tours, by waivers, and by both where neither alone does."""
    if any(f.rule in WORDLESS for f in findings):
        return ()
    trial = _Trial(prober, seat, badge, leaving)
    own = trial.own_tours()
    breached = sorted({f.entry for f in findings})
    found = []
    if trial.fits(own, []):
        found.append(trial.way(smallest(own, trial.fits_moving)))
    if all(f.severity == Severity.STOP for f in findings):
        found.append(trial.way((), tuple(breached)))
    if not found:
        rest = trial.findings(own)
        waived = sorted({f.entry for f in rest})
        if all(f.severity == Severity.STOP and f.rule not in WORDLESS for f in rest):
            kept = smallest(own, lambda gone: trial.fits(gone, waived))
            found.append(trial.way(kept, tuple(waived)))
    return tuple(found)


class _Trial:
    """One officer on one seat, tried out with some of her tours gone."""

    def __init__(self, prober: Prober, seat: Seat, badge: Badge, leaving: tuple[Tour, ...]) -> None:
        self._prober, self._badge, self._leaving, self._seat = prober, badge, leaving, seat
        self._tour = seat.tour(prober.problem, badge)

    def own_tours(self) -> list[Tour]:
        """Return her tours that may leave, those first that should stay: critical ones, then those far away."""
        slots = facts_of(self._prober.problem).slot_at
        priority = {place: slot.priority for place, slot in slots.items()}

        def place(tour: Tour) -> tuple[bool, int, Tour]:
            is_critical = priority.get((tour.post, tour.on, tour.shift)) == Priority.CRITICAL
            return not is_critical, -abs(tour.start - self._tour.start), tour

        own = [t for t in self._prober.roster.tours if t.badge == self._badge and self._prober.is_movable(t)]
        return sorted(own, key=place)

    def findings(self, gone: list[Tour]) -> list[Finding]:
        """Return what then speaks against her."""
        after = self._prober.edited([*self._leaving, *gone], [self._tour])
        return self._prober.objections(self._badge, after)

    def fits(self, gone: list[Tour], waived: list[str]) -> bool:
        """Whether nothing speaks against her but what is waived."""
        return all(f.entry in waived for f in self.findings(gone))

    def fits_moving(self, gone: list[Tour]) -> bool:
        """Whether nothing speaks against her."""
        return self.fits(gone, [])

    def way(self, gone: list[Tour] | tuple[Tour, ...], waived: tuple[str, ...] = ()) -> Way:
        """Return a way with what the roster is then worth."""
        after = self._prober.edited([*self._leaving, *gone], [self._tour])
        now = self._prober.checker.report.tiers
        return Way(gone=tuple(sorted(gone)), waived=waived, tiers=steps(now, after.report.tiers))


def smallest(items: list[Tour], fits: Callable[[list[Tour]], bool]) -> list[Tour]:
    """Return a part of the items that still fits and of which none can be left out (deletion filter).

    Goes over the items again until none can be left out, since leaving one out may let another go.

    Args:
        items: Fit together; those are left out first that come first.
        fits: Whether a part does.
    """
    kept, is_done = list(items), False
    while not is_done:
        is_done = True
        for item in list(kept):
            rest = [k for k in kept if k != item]
            if fits(rest):
                kept, is_done = rest, False
    return kept
