"""Follows random edits with the checker and judges the roster as a whole after each: both must say the same.

Most edits change tiny random facilities whose policy uses every rule with random settings; a fifth change a roster of
the demonstration facility, with its whole policy. A difference names the rules that it concerns: their
`judged_by` is not true, or they judge a part differently from the whole.

Usage: python tests/campaigns/edits.py [--edits 10000] [--seed 1] [--figures FILE.jsonl]

With --figures, one JSON line a batch of edits is appended, and a campaign that was stopped goes on after the last one.
Prints a summary; the exit status is 1 when anything differed.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS.parent), str(TESTS / "benchmarks")]

from check import pattern_roster  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from support.edits import differing, judged_by_all, random_edit  # noqa: E402

from scheduler.check import Checker, check_roster  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.domain.roster import Roster  # noqa: E402
from scheduler.generate import DEMO_OFFICERS, DEMO_SEED  # noqa: E402

PLACES = TINY, DEMONSTRATION = "tiny facilities", "the demonstration"
BATCH = 100
EDITS_A_ROSTER = 5
"""So many edits are made to a tiny roster before the next facility is drawn."""


def main() -> int:
    """Run the campaign; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figures", type=Path)
    arguments = parser.parse_args()
    return campaign(arguments.edits, arguments.seed, arguments.figures)


def campaign(edits: int, seed_: int, figures: Path | None) -> int:
    """Edit until `edits` are done, those of an earlier run included; return the exit status."""
    done = (
        [json.loads(line) for line in figures.read_text("utf-8").splitlines()] if figures and figures.exists() else []
    )
    for number in range(len(done), -(-edits // BATCH)):
        begin = perf_counter()
        is_demonstration = number % 5 == 4
        where = DEMONSTRATION if is_demonstration else TINY
        wrong = (on_the_demonstration if is_demonstration else on_tiny_facilities)(f"{seed_}/{number}")
        result = {"batch": number, "seed": seed_, "edits": BATCH, "where": where, "differ": dict(wrong)}
        done.append(result)
        if figures:
            with figures.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result) + "\n")
        seconds = perf_counter() - begin
        print(f"{BATCH * len(done)}/{edits} {where}, {seconds:.0f} s: {dict(wrong) or 'no difference'}", flush=True)
    total: Counter[str] = Counter()
    for result in done:
        total.update(result["differ"])
    places = ", ".join(f"{sum(r['edits'] for r in done if r['where'] == place)} on {place}" for place in PLACES)
    print(f"{BATCH * len(done)} edits ({places}), {total.total()} differences: {dict(total) or 'none'}")
    return 1 if total else 0


def on_tiny_facilities(seed_: str) -> Counter[str]:
    """Return which rules differed after how many of a batch of edits."""
    wrong: Counter[str] = Counter()
    number = count()

    @seed(seed_)
    @settings(
        max_examples=BATCH // EDITS_A_ROSTER,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(judged_by_all())
    def draw(made: tuple[Problem, Roster]) -> None:
        wrong.update(followed(Random(f"{seed_}/{next(number)}"), *made, EDITS_A_ROSTER))

    draw()
    return wrong


def on_the_demonstration(seed_: str) -> Counter[str]:
    """Return which rules differed after how many of a batch of edits."""
    return followed(Random(seed_), *demonstration(), BATCH)


@cache
def demonstration() -> tuple[Problem, Roster]:
    """Return the demonstration's problem and a roster of it, some of whose tours officers already hold."""
    problem, roster = pattern_roster(DEMO_OFFICERS, DEMO_SEED)
    return replace(problem, published=roster.tours[::2]), roster


def followed(random: Random, problem: Problem, roster: Roster, edits: int) -> Counter[str]:
    """Edit a roster again and again; return which rules differed after how many edits."""
    wrong: Counter[str] = Counter()
    checker = Checker.of(problem, roster)
    for _ in range(edits):
        roster = random_edit(random, problem, roster).apply(roster)
        checker = checker.edited(roster)
        found: dict[str, Any] = differing(checker.report, check_roster(problem, roster))
        wrong.update(found.keys())
        if found:
            checker = Checker.of(problem, roster)
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
