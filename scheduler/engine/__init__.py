"""The engine: turns a problem into a roster with a certificate. The only room that knows OR-Tools.

The constraint solver and the solver of linear programs take longer to load than a small first roster to make. So only
what comes after it imports them, when it is called for.
"""

from scheduler.domain.problem import Problem
from scheduler.engine.build import build
from scheduler.engine.built import Built, EngineError, ImpossibleError, NoRosterError
from scheduler.engine.control import BuildOptions
from scheduler.wire import RosterFile

__all__ = ["BuildOptions", "Built", "EngineError", "ImpossibleError", "NoRosterError", "build", "verify"]


def verify(problem: Problem, file: RosterFile) -> list[str]:
    """Return what is wrong with a roster file and its certificate, one sentence each; see `certificate.verify`."""
    from scheduler.engine import certificate

    return certificate.verify(problem, file)
