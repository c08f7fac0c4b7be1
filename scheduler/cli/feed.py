"""`fairwatch feed`: what a jail system exports, into the database, all or nothing."""

import argparse

from scheduler.api import FeedLine, Repair
from scheduler.cli.desks import open_desk
from scheduler.domain.clock import Clock
from scheduler.domain.observations import FeedKind
from scheduler.domain.words import Minute


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        preview = desk.feed.preview(arguments.folder)
        clock = Clock(desk.facility().zone)
        for line in preview.lines:
            print(_line(line))
        for repair in preview.repairs:
            print(f"  {_repair(repair, clock)}")
        if arguments.dry_run:
            print("Nothing was written.")
            return 0
        desk.feed.take(preview)
    print(f"{preview.source}: taken over")
    return 0


def _line(line: FeedLine) -> str:
    parts = [f"{line.new} new", f"{line.changed} changed"]
    if line.closed:
        what = "watches" if line.kind == FeedKind.WATCHES else "stays"
        parts.append(f"{line.closed} open {what} ended by them")
    return f"{line.kind}.csv: {line.rows} row{'' if line.rows == 1 else 's'}, {', '.join(parts)}"


def _repair(repair: Repair, clock: Clock) -> str:
    def span(start: Minute, end: Minute | None) -> str:
        until = "open" if end is None else f"{clock.local(end):%Y-%m-%d %H:%M}"
        return f"{clock.local(start):%Y-%m-%d %H:%M} to {until}"

    left = " and ".join(span(*part) for part in repair.left) or "nothing"
    return f"overlap: {repair.inmate} in {repair.place}, {span(repair.start, repair.end)}; left of it: {left}"
