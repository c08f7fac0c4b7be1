"""Where inmates can be moved: which one move would clear most pairs over a contact limit without changing a tour.

A pair is an officer and an inmate whose contact the roster takes over a limit. Moving an inmate changes his own pairs
and no others, so no move of him clears more than he has: inmates are tried in that order, until none of those left can
reach what was found. Pairs are counted here and never named.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from scheduler.domain.answers import HousingMove
from scheduler.domain.events import Event, InmateMove, apply_event, moved_stays
from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import AreaCode, Badge, InmateRef, Minute
from scheduler.rule import View
from scheduler.rules import uses
from scheduler.rules.contact.pairs import officers_over

CONTACT_RULES = frozenset({"contact", "self_chosen_contact", "one_to_one_repeats", "cool_down"})
"""Keys of the rules whose findings housing can change."""

AT_ONCE = 8
"""So many inmates are tried together, each in all areas: reading the roster anew is most of the work."""

MOST = 3


def housing_moves(problem: Problem, roster: Roster, at: Minute, seconds: float = 5.0) -> tuple[HousingMove, ...]:
    """Return the best moves of one inmate that leave fewer pairs over a contact limit, best first; no tour changes.

    Left out is a move that takes somebody over a limit that no roster may break. Who may be housed where is not known
    here: every area in which anybody is housed is tried, and classification decides.

    Args:
        problem: What the roster answers.
        roster: The roster.
        at: Elapsed minute of the move.
        seconds: Nothing further is tried after it.
    """
    return tuple(islice(_Search(problem, roster, at).best(time.monotonic() + seconds), MOST))


def moved_from(problem: Problem, event: Event) -> Minute:
    """Return from which elapsed minute on inmates could be housed elsewhere after an event."""
    if event.inmate_move is not None:
        return event.inmate_move.at
    return event.now if event.now is not None else problem.clock.midnight(problem.period.first)


@dataclass(frozen=True)
class _Pairs:
    """The officers over a limit with each inmate: over any limit, and over one that no roster may break."""

    any: dict[InmateRef, frozenset[Badge]]
    hard: dict[InmateRef, frozenset[Badge]]


class _Search:
    """The inmates with pairs over a limit, and what moving them would do."""

    def __init__(self, problem: Problem, roster: Roster, at: Minute) -> None:
        self._problem, self._roster, self._at = problem, roster, at
        self._stays: dict[InmateRef, list[Stay]] = defaultdict(list)
        for stay in problem.stays:
            self._stays[stay.inmate].append(stay)
        self._areas = sorted({stay.area for stay in problem.stays})
        self._before = _pairs(problem, roster)

    def best(self, until: float) -> Iterator[HousingMove]:
        """Yield moves, best first, that break nothing."""
        pairs = self._before.any
        order = sorted((i for i in pairs if self._housed(i) is not None), key=lambda i: (-len(pairs[i]), i))
        found: list[HousingMove] = []
        while order:
            gains = sorted((m.cleared - m.made for m in found), reverse=True)
            if len(gains) >= MOST and gains[MOST - 1] >= len(pairs[order[0]]):
                break
            if time.monotonic() > until:
                break
            found += self._moves(order[:AT_ONCE])
            del order[:AT_ONCE]
        found.sort(key=lambda m: (m.made - m.cleared, m.made, m.inmate, m.area))
        known = _blocking(self._problem, self._roster) if found else frozenset()
        for move in found:
            if _blocking(self._moved(move), self._roster) <= known:
                rivals = (len(pairs[inmate]) for inmate in order)
                yield replace(move, is_best=move.cleared - move.made >= max(rivals, default=0))

    def _housed(self, inmate: InmateRef) -> AreaCode | None:
        """Return where an inmate is housed when the move would be, None for nowhere."""
        there = [s for s in self._stays[inmate] if s.start <= self._at and (s.end is None or self._at < s.end)]
        return max(there, key=lambda s: s.start).area if there else None

    def _moves(self, inmates: list[InmateRef]) -> Iterator[HousingMove]:
        """Yield the moves of some inmates that leave fewer pairs and take nobody over a hard limit."""
        tried = [(i, area) for i in inmates for area in self._areas if area != self._housed(i)]
        after = self._pairs_after(tried)
        none: frozenset[Badge] = frozenset()
        for n, (inmate, area) in enumerate(tried):
            ref, before = _alias(n), self._before.any[inmate]
            left = after.any.get(ref, none)
            breaks = after.hard.get(ref, none) - self._before.hard.get(inmate, none)
            if len(left) < len(before) and not breaks:
                cleared, made = len(before - left), len(left - before)
                yield HousingMove(inmate=inmate, area=area, at=self._at, cleared=cleared, made=made)

    def _pairs_after(self, tried: list[tuple[InmateRef, AreaCode]]) -> _Pairs:
        """Return the pairs of each move: all of them are tried at once, each as somebody who was moved so."""
        stays: list[Stay] = []
        watches: list[Watch] = []
        activities: list[Activity] = []
        for n, (inmate, area) in enumerate(tried):
            ref = _alias(n)
            moved = moved_stays(self._stays[inmate], InmateMove(inmate=inmate, area=area, at=self._at))
            stays += [replace(stay, inmate=ref) for stay in moved]
            watches += [replace(w, inmate=ref) for w in self._problem.watches if w.inmate == inmate]
            activities += [replace(a, inmate=ref) for a in self._problem.activities if a.inmate == inmate]
        alone = replace(self._problem, stays=tuple(stays), watches=tuple(watches), activities=tuple(activities))
        return _pairs(alone, self._roster)

    def _moved(self, move: HousingMove) -> Problem:
        event = Event(inmate_move=InmateMove(inmate=move.inmate, area=move.area, at=move.at))
        return apply_event(self._problem, event)


def _alias(number: int) -> InmateRef:
    return InmateRef(f"move {number}")


def _pairs(problem: Problem, roster: Roster) -> _Pairs:
    view = View(problem, roster)
    found = _Pairs({}, {})
    for use in uses(problem):
        if use.rule.key == "contact" and not use.config.only_at_end:
            over = officers_over(view, use.config.days, use.config.limit_minutes, use.scope)
            for pairs in (found.any, found.hard) if use.is_hard else (found.any,):
                for inmate, badges in over.items():
                    pairs[inmate] = pairs.get(inmate, frozenset()) | badges
    return found


def _blocking(problem: Problem, roster: Roster) -> frozenset[tuple[str, Badge | None, date]]:
    """Return what the rules on contact find that blocks a roster: (entry, officer, date)."""
    view = View(problem, roster)
    return frozenset(
        (use.entry.id, breach.cells[0].badge, breach.cells[0].on)
        for use in uses(problem)
        if use.rule.key in CONTACT_RULES and use.entry.severity.blocks
        for breach in use.rule.check(view, use.config, use.scope)
    )
