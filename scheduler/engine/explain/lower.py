"""What would bring a post under a band of the attention index: the cheapest change of one seat, all of them tried.

Looked at are the post's seats on the shift in question, on its date and on the dates of the roster within the 28
before, each with every officer whom no never or stop rule keeps off; shifts that have begun stay as they are. They are
tried in order of the tiers, so the first one that helps is the cheapest of them; where none does, that is known as
well. Then several seats change hands: what each holder has too much, the cheapest seats and takers first, or all that
one holder has there. How many seats any change needs is bounded (`least_seats`): a change of so few is
proven to be of the fewest seats, though not to be the cheapest of them. Where the bound says so, no roster can go under
the band; nor where reviews, rounds and logs alone reach it, which no roster changes. What is not known, or withheld
from whoever asks, is left out of the figures.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from scheduler.attention import AttentionTable, attention_table
from scheduler.domain.answers import ExplainError, Lowering, LoweringAsked, steps
from scheduler.domain.attention import FACTORS
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge
from scheduler.engine.explain.least_seats import OF_ROSTER, Way, holding, ways
from scheduler.engine.explain.probe import Prober
from scheduler.engine.repair.candidates import SeatError, candidates
from scheduler.policies.standards import standards_of
from scheduler.rule import facts_of

DATES = 28
MOST_FOR_A_SEAT = 8
"""Officers that are looked at for each of several seats, the cheapest ones."""

Trial = tuple[tuple[int, ...], str, Badge, tuple[Tour, ...], Tour]
"""What the tiers come to, seat and badge (to break ties), the tours that leave and the one that enters."""

Change = tuple[tuple[Tour, ...], tuple[Tour, ...]]
"""The tours that leave and those that enter."""


def lower(prober: Prober, asked: LoweringAsked, stop: threading.Event, seconds: float) -> Lowering:
    """Return the cheapest change of one seat that brings a post under a band, or why there is none.

    Args:
        prober: The problem and the roster.
        asked: Which post, shift and date, which band, and what was observed.
        stop: Set: end now.
        seconds: How long may be tried.

    Raises:
        ExplainError: the roster has no such cell, or it is not open.
    """
    deadline = time.monotonic() + seconds
    problem, roster = prober.problem, prober.roster
    table = _table(problem, roster, asked)
    try:
        at = table.index(asked.post, asked.shift, asked.on)
    except KeyError as error:
        raise ExplainError(f"There is no {asked.post} on {asked.shift} of {asked.on} in this roster") from error
    if not table.open[at]:
        raise ExplainError("Nobody is asked for there, or nobody is there: it has no points")
    before, ceiling = int(table.low[at]), asked.band.least
    fixed = sum(int(table.part_low[(n, *at)]) for n, f in enumerate(FACTORS) if f not in OF_ROSTER)
    found = Lowering(band=asked.band, before=before, fixed=fixed)
    if before < ceiling:
        return replace(found, is_proven=True, after=before)
    if fixed >= ceiling:
        return replace(found, is_proven=True)
    slot = facts_of(problem).slot_at.get((asked.post, asked.on, asked.shift))
    if slot is not None and slot.start <= asked.now:
        raise ExplainError("That shift has begun: rounds may still lower its points, a change of the roster may not")
    trials = sorted(_trials(prober, asked), key=lambda trial: trial[:3])
    for n, (_, _, _, gone, come) in enumerate(trials):
        if stop.is_set() or time.monotonic() > deadline:
            return replace(found, tried=n)
        changed = table.changed(gone, (come,))
        if changed.open[at] and changed.low[at] < ceiling:
            after = prober.edited(gone, (come,)).report
            tiers = steps(prober.checker.report.tiers, after.tiers)
            low = int(changed.low[at])
            return replace(found, is_proven=True, tried=n + 1, after=low, gone=gone, come=(come,), tiers=tiers)
    found = replace(found, tried=len(trials), is_all_tried=True)
    possible = ways(prober, asked, table)
    if not possible:
        return replace(found, is_proven=True, is_out_of_reach=True)
    found = replace(found, least_seats=max(2, possible[0].seats))
    several = _Several(prober, asked, table, trials, lambda: stop.is_set() or time.monotonic() > deadline)
    return several.best(found, possible)


@dataclass(frozen=True, eq=False)
class _Several:
    """The search for a change of several seats; `trials` are those of one seat, the cheapest first."""

    prober: Prober
    asked: LoweringAsked
    table: AttentionTable
    trials: list[Trial]
    is_over: Callable[[], bool]

    def best(self, found: Lowering, possible: list[Way]) -> Lowering:
        """Return the change of the fewest seats found, of those the cheapest; proven where fewer never do."""
        before = self.prober.checker.report
        best: Lowering | None = None
        for gone, come in self._changes(possible):
            if best is not None and len(come) > len(best.come):
                continue
            changed, after = self.table.changed(gone, come), self.prober.edited(gone, come).report
            if any(finding not in before.blocking for finding in after.blocking):
                continue
            at = self.table.index(self.asked.post, self.asked.shift, self.asked.on)
            if not changed.open[at] or changed.low[at] >= self.asked.band.least:
                continue
            tiers, low = steps(before.tiers, after.tiers), int(changed.low[at])
            made = replace(found, after=low, gone=gone, come=come, tiers=tiers)
            made = replace(made, is_proven=len(come) <= found.least_seats)
            if best is None or _order(made) < _order(best):
                best = made
        if best is not None or self.is_over():
            return best or found
        return replace(found, is_proven=True)

    def _changes(self, possible: list[Way]) -> Iterator[Change]:
        for way in possible:
            for is_spread in (False, True):
                change = self._shared_out(way, is_spread)
                if change is not None:
                    yield change
        for tours in _held(self.prober, self.asked):
            yield from _enough(self.prober, self.asked, self.table, tours, self.is_over)
            if self.is_over():
                return

    def _shared_out(self, way: Way, is_spread: bool) -> Change | None:
        """Return a change by which each holder gives what he has too much, none taking more than he may have."""
        left = Counter(way.leaving)
        dates = {badge: set(on) for badge, on in holding(self.prober, self.asked).dates.items()}
        gone: tuple[Tour, ...] = ()
        come: tuple[Tour, ...] = ()
        known = self.prober.checker.report.blocking
        pool = list(self.trials)
        while left.total() and pool and not self.is_over():
            if is_spread:
                taken = Counter(t.badge for t in come)
                pool.sort(key=lambda trial: taken[trial[2]])
            *_, leaving, entering = trial = pool.pop(0)
            own = {tour.badge for tour in leaving}
            has = dates.setdefault(entering.badge, set())
            if entering.seat in {t.seat for t in come} or not any(left[badge] for badge in own):
                continue
            if len(has | {entering.on}) > way.most[entering.badge]:
                continue
            after = self.prober.edited((*gone, *leaving), (*come, entering)).report
            if any(finding not in known for finding in after.blocking):
                continue
            gone, come = (*gone, *leaving), (*come, entering)
            has.add(entering.on)
            for badge in own:
                left[badge] = max(0, left[badge] - 1)
            pool = [other for other in pool if other[1] != trial[1]]
        return (gone, come) if come and not left.total() else None


def _order(found: Lowering) -> tuple[int, list[int]]:
    return len(found.come), [tier.after for tier in found.tiers]


def _enough(
    prober: Prober, asked: LoweringAsked, table: AttentionTable, tours: tuple[Tour, ...], is_over: Callable[[], bool]
) -> Iterator[Change]:
    """Yield ways to give tours away that bring the post under the band: to the cheapest, and spread over many."""
    at = table.index(asked.post, asked.shift, asked.on)
    for is_spread in (False, True):
        change = _given_away(prober, table, at, tours, is_spread, is_over)
        if change is not None:
            changed = table.changed(*change)
            if changed.open[at] and changed.low[at] < asked.band.least:
                yield change


def _held(prober: Prober, asked: LoweringAsked) -> list[tuple[Tour, ...]]:
    """Return what each holder has of the post and shift in the dates that count and may still change, fewest first."""
    first = asked.on - timedelta(days=DATES - 1)
    by_badge: dict[Badge, list[Tour]] = {}
    for tour in sorted(prober.roster.tours):
        is_there = (tour.post, tour.shift) == (asked.post, asked.shift) and first <= tour.on <= asked.on
        if is_there and tour.start > asked.now:
            by_badge.setdefault(tour.badge, []).append(tour)
    held = [tuple(tours) for tours in by_badge.values() if all(prober.is_movable(tour) for tour in tours)]
    return sorted(held, key=lambda tours: (len(tours), tours[0].badge))


def _given_away(
    prober: Prober,
    table: AttentionTable,
    at: tuple[int, int, int],
    tours: tuple[Tour, ...],
    is_spread: bool,
    is_over: Callable[[], bool],
) -> Change | None:
    """Return (tours that leave, tours that enter) so that others hold these tours' seats; None: nobody may take one.

    Of the cheapest for each seat the one is taken with whom the post has the fewest points; of several such the
    cheapest, or, to spread them, whoever took fewest so far.
    """
    roster, prepared = prober.roster, prober.prepared
    gone: tuple[Tour, ...] = ()
    come: tuple[Tour, ...] = ()
    for tour in tours:
        if is_over():
            return None
        able = [c.tour for c in candidates(prober.problem, roster, tour.seat, prepared, 0, False) if c.is_possible]
        if not able:
            return None
        taken = Counter(t.badge for t in come)
        keys = [
            (int(table.changed((*gone, tour), (*come, t)).low[at]), is_spread and taken[t.badge])
            for t in able[:MOST_FOR_A_SEAT]
        ]
        entering = able[keys.index(min(keys))]
        gone, come = (*gone, tour), (*come, entering)
        roster = roster.with_changes((tour,), (entering,))
        prepared = prepared.followed(roster)
    return gone, come


def _table(problem: Problem, roster: Roster, asked: LoweringAsked) -> AttentionTable:
    withheld = frozenset(asked.withheld)
    return attention_table(problem, roster.tours, asked.seen, asked.now, standards_of(problem), withheld=withheld)


def _trials(prober: Prober, asked: LoweringAsked) -> Iterator[Trial]:
    problem, roster = prober.problem, prober.roster
    for days in range(DATES):
        slot = facts_of(problem).slot_at.get((asked.post, asked.on - timedelta(days=days), asked.shift))
        for seat in slot.seats if slot is not None and slot.start > asked.now else ():
            gone = tuple(t for t in roster.tours if t.seat == seat)
            try:
                able = candidates(problem, roster, seat, prober.prepared, 0, False)
            except SeatError:
                continue  # the tour on it stands
            for candidate in able:
                if candidate.is_possible:
                    yield candidate.tiers, seat, candidate.tour.badge, gone, candidate.tour
