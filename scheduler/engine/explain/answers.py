"""What explanations say: plain values, ready to be shown or written as JSON."""

from dataclasses import dataclass

from scheduler.domain.findings import Message, TierValue
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, SeatId, Severity
from scheduler.engine.explain.reasons import Reason


class ExplainError(ValueError):
    """The question cannot be answered; one sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStep:
    """What a tier is worth before and after a change, in 1/`scale` of `unit`."""

    key: str
    name: str
    unit: str
    scale: int
    before: int
    after: int

    @property
    def delta(self) -> int:
        """What the change adds; negative where it helps."""
        return self.after - self.before


def steps(before: tuple[TierValue, ...], after: tuple[TierValue, ...]) -> tuple[TierStep, ...]:
    """Return every tier with its value before and after."""
    return tuple(
        TierStep(key=a.key, name=a.name, unit=a.unit, scale=a.scale, before=b.value, after=a.value)
        for b, a in zip(before, after, strict=True)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The officers whom one reason keeps off a seat."""

    reason: Reason
    message: Message
    badges: tuple[Badge, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatArithmetic:
    """Why a seat is empty, as a sum: every officer is counted once, in `shares` or in `free`.

    Attributes:
        needed: Critical seats (for a seat that is not critical: seats) that must be filled at that time.
        filled: How many of them somebody holds.
        officers: All officers; equal to the sum of all shares and of `free`.
        free: Officers whom no never or stop rule keeps off.
    """

    seat: SeatId
    needed: int
    filled: int
    is_critical: bool
    officers: int
    shares: tuple[Share, ...]
    free: tuple[Badge, ...]

    @property
    def sentence(self) -> str:
        """The whole sum in words."""
        what = "critical seats" if self.is_critical else "seats"
        parts = [str(share.message) for share in self.shares]
        if self.free:
            parts.append(f"{len(self.free)} could take it")
        return f"{self.needed} {what} needed, {self.filled} filled: of {self.officers} officers, {', '.join(parts)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What a never or stop rule says against an officer on a seat, with its numbers and where it comes from.

    `entry` and `source` are empty, and the numbers 0, where the officer is not eligible: no more is said then.
    """

    entry: str = ""
    severity: Severity = Severity.NEVER
    message: Message
    measured: int = 0
    limit: int = 0
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A smallest set of changes that lets an officer take a seat: without any one of them it is impossible again.

    Attributes:
        gone: Tours that leave the roster.
        waived: Entries of policy, all stop rules, that would need a waiver for this officer.
        tiers: What the roster is then worth.
    """

    gone: tuple[Tour, ...]
    waived: tuple[str, ...]
    tiers: tuple[TierStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why an officer is not put on a seat. Without objections she could be, for what `tiers` says."""

    seat: SeatId
    badge: Badge
    objections: tuple[Objection, ...]
    ways: tuple[Way, ...]
    tiers: tuple[TierStep, ...] = ()
