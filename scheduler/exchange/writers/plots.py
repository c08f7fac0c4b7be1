"""Plots as small drawings (SVG), the same one on pages, on the screen and in HTML.

A drawing is in one ink and shades of it, and no shade stands alone: bars of each series have a hatching of their own,
lines a dash of their own and their name at their end. The same plot gives the same bytes.
Source: ISO 14289-1 7.3 and WCAG 2.2, 1.4.1 and 1.1.1: nothing is said by colour alone, and what is drawn is said in
words too (`Plot.said`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil, floor, log10

from scheduler.domain.papers import Cell, CellKind, Plot, PlotKind
from scheduler.exchange.writers.cells import readable

WIDTH = 720
"""Units; a page is as wide, and at full size letters are then 11 units high."""
TALLEST = 540
"""Units that rows below each other take at most, so that a page that lies on its side has room; the table has all."""
_SIZE, _LINE = 11, 16
_LETTER, _CAPITAL, _WIDE_LETTER = 0.64, 0.8, 1.05
"""Width of a letter in units of its height, generously: nothing knows here which font it is shown in."""
_HEIGHT, _BAR, _GAP = 200, 14, 8
_TICKS = 4
_SHADES = (0.75, 0.12, 0.4, 0.0, 0.25, 0.0)
_HATCHES = ("", "|", "", "-", "/", "+")
_DASHES = ("", "6 3", "2 3", "10 3 2 3", "1 4", "14 4")
_STEP = 5


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing and its size in units."""

    svg: str
    width: int
    height: int


def draw(plot: Plot, width: int = WIDTH, ink: str = "currentColor", ground: str = "") -> Drawing:
    """Return a plot as SVG.

    Args:
        plot: What is drawn.
        width: Of the drawing in units, 320 at least.
        ink: Colour of everything in it, as SVG writes colours.
        ground: Colour behind it, "" for none.
    """
    pen = _Pen(plot, max(width, 320), ink)
    if _is_in_time(plot):
        pen.upright()
    else:
        pen.lying()
    back = f'<rect width="100%" height="100%" fill="{escape(ground)}"/>' if ground else ""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pen.width}" height="{pen.height}" '
        f'viewBox="0 0 {pen.width} {pen.height}" font-family="Inter" font-size="{_SIZE}" '
        f'fill="{escape(ink)}">'
    )
    return Drawing(head + back + "".join(pen.parts) + "</svg>", pen.width, pen.height)


def _is_in_time(plot: Plot) -> bool:
    return plot.table.columns[plot.column(plot.labels)].kind is CellKind.DATE


def most_rows(plot: Plot) -> int:
    """Return how many rows of a plot are drawn below each other."""
    bars = 1 if plot.kind is PlotKind.STACKED else len(plot.series)
    return TALLEST // (_BAR * bars + _GAP)


def room(words: str) -> float:
    """Return how wide a text is at most, in units."""
    return sum(map(_wide, words)) * _SIZE


def _wide(letter: str) -> float:
    if ord(letter) > 0x2000 or letter in "MWm@%":
        return _WIDE_LETTER
    return _CAPITAL if letter.isupper() else _LETTER


def cut(words: str, width: float) -> str:
    """Return as much of a text as a width has room for, with dots for what is left out."""
    if room(words) <= width:
        return words
    while words and room(words + "\N{HORIZONTAL ELLIPSIS}") > width:
        words = words[:-1]
    return words + "\N{HORIZONTAL ELLIPSIS}"


