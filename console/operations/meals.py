"""Meals of a tour in words: who relieves the officer and when, or whom the officer relieves."""

from datetime import date

from console.document.facts import Facts
from scheduler.api import Meal, MealPlan, meal_plan
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge
from scheduler.rule import InvalidSettingError


def meal_lines(facts: Facts, roster: Roster, badge: Badge, on: date) -> list[str]:
    """Return what the plan of meals says about an officer on a date; nothing where policy plans no meals."""
    tours = tuple(tour for tour in roster.tours if tour.on == on)
    try:
        plan = _plan(facts, tours, roster, on)
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


def _plan(facts: Facts, tours: tuple[Tour, ...], roster: Roster, on: date) -> MealPlan | None:
    """Return the plan of a date, made again only when its tours are others."""
    known = facts.meals.get(on)
    if known is None or known[0] != tours:
        known = facts.meals[on] = tours, meal_plan(facts.problem, roster, on)
    return known[1]


def _span(facts: Facts, meal: Meal) -> str:
    return f"{facts.clock.local(meal.start):%H:%M} to {facts.clock.local(meal.end):%H:%M}"
