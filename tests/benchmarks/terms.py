"""How much the engine has to hold: the terms of each policy entry, and what is left of them compiled.

Each facility is measured in a process of its own. Of each entry that the engine keeps or prices: how many rows (cells
of a Forbid, positions of a call list, or whatever else its terms count by), how many cells, how many bytes, and the
time to make them. Then compiling: time, peak memory of the process, and the rows and entries of the tables that the
engine works with. Entries that are only checked are left out, as the engine does not ask them for terms.

Usage: python tests/benchmarks/terms.py [--officers 90 260 1000] [--seed 1] [--least 100000]

Times are processor time. Entries with fewer bytes than --least are summed up in one line.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the `fairwatch` command does

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

import numpy as np  # noqa: E402

from scheduler.domain.roster import Period  # noqa: E402
from scheduler.engine.compiled import Compiled, compile_problem  # noqa: E402
from scheduler.generate import DEMO_DAYS, DEMO_FIRST, generate_site  # noqa: E402
from scheduler.rule import Frame, Term  # noqa: E402
from scheduler.rules import RuleUse, uses  # noqa: E402

MEGA = 1_000_000


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, nargs="+", default=[90, 260, 1000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=int, default=100_000, help="bytes from which an entry has its own line")
    arguments = parser.parse_args()
    for officers in arguments.officers:
        for measure in (print_entries, print_compiled):
            process = multiprocessing.get_context("spawn").Process(
                target=measure, args=(officers, arguments.seed, arguments.least)
            )
            process.start()
            process.join()
            if process.exitcode:
                return 1
    return 0


def print_entries(officers: int, seed: int, least: int) -> None:
    """Print a line for each entry, the largest first."""
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=DEMO_DAYS)
    problem = site.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS))
    frame = Frame.of(problem)
    lines = sorted(
        (_entry(frame, use) for use in uses(problem) if use.is_hard or use.entry.tier is not None),
        key=lambda line: -line[4],
    )
    print(f"\n{len(problem.officers)} officers, {len(frame.slots)} slots")
    print("| entry | rule | rows | cells | MB | s |\n|---|---|---|---|---|---|")
    small = [line for line in lines if line[4] < least]
    rest = (f"{len(small)} smaller ones", "", *(sum(line[n] for line in small) for n in range(2, 6)))
    total = ("all", "", *(sum(line[n] for line in lines) for n in range(2, 6)))
    for name, rule, rows, cells, size, seconds in (*(x for x in lines if x[4] >= least), rest, total):
        print(f"| {name} | {rule} | {rows:,} | {cells:,} | {size / MEGA:.1f} | {seconds:.3f} |", flush=True)


def _entry(frame: Frame, use: RuleUse) -> tuple[str, str, int, int, int, float]:
    """Return name, rule, rows, cells, bytes and seconds of an entry."""
    begun = time.process_time()
    terms = use.rule.terms(frame, use.config, use.scope)
    seconds = time.process_time() - begun
    arrays = [[a for a in vars(term).values() if isinstance(a, np.ndarray)] for term in terms]
    rows = sum(_rows(term) for term in terms)
    cells = sum(max((a.size for a in own), default=0) for own in arrays)
    # What is handed on without a copy counts once, however many rows look at it.
    owners = {id(a if a.base is None else a.base): a if a.base is None else a.base for own in arrays for a in own}
    size = sum(a.nbytes for a in owners.values())
    return use.entry.id, use.rule.key, rows, cells, size, seconds


def _rows(term: Term) -> int:
    """Return how many things a term bounds, forbids or prices."""
    for name in ("day", "officer", "slot", "first"):
        found = getattr(term, name, None)
        if found is not None:
            return len(found)
    return 0


def print_compiled(officers: int, seed: int, _least: int) -> None:
    """Print what compiling takes and leaves."""
    site = generate_site(officers=officers, seed=seed, first=DEMO_FIRST, days=DEMO_DAYS)
    problem = site.problem(Period(first=DEMO_FIRST, days=DEMO_DAYS))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    begun = time.process_time()
    compiled = compile_problem(problem)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"compiled in {seconds:.2f} s, peak {peak:.0f} MB, {before:.0f} MB of it before: {_left(compiled)}")


def _left(compiled: Compiled) -> str:
    """Return the sizes of the compiled tables in words."""
    rows, table = compiled.rows.count, compiled.rows.table
    shapes, entries = table.count, len(table.by_slot.shape) + len(table.by_instance.shape)
    crews, lists = compiled.teams.crews, compiled.teams.lists
    return (
        f"{rows:,} rows of {shapes:,} shapes with {entries:,} entries; {len(crews.need):,} crews with "
        f"{len(crews.coef):,} cells; {len(lists.cost):,} call lists with {len(lists.officer):,} positions"
    )


if __name__ == "__main__":
    raise SystemExit(main())
