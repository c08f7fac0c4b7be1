"""The engine: turns a problem into a roster with a certificate. The only room that knows OR-Tools."""

from scheduler.engine.build import Built, EngineError, build
from scheduler.engine.certificate import verify
from scheduler.engine.control import BuildOptions
from scheduler.engine.exact import ImpossibleError, NoRosterError

__all__ = ["BuildOptions", "Built", "EngineError", "ImpossibleError", "NoRosterError", "build", "verify"]
