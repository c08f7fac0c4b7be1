"""The staffing plan as a dated object, and the absences that its relief factor is reckoned from."""

from dataclasses import dataclass
from datetime import date

from scheduler.domain.words import PostCode, ShiftCode

PLAN_FACTORS = (
    "accepted practice",
    "judicial findings",
    "federal findings",
    "oversight findings",
    "physical plant",
    "population",
    "supervisors",
    "programs",
    "state and local law",
    "incidents",
    "other",
)
"""What 28 CFR 115.13(a) asks a plan to weigh, by short name and in its order. None is a trait of an officer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFactor:
    """What the plan says of one of `PLAN_FACTORS`."""

    factor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMinimum:
    """The plan's minimum of officers on a post and shift."""

    post: PostCode
    shift: ShiftCode
    minimum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingPlan:
    """The facility's staffing plan from local date `effective` until a later one.

    `population` is the number of inmates that it assumes; `review_by` the date of its next review, a year after
    `reviewed` at the latest (28 CFR 115.13(c)).
    """

    effective: date
    approver: str
    population: int
    reviewed: date
    review_by: date
    factors: tuple[PlanFactor, ...] = ()
    minimums: tuple[PlanMinimum, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceYear:
    """Minutes that all officers together were away in one category in a calendar year; `officers` on average.

    Totals of the facility, never of a person: the relief factor needs no more.
    """

    year: int
    category: str
    minutes: int
    officers: int
