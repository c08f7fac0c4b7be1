"""From a problem to a roster with a certificate: the first roster here, all that follows it in `search`."""

import contextlib
import gc
import importlib
import threading
from collections.abc import Callable, Iterator

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.built import Built, NoRosterError
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.wire.progress import Progress

CHECK_SHARE = 0.5
"""Part of the time of compiling that is kept back for the checker until its own time is known."""


def build(
    problem: Problem,
    options: BuildOptions,
    report: Callable[[Progress], None] = lambda event: None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Roster | None = None,
) -> Built:
    """Build a roster for a problem.

    Args:
        problem: What is to be rostered; fixed tours and locked cells stay.
        options: Time, workers, seed, work.
        report: Called with each event, from any thread but never from two at once.
        stop: Set, or true when called: end now and keep the best so far.
        start: A roster that is at hand, such as the one that stands: what is built is never worse than what the
            problem still allows of it.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
        ImpossibleError: no roster keeps the hard limits, and two searches agree.
        NoRosterError: none was found in time.
        EngineError: the finished roster does not pass the checker.
    """
    is_stopped = stop.is_set if isinstance(stop, threading.Event) else stop or (lambda: False)
    with Control(options, is_stopped) as control:
        report(Progress(event="started", seconds=control.seconds))
        with _without_collecting():
            compiled = compile_problem(problem, may_fork=options.workers > 1, meanwhile=_load)
            from scheduler.engine.incumbent import Incumbent
            from scheduler.engine.score import Scorer
            from scheduler.engine.shift_plan import first_roster
            from scheduler.engine.warm import carried_over, swept

            control.reserve = CHECK_SHARE * control.seconds
            report(Progress(event="built", seconds=control.seconds, message=_size(compiled)))
            # A roster with gaps is of no use, so the time limit does not cut the first one short: only a stop does.
            scorer = Scorer(compiled)
            begun = carried_over(scorer, start) if start is not None and start.tours else None
            incumbent = Incumbent(begun or first_roster(scorer, control.stop), control, report)
        incumbent.tell()
        if begun is not None and not compiled.has_least:
            incumbent.offer(swept(begun, control.stop))  # what no longer stands leaves gaps
            if not control.is_over():
                incumbent.offer(first_roster(scorer, control.stop))
        control.tick = incumbent.tell_late
        # Loading the solvers takes longer than many a first roster, which therefore comes before it.
        from scheduler.engine.search import Run

        run = Run(problem, incumbent, control)
        run.search()
        if not incumbent.is_legal:
            raise NoRosterError("no roster that keeps all hard limits was found in the time given")
        built = run.finish()
        incumbent.tell_end(built.roster, built.certificate)
        return built


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Keep Python from looking for garbage: a large problem is hundreds of thousands of objects that all stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _load() -> None:
    """Load what the first roster needs; another process may be compiling at the same time."""
    for name in ("incumbent", "shift_plan"):
        importlib.import_module(f"scheduler.engine.{name}")


def _size(compiled: Compiled) -> str:
    frame = compiled.frame
    cells = int(compiled.free.sum())
    return f"{len(frame.badges)} officers, {len(frame.slots)} slots, {cells} open cells, {compiled.rows.count} rows"
