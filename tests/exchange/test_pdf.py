"""Papers as PDF, read by another program's reader: text, tags, size, and nothing of a paper taken for markup."""

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest
from support.papers import HOSTILE, NO_ROW, ROW, paper, table

from scheduler.domain.papers import Column, Paper, Standing, Table
from scheduler.exchange.writers import WRITERS, PageSize, pictures, written
from scheduler.exchange.writers.pdf import write


def read(data: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(data))


def words(data: bytes) -> str:
    return " ".join("\n".join(page.extract_text() for page in read(data).pages).split())


def test_a_page_says_what_the_paper_says_and_is_tagged() -> None:
    made = write(paper(table(ROW, NO_ROW, alerts=frozenset({1}), note="Below.")))
    said, found = words(made), read(made)
    for part in ("Trial", "Small Jail, 23 November 2026", "Published, version 3", "Supervisors only", "Said first.",
                 "On duty : 14 of 15", "Posts of the day", "Ødegård, A/B", "12:30", "12.5%", "Mon 2026-11-23", "Below.",
                 "audit log 41-9f3c", "Page 1 of 2", "Page 2 of 2", "Signed", "Watch commander"):  # fmt: skip
        assert part.replace(" :", ":") in said.replace(" :", ":"), part
    assert "-0:30" in said
    root = found.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata.title == "Trial, 23 November 2026"
    tree = json.dumps(tags_of(root["/StructTreeRoot"]))
    assert all(tag in tree for tag in ("/H1", "/Table", "/THead", "/TH", "/TD"))
    assert {font["/FontDescriptor"]["/FontName"].split("+")[1] for font in fonts_of(found)} >= {"Inter-Regular"}


def tags_of(node: object) -> object:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tags_of(kid) for kid in node]
    if isinstance(node, dict) and "/K" in node:
        return {str(node.get("/S", "")): tags_of(node["/K"])}
    return str(node.get("/S", "")) if isinstance(node, dict) else ""


def fonts_of(found: pypdf.PdfReader) -> list[pypdf.generic.DictionaryObject]:
    return [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in found.pages
        for font in page["/Resources"]["/Font"].values()
    ]


@pytest.mark.parametrize(("size", "points"), [("letter", (612, 792)), ("legal", (612, 1008)), ("a4", (595, 842))])
def test_pages_have_the_size_of_the_paper_and_are_one_page_wide(size: str, points: tuple[int, int]) -> None:
    for is_wide in (False, True):
        rows = tuple((f"P{n}", *ROW[1:]) for n in range(90))
        found = read(write(paper(table(*rows), is_wide=is_wide), PageSize(size)))
        boxes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in found.pages}
        assert boxes == {points[::-1] if is_wide else points}
        headed = [page for page in found.pages if "Initials" in page.extract_text()]
        assert len(headed) == len(found.pages) - 1 > 1, "headings are repeated on each page, the last has no table"


def test_a_draft_says_so_on_every_page_and_a_published_paper_never() -> None:
    rows = tuple((f"P{n}", *ROW[1:]) for n in range(60))
    draft = read(write(paper(table(*rows), standing=Standing.DRAFT, version=0)))
    assert all("DRAFT" in page.extract_text() for page in draft.pages)
    assert "DRAFT" not in words(write(paper(table(*rows))))


def test_the_same_paper_gives_the_same_bytes_and_another_version_others() -> None:
    made = paper(table(ROW))
    assert write(made) == write(made)
    assert write(made) != write(replace(made, version=4))
    assert written(made, "pdf", size=PageSize.A4) == ("pdf", write(made, PageSize.A4))


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, '#panic("x")', "$x^2$", "*bold* _it_", "[link]<a>", "\\", "王小明", "😀"]
)
def test_hostile_words_are_words(hostile: str) -> None:
    odd = replace(table((hostile, *ROW[1:])), title=hostile, note=hostile, empty=hostile)
    made = replace(paper(odd), title=hostile, facility=hostile, span=hostile, marking=hostile, anchor=hostile)
    data = write(made)
    found = read(data)
    assert not any("/AA" in page or "/Annots" in page for page in found.pages)
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(found.trailer["/Root"])
    assert b"/JavaScript" not in data
    plain = [part for part in re.findall("[A-Za-z0-9]+", hostile) if len(part) > 2]
    assert all(part in "".join(words(data).split()) for part in plain)


def test_a_table_that_fits_on_a_page_is_not_broken_and_a_longer_one_is() -> None:
    def watch(name: str, count: int) -> Table:
        rows = tuple((f"{name}-{n}",) for n in range(count))
        return Table(name=name, title=name, columns=(Column(name="x", heading="X"),), rows=rows, is_together=True)

    made = read(
        write(paper(watch("Day", 25), watch("Night", 25), is_wide=True, blocks=(watch("Day", 25), watch("Night", 25))))
    )
    pages = [page.extract_text() for page in made.pages]
    assert [("Day-0" in page, "Day-24" in page, "Night-0" in page, "Night-24" in page) for page in pages] == [
        (True, True, False, False), (False, False, True, True),
    ]  # fmt: skip
    long = read(write(paper(blocks=(watch("Long", 200),))))
    assert "Long-199" in long.pages[-1].extract_text()


def test_pages_are_pictures_too_and_no_cell_of_a_long_name_is_cut() -> None:
    name = "Featherstonehaugh-Cholmondeley, Maximiliana Theodora Wilhelmina"
    columns = tuple(Column(name=f"c{n}", heading=f"Column {n}") for n in range(8))
    made = paper(blocks=(Table(name="t", title="", columns=columns, rows=((name,) * 8,) * 3),))
    seen = pictures(made)
    assert all(page.startswith(b"\x89PNG") for page in seen)
    assert words(write(made)).replace(" ", "").count(name.replace(" ", "").split(",")[0]) in range(20, 25)


@pytest.mark.parametrize("word", ["Wolfeschlegelsteinhausenbergerdorff", "W" * 60, "X/Y" * 20])
def test_no_word_runs_into_the_next_column(word: str) -> None:
    columns = tuple(Column(name=f"c{n}", heading=f"C{n}", weight=1) for n in range(8))
    data = write(paper(blocks=(Table(name="t", title="", columns=columns, rows=((word,) * 8,)),), is_wide=True))
    lines = read(data).pages[0].extract_text().splitlines()
    assert word * 8 in "".join("".join(lines).split())
    assert sum(bool(line.strip()) and set(line.strip()) <= set(word) for line in lines) >= 8 * 2, (
        "it goes on below, in its own cell"
    )


def test_every_format_of_papers_writes_a_paper() -> None:
    assert set(WRITERS) == {"csv", "html", "json", "pdf", "xlsx"}
    assert isinstance(paper(table(ROW)), Paper)
