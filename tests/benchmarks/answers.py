"""How long an answer takes that the console asks for: through the real process, by the clock, warm.

    python tests/benchmarks/answers.py [--officers N ...] [--days N] [--asked N] [--seed N]

One line a size: NAME officers days warm candidates reasons places edited empty take repair proven ranked. Seconds,
medians over the seats asked about. `warm` is from starting the process until it is ready, once a session. `candidates`
is the ranked list as it is first shown, `reasons` the same with why the others cannot; `edited` the list right after an
edit of the roster; `empty` why a seat is empty, `take` what it would take; `repair` the first repair of a call-off with
its proof, `ranked` all of them.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from statistics import median

from scheduler.domain.events import CallOff, Event
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period, Roster
from scheduler.domain.words import Priority
from scheduler.engine.compiled import compile_problem
from scheduler.engine.score import Scorer
from scheduler.engine.shift_plan import first_roster
from scheduler.engine.tours import roster_of
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import decode, encode
from scheduler.wire.asking import Answer, Asked, Question, Topic

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """The process that answers, as the console starts it."""

    def __init__(self) -> None:
        """Start it."""
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "console", "--answer-worker"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)

    def ask(
        self, question: Question, problem: Problem | None = None, roster: Roster | None = None
    ) -> list[tuple[float, Answer]]:
        """Return every part of an answer with the seconds that passed until it was there."""
        source, sink = self._child.stdout, self._child.stdin
        if source is None or sink is None:
            raise ValueError("the process has no pipes")
        begun = time.perf_counter()
        sink.write(encode(Asked(problem=problem, roster=roster, question=question)) + b"\n")
        sink.flush()
        found: list[tuple[float, Answer]] = []
        while not (found and found[-1][1].is_last):
            answer = decode(source.readline(), Answer, "answer")
            found.append((time.perf_counter() - begun, answer))
        return found

    def close(self) -> None:
        """Let it end."""
        if self._child.stdin is not None:
            self._child.stdin.close()
        self._child.wait(10)


def main(arguments: list[str]) -> int:
    """Print a line for each size; return 1 if a repair was not proven."""
    parser = argparse.ArgumentParser(description="Ask the process that answers.")
    parser.add_argument("--officers", type=int, nargs="+", default=[109, 260])
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--asked", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    return max(measure(n, given.days, given.asked, given.seed) for n in given.officers)


def measure(officers: int, days: int, asked: int, seed: int) -> int:
    """Print the line of one size; return 1 if a repair was not proven."""
    site = generate_site(officers=officers, seed=seed, days=days)
    problem = site.problem(Period(first=DEMO_FIRST, days=days))
    roster = roster_of(first_roster(Scorer(compile_problem(problem)), lambda: False))
    needed = {p.code for p in problem.posts if p.priority != Priority.PULL}
    tours = Random(seed).sample([t for t in roster.tours if t.post in needed], asked)
    process = Process()
    process.ask(Question(number=1, topic=Topic.WARM), problem, roster)
    warm = time.perf_counter() - process.began
    seconds: dict[str, list[float]] = {}
    proven = 0

    def note(name: str, value: float) -> None:
        seconds.setdefault(name, []).append(value)

    for tour in tours:
        about = Question(number=2, topic=Topic.CANDIDATES, seat=tour.seat)
        (first, _), (then, _) = process.ask(about, None, roster)
        note("candidates", first)
        note("reasons", then)
        free = roster.with_tours(tuple(t for t in roster.tours if t != tour))
        note("edited", process.ask(about, None, free)[0][0])
        note("empty", process.ask(Question(number=3, topic=Topic.WHY_EMPTY, seat=tour.seat))[0][0])
        note("take", process.ask(Question(number=4, topic=Topic.REMEDIES, seat=tour.seat))[0][0])
        note("places", process.ask(Question(number=5, topic=Topic.PLACES, badge=tour.badge, on=tour.on))[0][0])
        event = Event(call_off=CallOff(badge=tour.badge, start=tour.start, end=tour.end))
        parts = process.ask(Question(number=6, topic=Topic.REPAIR, event=event, seconds=20.0), None, roster)
        note("repair", parts[0][0])
        note("ranked", parts[-1][0])
        best = parts[0][1].repairs
        proven += best is not None and best.plans[0].is_proven
    process.close()
    figures = " ".join(f"{name}={median(values):.2f}" for name, values in seconds.items())
    print(
        f"answers-{officers}x{days} officers={officers} days={days} warm={warm:.1f} {figures} proven={proven}/{asked}",
        flush=True,
    )
    return int(proven < asked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
