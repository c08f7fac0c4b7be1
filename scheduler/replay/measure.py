"""What one roster of a past period is worth, without names: overtime, gaps, moves, awards, breaches."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scheduler.domain.findings import Finding, Report
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import AreaCode, Badge, Priority, Severity, TourKind
from scheduler.replay.bands import LEAST, Band
from scheduler.rule import Scope, View
from scheduler.rules import rule_of

CONTACT = ("contact", "self_chosen_contact", "cool_down", "one_to_one_repeats")
"""Rules about time with any one inmate: their breaches depend on where inmates are."""

TENURE = ("area_tenure", "area_share")
"""Rules about time in one area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCount:
    """How many findings an entry has: as planned, and with inmates' real moves."""

    entry: str
    rule: str
    severity: Severity
    planned: int
    realised: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BandMoves:
    """How many officers of a band have another main area than before; None where it would speak of fewer than five.

    Attributes:
        band: The band in words.
        officers: How many officers of the band worked both in the 28 days before and in the period.
        moves: How many of them have another main area than in the 28 days before.
        otherwise: How many of them have another main area than they really had in the period itself.
    """

    band: str
    officers: int | None
    moves: int | None
    otherwise: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a roster of a past period is worth. Minutes are true minutes."""

    voluntary_minutes: int
    mandated_minutes: int
    empty_minutes: int
    awards_broken: int
    findings: tuple[EntryCount, ...]
    moves: tuple[BandMoves, ...]

    def breaches(self, rules: tuple[str, ...]) -> tuple[int, int]:
        """Return how many findings these rules have: planned, realised."""
        lines = [line for line in self.findings if line.rule in rules]
        return sum(line.planned for line in lines), sum(line.realised for line in lines)


def measure(
    problem: Problem,
    roster: Roster,
    reports: tuple[Report, Report],
    bands: Mapping[Badge, Band],
    history: tuple[dict[Badge, AreaCode], dict[Badge, AreaCode]],
) -> Measured:
    """Measure a roster.

    Args:
        problem: The period.
        roster: Its tours.
        reports: What the checker says of them with the moves that were known, and with the real ones.
        bands: Band of each officer.
        history: Main area of each officer in the 28 days before, and in the period as worked.
    """
    tours = roster.tours
    main = main_areas(problem, tours)
    return Measured(
        voluntary_minutes=sum(t.minutes for t in tours if t.kind == TourKind.VOLUNTARY_OVERTIME),
        mandated_minutes=sum(t.minutes for t in tours if t.kind.is_overtime and t.kind != TourKind.VOLUNTARY_OVERTIME),
        empty_minutes=_empty(problem, roster),
        awards_broken=_awards_broken(problem, tours),
        findings=_counts(reports[0].findings, reports[1].findings),
        moves=_moves(main, bands, *history),
    )


def main_areas(problem: Problem, tours: Iterable[Tour]) -> dict[Badge, AreaCode]:
    """Return the area in which each officer has most time, of equals the first by code."""
    areas = {post.code: post.area for post in problem.posts}
    minutes: dict[Badge, Counter[AreaCode]] = defaultdict(Counter)
    for tour in tours:
        if tour.post in areas:
            minutes[tour.badge][areas[tour.post]] += tour.minutes
    return {badge: min(spent, key=lambda area: (-spent[area], area)) for badge, spent in minutes.items()}


def _empty(problem: Problem, roster: Roster) -> int:
    """Return for how many minutes minimum seats of critical and mandatory posts were empty."""
    rule = rule_of("seats")
    view, scope = View(problem, roster), Scope(problem.period.first, problem.period.last)
    wanted = (rule.Config(priority=p.value) for p in (Priority.CRITICAL, Priority.MANDATORY))
    return sum(breach.amount for config in wanted for breach in rule.check(view, config, scope))


def _awards_broken(problem: Problem, tours: tuple[Tour, ...]) -> int:
    """Return how many awards have less than half of their holder's regular time while they are in force."""
    regular: dict[Badge, list[Tour]] = defaultdict(list)
    for tour in tours:
        if not tour.kind.is_overtime:
            regular[tour.badge].append(tour)
    broken = 0
    for award in problem.awards:
        own = [t for t in regular[award.badge] if t.on >= award.first and (award.last is None or t.on <= award.last)]
        held = [t for t in own if t.post == award.post and award.shift in (None, t.shift)]
        broken += 2 * sum(t.minutes for t in held) < sum(t.minutes for t in own)
    return broken


def _counts(planned: Iterable[Finding], realised: Iterable[Finding]) -> tuple[EntryCount, ...]:
    before = Counter((f.entry, f.rule, f.severity) for f in planned)
    after = Counter((f.entry, f.rule, f.severity) for f in realised)
    return tuple(
        EntryCount(entry=key[0], rule=key[1], severity=key[2], planned=before[key], realised=after[key])
        for key in sorted({*before, *after})
    )


def _moves(
    main: dict[Badge, AreaCode],
    bands: Mapping[Badge, Band],
    before: dict[Badge, AreaCode],
    worked: dict[Badge, AreaCode],
) -> tuple[BandMoves, ...]:
    found = []
    for band in sorted(set(bands.values()), key=lambda b: b.least):
        both = [badge for badge in main if bands.get(badge) == band and badge in before]
        known = [badge for badge in main if bands.get(badge) == band and badge in worked]
        found.append(
            BandMoves(
                band=band.label,
                officers=len(both) if len(both) >= LEAST else None,
                moves=sum(main[b] != before[b] for b in both) if len(both) >= LEAST else None,
                otherwise=sum(main[b] != worked[b] for b in known) if len(known) >= LEAST else None,
            )
        )
    return tuple(found)
