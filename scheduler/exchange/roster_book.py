"""A roster as a workbook: for each watch a grid of seats by date, all tours in a list, a legend, and what it is.

The grids can be changed in a spreadsheet and read back (`scheduler.exchange.roster_book_reading`). The sheet `Tours`
is what the roster was when the file was written: against it is found what was changed since. It holds nothing of
inmates, restrictions, waivers or reasons.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from scheduler.domain.draws import Muster
from scheduler.domain.facility import Post, Shift
from scheduler.domain.papers import CellKind
from scheduler.domain.problem import Problem
from scheduler.domain.roster import Roster
from scheduler.domain.words import Badge, PostCode, RosterState
from scheduler.exchange.plain_json import content_hash
from scheduler.exchange.roster_cells import KIND_LETTERS, SeatKey, key_of, seat_text, tour_text
from scheduler.exchange.roster_files import COLUMNS, NO_NAMES, NONE_SEALED, TO_BE_DRAWN, roster_content
from scheduler.exchange.writers.xlsx import Book, sheet_name
from scheduler.wire.exported import ExportedRoster

FORM = "fairwatch/roster-workbook/1"
TOURS, LEGEND, METADATA, OFFICERS = "Tours", "Legend", "Metadata", "Officers"
HEADS = ("Post", "Name", "Area", "Seat")
"""Columns of a grid before its dates; names of columns are part of the form and do not change."""
_WIDTHS = (11, 26, 11, 6)
_CELL_WIDTH = 11
_EMPTY, _OVERTIME, _UNASKED, _SEALED = "#F8D7DA", "#FFF1D6", "#F3F5F7", "#E3EEF8"
_KINDS = {"date": CellKind.DATE, "start": CellKind.MOMENT, "end": CellKind.MOMENT} | dict.fromkeys(
    ("roster_version", "seat_number", "minutes"), CellKind.COUNT
)
TOUR_COLUMNS = (*COLUMNS[:8], "seat_number", *COLUMNS[8:], "text")
"""Columns of `Tours`: those of the CSV, the seat's number from 1, and how the tour is written on the grid."""


def texts_of(roster: Roster, problem: Problem, sealed: frozenset[Muster] = NONE_SEALED) -> dict[SeatKey, str]:
    """Return what stands in the cell of each seat that somebody holds; musters that are still to be drawn have none."""
    shifts = {shift.code: shift for shift in problem.shifts}
    found: dict[SeatKey, list[str]] = {}
    for tour in roster.tours:
        if Muster(on=tour.on, shift=tour.shift) not in sealed:
            found.setdefault(key_of(tour), []).append(tour_text(tour, shifts.get(tour.shift), problem.clock))
    return {key: seat_text(parts) for key, parts in found.items()}


def cells_hash(texts: Mapping[SeatKey, str]) -> str:
    """Return the hash, 64 hex digits, of what stands in cells, whatever their order."""
    lines = sorted(f"{key.on}\t{key.shift}\t{key.post}\t{key.index}\t{text}\n" for key, text in texts.items())
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def book_bytes(
    roster: Roster,
    problem: Problem,
    generated_at: datetime,
    number: int = 0,
    names: Mapping[Badge, str] = NO_NAMES,
    sealed: frozenset[Muster] = NONE_SEALED,
) -> bytes:
    """Return a roster as an XLSX workbook.

    Args:
        roster: The roster to give away.
        problem: The facility that it is of.
        generated_at: The moment of the export, with its offset.
        number: Of the roster in its database; 0 where the workbook is not to be read back.
        names: Officers' names to give away with their badges.
        sealed: Musters whose posts are still to be drawn, and are not given away.

    Raises:
        ValueError: the moment has no offset.
        UnwritableError: a text is too long for a cell, or holds half of a character.
    """
    if generated_at.tzinfo is None:
        raise ValueError("the moment of an export needs its offset")
    content = roster_content(roster, problem, names, sealed)
    texts = texts_of(roster, problem, sealed)
    taken = {name.casefold() for name in (TOURS, LEGEND, METADATA, OFFICERS, "history")}
    with Book(f"Roster {roster.period.first} to {roster.period.last}", generated_at) as book:
        pages = {}
        for shift in problem.shifts:
            name = sheet_name(shift.name or shift.code, taken)
            pages[name] = shift
            _Grid(book, name, roster, problem, shift, texts, sealed).write()
        _write_tours(book, roster, problem, content, sealed)
        if names:
            _write_officers(book, names)
        _write_legend(book, problem)
        _write_metadata(book, content, pages, generated_at, number, texts, bool(names))
    return book.data


