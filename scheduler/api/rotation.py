"""Tours left before rotation, by the limits that the policy has in force."""

from scheduler.domain.people import Cadence
from scheduler.domain.problem import Problem
from scheduler.domain.words import RotationClass, Severity
from scheduler.ledger import ContactLimit, ToursCount
from scheduler.rules import uses


def rotation_count(problem: Problem) -> ToursCount:
    """Return what counts each officer's tours left in areas with inmates, as the policy limits them.

    The limits are the contact targets and caps on the period's last date; rotation is due where tenure starts to ask (a
    notice that is only shown does not make it due, unless nothing asks).

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    cadences: dict[Severity, dict[RotationClass, tuple[Cadence, ...]]] = {Severity.SHOW: {}, Severity.ASK: {}}
    for use in uses(problem):
        if not use.scope.covers(problem.period.last):
            continue
        if use.rule.key == "area_tenure" and use.entry.severity in cadences:
            held = RotationClass(use.config.rotation)
            cadence = Cadence(days=use.config.limit_days, months=use.config.limit_months)
            known = cadences[use.entry.severity]
            known[held] = (*known.get(held, ()), cadence)
    return ToursCount(problem, contact_limits(problem), cadences[Severity.SHOW] | cadences[Severity.ASK])


def contact_limits(problem: Problem) -> tuple[ContactLimit, ...]:
    """Return the contact targets and caps on a period's last date.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
    """
    return tuple(
        ContactLimit(days=use.config.days, limit_minutes=use.config.limit_minutes)
        for use in uses(problem)
        if use.rule.key == "contact" and use.scope.covers(problem.period.last)
    )
