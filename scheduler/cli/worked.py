"""`fairwatch worked`: what was really worked, entry by entry or as a table; corrections; closed days."""

import argparse
import csv
import io
from datetime import date, timedelta
from pathlib import Path

from scheduler.api import Desk, SheetLine, Worked, WorkedKind, WorkedNote, standing
from scheduler.cli.desks import open_desk
from scheduler.cli.failure import CommandError
from scheduler.domain.clock import Clock
from scheduler.domain.roster import Tour
from scheduler.domain.words import Badge, Minute, PostCode, ShiftCode
from scheduler.exchange.kinds import Instant
from scheduler.rule import hours

COLUMNS = ("badge", "date", "start", "end", "post", "shift", "kind", "reason")
"""Columns of a table of entries, in any order; all but the first two may be left empty or out."""
MOST_BYTES = 4_000_000


def run(arguments: argparse.Namespace) -> int:
    """Carry the command out; returns the exit status."""
    with open_desk(arguments.db) as desk:
        _ACTS[arguments.action](desk, arguments)
    return 0


def _list(desk: Desk, arguments: argparse.Namespace) -> None:
    on = arguments.on or desk.today() - timedelta(days=1)
    sheet, clock = desk.worked.sheet(on), Clock(desk.facility().zone)
    for line in sheet.lines:
        print(_line(line, clock))
    if arguments.all:
        held = {entry.number for entry in standing(sheet.entries)}
        for entry in sheet.entries:
            if entry.number not in held:
                print(f"not in force: {_entry(entry, clock)}, written by {entry.by}")
    state = "open"
    if sheet.close is not None:
        state = f"closed {sheet.close.at.astimezone(clock.local(Minute(0)).tzinfo):%Y-%m-%d %H:%M} by {sheet.close.by}"
    different = sheet.exceptions
    print(f"{on}: {len(sheet.lines)} lines, {different} other than planned, {state}")


def _line(line: SheetLine, clock: Clock) -> str:
    if line.entry is not None:
        return _entry(line.entry, clock)
    assert line.planned is not None
    tour = line.planned
    return f"{'':>6}  {tour.badge:<10} {_span(tour.start, tour.end, clock)}  {tour.post} {tour.shift}  planned"


def _entry(entry: Worked, clock: Clock) -> str:
    where = f"{entry.post} {entry.shift}" if entry.post is not None else entry.duty.value
    notes = [f"corrects {entry.corrects}"] if entry.corrects is not None else []
    notes += [entry.reason] if entry.reason else []
    after = f" ({'; '.join(notes)})" if notes else ""
    return f"{entry.number:>6}  {entry.badge:<10} {_span(entry.start, entry.end, clock)}  {where}  {entry.kind}{after}"


def _span(start: Minute, end: Minute, clock: Clock) -> str:
    return f"{clock.local(start):%Y-%m-%d %H:%M} to {clock.local(end):%m-%d %H:%M}"


def _enter(desk: Desk, arguments: argparse.Namespace) -> None:
    clock = Clock(desk.facility().zone)
    if arguments.csv is not None:
        if arguments.on is not None or arguments.officer is not None:
            raise CommandError("Either a table or one entry is written down, not both")
        notes = _notes_of_table(desk, arguments.csv, clock)
    elif arguments.on is None or arguments.officer is None:
        raise CommandError("--on DATE and --officer BADGE are needed, or --csv FILE")
    else:
        cells = {
            "badge": arguments.officer,
            "start": arguments.start or "",
            "end": arguments.end or "",
            "post": arguments.post or "",
            "shift": arguments.shift or "",
            "kind": arguments.kind or "",
            "reason": arguments.reason,
        }
        notes = [_note(cells, arguments.on, _planned(desk, arguments.on), clock)]
    for entry in desk.worked.enter(notes):
        print(_entry(entry, clock))


def _notes_of_table(desk: Desk, path: Path, clock: Clock) -> list[WorkedNote]:
    if path.stat().st_size > MOST_BYTES:
        raise CommandError(f"{path.name}: a table of at most {MOST_BYTES // 1_000_000} MB is expected")
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path.name}: a table of comma-separated text in UTF-8 is expected ({error})") from error
    if not rows:
        raise CommandError(f"{path.name}: a row for each entry is expected, below the row of the columns")
    unknown = [name for name in rows[0] if name is not None and name not in COLUMNS]  # None: cells beyond the columns
    if unknown or not {"badge", "date"} <= set(rows[0]):
        raise CommandError(f"{path.name}: the columns {', '.join(COLUMNS)} are expected, badge and date at least")
    sheets: dict[date, list[Tour]] = {}
    notes = []
    for number, row in enumerate(rows, start=2):
        try:
            if None in row:
                raise CommandError("fewer cells are expected, as many as there are columns")
            cells = {name: (text or "").strip() for name, text in row.items()}
            on = _date(cells["date"])
            if on not in sheets:
                sheets[on] = _planned(desk, on)
            notes.append(_note(cells, on, sheets[on], clock))
        except CommandError as error:
            raise CommandError(f"{path.name}, row {number}: {error}") from error
    return notes


