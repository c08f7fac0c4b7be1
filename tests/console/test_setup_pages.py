"""The pages Officers and Facility as they are used: type, save, mend, undo, paste, find what belongs together."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton

from console import app
from console.dialogs.pattern_year import PatternYearDialog
from console.main_window import MainWindow
from console.models.setup import CHANGED, NEW, REMOVED, STATE, WRONG
from console.operations import first_steps
from console.operations import policy as policies
from console.theme import Look
from console.views.setup import SetupPage
from scheduler.api import ABOUT_OFFICERS, ABOUT_THE_PLACE, Desk, policy_named
from scheduler.domain.facility import Facility
from scheduler.domain.roster import Period
from scheduler.domain.site import Site

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def shown(window: MainWindow, place: str, sheet: str) -> SetupPage:
    window.go_to(place)
    app.settle(window)
    page = {"officers": window.places.officers, "facility": window.places.facility}[place]
    page.show_sheet(sheet)
    return page


def field(page: SetupPage, header: str):
    return page.form.fields[[column.header for column in page.model.sheet.columns].index(header)]


def retype(page: SetupPage, header: str, text: str) -> None:
    line = field(page, header)
    line.selectAll()
    QTest.keyClicks(line, text) if text else QTest.keyClick(line, Qt.Key.Key_Delete)


def states(page: SetupPage) -> list[str]:
    return [row.state for row in page.model.rows_shown() if row.state]


@pytest.mark.parametrize(("place", "sheets"), [("officers", ABOUT_OFFICERS), ("facility", ABOUT_THE_PLACE)])
def test_every_sheet_can_be_shown_and_its_first_row_read(
    window: MainWindow, place: str, sheets: tuple[str, ...]
) -> None:
    for sheet in sheets:
        page = shown(window, place, sheet)
        assert page.model.rowCount() == len(window.document.desk.setup.rows(sheet))
        assert len(page.form.fields) == len(page.model.sheet.columns)
        QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_name_is_changed_saved_and_undone(window: MainWindow) -> None:
    page = shown(window, "facility", "Posts")
    code, before = page.current().cells[:2]
    retype(page, "Name", "North gate")
    assert states(page) == [CHANGED]
    assert page.save_button.isVisible()
    QTest.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)

    def name() -> str:
        return next(post.name for post in window.document.desk.site().posts if post.code == code)

    assert name() == "North gate"
    assert page.notice.text == "Saved. Posts: 1 changed."
    assert not page.save_button.isVisible()
    window.actions_by_key["undo"].trigger()
    assert name() == before
    assert page.current().cells[1] == before
    window.actions_by_key["redo"].trigger()
    assert name() == "North gate"


def test_the_roster_follows_a_change_of_coverage(window: MainWindow) -> None:
    before = len(window.document.problem.posts[0].coverage)
    page = shown(window, "facility", "Coverage")
    page.remove_row()
    assert states(page) == [REMOVED]
    page.save()
    assert len(window.document.problem.posts[0].coverage) == before - 1


def test_what_is_wrong_stands_below_its_field_until_it_is_mended(window: MainWindow) -> None:
    page = shown(window, "facility", "Shifts")
    QTest.mouseClick(page.add, Qt.MouseButton.LeftButton)
    assert states(page) == [NEW]
    for header, text in (("Code", "L"), ("Name", "Late"), ("Start", "noon"), ("Length", "8:00")):
        retype(page, header, text)
    before = window.document.desk.site().shifts
    page.save()
    assert states(page) == [WRONG]
    assert page.notice.text == "Nothing was saved: 1 cell is to be mended."
    assert "such as 06:00" in page.current().faults["Start"]
    assert window.document.desk.site().shifts == before
    retype(page, "Start", "12:00")
    page.save()
    assert [shift.code for shift in window.document.desk.site().shifts][-1] == "L"


def test_what_is_still_in_use_is_not_removed_and_says_where(window: MainWindow) -> None:
    page = shown(window, "facility", "Shifts")
    page.remove_row()
    page.save()
    assert page.notice.text.startswith("Nothing was saved: ")
    page.discard()
    assert states(page) == []


def test_an_officer_goes_with_all_that_is_said_of_the_officer(window: MainWindow) -> None:
    page = shown(window, "officers", "Officers")
    badge = page.current().cells[0]
    page.remove_row()
    page.save()
    assert badge not in {officer.badge for officer in window.document.desk.site().officers}
    window.actions_by_key["undo"].trigger()
    assert badge in {officer.badge for officer in window.document.desk.site().officers}


def test_a_code_is_chosen_by_typing_a_part_of_its_name(window: MainWindow) -> None:
    page = shown(window, "facility", "Posts")
    combo = field(page, "Area")
    assert isinstance(combo, QComboBox)
    area = window.document.desk.site().areas[-1].code
    combo.setCurrentIndex(combo.findData(area))
    combo.activated.emit(combo.currentIndex())
    assert page.current().cells[2] == area


def test_rows_come_from_a_spreadsheet(window: MainWindow) -> None:
    page = shown(window, "facility", "Areas")
    code, name = page.current().cells[:2]
    width = len(page.model.sheet.columns)
    lines = [[column.header for column in page.model.sheet.columns], [code, f"{name} again"], ["NEW-1", "New one"]]
    text = "\n".join("\t".join(line + [""] * (width - len(line))) for line in lines)
    QGuiApplication.clipboard().setText(text + "\ntoo\tfew")
    page.paste()
    assert sorted(states(page)) == sorted([CHANGED, NEW])
    assert "2 rows of 4 taken" in page.notice.text
    page.save()
    assert {(a.code, a.name) for a in window.document.desk.site().areas} >= {
        (code, f"{name} again"),
        ("NEW-1", "New one"),
    }


def test_what_belongs_to_a_post_is_one_step_away(window: MainWindow) -> None:
    page = shown(window, "facility", "Posts")
    code = page.current().cells[0]
    links = [b for b in page._related.findChildren(QPushButton) if b.text().startswith("Coverage")]
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert page.model.sheet.name == "Coverage"
    assert {row.cells[0] for row in page.model.rows_shown()} == {code}
    page.add_row()
    assert page.current().cells[0] == code
    page.discard()
    page.show_all()
    assert page.model.rowCount() == len(window.document.desk.setup.rows("Coverage"))


def test_what_was_typed_is_not_lost_by_going_to_another_sheet(window: MainWindow) -> None:
    page = shown(window, "facility", "Posts")
    retype(page, "Name", "North gate")
    page.list.setCurrentRow(1)
    assert page.model.sheet.name == "Posts"
    assert page.notice.text == "Save or discard what was typed first."


def test_id_and_zone_can_only_be_read(window: MainWindow) -> None:
    page = shown(window, "facility", "Facility")
    assert not field(page, "Id").isEnabled()
    assert not field(page, "Time zone").isEnabled()
    assert not page.remove.isEnabled()


def test_the_search_says_what_it_finds_and_new_rows_stay(window: MainWindow) -> None:
    page = shown(window, "officers", "Officers")
    QTest.keyClicks(page.search, "no such officer")
    assert page.model.rowCount() == 0
    assert not page.form.isEnabled()
    page.search.clear()
    assert page.model.rowCount() > 0


def test_a_squads_year_is_shown_by_months(window: MainWindow) -> None:
    site = window.document.desk.site()
    dialog = PatternYearDialog(site, site.squads[0], date(2027, 2, 14), Look(), window)
    model = dialog.model
    assert model.headerData(0, Qt.Orientation.Vertical) == "Feb 2027"
    assert model.on(model.index(0, 27)) == date(2027, 2, 28)
    assert model.on(model.index(0, 28)) is None
    assert model.last() == date(2028, 1, 31)
    letters = sum(bool((model.index(r, c).data() or "").strip("\N{MIDDLE DOT}")) for r in range(12) for c in range(31))
    assert letters == model.summary().tours
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_qualifications_that_run_out_are_marked(window: MainWindow) -> None:
    page = shown(window, "officers", "Officer qualifications")
    today = window.document.desk.today()
    for row, days in ((0, 40), (1, 12), (2, -3)):
        page.table.choose_row(row)
        retype(page, "Expires", (today + timedelta(days=days)).isoformat())
    page.save()
    assert not page.has_unsaved, page.notice.text
    marked = [page.model.index(n, STATE).data() for n in range(page.model.rowCount())]
    soon = window.document.desk.setup.expiring(window.document.desk.today())
    assert len([m for m in marked if m]) == len(soon) > 0
    every = page.model.rowCount()
    page.expiring.setFocus()
    QTest.keyClick(page.expiring, Qt.Key.Key_Space)
    assert page.model.rowCount() == len(soon)
    first = min(soon, key=lambda line: line.left)
    assert page.current().cells[0] == first.badge
    assert [page.model.index(n, STATE).data() for n in range(3)] == ["ran out", "12 days", "40 days"]
    QTest.keyClick(page.expiring, Qt.Key.Key_Space)
    assert page.model.rowCount() == every
    page.show_sheet("Officers")
    assert page.expiring.isHidden()


BY_HAND = {
    "Areas": ["A\tHousing A"],
    "Shifts": ["D\tDay\t06:00\t12:00", "N\tNight\t18:00\t12:00\t\tyes"],
    "Posts": ["A-1\tHousing A floor\tA\tcritical\tgroup"],
    "Coverage": ["A-1\tD\t1\t1", "A-1\tN\t1\t1"],
    "Patterns": ["DAYS\tDays\tD D - -", "NIGHTS\tNights\tN N - -"],
    "Squads": [
        "D1\tDays 1\tDAYS\t2026-12-06",
        "D2\tDays 2\tDAYS\t2026-12-08",
        "N1\tNights 1\tNIGHTS\t2026-12-06",
        "N2\tNights 2\tNIGHTS\t2026-12-08",
    ],
    "Officers": [
        f"10{n}\tOfficer {n}\tsworn\t2020-01-0{n}\t\t{squad}" for n, squad in enumerate(("D1", "D2", "N1", "N2"), 1)
    ],
}


def test_a_facility_set_up_by_hand_is_led_from_step_to_step_until_it_can_be_built(window: MainWindow, tmp_path) -> None:
    path = tmp_path / "new.db"
    with Desk.open(str(path)) as desk:
        desk.import_site(Site(facility=Facility(id="NEW", name="North Jail", zone="America/New_York")), "by hand")
    assert window.open_database(str(path))
    page = window._pages.currentWidget()
    assert page is window.not_whole
    assert "Step 1 of 8: Name the areas" in page._text.text()
    assert window.actions_by_key.reason("new").startswith("Step 1 of 8")
    assert QApplication.focusWidget() is page.buttons[0]
    QTest.keyClick(page.buttons[0], Qt.Key.Key_Space)
    assert window.places.current == "facility"
    window.places.facility.show_sheet("Facility")
    seen = []
    while (step := first_steps.next_step(window.document.desk.site())).sheet:
        page = window.places.facility if window.places.current == "facility" else window.places.officers
        assert step.words in page._next_words.text()
        page._go_on.click()
        assert window.places.current == step.place
        page = window.places.facility if step.place == "facility" else window.places.officers
        assert page.model.sheet.name == step.sheet
        assert not page._go_on.isVisible()
        width = len(page.model.sheet.columns)
        lines = [(line.split("\t") + [""] * width)[:width] for line in BY_HAND[step.sheet]]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))
        page.paste()
        page.save()
        assert not page.has_unsaved, page.notice.text
        seen.append(step.sheet)
    assert seen == list(BY_HAND)
    page._go_on.click()
    assert window.places.current == "policy"
    policies.adopt_preset(window.document, policy_named("twelve_hour"), date(2026, 12, 1))
    window.go_to("officers")
    assert page._next_words.text() == "Everything that a build needs is here."
    page._go_on.click()
    assert window.places.is_roster
    assert window._pages.currentWidget() is window.no_roster
    assert window.actions_by_key.reason("new") == ""
    desk = window.document.desk
    problem = desk.problem(Period(first=date(2026, 12, 6), days=4))
    assert len(problem.officers) == 4
