"""How long files of a large roster take, and how much memory: each format in a process of its own.

python tests/benchmarks/exports.py [--officers N] [--days N] [--only FORMAT]

Reports time of the processor beside time on the clock, and the most memory that the process held, what it began with
included. `import` reads the workbook back with one cell changed and judges it. The roster is filled seat by seat,
whatever the rules say: it has as many tours as a built one.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path[:0] = [str(Path(__file__).resolve().parents[n]) for n in (2, 1)]

import openpyxl  # noqa: E402

from scheduler.api.calendar import Publication, Published  # noqa: E402
from scheduler.api.export import FORMATS, ExportChoice, Source, write_files  # noqa: E402
from scheduler.api.roster_import import preview_roster  # noqa: E402
from scheduler.domain.problem import Problem  # noqa: E402
from scheduler.domain.roster import Period, Roster, Tour  # noqa: E402
from scheduler.domain.words import Badge, RosterState  # noqa: E402
from scheduler.generate import DEMO_FIRST, generate_site  # noqa: E402

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MOST_SECONDS, MOST_MEGABYTES = 5.0, 500.0


def main() -> None:
    """Measure and print one line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=600)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--only", choices=(*FORMATS, "import"))
    given = parser.parse_args()
    site = generate_site(officers=given.officers, seed=1, days=given.days)
    problem = site.problem(Period(first=DEMO_FIRST, days=given.days))
    roster = filled(problem)
    names = {line.badge: line.name for line in site.names}
    print(f"exports officers={given.officers} days={given.days} tours={len(roster.tours)}")
    for form in (given.only,) if given.only else (*FORMATS, "import"):
        # Forked, so that what is measured is the export alone, over what every process holds of the facility.
        child = multiprocessing.get_context("fork").Process(target=measure, args=(form, roster, problem, names))
        child.start()
        child.join()


def filled(problem: Problem) -> Roster:
    """Return a roster in which every wanted seat is held, officers one after another."""
    tours = tuple(
        Tour(start=start, end=end, badge=badge, post=post, on=on, shift=shift, index=index)
        for badge, (post, on, shift, index, start, end) in zip(_badges(problem), _seats(problem), strict=False)
    )
    return Roster(
        facility=problem.facility.id, period=problem.period, tours=tours, state=RosterState.PUBLISHED, version=1
    )


def _badges(problem: Problem) -> Iterator[Badge]:
    while True:
        yield from (officer.badge for officer in problem.officers)


def _seats(problem: Problem) -> Iterator[tuple]:
    shifts = {shift.code: shift for shift in problem.shifts}
    for on in problem.period.dates:
        for post in problem.posts:
            for line in post.coverage_on(on):
                for index in range(max(line.minimum, line.wanted)):
                    yield (post.code, on, line.shift, index, *shifts[line.shift].span(problem.clock, on))


def measure(form: str, roster: Roster, problem: Problem, names: dict[Badge, str]) -> None:
    """Write one format, or read the workbook back, and print what that took."""
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def published() -> Published:
        told = Published(problem.period.first, problem.period.last)
        told.add(Publication(at=AT, roster=roster))
        return told

    source = Source(roster=roster, problem=problem, at=AT, names=names, number=1, published=published)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        if form == "import":
            (book,) = write_files(source, path, ("xlsx",))
            changed = openpyxl.load_workbook(book.path)
            changed[changed.sheetnames[0]]["E2"] = roster.tours[-1].badge
            changed.save(book.path)
            cpu, wall = time.process_time(), time.perf_counter()
            found = preview_roster(book.path, 1, roster, problem)
            size = len(found.cells)
        else:
            cpu, wall = time.process_time(), time.perf_counter()
            (written,) = write_files(source, path, (form,), ExportChoice(as_archive=True))
            size = written.path.stat().st_size
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    is_within = cpu < MOST_SECONDS and peak < MOST_MEGABYTES
    told = "within" if is_within else "ABOVE"
    unit = "cells changed" if form == "import" else "bytes"
    print(
        f"  {form:<7}cpu={cpu:5.2f} s wall={wall:5.2f} s peak={peak:4.0f} MB (began with {base:.0f}) {size:,} {unit}: "
        f"{told} {MOST_SECONDS:.0f} s and {MOST_MEGABYTES:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
