"""From a problem to a roster with a certificate: the first roster here, all that follows it in `search`."""

import contextlib
import gc
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine.built import Built, NoRosterError
from scheduler.engine.compiled import Compiled, compile_problem
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.memory import keep_freed
from scheduler.wire.progress import Progress

if TYPE_CHECKING:
    from scheduler.engine.incumbent import Incumbent

CHECK_SHARE = 0.5
"""Part of the time of compiling that is kept back for the checker until its own time is known."""


def build(
    problem: Problem,
    options: BuildOptions,
    report: Callable[[Progress], None] = lambda event: None,
    stop: threading.Event | Callable[[], bool] | None = None,
    start: Roster | None = None,
    *,
    is_careful: bool = False,
) -> Built:
    """Build a roster for a problem.

    Args:
        problem: What is to be rostered; fixed tours and locked cells stay.
        options: Time, workers, seed, work.
        report: Called with each event, from any thread but never from two at once.
        stop: Set, or true when called: end now and keep the best so far.
        start: A roster that is at hand, such as the one that stands: what is built is never worse than what the
            problem still allows of it.
        is_careful: Leave out the linear programs that grow within this process, those over whole patterns: a search
            before this one died.

    Raises:
        UnknownRuleError, InvalidSettingError: the policy cannot be read.
        ImpossibleError: no roster keeps the hard limits, and two searches agree.
        NoRosterError: none was found in time.
        EngineError: the finished roster does not pass the checker.
    """
    is_stopped = stop.is_set if isinstance(stop, threading.Event) else stop or (lambda: False)
    keep_freed()
    with Control(options, is_stopped) as control:
        report(Progress(event="started", seconds=control.seconds))
        with _without_collecting():
            compiled = compile_problem(problem, may_fork=options.workers > 1, meanwhile=_load)
            control.reserve = CHECK_SHARE * control.seconds
            report(Progress(event="built", seconds=control.seconds, message=_size(compiled)))
            incumbent = _begun(compiled, control, report, start)
        control.tick = incumbent.tell_late
        # Loading the solvers takes longer than many a first roster, which therefore comes before it.
        with _bound_late():
            from scheduler.engine.search import Run

        run = Run(problem, incumbent, control, is_careful=is_careful)
        run.search()
        if not incumbent.is_legal:
            raise NoRosterError("no roster that keeps all hard limits was found in the time given")
        built = run.finish()
        incumbent.tell_end(built.roster, built.certificate)
        return built


def _begun(
    compiled: Compiled, control: Control, report: Callable[[Progress], None], start: Roster | None
) -> "Incumbent":
    """Return the first complete roster, or the one at hand where that is better, told to whoever listens.

    A roster with gaps is of no use, so the time limit does not cut the first one short: only a stop does.
    """
    from scheduler.engine.incumbent import Incumbent
    from scheduler.engine.score import Scorer
    from scheduler.engine.shift_plan import first_roster
    from scheduler.engine.warm import carried_over, swept

    scorer, may_fork = Scorer(compiled), control.options.workers > 1
    begun = carried_over(scorer, start) if start is not None and start.tours else None
    first = begun or first_roster(scorer, control.stop, may_fork=may_fork)
    incumbent = Incumbent(first, control, report)
    incumbent.tell()
    if begun is not None and not compiled.has_least:
        incumbent.offer(swept(begun, control.stop))  # what no longer stands leaves gaps
        if not control.is_over():
            incumbent.offer(first_roster(scorer, control.stop, may_fork=may_fork))
    return incumbent


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
    with _bound_late():
        for name in ("incumbent", "shift_plan"):
            importlib.import_module(f"scheduler.engine.{name}")


@contextlib.contextmanager
def _bound_late() -> Iterator[None]:
    """Let libraries that are loaded look up each function when it is first called: all at once takes twice as long."""
    if sys.platform != "linux":
        yield
        return
    before = sys.getdlopenflags()
    sys.setdlopenflags(before & ~os.RTLD_NOW | os.RTLD_LAZY)
    try:
        yield
    finally:
        sys.setdlopenflags(before)


def _size(compiled: Compiled) -> str:
    frame = compiled.frame
    cells = int(compiled.free.sum())
    return f"{len(frame.badges)} officers, {len(frame.slots)} slots, {cells} open cells, {compiled.rows.count} rows"
