"""The certificate of a built roster, and its verification by anyone who holds problem and roster."""

import platform
from dataclasses import replace

import numpy as np

from scheduler.check import check_roster
from scheduler.domain.findings import Certificate, Report, TierValue
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.bounds import BY_FLOW, BY_ZERO, flow_bounds, is_never_negative
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.tours import worked_of
from scheduler.wire import RosterFile, sha256

ASSUMPTIONS = (
    "Contact is counted as if nobody moves: each inmate stays where the problem says, and after the last known move "
    "where that one led.",
    "Only rostered time is counted; work that was not rostered is not known here.",
)

_NO_HURRY = 3600.0
"""Seconds within which a bound is worked out again; far more than it takes."""


def certify(
    problem: Problem, roster: Roster, tiers: tuple[TierValue, ...], control: Control, notes: tuple[str, ...] = ()
) -> Certificate:
    """Return the certificate of a roster.

    Args:
        problem: What the roster answers.
        roster: The roster.
        tiers: The checker's values with proven bounds.
        control: Seed, workers and time.
        notes: Further sentences that the values rest on.
    """
    from importlib.metadata import version

    made = Certificate(
        tiers=tiers,
        problem_sha256=sha256(problem),
        roster_sha256=sha256(roster),
        seed=control.options.seed,
        workers=control.options.workers,
        work_seconds=float(control.options.seconds),
        seconds=round(control.seconds, 3),
        versions=(
            ("fairwatch", version("fairwatch")),
            ("ortools", version("ortools")),
            ("numpy", np.__version__),
            ("python", platform.python_version()),
        ),
        assumptions=(*ASSUMPTIONS, *_standing(problem), *notes),
    )
    return replace(made, seal=sha256(made))


def _standing(problem: Problem) -> tuple[str, ...]:
    """Return the sentence on what was not the build's to change, none where it could change everything."""
    counted = (
        (len(problem.fixed), "tour that stands", "tours that stand"),
        (len(problem.locks), "locked date of an officer", "locked dates of officers"),
        (len(problem.shift_locks), "locked shift", "locked shifts"),
    )
    parts = [f"{number:,} {one if number == 1 else many}" for number, one, many in counted if number]
    if not parts:
        return ()
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return (f"What is proven is proven around {listed}.",)


def verify(problem: Problem, file: RosterFile) -> list[str]:
    """Return what is wrong with a roster file and its certificate, one sentence each; empty when nothing is.

    Recomputes the hashes, every tier's value by the checker, and every bound that rests on a cheap proof. A bound by
    exact search is only held against the value: repeating it means building again.

    Raises:
        SolverLostError: the solver died over a bound, so that nothing is known.
    """
    certificate = file.certificate
    if certificate is None:
        return ["the roster has no certificate"]
    faults = []
    if certificate.seal != sha256(replace(certificate, seal="")):
        faults.append("the certificate was changed after it was made: its seal does not fit")
    problem_hash = sha256(problem)
    if certificate.problem_sha256 != problem_hash:
        faults.append("the certificate speaks of another problem: its hash differs")
    if file.problem_sha256 != problem_hash:
        faults.append("the roster file names another problem: its hash differs")
    if certificate.roster_sha256 != sha256(file.roster):
        faults.append("the certificate speaks of another roster: its hash differs")
    if faults:
        return faults
    report = check_roster(problem, file.roster)
    return [*_value_faults(certificate, report), *_bound_faults(problem, file.roster, certificate)]


def _value_faults(certificate: Certificate, report: Report) -> list[str]:
    claimed = [(t.key, t.name, t.unit, t.scale) for t in certificate.tiers]
    if claimed != [(t.key, t.name, t.unit, t.scale) for t in report.tiers]:
        return ["the certificate's tiers are not those of the policy"]
    return [
        f"tier {told.key}: the certificate says {told.value}, the checker {found.value}"
        for told, found in zip(certificate.tiers, report.tiers, strict=True)
        if told.value != found.value
    ]


def _bound_faults(problem: Problem, roster: Roster, certificate: Certificate) -> list[str]:
    from scheduler.engine.dive import BY_PATTERNS
    from scheduler.engine.relaxation import BY_RELAXATION

    faults = []
    compiled: Compiled | None = None
    flows: list[int | None] = []
    for n, tier in enumerate(certificate.tiers):
        if tier.bound is None:
            continue
        if tier.bound > tier.value:
            faults.append(f"tier {tier.key}: the bound {tier.bound} lies above the value {tier.value}")
        if tier.proved_by not in (BY_FLOW, BY_ZERO, BY_RELAXATION, BY_PATTERNS):
            continue
        values = tuple(t.value for t in certificate.tiers)
        if compiled is None:
            compiled = compile_problem(problem)
            flows = flow_bounds(compiled, values)
        if tier.proved_by == BY_ZERO and (tier.bound > 0 or not is_never_negative(compiled, n)):
            faults.append(f"tier {tier.key}: the value is not proven by being zero")
        if tier.proved_by == BY_FLOW and tier.bound > (flows[n] or 0):
            faults.append(f"tier {tier.key}: the flow relaxation gives {flows[n] or 0}, not {tier.bound}")
        if tier.proved_by == BY_RELAXATION and tier.bound > (again := _relaxed_again(compiled, values, n)):
            faults.append(f"tier {tier.key}: the linear relaxation gives {again}, not {tier.bound}")
        if tier.proved_by == BY_PATTERNS and tier.bound > (again := _patterns_again(compiled, roster, n)):
            faults.append(f"tier {tier.key}: the linear program over whole patterns gives {again}, not {tier.bound}")
    return faults


def _patterns_again(compiled: Compiled, roster: Roster, tier: int) -> int:
    from scheduler.engine.dive import PatternSearch

    best = Assignment(Scorer(compiled), worked_of(compiled, roster))
    with Control(BuildOptions(seconds=_NO_HURRY), lambda: False) as control:
        search = PatternSearch.of(Incumbent(best, control, lambda event: None), control)
        return 0 if search is None else search.bound_of(tier)


def _relaxed_again(compiled: Compiled, values: tuple[int, ...], tier: int) -> int:
    from scheduler.engine.relaxation import TooLargeError, relaxed_bound

    try:
        return relaxed_bound(compiled, values, tier) or 0
    except TooLargeError:
        return 0
