"""Why a seat is empty, why not this officer, what it would take: for the console, off its own thread.

Imported only when something is asked: the solver that these answers rest on takes a while to load.
"""

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge
from scheduler.engine.explain import (
    ExplainError,
    Objection,
    Prober,
    Refusal,
    Remedy,
    RemedyKind,
    SeatArithmetic,
    what_would_it_take,
    why_empty,
    why_not,
)

__all__ = [
    "ExplainError",
    "Objection",
    "Refusal",
    "Remedy",
    "RemedyKind",
    "SeatArithmetic",
    "explain_officer",
    "explain_seat",
    "repairs_of_seat",
]


def explain_seat(problem: Problem, roster: Roster, seat: str) -> SeatArithmetic:
    """Return why a seat is empty, each officer counted once; raises `ExplainError` where it is not, or is none."""
    return why_empty(Prober(problem, roster), seat)


def explain_officer(problem: Problem, roster: Roster, seat: str, badge: Badge) -> Refusal:
    """Return what speaks against an officer on a seat and what would have to change; raises `ExplainError`."""
    return why_not(Prober(problem, roster), seat, badge)


def repairs_of_seat(problem: Problem, roster: Roster, seat: str, most: int = 5) -> tuple[Remedy, ...]:
    """Return the best repairs of an empty seat, at most `most` of a kind; raises `ExplainError`."""
    return what_would_it_take(Prober(problem, roster), seat, most)