class _Pen:
    """Draws one plot."""

    def __init__(self, plot: Plot, width: int, ink: str) -> None:
        self.plot, self.width, self.height, self.ink = plot, width, 0, ink
        self.parts: list[str] = []
        label, chosen = plot.column(plot.labels), [plot.column(name) for name in plot.series]
        self.kind = plot.table.columns[chosen[0]].kind
        self.names = [plot.table.columns[at].heading for at in chosen]
        rows = plot.table.rows if _is_in_time(plot) else plot.table.rows[: most_rows(plot)]
        self.labels = [_label(row[label]) for row in rows]
        self.figures = [[_figure(row[at]) for at in chosen] for row in rows]
        self.ticks = ticks(self._most(), self.kind)

    def _most(self) -> float:
        known = [[figure or 0.0 for figure in row] for row in self.figures]
        rows = (sum(row) if self.plot.kind is PlotKind.STACKED else max(row, default=0.0) for row in known)
        return max((*rows, self.plot.limit or 0.0))

    # ------------------------------------------------------------ parts

    def text(self, x: float, y: float, words: str, anchor: str = "start", more: str = "") -> None:
        """Write words with their foot at a place."""
        said = escape(readable(words))
        self.parts.append(f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{said}</text>')

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float = 0.6, more: str = "") -> None:
        """Draw a straight line."""
        self.parts.append(
            f'<path d="M{x:.1f} {y:.1f}L{to_x:.1f} {to_y:.1f}" fill="none" stroke="{self.ink}" '
            f'stroke-width="{width}"{more}/>'
        )

    def box(self, series: int, x: float, y: float, wide: float, high: float) -> None:
        """Draw a bar of a series: its shade, its hatching and an edge."""
        if wide <= 0 or high <= 0:
            return
        shade, hatch = _SHADES[series % 6], _HATCHES[series % 6]
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{self.ink}" '
            f'fill-opacity="{shade}" stroke="{self.ink}" stroke-width="0.8"/>'
        )
        marks = "".join(
            f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" for sign in hatch for a, b, c, d in _hatching(sign, x, y, wide, high)
        )
        if marks:
            self.parts.append(f'<path d="{marks}" fill="none" stroke="{self.ink}" stroke-width="0.7"/>')

    def head(self) -> float:
        """Write title, unit and legend; return where the plot itself may begin."""
        unit = f", {self.plot.unit}" if self.plot.unit else ""
        self.text(0, 13, cut(self.plot.title + unit, self.width), more=' font-weight="600"')
        at, x = 32.0, 0.0
        for series, name in enumerate(self.names if len(self.names) > 1 else ()):
            words = cut(name, self.width - 40)
            if x and x + 24 + room(words) > self.width:
                at, x = at + _LINE, 0.0
            if self.plot.kind is PlotKind.LINES:
                self.line(x, at - 4, x + 18, at - 4, 1.6, _dash(series))
            else:
                self.box(series, x, at - 9, 16, 10)
            self.text(x + 22, at, words)
            x += 22 + room(words) + 14
        return at + 12 if len(self.names) > 1 else 26.0

    # ------------------------------------------------------------ rows in time

    def upright(self) -> None:
        """Draw figures over dates, from left to right."""
        top = self.head()
        left = max(room(shown(tick, self.kind)) for tick in self.ticks) + 8
        right, bottom = self.width - 8.0, top + _HEIGHT
        self.height = ceil(bottom + 26)

        def y_of(value: float) -> float:
            return bottom - (bottom - top - 8) * value / self.ticks[-1]

        for tick in self.ticks:
            self.line(left, y_of(tick), right, y_of(tick), 0.4, ' stroke-opacity="0.35"' if tick else "")
            self.text(left - 6, y_of(tick) + 4, shown(tick, self.kind), "end")
        slot = (right - left) / max(1, len(self.labels))
        self._dates(left, slot, bottom)
        if self.plot.kind is PlotKind.LINES:
            for series in range(len(self.names)):
                self._curve(series, [left + slot * (at + 0.5) for at in range(len(self.figures))], y_of)
        else:
            for at, row in enumerate(self.figures):
                self._column(row, left + slot * at + slot * 0.15, slot * 0.7, y_of)
        if self.plot.limit is not None:
            self._limit_across(left, right, y_of(self.plot.limit))

    def _dates(self, left: float, slot: float, bottom: float) -> None:
        """Write as many dates as have room beside each other, the first one always."""
        widest = max((room(words) for words in self.labels), default=0.0) + 10
        every = max(1, ceil(widest / slot))
        for at in range(0, len(self.labels), every):
            middle = left + slot * (at + 0.5)
            self.line(middle, bottom, middle, bottom + 4)
            inside = min(max(middle, room(self.labels[at]) / 2), self.width - room(self.labels[at]) / 2)
            self.text(inside, bottom + 17, self.labels[at], "middle")

    def _column(self, row: Sequence[float | None], x: float, wide: float, y_of: Callable[[float], float]) -> None:
        if self.plot.kind is PlotKind.STACKED:
            base = 0.0
            for series, figure in enumerate(row):
                self.box(series, x, y_of(base + (figure or 0)), wide, y_of(base) - y_of(base + (figure or 0)))
                base += figure or 0
            return
        each = wide / len(row)
        for series, figure in enumerate(row):
            self.box(series, x + each * series, y_of(figure or 0), each, y_of(0) - y_of(figure or 0))

    def _curve(self, series: int, xs: Sequence[float], y_of: Callable[[float], float]) -> None:
        """Draw a line through what is known; it is parted where something is not, and a point alone is a dot."""
        known = [(x, row[series]) for x, row in zip(xs, self.figures, strict=True)]
        for run in _runs(known):
            path = "L".join(f"{x:.1f} {y_of(figure):.1f}" for x, figure in run)
            if len(run) > 1:
                self.parts.append(
                    f'<path d="M{path}" fill="none" stroke="{self.ink}" stroke-width="1.6"{_dash(series)}/>'
                )
            else:
                self.parts.append(f'<circle cx="{run[0][0]:.1f}" cy="{y_of(run[0][1]):.1f}" r="2"/>')

    def _limit_across(self, left: float, right: float, y: float) -> None:
        self.line(left, y, right, y, 1.2, ' stroke-dasharray="8 3"')
        self.text(right, y - 4, cut(self.plot.limit_said, right - left), "end")

    # ------------------------------------------------------------ rows below each other

    def lying(self) -> None:
        """Draw a bar for each figure, rows below each other, each figure written at its end."""
        top = self.head()
        is_stacked, count = self.plot.kind is PlotKind.STACKED, len(self.names)
        left = min(max((room(words) for words in self.labels), default=0.0) + 8, self.width * 0.4)
        written = [[shown(figure, self.kind) if figure is not None else "not known" for figure in row]
                   for row in self.figures]  # fmt: skip
        if is_stacked:
            written = [[shown(sum(figure or 0 for figure in row), self.kind)] for row in self.figures]
        right = self.width - max((room(words) for row in written for words in row), default=0.0) - 8
        high = _BAR if is_stacked else _BAR * count
        if self.plot.limit is not None:
            top += _LINE
        for at, (label, row) in enumerate(zip(self.labels, self.figures, strict=True)):
            y = top + at * (high + _GAP)
            self.text(left - 8, y + high / 2 + 4, cut(label, left - 8), "end")
            x = left
            for series, figure in enumerate(row):
                long = (right - left) * (figure or 0) / self.ticks[-1]
                place = y if is_stacked else y + _BAR * series
                self.box(series, x, place, long, _BAR - (0 if is_stacked else 1))
                if not is_stacked:
                    self.text(left + long + 5, place + 11, written[at][series])
                x += long if is_stacked else 0
            if is_stacked:
                self.text(x + 5, y + 11, written[at][0])
        bottom = top + len(self.labels) * (high + _GAP)
        self.line(left, top - 4, left, bottom - 4)
        if self.plot.limit is not None:
            x = left + (right - left) * self.plot.limit / self.ticks[-1]
            self.line(x, top - 4, x, bottom - 4, 1.2, ' stroke-dasharray="8 3"')
            words = cut(self.plot.limit_said, self.width)
            self.text(min(max(x, room(words) / 2), self.width - room(words) / 2), top - 8, words, "middle")
        left_out = len(self.plot.table.rows) - len(self.labels)
        if left_out:
            self.text(0, bottom + 12, f"{left_out} more in the table.")
            bottom += _LINE
        self.height = ceil(bottom + 4)


