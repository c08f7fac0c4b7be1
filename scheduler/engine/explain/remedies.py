"""What it would take to fill an empty seat: repairs of one step, each tried out with the checker, best first.

Repairs that break no never or stop rule come first, by what the roster is then worth, tier by tier. Waivers follow, of
as few rules as can be, the smallest breach first; they are listed and never taken. Closing the seat comes last.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from scheduler.check import check_roster
from scheduler.domain.answers import ExplainError, Remedy, RemedyKind, steps
from scheduler.domain.facility import Coverage
from scheduler.domain.findings import Finding, Message
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Severity, TourKind
from scheduler.engine.explain.officer import objections_of
from scheduler.engine.explain.probe import Prober, Seat, find_seat
from scheduler.engine.repair.candidates import candidates
from scheduler.rule import hours
from scheduler.rules import WORDLESS

NEAR_DAYS = 3
"""How far from the seat's date a tour may lie that somebody drops for it."""

_MOST_TRIED = 24
"""So many moves from near tours, and waivers of smallest breach, are tried out in full."""


def what_would_it_take(prober: Prober, seat_id: str, most: int = 5) -> tuple[Remedy, ...]:
    """Return the best repairs for an empty seat, at most `most` of a kind.

    Raises:
        ExplainError: there is no such seat, or somebody holds it.
    """
    seat = find_seat(prober.problem, prober.roster, seat_id)
    if not seat.is_empty:
        raise ExplainError(f"{seat_id} is held by {seat.holders[0].badge}: nothing is to be repaired")
    tours = {o.badge: seat.tour(prober.problem, o.badge) for o in prober.problem.officers}
    found = prober.each({badge: ((), tour) for badge, tour in tours.items()})
    free = _likeliest(prober, seat, [badge for badge, findings in found.items() if not findings], most)
    calls = [_call_in(prober, tours[badge]) for badge in free]
    close = _close(prober, seat)
    asked = [n for n, tier in enumerate(close.tiers) if tier.delta < 0]
    moves = [
        remedy
        for remedy in _moves(prober, seat, {badge: tours[badge] for badge, findings in found.items() if findings}, most)
        if any(remedy.tiers[n].delta < 0 for n in asked)
    ]
    legal = sorted([*_best(calls, most), *_best(moves, most)], key=_rank)
    waivers = _waivers(prober, {badge: (tours[badge], findings) for badge, findings in found.items() if findings}, most)
    return (*legal, *waivers[:most], close)


def _likeliest(prober: Prober, seat: Seat, free: list[Badge], most: int) -> list[Badge]:
    """Return who could take a seat, the best first, at most `most`, by what the engine counts for a whole seat."""
    if len(free) <= most:
        return free
    ranked = candidates(prober.problem, prober.roster, seat.id, prober.prepared, detailed=0, is_worded=False)
    place = {candidate.badge: n for n, candidate in enumerate(ranked)}
    return sorted(free, key=lambda badge: place.get(badge, len(place)))[:most]


def _best(found: Iterable[Remedy], most: int) -> list[Remedy]:
    return sorted(found, key=_rank)[:most]


def _rank(remedy: Remedy) -> tuple[tuple[int, ...], Badge]:
    return tuple(t.after for t in remedy.tiers), remedy.tour.badge if remedy.tour else Badge("")


_CALLS = {
    TourKind.REGULAR: "Put {badge} on the seat: on duty by the pattern, or on a free pattern.",
    TourKind.VOLUNTARY_OVERTIME: "Call {badge} in on voluntary overtime, {time}.",
    TourKind.MANDATED_OVERTIME: "Mandate {badge} for {time} of overtime.",
}


def _call_in(prober: Prober, tour: Tour) -> Remedy:
    after = prober.edited((), [tour]).report.tiers
    return Remedy(
        kind=RemedyKind.CALL_IN,
        message=Message(template=_CALLS[tour.kind], params={"badge": tour.badge, "time": hours(tour.minutes)}),
        tour=tour,
        tiers=steps(prober.checker.report.tiers, after),
    )


