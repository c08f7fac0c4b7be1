"""The course of a build: value and bound of each tier over its seconds, as CSV and as a plot.

    python tests/benchmarks/course.py PROGRESS.jsonl --out STEM

reads what `fairwatch solve --progress` (or a benchmark with --trace) wrote, and writes STEM.csv and STEM.svg. The table
has a line for each event and tier: seconds, event, tier, unit, value, bound; values in the tier's unit, no bound where
nothing is proven. The plot has a panel for each tier that ever was above zero, seconds on a logarithmic axis.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from math import log10

from scheduler.domain.findings import TierValue
from scheduler.wire import decode
from scheduler.wire.progress import Progress

Point = tuple[float, str, tuple[TierValue, ...]]
"""Seconds since the start, name of the event, and the tiers as it told them."""

COLUMNS = ("seconds", "event", "tier", "unit", "value", "bound")
WIDTH, PANEL, LEFT, RIGHT, TOP, GAP = 720, 92, 176, 70, 34, 22
LEAST_SECONDS = 0.1
"""Where the axis of seconds begins."""


def course_of(events: Iterable[Progress]) -> list[Point]:
    """Return the points of a course: every event that tells values."""
    return [(event.seconds, event.event, event.tiers) for event in events if event.tiers]


def write_csv(course: list[Point], path: Path) -> None:
    """Write a course as a table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for seconds, event, tiers in course:
            for tier in tiers:
                bound = "" if tier.bound is None else f"{tier.bound / tier.scale:g}"
                rows.writerow((f"{seconds:.3f}", event, tier.key, tier.unit, f"{tier.value / tier.scale:g}", bound))


def write_svg(course: list[Point], path: Path, title: str) -> None:
    """Write a course as a plot: values as lines, bounds as dashes, steps between events."""
    shown = [n for n, tier in enumerate(course[-1][2]) if any(tiers[n].value for _, _, tiers in course)]
    until = max(LEAST_SECONDS * 10, *(seconds for seconds, _, _ in course))
    height = TOP + len(shown) * (PANEL + GAP) + 26
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="11" fill="#24292f">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for row, n in enumerate(shown):
        parts += _panel(course, n, TOP + row * (PANEL + GAP), until)
    base = TOP + len(shown) * (PANEL + GAP)
    for seconds in _ticks(until):
        at = _across(seconds, until)
        parts.append(f'<text x="{at:.1f}" y="{base + 4}" text-anchor="middle">{seconds:g} s</text>')
    path.write_text("\n".join((*parts, "</svg>")) + "\n", encoding="utf-8")


def _panel(course: list[Point], n: int, top: float, until: float) -> list[str]:
    """Return the parts of one tier's panel."""
    last = course[-1][2][n]
    values = [(seconds, tiers[n].value) for seconds, _, tiers in course]
    bounds = [(seconds, tiers[n].bound) for seconds, _, tiers in course if tiers[n].bound is not None]
    most = max(value for _, value in values)
    least = min(0, *(value for _, value in values), *(bound for _, bound in bounds))

    def down(value: int) -> float:
        return top + PANEL * (1 - (value - least) / max(1, most - least))

    frame = f'x="{LEFT}" y="{top}" width="{WIDTH - LEFT - RIGHT}" height="{PANEL}" fill="none" stroke="#d0d7de"'
    parts = [f"<rect {frame}/>"]
    for words, line in ((last.name, 0), (last.unit, 14)):
        parts.append(f'<text x="{LEFT - 8}" y="{top + 14 + line}" text-anchor="end">{escape(_short(words))}</text>')
    parts.append(_steps(values, down, until, 'stroke="#0550ae" stroke-width="1.6"'))
    if bounds:
        parts.append(_steps(bounds, down, until, 'stroke="#57606a" stroke-width="1.2" stroke-dasharray="4 3"'))
    told = f"{last.value / last.scale:,.10g}"
    parts.append(f'<text x="{WIDTH - RIGHT + 6}" y="{down(last.value) + 4:.1f}">{told}</text>')
    return parts


def _steps(points: list[tuple[float, int]], down, until: float, stroke: str) -> str:  # type: ignore[no-untyped-def]
    """Return a line that changes at each point and goes on to the end."""
    path = f"M {_across(points[0][0], until):.1f} {down(points[0][1]):.1f}"
    for seconds, value in points[1:]:
        path += f" H {_across(seconds, until):.1f} V {down(value):.1f}"
    return f'<path d="{path} H {WIDTH - RIGHT}" fill="none" {stroke}/>'


def _across(seconds: float, until: float) -> float:
    share = log10(max(LEAST_SECONDS, seconds) / LEAST_SECONDS) / log10(until / LEAST_SECONDS)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _ticks(until: float) -> list[float]:
    found, at = [], LEAST_SECONDS
    while at <= until * 1.0001:
        found.append(round(at, 3))
        at *= 10
    return found


def _short(words: str) -> str:
    return words if len(words) <= 24 else words[:23] + "…"


def main(arguments: list[str]) -> int:
    """Write both files; return 2 where there is nothing to show."""
    parser = argparse.ArgumentParser(description="Write the course of a build as CSV and SVG.")
    parser.add_argument("progress", type=Path, metavar="PROGRESS.jsonl")
    parser.add_argument("--out", type=Path, required=True, metavar="STEM")
    given = parser.parse_args(arguments)
    lines = given.progress.read_bytes().splitlines()
    course = course_of(decode(line, Progress, str(given.progress)) for line in lines if line)
    if not course:
        print(f"{given.progress}: no event tells a value", file=sys.stderr)
        return 2
    write_csv(course, given.out.with_suffix(".csv"))
    write_svg(course, given.out.with_suffix(".svg"), f"Build of {course[-1][0]:.1f} s: {given.progress.stem}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
