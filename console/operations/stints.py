"""Stints on the watches of a shift: what is asked, what a plan says in words, and its taking over as one edit."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from console.document import RosterDocument
from console.document.facts import Facts
from console.document.words import count, day
from console.now import utc_now
from console.operations.repairing import now_in, prove
from console.operations.roster import make_edit, may_edit, push
from console.solving.questions import Questions
from scheduler.api import meal_plan, stint_times
from scheduler.domain.roster import Roster, RosterEdit, parse_seat_id
from scheduler.domain.stints import StintPlan
from scheduler.domain.words import Minute, SeatId, ShiftCode
from scheduler.rule import InvalidSettingError, hours
from scheduler.rules import rule_of
from scheduler.wire.asking import Question, Topic

NO_RULE = "The policy says nothing of stints on watches: add the rule under Policy first."


@dataclass(frozen=True, slots=True)
class StintTable:
    """A plan as rows: a seat each, watches first; a column for each part of the shift."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def asked(document: RosterDocument, on: date, shift: ShiftCode) -> Question | str:
    """Return what is asked for the stints of a shift, or why nothing can be."""
    facts = document.facts
    if facts is None:
        return "Open or build a roster first."
    try:
        times = stint_times(facts.problem)
    except InvalidSettingError as error:
        return f"{error}."
    if times is None:
        return NO_RULE
    return Question(number=0, topic=Topic.STINTS, on=on, shift=shift, now=now_in(document), stint_times=times)


def title(facts: Facts, on: date, shift: ShiftCode) -> str:
    """Return "Stints on watches: night, Tue 15 Dec"."""
    return f"Stints on watches: {facts.shifts[shift].name.lower()}, {day(on)}"


def table(facts: Facts, plan: StintPlan) -> StintTable:
    """Return who has which seat when; "same" where the officer goes on."""
    heads = tuple(f"{facts.clock.local(start):%H:%M}" for start in plan.edges[:-1])
    rows = []
    for seat in (*plan.watches, *plan.reliefs):
        if seat not in plan.watches and len({t.badge for t in plan.stints if t.seat == seat}) == 1:
            continue  # nothing changes there
        held = [_holder(facts, plan, seat, start) for start in plan.edges[:-1]]
        said = [held[0], *(now if now != was else "\u2192" for was, now in pairwise(held))]
        rows.append((_seat_words(seat), *said))
    return StintTable(("Post", *heads), tuple(rows))


def _holder(facts: Facts, plan: StintPlan, seat: SeatId, at: Minute) -> str:
    found = next((t for t in plan.stints if t.seat == seat and t.start <= at < t.end), None)
    return facts.surname(found.badge) if found is not None else ""


def _seat_words(seat: SeatId) -> str:
    post, _, _, index = parse_seat_id(seat)
    return f"{post}, seat {index + 1}" if index else str(post)


def sentences(facts: Facts, plan: StintPlan, roster: Roster | None) -> str:
    """Return what the plan keeps, what is proven of it, and what becomes of meals."""
    said = []
    if plan.past_due:
        *others, last = (facts.name(badge) for badge in plan.worn)
        who = f"{', '.join(others)} and {last}" if others else last
        said.append(f"{who} cannot be relieved in time, {hours(plan.past_due)} too long in all:")
        said.append("too few who may hold a watch are on this shift.")
    else:
        said.append("Nobody is on a watch longer than a stint without relief.")
    said.append(f"Nobody watches more than {hours(plan.most)} of this shift.")
    if plan.is_proven:
        said.append("Proven: no plan keeps to the stints better, saves more meals, or shares the watches more evenly.")
    said += [f"Breaks: {rule_of(f.rule).explain(f)}" for f in plan.broken[:3]]
    said += _meals(facts, plan, roster)
    if not plan.changes:
        said.append("The roster has these stints already.")
    return " ".join(said)


def meals_table(facts: Facts, plan: StintPlan | None, roster: Roster, on: date, shift: ShiftCode) -> StintTable:
    """Return who is relieved for a meal by whom on a shift, by time, as it is with a plan; last who is not relieved.

    No rows where policy plans no meals, or cannot be read.
    """
    after = roster if plan is None else _after(roster, plan)
    try:
        found = meal_plan(facts.problem, after, on)
    except InvalidSettingError:
        found = None
    rows = []
    for meal in found.meals if found is not None else ():
        if parse_seat_id(meal.seat)[2] == shift:
            span = f"{facts.clock.local(meal.start):%H:%M} to {facts.clock.local(meal.end):%H:%M}"
            by = f"{facts.surname(meal.reliever)}, {_seat_words(meal.reliever_seat)}"
            rows.append((span, facts.surname(meal.badge), _seat_words(meal.seat), by))
    for seat, badge in found.without if found is not None else ():
        if parse_seat_id(seat)[2] == shift:
            rows.append(("\u2013", facts.surname(badge), _seat_words(seat), "nobody is left to relieve"))
    return StintTable(("Meal", "Officer", "Post", "Relieved by"), tuple(rows))


def _meals(facts: Facts, plan: StintPlan, roster: Roster | None) -> list[str]:
    """Return how meals are relieved with the plan: of the whole shift, and whom it leaves without who has one now."""
    if roster is None:
        return []
    (_, on, _, _), after = parse_seat_id(plan.watches[0]), _after(roster, plan)
    try:
        plans = [meal_plan(facts.problem, one, on) for one in (roster, after)]
    except InvalidSettingError:
        return []
    without = [{badge for _, badge in one.without} if one is not None else set() for one in plans]
    lost = sorted(facts.surname(badge) for badge in without[1] - without[0])
    return [f"No relief for a meal is left for {', '.join(lost)}."] if lost else ["Meals are relieved as before."]


def _after(roster: Roster, plan: StintPlan) -> Roster:
    return RosterEdit(id="", label="", actor="", at=utc_now(), changes=plan.changes).apply(roster)


def why_not(plan: StintPlan | None) -> str:
    """Return why a plan cannot be taken over, "" where it can."""
    if plan is None:
        return "There is no plan yet."
    if plan.broken:
        return "It breaks a limit that stops a roster."
    return "" if plan.changes else "The roster has these stints already."


def take(document: RosterDocument, questions: Questions, plan: StintPlan) -> bool:
    """Take a plan over as one undoable edit; return whether that was done."""
    facts = document.facts
    if facts is None or why_not(plan):
        return False
    _, on, shift, _ = parse_seat_id(plan.watches[0])
    touched = {(t.badge, t.on) for c in plan.changes for t in (c.before, c.after) if t is not None}
    if not may_edit(document, sorted(touched)):
        return False
    label = f"{title(facts, on, shift)}, {count(len(plan.edges) - 1, 'part')}"
    if not push(document, make_edit(document, label, plan.changes)):
        return False
    prove(document, questions)
    return True
