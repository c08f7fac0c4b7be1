"""Papers as CSV, XLSX, HTML and JSON, read back by other programs' readers and held against the paper to the cell."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import jsonschema
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from support.papers import COLUMNS, HOSTILE, NO_ROW, ROW, paper, table

from scheduler.domain.papers import (
    Column,
    Standing,
    Table,
)
from scheduler.exchange.csv_text import unguarded
from scheduler.exchange.faults import UnwritableError
from scheduler.exchange.writers import WRITERS, CsvForm, written


def hostile_table() -> Table:
    columns = (Column(name="a", heading="A"), Column(name="b", heading="=B1"))
    return Table(name="=x/y", title="<b>", columns=columns, rows=tuple((text, text) for text in HOSTILE), note="<i>")


# ---------------------------------------------------------------- CSV


class Tabbed(csv.Dialect):
    delimiter, quotechar, lineterminator, quoting, doublequote, strict = (
        "\t",
        '"',
        "\r\n",
        csv.QUOTE_MINIMAL,
        True,
        True,
    )


def test_csv_reads_back_to_the_cell_without_columns_for_the_hand() -> None:
    ending, data = written(paper(table(ROW, NO_ROW)), "csv")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert ending == "csv"
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    assert list(rows[0].values()) == [
        ROW[0], "3", "-1.5", "750", "0.125", "2026-11-23", "2026-11-20T10:30:00-05:00",
    ]  # fmt: skip
    assert list(rows[1].values()) == ["", "0", "0", "-30", "1.0", "1899-05-01", ""]
    assert "initials" not in rows[0]


@pytest.mark.parametrize(("word", "sign"), [("semicolon", ";"), ("tab", "\t"), ("comma", ",")])
def test_the_delimiter_and_the_mark_are_a_choice(word: str, sign: str) -> None:
    data = written(paper(table(ROW)), "csv", CsvForm(delimiter=word, with_mark=True))[1]
    assert data.startswith(b"\xef\xbb\xbfpost" + sign.encode())
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=sign, strict=True))
    assert rows[1][0] == ROW[0]
    if word == "tab":
        assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), Tabbed)) == rows


def test_several_tables_are_an_archive_of_one_file_each() -> None:
    ending, data = written(paper(table(ROW), table(NO_ROW, name="rest")), "csv")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert ending == "zip"
        assert archive.namelist() == ["posts.csv", "rest.csv"]
        assert archive.read("rest.csv").startswith(b"post,heads,")


def test_hostile_text_is_no_formula_in_csv_and_comes_back_whole() -> None:
    data = written(paper(hostile_table()), "csv")[1]
    found = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    assert found[0] == ["a", "b"]
    for row, text in zip(found[1:], HOSTILE, strict=True):
        assert row[0].lstrip("'")[:1] not in tuple("\t\r\n") or row[0].startswith("'")
        assert row[0].lstrip()[:1] not in ("=", "+", "-", "@", "＝")
        assert unguarded(row[0]) == text


# ---------------------------------------------------------------- XLSX


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_a_workbook_has_typed_cells_under_a_frozen_header_that_filters() -> None:
    book = opened(WRITERS["xlsx"](paper(table(ROW, NO_ROW))))
    assert book.sheetnames == ["posts", "About"]
    page = book["posts"]
    head, first, second = page.iter_rows(values_only=True)
    assert head == tuple(column.heading for column in COLUMNS)
    assert first == (
        ROW[0], 3, -1.5, timedelta(minutes=750), 0.125, datetime(2026, 11, 23), datetime(2026, 11, 20, 10, 30), None,
    )  # fmt: skip
    assert second[1:3] == (0, 0)
    assert second[5] == "1899-05-01"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:H3"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert [cell.number_format for cell in page[2]][1:7] == [
        "0", "General", "[h]:mm", "0.0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip


def test_the_sheet_about_says_what_the_workbook_is() -> None:
    rows = list(opened(WRITERS["xlsx"](paper(table(ROW))))["About"].iter_rows(values_only=True))
    told = {str(name): what for name, what in rows if name}
    assert told["Standing"] == "Published, version 3"
    assert (told["Version"], told["As of"], told["Offset from UTC"]) == (3, datetime(2026, 11, 20, 10, 30), "-0500")
    assert told["Audit log"] == "41-9f3c"
    assert told["On duty"] == "14 of 15"
    assert (None, "Said first.") in rows or ("", "Said first.") in rows


def test_hostile_text_is_text_in_a_workbook() -> None:
    data = WRITERS["xlsx"](paper(hostile_table(), title="&P =1", span="&D" * 200))
    book = opened(data)
    page = book[book.sheetnames[0]]
    assert page.title == "=x-y"
    for cells, text in zip(page.iter_rows(min_row=2), HOSTILE, strict=True):
        assert [cell.data_type for cell in cells] == ["s", "s"]
        assert cells[0].hyperlink is None
        # This reader leaves escaped signs as they stand in the file.
        assert text in (cells[0].value, unescape(cells[0].value))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/" in name)
        assert b"<f>" not in sheets
        assert b"<hyperlink" not in sheets
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]


def test_names_of_sheets_are_such_as_a_workbook_may_have() -> None:
    names = ("a" * 40, "A" * 40, "History", "about", "x[y]:*?/\\z", "'quoted'", "\x00", "")
    book = opened(WRITERS["xlsx"](paper(*(table(ROW, name=name) for name in names))))
    assert len({name.casefold() for name in book.sheetnames}) == len(names) + 1
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_a_text_too_long_for_a_cell_is_said() -> None:
    with pytest.raises(UnwritableError, match="posts row 2: a text is too long for a cell"):
        WRITERS["xlsx"](paper(table(("x" * 40_000, *ROW[1:]))))


# ---------------------------------------------------------------- HTML


def page_of(data: bytes) -> Any:
    """Read a page with a parser that allows no mistake."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(data.decode("utf-8"))


