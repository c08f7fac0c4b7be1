"""Plots of papers: every format shows the same figures, in words too, and no shade stands alone."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from support.papers import HOSTILE, paper

from scheduler.domain.papers import CellKind, Column, Paper, Plot, PlotKind, Table
from scheduler.exchange.writers import WRITERS, pictures
from scheduler.exchange.writers.plots import TALLEST, cut, draw, most_rows, room, ticks

SVG = "{http://www.w3.org/2000/svg}"
DATED = Table(
    name="by_day",
    title="",
    columns=(
        Column(name="date", heading="Date", kind=CellKind.DATE),
        Column(name="duty", heading="On duty", kind=CellKind.COUNT),
        Column(name="minimum", heading="Minimum", kind=CellKind.COUNT),
    ),
    rows=tuple((date(2026, 11, 23) + timedelta(days=day), 20 + day % 5 if day != 9 else None, 18) for day in range(28)),
)
NAMED = Table(
    name="by_reason",
    title="",
    columns=(
        Column(name="reason", heading="Reason"),
        Column(name="worked", heading="Worked", kind=CellKind.MINUTES),
        Column(name="other", heading="Other", kind=CellKind.MINUTES),
    ),
    rows=(("Held over", 750, 60), ("A reason with quite a long name, longer than there is room for", 90, None)),
)


def plotted(table: Table, kind: PlotKind, **more: object) -> Plot:
    names = tuple(column.name for column in table.columns)
    made = Plot(table=table, labels=names[0], series=names[1:], kind=kind, title="Officers", said="It says this.")
    return replace(made, **more)  # type: ignore[arg-type]


def page_with(*plots: Plot) -> Paper:
    tables = {plot.table.name: plot.table for plot in plots}
    return paper(blocks=(*plots, *tables.values()))


def texts(plot: Plot, width: int = 720) -> list[tuple[float, float, float]]:
    """Return each text of a drawing as (left, right, foot), as wide as it is at most."""
    found = []
    for text in ElementTree.fromstring(draw(plot, width).svg).iter(f"{SVG}text"):
        wide, x = room(text.text or ""), float(text.attrib["x"])
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.attrib["text-anchor"]]
        found.append((left, left + wide, float(text.attrib["y"])))
    return found


@pytest.mark.parametrize("kind", PlotKind)
@pytest.mark.parametrize("table", [DATED, NAMED], ids=["dates", "names"])
@pytest.mark.parametrize("width", [320, 720, 1400])
def test_no_words_lie_on_others_or_outside_the_drawing(kind: PlotKind, table: Table, width: int) -> None:
    found = sorted(texts(plotted(table, kind, limit=25.0, limit_said="A limit"), width), key=lambda t: (t[2], t[0]))
    assert all(left >= -1 and right <= width + 1 for left, right, _ in found)
    for at, (left, right, foot) in enumerate(found):
        for other_left, other_right, other_foot in found[at + 1 :]:
            assert abs(foot - other_foot) >= 11 or right <= other_left + 1 or other_right <= left + 1


def test_bars_are_as_long_as_their_figures() -> None:
    one = replace(NAMED, columns=NAMED.columns[:2], rows=(("A", 120), ("B", 60), ("C", 0)))
    bars = ElementTree.fromstring(draw(plotted(one, PlotKind.BARS)).svg).findall(f"{SVG}rect")
    first, second = (float(bar.attrib["width"]) for bar in bars)
    assert first == pytest.approx(2 * second, abs=0.2)


def test_a_figure_that_is_not_known_parts_the_line_and_is_no_nought() -> None:
    drawn = draw(plotted(DATED, PlotKind.LINES)).svg
    assert drawn.count('stroke-width="1.6"/>') == 2 + 1  # two parts of the first series and its sign in the legend
    assert "not known" in draw(plotted(NAMED, PlotKind.BARS)).svg


def test_series_are_told_apart_without_colour() -> None:
    columns = tuple(Column(name=f"c{n}", heading=f"Series {n}", kind=CellKind.COUNT) for n in range(6))
    six = Table(name="six", title="", columns=(Column(name="r", heading="R"), *columns), rows=(("A", *[1] * 6),))
    parts = list(ElementTree.fromstring(draw(plotted(six, PlotKind.STACKED)).svg))
    looks = []
    for part, after in pairwise(parts):
        if part.tag == f"{SVG}rect":
            ends = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", after.attrib.get("d", ""))
            hatch = frozenset((x == to_x, y == to_y) for x, y, to_x, to_y in ends)
            looks.append((part.attrib["fill-opacity"], hatch))
    in_legend, in_bar = looks[:6], looks[6:]
    assert len(set(in_legend)) == 6
    assert [shade for shade, _ in in_legend] == [shade for shade, _ in in_bar]


@pytest.mark.parametrize("kind", PlotKind)
def test_more_rows_than_there_is_room_for_are_said(kind: PlotKind) -> None:
    plot = plotted(replace(NAMED, rows=tuple((f"Post {n}", n, n) for n in range(100))), kind)
    drawn = draw(plot)
    assert f"{100 - most_rows(plot)} more in the table." in drawn.svg
    assert drawn.height <= TALLEST + 80


def test_steps_of_an_axis_are_read_easily_and_hold_the_greatest_figure() -> None:
    assert ticks(23, CellKind.COUNT) == (0, 10, 20, 30)
    assert ticks(3, CellKind.COUNT) == (0, 1, 2, 3)
    assert ticks(0, CellKind.COUNT) == (0, 1)
    assert ticks(60 * 90, CellKind.MINUTES) == (0, 3000, 6000)
    assert ticks(0.97, CellKind.SHARE)[-1] == pytest.approx(1.0)


def test_words_are_cut_to_their_room() -> None:
    assert cut("short", 100) == "short"
    assert room(cut("a very long name of something", 60)) <= 60


def test_a_pdf_holds_the_plot_with_its_words_and_no_letter_of_another_font() -> None:
    from scheduler.exchange.writers import pdf

    data = pdf.write(page_with(plotted(DATED, PlotKind.LINES)))
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert "Minimum" in reader.pages[0].extract_text()
    assert "Officers. It says this." in alternatives(reader.trailer["/Root"]["/StructTreeRoot"])


def alternatives(node: Any) -> list[str]:
    """Return the words that stand for pictures, of a part of a page's structure."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [words for kid in node for words in alternatives(kid)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (alternatives(node["/K"]) if "/K" in node else [])


