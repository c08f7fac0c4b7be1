"""Runs the engine, unchanged, on shift scheduling instances of Curtois and Qu (2014) and scores what it returns.

    python tests/benchmarks/curtois.py FILE... [--time S] [--workers N] [--seed N]

One line an instance: NAME cost=C bound=B first=S1 time=S2 hard=H. Cost and hard come from `curtois_score`, which
shares nothing with the engine; the bound is the certificate's, `-` when nothing is proven; first and time are seconds
until the first roster and until the end.
"""

import argparse
import sys
import time
from pathlib import Path

from curtois_adapter import assignments, read_instance
from curtois_score import score

from scheduler.engine import BuildOptions, ImpossibleError, NoRosterError, build
from scheduler.wire.progress import Progress


def main(arguments: list[str]) -> int:
    """Print one line for each instance; return 1 if a roster broke a hard rule or a file could not be read."""
    parser = argparse.ArgumentParser(description="Build rosters for public benchmark instances.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--time", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    worst = 0
    for path in options.files:
        try:
            text = path.read_text(encoding="utf-8")
            line, hard = run(path.stem, text, options.time, options.workers, options.seed)
        except (OSError, ValueError, ImpossibleError, NoRosterError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            worst = 1
            continue
        print(line, flush=True)
        worst = max(worst, int(hard > 0))
    return worst


def run(name: str, text: str, seconds: float, workers: int, seed: int) -> tuple[str, int]:
    """Build a roster for the text of an instance; return the line to print and the number of hard breaches."""
    problem = read_instance(text)
    begun = time.monotonic()
    first: list[float] = []

    def note(progress: Progress) -> None:
        if progress.event in ("solution", "finished") and not first:
            first.append(time.monotonic() - begun)

    built = build(problem, BuildOptions(seconds=seconds, workers=workers, seed=seed), note)
    took = time.monotonic() - begun
    judged = score(text, assignments(built.roster))
    bound = built.certificate.tiers[0].bound
    line = (
        f"{name} cost={judged.cost} bound={'-' if bound is None else bound} "
        f"first={first[0] if first else took:.1f} time={took:.1f} hard={judged.hard}"
    )
    return line, judged.hard


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
