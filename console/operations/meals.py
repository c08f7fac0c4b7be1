"""Meals of a tour in words: who relieves the officer and when, or whom the officer relieves."""

from datetime import date

from console.document.facts import Facts
from scheduler.api import Meal, meal_plan
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge
from scheduler.rule import InvalidSettingError


def meal_lines(facts: Facts, roster: Roster, badge: Badge, on: date) -> list[str]:
    """Return what the plan of meals says about an officer on a date; nothing where policy plans no meals."""
    try:
        plan = meal_plan(facts.problem, roster, on)
    except InvalidSettingError:
        return []  # the checker tells of it
    if plan is None:
        return []
    lines = [f"Meal {_span(facts, m)}, relieved by {facts.name(m.reliever)}." for m in plan.meals if m.badge == badge]
    given = [f"{_span(facts, m)} {facts.name(m.badge)}" for m in plan.meals if m.reliever == badge]
    if given:
        lines.append(f"Relieves for a meal: {', '.join(given)}.")
    if any(who == badge for _, who in plan.without):
        lines.append("No relief for a meal is left on this shift.")
    return lines


def _span(facts: Facts, meal: Meal) -> str:
    return f"{facts.clock.local(meal.start):%H:%M} to {facts.clock.local(meal.end):%H:%M}"