def texts(element: Any) -> str:
    return "".join(element.itertext())


def test_a_page_is_whole_and_its_tables_have_headers_and_captions() -> None:
    data = WRITERS["html"](paper(table(ROW, NO_ROW, alerts=frozenset({1}), is_together=True)))
    page = page_of(data)
    assert page.get("lang") == "en"
    assert texts(page.find("head/title")) == "Trial, 23 November 2026"
    found = page.find(".//table")
    assert texts(found.find("caption")) == "Posts of the day"
    assert [head.get("scope") for head in found.findall("thead/tr/th")] == ["col"] * len(COLUMNS)
    first, second = found.findall("tbody/tr")
    assert [texts(cell) for cell in first] == [
        ROW[0], "3", "-1.5", "12:30", "12.5%", "Mon 2026-11-23", "2026-11-20 10:30", "",
    ]  # fmt: skip
    assert first[0].get("scope") == "row"
    assert (first.get("class"), second.get("class")) == (None, "alert")
    assert texts(second[0]).startswith("Abnormal: ")
    assert texts(second[3]) == "-0:30"
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {element.get("aria-labelledby") for element in page.iter()} - {None} <= set(ids)


def test_a_page_loads_and_runs_nothing() -> None:
    data = WRITERS["html"](paper(hostile_table(), title="<script>", marking="<b>", anchor='"><img>', facility="<x>"))
    page = page_of(data)
    used = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not used & {"script", "img", "iframe", "link", "object", "a", "form", "b", "i", "x"}
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on") or name == "src"]
    policy = next(e for e in page.iter("meta") if e.get("http-equiv"))
    assert "default-src 'none'" in policy.get("content")
    shown = [texts(row[0]) for row in page.findall(".//tbody/tr")]
    plain = [
        text.replace("\r\n", "\n").replace("\x00", "�").replace("\x01", "�").replace("\x7f", "�") for text in HOSTILE
    ]
    assert shown == plain


def test_a_draft_says_so_on_the_page() -> None:
    draft = WRITERS["html"](paper(table(ROW), standing=Standing.DRAFT)).decode()
    assert "Draft, not published" in draft
    assert '<body class="is-draft">' in draft
    assert "Published, version 3" in WRITERS["html"](paper(table(ROW))).decode()


def test_no_rows_are_said_in_words() -> None:
    page = page_of(WRITERS["html"](paper(table(empty="Nobody was held over."))))
    assert [texts(row) for row in page.findall(".//tbody/tr")] == ["Nobody was held over."]


# ---------------------------------------------------------------- JSON


def test_json_fits_its_schema_and_its_hash() -> None:
    found = json.loads(WRITERS["json"](paper(table(ROW, NO_ROW, alerts=frozenset({1})))))
    schema = Path(__file__).resolve().parents[2] / "resources" / "schema" / "paper.json"
    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(found)
    content = found["content"]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert found["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert found["schema"] == "fairwatch/paper/1"
    assert content["tables"][0]["rows"][0] == [ROW[0], 3, -1.5, 750, 0.125, "2026-11-23", "2026-11-20T10:30:00-05:00"]
    assert content["tables"][0]["alerts"] == [1]
    assert content["facts"] == [{"title": "Staff", "pairs": [["On duty", "14 of 15"]]}]
    assert content["texts"] == ["Said first."]


# ---------------------------------------------------------------- all


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_paper_gives_the_same_bytes(form: str) -> None:
    assert WRITERS[form](paper(table(ROW))) == WRITERS[form](paper(table(ROW)))


@pytest.mark.parametrize("form", WRITERS)
def test_half_a_character_is_one_sentence(form: str) -> None:
    with pytest.raises(UnwritableError, match="which no file can hold"):
        WRITERS[form](paper(table(("\ud800", *ROW[1:]))))


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=30))
def test_any_text_leaves_every_format_whole(text: str) -> None:
    whole = paper(Table(name="t", title=text, columns=(Column(name="a", heading=text),), rows=((text,),)), title=text)
    page_of(WRITERS["html"](whole))
    assert json.loads(WRITERS["json"](whole))["content"]["tables"][0]["rows"] == [[text]]
    rows = list(csv.reader(io.StringIO(written(whole, "csv")[1].decode(), newline="")))
    assert unguarded(rows[1][0] if rows[1] else "") == text
    assert opened(WRITERS["xlsx"](whole))["t"]["A2"].data_type in ("s", "n")
