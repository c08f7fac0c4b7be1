"""Where inmates can be moved: which one move would clear most findings on contact without changing a tour."""

import time
from collections import defaultdict
from datetime import date

from scheduler.domain.answers import HousingMove
from scheduler.domain.events import Event, InmateMove, apply_event
from scheduler.domain.inmates import Stay
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute
from scheduler.rule import View
from scheduler.rules import uses

CONTACT_RULES = frozenset({"contact", "self_chosen_contact", "one_to_one_repeats", "cool_down"})
"""Keys of the rules whose findings housing can change and that this counts."""

_Found = set[tuple[str, Badge | None, date]]


def housing_moves(problem: Problem, roster: Roster, at: Minute, seconds: float = 5.0) -> tuple[HousingMove, ...]:
    """Return the moves of one inmate that leave fewer findings on contact, best first; no tour changes.

    Of inmates who were always together none alone clears anything, so only those without such company are tried, the
    watched and the often moved first, in every area in which anybody is housed. Who may be housed where is not known
    here: classification decides.

    Args:
        problem: What the roster answers.
        roster: The roster.
        at: Elapsed minute of the move.
        seconds: Nothing further is tried after it; one move takes as long as the contact rules take for the roster.
    """
    until = time.monotonic() + seconds
    before = _findings(problem, roster)
    areas = sorted({stay.area for stay in problem.stays})
    found = []
    for inmate, housed in _alone(problem, at) if before else ():
        for area in areas:
            if area == housed or time.monotonic() > until:
                continue
            moved = apply_event(problem, Event(inmate_move=InmateMove(inmate=inmate, area=area, at=at)))
            after = _findings(moved, roster)
            if len(after) < len(before):
                gone, come = len(before - after), len(after - before)
                found.append(HousingMove(inmate=inmate, area=area, at=at, cleared=gone, made=come))
    return tuple(sorted(found, key=lambda m: (m.made - m.cleared, m.made, m.inmate, m.area)))


def _findings(problem: Problem, roster: Roster) -> _Found:
    view = View(problem, roster)
    return {
        (use.entry.id, breach.cells[0].badge, breach.cells[0].on)
        for use in uses(problem)
        if use.rule.key in CONTACT_RULES
        for breach in use.rule.check(view, use.config, use.scope)
    }


def _alone(problem: Problem, at: Minute) -> list[tuple[InmateRef, AreaCode]]:
    """Return the inmates housed somewhere at `at` who share their stays and watches with nobody, and their area."""
    stays: dict[InmateRef, list[Stay]] = defaultdict(list)
    for stay in problem.stays:
        stays[stay.inmate].append(stay)
    watched = {watch.inmate for watch in problem.watches}
    company: dict[object, list[InmateRef]] = defaultdict(list)
    for inmate, own in stays.items():
        where = tuple(sorted((s.area, s.start, s.end or -1) for s in own))
        company[(where, inmate if inmate in watched else "")].append(inmate)
    alone = [inmates[0] for inmates in company.values() if len(inmates) == 1]
    found = []
    for inmate in sorted(alone, key=lambda i: (i not in watched, -len(stays[i]), i)):
        housed = [s.area for s in stays[inmate] if s.start <= at and (s.end is None or at < s.end)]
        if housed:
            found.append((inmate, housed[0]))
    return found
