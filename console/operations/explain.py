"""Why a seat is empty, found out away from the window."""

from collections.abc import Callable
from dataclasses import replace

from console.background import run_in_background
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import SeatId


def ask_why_empty(
    problem: Problem, roster: Roster, seat: SeatId, done: Callable[[str], None], failed: Callable[[Exception], None]
) -> None:
    """Count every officer once under the reason that keeps him or her off a seat; `done` gets the sentence."""
    run_in_background(lambda: _sentence(problem, roster, seat), done, failed)


def _sentence(problem: Problem, roster: Roster, seat: SeatId) -> str:
    # What answers is loaded with the solver: a window that is never asked need not wait for that.
    from scheduler.api.explain import ExplainError, explain_seat

    try:
        # The copy has caches of its own: the roster may be checked at the same time.
        return explain_seat(replace(problem), roster, seat).sentence
    except ExplainError:
        return ""
