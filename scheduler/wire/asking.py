"""What is asked of the process that answers questions about a roster, and what it answers: one JSON line each."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scheduler.domain.answers import (
    Candidate,
    Choice,
    HousingMove,
    Lowering,
    LoweringAsked,
    PriceList,
    Refusal,
    Remedy,
    RepairPlan,
    RuleSet,
    SeatArithmetic,
)
from scheduler.domain.events import Event
from scheduler.domain.findings import Certificate, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.stints import StintPlan, StintTimes
from scheduler.domain.words import Badge, Minute, PostCode, SeatId, ShiftCode


class Topic(StrEnum):
    """What a question is about, with the fields of `Question` that it needs."""

    CANDIDATES = "candidates"  # seat: everybody for it, best first; first their order alone, then with reasons
    PLACES = "places"  # badge, on: the empty seats of a date for one officer
    WHY_EMPTY = "why_empty"  # seat: every officer counted under what keeps her off
    REMEDIES = "remedies"  # seat: what it would take to fill it
    RULE_SET = "rule_set"  # seat: a smallest set of rules that keeps it empty
    WHY_NOT = "why_not"  # seat, badge
    WHY_THIS = "why_this"  # seat, badge: what the roster would be worth without her there
    REPAIR = "repair"  # event: ranked repairs, one after another
    PRICES = "prices"  # frontier
    CERTIFY = "certify"  # what is proven of the roster as it stands
    LOWER = "lower"  # lowering: the cheapest change that brings a post under a band
    STINTS = "stints"  # on, shift, now, stint_times: who watches and who relieves in each part of a shift
    WARM = "warm"  # nothing: only get ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Which number is to be priced: a setting of a policy entry, or the minimum of a post (there is then no `entry`).

    Attributes:
        numbers: What it shall be, one after another.
        tier: Key of the tier that pays.
        as_limit: Make the entry a limit that is kept, whatever it is now.
    """

    entry: str = ""
    setting: str = ""
    post: PostCode | None = None
    numbers: tuple[int, ...]
    tier: str
    as_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `number` comes back with every answer to it, `seconds` is how long may be searched."""

    number: int
    topic: Topic
    seat: SeatId | None = None
    badge: Badge | None = None
    on: date | None = None
    event: Event | None = None
    frontier: Frontier | None = None
    lowering: LoweringAsked | None = None
    shift: ShiftCode | None = None
    now: Minute | None = None
    stint_times: StintTimes | None = None
    seconds: float = 10.0
    most: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One line to the process: what it is to hold from now on, where that has changed, and a question."""

    problem: Problem | None = None
    roster: Roster | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateList:
    """Candidates, best first, with what the tiers are now; their own figures are what would be added."""

    tiers: tuple[TierValue, ...]
    candidates: tuple[Candidate, ...]
    is_worded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairList:
    """Repairs, best first; `lost` is what the event takes, `housing` moves of one inmate that need no change of tours.

    Attributes:
        first_tiers: Keys of the tiers that come before the number of changes.
        is_at_hand: The plans are who could take the tour, found at a glance; what is proven follows and replaces them.
    """

    lost: tuple[Tour, ...]
    plans: tuple[RepairPlan, ...]
    housing: tuple[HousingMove, ...] = ()
    first_tiers: tuple[str, ...] = ()
    is_at_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to question `number`, or a part of one: a later line with the same number says more.

    Exactly one field below `seconds` is given; none where `error` says in a sentence why there is no answer, and none
    with the last line of `Topic.WARM`.
    """

    number: int
    is_last: bool = True
    error: str = ""
    seconds: float = 0.0
    candidates: CandidateList | None = None
    empty: SeatArithmetic | None = None
    remedies: tuple[Remedy, ...] | None = None
    rule_set: RuleSet | None = None
    refusal: Refusal | None = None
    choice: Choice | None = None
    repairs: RepairList | None = None
    prices: PriceList | None = None
    certificate: Certificate | None = None
    lowering: Lowering | None = None
    stints: StintPlan | None = None
