"""What a change of the roster does to the tiers, in the tiers' own words."""

from collections.abc import Iterable, Sequence

from console.document.words import amount
from scheduler.domain.answers import TierStep
from scheduler.domain.findings import TierValue

SHORT_UNITS = {"hours": "h", "hour": "h", "seat-hours": "h", "whole hours": "h", "officer-days": "days"}


def effect(name: str, unit: str, delta: int, scale: int) -> str:
    """Return "Voluntary overtime +8 h"; points are not named."""
    short = "" if unit == "points" else f" {SHORT_UNITS.get(unit, unit)}"
    return f"{name} {'+' if delta > 0 else '-'}{amount(abs(delta), scale)}{short}"


def effects(steps: Iterable[TierStep]) -> str:
    """Return what changes, tier by tier in order; "" where nothing does."""
    return "; ".join(effect(s.name, s.unit, s.delta, s.scale) for s in steps if s.delta)


def shared(tiers: Sequence[TierValue], deltas: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """Return the numbers of the tiers that all changes move by the same amount."""
    if len(deltas) < 2:
        return frozenset()
    return frozenset(n for n in range(len(tiers)) if deltas[0][n] and all(d[n] == deltas[0][n] for d in deltas))


def moves(tiers: Sequence[TierValue], deltas: tuple[int, ...], only: Iterable[int]) -> str:
    """Return what changes in some of the tiers."""
    return "; ".join(effect(tiers[n].name, tiers[n].unit, deltas[n], tiers[n].scale) for n in only if deltas[n])
