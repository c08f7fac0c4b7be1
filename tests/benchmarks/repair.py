"""How long a call-off keeps a supervisor waiting: ranked candidates, and the repair with fewest changes and its proof.

    python tests/benchmarks/repair.py [--officers N ...] [--days N] [--events N] [--seed N]

A table with a line for each size. Seconds by the clock and, in brackets, of processor time; medians over the events,
each a call-off from one tour on a critical or mandatory post. Compiling comes once for a roster and is not part of the
others. "With reasons" is the list with the reason of everybody who cannot, and what the ten best would change.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from random import Random
from statistics import median
from typing import TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does

from scheduler.domain.events import CallOff, Event
from scheduler.domain.roster import Period
from scheduler.domain.words import Priority
from scheduler.engine.compiled import compile_problem
from scheduler.engine.repair import Prepared, candidates
from scheduler.engine.repair.mend import repair
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of
from scheduler.generate import DEMO_FIRST, generate_site

_T = TypeVar("_T")
Times = tuple[float, float]
"""Seconds by the clock, and of processor time."""


def main(arguments: list[str]) -> int:
    """Print a table; return 1 if a repair was not proven."""
    parser = argparse.ArgumentParser(description="Mend rosters of made-up facilities.")
    parser.add_argument("--officers", type=int, nargs="+", default=[90, 260])
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--events", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    print("| officers | days | compile | candidates | with reasons | repair | tours changed | proven |")
    print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    return max(measure(n, given.days, given.events, given.seed) for n in given.officers)


def measure(officers: int, days: int, events: int, seed: int) -> int:
    """Print the line of one size; return 1 if a repair was not proven."""
    site = generate_site(officers=officers, seed=seed, days=days)
    problem = site.problem(Period(first=DEMO_FIRST, days=days))
    roster = roster_of(first_roster(Scorer(compile_problem(problem)), lambda: False))
    compiled, known = _timed(lambda: Prepared.of(problem, roster))
    needed = {p.code for p in problem.posts if p.priority != Priority.PULL}
    random = Random(seed)
    tours = random.sample([t for t in roster.tours if t.post in needed], events)
    candidates(problem, roster, tours[0].seat, known, 0, is_worded=False)
    ranked, worded, mended, changes, proven = [], [], [], [], 0
    for tour in tours:
        seat = tour.seat
        ranked.append(_timed(lambda s=seat: candidates(problem, roster, s, known, 0, is_worded=False))[0])
        worded.append(_timed(lambda s=seat: candidates(problem, roster, s, known))[0])
        event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
        seconds, found = _timed(lambda e=event: repair(problem, roster, e, prepared=known))
        mended.append(seconds)
        changes.append(found.changes)
        proven += found.is_proven
    print(
        f"| {officers} | {days} | {_middle([compiled])} | {_middle(ranked)} | {_middle(worded)} | {_middle(mended)}"
        f" | {median(changes):g} | {proven} of {events} |",
        flush=True,
    )
    return int(proven < events)


def _middle(times: list[Times]) -> str:
    """Return medians as `clock (processor) s`."""
    return f"{median(clock for clock, _ in times):.2f} ({median(processor for _, processor in times):.2f}) s"


def _timed(work: Callable[[], _T]) -> tuple[Times, _T]:
    clock, processor = time.perf_counter(), _processor()
    made = work()
    return (time.perf_counter() - clock, _processor() - processor), made


def _processor() -> float:
    """Return processor time so far, with that of children that have ended: the solver's."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
