"""A build in a process of its own, for whoever has no other process to fall back upon: a command, the console's solver.

The search hands solvers to processes of their own, yet it can die itself: linear programs over whole patterns grow
inside it, may crash it, and may use up all memory. Then the best roster that it told is still here. The search begins
once more from that roster and without those programs; when it dies again, that roster is what the build ends with,
judged by the checker.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.engine import forks
from scheduler.engine.build import build
from scheduler.engine.built import Built, NoRosterError
from scheduler.engine.control import BuildOptions, Control
from scheduler.engine.line import Line
from scheduler.wire.progress import Progress

LEAST_SECONDS = 1.0
"""With less time left the search does not begin again."""
WITHOUT = "and leaves out the search by whole patterns, which takes most memory"
_LISTENS_SECONDS = 0.1
"""How long a stop may take to be passed on."""
_SACRIFICE = 500
"""Where memory runs out: rather this process than the one with the best roster, and rather its solvers than it."""

Report = Callable[[Progress], None]


def build_guarded(
    problem: Problem,
    options: BuildOptions,
    report: Report = lambda event: None,
    start: Roster | None = None,
    stop: threading.Event | None = None,
) -> Built:
    """Build a roster as `build` does; a death of the search costs what it was at, never the best roster so far.

    Args:
        problem: What is to be rostered.
        options: Time, workers, seed, work.
        report: Called with each event.
        start: A roster that is at hand.
        stop: When set: end now and keep the best so far.

    Raises:
        ImpossibleError, NoRosterError, EngineError, UnknownRuleError, InvalidSettingError: as `build` does.
    """
    stop = stop or threading.Event()
    guard = _Guard(report, stop)
    for is_last in (False, True):
        left = replace(options, seconds=options.seconds - guard.seconds) if is_last else options
        begun = forks.forked(partial(_serve, problem, left, start, is_last)) if forks.CAN_FORK else None
        if begun is None:
            return build(problem, left, report, stop, start, is_careful=is_last)
        end = guard.listen(*begun, is_again=is_last)
        if isinstance(end, Exception):
            raise end
        if isinstance(end, Built) and not guard.has_better_than(end):
            return end
        said = "the search ended with less than it had" if isinstance(end, Built) else end
        if is_last or stop.is_set() or options.seconds - guard.seconds < LEAST_SECONDS:
            break
        begins = "it begins again" + (" from the best roster so far" if guard.best is not None else "")
        guard.note(f"{said}; {begins}, {WITHOUT}")
        start = guard.best.roster if guard.best is not None else start
    if guard.best is None:
        raise NoRosterError(f"{said}, before there was a complete roster")
    guard.note(f"{said}; the best roster so far is kept")
    return guard.built(problem, options)


class _Guard:
    """The best roster that a search has told, and how it ended.

    Attributes:
        best: The newest event with a roster; later ones are never worse.
    """

    def __init__(self, report: Report, stop: threading.Event) -> None:
        self.best: Progress | None = None
        self._report, self._stop = report, stop
        self._begun = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._begun

    def listen(self, child: int, pipe: Line, *, is_again: bool) -> Built | Exception | str:
        """Pass events on, and the stop back, until the end; return it, or in words how the process died."""
        before, end, is_told = self.seconds if is_again else 0.0, None, False
        try:
            while end is None:
                if self._stop.is_set() and not is_told:
                    pipe.send("stop")
                    is_told = True
                if not pipe.poll(_LISTENS_SECONDS):
                    continue
                said = pipe.recv()
                if isinstance(said, Progress):
                    if not (is_again and said.event in ("started", "built")):
                        self._take(replace(said, seconds=said.seconds + before))
                else:
                    end = said
        except (EOFError, OSError):
            end = None
        finally:
            status = forks.ended(child, pipe)
        return forks.last_words(status) if end is None else end

    def _take(self, event: Progress) -> None:
        if event.roster is not None and (self.best is None or _values(event) <= _values(self.best)):
            self.best = event
        self._report(event)

    def has_better_than(self, built: Built) -> bool:
        """Whether a better roster was told than the one that the search has ended with."""
        return self.best is not None and _values(self.best) < tuple(t.value for t in built.certificate.tiers)

    def note(self, sentence: str) -> None:
        """Say in words what went wrong."""
        self._report(Progress(event="note", seconds=self.seconds, message=sentence[0].upper() + sentence[1:]))

    def built(self, problem: Problem, options: BuildOptions) -> Built:
        """Return the best roster that was told, judged by the checker, with what was proven of it by then."""
        from scheduler.engine.certificate import certify

        assert self.best is not None
        assert self.best.roster is not None
        roster, told = self.best.roster, self.best.tiers
        checked = check_roster(problem, roster)
        holds = tuple(t.value for t in checked.tiers) == _values(self.best)
        control = Control(options, lambda: False, started=self._begun)
        certificate = certify(problem, roster, told if holds else checked.tiers, control)
        self._report(
            Progress(
                event="finished",
                seconds=self.seconds,
                tiers=certificate.tiers,
                roster=roster,
                certificate=certificate,
            )
        )
        return Built(roster, certificate, checked)


def _values(event: Progress) -> tuple[int, ...]:
    return tuple(t.value for t in event.tiers)


def _serve(problem: Problem, options: BuildOptions, start: Roster | None, is_careful: bool, pipe: Line) -> None:
    """Be the child: build, tell, and end without ever returning."""
    stop = threading.Event()

    def obey() -> None:
        while True:
            forks.end_with_parent(pipe)
            stop.set()

    def do() -> None:
        threading.Thread(target=obey, daemon=True).start()
        try:
            end: Built | Exception = build(problem, options, pipe.send, stop, start, is_careful=is_careful)
        except MemoryError:
            raise
        except Exception as error:  # whatever it is, whoever asked is to get it as if nothing lay between
            end = error
        pipe.send(end)

    forks.be_child(do, pipe, _SACRIFICE)
