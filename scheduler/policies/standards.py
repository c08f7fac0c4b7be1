"""What a policy says of rotation and meals, as the attention index needs it."""

from scheduler.attention import RotationLimit, Standards
from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.words import RotationClass, Severity
from scheduler.ledger import MealTimes
from scheduler.rules import uses

_A_MONTH = 30
"""Days that a calendar month counts for, only to tell which of two limits comes sooner."""


def standards_of(problem: Problem) -> Standards:
    """Return when rotation is due by class, and how meals are planned, on the period's last date.

    Rotation is due where tenure starts to ask (a notice that is only shown does not make it due, unless nothing asks),
    and where nothing but a stop is set, at the stop.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    held: dict[RotationClass, dict[Severity, list[Cadence]]] = {}
    meals: MealTimes | None = None
    for use in uses(problem):
        if not use.scope.covers(problem.period.last):
            continue
        if use.rule.key == "area_tenure":
            cadence = Cadence(days=use.config.limit_days, months=use.config.limit_months)
            lines = held.setdefault(RotationClass(use.config.rotation), {})
            lines.setdefault(use.entry.severity, []).append(cadence)
        elif use.rule.key == "meal_relief" and meals is None:
            meals = use.config.times
    return Standards(rotation={of: _limit(lines) for of, lines in held.items()}, meals=meals)


def _limit(lines: dict[Severity, list[Cadence]]) -> RotationLimit:
    stops = [c for severity in (Severity.NEVER, Severity.STOP) for c in lines.get(severity, ())]
    asked = lines.get(Severity.ASK) or lines.get(Severity.PRICED) or lines.get(Severity.SHOW) or stops
    return RotationLimit(due=min(asked, key=_length), stop=min(stops, key=_length, default=None))


def _length(cadence: Cadence) -> int:
    return cadence.months * _A_MONTH if cadence.months else cadence.days