class _Grid:
    """Writes the sheet of one watch."""

    def __init__(
        self,
        book: Book,
        name: str,
        roster: Roster,
        problem: Problem,
        shift: Shift,
        texts: Mapping[SeatKey, str],
        sealed: frozenset[Muster],
    ) -> None:
        self._book, self._page, self._shift, self._texts = book, book.page(name), shift, texts
        self._dates = roster.period.dates
        self._is_sealed = [Muster(on=on, shift=shift.code) in sealed for on in self._dates]
        self._asked = asked_seats(problem, roster.period.dates, shift)
        self._seats = rows_of_watch(roster, problem, shift, sealed)
        self._overtime = {key_of(t) for t in roster.tours if t.shift == shift.code and t.kind.is_overtime}

    def write(self) -> None:
        """Write headers and seats."""
        page, last = self._page, len(HEADS) + len(self._dates) - 1
        page.set_landscape()
        page.freeze_panes(1, len(HEADS))
        page.repeat_rows(0)
        page.repeat_columns(0, 0)
        for at, (head, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, head, self._book.head)
        page.set_column(len(HEADS), last, _CELL_WIDTH)
        head = self._book.form(bold=True, bg_color="#EAEEF2", bottom=1, text_wrap=True, num_format="ddd d mmm yyyy")
        for at, on in enumerate(self._dates, start=len(HEADS)):
            page.write_datetime(0, at, on, head)
        for row, (post, index) in enumerate(self._seats, start=1):
            self._write_seat(row, post, index)
        page.autofilter(0, 0, max(len(self._seats), 1), last)
        page.print_area(0, 0, max(len(self._seats), 1), last)

    def _write_seat(self, row: int, post: Post, index: int) -> None:
        book, page = self._book, self._page
        for at, text in enumerate((post.code, post.name, post.area)):
            book.put(page, row, at, text)
        book.put(page, row, 3, index + 1, CellKind.COUNT)
        for at, on in enumerate(self._dates):
            key = SeatKey(on=on, shift=self._shift.code, post=post.code, index=index)
            book.put(page, row, len(HEADS) + at, self._texts.get(key) or None, **self._look(key, self._is_sealed[at]))

    def _look(self, key: SeatKey, is_sealed: bool) -> dict[str, Any]:
        minimum, wanted = self._asked.get((key.post, key.on), (0, 0))
        how: dict[str, Any] = {"border": 1, "border_color": "#B6BEC7", "text_wrap": True}
        if is_sealed:
            return how | {"bg_color": _SEALED}
        if key in self._texts:
            # Italics too, so that the mark is there in print without colours.
            return how | ({"bg_color": _OVERTIME, "italic": True} if key in self._overtime else {})
        if key.index < minimum:
            return how | {"bg_color": _EMPTY, "border": 2, "border_color": "#9A3412"}
        return how if key.index < wanted else how | {"bg_color": _UNASKED, "diag_type": 1, "diag_color": "#B6BEC7"}


def asked_seats(problem: Problem, dates: Iterable[date], shift: Shift) -> dict[tuple[PostCode, date], tuple[int, int]]:
    """Return minimum and wanted seats of a shift by post and date; no entry for none."""
    found = {}
    for post in problem.posts:
        for on in dates:
            for line in post.coverage_on(on):
                if line.shift == shift.code and max(line.minimum, line.wanted) > 0:
                    found[post.code, on] = line.minimum, max(line.minimum, line.wanted)
    return found


def rows_of_watch(
    roster: Roster, problem: Problem, shift: Shift, sealed: frozenset[Muster] = NONE_SEALED
) -> list[tuple[Post, int]]:
    """Return post and seat (from 0) of each row of a watch: those asked for or held on some date, in order of posts."""
    most: dict[PostCode, int] = {}
    for (post, _), (_, wanted) in asked_seats(problem, roster.period.dates, shift).items():
        most[post] = max(most.get(post, 0), wanted)
    for tour in roster.tours:
        if tour.shift == shift.code and Muster(on=tour.on, shift=tour.shift) not in sealed:
            most[tour.post] = max(most.get(tour.post, 0), tour.index + 1)
    return [(post, index) for post in problem.posts for index in range(most.get(post.code, 0))]


def _write_tours(
    book: Book, roster: Roster, problem: Problem, content: ExportedRoster, sealed: frozenset[Muster]
) -> None:
    page = book.page(TOURS)
    page.set_landscape()
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    for at, column in enumerate(TOUR_COLUMNS):
        page.set_column(at, at, 17 if column in ("start", "end", "seat", "post_name", "name") else 11)
        page.write_string(0, at, column, book.head)
    kinds = [_KINDS.get(column, CellKind.TEXT) for column in TOUR_COLUMNS]
    shifts = {shift.code: shift for shift in problem.shifts}
    for row, (tour, given) in enumerate(zip(roster.tours, content.tours, strict=True), start=1):
        is_sealed = Muster(on=tour.on, shift=tour.shift) in sealed
        text = TO_BE_DRAWN if is_sealed else tour_text(tour, shifts.get(tour.shift), problem.clock)
        cells = (
            content.roster_version, content.state.value, tour.on, given.shift, given.post, given.post_name, given.area,
            given.seat, None if is_sealed else given.index + 1, given.badge, given.name, given.start, given.end,
            given.minutes, given.kind.value, text,
        )  # fmt: skip
        book.put_row(page, row, cells, kinds)
    page.autofilter(0, 0, max(len(roster.tours), 1), len(TOUR_COLUMNS) - 1)


