"""`fairwatch demo`: the whole way once, from the workbook that ships with the program to a published roster."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from platformdirs import user_data_path

from scheduler.api import Desk, DeskError, read_workbook
from scheduler.api.export import FORMATS, ExportChoice
from scheduler.cli import show
from scheduler.cli.build import build_roster
from scheduler.cli.failure import CommandError
from scheduler.cli.files import write_bytes, write_roster
from scheduler.domain.roster import Period
from scheduler.engine import BuildOptions
from scheduler.generate import DEMO_DAYS, DEMO_FIRST
from scheduler.locate import resource
from scheduler.wire import encode
from scheduler.wire.progress import Progress

WORKBOOK = ("demo", "harrow_creek.xlsx")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    folder = _folder(arguments.out)
    database = f"sqlite:///{folder / 'fairwatch.db'}"
    began = time.monotonic()
    desk = Desk.open(database)
    try:
        site = read_workbook(resource(*WORKBOOK))
        desk.import_site(site, WORKBOOK[-1])
        print(f"{site.facility.name}: {len(site.officers)} staff, {len(site.posts)} posts, 90 days of history")
        period = Period(first=DEMO_FIRST, days=DEMO_DAYS)
        options = BuildOptions(seconds=arguments.time, workers=arguments.workers, seed=arguments.seed)
        print(f"Building {period.first} to {period.last}, {options.seconds:.0f} s at most", flush=True)
        head, problem, built = build_roster(desk, period, options, _print)
        if built.report.blocking:
            print(show.report(built.report, built.certificate.tiers))
            return 1
        write_bytes(folder / "problem.json", encode(problem) + b"\n")
        write_roster(folder / "roster.json", built.roster, built.certificate, problem, folder / "problem.json")
        published = desk.publish(head.id, reason="demonstration")
        desk.export(head.id, folder / "exports", FORMATS, choice=ExportChoice(as_archive=True))
    finally:
        desk.close()
    print(show.tiers(built.certificate.tiers))
    print(
        f"Published as version {published.version}, {time.monotonic() - began:.0f} s in all; see {folder}", flush=True
    )
    if arguments.out is None and _has_display():
        return subprocess.call([*_console(), "--db", database])
    if arguments.out is None:
        print("There is no display, so the console does not open; console.png shows it.")
    return _screenshot(database, folder / "console.png")


def _folder(out: Path | None) -> Path:
    """Return an absolute folder without a database in it; only the demonstration's own is ever cleared."""
    if out is not None:
        if (out / "fairwatch.db").exists():
            raise CommandError(f"{out} already holds a database; name another folder with --out")
        out.mkdir(parents=True, exist_ok=True)
        return out.resolve()
    folder = Path(user_data_path("fairwatch", appauthor=False)) / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _console() -> list[str]:
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "console"]


def _screenshot(database: str, path: Path) -> int:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [*_console(), "--screenshot", str(path), "--db", database]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not path.exists():
        said = done.stderr.strip().splitlines()
        raise DeskError(f"the picture of the console could not be made: {said[-1] if said else 'no reason was given'}")
    print(path)
    return 0


def _print(event: Progress) -> None:
    print(show.progress_line(event), flush=True)
