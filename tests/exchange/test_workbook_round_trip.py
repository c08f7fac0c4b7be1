"""A site written as a workbook reads back equal, whatever its texts and times."""

import csv
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from support.sites import small_site, tour
from support.workbook_sites import workbook_sites

from scheduler.domain.clock import Clock
from scheduler.domain.inmates import Stay
from scheduler.domain.site import Site
from scheduler.exchange import UnwritableError, read_workbook, write_workbook
from scheduler.exchange.sheets import SHEETS
from scheduler.generate import demo_site

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _with(site: Site, **changes: object) -> Site:
    return replace(site, **changes)


@pytest.fixture(scope="module")
def demo() -> Site:
    return demo_site()


@SLOW
@given(workbook_sites())
def test_what_is_written_as_xlsx_reads_back_equal(site: Site) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "site.xlsx"
        write_workbook(site, path)
        assert read_workbook(path) == site


@SLOW
@given(workbook_sites())
def test_what_is_written_as_csv_reads_back_equal(site: Site) -> None:
    with TemporaryDirectory() as folder:
        write_workbook(site, Path(folder))
        assert read_workbook(folder) == site


@pytest.mark.parametrize("name", ["demo.xlsx", "demo"])
def test_the_demonstration_facility_survives(demo: Site, tmp_path: Path, name: str) -> None:
    write_workbook(demo, tmp_path / name)
    assert read_workbook(tmp_path / name) == demo


def test_the_same_site_gives_the_same_bytes(demo: Site, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(demo, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.fixture(scope="module")
def book(demo: Site, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "demo.xlsx"
    write_workbook(demo, path)
    return openpyxl.load_workbook(path)


def test_another_reader_finds_every_sheet_with_its_headers(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == ["Read me", *(sheet.name for sheet in SHEETS), "Floor plan"]
    for sheet in SHEETS:
        page = book[sheet.name]
        assert [cell.value for cell in page[1]] == [column.header for column in sheet.columns]
        assert all(cell.comment and cell.comment.text for cell in page[1])
        assert page.freeze_panes == "A2"


def test_cells_are_typed(book: openpyxl.Workbook, demo: Site) -> None:
    def column(sheet: str, header: str) -> list[object]:
        page = book[sheet]
        at = next(cell.column for cell in page[1] if cell.value == header)
        return [row[at - 1].value for row in page.iter_rows(min_row=2)]

    assert column("Officers", "Seniority")[0] == datetime.combine(demo.officers[0].seniority, time())
    assert column("Officers", "Badge")[0] == demo.officers[0].badge
    assert column("Shifts", "Start")[0] == time(demo.shifts[0].start_wall_minute // 60)
    assert column("Shifts", "Length")[0] in (timedelta(minutes=demo.shifts[0].wall_minutes), time(12))
    local = Clock(demo.facility.zone).local(demo.stays[0].start).replace(tzinfo=None)
    assert column("Stays", "Start")[0] == local
    assert column("Coverage", "Minimum")[0] == demo.posts[0].coverage[0].minimum


def test_another_program_may_save_it_again(demo: Site, tmp_path: Path) -> None:
    write_workbook(demo, tmp_path / "demo.xlsx")
    openpyxl.load_workbook(tmp_path / "demo.xlsx").save(tmp_path / "again.xlsx")
    assert read_workbook(tmp_path / "again.xlsx") == demo


@pytest.mark.slow
@pytest.mark.parametrize("name", ["big.xlsx", "big"])
def test_ninety_days_of_a_thousand_officers_are_read_in_seconds(tmp_path: Path, name: str) -> None:
    site = small_site()
    first = date(2026, 8, 1)
    badges = [officer.badge for officer in site.officers]
    worked = [tour(badges[n % 4], first + timedelta(days=n % 90), "DN"[n % 2], index=n // 90) for n in range(45_000)]
    stays = [Stay(inmate=f"R{n % 5000}", area="H1", start=29_000_000 + n, end=29_000_001 + n) for n in range(20_000)]
    site = _with(site, worked=tuple(worked), stays=tuple(stays))
    write_workbook(site, tmp_path / name)
    began = monotonic()
    assert read_workbook(tmp_path / name) == site
    assert monotonic() - began < 30


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    site = small_site()
    names = ("=HYPERLINK(1)", "+1", "@x", "  =late")
    areas = tuple(type(site.areas[0])(code=f"A{n}", name=name, facility="F") for n, name in enumerate(names))
    site = _with(site, areas=(*site.areas, *areas))
    write_workbook(site, tmp_path / "x.xlsx")
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")["Areas"]
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    write_workbook(site, tmp_path / "folder")
    with (tmp_path / "folder" / "areas.csv").open(encoding="utf-8", newline="") as file:
        written = [row["Name"] for row in csv.DictReader(file)]
    assert written[1:] == ["'=HYPERLINK(1)", "'+1", "'@x", "'  =late"]


def test_both_hours_of_the_autumn_change_are_told_apart(tmp_path: Path) -> None:
    site = small_site()
    clock = Clock(site.facility.zone)
    first = clock.minute(date(2026, 11, 1), 90)
    site = _with(site, stays=(Stay(inmate="I", area="H1", start=first, end=first + 60),))
    for name in ("x.xlsx", "folder"):
        write_workbook(site, tmp_path / name)
        assert read_workbook(tmp_path / name).stays == site.stays
    text = (tmp_path / "folder" / "stays.csv").read_text("utf-8")
    assert "I,H1,2026-11-01 01:30,2026-11-01 01:30-05:00" in text


def test_what_no_workbook_can_hold_is_refused_in_a_sentence(tmp_path: Path) -> None:
    site = small_site()
    elsewhere = type(site.areas[0])(code="X", name="", facility="OTHER")
    cases = [
        (_with(site, areas=(*site.areas, elsewhere)), "x.xlsx", "one facility"),
        (_with(site, floor_plan="\ud800"), "x.xlsx", "which no file can hold"),
        (_with(site, floor_plan="\ud800"), "folder", "which no file can hold"),
        (site, "x.ods", "ends in .xlsx"),
        (site, "missing/x.xlsx", "No such file"),
    ]
    for bad, name, expected in cases:
        with pytest.raises(UnwritableError, match=expected) as refusal:
            write_workbook(bad, tmp_path / name)
        assert "\n" not in str(refusal.value)
    assert not (tmp_path / "x.xlsx").exists()
    assert list(tmp_path.glob(".x*")) == []
