"""Papers as XLSX: a sheet for each table with typed cells, and one that says what the workbook is."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from scheduler.domain.papers import Cell, CellKind, Column, Facts, Paper, Plot, PlotKind, Standing, Table
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.writers.cells import readable

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
"""A text stays a text, whatever it looks like."""
FORMATS = {
    CellKind.TEXT: "@",
    CellKind.COUNT: "0",
    CellKind.NUMBER: "General",
    CellKind.MINUTES: "[h]:mm",
    CellKind.SHARE: "0.0%",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.MOMENT: "yyyy-mm-dd hh:mm",
}
ABOUT = "About"
FIRST_DATE = date(1900, 3, 1)
"""Spreadsheets count a 29 February 1900 that never was; earlier dates are written as text."""
_MINUTES_A_DAY = 1440
_MOST_LETTERS = 32_767
_LEAST_WIDTH, _MOST_WIDTH = 6, 48
_NOT_IN_NAMES = dict.fromkeys(map(ord, "[]:*?/\\"), "-")


def write(paper: Paper) -> bytes:
    """Return a paper as a workbook, without formulas, links and macros.

    Minutes are durations, shares per cents, dates dates, moments local wall times. Each table has a sheet of its own
    with a frozen header that filters; facts and paragraphs stand on the sheet `About`, the last.

    Raises:
        UnwritableError: a text is too long for a cell, or holds half of a character.
    """
    with Book(paper.title, paper.made_at) as book:
        taken = {ABOUT.casefold(), "history"}
        plots = [block for block in paper.blocks if isinstance(block, Plot)]
        for table in paper.tables:
            page = book.page(sheet_name(table.name, taken))
            _lay_out(page, paper)
            _write_table(book, page, table)
            for number, plot in enumerate(plot for plot in plots if plot.table is table and table.rows):
                book.draw(page, plot, number)
        _write_about(book, paper)
    return book.data


def sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that a sheet may have, near to the one given, and take it.

    Args:
        name: Any text.
        taken: Names of the workbook's other sheets, case folded; gets the new one.
    """
    plain = "".join(letter for letter in name.translate(_NOT_IN_NAMES) if letter.isprintable())[:31].strip("' ")
    plain = plain or "Sheet"
    found, number = plain, 2
    while found.casefold() in taken:
        found, number = f"{plain[: 30 - len(str(number))]} {number}", number + 1
    taken.add(found.casefold())
    return found


