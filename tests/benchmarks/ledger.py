"""How long the exposure ledger takes, and how much memory: by default 3,500 inmates, 1,000 officers, 90 days.

Measured is what every question rests on: the ledger made from stays, watches and activities, what officers met in 90
days of history by inmate and date, what each seat of the period meets, and the largest sum carried into each rolling
window of 28 and 90 days for every class of inmates.

Usage: python tests/benchmarks/ledger.py [--officers 1000] [--inmates 3500] [--repeats 3]

Prints one line; the goal is 2 s and 1 GB. Seconds are of processor time, the memory is the process's largest.
"""

import argparse
import resource
import sys
from pathlib import Path
from statistics import median
from time import process_time

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support.crowd import FIRST, prison  # noqa: E402

from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.ledger import Ledger, carried, futures  # noqa: E402

WINDOWS = (28, 90)


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--officers", type=int, default=1000)
    parser.add_argument("--inmates", type=int, default=3500)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    areas = max(1, arguments.inmates // 50)
    problem, _ = prison(
        officers=arguments.officers, areas=areas, inmates=arguments.inmates, seats=arguments.officers * 62 // 100
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made, asked, sums = zip(*(measured(problem) for _ in range(arguments.repeats)), strict=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    total = [sum(parts) for parts in zip(made, asked, sums, strict=True)]
    print(
        f"officers={arguments.officers} inmates={arguments.inmates} days=90 worked={len(problem.worked)} "
        f"ledger={median(made):.2f} contacts={median(asked):.2f} windows={median(sums):.2f} "
        f"seconds={median(total):.2f} memory={most / 1024:.0f}MB before={before / 1024:.0f}MB"
    )
    return 0


def measured(problem: Problem) -> tuple[float, float, float]:
    """Return processor seconds of the ledger, of all contacts, and of all windows."""
    begin = process_time()
    ledger = Ledger.of(problem)
    made = process_time()
    assert len(ledger.history.who)
    assert len(ledger.of_slots.who)
    asked = process_time()
    first = ledger.day_of(FIRST)
    for future in futures(ledger):
        for days in WINDOWS:
            carried(ledger, future.columns, days, first, first + problem.period.days - 1)
    return made - begin, asked - made, process_time() - asked


if __name__ == "__main__":
    sys.exit(main())
