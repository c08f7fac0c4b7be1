"""How time and memory grow with officers, with days and with inmates: figures, and the exponent fitted to them.

    python tests/benchmarks/growth.py [--by officers|days|inmates ...] [--sizes N ...] [--seed N]

Each size is measured in a process of its own, on a made-up prison of 8 h watches. Steps, in seconds of processor time,
which other work on the machine changes little:

    compile    the rules' terms, and the tables made of them
    first      the first complete roster, from these tables
    check      the whole roster judged by the checker, anew
    explain    why one seat is empty and what it would take, everything else being ready

An exponent k says that a step takes as size to the power of k: the slope of a straight line through the logarithms.
By days, officers and inmates are those of 260 officers; by inmates, a share of them, or all and copies of them who move
some hours later.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import log
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scheduler.check import check_roster
from scheduler.domain.inmates import Stay
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.domain.words import InmateRef, Minute, Priority
from scheduler.engine.compiled import compile_problem
from scheduler.engine.explain import Prober, what_would_it_take, why_empty
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of
from scheduler.generate import DEMO_DAYS, DEMO_FIRST, generate_site

_T = TypeVar("_T")
OFFICERS = 260
SIZES = {"officers": (130, 260, 520, 1040), "days": (7, 14, 28, 56), "inmates": (400, 800, 1600, 3200)}
STEPS = ("compile", "first", "check", "explain", "memory")
COPY_HOURS = 6
"""Copies of inmates move so many hours later, so that they share no whereabouts with those they are copied from."""


@dataclass(frozen=True)
class Measured:
    """One size: what there was, the seconds of each step, and the most memory in MB."""

    officers: int
    days: int
    inmates: int
    seats: int
    steps: dict[str, float]


def main(arguments: list[str]) -> int:
    """Print a table for each thing that grows."""
    parser = argparse.ArgumentParser(description="Measure how the engine grows.")
    parser.add_argument("--by", nargs="+", choices=tuple(SIZES), default=list(SIZES))
    parser.add_argument("--sizes", type=int, nargs="+", help="with one --by: other sizes")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    for by in given.by:
        sizes = given.sizes if given.sizes and len(given.by) == 1 else SIZES[by]
        found = [apart(by, size, given.seed) for size in sizes]
        print("\n".join(table(by, found)), flush=True)
    return 0


def table(by: str, found: list[Measured]) -> list[str]:
    """Return a table with a line for each size, and one of exponents."""
    lines = [
        f"\nGrowth with {by}\n",
        "| officers | days | inmates | seats | compile s | first roster s | check s | explain s | peak MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in found:
        steps = " | ".join(f"{one.steps[step]:.2f}" for step in STEPS[:-1])
        lines.append(
            f"| {one.officers} | {one.days} | {one.inmates} | {one.seats} | {steps} | {one.steps['memory']:.0f} |"
        )
    if len(found) > 1:
        sizes = [float(getattr(one, by)) for one in found]
        fitted = " | ".join(f"{exponent(sizes, [one.steps[step] for one in found]):.2f}" for step in STEPS)
        lines.append(f"| exponent | | | | {fitted} |")
    return lines


def exponent(sizes: list[float], values: list[float]) -> float:
    """Return the slope of the least-squares line through the logarithms of sizes and values."""
    xs, ys = [log(size) for size in sizes], [log(max(value, 1e-3)) for value in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def apart(by: str, size: int, seed: int) -> Measured:
    """Measure one size in a process of its own, so that memory is its own too."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sender, by, size, seed))
    process.start()
    sender.close()
    try:
        found = receiver.recv()
    except EOFError:
        process.join()
        raise SystemExit(f"{by} {size}: the process ended with {process.exitcode}") from None
    process.join()
    assert isinstance(found, Measured)
    return found


def _child(sender: Connection, by: str, size: int, seed: int) -> None:
    sender.send(measured(problem_of(by, size, seed)))


def problem_of(by: str, size: int, seed: int) -> Problem:
    """Return the problem of one size."""
    officers = size if by == "officers" else OFFICERS
    days = size if by == "days" else DEMO_DAYS
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=days)
    problem = site.problem(Period(first=DEMO_FIRST, days=days))
    return with_inmates(problem, size) if by == "inmates" else problem


def with_inmates(problem: Problem, count: int) -> Problem:
    """Return the problem with some of its inmates, or with copies of them who move some hours later."""
    known = sorted({stay.inmate for stay in problem.stays})
    stays: list[Stay] = []
    for number in range(-(-count // len(known))):
        kept = set(known[: count - number * len(known)])
        later = Minute(60 * COPY_HOURS * number)
        stays += [
            replace(
                stay,
                inmate=InmateRef(f"{stay.inmate}-{number}") if number else stay.inmate,
                start=Minute(stay.start + later),
                end=None if stay.end is None else Minute(stay.end + later),
            )
            for stay in problem.stays
            if stay.inmate in kept
        ]
    there = {stay.inmate for stay in stays}
    return replace(
        problem,
        stays=tuple(stays),
        watches=tuple(w for w in problem.watches if w.inmate in there),
        activities=tuple(a for a in problem.activities if a.inmate in there),
    )


def measured(problem: Problem) -> Measured:
    """Measure all steps on one problem."""
    steps: dict[str, float] = {}
    compiled = _timed(steps, "compile", lambda: compile_problem(problem))
    scorer = Scorer(compiled)
    roster = roster_of(_timed(steps, "first", lambda: first_roster(scorer, lambda: False)))
    _timed(steps, "check", lambda: check_roster(problem, roster))
    needed = {post.code for post in problem.posts if post.priority == Priority.CRITICAL}
    taken = next(tour for tour in roster.tours if tour.post in needed)
    prober = Prober(problem, roster.with_tours(tuple(tour for tour in roster.tours if tour is not taken)))
    prober_ready = why_empty(prober, taken.seat)  # the first question makes what all questions share
    assert prober_ready is not None
    _timed(steps, "explain", lambda: (why_empty(prober, taken.seat), what_would_it_take(prober, taken.seat)))
    steps["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Measured(
        officers=len(problem.officers),
        days=problem.period.days,
        inmates=len({stay.inmate for stay in problem.stays}),
        seats=sum(slot.wanted for slot in compiled.frame.slots),
        steps=steps,
    )


def _timed(steps: dict[str, float], name: str, work: Callable[[], _T]) -> _T:
    begun = time.process_time()
    made = work()
    steps[name] = time.process_time() - begun
    return made


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
