"""`fairwatch policy replay`: the last months under a proposed policy, without names."""

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from scheduler.api import policy_named
from scheduler.api.replay import KeptReplay, replay_desk
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.cli.files import write_bytes
from scheduler.replay import CONTACT, TENURE, BandMoves, Measured, PeriodReplay, Replay, ReplayOptions, total_of
from scheduler.wire import encode, read

COLUMNS = (("worked", "present"), ("worked", "proposed"), ("rebuilt", "present"), ("rebuilt", "proposed"))
WIDTH = 17


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; a first interruption ends it with the periods that are done."""
    options = ReplayOptions(
        months=arguments.months,
        last=arguments.last,
        seconds=arguments.time,
        workers=arguments.workers,
        seed=arguments.seed,
    )
    chosen = policy_named(arguments.chosen)
    path: Path | None = arguments.keep
    kept = read(path, KeptReplay) if path is not None and path.exists() else None
    with open_desk(arguments.db) as desk, stoppable() as stopped:
        found = replay_desk(
            desk,
            chosen,
            options,
            kept=kept,
            report=_tell,
            keep=lambda done: None if path is None else write_bytes(path, encode(done) + b"\n"),
            stop=stopped.is_set,
        )
    if not found.periods:
        raise CommandError("stopped before the first period was done", status=130)
    if arguments.json:
        sys.stdout.write(encode(found).decode() + "\n")
    else:
        print(text_of(found, chosen.title))
    return 130 if stopped.is_set() else 0


@contextmanager
def stoppable() -> Iterator[threading.Event]:
    """Turn a first interruption into an event; a second one ends the command at once."""
    event = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()
        print("Stopping: the period at hand is given up, those before it are kept.", file=sys.stderr, flush=True)

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield event
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(period: PeriodReplay, n: int, count: int) -> None:
    """Say on the error stream that a period is done, so that JSON stays whole."""
    parts = []
    for column in period.columns:
        if column.measured is None:
            parts.append(f"{column.name} {column.policy}: no roster")
        else:
            overtime = (column.measured.voluntary_minutes + column.measured.mandated_minutes) / 60
            parts.append(f"{column.name} {column.policy} {overtime:.0f}")
    print(f"{n:3} of {count}  from {period.period.first}: overtime h {', '.join(parts)}", file=sys.stderr, flush=True)


def text_of(found: Replay, title: str) -> str:
    """Return a replay as text: totals in four columns, moves by seniority, assumptions."""
    first, last = found.periods[0].period, found.periods[-1].period
    lines = [f"{first.first} to {last.last}: {len(found.periods)} periods of 28 days; proposed: {title}"]
    if len(found.periods) < found.asked:
        lines.append(f"Stopped: {found.asked - len(found.periods)} periods are not done.")
    lines += [
        f"The period from {period.period.first} counts in no total: {column.note}"
        for period in found.periods
        for column in period.columns
        if column.measured is None
    ]
    totals = [total_of(found.periods, name, policy) for name, policy in COLUMNS]
    if all(total is not None for total in totals):
        sizes = [band.officers for band in found.bands]
        lines += _table([total for total in totals if total is not None], sizes)
    lines += ["", "What the numbers rest on", *(f"- {sentence}" for sentence in found.assumptions)]
    return "\n".join(lines)


def _table(totals: list[Measured], sizes: list[int]) -> list[str]:
    def row(name: str, *values: str) -> str:
        return f"{name:<30}" + "".join(f"{value:>{WIDTH}}" for value in values)

    def hours(minutes: int) -> str:
        return f"{minutes / 60:.1f}".removesuffix(".0")

    lines = [
        "",
        row("", *(name for name, _ in COLUMNS)),
        row("judged by", *(policy for _, policy in COLUMNS)),
        row("Mandated overtime, h", *(hours(t.mandated_minutes) for t in totals)),
        row("Voluntary overtime, h", *(hours(t.voluntary_minutes) for t in totals)),
        row("Minimum seats empty, h", *(hours(t.empty_minutes) for t in totals)),
        row("Awards broken", *(str(t.awards_broken) for t in totals)),
        "",
        "Findings: planned / realised",
        row("  Contact with one inmate", *(f"{a} / {b}" for a, b in (t.breaches(CONTACT) for t in totals))),
        row("  Time in one area", *(f"{a} / {b}" for a, b in (t.breaches(TENURE) for t in totals))),
        "",
        "Findings by entry: planned / realised",
    ]
    known = [{line.entry: (line.severity.value, line) for line in t.findings} for t in totals]
    for entry in sorted({entry for lines_of in known for entry in lines_of}):
        values = (f"{of[entry][1].planned} / {of[entry][1].realised}" if entry in of else "-" for of in known)
        lines.append(row(f"  {entry}", *values))
    lines += ["", "Moves to another main area, by years of service: since the period before / as against worked"]
    for n, band in enumerate(totals[0].moves):
        lines.append(row(f"  {band.band} ({sizes[n]})", *(_moves(t.moves[n]) for t in totals)))
    return lines


def _moves(band: BandMoves) -> str:
    return " / ".join("-" if value is None else str(value) for value in (band.moves, band.otherwise))
