"""Setup: single sheets of a facility, changed row by row, undone and redone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from support.workbook_sites import workbook_sites

from scheduler.api import ABOUT_OFFICERS, ABOUT_THE_PLACE, Desk, DeskError, RowChange, WorkbookErrors, setup_sheet
from scheduler.domain.site import Site
from scheduler.exchange import change_rows, sheet_rows
from scheduler.generate import demo_site

EVERY = (*ABOUT_THE_PLACE, *ABOUT_OFFICERS)


@pytest.fixture(scope="module")
def demo() -> Site:
    return demo_site()


@pytest.fixture
def desk(tmp_path: Path, demo: Site) -> Iterator[Desk]:
    with Desk.open(str(tmp_path / "f.db"), actor="sergeant") as opened:
        opened.import_site(demo, "demo")
        yield opened


def again(desk: Desk) -> Site:
    """Return the facility as another desk reads it."""
    with Desk.open(desk.url) as other:
        return other.site()


def cells(desk: Desk, sheet: str, row: int, **changed: str) -> tuple[str, ...]:
    """Return the cells of a row with those of some fields changed."""
    fields = [column.field for column in setup_sheet(sheet).columns]
    return tuple(changed.get(f, text) for f, text in zip(fields, desk.setup.rows(sheet)[row], strict=True))


def row_of(desk: Desk, name: str, first: str) -> int:
    return next(n for n, row in enumerate(desk.setup.rows(name)) if row[0] == first)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(workbook_sites())
def test_rows_typed_again_as_they_are_change_nothing(site: Site) -> None:
    for name in EVERY:
        rows = sheet_rows(site, name)
        changes = [RowChange(row=n, cells=row) for n, row in enumerate(rows)]
        after = change_rows(site, name, changes).site
        assert sorted(after.names, key=str) == sorted(site.names, key=str) or len(after.names) < len(site.names)
        assert [getattr(after, f) for f in site.__slots__ if f != "names"] == [
            getattr(site, f) for f in site.__slots__ if f != "names"
        ], name


def test_a_changed_cell_is_stored_and_undone_and_redone(desk: Desk, demo: Site) -> None:
    row = row_of(desk, "Posts", "HD-F")
    done = desk.setup.change("Posts", [RowChange(row=row, cells=cells(desk, "Posts", row, name="Housing D"))], "Rename")
    after = again(desk)
    assert next(p.name for p in after.posts if p.code == "HD-F") == "Housing D"
    assert done.followed == ()
    desk.setup.apply(done.edit.inverse())
    assert again(desk) == demo
    desk.setup.apply(done.edit)
    assert again(desk) == after
    assert [line.action for line in desk.audit(3)] == ["change facility"] * 3


def test_a_new_officer_can_be_put_on_a_roster(desk: Desk) -> None:
    typed = dict(badge="9999", name="Novak P", staff_class="sworn", seniority="2026-10-01", squad="A-D")
    columns = setup_sheet("Officers").columns
    new = tuple(typed.get(column.field, "") for column in columns)
    desk.setup.change("Officers", [RowChange(row=None, cells=new)], "Add officer")
    assert desk.names()["9999"] == "Novak P"
    assert any(officer.badge == "9999" for officer in again(desk).officers)


def test_what_says_something_of_an_officer_goes_with_the_officer(desk: Desk, demo: Site) -> None:
    badge = demo.officers[5].badge
    done = desk.setup.change("Officers", [RowChange(row=5, cells=None)], "Remove officer")
    after = again(desk)
    assert badge not in {officer.badge for officer in after.officers}
    assert badge not in {leave.badge for leave in after.leave}
    assert dict(done.followed)["Officer qualifications"] == len(demo.officers[5].qualifications)
    assert after.worked == demo.worked, "what was worked stays as it was"
    desk.setup.apply(done.edit.inverse())
    assert again(desk) == demo


def test_what_is_still_named_elsewhere_stays(desk: Desk, demo: Site) -> None:
    with pytest.raises(WorkbookErrors) as told:
        desk.setup.change("Squads", [RowChange(row=0, cells=None)], "Remove squad")
    assert {fault.sheet for fault in told.value.faults} <= {"Officers", "Leave slots"}
    assert again(desk) == demo


@pytest.mark.parametrize(
    ("name", "field", "text", "column", "expected"),
    [
        ("Shifts", "start_wall_minute", "25:10", "Start", "time of day"),
        ("Posts", "priority", "urgent", "Priority", "one of critical"),
        ("Posts", "area", "NOWHERE", "Area", "a code from 'Areas'"),
        ("Coverage", "minimum", "", "Minimum", "a value is expected"),
        ("Officers", "seniority", "31 June", "Seniority", "date"),
        ("Officers", "badge", "1/2", "Badge", "without '/'"),
    ],
)
def test_a_wrong_cell_is_told_by_its_column_and_nothing_is_stored(
    desk: Desk, demo: Site, name: str, field: str, text: str, column: str, expected: str
) -> None:
    with pytest.raises(WorkbookErrors) as told:
        desk.setup.change(name, [RowChange(row=0, cells=cells(desk, name, 0, **{field: text}))], "Change")
    first = told.value.faults[0]
    assert (first.sheet, first.row, first.column) == (name, 2, column)
    assert expected in first.expected
    assert again(desk) == demo


def test_several_rows_change_together_or_not_at_all(desk: Desk, demo: Site) -> None:
    rows = desk.setup.rows("Areas covered")
    post = rows[0][0]
    mine = [n for n, row in enumerate(rows) if row[0] == post]
    assert len(mine) > 1
    whole = cells(desk, "Areas covered", mine[0], share="100")
    with pytest.raises(WorkbookErrors, match="add up to 100"):
        desk.setup.change("Areas covered", [RowChange(row=mine[0], cells=whole)], "One")
    changes = [RowChange(row=mine[0], cells=whole), *(RowChange(row=n, cells=None) for n in mine[1:])]
    desk.setup.change("Areas covered", changes, "All")
    assert [share.share for share in next(p for p in again(desk).posts if p.code == post).covers] == [1000]


def test_id_and_zone_stay(desk: Desk) -> None:
    changed = cells(desk, "Facility", 0, zone="UTC")
    with pytest.raises(DeskError, match="cannot change"):
        desk.setup.change("Facility", [RowChange(row=0, cells=changed)], "Zone")
    desk.setup.change("Facility", [RowChange(row=0, cells=cells(desk, "Facility", 0, name="North Jail"))], "Name")
    assert again(desk).facility.name == "North Jail"


def test_an_edit_is_not_undone_over_a_later_change(desk: Desk) -> None:
    done = desk.setup.change("Posts", [RowChange(row=3, cells=cells(desk, "Posts", 3, name="One"))], "One")
    desk.setup.change("Posts", [RowChange(row=3, cells=cells(desk, "Posts", 3, name="Two"))], "Two")
    with pytest.raises(DeskError, match="changed meanwhile"):
        desk.setup.apply(done.edit.inverse())


def test_qualifications_that_run_out_are_listed_soonest_first(desk: Desk, demo: Site) -> None:
    dated = [(h.expires, o.badge) for o in demo.officers for h in o.qualifications if h.expires is not None]
    soonest, badge = min(dated)
    lines = desk.setup.expiring(soonest - timedelta(days=10), days=30)
    assert (lines[0].badge, lines[0].left) == (badge, 10)
    assert [line.left for line in lines] == sorted(line.left for line in lines)
    assert desk.setup.expiring(soonest - timedelta(days=31), days=30) == ()
