"""A build as a whole process, from its start to its end: when what is there, and how much memory it all takes.

What a user waits for begins with the start of the program: loading it, reading the problem, compiling it. So the build
runs as `fairwatch solve` in a process of its own, and its progress is read from outside. As in an installed program,
Python has compiled all modules beforehand.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scheduler.domain.problem import Problem
from scheduler.domain.roster import Period
from scheduler.engine import BuildOptions
from scheduler.generate import DEMO_FIRST, generate_site
from scheduler.wire import encode

ROOT = Path(__file__).resolve().parents[2]
EVERY_SECONDS = 0.02
MEMORY_EVERY = 10
"""Memory is looked up in every so manieth round, as that takes the time of the build."""
LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Course:
    """One build.

    Attributes:
        first: Seconds from the start of the process to the first complete roster; infinite without one.
        seconds: Until its end.
        megabytes: The most memory of it and all its children together, shared pages counted once.
        tiers: The tiers at the end, as in progress events.
        closed: By tier, seconds until it was closed for good: value and bound within one unit or 1%; None if never.
    """

    first: float
    seconds: float
    megabytes: float
    tiers: list[dict[str, Any]]
    closed: list[float | None]


def courses(officers: int, days: int, seeds: list[int], options: BuildOptions) -> list[Course]:
    """Build a roster for a made-up facility of each seed."""
    found = []
    with tempfile.TemporaryDirectory() as compiled:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        compiling = [sys.executable, "-m", "compileall", "-q", "scheduler", "console"]
        subprocess.run(compiling, cwd=ROOT, env=environment, check=True)
        subprocess.run([sys.executable, "-c", "import scheduler.engine.search"], cwd=ROOT, env=environment, check=True)
        for seed in seeds:
            site = generate_site(officers=officers, seed=seed, days=days)
            problem = site.problem(Period(first=DEMO_FIRST, days=days))
            own = BuildOptions(seconds=options.seconds, workers=options.workers, seed=seed)
            found.append(course(problem, own, environment))
    return found


def course(problem: Problem, options: BuildOptions, environment: dict[str, str]) -> Course:
    """Build one roster in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path, log = Path(folder, "problem.json"), Path(folder, "progress.jsonl")
        path.write_bytes(encode(problem))
        command = [sys.executable, "-m", "console", "solve", str(path), "--out", str(Path(folder, "roster.json"))]
        command += ["--time", str(options.seconds), "--workers", str(options.workers), "--seed", str(options.seed)]
        begun = time.monotonic()
        command += ["--progress", str(log)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        seen: list[tuple[float, dict[str, Any]]] = []
        read, most, rounds = 0, 0.0, 0
        while True:
            is_over = process.poll() is not None
            now = time.monotonic() - begun
            lines = log.read_bytes()[read:] if log.exists() else b""
            whole = lines[: lines.rfind(b"\n") + 1]
            read += len(whole)
            seen += [(now, json.loads(line)) for line in whole.splitlines()]
            if rounds % MEMORY_EVERY == 0:
                most = max(most, _megabytes(process.pid))
            if is_over:
                break
            rounds += 1
            time.sleep(EVERY_SECONDS)
    told = [(at, event["tiers"]) for at, event in seen if event.get("tiers")]
    firsts = [at for at, event in seen if event["event"] in ("solution", "finished")]
    last = told[-1][1] if told else []
    return Course(min(firsts, default=float("inf")), now, most, last, [_closed(told, n) for n in range(len(last))])


def _closed(told: list[tuple[float, list[dict[str, Any]]]], tier: int) -> float | None:
    """Return since when a tier has been closed, None if it is not."""
    since: float | None = None
    for at, tiers in told:
        if not _is_closed(tiers[tier]):
            since = None
        elif since is None:
            since = at
    return since


def _is_closed(tier: dict[str, Any]) -> bool:
    """Whether value and bound lie within one of the unit that people read, or within 1%."""
    if tier.get("bound") is None:
        return False
    gap = tier["value"] - tier["bound"]
    return bool(gap <= max(tier.get("scale", 1), LEAST_SHARE * tier["value"]))


def _megabytes(process: int) -> float:
    """Return the memory of a process and its children; 0 where the system does not tell."""
    total = 0.0
    children = Path(f"/proc/{process}/task")
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        below = {int(n) for task in children.iterdir() for n in (task / "children").read_text().split()}
    except OSError:
        return total
    return total + sum(_megabytes(child) for child in below)


def print_medians(name: str, found: list[Course]) -> None:
    """Print a line for each build and a table of medians over them."""
    for number, one in enumerate(found, start=1):
        print(
            f"{name} build {number}: first={one.first:.2f} time={one.seconds:.1f} peak={one.megabytes:.0f} MB",
            flush=True,
        )
    first, peak = (statistics.median(getattr(one, key) for one in found) for key in ("first", "megabytes"))
    print(f"{name} medians of {len(found)}: first={first:.2f} peak={peak:.0f} MB")
    print("| tier | unit | cost | bound | closed after |\n|---|---|---|---|---|")
    for n, tier in enumerate(found[0].tiers):
        scale = tier.get("scale", 1)
        cost = statistics.median(one.tiers[n]["value"] for one in found) / scale
        bounds = [one.tiers[n].get("bound") for one in found]
        bound = "-" if None in bounds else f"{statistics.median(bounds) / scale:g}"
        closed = [one.closed[n] for one in found]
        after = "-" if None in closed else f"{statistics.median(closed):.1f} s"
        print(f"| {tier['name']} | {tier['unit']} | {cost:g} | {bound} | {after} |")
