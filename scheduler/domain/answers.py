"""What questions about a roster are answered with: plain values, ready to be shown or written as JSON."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.attention import Band, Factor
from scheduler.domain.findings import Finding, Message, TierValue
from scheduler.domain.observations import Observations
from scheduler.domain.roster import Tour, TourChange
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute, PostCode, SeatId, Severity, ShiftCode, TourKind


class ExplainError(ValueError):
    """The question cannot be answered; one sentence says why."""


class Reason(StrEnum):
    """What keeps an officer off a seat; where several do, the first in this order counts."""

    ON_CRITICAL = "on_critical"
    ON_OTHER = "on_other"
    ON_DUTY = "on_duty"
    REST = "rest"
    TEAM = "team"
    HOURS = "hours"
    LEAVE = "leave"
    OVERTIME = "overtime"
    CONTACT = "contact"
    LOCKED = "locked"
    OTHER = "other"
    NOT_ELIGIBLE = "not_eligible"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The best roster with her on the seat's post and shift allowed, and barred from it.

    Attributes:
        tiers: What both are worth; the difference is the price of doing without her.
        proven: How many tiers, from the first on, are proven in both: what they say is exact.
        instead: Who is on the post and shift when she is barred.
    """

    seat: SeatId
    badge: Badge
    tiers: tuple[TierStep, ...]
    proven: int
    instead: tuple[Badge, ...]

    @property
    def is_proven(self) -> bool:
        """Whether the whole difference is exact.

        Tiers come in order, so the first tier that differs decides; those after it are told, and exact where proven.
        """
        return self.proven == len(self.tiers)

    @property
    def sentence(self) -> str:
        """The answer in words."""
        said = []
        for n, tier in enumerate(self.tiers):
            if tier.delta:
                amount = f"{abs(tier.delta) / tier.scale:.1f}".removesuffix(".0")
                known = "proven" if n < self.proven else "best found"
                said.append(f"{tier.name}, {amount} {tier.unit} {'more' if tier.delta > 0 else 'less'} ({known})")
        if said:
            return f"Without {self.badge} on this seat: {'; '.join(said)}."
        known = "proven" if self.is_proven else "as far as was found in the time given"
        return f"Without {self.badge} on this seat the roster would be worth the same ({known})."


