"""How long a scheduler's reading takes, by what lies behind a restriction: measured, nothing is asserted.

Eleven causes of one restriction, each in a database of its own, are read in turn, in an order drawn anew in each
round. Printed are median and quarter points of the processor time by cause, and for each cause the largest distance of
its distribution from that of the others (Kolmogorov-Smirnov), beside the distance that pure chance exceeds once in a
hundred samples of this size. Statements and bytes are the same for all: see tests/api/test_non_interference.py.

Usage: python tests/campaigns/quiet_clock.py [ROUNDS]   (60 rounds by default)
"""

import random
import statistics
import sys
import tempfile
import time
from math import log, sqrt
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS)]

from support.causes import CAUSES, PERIOD, as_seen_by, built_house  # noqa: E402

from scheduler.api import Role  # noqa: E402
from scheduler.wire import encode  # noqa: E402


def distance(one: list[float], other: list[float]) -> float:
    """Return the largest distance between two empirical distributions."""
    points = sorted({*one, *other})
    return max(abs(sum(x <= p for x in one) / len(one) - sum(x <= p for x in other) / len(other)) for p in points)


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


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "house").mkdir()
        found = measured(rounds, Path(folder), patch)
    n, m = rounds, rounds * (len(found) - 1)
    chance = sqrt(-log(0.01 / 2) / 2) * sqrt((n + m) / (n * m))
    print(f"{rounds} readings of each cause; chance exceeds a distance of {chance:.3f} once in a hundred")
    for name, times in found.items():
        low, middle, high = statistics.quantiles(times, n=4)
        others = [t for other, held in found.items() if other != name for t in held]
        print(f"{name:<26} {low * 1e3:6.2f} {middle * 1e3:6.2f} {high * 1e3:6.2f} ms  {distance(times, others):.3f}")


if __name__ == "__main__":
    main()
