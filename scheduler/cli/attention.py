"""`fairwatch attention`: the attention index of posts as a table, one cell of it in words, two rosters compared."""

import argparse
import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from scheduler.attention import HEADER, TITLES, CellChange, rows
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.attention import CellState, FactorReading, Reading
from scheduler.exchange.csv_text import guarded

_POST, _SHIFT, _DATE = (HEADER.index(name) for name in ("post", "shift", "date"))
NOTE = "Points order a supervisor's attention to posts; weights are policy, and no finding of misconduct lies in them."


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        heads = desk.rosters()
        if not heads:
            raise CommandError(f"{arguments.db}: there is no roster yet", status=1)
        roster_id = arguments.roster if arguments.roster is not None else max(head.id for head in heads)
        if arguments.before is not None:
            _print_changes(_chosen(arguments, desk.attention.compare(arguments.before, roster_id)))
        elif arguments.post and arguments.shift and arguments.on and arguments.out is None:
            _print_reading(desk.attention.reading(roster_id, arguments.post, arguments.shift, arguments.on))
        else:
            found = [row for row in rows(desk.attention.table(roster_id)) if _is_wanted(arguments, row)]
            _write(found, arguments.out)
    return 0


def _is_wanted(arguments: argparse.Namespace, row: tuple[str, ...]) -> bool:
    wanted = (arguments.post, arguments.shift, arguments.on.isoformat() if arguments.on else None)
    return all(asked in (None, row[at]) for asked, at in zip(wanted, (_POST, _SHIFT, _DATE), strict=True))


def _chosen(arguments: argparse.Namespace, changes: Iterable[CellChange]) -> list[CellChange]:
    return [
        change
        for change in changes
        if arguments.post in (None, change.post)
        and arguments.shift in (None, change.shift)
        and arguments.on in (None, change.on)
    ]


def _write(found: list[tuple[str, ...]], path: Path | None) -> None:
    if path is None:
        _write_to(sys.stdout, found)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_to(file, found)
    print(f"{len(found)} rows in {path}")


def _write_to(file: TextIO, found: list[tuple[str, ...]]) -> None:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows([guarded(cell) for cell in row] for row in found)


def _print_reading(reading: Reading) -> None:
    title = f"{reading.post}, {reading.shift}, {reading.on}"
    if reading.state is not CellState.OPEN:
        print(f"{title}: {reading.state}")
        return
    band = reading.band
    stands = "stable" if reading.is_stable else "unstable"
    named = band or " to ".join(b.value for b in reading.band_range or ())
    print(f"{title}: {_span(reading.low, reading.high)} points, {named} ({stands}; weights {reading.version})")
    for part in reading.parts:
        print(f"  {part.factor:<4}{TITLES[part.factor]:<44}{_of(part):>9}  {part.evidence}")
        if part.action:
            print(f"  {'':<59}{part.action}")
    print(NOTE)


def _of(part: FactorReading) -> str:
    return f"{_span(part.low, part.high)} of {part.maximum}"


def _print_changes(changes: list[CellChange]) -> None:
    for change in changes:
        before = _standing(change.state_before, change.before)
        after = _standing(change.state_after, change.after)
        print(f"{change.on} {change.shift:<4}{change.post:<10}{before} -> {after}")
        for part in change.parts:
            print(f"    {part.factor:<4}{_span(*part.before)} -> {_span(*part.after)}  {part.why}")
    print(f"{len(changes)} changed" if changes else "Nothing differs.")


def _standing(state: CellState, span: tuple[int, int]) -> str:
    return _span(*span) if state is CellState.OPEN else state.value


def _span(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}-{high}"
