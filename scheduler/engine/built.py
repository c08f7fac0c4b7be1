"""What a build ends with: a roster and its certificate, or an error. Apart from the searches: those load solvers."""

from dataclasses import dataclass

from scheduler.domain.findings import Certificate, Report
from scheduler.domain.roster import Roster


@dataclass(frozen=True)
class Built:
    """The roster, its certificate, and the checker's report on it."""

    roster: Roster
    certificate: Certificate
    report: Report


class EngineError(RuntimeError):
    """The engine and the checker disagree about a roster: a mistake in the program, never the user's."""


class ImpossibleError(ValueError):
    """No roster keeps all hard limits: two configurations of the solver agree, or no open cell could help."""


class NoRosterError(RuntimeError):
    """No roster was found in the time given; that says nothing of whether there is one."""
