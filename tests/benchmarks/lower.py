"""What "lower this" proves: every cell of a roster that the roster itself holds in a band, asked about in turn.

    python tests/benchmarks/lower.py DIR [--time S] [--post CODE ...] [--on DATE ...]

DIR is what `fairwatch demo --out DIR` writes, or any folder with problem.json and roster.json. Asked is about each cell
that known points hold in a band above low, and whose reviews, rounds and logs alone do not; nothing is observed, and it
is the day before the roster. A line for each cell, then how many ended in which way. Seconds by the clock and, in
brackets, of processor time; the bound is on the number of changed tours.
"""

import argparse
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does

from scheduler.attention import AttentionTable, attention_table
from scheduler.cli.files import read_problem, read_roster
from scheduler.domain.answers import Lowering, LoweringAsked
from scheduler.domain.attention import Band, band_of
from scheduler.domain.observations import Observations
from scheduler.domain.words import Minute
from scheduler.engine.explain import Prober
from scheduler.engine.explain.lower import lower
from scheduler.engine.explain.lower_search import fixed_points
from scheduler.policies.standards import standards_of


def main(arguments: list[str]) -> int:
    """Print the table; return 1 if a cell ended without a proof."""
    parser = argparse.ArgumentParser(description="Ask about every cell that a roster holds in a band.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--time", type=float, default=60)
    parser.add_argument("--post", nargs="+")
    parser.add_argument("--on", nargs="+", type=date.fromisoformat)
    given = parser.parse_args(arguments)
    problem = read_problem(given.folder / "problem.json")
    roster = read_roster(given.folder / "roster.json").roster
    now = Minute(min(tour.start for tour in roster.tours) - 1440)
    seen = Observations()
    table = attention_table(problem, roster.tours, seen, now, standards_of(problem))
    prober = Prober(problem, roster)
    prober.prepared  # noqa: B018 compiled once for a roster, as in the process that answers
    print("| post, shift, date | points | found | outcome | tours | bound | seconds |")
    print("|---|---:|---:|---|---:|---:|---:|", flush=True)
    ends: Counter[str] = Counter()
    for asked in cells(table, seen, now):
        if asked.post not in (given.post or [asked.post]) or asked.on not in (given.on or [asked.on]):
            continue
        clock, processor = time.perf_counter(), _processor()
        found = lower(prober, asked, threading.Event(), given.time)
        clock, processor = time.perf_counter() - clock, _processor() - processor
        ends[outcome(found)] += 1
        after = "" if found.after is None else f"{found.after}"
        print(
            f"| {asked.post} {asked.shift} {asked.on} | {found.before} | {after} | {outcome(found)} | {found.changes}"
            f" | {found.least_changes} | {clock:.1f} ({processor:.1f}) |",
            flush=True,
        )
    for end, count in ends.most_common():
        print(f"{count} {end}")
    return int(any("not proven" in end for end in ends))


def cells(table: AttentionTable, seen: Observations, now: Minute) -> Iterator[LoweringAsked]:
    """Yield the question of every cell that the roster holds in a band."""
    for p, post in enumerate(table.posts):
        for s, shift in enumerate(table.shifts):
            for d, on in enumerate(table.dates):
                band = band_of(int(table.low[p, s, d]))
                if table.open[p, s, d] and band is not Band.LOW and fixed_points(table, (p, s, d)) < band.least:
                    yield LoweringAsked(post=post, shift=shift, on=on, band=band, seen=seen, now=now)


def outcome(found: Lowering) -> str:
    """Return what is known of an answer."""
    if found.is_out_of_reach:
        return "no roster can"
    if found.after is None:
        return "nothing found, not proven"
    loss = "without loss" if found.is_free else "with a loss"
    if found.is_proven:
        return f"cheapest, {loss}"
    return f"fewest or more, {loss}, not proven"


def _processor() -> float:
    """Return processor time so far, with that of children that have ended: the solver's."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
