"""What leaves the desk as files: each format says what the database says, and the audit log says what left."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import html5lib
import ics
import openpyxl
import pytest
import vobject
from support.sites import FIRST, NOW, PERIOD, edit, small_site, tour

from scheduler.api import Desk, DeskError
from scheduler.api.export import FORMATS, ExportChoice
from scheduler.domain.roster import RosterEdit, Tour, TourChange
from scheduler.domain.site import OfficerName
from scheduler.exchange.csv_text import unguarded
from scheduler.exchange.roster_book_reading import edits_of, read_roster_book
from scheduler.exchange.writers import CsvForm

CHANGES = {"B1": (FIRST, FIRST + timedelta(days=1)), "B2": (FIRST,)}


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as opened:
        opened.import_site(small_site(), "small.xlsx")
        roster = opened.create_roster(PERIOD)
        tours = [tour(badge, on) for badge, dates in CHANGES.items() for on in dates if (badge, on) != ("B2", FIRST)]
        opened.apply_edit(roster.id, edit("first", *tours, tour("B2", FIRST, "N")))
        opened.publish(roster.id)
        yield opened


def change(name: str, *changes: tuple[Tour | None, Tour | None]) -> RosterEdit:
    return replace(edit(name), changes=tuple(TourChange(before=before, after=after) for before, after in changes))


def publish_again(desk: Desk) -> None:
    """Take one tour of B1 back, shift his other, and give B3 one."""
    one, two = tour("B1", FIRST), tour("B1", FIRST + timedelta(days=1))
    desk.apply_edit(1, change("second", (one, replace(one, end=one.end - 60)), (two, replace(two, badge="B3"))))
    desk.publish(1, reason="Sick call")


def events(path: Path) -> dict[str, dict[str, str]]:
    """Read a calendar with one program; the other one must agree."""
    text = path.read_bytes().decode("utf-8")
    assert text.replace("\r\n", "").count("\n") == 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    found = vobject.readOne(text)
    assert found.method.value == "PUBLISH"
    assert len(found.contents["vtimezone"]) == 1
    other = {event.uid: event for event in ics.Calendar(text).events}
    read = {}
    for event in found.contents.get("vevent", []):
        uid = event.uid.value
        assert (other[uid].begin.datetime, other[uid].end.datetime) == (event.dtstart.value, event.dtend.value)
        assert other[uid].name == event.summary.value
        assert event.contents["class"][0].value == "PRIVATE"
        read[uid] = {
            "start": event.dtstart.value.isoformat(),
            "end": event.dtend.value.isoformat(),
            "summary": event.summary.value,
            "sequence": event.sequence.value,
            "status": event.status.value,
        }
    return read


# ---------------------------------------------------------------- calendars


def test_each_officer_gets_a_calendar_of_what_is_published(desk: Desk, tmp_path: Path) -> None:
    (folder,) = desk.export(1, tmp_path, ("ics",))
    assert folder.name == "roster_2026-11-23_2026-11-29_v1_calendars"
    assert sorted(path.name for path in folder.iterdir()) == ["officer_B1.ics", "officer_B2.ics"]
    assert events(folder / "officer_B2.ics") == {
        "f-b2-20261123-n-1@fairwatch": {
            "start": "2026-11-23T18:00:00-05:00",
            "end": "2026-11-24T06:00:00-05:00",
            "summary": "Duty",
            "sequence": "0",
            "status": "CONFIRMED",
        }
    }
    text = "".join(path.read_text("utf-8") for path in folder.iterdir())
    assert not re.search(
        r"inmate|risk|request|I1|Post P1|H1|sergeant|LOCATION|DESCRIPTION|ATTENDEE", text, re.IGNORECASE
    )


def test_a_change_raises_the_sequence_and_what_is_taken_back_stays_as_cancelled(desk: Desk, tmp_path: Path) -> None:
    before = events(desk.export(1, tmp_path, ("ics",))[0] / "officer_B1.ics")
    publish_again(desk)
    folder = desk.export(1, tmp_path, ("ics",))[0]
    after = events(folder / "officer_B1.ics")
    assert before.keys() == after.keys()
    kept, gone = "f-b1-20261123-d-1@fairwatch", "f-b1-20261124-d-1@fairwatch"
    assert [after[uid]["sequence"] for uid in (kept, gone)] == ["1", "1"]
    assert [after[uid]["status"] for uid in (kept, gone)] == ["CONFIRMED", "CANCELLED"]
    assert after[kept]["end"] == "2026-11-23T17:00:00-05:00"
    assert events(folder / "officer_B3.ics")["f-b3-20261124-d-1@fairwatch"]["sequence"] == "0"
    assert events(folder / "officer_B2.ics")["f-b2-20261123-n-1@fairwatch"]["sequence"] == "0"
    assert b"LAST-MODIFIED:20261120T153000Z" in (folder / "officer_B1.ics").read_bytes()


def test_an_edit_that_is_not_published_is_in_no_calendar(desk: Desk, tmp_path: Path) -> None:
    before = events(desk.export(1, tmp_path / "a", ("ics",))[0] / "officer_B1.ics")
    desk.apply_edit(1, change("draft", (tour("B1", FIRST), None)))
    assert events(desk.export(1, tmp_path / "b", ("ics",))[0] / "officer_B1.ics") == before


def test_posts_are_named_only_where_asked_for_and_one_officer_can_be_chosen(desk: Desk, tmp_path: Path) -> None:
    choice = ExportChoice(badges=("B1",), tells_posts=True, as_archive=True)
    (path,) = desk.export(1, tmp_path, ("ics",), choice=choice)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == ["officer_B1.ics"]
        archive.extractall(tmp_path / "out")
    assert {event["summary"] for event in events(tmp_path / "out" / "officer_B1.ics").values()} == {"Post P1"}
    with pytest.raises(DeskError, match="Officer B4 has no tour in any published version"):
        desk.export(1, tmp_path, ("ics",), choice=ExportChoice(badges=("B4",)))


def test_there_are_no_calendars_of_what_was_never_published(desk: Desk, tmp_path: Path) -> None:
    draft = desk.create_roster(replace(PERIOD, first=FIRST + timedelta(days=7)))
    with pytest.raises(DeskError, match="this roster never was"):
        desk.export(draft.id, tmp_path / "out", ("ics",))
    assert not (tmp_path / "out").exists()


def test_a_badge_is_no_way_out_of_the_folder(database: str, tmp_path: Path) -> None:
    site = small_site()
    badges = {"B1": "..\\..\\x", "B2": "CON", "B3": "a:b", "B4": "A_b"}
    officers = tuple(replace(officer, badge=badges[officer.badge]) for officer in site.officers)
    site = replace(site, officers=officers, names=(OfficerName(badge="CON", name="x"),), worked=())
    with Desk.open(database, actor="sergeant", now=lambda: NOW) as desk:
        desk.import_site(site, "hostile")
        roster = desk.create_roster(PERIOD)
        on = PERIOD.dates
        desk.apply_edit(roster.id, edit("first", *(tour(b, on[n]) for n, b in enumerate(badges.values()))))
        desk.publish(roster.id)
        (folder,) = desk.export(roster.id, tmp_path / "out", ("ics",))
    assert sorted(path.name for path in folder.iterdir()) == [
        "officer_A_b.ics", "officer_CON.ics", "officer_______x.ics", "officer_a_b_2.ics",
    ]  # fmt: skip
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"audit_anchors.txt", folder.name}


# ---------------------------------------------------------------- other formats


def test_csv_has_the_delimiter_and_the_mark_that_were_chosen(desk: Desk, tmp_path: Path) -> None:
    choice = ExportChoice(csv=CsvForm(delimiter="semicolon", with_mark=True))
    (path,) = desk.export(1, tmp_path, ("csv",), choice=choice)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfroster_version;state;")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert {(row["badge"], row["start"]) for row in rows} == {
        ("B1", "2026-11-23T06:00:00-05:00"), ("B1", "2026-11-24T06:00:00-05:00"), ("B2", "2026-11-23T18:00:00-05:00"),
    }  # fmt: skip


def test_the_workbook_and_the_page_say_the_same_as_the_roster(desk: Desk, tmp_path: Path) -> None:
    book_path, page_path = desk.export(1, tmp_path, ("xlsx", "html"), with_names=True)
    page = openpyxl.load_workbook(book_path)["Day"]
    assert next(row[4:6] for row in page.iter_rows(min_row=2, values_only=True)) == ("B1", "B1")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page_path.read_text("utf-8"))
    tables = tree.findall(".//table")
    assert ["".join(table.find("caption").itertext()) for table in tables] == [
        "Day, 23 Nov 2026 to 29 Nov 2026", "Night, 23 Nov 2026 to 29 Nov 2026", "Officers",
    ]  # fmt: skip
    (row, *_) = tables[0].findall("tbody/tr")
    assert ["".join(cell.itertext()) for cell in row][:5] == ["P1 1", "Post P1", "B1", "B1", "empty"]
    assert "Officer 1" in page_path.read_text("utf-8")
    assert "Officer 4" not in page_path.read_text("utf-8")
    assert "Published, version 1" in page_path.read_text("utf-8")


def test_every_format_is_noted_with_rows_and_hash(desk: Desk, tmp_path: Path) -> None:
    written = desk.export(1, tmp_path, FORMATS, choice=ExportChoice(as_archive=True))
    subjects = desk.audit()[0].subjects
    assert subjects[: len(FORMATS) + 1] == ("roster:1", *(f"format:{form}" for form in FORMATS))
    noted = subjects[len(FORMATS) + 1 :]
    for path, rows, digest in zip(written, noted[::2], noted[1::2], strict=True):
        assert rows == "rows:3"
        assert digest == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def test_a_folder_of_calendars_is_noted_with_the_hash_of_its_hashes(desk: Desk, tmp_path: Path) -> None:
    (folder,) = desk.export(1, tmp_path, ("ics",))
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in sorted(folder.iterdir())]
    assert desk.audit()[0].subjects[-1] == f"sha256:{hashlib.sha256(''.join(lines).encode()).hexdigest()}"


HOSTILE = (
    "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "<script>alert(1)</script>", "</td></table><img src=x>", "&P;\\,",
    "x; y, z\\t", "BEGIN:VEVENT", "é" * 60, '"a"; DROP', "]]>", "--><!--", "\u202e drow", "_x000D_",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_are_words_in_every_format(tmp_path: Path, text: str) -> None:
    site = small_site()
    code = text.replace("/", "|").strip()[:80]
    posts = (replace(site.posts[0], code=code, name=text), site.posts[1])
    shifts = (replace(site.shifts[0], name=text), site.shifts[1])
    areas = (replace(site.areas[0], name=text),)
    officers = (replace(site.officers[0], badge=code), *site.officers[1:])
    names = (OfficerName(badge=code, name=text),)
    facility = replace(site.facility, name=text)
    with Desk.open(str(tmp_path / "f.db"), actor=text, now=lambda: NOW) as desk:
        more = {"posts": posts, "shifts": shifts, "areas": areas, "officers": officers, "names": names}
        desk.import_site(replace(site, facility=facility, worked=(), **more), "hostile")
        roster = desk.create_roster(PERIOD, label=text)
        desk.apply_edit(roster.id, edit("first", tour(code, FIRST, post=code)))
        desk.publish(roster.id, reason=text)
        choice = ExportChoice(tells_posts=True)
        paths = desk.export(roster.id, tmp_path / "out", FORMATS, with_names=True, choice=choice)
        table, data, book_path, page_path, folder = paths
        (row,) = csv.DictReader(io.StringIO(table.read_bytes().decode(), newline=""), strict=True)
        assert [unguarded(row[key]) for key in ("post", "post_name", "badge", "name")] == [code, text, code, text]
        assert not [cell for cell in row.values() if re.match(r"'*\s*[=+@]", cell) and not cell.startswith("'")]
        assert json.loads(data.read_bytes())["content"]["tours"][0]["name"] == text
        book = openpyxl.load_workbook(book_path)
        assert {cell.data_type for page in book for line in page for cell in line} <= {"s", "n", "d"}
        assert edits_of(read_roster_book(book_path), desk.roster(roster.id).roster, desk.problem(PERIOD)) == ((), ())
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        tree = parser.parse(page_path.read_text("utf-8"))
        assert "".join(tree.find(".//tbody/tr")[1].itertext()) == text
        assert not {element.tag for element in tree.iter()} & {"script", "img"}
        (calendar,) = (path for path in folder.iterdir())
        (event,) = events(calendar).values()
        assert event["summary"] == " ".join("".join(c if c.isprintable() else " " for c in text).split())
