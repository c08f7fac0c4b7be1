"""The engine: turns a problem into a roster with a certificate. The only room that knows OR-Tools.

The constraint solver and the solver of linear programs take longer to load than a small first roster to make. So only
what comes after it imports them, when it is called for.
"""

from scheduler.engine.build import build
from scheduler.engine.built import Built, EngineError, ImpossibleError, NoRosterError
from scheduler.engine.certificate import verify
from scheduler.engine.control import BuildOptions

__all__ = ["BuildOptions", "Built", "EngineError", "ImpossibleError", "NoRosterError", "build", "verify"]