class RemedyKind(StrEnum):
    """What a repair does."""

    CALL_IN = "call_in"
    MOVE = "move"
    WAIVE = "waive"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One way to deal with an empty seat, tried out: `tiers` is what the roster is worth before and after.

    Attributes:
        tour: What enters the roster; None where the seat is closed.
        gone: Tours that leave it.
        emptied: Seats that are empty instead.
        waived: The stop rules that would need a waiver, each with the exact breach; nobody takes it but the supervisor.
    """

    kind: RemedyKind
    message: Message
    tour: Tour | None = None
    gone: tuple[Tour, ...] = ()
    emptied: tuple[SeatId, ...] = ()
    waived: tuple[Objection, ...] = ()
    tiers: tuple[TierStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A policy entry that takes part, in words."""

    entry: str
    severity: Severity
    message: Message
    source: str
    agreement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Why critical seats stay empty.

    Attributes:
        is_impossible: True: the seats cannot all be filled, two configurations agree. False: they can, the checker
            agrees. None: nothing was proven in the time given.
        first, last: Dates whose critical seats (and the seat asked about) are meant, inclusive.
        seats: How many seats those are.
        entries: Entries that together make it impossible; empty where availability alone does.
        is_smallest: Each entry was left out by itself, and the rest let all seats be filled.
    """

    seat: SeatId
    is_impossible: bool | None
    first: date
    last: date
    seats: int
    entries: tuple[RuleLine, ...] = ()
    is_smallest: bool = False

    @property
    def sentence(self) -> str:
        """The answer in words; the entries are listed apart."""
        when = f"on {self.first}" if self.first == self.last else f"from {self.first} to {self.last}"
        what = f"the {self.seats} critical seats {when}"
        if self.is_impossible is None:
            return f"Nothing was proven in the time given about {what}."
        if not self.is_impossible:
            return f"No rule stands in the way: a roster that keeps every never and stop rule fills {what}."
        if not self.entries:
            return f"Whatever the rules: with those who are available, {what} cannot all be filled."
        only = ", and without any one of them they could" if self.is_smallest else ""
        return f"Together these make that {what} cannot all be filled{only}."


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePoint:
    """One number and what the best roster under it is worth, up to the tier that pays.

    `tiers` is empty where no roster was found; `is_impossible` then says whether two searches agree that there is none.
    """

    number: int
    tiers: tuple[TierValue, ...]
    is_impossible: bool = False

    @property
    def is_proven(self) -> bool:
        """Whether every tier is the best possible, so that the point is exact."""
        return self.is_impossible or (bool(self.tiers) and all(t.bound == t.value for t in self.tiers))


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """Points in order of their numbers; the last tier of each is the one that pays."""

    what: str
    points: tuple[PricePoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An officer for a seat.

    Attributes:
        tour: The tour that it would be.
        is_possible: Whether no never or stop rule would be broken.
        tiers: What each tier would come to, in order, less what it is now; empty where it is not possible.
        words: Why not, in the words of the first rule that says so; none where it is possible.
        come, gone: Findings that would come and go, of every severity that is listed; only where they were asked for.
    """

    tour: Tour
    is_possible: bool
    tiers: tuple[int, ...] = ()
    words: tuple[Message, ...] = ()
    come: tuple[Finding, ...] = ()
    gone: tuple[Finding, ...] = ()

    @property
    def badge(self) -> Badge:
        """Whose tour it would be."""
        return self.tour.badge

    @property
    def kind(self) -> TourKind:
        """What kind of tour it would be."""
        return self.tour.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class HousingMove:
    """An inmate housed elsewhere from minute `at` on, without changing a tour.

    Attributes:
        cleared: So many officers whom the roster takes over a contact limit with him are then under all of them.
        made: So many others are taken over one.
        is_best: No move of one inmate that breaks no limit leaves fewer pairs over one: all that could were tried.
    """

    inmate: InmateRef
    area: AreaCode
    at: Minute
    cleared: int
    made: int
    is_best: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPlan:
    """One way to mend a roster after an event.

    Attributes:
        changes: What leaves and what enters, by start; tours of one seat and start are paired.
        count: How many tours differ from the roster before the event: `changed_tours`.
        least: No repair with whole tours that reaches as much in the first tiers changes fewer.
        proved_by: How that is known; "" when no more is known than what the event itself changes.
        tiers: What the roster is worth before the event and after the repair.
        notes: Sentences on what the repair could not do or prove.
        broken: Findings of never and stop rules that the repair leaves and that were not there before.
    """

    changes: tuple[TourChange, ...]
    count: int
    least: int
    proved_by: str
    tiers: tuple[TierStep, ...]
    notes: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()

    @property
    def is_proven(self) -> bool:
        """Whether no repair changes fewer tours."""
        return self.count <= self.least


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweringAsked:
    """Which post, shift and date is to come under the least points of a band, and what was observed up to `now`.

    Attributes:
        withheld: Factors that the reader may not see: to him they are as if they were not known, here too.
    """

    post: PostCode
    shift: ShiftCode
    on: date
    band: Band
    seen: Observations
    now: Minute
    withheld: tuple[Factor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """What brings a post under a band of the attention index.

    The cheapest change is one by which none of the tiers before fair shares loses anything, if there is one; of those,
    or else of all, one that changes the fewest tours, as `changed_tours` counts them.

    Attributes:
        before: Points now; what is not known is left out, here and in `after`.
        fixed: Points of reviews, rounds and logs, which no roster changes.
        after: Points after the change (`before` where none is needed); None: nothing was found.
        gone: The tours that leave.
        come: The tours that enter; none where no change is needed or found.
        tiers: What the change does to every tier.
        changes: How many tours it changes.
        least_changes: Proven: so many tours must change at the least; by any change, or, where it costs none of the
            first tiers anything, by any such change.
        is_free: None of the tiers before fair shares loses anything.
        is_out_of_reach: No roster can that keeps the rules and what has begun, is locked or is past.
        is_proven: The change is the cheapest there is; with none, that there is none. False: the time was up.
    """

    band: Band
    before: int
    fixed: int
    after: int | None = None
    gone: tuple[Tour, ...] = ()
    come: tuple[Tour, ...] = ()
    tiers: tuple[TierStep, ...] = ()
    changes: int = 0
    least_changes: int = 0
    is_free: bool = False
    is_out_of_reach: bool = False
    is_proven: bool = False

    @property
    def sentence(self) -> Message:
        """What was found, in one sentence."""
        params: dict[str, str | int] = {"band": self.band.value, "least": self.band.least, "fixed": self.fixed}
        params |= {"after": self.after if self.after is not None else self.before}
        params |= {"changes": self.changes, "fewest": self.least_changes}
        if self.after is not None and not self.changes:
            template = "It is under {band} already, with {after} points."
        elif self.after is not None and self.is_proven and self.is_free:
            template = (
                "{changes} changed tours bring it to {after} points; no change that loses nothing before fair shares "
                "takes fewer (proven)."
            )
        elif self.after is not None and self.is_proven:
            template = (
                "{changes} changed tours bring it to {after} points; none does it without a loss before fair shares, "
                "and none takes fewer tours (proven)."
            )
        elif self.after is not None:
            template = (
                "{changes} changed tours bring it to {after} points (found; at least {fewest} must change: proven)."
            )
        elif self.fixed >= self.band.least:
            template = "No roster can: reviews, rounds and logs alone make {fixed} points; {band} begins at {least}."
        elif self.is_out_of_reach:
            template = "No roster can that keeps the rules and what has begun, is locked or is past (proven)."
        elif self.least_changes:
            template = "Nothing was found in the time given; tours that must change at the least: {fewest} (proven)."
        else:
            template = "Nothing was found in the time given."
        return Message(template=template, params=params)
