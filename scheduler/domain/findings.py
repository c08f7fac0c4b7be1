"""What is said about a roster: messages, findings, tier values, reports and certificates."""

from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.words import Badge, SeatId, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A sentence to show: `template` with {named} places, filled by the console in the reader's language."""

    template: str
    params: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.template.format(**self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place on the roster that a finding is about: an officer's date, a seat, or both."""

    on: date
    badge: Badge | None = None
    seat: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of one rule, or one charge of a priced rule.

    Attributes:
        entry: Id of the policy entry that speaks.
        rule: Key of its rule.
        severity: What the finding asks of the supervisor.
        cells: Where it is; the first is where a click should lead.
        measured: What was found, in the rule's unit.
        limit: What is allowed, in the rule's unit.
        amount: Size of the breach for pricing, at least 1, in the rule's unit of price.
        detail: Further facts that `Rule.explain` needs, by name.
    """

    entry: str
    rule: str
    severity: Severity
    cells: tuple[Cell, ...]
    measured: int
    limit: int
    amount: int = 1
    detail: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierValue:
    """What a roster reaches in one tier: a whole number in 1/`scale` of `unit`; lower is better.

    `bound` is proven: no roster that keeps the values above it does better. None: nothing is proven.
    """

    key: str
    name: str
    unit: str
    scale: int
    value: int
    bound: int | None = None
    proved_by: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether value and bound differ by no more than one unit or one per cent."""
        if self.bound is None:
            return False
        return self.value - self.bound <= max(self.scale, abs(self.value) // 100) or self.value == self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The checker's whole answer: findings (the priced ones apart) and the value of every tier in order."""

    findings: tuple[Finding, ...]
    charges: tuple[Finding, ...]
    tiers: tuple[TierValue, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The never and stop findings."""
        return tuple(f for f in self.findings if f.severity.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is known of a built roster, so that anyone can check it again.

    Attributes:
        tiers: Value and proven bound of each tier, in order; the values are the checker's.
        problem_sha256: Hash of the problem's canonical JSON.
        roster_sha256: Hash of the roster's canonical JSON.
        seed: Random seed of the build.
        workers: Number of solver processes or threads.
        work_seconds: Time limit that was given.
        seconds: Time that was used.
        versions: (name, version) of what built it.
        assumptions: Sentences that the values rest on, such as "if nobody moves" and "rostered time only".
        seal: Hash of the canonical JSON of the certificate with this field empty: any later change shows.
    """

    tiers: tuple[TierValue, ...]
    problem_sha256: str
    roster_sha256: str
    seed: int
    workers: int
    work_seconds: float
    seconds: float
    versions: tuple[tuple[str, str], ...]
    assumptions: tuple[str, ...]
    seal: str = ""
