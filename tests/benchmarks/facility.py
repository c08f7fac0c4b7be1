"""Builds a roster for a made-up facility and says how good it is, tier by tier, and how long each step took.

    python tests/benchmarks/facility.py --officers N [--days N] [--time S] [--workers N] [--seed N] [--first-only]
                                           [--peer plain [--peer-time S]] [--trace STEM] [--seeds N N N]

One line a tier: NAME/TIER cost=C bound=B first=S1 time=S2 hard=H. Cost is the checker's; the bound is the
certificate's, `-` when nothing is proven; first and time are seconds until the first roster and until the end; hard
counts findings that stop a roster. Before them a line for each step up to the first roster, in seconds by the clock and
of processor time: on a machine that does other work too, only the second compares. --first-only ends there.
--peer plain prints a table instead: the same problem solved by a plain model too, with the same cores and
--peer-time seconds, by default as many.
--trace writes the build's course to STEM.csv and STEM.svg.
--seeds builds one roster for each seed instead, every one as a whole process, and prints medians: seconds from the
start of the program until the first complete roster, peak memory with all children, and after how many seconds each
tier was closed.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does

from course import course_of, write_csv, write_svg

from scheduler.check import check_roster
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.engine import BuildOptions, build
from scheduler.engine.compiled import compile_terms
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.rule import Frame
from scheduler.rules import uses
from scheduler.wire.progress import Progress

_T = TypeVar("_T")


def main(arguments: list[str]) -> int:
    """Print the figures; return 1 if the roster has findings that stop it."""
    parser = argparse.ArgumentParser(description="Build a roster for a made-up facility.")
    parser.add_argument("--officers", type=int, required=True)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--time", type=float, default=60.0, help="seconds for the build")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1, help="of the facility and of the solver")
    parser.add_argument("--first-only", action="store_true", help="end with the first roster")
    parser.add_argument("--peer", choices=("plain",), help="set a plain model of the same tiers beside it")
    parser.add_argument("--peer-time", type=float, metavar="S", help="seconds for the plain model; default: --time")
    parser.add_argument("--trace", type=Path, metavar="STEM", help="write the course to STEM.csv and STEM.svg")
    parser.add_argument("--seeds", type=int, nargs="+", metavar="N", help="whole processes, medians over these seeds")
    given = parser.parse_args(arguments)
    if given.seeds:
        from whole import courses, print_medians

        options = BuildOptions(seconds=given.time, workers=given.workers)
        found = courses(given.officers, given.days, given.seeds, options)
        print_medians(f"facility-{given.officers}x{given.days}", found)
        return 0
    site = generate_site(officers=given.officers, seed=given.seed, days=given.days)
    problem = site.problem(Period(first=DEMO_FIRST, days=given.days))
    name = f"facility-{given.officers}x{given.days}"
    options = BuildOptions(seconds=given.time, workers=given.workers, seed=given.seed)
    if given.peer is not None:
        return print_peer(name, problem, options, given.peer_time or given.time)
    print_steps(name, problem)
    if given.first_only:
        return 0
    return print_tiers(name, problem, options, given.trace)


def print_peer(name: str, problem: Problem, options: BuildOptions, peer_seconds: float) -> int:
    """Print a table of the engine's roster and a plain model's; return 1 if the plain one is better."""
    from versus import of_engine, of_plain, print_sides

    own, other = of_engine(problem, options), of_plain(problem, replace(options, seconds=peer_seconds))
    times = f"{options.seconds:g} s" + (f" and {peer_seconds:g} s" if peer_seconds != options.seconds else "")
    print_sides(f"{name}, {times} on {options.workers} cores, seed {options.seed}", own, other)
    return int(other.values is not None and (own.values is None or other.values < own.values))


def print_steps(name: str, problem: Problem) -> None:
    """Print what each step up to the first roster takes, and what that roster is worth."""
    frame = _timed(f"{name} frame", lambda: Frame.of(problem))
    used = _timed(f"{name} terms", lambda: [(u, u.rule.terms(frame, u.config, u.scope)) for u in uses(problem)])
    compiled = _timed(f"{name} compiled", lambda: compile_terms(frame, used))
    scorer = _timed(f"{name} scorer", lambda: Scorer(compiled))
    first = _timed(f"{name} first", lambda: first_roster(scorer, lambda: False))
    values = zip(compiled.tiers, first.values(), strict=True)
    print(f"{name} first", " ".join(f"{tier.key}={value}" for tier, value in values), flush=True)


def _timed(name: str, work: Callable[[], _T]) -> _T:
    clock, processor = time.perf_counter(), time.process_time()
    made = work()
    print(f"{name} clock={time.perf_counter() - clock:.2f} processor={time.process_time() - processor:.2f}", flush=True)
    return made


def print_tiers(name: str, problem: Problem, options: BuildOptions, trace: Path | None = None) -> int:
    """Build a roster, print a line for each tier, write its course, and return the exit status."""
    begun = time.monotonic()
    first: list[float] = []
    events: list[Progress] = []

    def note(progress: Progress) -> None:
        events.append(progress)
        if progress.event == "note":
            print(f"{name} note: {progress.message}", flush=True)
        if progress.event in ("solution", "finished") and not first:
            first.append(time.monotonic() - begun)

    built = build(problem, options, note)
    took = time.monotonic() - begun
    report = check_roster(problem, built.roster)
    hard = len(report.blocking)
    for told, found in zip(built.certificate.tiers, report.tiers, strict=True):
        bound = "-" if told.bound is None else told.bound
        print(f"{name}/{told.key} cost={found.value} bound={bound} first={first[0]:.1f} time={took:.1f} hard={hard}")
    if trace is not None:
        course = course_of(events)
        write_csv(course, trace.with_suffix(".csv"))
        write_svg(course, trace.with_suffix(".svg"), f"{name}, seed {options.seed}")
    return 1 if hard else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
