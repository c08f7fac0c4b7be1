"""Payroll of the database: what is told, what is told after a correction, and what nobody can change."""

import csv
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from support.accounts import Clock as Ticking
from support.accounts import add_accounts, as_role, password_of, with_quick_passwords
from support.payrolls import TEMPLATE
from support.sites import FIRST, PERIOD, ZONE, edit, small_site, tour

from scheduler.api import Desk, DeskError, Role, WorkedKind, WorkedNote
from scheduler.api.payroll import template_of
from scheduler.domain.clock import Clock
from scheduler.domain.payroll import Align, Field, PayrollColumn, PayrollTemplate
from scheduler.domain.policy import PayPeriod
from scheduler.domain.words import Minute, PayBasis
from scheduler.exchange.writers import CsvForm

CLOCK = Clock(ZONE)
DAY = timedelta(days=1)
PLANNED = (tour("B1", FIRST, "D", "P1"), tour("B2", FIRST, "N", "P1"), tour("B1", FIRST + DAY, "D", "P1"))
LAST = FIRST + 6 * DAY


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "f.db"


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    at = CLOCK.local(CLOCK.minute(FIRST + 20 * DAY, 540))
    period = PayPeriod(effective=date(2020, 1, 1), basis=PayBasis.WORK_PERIOD, days=14, anchor=FIRST)
    site = small_site()
    with Desk.open(str(path), actor="clerk", now=lambda: at) as opened:
        opened.import_site(replace(site, policy=replace(site.policy, pay_periods=(period,))), "small.xlsx")
        opened.create_roster(PERIOD)
        opened.apply_edit(1, edit("e", *PLANNED))
        opened.publish(1)
        yield opened


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shorten(desk: Desk, by: int) -> None:
    """Correct the first tour, whose day is closed."""
    planned = PLANNED[0]
    standing = [e for e in desk.worked.sheet(FIRST).entries if e.badge == "B1"][-1]
    note = WorkedNote(
        badge=planned.badge,
        on=FIRST,
        start=planned.start,
        end=Minute(planned.end - by),
        planned=planned,
        corrects=standing.number,
        reason="by the log",
    )
    assert desk.worked.enter([note])[0].kind in (WorkedKind.EARLY_RELIEF, WorkedKind.AS_PLANNED)


def told(desk: Desk) -> dict[tuple[str, date, str], int]:
    total: Counter[tuple[str, date, str]] = Counter()
    for export in desk.payroll.every():
        for entry in export.entries:
            total[entry.badge, entry.on, entry.code] += entry.minutes
    return {key: minutes for key, minutes in total.items() if minutes}


