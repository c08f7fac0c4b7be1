"""Replays a month of random running days on a small jail, and compares all that is kept with a book kept by hand.

Officers call off, come late, go home, are away on transports; watches open, emergencies ask for more officers, posts
close and are combined. Each is mended with a repair of the engine, the first one or the one that leaves the seat empty;
empty seats are called for until somebody accepts. Hours are written down, corrected, and the day is closed. After every
event the roster, and who is to be called next, are compared with the book, and each new finding of a never or stop rule
must be one that the repair named beforehand. Publishing must be refused as long as any such finding is there. In the
end events, deviations, calls, charges, planned and worked hours, the past, contact minute by minute and the chained log
are compared.

Usage: python tests/campaigns/month.py [--events 600] [--seed 1]

Prints a summary; the exit status is 1 when anything differed.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from time import process_time

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

from support.running_month import Month  # noqa: E402


def main() -> int:
    """Run the campaign; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    begun = process_time()
    with tempfile.TemporaryDirectory(prefix="fairwatch-month-") as folder:
        seen, faults = replayed(Path(folder), arguments.events, arguments.seed)
    for fault in faults[:20]:
        print(fault)
    told = ", ".join(f"{number} {what}" for what, number in sorted(seen.items()))
    print(f"{arguments.events} events: {told}; {len(faults)} differ; {process_time() - begun:.0f} s of processor time")
    return 1 if faults else 0


def replayed(folder: Path, events: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Replay so many events over four weeks; return how many there were of each kind, and what differed."""
    with Month.begun(f"sqlite:///{folder / 'month.db'}", Random(seed)) as month:
        for number in range(events):
            month.pass_time(number, events)
            month.step()
        month.end()
        return month.seen, month.faults


if __name__ == "__main__":
    sys.exit(main())
