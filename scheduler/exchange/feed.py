"""What a jail system exports, as a folder of CSV files: moves, watches, activities, and counts by area and date.

The files are those of `FeedKind`; each may be missing, and other columns than those asked for are passed over.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Activity
from scheduler.domain.moves import PlaceSpan
from scheduler.domain.observations import FeedKind, Incidents, UnitEntries
from scheduler.domain.site import Site
from scheduler.domain.words import AreaCode, PostCode, WatchKind
from scheduler.exchange.csv_folder import read_table, read_text
from scheduler.exchange.faults import WorkbookErrors, WorkbookFault
from scheduler.exchange.kinds import Choice, Code, Day, Instant, Length, WallTime, Weekdays, Whole, shown
from scheduler.exchange.layout import Column, Sheet, may, need
from scheduler.exchange.parse import Faults, ParsedSheet, TooManyFaultsError, parse_sheet
from scheduler.exchange.raw import Raw, similar
from scheduler.exchange.sheets.place import EVERY_DAY

_INMATE = need("Inmate", "inmate", Code(), "Surrogate reference; never a name or booking number", "R-0217")
_AREA = need("Area", "area", Code(), "The area", "HU-C", refers="Areas")
_START = need("Start", "start", Instant(), "From when", "2026-12-05 14:10")
_END = may(
    "End",
    "end",
    Instant(),
    "Until when",
    "2026-12-08 09:00",
    "until the next row, or no end is known",
    may_be_absent=True,
)
_ON = need("Date", "on", Day(), "The local date", "2026-12-05")
_COUNT = need("Count", "count", Whole(0, 9999), "How many on that date", "2")


def _sheet(kind: FeedKind, meaning: str, columns: tuple[Column, ...], key: tuple[str, ...]) -> Sheet:
    return Sheet(name=f"{kind}.csv", meaning=meaning, columns=columns, rows=lambda _: (), key=key)


FEED_SHEETS: dict[FeedKind, Sheet] = {
    FeedKind.MOVES: _sheet(
        FeedKind.MOVES,
        "An inmate is moved to an area, or leaves the facility (no area).",
        (_INMATE, may("Area", "area", Code(), "The area", "HU-C", "left the facility", refers="Areas"), _START, _END),
        ("inmate", "start"),
    ),
    FeedKind.WATCHES: _sheet(
        FeedKind.WATCHES,
        "Officers on a post watch one inmate.",
        (
            _INMATE,
            need("Post", "post", Code(), "The post that watches", "HSP-1", refers="Posts"),
            need("Kind", "kind", Choice(WatchKind), "What kind of watch", "hospital"),
            _START,
            _END,
        ),
        ("inmate", "start"),
    ),
    FeedKind.ACTIVITIES: _sheet(
        FeedKind.ACTIVITIES,
        "An inmate is regularly elsewhere, such as with the kitchen crew.",
        (
            _INMATE,
            _AREA,
            may(
                "Weekdays",
                "weekdays",
                Weekdays(),
                "On which weekdays",
                "Mo Tu We Th Fr",
                "every day",
                EVERY_DAY,
                may_be_absent=True,
            ),
            need("Start", "start_wall_minute", WallTime(), "From when", "05:00"),
            need("Length", "wall_minutes", Length(1, 1440), "For how long by the clock on the wall", "8:00"),
            need("First", "first", Day(), "First date", "2026-10-01"),
            may("Last", "last", Day(), "Last date", "2026-12-31", "open", may_be_absent=True),
        ),
        ("inmate", "area", "first", "start_wall_minute"),
    ),
    FeedKind.ENTRIES: _sheet(
        FeedKind.ENTRIES,
        "How often staff entered an area without being scheduled there: a count, never who.",
        (_AREA, _ON, _COUNT),
        ("area", "on"),
    ),
    FeedKind.INCIDENTS: _sheet(
        FeedKind.INCIDENTS,
        "How many incidents were recorded in an area: a count, never who.",
        (_AREA, _ON, _COUNT),
        ("area", "on"),
    ),
}


@dataclass(slots=True)
class Feed:
    """What a feed folder holds; `rows` tells of each file that was there how many rows it had."""

    moves: tuple[PlaceSpan[AreaCode], ...] = ()
    watches: tuple[PlaceSpan[tuple[PostCode, WatchKind]], ...] = ()
    activities: tuple[Activity, ...] = ()
    entries: tuple[UnitEntries, ...] = ()
    incidents: tuple[Incidents, ...] = ()
    rows: dict[FeedKind, int] = field(default_factory=dict)


def read_feed(folder: Path, site: Site) -> Feed:
    """Return what a feed folder holds for a facility: all of it, or nothing.

    Raises:
        WorkbookErrors: anything is wrong; lists all faults by file, row and column.
        OSError: the folder cannot be read.
    """
    if not folder.is_dir():
        raise WorkbookErrors(str(folder), (WorkbookFault(expected="a folder of CSV files is expected"),))
    raw = _raw(folder)
    faults = Faults(list(raw.faults))
    found: dict[FeedKind, ParsedSheet] = {}
    with suppress(TooManyFaultsError):
        for kind, sheet in FEED_SHEETS.items():
            if sheet.name in raw.tables:
                found[kind] = parse_sheet(raw, sheet, Clock(site.facility.zone), faults)
                _check(found[kind], site, faults)
    if faults.found:
        raise WorkbookErrors(folder.name, tuple(sorted(faults.found, key=lambda f: (f.sheet, f.row or 0, f.column))))
    return _feed(found)


def _raw(folder: Path) -> Raw:
    raw = Raw()
    present = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
    names = [sheet.name for sheet in FEED_SHEETS.values()]
    raw.others = [name for name in present if name.endswith(".csv") and name not in names]
    for sheet in FEED_SHEETS.values():
        path = present.get(sheet.name)
        if path is not None:
            if (text := read_text(path, sheet.name, raw)) is not None:
                raw.tables[sheet.name] = read_table(text, sheet, raw)
        elif near := similar(sheet.name, raw.others, is_surely=True):
            raw.faults.append(WorkbookFault(sheet=near, expected=f"{sheet.name} is expected as the file's name"))
    if not raw.tables and not raw.faults:
        raw.faults.append(WorkbookFault(expected=f"one of {', '.join(names)} is expected and there is none"))
    return raw


def _check(parsed: ParsedSheet, site: Site, faults: Faults) -> None:
    """Add what shows only between cells and rows: codes that nobody knows, spans that run backwards, rows twice."""
    sheet = parsed.sheet
    known: dict[str, frozenset[str]] = {
        "Areas": frozenset(area.code for area in site.areas),
        "Posts": frozenset(post.code for post in site.posts),
    }
    first_at: dict[tuple[Any, ...], int] = {}
    for row in parsed.rows:
        values = row.values
        for column in sheet.columns:
            code = values.get(column.field)
            if column.refers and code is not None and code not in known[column.refers]:
                expected = f"a code from {column.refers!r} is expected, not {shown(code)}"
                faults.add(sheet.name, row.number, column.header, expected)
        for low, high, is_strict in (("start", "end", True), ("first", "last", False)):
            early, late = values.get(low), values.get(high)
            if early is not None and late is not None and (late < early or (is_strict and late == early)):
                expected = f"a value later than {sheet.header_of(low)} in the same row is expected"
                faults.add(sheet.name, row.number, sheet.header_of(high), expected)
        if all(name in values for name in sheet.key):
            number = first_at.setdefault(tuple(values[name] for name in sheet.key), row.number)
            if number != row.number:
                what = " and ".join(sheet.header_of(name) for name in sheet.key)
                expected = f"each {what} is expected once, and row {number} has the same"
                faults.add(sheet.name, row.number, sheet.header_of(sheet.key[-1]), expected)


def _feed(found: dict[FeedKind, ParsedSheet]) -> Feed:
    def values(kind: FeedKind) -> list[dict[str, Any]]:
        return [row.values for row in found[kind].rows] if kind in found else []

    return Feed(
        moves=tuple(
            PlaceSpan(inmate=v["inmate"], place=v["area"], start=v["start"], end=v["end"])
            for v in values(FeedKind.MOVES)
        ),
        watches=tuple(
            PlaceSpan(inmate=v["inmate"], place=(v["post"], v["kind"]), start=v["start"], end=v["end"])
            for v in values(FeedKind.WATCHES)
        ),
        activities=tuple(Activity(**v) for v in values(FeedKind.ACTIVITIES)),
        entries=tuple(UnitEntries(**v) for v in values(FeedKind.ENTRIES)),
        incidents=tuple(Incidents(**v) for v in values(FeedKind.INCIDENTS)),
        rows={kind: len(sheet.rows) for kind, sheet in found.items()},
    )
