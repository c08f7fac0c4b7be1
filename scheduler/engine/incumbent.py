"""The best roster so far and what is proven of it; tells the world when either gets better."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scheduler.domain.findings import Certificate, TierValue
from scheduler.domain.roster import Roster
from scheduler.engine.control import Control
from scheduler.engine.score import Assignment
from scheduler.engine.tours import roster_of
from scheduler.wire.progress import Progress

UNPROVEN = "not proven: trivial bound"
ROSTER_EVERY_SECONDS = 0.5


@dataclass
class Incumbent:
    """Best assignment, bounds by tier, and the reports about them. Its methods may be called from any thread."""

    best: Assignment
    control: Control
    report: Callable[[Progress], None]
    bounds: list[tuple[int, str]] = field(default_factory=list)
    first_seconds: float | None = None
    _rank: tuple[int, ...] = ()
    _last_roster: float = -1.0
    _is_untold: bool = False
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        self._rank = self.best.rank()
        lowest = [min(0, self._least_price(t)) for t in range(len(self.best.compiled.tiers))]
        self.bounds = [(least, UNPROVEN) for least in lowest]
        self._trivial = lowest
        self._given: list[tuple[int, ...]] = [()] * len(lowest)

    def _least_price(self, tier: int) -> int:
        """Return a value that the tier cannot go below: all its rewards at once, 0 when nothing rewards."""
        compiled = self.best.compiled
        cost = compiled.cell_cost.get(tier)
        cells = 0 if cost is None else int(cost[compiled.allowed & (cost < 0)].sum())
        over = sum(int(line.over_cost[line.over_cost < 0].sum()) for line in compiled.covers if line.tier == tier)
        return cells + over * compiled.officers

    @property
    def rank(self) -> tuple[int, ...]:
        """What the best is compared by."""
        return self._rank

    @property
    def is_legal(self) -> bool:
        """Whether the best keeps every hard limit."""
        return self._rank[0] <= self.best.scorer.forced

    @property
    def is_proven(self) -> bool:
        """Whether no tier can get better."""
        return all(v <= b for v, (b, _) in zip(self.best.values(), self.bounds, strict=True))

    def offer(self, candidate: Assignment) -> bool:
        """Take a candidate if it is better; return whether it was."""
        with self._lock:
            rank = candidate.rank()
            if rank >= self._rank:
                return False
            self.best, self._rank = candidate, rank
            self._forget()
            self.tell()
            return True

    def _forget(self) -> None:
        """Drop the bounds that were proven for rosters which keep more in the tiers above than the best now does."""
        values = self.best.values()
        for tier, given in enumerate(self._given):
            if any(now > then for now, then in zip(values, given, strict=False)):
                self.bounds[tier] = (self._trivial[tier], UNPROVEN)
                self._given[tier] = ()

    def tell(self) -> None:
        """Report the best roster, if it is legal."""
        with self._lock:
            if not self.is_legal:
                return
            now = self.control.seconds
            if self.first_seconds is None:
                self.first_seconds = now
            self._is_untold = not self._is_due(now)
            roster: Roster | None = None
            if not self._is_untold:
                self._last_roster = now
                roster = roster_of(self.best)
            self.report(Progress(event="solution", seconds=now, tiers=self.tiers(), roster=roster))

    def tell_late(self) -> None:
        """Report the best roster if its tours were held back, lest whoever listens lose it with this process."""
        with self._lock:
            if self._is_untold and self._is_due(self.control.seconds):
                self.tell()

    def _is_due(self, now: float) -> bool:
        return now - self._last_roster >= ROSTER_EVERY_SECONDS or self._last_roster < 0

    def note(self, sentence: str) -> None:
        """Report in words what went wrong and cost only itself."""
        with self._lock:
            message = sentence[0].upper() + sentence[1:]
            self.report(Progress(event="note", seconds=self.control.seconds, message=message))

    def tell_end(self, roster: Roster, certificate: Certificate) -> None:
        """Report what the build ends with; nothing is told after it."""
        with self._lock:
            self._is_untold = False
            self.report(
                Progress(
                    event="finished",
                    seconds=self.control.seconds,
                    tiers=certificate.tiers,
                    roster=roster,
                    certificate=certificate,
                )
            )

    def prove(self, tier: int, bound: int, proved_by: str) -> None:
        """Note a bound that is proven given the best's values above it, if it is better than what is known."""
        self.prove_all([(tier, bound, proved_by)])

    def prove_all(self, proofs: list[tuple[int, int, str]]) -> None:
        """Note (tier, bound, how proved), and report once if anything is new."""
        with self._lock:
            values, is_new = self.best.values(), False
            for tier, bound, proved_by in proofs:
                if tier >= self.best.compiled.estimated:
                    continue  # what is proven of overstated values says nothing of the true ones
                known, by = self.bounds[tier]
                if bound > known or (by == UNPROVEN and bound == known == values[tier]):
                    self.bounds[tier] = (bound, proved_by)
                    self._given[tier] = values[:tier]
                    is_new = True
            if is_new:
                self.report(Progress(event="bound", seconds=self.control.seconds, tiers=self.tiers()))

    def tiers(self) -> tuple[TierValue, ...]:
        """Return values and bounds in order."""
        values = self.best.values()
        return tuple(
            TierValue(key=t.key, name=t.name, unit=t.unit, scale=t.scale, value=v, bound=b, proved_by=by)
            for t, v, (b, by) in zip(self.best.compiled.tiers, values, self.bounds, strict=True)
        )

    def with_bounds(self, tiers: tuple[TierValue, ...]) -> tuple[TierValue, ...]:
        """Return the checker's tier values with the bounds that are proven.

        A bound speaks of rosters that keep so much in the tiers above; where the checker counts more there, it says
        nothing.
        """
        found = []
        for n, (tier, given) in enumerate(zip(tiers, self._given, strict=True)):
            holds = all(t.value <= most for t, most in zip(tiers, given, strict=False))
            bound, by = self.bounds[n] if holds else (self._trivial[n], UNPROVEN)
            found.append(replace(tier, bound=bound, proved_by=by))
        return tuple(found)