class Book:
    """A workbook that is written; after the end of the `with`, `data` holds it.

    The same cells give the same bytes.
    """

    def __init__(self, title: str, made_at: datetime) -> None:
        import xlsxwriter  # takes long to load; most sessions write no workbook

        self._out = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._out, OPTIONS)
        # The properties hold no offset: what stands in them is read as UTC.
        made = made_at.astimezone(UTC).replace(tzinfo=None)
        self._book.set_properties({"title": title[:255], "created": made})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._plain: dict[CellKind, Any] = {}
        self.data = b""

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None:
            return
        try:
            self._book.close()
        except UnicodeEncodeError as wrong:
            raise UnwritableError(f"a text holds {wrong.object[wrong.start]!r}, which no file can hold") from wrong
        self.data = self._out.getvalue()

    def page(self, name: str) -> Any:
        """Add a sheet and return it."""
        page = self._book.add_worksheet(name)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        page.set_paper(1)
        page.fit_to_pages(1, 0)
        return page

    def draw(self, page: Any, plot: Plot, number: int) -> None:
        """Put a plot beside the table that it draws, as a chart of the cells: what is changed there changes it.

        Args:
            page: The sheet with the table.
            plot: The plot.
            number: How many plots the sheet has already.
        """
        is_in_time = plot.table.columns[plot.column(plot.labels)].kind is CellKind.DATE
        kind = "line" if plot.kind is PlotKind.LINES else "column" if is_in_time else "bar"
        more = {"subtype": "stacked"} if plot.kind is PlotKind.STACKED else {}
        chart = self._book.add_chart({"type": kind, **more})
        name, last, label = page.get_name(), len(plot.table.rows), plot.column(plot.labels)
        for series, column in enumerate(map(plot.column, plot.series)):
            chart.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, label, last, label],
                    "values": [name, 1, column, last, column],
                    **_series_look(plot.kind, series),
                }
            )
        across = {"reverse": kind == "bar", **({"num_format": "d mmm"} if is_in_time else {})}
        chart.set_x_axis({**across, "date_axis": is_in_time})
        kind_of = plot.table.columns[plot.column(plot.series[0])].kind
        chart.set_y_axis(
            {
                "min": 0,
                "name": _chart_words(plot.unit),
                "num_format": FORMATS[kind_of],
                "major_gridlines": {"visible": True},
            }
        )
        chart.set_title({"name": _chart_words(plot.title), "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"position": "bottom", "none": len(plot.series) == 1})
        chart.set_size({"width": 760, "height": 360})
        how = {"description": readable(f"{plot.title}. {plot.said}")[:1000], "object_position": 1}
        page.insert_chart(1 + number * 20, len(plot.table.columns) + 1, chart, how)

    def form(self, **how: Any) -> Any:
        """Return a format, the same one for the same properties."""
        key = tuple(sorted(how.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"valign": "top", **how})
        return self._formats[key]

    def _of_kind(self, kind: CellKind, how: dict[str, Any]) -> Any:
        if how:
            return self.form(num_format=FORMATS[kind], **how)
        if kind not in self._plain:  # most cells, and there are many
            self._plain[kind] = self.form(num_format=FORMATS[kind])
        return self._plain[kind]

    @property
    def head(self) -> Any:
        """The format of headers."""
        return self.form(bold=True, bg_color="#EAEEF2", bottom=1, text_wrap=True, num_format="@")

    def put_row(self, page: Any, row: int, cells: Sequence[Cell], kinds: Sequence[CellKind]) -> None:
        """Write a row from the first column on, as `put` would; for lists of many thousand rows.

        Raises:
            UnwritableError: a text is too long for a cell.
        """
        text_form, write_string, write_number = self._of_kind(CellKind.TEXT, {}), page.write_string, page.write_number
        for at, cell in enumerate(cells):
            if type(cell) is str and len(cell) <= _MOST_LETTERS // 2:
                if cell:
                    write_string(row, at, cell, text_form)
            elif type(cell) is int and kinds[at] is not CellKind.MINUTES:
                write_number(row, at, cell, self._of_kind(kinds[at], {}))
            else:
                self.put(page, row, at, cell, kinds[at])

    def put(self, page: Any, row: int, at: int, cell: Cell, kind: CellKind = CellKind.TEXT, **how: Any) -> None:
        """Write a cell as what it is; `how` are properties of its format. What is empty and has none is left out.

        Raises:
            UnwritableError: a text is too long for a cell.
        """
        if isinstance(cell, str) or (isinstance(cell, date) and not isinstance(cell, datetime) and cell < FIRST_DATE):
            text = str(cell)
            if not text and not how:
                return
            if len(text) > _MOST_LETTERS // 2 and len(text.encode("utf-16-le", "surrogatepass")) // 2 > _MOST_LETTERS:
                raise UnwritableError(f"{page.get_name()} row {row + 1}: a text is too long for a cell")
            page.write_string(row, at, text, self._of_kind(CellKind.TEXT, how))
        elif cell is None:
            if how:
                page.write_blank(row, at, None, self._of_kind(kind, how))
        elif isinstance(cell, datetime):
            # Spreadsheets know no offsets: what they hold is the local wall time.
            page.write_datetime(row, at, cell.replace(tzinfo=None), self._of_kind(kind, how))
        elif isinstance(cell, date):
            page.write_datetime(row, at, cell, self._of_kind(kind, how))
        else:
            number = cell / _MINUTES_A_DAY if kind is CellKind.MINUTES else cell
            page.write_number(row, at, number, self._of_kind(kind, how))


_PATTERNS = (None, "wide_upward_diagonal", None, "dark_horizontal", "small_grid", "light_vertical")
_GREYS = ("#404040", "#606060", "#A6A6A6", "#606060", "#606060", "#606060")
_DASH_TYPES = ("solid", "dash", "round_dot", "long_dash", "square_dot", "long_dash_dot")


def _chart_words(words: str) -> str:
    """Return words for a chart: such as look like the place of a cell would be read as one."""
    return readable(words).replace("!", "! ")


def _series_look(kind: PlotKind, series: int) -> dict[str, Any]:
    """Return how a series looks, so that it is told from the others without colours."""
    grey = _GREYS[series % 6]
    if kind is PlotKind.LINES:
        return {"line": {"color": "#202020", "width": 1.75, "dash_type": _DASH_TYPES[series % 6]}}
    pattern = _PATTERNS[series % 6]
    fill = (
        {"pattern": {"pattern": pattern, "fg_color": grey, "bg_color": "white"}}
        if pattern
        else {"fill": {"color": grey}}
    )
    return {**fill, "border": {"color": "#202020", "width": 0.75}}


def _lay_out(page: Any, paper: Paper) -> None:
    if paper.is_wide:
        page.set_landscape()
    foot = f"{_plain_foot(paper.title)}, {_plain_foot(paper.span)}"
    if paper.standing is Standing.DRAFT:
        page.set_header("&LDRAFT, not published")
    page.set_footer(f"&L{foot}&RPage &P of &N")


def _plain_foot(text: str) -> str:
    """Return text for the foot of a page, in which & begins a command; a foot has 255 letters at most."""
    return "".join(letter for letter in text if letter.isprintable())[:50].replace("&", "&&")


def _write_table(book: Book, page: Any, table: Table) -> None:
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    for at, column in enumerate(table.columns):
        page.set_column(at, at, _width(column, (row[at] for row in table.rows)))
        page.write_string(0, at, column.heading, book.head)
    for number, row in enumerate(table.rows):
        # Bold, so that the mark is there in print without colours too.
        how = {"bold": True, "bg_color": "#FFF1D6"} if number in table.alerts else {}
        for at, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            is_long = column.kind is CellKind.TEXT
            book.put(page, number + 1, at, cell, column.kind, text_wrap=is_long, **how)
    last = len(table.columns) - 1
    page.autofilter(0, 0, max(len(table.rows), 1), last)
    page.print_area(0, 0, max(len(table.rows), 1), last)


def _width(column: Column, cells: Iterable[Cell]) -> int:
    longest = max((len(str(cell)) for cell in cells if isinstance(cell, str)), default=0)
    typed = {CellKind.DATE: 11, CellKind.MOMENT: 17}.get(column.kind, _LEAST_WIDTH)
    return min(max(longest + 2, typed, min(len(column.heading), 18) + 3), _MOST_WIDTH)


def _write_about(book: Book, paper: Paper) -> None:
    page = book.page(ABOUT)
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)
    standing = {Standing.DRAFT: "Draft, not published", Standing.NEITHER: ""}
    lines: list[tuple[str, Cell, CellKind]] = [
        ("Paper", paper.title, CellKind.TEXT),
        ("Kind", paper.kind, CellKind.TEXT),
        ("Facility", paper.facility, CellKind.TEXT),
        ("Span", paper.span, CellKind.TEXT),
        ("Standing", standing.get(paper.standing, f"Published, version {paper.version}"), CellKind.TEXT),
        ("Version", paper.version or None, CellKind.COUNT),
        ("As of", paper.made_at, CellKind.MOMENT),
        ("Offset from UTC", f"{paper.made_at:%z}", CellKind.TEXT),
        ("Audit log", paper.anchor, CellKind.TEXT),
        ("May be held by", paper.marking, CellKind.TEXT),
        ("Times", "Dates and times are those of the facility's own clock.", CellKind.TEXT),
    ]
    for block in paper.blocks:
        if isinstance(block, Facts):
            lines += [("", None, CellKind.TEXT), (block.title, None, CellKind.TEXT)]
            lines += [(name, what, CellKind.TEXT) for name, what in block.pairs]
        elif isinstance(block, Table) and (block.title or block.note):
            lines.append((block.name, " ".join(f"{block.title}. {block.note}".strip(". ").split()), CellKind.TEXT))
        elif isinstance(block, str):
            lines.append(("", block, CellKind.TEXT))
    for row, (name, what, kind) in enumerate(lines):
        book.put(page, row, 0, name, bold=True, text_wrap=True)
        book.put(page, row, 1, what, kind, text_wrap=True, align="left")
