"""`fairwatch pay`: hours, contract overtime and FLSA overtime of each officer and pay period."""

import argparse
import json
from collections.abc import Iterable
from typing import Any

from scheduler.api import PayLine, PayTable
from scheduler.cli.desks import open_desk
from scheduler.rule import hours

COLUMNS = ("badge", "period", "hours", "contract overtime", "FLSA overtime")


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    desk = open_desk(arguments.db)
    try:
        found = desk.pay(arguments.first, arguments.last)
    finally:
        desk.close()
    print(json.dumps(_as_json(found), indent=2) if arguments.json else _as_text(found))
    return 0


def _as_text(found: PayTable) -> str:
    rows = [COLUMNS, *(_row(line) for line in found.lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    lines = ["  ".join(_cells(row, widths)).rstrip() for row in rows]
    if found.not_chosen:
        lines.append(f"Not chosen how overtime is priced, so not listed: {', '.join(found.not_chosen)}")
    if found.open_swaps:
        lines.append(f"Swaps of which it is not known whose hours they were: {', '.join(found.open_swaps)}")
    return "\n".join(lines)


def _row(line: PayLine) -> tuple[str, ...]:
    period = f"{line.first} to {line.last}"
    return (
        line.badge,
        period,
        hours(line.counted_minutes),
        hours(line.contract_minutes),
        f"{hours(line.flsa_minutes)} above {hours(line.threshold_minutes)}",
    )


def _cells(row: tuple[str, ...], widths: list[int]) -> Iterable[str]:
    return (
        text.ljust(width) if n < 2 else text.rjust(width)
        for n, (text, width) in enumerate(zip(row, widths, strict=True))
    )


def _as_json(found: PayTable) -> dict[str, Any]:
    """Return the table with all times in minutes."""
    return {
        "lines": [
            {
                "badge": line.badge,
                "first": line.first.isoformat(),
                "last": line.last.isoformat(),
                "basis": line.basis.value,
                "threshold_minutes": line.threshold_minutes,
                "worked_minutes": line.worked_minutes,
                "swapped_minutes": line.swapped_minutes,
                "credited_minutes": line.credited_minutes,
                "counted_minutes": line.counted_minutes,
                "contract_overtime_minutes": line.contract_minutes,
                "contract_overtime_by_kind": {part.kind: part.minutes for part in line.contract},
                "flsa_overtime_minutes": line.flsa_minutes,
            }
            for line in found.lines
        ],
        "not_chosen": list(found.not_chosen),
        "open_swaps": list(found.open_swaps),
    }
