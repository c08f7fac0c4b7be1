"""The engine and a plain model on the same problem, with the same cores and seconds, printed side by side.

`facility.py --peer plain` uses it. Both rosters are scored by the checker; what the two say of themselves counts only
for their bounds.
"""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCHMARKS.parents[1]), str(BENCHMARKS), str(BENCHMARKS / "peers")]

import plain_facility  # noqa: E402
from course import Point, course_of  # noqa: E402

from scheduler.check import check_roster  # noqa: E402
from scheduler.domain.findings import Report  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.engine import BuildOptions, build  # noqa: E402
from scheduler.wire.progress import Progress  # noqa: E402


@dataclass
class Side:
    """What one of the two reached: seconds by the clock and of processor time, children included.

    Attributes:
        report: The checker's answer, None without a roster.
        bounds: What it proved, by tier.
        course: Its values over time, as it tells them.
    """

    name: str
    report: Report | None
    bounds: dict[str, int]
    first: float | None
    seconds: float
    processor: float
    course: list[Point]

    @property
    def values(self) -> tuple[int, ...] | None:
        """Stopping findings, then the tiers in order: the smaller, the better; None without a roster."""
        if self.report is None:
            return None
        return (len(self.report.blocking), *(tier.value for tier in self.report.tiers))


def of_engine(problem: Problem, options: BuildOptions) -> Side:
    """Build with the engine."""
    told: list[Progress] = []
    begun, worked = time.monotonic(), _processor()
    built = build(problem, options, told.append)
    seconds, processor = time.monotonic() - begun, _processor() - worked
    course = course_of(told)
    bounds = {tier.key: tier.bound for tier in built.certificate.tiers if tier.bound is not None}
    first = course[0][0] if course else seconds
    return Side("Fairwatch", check_roster(problem, built.roster), bounds, first, seconds, processor, course)


def of_plain(problem: Problem, options: BuildOptions) -> Side:
    """Solve with the plain model; building it is part of its time."""
    begun = _processor()
    found = plain_facility.solve(problem, options.seconds, options.workers, options.seed)
    report = None if found.roster is None else check_roster(problem, found.roster)
    return Side("plain", report, found.bounds, found.first, found.seconds, _processor() - begun, [])


def print_sides(title: str, own: Side, other: Side) -> None:
    """Print a table of both, and who is ahead."""
    tiers = (own.report or Report(findings=(), charges=(), tiers=())).tiers
    print(f"\n{title}\n\n| tier | unit | {own.name} | proven | {other.name} | proven |\n|---|---|---:|---:|---:|---:|")
    for n, tier in enumerate(tiers):
        cells = []
        for side in (own, other):
            bound = side.bounds.get(tier.key)
            value = side.report.tiers[n].value if side.report is not None else None
            cells += [_amount(value, tier.scale), _amount(bound, tier.scale)]
        print(f"| {tier.name} | {tier.unit} | {' | '.join(cells)} |")
    for words, unit, name in (("first roster", "s", "first"), ("end", "s", "seconds"), ("processor", "s", "processor")):
        cells = [_seconds(getattr(side, name)) for side in (own, other)]
        print(f"| {words} | {unit} | {cells[0]} | | {cells[1]} | |")
    stopping = ["-" if side.report is None else str(len(side.report.blocking)) for side in (own, other)]
    print(f"| findings that stop it | | {stopping[0]} | | {stopping[1]} | |\n\n{verdict(own, other)}", flush=True)


def verdict(own: Side, other: Side) -> str:
    """Return in a sentence who is ahead, tier before tier, and when the one reached what the other ended with."""
    if own.values is None or other.values is None:
        without = own.name if own.values is None else other.name
        return f"{without} has no roster after {_seconds((own if own.values is None else other).seconds)} s."
    if own.values > other.values:
        return f"{other.name} is ahead."
    words = "Both reach the same" if own.values == other.values else f"{own.name} is ahead"
    at = reached(own.course, other.values[1:])
    if at is None:
        return f"{words}."
    return f"{words}; it was no worse than {other.name} ended after {at:.1f} s, 1/{other.seconds / at:.0f} of its time."


def reached(course: list[Point], values: tuple[int, ...]) -> float | None:
    """Return after how many seconds a course had values that are no worse, None if it never had."""
    for seconds, _, tiers in course:
        if tuple(tier.value for tier in tiers) <= values:
            return max(seconds, 0.05)
    return None


def _amount(value: int | None, scale: int) -> str:
    return "-" if value is None else f"{value / scale:,.10g}"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


def _processor() -> float:
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system