def _planned(desk: Desk, on: date) -> list[Tour]:
    return [line.planned for line in desk.worked.sheet(on).lines if line.planned is not None]


def _note(cells: dict[str, str], on: date, tours: list[Tour], clock: Clock) -> WorkedNote:
    """Return what a row says; what it leaves open is as planned."""
    badge, kind = cells["badge"], _kind(cells.get("kind", ""))
    post, shift = cells.get("post", ""), cells.get("shift", "")
    start, end = (_instant(cells.get(name, ""), clock) for name in ("start", "end"))
    own = [t for t in tours if t.badge == badge and post in ("", t.post) and shift in ("", t.shift)]
    planned = own[0] if len(own) == 1 and kind is not WorkedKind.DUTY else None
    if planned is not None and start is not None and end is not None and not _meet(planned, start, end):
        planned = None  # worked beside the plan: a call-in by itself
    if planned is None and (start is None or end is None):
        many = f"{badge} has {len(own)} planned tours" if len(own) > 1 else f"{badge} has no planned tour"
        raise CommandError(f"{many} there on {on}: say from when to when, on which post and shift")
    if planned is not None:
        start, end = (planned.start if start is None else start), (planned.end if end is None else end)
    assert start is not None
    assert end is not None
    return WorkedNote(
        badge=Badge(badge),
        on=on,
        start=start,
        end=end,
        kind=kind,
        post=PostCode(post) if post else None,
        shift=ShiftCode(shift) if shift else None,
        planned=planned,
        reason=cells.get("reason", ""),
    )


def _meet(tour: Tour, start: Minute, end: Minute) -> bool:
    return tour.start < end and start < tour.end


def _correct(desk: Desk, arguments: argparse.Namespace) -> None:
    clock = Clock(desk.facility().zone)
    sheet = desk.worked.sheet(arguments.on)
    line = next((x for x in sheet.lines if x.entry is not None and x.entry.number == arguments.number), None)
    if line is None or line.entry is None:
        raise CommandError(f"No entry {arguments.number} stands on {arguments.on}")
    entry = line.entry
    start, end = _instant(arguments.start or "", clock), _instant(arguments.end or "", clock)
    if arguments.take_back and (arguments.absent or start is not None or end is not None):
        raise CommandError("An entry is either taken back or corrected")
    kind = WorkedKind.IN_ERROR if arguments.take_back else WorkedKind.ABSENT if arguments.absent else None
    made = WorkedNote(
        badge=entry.badge,
        on=entry.on,
        start=start if start is not None else entry.start,
        end=end if end is not None else entry.end,
        kind=kind or (WorkedKind.DUTY if entry.kind is WorkedKind.DUTY else None),
        post=entry.post,
        shift=entry.shift,
        index=entry.index,
        tour=entry.tour,
        planned=line.planned,
        duty=entry.duty,
        corrects=entry.number,
        reason=arguments.reason,
    )
    for stored in desk.worked.enter([made]):
        print(_entry(stored, clock))


def _close(desk: Desk, arguments: argparse.Namespace) -> None:
    sheet = desk.worked.close_day(arguments.on)
    print(f"{arguments.on} is closed: {len(sheet.lines)} lines, {sheet.exceptions} other than planned")


def _compare(desk: Desk, arguments: argparse.Namespace) -> None:
    found = desk.worked.compared(arguments.first, arguments.last)
    print(f"{'badge':<10} {'planned':>10} {'worked':>10} {'held over':>10} {'called in':>10} {'missing':>10}")
    for line in found:
        cells = (line.planned, line.worked, line.held_over + line.early, line.called_in + line.duty, line.missing)
        print(f"{line.badge:<10} " + " ".join(f"{hours(minutes):>10}" for minutes in cells))
    days = len(desk.worked.closes(arguments.first, arguments.last))
    age = desk.worked.age()
    through = f"days are closed up to {age.through}" if age.through is not None else "no day is closed up to now"
    print(f"{days} closed days from {arguments.first} to {arguments.last}; {through}, {len(age.open)} are open")


_ACTS = {"list": _list, "enter": _enter, "correct": _correct, "close": _close, "compare": _compare}


def _kind(text: str) -> WorkedKind | None:
    if not text:
        return None
    try:
        found = WorkedKind(text)
    except ValueError:
        found = WorkedKind.IN_ERROR
    if found is WorkedKind.IN_ERROR:
        known = ", ".join(kind.value for kind in WorkedKind if kind is not WorkedKind.IN_ERROR)
        raise CommandError(f"kind: one of {known} is expected, not {text!r}")
    return found


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"date: a date such as 2026-12-06 is expected, not {text!r}") from error


def _instant(text: str, clock: Clock) -> Minute | None:
    if not text:
        return None
    try:
        return Instant().parse(text, clock)
    except ValueError as error:
        raise CommandError(str(error)) from error