def test_an_export_tells_closed_days_and_the_next_one_only_what_changed(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    standard = template_of()
    draft = desk.payroll.draft(standard, LAST, FIRST)
    assert draft.open_dates[0] == FIRST + DAY
    lines, control = desk.payroll.export(draft, tmp_path / "out")
    assert lines.name == f"payroll_standard_0001_{LAST}.csv"
    assert [(r["Employee"], r["Date"], r["Pay code"], r["Hours"], r["Entry"]) for r in rows(lines)] == [
        ("B1", str(FIRST), "REG", "12.0", "new"),
        ("B2", str(FIRST), "REG", "6.0", "new"),
        ("B2", str(FIRST + DAY), "REG", "6.0", "new"),
    ]
    assert rows(control)[-1] == {
        "code": "All", "entries": "3", "new_hours": "24.0", "reversed_hours": "0.0", "hours": "24.0", "minutes": "1440",
    }  # fmt: skip
    shorten(desk, 65)
    desk.worked.close_day(FIRST + DAY)
    later = desk.payroll.draft(standard, LAST)
    second, control = desk.payroll.export(later, tmp_path / "out")
    assert [(r["Employee"], r["Date"], r["Hours"], r["Entry"], r["Reverses"]) for r in rows(second)] == [
        ("B1", str(FIRST), "-12.0", "reversal", "1/1"),
        ("B1", str(FIRST), "11.0", "new", ""),
        ("B1", str(FIRST + DAY), "12.0", "new", ""),
    ]
    assert rows(control)[-1]["minutes"] == "660"
    assert told(desk) == {
        ("B1", FIRST, "REG"): 660,
        ("B1", FIRST + DAY, "REG"): 720,
        ("B2", FIRST, "REG"): 360,
        ("B2", FIRST + DAY, "REG"): 360,
    }
    assert rows(lines)[0]["Hours"] == "12.0"  # the first export is what it was
    assert [row.action for row in desk.audit(1)] == ["export payroll"]


def test_where_nothing_changed_there_is_nothing_to_export(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    desk.payroll.export(desk.payroll.draft(template_of(), LAST, FIRST), tmp_path)
    draft = desk.payroll.draft(template_of(), LAST)
    assert (draft.entries, draft.before) == ((), 1)
    with pytest.raises(DeskError, match="knows everything already"):
        desk.payroll.export(draft, tmp_path)
    assert len(desk.payroll.every()) == 1


def test_each_receiver_is_told_by_itself(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    desk.payroll.export(desk.payroll.draft(template_of(), LAST, FIRST), tmp_path)
    other = desk.payroll.draft(TEMPLATE, LAST, FIRST)
    assert (len(other.entries), other.before) == (3, 0)
    with pytest.raises(DeskError, match="Nothing was exported to county yet: the first date is needed"):
        desk.payroll.draft(TEMPLATE, LAST)


def test_a_draft_that_is_no_longer_true_is_not_exported(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    draft = desk.payroll.draft(template_of(), LAST, FIRST)
    shorten(desk, 60)
    with pytest.raises(DeskError, match="has changed meanwhile"):
        desk.payroll.export(draft, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    stale = desk.payroll.draft(template_of(), LAST, FIRST)
    desk.payroll.export(stale, tmp_path)
    with pytest.raises(DeskError, match="has changed meanwhile"):
        desk.payroll.export(stale, tmp_path)


def test_a_file_that_could_not_be_written_is_written_again_with_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    draft = desk.payroll.draft(template_of(), LAST, FIRST)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DeskError, match="export 1 is recorded, write its file again elsewhere"):
        desk.payroll.export(draft, tmp_path / "file")
    one, two = desk.payroll.again(1, tmp_path / "a"), desk.payroll.again(1, tmp_path / "b")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    with pytest.raises(DeskError, match="There is no export 2"):
        desk.payroll.again(2, tmp_path)


def test_the_workbook_says_the_same_as_the_table_and_hostile_texts_stay_texts(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    template = PayrollTemplate(
        name="../=1+1",
        rounding_minutes=1,
        date_form="MM/DD/YYYY",
        codes=template_of().codes,
        columns=(
            PayrollColumn(heading="Who", field=Field.BADGE),
            PayrollColumn(heading="Day", field=Field.DATE),
            PayrollColumn(heading="Code", field=Field.CODE),
            PayrollColumn(heading="Minutes", field=Field.MINUTES),
            PayrollColumn(heading="=Cost", field=Field.TEXT, text="=1+1"),
        ),
    )
    (book,) = desk.payroll.export(desk.payroll.draft(template, LAST, FIRST), tmp_path, "xlsx")
    assert book.parent == tmp_path
    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("payroll").to_python()
    assert sheet[:2] == [["Who", "Day", "Code", "Minutes", "=Cost"], ["B1", "11/23/2026", "REG", 720.0, "=1+1"]]
    lines, _ = desk.payroll.again(1, tmp_path)
    assert rows(lines)[0] == {"Who": "B1", "Day": "11/23/2026", "Code": "REG", "Minutes": "720", "'=Cost": "'=1+1"}


@pytest.mark.parametrize("table", ["payroll_export", "payroll_entry"])
def test_nobody_changes_what_was_told_behind_the_programs_back(
    desk: Desk, path: Path, tmp_path: Path, table: str
) -> None:
    desk.worked.close_day(FIRST)
    desk.payroll.export(desk.payroll.draft(template_of(), LAST, FIRST), tmp_path)
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET last = first"):
        with closing(sqlite3.connect(path)) as raw, pytest.raises(sqlite3.IntegrityError, match="never changes"):
            raw.execute(statement)


def test_a_site_that_has_not_chosen_how_overtime_is_priced(tmp_path: Path) -> None:
    now = datetime.fromisoformat("2026-12-20T12:00:00+00:00")
    with Desk.open(str(tmp_path / "g.db"), actor="clerk", now=lambda: now) as desk:
        desk.import_site(small_site(), "small.xlsx")
        with pytest.raises(DeskError, match="has not chosen how overtime is priced"):
            desk.payroll.draft(template_of(), LAST, FIRST)
        with pytest.raises(DeskError, match="from a date to a later one"):
            desk.payroll.draft(template_of(), FIRST, LAST)


def test_with_accounts_the_password_is_asked_for_once_and_only_to_export(
    desk: Desk, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.worked.close_day(FIRST)
    with_quick_passwords(monkeypatch)
    clock = Ticking(CLOCK.local(CLOCK.minute(FIRST + 20 * DAY, 600)))
    add_accounts(desk, "B1", clock)
    desk.close()
    with as_role(str(path), Role.AUTHORITY, clock) as signed:
        draft = signed.payroll.draft(template_of(), LAST, FIRST)
        assert signed.payroll.every() == ()
        with pytest.raises(DeskError, match="enter your password again"):
            signed.payroll.export(draft, tmp_path / "out")
        assert not (tmp_path / "out").exists()
        signed.confirm(password_of(signed.actor))
        assert len(signed.payroll.export(draft, tmp_path / "out")) == 2
    with as_role(str(path), Role.SERGEANT, clock) as signed, pytest.raises(DeskError, match="Only a"):
        signed.payroll.every()


def test_no_reason_and_no_post_leaves_with_payroll(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    shorten(desk, 60)  # with a reason: "by the log"
    draft = desk.payroll.draft(template_of(), LAST, FIRST)
    for form in ("csv", "xlsx"):
        paths = desk.payroll.export(draft, tmp_path, form) if form == "csv" else desk.payroll.again(1, tmp_path, form)
        for path in paths:
            data = path.read_bytes()
            if form == "xlsx":
                with zipfile.ZipFile(path) as archive:
                    data = archive.read("xl/sharedStrings.xml")
            assert not [word for word in (b"by the log", b"P1", b"I1", b"Officer 1") if word in data]


# ---------------------------------------------------------------- columns of fixed width, and files written again

FIXED = PayrollTemplate(
    name="county",
    codes=template_of().codes,
    columns=(
        PayrollColumn(heading="Employee", field=Field.BADGE, width=6),
        PayrollColumn(heading="Name", field=Field.NAME, width=12, pad="."),
        PayrollColumn(heading="Date", field=Field.DATE, width=10),
        PayrollColumn(heading="Code", field=Field.CODE, width=5, align=Align.RIGHT),
        PayrollColumn(heading="Hours", field=Field.HOURS, width=8, align=Align.RIGHT, pad="0"),
    ),
)


def test_columns_of_fixed_width_are_filled_at_the_side_that_the_template_names(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    file, control = desk.payroll.export(desk.payroll.draft(FIXED, LAST, FIRST), tmp_path, "txt")
    assert file.read_bytes().split(b"\r\n") == [
        b"B1    Officer 1...2026-11-23  REG00012.00",
        b"B2    Officer 2...2026-11-23  REG00006.00",
        b"B2    Officer 2...2026-11-24  REG00006.00",
        b"",
    ]
    assert control.name.endswith("_control.csv")
    shorten(desk, 65)
    later, _ = desk.payroll.export(desk.payroll.draft(FIXED, LAST), tmp_path, "txt")
    assert [line[-8:] for line in later.read_text("utf-8").splitlines()] == ["-0012.00", "00011.00"]


def test_what_does_not_fit_is_told_and_nothing_is_recorded(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    narrow = replace(FIXED, columns=(*FIXED.columns[:-1], replace(FIXED.columns[-1], width=4)))
    with pytest.raises(DeskError, match=r"^line 1, Hours: '12.00' does not fit into a column 4 wide$"):
        desk.payroll.export(desk.payroll.draft(narrow, LAST, FIRST), tmp_path / "out", "txt")
    with pytest.raises(DeskError, match="gives its columns no width, and txt needs one for each"):
        desk.payroll.export(desk.payroll.draft(template_of(), LAST, FIRST), tmp_path / "out", "txt")
    assert desk.payroll.every() == ()
    assert not (tmp_path / "out").exists()


def test_a_file_written_again_says_whether_it_is_as_it_was(desk: Desk, tmp_path: Path) -> None:
    desk.worked.close_day(FIRST)
    first = desk.payroll.export(desk.payroll.draft(FIXED, LAST, FIRST), tmp_path / "out")
    assert desk.payroll.is_unchanged(1) is True
    assert desk.payroll.is_unchanged(1, "xlsx") is None
    assert desk.payroll.is_unchanged(1, "csv", CsvForm(delimiter="tab")) is None
    again = desk.payroll.again(1, tmp_path / "again")
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in first]
    site = desk.site()
    renamed = tuple(replace(line, name="Somebody Else") if line.badge == "B1" else line for line in site.names)
    desk.import_site(replace(site, names=renamed), "renamed.xlsx")
    assert desk.payroll.is_unchanged(1) is False
    with pytest.raises(DeskError, match="There is no export 7 of payroll"):
        desk.payroll.is_unchanged(7)
