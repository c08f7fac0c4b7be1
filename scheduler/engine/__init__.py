"""The engine: turns a problem into a roster with a certificate. The only room that knows OR-Tools.

The constraint solver and the solver of linear programs take longer to load than a small first roster to make. So only
what comes after it imports them, when it is called for.
"""

from collections.abc import Sequence

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.build import build
from scheduler.engine.built import Built, EngineError, ImpossibleError, NoRosterError
from scheduler.engine.control import BuildOptions
from scheduler.wire import RosterFile

__all__ = [
    "BuildOptions",
    "Built",
    "EngineError",
    "ImpossibleError",
    "NoRosterError",
    "build",
    "build_expecting",
    "verify",
]


def build_expecting(guesses: Sequence[Problem], days: int, options: BuildOptions) -> Roster:
    """Return a roster of the first days that leaves what the rest is expected to need; see `expected`."""
    from scheduler.engine import expected

    return expected.build_expecting(guesses, days, options)


def verify(problem: Problem, file: RosterFile) -> list[str]:
    """Return what is wrong with a roster file and its certificate, one sentence each; see `certificate.verify`."""
    from scheduler.engine import certificate

    return certificate.verify(problem, file)
