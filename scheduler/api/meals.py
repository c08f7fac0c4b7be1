"""Who relieves whom for a meal, by the numbers of the policy in force."""

from datetime import date

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.ledger import MealPlan, plan_meals
from scheduler.rule import read_config
from scheduler.rules import rule_of

RULE = "meal_relief"


def meal_plan(problem: Problem, roster: Roster, on: date) -> MealPlan | None:
    """Return the meals of the shifts that start on local date `on`; None where policy plans none.

    Raises:
        InvalidSettingError: the policy's entry cannot be read.
    """
    entry = next((e for e in problem.policy.in_force(on) if e.rule == RULE), None)
    if entry is None:
        return None
    return plan_meals(problem, roster.tours, on, read_config(rule_of(RULE).Config, entry).times)