def _write_officers(book: Book, names: Mapping[Badge, str]) -> None:
    page = book.page(OFFICERS)
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 34)
    for at, head in enumerate(("Badge", "Name")):
        page.write_string(0, at, head, book.head)
    for row, (badge, name) in enumerate(sorted(names.items()), start=1):
        book.put(page, row, 0, badge)
        book.put(page, row, 1, name)
    page.autofilter(0, 0, max(len(names), 1), 1)


def _write_legend(book: Book, problem: Problem) -> None:
    page = book.page(LEGEND)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 110)
    kinds = [(f"1001 ({letter})", kind.value.replace("_", " ").capitalize()) for kind, letter in KIND_LETTERS.items()]
    lines: list[tuple[str, str, dict[str, Any]]] = [
        (
            "Sheets of the watches",
            "One row a seat, one column a date; a cell holds the badge of who is on the seat.",
            {},
        ),
        ("1001", "On the seat for the whole watch, in regular time.", {}),
        *((mark, f"{words}.", {}) for mark, words in kinds),
        ("1001 06:00-12:00; 1002", "Several share the seat; times only where it is not the whole watch.", {}),
        ("Empty, thick frame", "A seat of the minimum that nobody holds.", {"bg_color": _EMPTY, "border": 2}),
        ("Italics", "Overtime.", {"bg_color": _OVERTIME, "italic": True}),
        ("Crossed", "A seat that is not asked for on this date.", {"bg_color": _UNASKED, "diag_type": 1}),
        ("Blue", "Posts of this watch are drawn at muster; nothing can be changed there.", {"bg_color": _SEALED}),
        (
            "To change the roster",
            "Change cells of the watches and import the file: Fairwatch shows each difference",
            {},
        ),
        ("", "and what it would break before anything is written. Rows and columns may be filtered and", {}),
        ("", "sorted as a whole; those that are taken out stay as they are in the roster.", {}),
        ("Tours", "The roster when this file was written. Leave it: against it is found what you changed.", {}),
        ("", "", {}),
        *(
            (shift.code, f"{shift.name}: {_wall(shift.start_wall_minute)}, {_wall(shift.wall_minutes)} h", {})
            for shift in problem.shifts
        ),
    ]
    for row, (name, words, how) in enumerate(lines):
        book.put(page, row, 0, name, bold=True, **how)
        book.put(page, row, 1, words, text_wrap=True)


def _wall(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _write_metadata(
    book: Book,
    content: ExportedRoster,
    pages: Mapping[str, Shift],
    at: datetime,
    number: int,
    texts: Mapping[SeatKey, str],
    has_names: bool,
) -> None:
    page = book.page(METADATA)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 72)
    is_published = content.state in (RosterState.PUBLISHED, RosterState.ARCHIVED)
    lines: list[tuple[str, str | int | date | datetime, CellKind]] = [
        ("Form", FORM, CellKind.TEXT),
        ("Facility", content.facility, CellKind.TEXT),
        ("Facility name", content.facility_name, CellKind.TEXT),
        ("Time zone", content.zone, CellKind.TEXT),
        ("Roster number", number, CellKind.COUNT),
        ("First date", content.first, CellKind.DATE),
        ("Last date", content.last, CellKind.DATE),
        ("State", content.state.value, CellKind.TEXT),
        ("Standing", "Published" if is_published else "Not published as it stands", CellKind.TEXT),
        ("Version", content.roster_version, CellKind.COUNT),
        ("Tours", len(content.tours), CellKind.COUNT),
        ("Names of officers", "given" if has_names else "left out", CellKind.TEXT),
        ("Generated at (UTC)", at.astimezone(UTC), CellKind.MOMENT),
        ("SHA-256 of the content", content_hash(content), CellKind.TEXT),
        ("SHA-256 of the cells", cells_hash(texts), CellKind.TEXT),
        *((f"Sheet of watch {shift.code}", name, CellKind.TEXT) for name, shift in pages.items()),
    ]
    for row, (name, what, kind) in enumerate(lines):
        book.put(page, row, 0, name, bold=True)
        book.put(page, row, 1, what, kind, align="left")
