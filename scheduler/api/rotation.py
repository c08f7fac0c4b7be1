"""Tours left before rotation, by the limits that the policy has in force."""

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, RotationClass, Severity
from scheduler.ledger import ContactLimit, ToursLeft, tours_left
from scheduler.rules import uses


def rotation_left(problem: Problem, roster: Roster) -> dict[Badge, tuple[ToursLeft, ...]]:
    """Return for each officer the areas with inmates, fewest tours left first, as the policy limits them.

    The limits are the contact targets and caps on the roster's last date; rotation is due where tenure starts to ask.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    limits: list[ContactLimit] = []
    rotation: dict[RotationClass, int] = {}
    for use in uses(problem):
        if not use.scope.covers(problem.period.last):
            continue
        if use.rule.key == "contact":
            limits.append(ContactLimit(days=use.config.days, limit_minutes=use.config.limit_minutes))
        elif use.rule.key == "area_tenure" and use.entry.severity in (Severity.ASK, Severity.SHOW):
            held = RotationClass(use.config.rotation)
            rotation[held] = min(rotation.get(held, use.config.limit_days), use.config.limit_days)
    return tours_left(problem, roster, limits, rotation)
