"""How long a call-off keeps a supervisor waiting: ranked candidates, and the repair with fewest changes and its proof.

    python tests/benchmarks/repair.py [--officers N ...] [--days N] [--events N] [--seed N]

One line a size: NAME officers days compile candidates words repair changes proven. Seconds by the clock, medians over
the events, each a call-off from one tour on a critical or mandatory post; compiling comes once for a roster and is not
part of the others. `words` is the list with the reason of everybody who cannot, and what the ten best would change.
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


def main(arguments: list[str]) -> int:
    """Print a line for each size; return 1 if a repair was not proven."""
    parser = argparse.ArgumentParser(description="Mend rosters of made-up facilities.")
    parser.add_argument("--officers", type=int, nargs="+", default=[90, 260])
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--events", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
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
        f"repair-{officers}x{days} officers={officers} days={days} compile={compiled:.2f}"
        f" candidates={median(ranked):.3f} words={median(worded):.2f} repair={median(mended):.2f}"
        f" changes={median(changes):g} proven={proven}/{events}",
        flush=True,
    )
    return int(proven < events)


def _timed(work: Callable[[], _T]) -> tuple[float, _T]:
    begun = time.perf_counter()
    made = work()
    return time.perf_counter() - begun, made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
