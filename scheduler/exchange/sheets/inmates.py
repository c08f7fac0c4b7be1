"""Sheets on where inmates are: references only, never a name or a booking number."""

from scheduler.domain.inmates import Activity, Stay, Watch
from scheduler.domain.words import WatchKind
from scheduler.exchange.kinds import Choice, Code, Day, Instant, Length, WallTime, Weekdays
from scheduler.exchange.layout import Sheet, may, need
from scheduler.exchange.sheets.place import EVERY_DAY
from scheduler.exchange.sheets.plans import simple

_INMATE = need("Inmate", "inmate", Code(), "Surrogate reference; never a name or booking number", "R-0217")

INMATE_SHEETS: tuple[Sheet, ...] = (
    simple(
        "Stays",
        "An inmate is housed in an area; in one area at a time.",
        "stays",
        Stay,
        (
            _INMATE,
            need("Area", "area", Code(), "The area", "HU-C", refers="Areas"),
            need("Start", "start", Instant(), "From when", "2026-09-14 15:20"),
            may("End", "end", Instant(), "Until when", "2026-11-30 09:00", "no move is known"),
        ),
        spans=(("start", "end"),),
    ),
    simple(
        "Watches",
        "Officers on a post watch one inmate, who is with them for that time and nowhere else.",
        "watches",
        Watch,
        (
            _INMATE,
            need("Post", "post", Code(), "The post that watches", "HSP-1", refers="Posts"),
            need("Kind", "kind", Choice(WatchKind), "What kind of watch", "hospital"),
            need("Start", "start", Instant(), "From when", "2026-12-08 06:00"),
            may("End", "end", Instant(), "Until when", "2026-12-12 06:00", "no end is known"),
        ),
        spans=(("start", "end"),),
    ),
    simple(
        "Activities",
        "An inmate is regularly elsewhere, such as with the kitchen crew; the stay moves there and back.",
        "activities",
        Activity,
        (
            _INMATE,
            need("Area", "area", Code(), "Where", "KITCHEN", refers="Areas"),
            may("Weekdays", "weekdays", Weekdays(), "On which weekdays", "Mo Tu We Th Fr", "every day", EVERY_DAY),
            need("Start", "start_wall_minute", WallTime(), "From when", "05:00"),
            need("Length", "wall_minutes", Length(1, 1440), "For how long by the clock on the wall", "8:00"),
            need("First", "first", Day(), "First date", "2026-10-01"),
            may("Last", "last", Day(), "Last date", "2026-12-31", "open"),
        ),
        ranges=(("first", "last"),),
    ),
)