def _moves(prober: Prober, seat: Seat, tours: Mapping[Badge, Tour], most: int) -> list[Remedy]:
    """Try for each officer to drop one tour near the seat, the nearest first; kept is what makes it better."""
    near: dict[Badge, list[Tour]] = {badge: [] for badge in tours}
    for tour in prober.roster.tours:
        is_near = abs(tour.on - seat.slot.on) <= timedelta(days=NEAR_DAYS)
        if tour.badge in near and is_near and prober.is_movable(tour):
            near[tour.badge].append(tour)
    for own in near.values():
        own.sort(key=lambda t: (abs(t.start - seat.start), t))
    now = prober.checker.report.tiers
    worth = tuple(t.value for t in now)
    found: list[Remedy] = []
    tried = 0
    for n in range(max(map(len, near.values()), default=0)):
        changes = {badge: ((own[n],), tours[badge]) for badge, own in near.items() if n < len(own)}
        limit = min(_MOST_TRIED, 3 * most)
        for badge, findings in prober.each(changes, limit + 1 - tried).items():
            if findings:
                continue
            tried += 1
            if tried > limit:
                return found
            gone, come = changes[badge]
            after = prober.edited(gone, [come]).report.tiers
            if tuple(t.value for t in after) < worth:
                found.append(
                    Remedy(
                        kind=RemedyKind.MOVE,
                        message=Message(
                            template="Move {badge} here from {from_seat}, which is empty instead.",
                            params={"badge": badge, "from_seat": gone[0].seat},
                        ),
                        tour=come,
                        gone=gone,
                        emptied=(gone[0].seat,),
                        tiers=steps(now, after),
                    )
                )
    return found


def _waivers(prober: Prober, found: Mapping[Badge, tuple[Tour, list[Finding]]], most: int) -> list[Remedy]:
    """Return the remedies that break stop rules for one officer: as few of them as can be, by as little as can be."""
    able = [
        (_excess(findings), badge) for badge, (_, findings) in found.items() if all(_is_waivable(f) for f in findings)
    ]
    made = []
    for excess, badge in sorted(able)[: min(_MOST_TRIED, 2 * most)]:
        tour = found[badge][0]
        checker = prober.edited((), [tour])
        findings = prober.objections(badge, checker)
        if not findings or not all(_is_waivable(f) for f in findings):
            continue
        remedy = Remedy(
            kind=RemedyKind.WAIVE,
            message=_to_waive(badge, tuple(sorted({f.entry for f in findings}))),
            tour=tour,
            waived=objections_of(prober, findings),
            tiers=steps(prober.checker.report.tiers, checker.report.tiers),
        )
        made.append((excess, _rank(remedy), remedy))
    return [remedy for _, _, remedy in sorted(made, key=lambda m: m[:2])]


def _to_waive(badge: Badge, entries: tuple[str, ...]) -> Message:
    if len(entries) == 1:
        template = "{badge} would need a waiver of {entry}."
        return Message(template=template, params={"badge": badge, "entry": entries[0]})
    listed = f"{', '.join(entries[:-1])} and {entries[-1]}"
    return Message(template="{badge} would need waivers of {entries}.", params={"badge": badge, "entries": listed})


def _is_waivable(finding: Finding) -> bool:
    return finding.severity == Severity.STOP and finding.rule not in WORDLESS


def _excess(findings: list[Finding]) -> tuple[int, float]:
    """Return how many entries are broken, and how far the worst breach lies beyond its limit, as a part of it."""
    worst = max(abs(f.measured - f.limit) / max(1, f.limit) for f in findings)
    return len({f.entry for f in findings}), worst


def _close(prober: Prober, seat: Seat) -> Remedy:
    closed = check_roster(without_seat(prober.problem, seat), prober.roster)
    return Remedy(
        kind=RemedyKind.CLOSE,
        message=Message(
            template="Close {seat} by order: {time} are then not asked for, and nobody moves.",
            params={"seat": seat.id, "time": hours(seat.slot.end - seat.slot.start)},
        ),
        tiers=steps(prober.checker.report.tiers, closed.tiers),
    )


def without_seat(problem: Problem, seat: Seat) -> Problem:
    """Return the problem with one seat less on the seat's post, date and shift."""
    slot = seat.slot
    line = Coverage(
        shift=slot.shift,
        minimum=min(slot.minimum, slot.wanted - 1),
        wanted=slot.wanted - 1,
        first=slot.on,
        last=slot.on,
        under_weight=slot.under_weight,
        over_weight=slot.over_weight,
    )
    if seat.index < slot.minimum:
        line = replace(line, minimum=slot.minimum - 1)
    posts = (replace(p, coverage=(*p.coverage, line)) if p.code == slot.post else p for p in problem.posts)
    return replace(problem, posts=tuple(posts))