def test_html_says_what_the_plot_shows() -> None:
    data = WRITERS["html"](page_with(plotted(NAMED, PlotKind.STACKED))).decode()
    assert 'role="img"' in data
    assert "<desc id=" in data
    assert "It says this." in data


def test_a_workbook_has_a_chart_of_the_cells_themselves() -> None:
    data = WRITERS["xlsx"](page_with(plotted(DATED, PlotKind.LINES), plotted(NAMED, PlotKind.STACKED)))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        charts = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/drawings/drawing"))
    assert len(charts) == 2
    assert "by_day!$B$2:$B$29" in charts[0]
    assert "by_reason!$A$2:$A$3" in charts[1]
    assert 'descr="Officers. It says this."' in drawings


@pytest.mark.parametrize("form", ["csv", "json"])
def test_formats_without_pictures_have_the_figures_in_the_table(form: str) -> None:
    with_plot, without = page_with(plotted(DATED, PlotKind.LINES)), paper(blocks=(DATED,))
    assert WRITERS[form](with_plot) == WRITERS[form](without)


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_the_same_plot_gives_the_same_bytes(form: str) -> None:
    made = page_with(plotted(DATED, PlotKind.BARS), plotted(NAMED, PlotKind.BARS))
    assert WRITERS[form](made) == WRITERS[form](made)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_words_in_a_drawing(hostile: str) -> None:
    table = replace(NAMED, rows=((hostile, 60, 30),))
    plot = plotted(table, PlotKind.BARS, title=hostile, said=hostile)
    drawing = ElementTree.fromstring(draw(plot).svg)
    assert {part.tag.removeprefix(SVG) for part in drawing.iter()} <= {"svg", "text", "path", "rect", "circle"}
    assert "<script" not in WRITERS["html"](page_with(plot)).decode()
    for form in WRITERS:
        assert WRITERS[form](page_with(plot))


def test_a_page_with_plots_can_be_looked_at() -> None:
    assert pictures(page_with(plotted(DATED, PlotKind.LINES)))
