"""What can be proven of a roster that stands, whoever made it: a certificate as a build gives one."""

import contextlib
from collections.abc import Callable
from dataclasses import replace

from scheduler.domain.answers import ExplainError
from scheduler.domain.findings import Certificate, TierValue
from scheduler.engine.bounds import prove_cheaply
from scheduler.engine.certificate import certify
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.forks import SolverLostError
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.relaxation import BY_RELAXATION, TooLargeError, relaxed_bound
from scheduler.engine.repair.prepared import Prepared

PARTS = "Some seats are held in parts: values are the checker's, and bounds are those of rosters of whole tours."


def prove_roster(prepared: Prepared, options: BuildOptions, stop: Callable[[], bool] = lambda: False) -> Certificate:
    """Return the certificate of a roster as it stands: the checker's values, and the bounds that could be proven.

    Args:
        prepared: The roster.
        options: Time for the proofs.
        stop: Asked now and then; true ends the proofs, and what is proven by then is told.

    Raises:
        ExplainError: the roster breaks a hard limit, so that bounds for rosters that keep all say nothing of it.
    """
    report = prepared.checker.report
    with Control(options, stop) as control:
        incumbent = Incumbent(prepared.assignment.copy(), control, lambda event: None)
        if not incumbent.is_legal:
            raise ExplainError("The roster breaks a limit that no roster may: nothing is proven of it")

        def is_over() -> bool:
            return control.stop() or control.left <= 0

        prove_cheaply(incumbent, is_over)
        _relax(incumbent, is_over)
        proven = incumbent.with_bounds(report.tiers)
        return certify(
            prepared.problem,
            prepared.roster,
            _as_far_as_counted(proven, incumbent.best.values()),
            control,
            (PARTS,) if _has_parts(prepared) else (),
        )


def _relax(incumbent: Incumbent, is_over: Callable[[], bool]) -> None:
    """Bound every tier that is still open, in order; the roster itself stays as it is."""
    compiled, values = incumbent.best.compiled, incumbent.best.values()
    for tier, value in enumerate(values):
        if is_over():
            return
        if value > incumbent.bounds[tier][0]:
            with contextlib.suppress(TooLargeError, SolverLostError):
                bound = relaxed_bound(compiled, values, tier)
                if bound is not None:
                    incumbent.prove(tier, min(bound, value), BY_RELAXATION)


def _as_far_as_counted(tiers: tuple[TierValue, ...], counted: tuple[int, ...]) -> tuple[TierValue, ...]:
    """Drop the bounds from the first tier on that the engine counts otherwise than the checker."""
    agrees, found = True, []
    for tier, value in zip(tiers, counted, strict=True):
        agrees = agrees and tier.value == value
        found.append(tier if agrees else replace(tier, bound=None, proved_by=""))
    return tuple(found)


def _has_parts(prepared: Prepared) -> bool:
    frame = prepared.compiled.frame
    cells = ((prepared.cell(tour), tour) for tour in prepared.roster.tours)
    return any(c is None or (t.start, t.end) != (frame.start[c[1]], frame.end[c[1]]) for c, t in cells)
