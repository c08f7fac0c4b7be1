"""Builds rosters week by week for the Second International Nurse Rostering Competition and scores what comes of it.

    python tests/benchmarks/inrc2.py [INSTANCE...] [--data DIR] [--work] [--workers N] [--seed N] [--myopic]

An instance is named as n030w4_1_6-2-9-1: scenario n030w4, first history 1, weeks 6 2 9 1; without a name, all that
`published.csv` gives the competition's result of, and the larger ones. Each week is built by the engine, unchanged,
from that week's file and what the weeks before it left, within the competition's budget of 10 + 3 (nurses - 20)
seconds. All weeks but the last are planned together with what the weeks to come are expected to ask for. With --work
the budget is counted in the solver's own work on one core instead, which a busy machine does not change and which gives
the same rosters again. --pace plans each week by itself at a pace that leaves the others their share, --myopic without
one.

One line an instance: NAME cost=C hard=H weeks=C1,C2,.. static=S competition=B time=T. Cost and hard come from
`inrc2_score`, which shares nothing with the engine; static is the best known with all weeks known beforehand, and
competition the best of its entrants, week by week; `-` where nothing is known.
"""

import argparse
import csv
import os
import re
import sys
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from inrc2_adapter import LookAhead, week_guesses, week_of, week_problem
from inrc2_score import Week, read_history, read_scenario, score

from scheduler.engine import BuildOptions, ImpossibleError, NoRosterError, build, build_expecting

HERE = Path(__file__).parent
DATA = Path(os.environ.get("FAIRWATCH_BENCH", HERE.parents[2] / "shared" / "bench")) / "inrc2"
PACE = LookAhead(tours=20, weekends=20, surplus=3)
"""As `resources/docs/decisions/0015-looking-beyond-the-roster.md` found by measurement."""
_ENDLESS = 86_400.0


@dataclass(frozen=True)
class Instance:
    """The texts of an instance's files, the weeks in order."""

    name: str
    scenario: str
    history: str
    weeks: tuple[str, ...]


def main(arguments: list[str]) -> int:
    """Print one line for each instance; return 1 if a roster broke a hard rule or a file could not be read."""
    parser = argparse.ArgumentParser(description="Build rosters week by week for public benchmark instances.")
    parser.add_argument("instances", nargs="*", metavar="INSTANCE")
    parser.add_argument("--data", type=Path, default=DATA, help="folder with a folder for each scenario")
    parser.add_argument("--work", action="store_true", help="count the budget in work on one core")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    alone = parser.add_mutually_exclusive_group()
    alone.add_argument("--pace", action="store_true", help="plan each week by itself, keeping a pace")
    alone.add_argument("--myopic", action="store_true", help="look no further than each week")
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        print(f"{options.data} is not there: the public instances are no part of the project, so this is left out.")
        return 0
    published = read_published(options.data)
    worst = 0
    for name in options.instances or [name for name in published if not name.startswith("n005")]:
        try:
            instance = read_instance(options.data, name)
            look = LookAhead() if options.myopic else PACE if options.pace else None
            line, hard = run(instance, look, options.workers, options.seed, options.work)
        except (OSError, ValueError, ImpossibleError, NoRosterError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            worst = 1
            continue
        static, competition = published.get(name, ("", ""))
        print(f"{name} {line} static={static or '-'} competition={competition or '-'}", flush=True)
        worst = max(worst, int(hard > 0))
    return worst


def read_published(data: Path) -> dict[str, tuple[str, str]]:
    """Return the best static cost and the competition's best by instance, each "" where nothing is known."""
    path = data / "published.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["instance"]: (row["static_best_known"], row["competition_best_week_by_week"])
            for row in csv.DictReader(file)
        }


def read_instance(data: Path, name: str) -> Instance:
    """Return the files of an instance.

    Raises:
        ValueError: the name is not SCENARIO_HISTORY_WEEK-WEEK-...
        OSError: a file cannot be read.
    """
    parts = re.fullmatch(r"([a-z0-9]+)_(\d)_(\d(?:-\d)*)", name)
    if parts is None:
        raise ValueError("a name such as n030w4_1_6-2-9-1 is expected")
    scenario, history, weeks = parts.groups()

    def text(file: str) -> str:
        return (data / scenario / f"{file}.txt").read_text(encoding="utf-8")

    return Instance(
        name=name,
        scenario=text(f"Sc-{scenario}"),
        history=text(f"H0-{scenario}-{history}"),
        weeks=tuple(text(f"WD-{scenario}-{week}") for week in weeks.split("-")),
    )


def run(instance: Instance, look: LookAhead | None, workers: int, seed: int, is_by_work: bool) -> tuple[str, int]:
    """Build all weeks of an instance; return what to print and the number of hard breaches.

    Without a look-ahead for single weeks those to come are planned along.
    """
    scenario, past = read_scenario(instance.scenario), read_history(instance.history)
    budget = 10.0 + 3.0 * max(0, len(scenario.nurses) - 20)
    options = BuildOptions(seconds=budget, workers=workers, seed=seed)
    if is_by_work:
        options = BuildOptions(seconds=_ENDLESS, workers=1, seed=seed, work=budget)
    begun = time.monotonic()
    done: list[Week] = []
    costs = [0]
    for number in range(1, len(instance.weeks) + 1):
        texts = list(instance.weeks[:number])
        if look is None and number < len(instance.weeks):
            roster = build_expecting(list(week_guesses(scenario, past, done, texts)), 7, options)
        else:
            roster = build(week_problem(scenario, past, done, texts, look or LookAhead()), options).roster
        done.append(week_of(roster))
        costs.append(score(instance.scenario, instance.history, texts, done).cost)
    judged = score(instance.scenario, instance.history, list(instance.weeks), done)
    weeks = ",".join(str(after - before) for before, after in pairwise(costs))
    line = f"cost={judged.cost} hard={judged.hard} weeks={weeks} time={time.monotonic() - begun:.1f}"
    return line, judged.hard


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
