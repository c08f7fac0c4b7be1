"""How long a scheduler's reading takes, by what lies behind a restriction: no cause may be told from the others.

Eleven causes of one restriction, each in a database of its own, are read in turn, in an order drawn anew in each
round. Printed are median and quarter points of the processor time by cause, and for each cause the largest distance of
its distribution from that of the others (Kolmogorov-Smirnov). The threshold is the distance that pure chance exceeds
for any of the causes in one run of a hundred of this size; the exit status is 1 when one exceeds it. Statements and
bytes are the same for all: see tests/api/test_non_interference.py.

Usage: python tests/campaigns/quiet_clock.py [ROUNDS]   (60 rounds by default)
"""

import random
import statistics
import sys
import tempfile
import time
from bisect import bisect_right
from math import log, sqrt
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS)]

from support.causes import CAUSES, PERIOD, as_seen_by, built_house  # noqa: E402

from scheduler.api import Role  # noqa: E402
from scheduler.wire import encode  # noqa: E402

CHANCE = 0.01


def distance(one: list[float], other: list[float]) -> float:
    """Return the largest distance between two empirical distributions."""
    one, other = sorted(one), sorted(other)
    return max(abs(bisect_right(one, p) / len(one) - bisect_right(other, p) / len(other)) for p in {*one, *other})


def measured(rounds: int, folder: Path, patch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """Return the seconds of processor time that each reading took, by cause."""
    built = built_house(folder / "house", patch)
    houses = {}
    for number, (name, cause) in enumerate(CAUSES.items()):
        houses[name] = built.copy(folder / f"filed {number}", patch)
        cause(houses[name])
    found: dict[str, list[float]] = {name: [] for name in houses}
    draw = random.Random(7)
    for _ in range(rounds):
        for name in draw.sample(sorted(houses), len(houses)):
            with as_seen_by(houses[name], Role.SCHEDULER, patch) as desk:
                started = time.process_time()
                encode(desk.problem(PERIOD))
                found[name].append(time.process_time() - started)
    return found


def threshold(rounds: int, causes: int) -> float:
    """Return the distance that chance exceeds for any of some causes once in a hundred runs of so many rounds.

    Smirnov's limit for two samples, one of `rounds` and one of all other readings, with the hundredth shared out evenly
    among the causes (Bonferroni).
    """
    others = rounds * (causes - 1)
    return sqrt(-log(CHANCE / causes / 2) / 2 * (rounds + others) / (rounds * others))


def told_apart(found: dict[str, list[float]]) -> dict[str, float]:
    """Return for each cause how far its distribution lies from that of all the others together."""
    return {
        name: distance(times, [t for other, held in found.items() if other != name for t in held])
        for name, times in found.items()
    }


def main() -> int:
    """Measure, print, and return the exit status."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "house").mkdir()
        found = measured(rounds, Path(folder), patch)
    most, apart = threshold(rounds, len(found)), told_apart(found)
    print(f"{rounds} readings of each cause; threshold {most:.3f}")
    for name, times in found.items():
        low, middle, high = statistics.quantiles(times, n=4)
        print(f"{name:<26} {low * 1e3:6.2f} {middle * 1e3:6.2f} {high * 1e3:6.2f} ms  {apart[name]:.3f}")
    wrong = [name for name, far in apart.items() if far > most]
    print(f"told apart: {', '.join(wrong) or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