def _figure(cell: Cell) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _label(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell.day} {cell:%b}"
    return "" if cell is None else " ".join(str(cell).split())


def shown(value: float, kind: CellKind) -> str:
    """Return a figure as people read it on an axis: hours, per cents or a number."""
    if kind is CellKind.MINUTES:
        value, end = value / 60, " h"
    elif kind is CellKind.SHARE:
        value, end = value * 100, "%"
    else:
        end = ""
    return f"{value:,.0f}{end}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}{end}"


def ticks(most: float, kind: CellKind) -> tuple[float, ...]:
    """Return figures from 0 to at least the greatest one, in steps that are easy to read."""
    unit = 60.0 if kind is CellKind.MINUTES else 0.01 if kind is CellKind.SHARE else 1.0
    wanted = max(most / unit, 1.0) / _TICKS
    power = 10.0 ** floor(log10(wanted))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= wanted * 0.999999)
    if kind is CellKind.COUNT:
        step = max(step, 1.0)
    count = ceil(max(most / unit, 1.0) / step - 1e-9)
    return tuple(step * unit * at for at in range(count + 1))


def _dash(series: int) -> str:
    dash = _DASHES[series % 6]
    return f' stroke-dasharray="{dash}"' if dash else ""


def _runs(points: Sequence[tuple[float, float | None]]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for x, figure in (*points, (0.0, None)):
        if figure is not None:
            run.append((x, figure))
        elif run:
            yield run
            run = []


def _hatching(sign: str, x: float, y: float, wide: float, high: float) -> Iterator[tuple[float, float, float, float]]:
    """Yield the lines of a hatching inside a box, at the same places of the drawing for every box."""
    if sign in "|+":
        yield from ((at, y, at, y + high) for at in _steps(x, x + wide))
    if sign in "-+":
        yield from ((x, at, x + wide, at) for at in _steps(y, y + high))
    if sign == "/":
        for total in _steps(x + y, x + wide + y + high):
            begin, end = max(x, total - y - high), min(x + wide, total - y)
            if end > begin:
                yield begin, total - begin, end, total - end


def _steps(first: float, last: float) -> Iterator[float]:
    at = (floor(first / _STEP) + 1) * _STEP
    while at < last:
        yield float(at)
        at += _STEP
