"""How long each export of a large facility takes as a command, from its start to its end, and how much memory.

python tests/benchmarks/export_commands.py [--officers N] [--days N] [--only KIND] [--keep DIR]

A facility is generated, its first roster found and published; then each kind of the window of all exports is written
in each of its formats by `fairwatch export --what`, each in a process of its own: time on the clock, time of the
processor, the most memory that was held. `--keep` leaves the database in a folder, where the next run finds it.
"""

import argparse
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[n]) for n in (2, 1)]

from scheduler.api import Desk  # noqa: E402
from scheduler.api.export_centre import KINDS, PAYROLL  # noqa: E402
from scheduler.domain.roster import Period, RosterEdit, TourChange  # noqa: E402
from scheduler.engine.compiled import compile_problem  # noqa: E402
from scheduler.engine.score import Scorer  # noqa: E402
from scheduler.engine.shift_plan import first_roster  # noqa: E402
from scheduler.engine.tours import roster_of  # noqa: E402
from scheduler.generate import DEMO_FIRST, generate_site  # noqa: E402

AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
MOST_SECONDS, MOST_MEGABYTES = 5.0, 500.0
OFFICER = "1001"


def main() -> None:
    """Measure and print one line for each kind and format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=600)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--only", choices=sorted(KINDS))
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() if given.keep is None else nullcontext(given.keep) as folder:
        url = Path(folder) / f"{given.officers}x{given.days}.db"
        if not url.exists():
            # In a process of its own: a command begins with the memory that its parent held at most.
            maker = multiprocessing.get_context("spawn").Process(target=make, args=(url, given.officers, given.days))
            maker.start()
            maker.join()
        print(f"export commands officers={given.officers} days={given.days}", flush=True)
        for what in (given.only,) if given.only else KINDS:
            for form in KINDS[what].formats:
                measure(url, what, form, given.days, Path(folder) / "out")


def make(url: Path, officers: int, days: int) -> None:
    """Make the database with a published roster."""
    site, period = generate_site(officers=officers, seed=1, days=days), Period(first=DEMO_FIRST, days=days)
    tours = roster_of(first_roster(Scorer(compile_problem(site.problem(period))), lambda: False)).tours
    with Desk.open(str(url), actor="bench", now=lambda: AT) as desk:
        desk.import_site(site, "bench")
        desk.create_roster(period)
        changes = tuple(TourChange(before=None, after=tour) for tour in tours)
        desk.apply_edit(1, RosterEdit(id="e", label="Fill", actor="bench", at=AT, changes=changes))
        desk.publish(1, "for the benchmark")


def measure(url: Path, what: str, form: str, days: int, out: Path) -> None:
    """Write one kind in one format and print what that took."""
    kind = KINDS[what]
    command = [sys.executable, "-m", "console", "export", "--db", str(url), "--what", what, "--out", str(out)]
    command += ["--format", PAYROLL, "--format", form] if what == PAYROLL else ["--format", form]
    command += ["--on", str(DEMO_FIRST)] if kind.needs_date else []
    command += ["--officer", OFFICER] if kind.needs_officer else []
    if kind.is_of_dates or what == PAYROLL:
        command += ["--from", str(DEMO_FIRST), "--to", str(DEMO_FIRST + timedelta(days=days - 1))]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        said = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall, cpu, peak = time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    if process.returncode:
        print(f"  {what} {form}: not written: {said.strip().splitlines()[-1][:120]}", flush=True)
        return
    is_within = wall < MOST_SECONDS and peak < MOST_MEGABYTES
    told = "within" if is_within else "ABOVE"
    print(
        f"  {what:<24}{form:<6}wall={wall:5.2f} s cpu={cpu:5.2f} s peak={peak:4.0f} MB: "
        f"{told} {MOST_SECONDS:.0f} s and {MOST_MEGABYTES:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
