"""From a problem to a roster with a certificate: first roster, exact search where it fits, improvement, proofs."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from scheduler.check import check_roster
from scheduler.domain.findings import Certificate, Report
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster, Tour
from scheduler.domain.words import Badge
from scheduler.engine.bounds import prove_cheaply
from scheduler.engine.certificate import certify
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.exact import MOST_CELLS, ExactSearch, NoRosterError
from scheduler.engine.improve import Improver
from scheduler.engine.incumbent import Incumbent
from scheduler.engine.post_plan import sweep
from scheduler.engine.score import Assignment, Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of
from scheduler.rules import uses
from scheduler.wire.progress import Progress

MOST_SWEEPS = 4
"""Sweeps over all shifts before the search proper; later ones gain little."""


class EngineError(RuntimeError):
    """The engine and the checker disagree about a roster: a mistake in the program, never the user's."""


@dataclass(frozen=True)
class Built:
    """The roster, its certificate, and the checker's report on it."""

    roster: Roster
    certificate: Certificate
    report: Report


def build(
    problem: Problem,
    options: BuildOptions,
    report: Callable[[Progress], None] = lambda event: None,
    stop: threading.Event | Callable[[], bool] | None = None,
) -> Built:
    """Build a roster for a problem.

    Args:
        problem: What is to be rostered; fixed tours and locked cells stay.
        options: Time, workers, seed, work.
        report: Called with each event, from any thread but never from two at once.
        stop: Set, or true when called: end now and keep the best so far.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
        ImpossibleError: no roster keeps the hard limits, and two searches agree.
        NoRosterError: none was found in time.
        EngineError: the finished roster does not pass the checker.
    """
    is_stopped = stop.is_set if isinstance(stop, threading.Event) else stop or (lambda: False)
    with Control(options, is_stopped) as control:
        report(Progress(event="started", seconds=control.seconds))
        compiled = compile_problem(problem)
        scorer = Scorer(compiled)
        report(Progress(event="built", seconds=control.seconds, message=_size(compiled)))
        incumbent = Incumbent(_first(scorer, control), control, report)
        incumbent.tell()
        _search(problem, incumbent, control)
        if not incumbent.is_legal:
            raise NoRosterError("no roster that keeps all hard limits was found in the time given")
        if not incumbent.is_proven:
            prove_cheaply(incumbent, control.stop)
        built = _finish(problem, incumbent, control)
        report(
            Progress(
                event="finished",
                seconds=control.seconds,
                tiers=built.certificate.tiers,
                roster=built.roster,
                certificate=built.certificate,
            )
        )
        return built


def _size(compiled: Compiled) -> str:
    frame = compiled.frame
    rows = sum(r.count for r in compiled.rows)
    cells = int(compiled.free.sum())
    return f"{len(frame.badges)} officers, {len(frame.slots)} slots, {cells} open cells, {rows} rows"


def _first(scorer: Scorer, control: Control) -> Assignment:
    """Return a first assignment; it may break hard limits only where something hard asks for work."""
    if scorer.compiled.has_least:
        return Assignment(scorer)
    return first_roster(scorer, lambda: control.stop() or control.left <= 0)


def _rehearse(problem: Problem, incumbent: Incumbent, control: Control) -> None:
    """Prove and check the first roster at once: a disagreement shows early, and the time for it can be kept back."""
    begun = control.seconds
    prove_cheaply(incumbent, control.is_over)
    if not incumbent.is_proven:
        _finish(problem, incumbent, control)
        control.reserve = 1.3 * (control.seconds - begun)


def _search(problem: Problem, incumbent: Incumbent, control: Control) -> None:
    """Improve the incumbent until time, work or stop ends it, or everything is proven."""
    compiled = incumbent.best.compiled
    was_legal = incumbent.is_legal
    if was_legal:
        _rehearse(problem, incumbent, control)
        if incumbent.is_proven:
            return
    if was_legal and not compiled.has_least and _descend(incumbent, control):
        prove_cheaply(incumbent, control.is_over)
    is_small = not was_legal or int(compiled.free.sum()) <= MOST_CELLS
    if is_small and ExactSearch(incumbent, control, share=0.4 if was_legal else 0.5).run():
        return
    if incumbent.is_legal and not incumbent.is_proven and not control.is_over():
        Improver(incumbent, control).run()


def _descend(incumbent: Incumbent, control: Control) -> bool:
    """Reassign shift by shift while that helps and takes little of the time; return whether anything got better."""
    until = control.used + 0.15 * control.budget
    instances = list(range(len(incumbent.best.compiled.frame.instances)))
    is_better = False

    def is_over() -> bool:
        return control.is_over() or control.used > until

    for _ in range(MOST_SWEEPS):
        if is_over():
            break
        candidate = incumbent.best.copy()
        sweep(candidate, instances, is_over)
        if not incumbent.offer(candidate):
            break
        is_better = True
    return is_better


def _finish(problem: Problem, incumbent: Incumbent, control: Control) -> Built:
    """Let the checker judge the best roster and certify it.

    Raises:
        EngineError: the checker finds a broken hard limit that fixed tours do not explain, or other tier values.
    """
    best = incumbent.best
    roster, checked = _settled(problem, roster_of(best))
    hard = {use.entry.id for use in uses(problem) if use.is_hard}
    fixed = {tour.badge for tour in problem.fixed}
    broken = [f for f in checked.blocking if f.entry in hard]
    blamed = [f for f in broken if not _is_forced(f.cells[0].badge, fixed)]
    if blamed:
        first = blamed[0]
        raise EngineError(f"the built roster breaks {first.entry}: {first.measured} where {first.limit} is the limit")
    values = tuple(t.value for t in checked.tiers)
    if values != best.values() and not best.compiled.odd_officers and not broken:
        raise EngineError(f"the engine values its roster at {best.values()}, the checker at {values}")
    notes = ("Some fixed tours fill only a part of a seat; the search counted them as whole.",)
    tiers = incumbent.with_bounds(checked.tiers)
    is_odd = bool(best.compiled.odd_officers)
    return Built(roster, certify(problem, roster, tiers, control, notes if is_odd else ()), checked)


def _is_forced(badge: Badge | None, fixed: set[Badge]) -> bool:
    return badge is not None and badge in fixed


def _settled(problem: Problem, roster: Roster) -> tuple[Roster, Report]:
    """Return the roster and its report, after taking out tours that clash with fixed ones in ways no term can see.

    Terms speak of whole seats. A fixed tour that is none may clash with a tour that the terms allowed; that one goes.
    """
    checked = check_roster(problem, roster)
    if not problem.fixed:
        return roster, checked
    hard = {use.entry.id for use in uses(problem) if use.is_hard}
    kept = set(problem.fixed)
    while True:
        named = {(c.badge, c.on) for f in checked.blocking if f.entry in hard for c in f.cells}
        loose = [t for t in roster.tours if t not in kept and (t.badge, t.on) in named]
        if not loose:
            return roster, checked
        gone: set[Tour] = set(loose)
        roster = roster.with_tours(tuple(t for t in roster.tours if t not in gone))
        checked = check_roster(problem, roster)
